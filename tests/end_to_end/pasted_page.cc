#include "end_to_end/pasted_page.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/temporary_folder.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

namespace fs = std::filesystem;

std::string OnFreePorts(std::string script) {
  for (const std::string_view port : {":9440", ":9480"}) {
    for (std::size_t at = script.find(port); at != script.npos; at = script.find(port)) {
      script.replace(at, port.size(), ":0");
    }
  }
  return script;
}

}  // namespace

std::string CommandsOf(const std::string& page, std::string_view fence) {
  constexpr std::string_view kEnd = "\n```\n";
  const std::string begin = fmt::format("\n{}\n", fence);
  std::string script;
  for (std::size_t at = page.find(begin); at != page.npos; at = page.find(begin, at)) {
    at += begin.size();
    const std::size_t end = page.find(kEnd, at);
    script += page.substr(at, end - at) + "\n";
    // The newline that ends a block may begin the next.
    at = end + kEnd.size() - 1;
  }
  return OnFreePorts(script);
}

Pasted Paste(const std::string& commands, const std::string& folder) {
  const TemporaryFolder beside;
  fs::create_directory(beside.Sub("bin"));
  fs::create_directory(beside.Sub("tmp"));
  fs::create_symlink(URNA_PROGRAM, beside.Sub("bin/urna"));
  std::ofstream(beside.Sub("page.sh"))
      << "set -euo pipefail\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n"
      << commands;
  const std::string command = fmt::format(
      "cd {1} && HOME={0} TMPDIR={0}/tmp PATH={0}/bin:$PATH bash -x {0}/page.sh > {0}/output 2>&1",
      beside.path(), folder);
  const int state = std::system(command.c_str());
  return {state, WholeFile(beside.Sub("output"))};
}

}  // namespace urna::end_to_end
