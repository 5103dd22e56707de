// docs/operators.md: every command on it runs, in order, in one shell.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "pch.h"
#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

std::string Page() {
  return WholeFile(std::filesystem::path(URNA_TEST_DATA) / "../../docs/operators.md");
}

// The blocks for a shell, one after the other.
std::string Commands(std::string_view page) {
  constexpr std::string_view kBegin = "\n```sh\n", kEnd = "\n```\n";
  std::string script;
  for (std::size_t at = page.find(kBegin); at != page.npos; at = page.find(kBegin, at)) {
    at += kBegin.size();
    const std::size_t end = page.find(kEnd, at);
    script += std::string(page.substr(at, end - at)) + "\n";
    at = end;
  }
  return script;
}

// On ports that are free.
std::string OnFreePorts(std::string script) {
  for (const std::string_view port : {":9440", ":9480"}) {
    for (std::size_t at = script.find(port); at != script.npos; at = script.find(port)) {
      script.replace(at, port.size(), ":0");
    }
  }
  return script;
}

TEST(OperatorsPage, RunsAsItStands) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.Sub("bin"));
  std::filesystem::create_symlink(URNA_PROGRAM, folder.Sub("bin/urna"));
  std::filesystem::create_directory(folder.Sub("year"));
  std::ofstream(folder.Sub("page.sh"))
      << "set -euo pipefail\ntrap 'kill ${server:-} 2> /dev/null || true' EXIT\n"
      << OnFreePorts(Commands(Page()));
  const std::string command = fmt::format(
      "cd {0}/year && PATH={0}/bin:$PATH bash -x {0}/page.sh > {0}/output 2>&1", folder.path());
  const int state = std::system(command.c_str());
  const std::string output = WholeFile(folder.Sub("output"));
  ASSERT_EQ(state, 0) << output;
  // What the page says that one will see.
  for (const char* wanted : {"paper.csv:2: ok", "processes/our-town/contests/nord/projects/p5",
                             "dix-huit mois", "Un banc ombragé", "effacée"}) {
    EXPECT_THAT(output, HasSubstr(wanted));
  }
}

}  // namespace
}  // namespace urna::end_to_end
