// Puts into the store that `urna init` made the elections that the tests of client/ vote in, open, without the minutes that all
// parties would take to make them. Codes and the keys of authorities and logs are the same in every run: tests/support/election_fixture.cc
// says which.
//
//   open_elections URNA_TOML
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "end_to_end/open_election.h"
#include "services/server/server.h"
#include "services/server/server_config.h"
#include "support/stored_election.h"

namespace urna {
namespace {

constexpr std::uint32_t kVoters = 400;

template <typename Value>
Value Must(absl::StatusOr<Value> value) {
  if (!value.ok()) throw std::runtime_error(std::string(value.status().message()));
  return *std::move(value);
}

// Ballots replace one another, three of a key at most. Of the contests 0 and 1 a voter may use one; voters of odd numbers may vote
// in contest 2 alone, where projects are graded.
ledger::ElectionShape Again() {
  ledger::ElectionShape shape = end_to_end::OpenShape(kVoters);
  shape.process = "again";
  shape.electorates = 2;
  shape.contests = 3;
  shape.projects = 20;
  shape.ballots_per_key = 3;
  shape.adjust = [](v1::Config& config) {
    config.add_languages("fr");
    for (auto& contest : *config.mutable_contests()) {
      v1::LocalizedText& title = *contest.add_title();
      title.set_language("fr");
      title.set_text("Consultation");
      contest.mutable_ballot_format()->mutable_approval()->set_max_length(5);
    }
    v1::ChoiceGroup& group = *config.add_choice_groups();
    group.add_contests(0);
    group.add_contests(1);
    group.set_max(1);
    v1::ContestConfig& graded = *config.mutable_contests(2);
    graded.mutable_rule()->set_rule("greedy");
    graded.mutable_ballot_format()->mutable_scoring()->set_max_points(10);
    config.mutable_electorates(1)->clear_contests();
    config.mutable_electorates(1)->add_contests(2);
  };
  return shape;
}

// The first ballot counts, and one letter is enough.
ledger::ElectionShape Once() {
  ledger::ElectionShape shape = end_to_end::OpenShape(kVoters);
  shape.process = "once";
  shape.code_registrars = 1;
  shape.revote = v1::REVOTE_POLICY_FIRST;
  return shape;
}

// As many projects as the largest cities have on one ballot, in a contest of approvals and in one of points.
ledger::ElectionShape Many() {
  constexpr std::uint32_t kProjects = 500;
  ledger::ElectionShape shape = end_to_end::OpenShape(40);
  shape.process = "many";
  shape.contests = 2;
  shape.projects = kProjects;
  shape.adjust = [](v1::Config& config) {
    config.mutable_contests(0)->mutable_ballot_format()->mutable_approval()->set_max_length(10);
    v1::ContestConfig& points = *config.mutable_contests(1);
    points.mutable_rule()->set_rule("greedy");
    v1::CumulativeFormat& format = *points.mutable_ballot_format()->mutable_cumulative();
    format.set_max_points(10);
    format.set_max_sum_points(10);
  };
  return shape;
}

// For the test that closes it, with too few ballots in the second contest.
ledger::ElectionShape Closing() {
  ledger::ElectionShape shape = end_to_end::OpenShape(kVoters);
  shape.process = "closing";
  shape.contests = 2;
  shape.adjust = [](v1::Config& config) { config.mutable_contests(1)->set_minimum_ballots(5); };
  return shape;
}

void Main(const std::string& config_file) {
  const services::ServerConfig config = Must(services::LoadServerConfig(config_file, {}));
  const auto store = Must(services::OpenServerStore(config));
  for (const ledger::ElectionShape& shape : {Again(), Once(), Many(), Closing()}) {
    services::PutOpenElection(*store, ledger::ElectionFixture::Make(shape));
  }
}

}  // namespace
}  // namespace urna

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: open_elections URNA_TOML\n");
    return 2;
  }
  try {
    urna::Main(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
