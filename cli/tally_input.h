#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client_options.h"
#include "tallying/pabulib_reader.h"
#include "tallying/parameters.h"

namespace urna::cli {

// What the counting commands share: how files and parameters are given on the command line.

// Tells stderr what is wrong, and returns kBadInput.
int RefuseInput(const std::string& command, const absl::Status& status);

// The pairs of "name=value" that --param takes.
absl::StatusOr<tallying::ParameterValues> ParseParameters(
    const std::vector<std::string>& parameters);

// A Pabulib file in that encoding, of any kind that can be read to its end.
absl::StatusOr<tallying::PabulibFile> ReadPabulib(const std::string& path,
                                                  const std::string& encoding,
                                                  const tallying::PabulibOptions& options = {});

// The same, and tells stderr its warnings.
absl::StatusOr<tallying::PabulibFile> ReadElection(const std::string& path,
                                                   const std::string& encoding);

// Counts that are made at once: as many as the machine has cores. Calls body(i) for every i below
// n.
void ForEachAtOnce(size_t n, const std::function<void(size_t)>& body);

// Rules and parameters, as --help shows them.
std::string RuleHelp();

}  // namespace urna::cli
