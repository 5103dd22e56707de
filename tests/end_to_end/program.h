// Runs `urna` as a person does.
#pragma once

#include <string>

namespace urna::end_to_end {

struct Finished {
  int exit_code = -1;
  // Standard output and standard error, as they came.
  std::string output;
};

// Runs the program in a shell; `arguments` hold nothing that a shell would take for its own.
Finished Urna(const std::string& arguments);

// A file of the tests' data.
std::string Data(const std::string& name);

}  // namespace urna::end_to_end
