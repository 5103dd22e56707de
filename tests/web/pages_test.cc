#include "web/pages.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "pch.h"
#include "support/whole_file.h"

namespace urna::web {
namespace {

const std::filesystem::path kBuilt = std::filesystem::path(URNA_TEST_DATA) / "../../web/built";

TEST(BuiltPages, AreTheFilesOfTheFolderByteForByte) {
  std::vector<std::string> names;
  if (std::filesystem::exists(kBuilt)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kBuilt)) {
      if (entry.is_regular_file()) {
        names.push_back(entry.path().lexically_relative(kBuilt).generic_string());
      }
    }
  }
  std::sort(names.begin(), names.end());
  std::vector<std::string> built;
  for (const BuiltFile& file : BuiltPages()) {
    built.emplace_back(file.name);
    // Compared as a bool: a difference of megabytes is not to be printed.
    EXPECT_TRUE(file.bytes == WholeFile((kBuilt / file.name).string())) << file.name;
    EXPECT_EQ(BuiltPage(file.name), file.bytes);
  }
  EXPECT_EQ(built, names);
}

TEST(BuiltPages, AreFoundByTheirWholeNameAlone) {
  for (const char* name : {"", "/", "no such page", "../CMakeLists.txt", "assets"}) {
    EXPECT_EQ(BuiltPage(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace urna::web
