#include "web/pages.h"

#include <algorithm>
#include <cstddef>
#include <vector>

// built_files.inc has a line URNA_BUILT_FILE(number, name) for each file; its bytes stand between two marks in
// built_files.S. CMakeLists.txt makes both.
#define URNA_BUILT_FILE(number, name)          \
  extern "C" const char urna_built_##number[]; \
  extern "C" const char urna_built_##number##_end[];
#include "built_files.inc"
#undef URNA_BUILT_FILE

namespace urna::web {
namespace {

std::vector<BuiltFile> AllFiles() {
  std::vector<BuiltFile> files = {
#define URNA_BUILT_FILE(number, name) \
  {name,                              \
   {urna_built_##number,              \
    static_cast<std::size_t>(urna_built_##number##_end - urna_built_##number)}},
#include "built_files.inc"
#undef URNA_BUILT_FILE
  };
  std::sort(files.begin(), files.end(),
            [](const BuiltFile& a, const BuiltFile& b) { return a.name < b.name; });
  return files;
}

}  // namespace

std::span<const BuiltFile> BuiltPages() {
  static const std::vector<BuiltFile> files = AllFiles();
  return files;
}

std::optional<std::string_view> BuiltPage(std::string_view name) {
  const std::span<const BuiltFile> files = BuiltPages();
  const auto found =
      std::lower_bound(files.begin(), files.end(), name,
                       [](const BuiltFile& file, std::string_view to) { return file.name < to; });
  if (found == files.end() || found->name != name) return std::nullopt;
  return found->bytes;
}

}  // namespace urna::web
