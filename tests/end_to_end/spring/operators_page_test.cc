// docs/operators.md: every command on it runs, in order, in one shell.
#include <filesystem>

#include "end_to_end/pasted_page.h"
#include "pch.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

TEST(OperatorsPage, RunsAsItStands) {
  const std::string page =
      WholeFile(std::filesystem::path(URNA_TEST_DATA) / "../../docs/operators.md");
  const TemporaryFolder folder;
  const Pasted pasted = Paste(CommandsOf(page, "```sh"), folder.path());
  ASSERT_EQ(pasted.state, 0) << pasted.output;
  // What the page says that one will see.
  for (const char* wanted : {"paper.csv:2: ok", "processes/our-town/contests/nord/projects/p5",
                             "dix-huit mois", "Un banc ombragé", "effacée"}) {
    EXPECT_THAT(pasted.output, HasSubstr(wanted));
  }
}

}  // namespace
}  // namespace urna::end_to_end
