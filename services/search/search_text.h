// What people type when they search.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/search/words.h"

namespace urna::services {

// What must stand in what is found.
struct SearchTerm {
  // One; several where they must follow each other.
  std::vector<Word> words;
  // Whether it stands in quotes: as it is, but for accents and case, and not in another form.
  bool is_quoted = false;
  // Whether it may be the beginning of a word.
  bool is_beginning = false;
};

// All terms must stand in what is found, wherever. Nothing typed is an operator but quotes that are closed.
struct SearchText {
  // None where there is no word in what was typed: then nothing is found.
  std::vector<SearchTerm> terms;
};

// Whether anything is searched: blanks alone are no search.
bool IsSearch(std::string_view text);

// Little words are left out, but where there are no others. INVALID_ARGUMENT at `field` for more than
// kSearchBytes or kSearchWords.
absl::StatusOr<SearchText> ParseSearchText(std::string_view text, std::string_view field);

}  // namespace urna::services
