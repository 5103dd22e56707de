// Writes tests/data/ballot_exchange.txt anew: its elections have other keys then.
//
//   write_ballot_exchange > tests/data/ballot_exchange.txt
#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "support/ballot_exchange.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

// Bytes that are the same in every run.
crypto::FreshBytes Fresh(const std::string& election, std::size_t ballot, char which) {
  crypto::FreshBytes out;
  for (std::size_t half = 0; half < 2; ++half) {
    const crypto::Hash256 hash =
        crypto::Sha256(crypto::AsBytes(fmt::format("{}/{}/{}/{}", election, ballot, which, half)));
    std::copy(hash.begin(), hash.end(), out.begin() + static_cast<std::ptrdiff_t>(32 * half));
  }
  return out;
}

// The ballots in this order; several of one contest are a chain.
ExchangedElection Exchange(const ElectionFixture& election, std::string name, std::uint32_t codes,
                           const std::vector<std::pair<std::uint32_t, Choices>>& ballots) {
  ExchangedElection out;
  out.name = std::move(name);
  out.config = election.config_bytes();
  out.key_record = election.key_record();
  out.approvals = election.Approvals();
  for (std::uint32_t j = 1; j <= codes; ++j) {
    out.codes.push_back(election.code(0, j).RevealForLetter());
  }
  std::vector<ChainPlace> places(election.manifest()->contests());
  for (const auto& [contest, choices] : ballots) {
    ExchangedBallot given;
    given.contest = ContestId{contest};
    given.choices = choices;
    given.place = places[contest];
    given.attempt = 1 + out.ballots.size() * 300;
    for (std::size_t i = 0; i < 3; ++i) {
      given.fresh[i] = Fresh(out.name, out.ballots.size(), "rwu"[i]);
    }
    MadeBallot made = MakeExchangedBallot(*election.manifest(), election.voter(0), given);
    places[contest] = After(made.leaf);
    out.ballots.push_back({std::move(given), std::move(made)});
  }
  return out;
}

// Contest `number`, with these projects and this format, which `set` sets.
template <typename Set>
void Shape(v1::Config& config, int number, std::uint32_t projects, const Set& set) {
  v1::ContestConfig& contest = *config.mutable_contests(number);
  const v1::ProjectConfig pattern = contest.projects(0);
  contest.clear_projects();
  for (std::uint32_t p = 0; p < projects; ++p) {
    v1::ProjectConfig& project = *contest.add_projects();
    project = pattern;
    project.set_id(fmt::format("p{}", p));
    project.set_cost(100 + p);
  }
  contest.mutable_rule()->set_rule("greedy");
  contest.clear_ballot_format();
  set(*contest.mutable_ballot_format());
}

ExchangedElection Narrow() {
  const auto election = ElectionFixture::Make(
      {.process = "narrow", .voters = 1, .code_registrars = 1, .adjust = [](v1::Config& config) {
         Shape(config, 0, 5, [](v1::BallotFormat& format) { format.mutable_choose_one(); });
         config.mutable_contests(0)->mutable_rule()->set_rule("approval");
       }});
  return Exchange(election, "narrow", 1, {{0, {{2}}}, {0, {{4}}}, {0, {}}});
}

ExchangedElection Middle() {
  const auto election = ElectionFixture::Make(
      {.process = "middle", .voters = 1, .contests = 9, .adjust = [](v1::Config& config) {
         Shape(config, 0, 20, [](auto& f) { f.mutable_approval()->set_max_length(5); });
         Shape(config, 1, 300, [](auto& f) { f.mutable_approval()->set_max_length(2); });
         Shape(config, 2, 5, [](auto& f) {
           f.mutable_cumulative()->set_max_points(5);
           f.mutable_cumulative()->set_max_sum_points(9);
         });
         Shape(config, 3, 40, [](auto& f) {
           f.mutable_cumulative()->set_max_points(255);
           f.mutable_cumulative()->set_max_sum_points(4);
         });
         Shape(config, 4, 45, [](auto& f) { f.mutable_scoring()->set_max_points(255); });
         Shape(config, 5, 40, [](auto& f) {
           f.mutable_scoring()->set_max_points(10);
           f.mutable_scoring()->set_max_length(3);
         });
         Shape(config, 6, 5, [](auto& f) { f.mutable_ordinal(); });
         Shape(config, 7, 260, [](auto& f) { f.mutable_ordinal()->set_max_length(3); });
         Shape(config, 8, 70, [](auto& f) { f.mutable_choose_one(); });
         config.mutable_contests(8)->mutable_rule()->set_rule("approval");
       }});
  return Exchange(election, "middle", 2,
                  {{0, {{0}, {3}}},
                   {0, {{4}}},
                   {1, {{7}, {299}}},
                   {2, {{0, 4}, {4, 5}}},
                   {3, {{39, 4}}},
                   {3, {{1, 1}, {2, 1}, {38, 2}}},
                   {4, {{0, 1}, {44, 255}}},
                   {5, {{3, 10}, {17, 1}, {39, 9}}},
                   {6, {{4}, {0}, {2}, {1}, {3}}},
                   {6, {}},
                   {7, {{259}, {0}, {256}}},
                   {8, {{69}}},
                   {0, {}}});
}

ExchangedElection Wide() {
  constexpr std::uint32_t kProjects = 470;
  const auto election = ElectionFixture::Make(
      {.process = "wide", .voters = 1, .code_registrars = 3, .adjust = [](v1::Config& config) {
         Shape(config, 0, kProjects, [](auto& f) { f.mutable_scoring()->set_max_points(255); });
       }});
  Choices all;
  for (std::uint32_t p = 0; p < kProjects; ++p) all.push_back({p, 1 + p % 255});
  return Exchange(election, "wide", 3, {{0, all}, {0, {{469, 7}}}});
}

}  // namespace
}  // namespace urna::ledger

int main() {
  std::cout << "# Ballots and all that they are made of, for implementations to compare themselves "
               "with: see\n"
               "# tests/support/ballot_exchange.h. Written by "
               "tests/support/write_ballot_exchange.cc; the codes\n"
               "# and random bytes are for this alone.\n";
  urna::ledger::WriteExchange(
      std::cout, {urna::ledger::Narrow(), urna::ledger::Middle(), urna::ledger::Wide()});
}
