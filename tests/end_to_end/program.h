// Runs `urna` as a person does.
#pragma once

#include <map>
#include <string>

namespace urna::end_to_end {

struct Finished {
  int exit_code = -1;
  // Standard output and standard error, as they came.
  std::string output;
};

// Variables that a process has beside those of the test.
using Environment = std::map<std::string, std::string>;

// Runs the program in a shell; neither `arguments` nor the variables hold anything that a shell
// would take for its own. It writes what it is given no place for into `folder`. With
// URNA_TRANSCRIPT in the test's environment, prints what it ran and what came of it.
Finished Urna(const std::string& arguments, const Environment& environment = {},
              const std::string& folder = ".");

// A file of the tests' data.
std::string Data(const std::string& name);

}  // namespace urna::end_to_end
