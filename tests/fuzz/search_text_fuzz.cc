// What people type, and words in any bytes: a search that is read is bounded, and each of its words is found in
// itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "services/base/limits.h"
#include "services/search/findings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::services;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<SearchText> search = ParseSearchText(text, "text");
  if (!search.ok()) return 0;
  WordForms forms;
  const SearchedText searched = {{urna::v1::TEXT_PART_TITLE, "fr", text}};
  std::size_t words = 0;
  for (const SearchTerm& term : search->terms) {
    words += term.words.size();
    if (!StandsIn(term, searched, forms)) std::abort();
  }
  if (words > kSearchWords) std::abort();
  FindingIn("name", *search, searched, forms);
  return 0;
}
