#include "end_to_end/program.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>

namespace urna::end_to_end {

Finished Urna(const std::string& arguments) {
  Finished run;
  const std::string command = std::string(URNA_PROGRAM) + " " + arguments + " 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return run;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe)) {
    run.output.append(buffer.data(), got);
  }
  const int state = pclose(pipe);
  run.exit_code = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
  return run;
}

std::string Data(const std::string& name) { return std::string(URNA_TEST_DATA) + "/" + name; }

}  // namespace urna::end_to_end
