#include "end_to_end/open_election.h"

#include <stdexcept>

#include "services/server/server.h"
#include "support/stored_election.h"

namespace urna::end_to_end {
namespace {

void Must(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

}  // namespace

ledger::ElectionShape OpenShape(std::uint32_t voters) {
  constexpr std::uint64_t kIn2001 = 1'000'000'000;
  constexpr std::uint64_t kIn2096 = 4'000'000'000;
  return {
      .voters = voters, .ballots_per_key = 1000, .opening_time = kIn2001, .closing_time = kIn2096};
}

void MakeOpenElection(const services::ServerConfig& config,
                      const ledger::ElectionFixture& election) {
  const services::SystemClock clock;
  Must(services::InitialiseServerStore(config, clock).status());
  auto store = services::OpenServerStore(config);
  Must(store.status());
  services::PutOpenElection(**store, election);
}

}  // namespace urna::end_to_end
