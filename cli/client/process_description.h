// A process as an administrator writes it down: one TOML file, from which everything is created.
// deploy/process.toml.example shows and explains every key.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "urna/v1/resources.pb.h"

namespace urna::client {

// A resource to be created, with the last part of its name.
template <typename Resource>
using Named = std::pair<std::string, Resource>;

struct ContestDescription {
  std::string id;
  v1::Contest contest;
  std::vector<Named<v1::Project>> projects;
};

// References between resources are full resource names already. What the file leaves out and the
// server has a default for is left out here too.
struct ProcessDescription {
  std::string id;
  // With its contest groups, which are set once the contests exist.
  v1::Process process;
  std::vector<Named<v1::Area>> areas;
  std::vector<ContestDescription> contests;
  std::vector<Named<v1::Electorate>> electorates;
  std::vector<Named<v1::Registrar>> registrars;
  std::vector<Named<v1::Authority>> authorities;
  std::vector<Named<v1::Trustee>> trustees;

  std::string name() const { return "processes/" + id; }
};

// `folder` is where relative paths in the description begin. INVALID_ARGUMENT names the file, the
// place and what was expected there; a key that has no meaning is refused.
absl::StatusOr<ProcessDescription> ParseProcessDescription(std::string_view toml,
                                                           const std::string& file,
                                                           const std::string& folder);
absl::StatusOr<ProcessDescription> ReadProcessDescription(const std::string& path);
// Only the electorates, for whoever has the description and not the files that it names.
absl::StatusOr<std::vector<Named<v1::Electorate>>> ReadElectorates(const std::string& path);

// The tie-break of a name of the command line; INVALID_ARGUMENT lists them.
absl::StatusOr<v1::TieBreak> ParseTieBreakName(std::string_view name);
std::string_view TieBreakName(v1::TieBreak tie_break);

}  // namespace urna::client
