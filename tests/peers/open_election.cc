// Puts into the store that `urna init` made what the clients of tests/peers call: an election that is open, without
// the minute that all parties would take to make one.
//
//   open_election URNA_TOML BALLOTS
//
// BALLOTS becomes a folder of files 0, 1, ..: each is the ballot of another voter, and not cast.
#include "end_to_end/open_election.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "services/server/server.h"
#include "services/server/server_config.h"
#include "support/stored_election.h"

namespace urna {
namespace {

constexpr std::uint32_t kVoters = 320;

template <typename Value>
Value Must(absl::StatusOr<Value> value) {
  if (!value.ok()) throw std::runtime_error(std::string(value.status().message()));
  return *std::move(value);
}

void WriteBallots(const ledger::ElectionFixture& election, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (std::uint32_t voter = 0; voter < kVoters; ++voter) {
    const crypto::Bytes ballot = election.Ballot(voter, {voter % 4});
    std::ofstream(folder / fmt::format("{}", voter), std::ios::binary)
        .write(reinterpret_cast<const char*>(ballot.data()),
               static_cast<std::streamsize>(ballot.size()));
  }
}

void Main(const std::string& config_file, const std::string& ballots) {
  const services::ServerConfig config = Must(services::LoadServerConfig(config_file, {}));
  const ledger::ElectionFixture election =
      ledger::ElectionFixture::Make(end_to_end::OpenShape(kVoters));
  services::PutOpenElection(*Must(services::OpenServerStore(config)), election);
  WriteBallots(election, ballots);
}

}  // namespace
}  // namespace urna

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: open_election URNA_TOML BALLOTS\n");
    return 2;
  }
  try {
    urna::Main(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
