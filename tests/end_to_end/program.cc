#include "end_to_end/program.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace urna::end_to_end {

Finished Urna(const std::string& arguments, const Environment& environment,
              const std::string& folder) {
  Finished run;
  std::string command = "cd '" + folder + "' && env ";
  for (const auto& [name, value] : environment) command += name + "='" + value + "' ";
  command += std::string(URNA_PROGRAM) + " " + arguments + " 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return run;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe)) {
    run.output.append(buffer.data(), got);
  }
  const int state = pclose(pipe);
  run.exit_code = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
  if (std::getenv("URNA_TRANSCRIPT") != nullptr) {
    std::cout << "$ urna " << arguments << "\n" << run.output << "exit " << run.exit_code << "\n";
  }
  return run;
}

std::string Data(const std::string& name) { return std::string(URNA_TEST_DATA) + "/" + name; }

}  // namespace urna::end_to_end
