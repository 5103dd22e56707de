// README.md: its first hour, pasted.
#include <filesystem>
#include <string>

#include "end_to_end/pasted_page.h"
#include "pch.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

// The part of the README that is to be pasted. It takes the ten minutes that its vote lasts.
std::string FirstHour(const std::filesystem::path& root) {
  std::string page = WholeFile(root / "README.md");
  page = page.substr(page.find("## A first hour"));
  page.resize(page.find("## Where things are"));
  // The program under test stands in the path already.
  constexpr std::string_view kPath = "export PATH=$PWD/build/release:$PATH\n";
  page.erase(page.find(kPath), kPath.size());
  return CommandsOf(page, "```");
}

TEST(Long, FirstHourRunsAsItStands) {
  const std::filesystem::path root = std::filesystem::path(URNA_TEST_DATA) / "../..";
  const Pasted pasted = Paste(FirstHour(root), root.string());
  ASSERT_EQ(pasted.state, 0) << pasted.output;
  for (const char* wanted : {"refused, with exit code 1", "Every step holds", "our-street"}) {
    EXPECT_THAT(pasted.output, HasSubstr(wanted));
  }
}

}  // namespace
}  // namespace urna::end_to_end
