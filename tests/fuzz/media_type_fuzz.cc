// A file is of a type that its first bytes say, whatever follows; what is shown as a document begins as one.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "media/file_type.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto type = urna::media::TypeOf(bytes);
  if (urna::media::TypeOf(bytes + "<script>") != type && type) abort();
  if (type == urna::media::FileType::kPdf && !bytes.starts_with("%PDF-")) abort();
  // What a browser would take for a page is of no type.
  const std::size_t first = bytes.find_first_not_of("\t\n\f\r ");
  if (type && first != bytes.npos && bytes[first] == '<') abort();
  return 0;
}
