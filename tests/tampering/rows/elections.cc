#include "tampering/rows/elections.h"

#include <algorithm>

namespace urna::ledger {

const ElectionRun& Course::closed() const {
  if (!closed_) {
    closed_ = std::make_unique<ElectionRun>(election_);
    vote_(election_, *closed_);
    closed_->SignTheClosing();
  }
  return *closed_;
}

const ElectionRun& Course::counted() const {
  if (!counted_) {
    counted_ = std::make_unique<ElectionRun>(closed());
    counted_->CountAll();
  }
  return *counted_;
}

Course::Vote OpenAnd(std::function<void(const ElectionFixture&, ElectionRun&)> between) {
  return [between = std::move(between)](const ElectionFixture& election, ElectionRun& run) {
    run.Append(election.OpenLeaf());
    between(election, run);
    run.Append(election.CloseLeaf());
  };
}

Course::Vote EveryoneVotes(std::uint32_t voters) {
  return OpenAnd([voters](const ElectionFixture& election, ElectionRun& run) {
    const v1::Config& config = election.manifest()->config();
    for (std::uint32_t v = 0; v < voters; ++v) {
      for (std::uint32_t c = 0; c < election.manifest()->contests(); ++c) {
        const auto projects =
            static_cast<std::uint32_t>(config.contests(static_cast<int>(c)).projects_size());
        std::vector<std::uint32_t> approved = {v % projects, (v + 1) % projects};
        std::sort(approved.begin(), approved.end());
        run.Append(election.Ballot(v, approved, {}, ContestId{c}));
      }
    }
  });
}

const Course& Small() {
  static const Course course({}, EveryoneVotes(5));
  return course;
}

const Course& TwoContests() {
  static const Course course(
      {.voters = 6,
       .electorates = 2,
       .contests = 2,
       .trustees = 4,
       .adjust =
           [](v1::Config& config) {
             config.mutable_contests(1)->mutable_rule()->set_tie_break(v1::TIE_BREAK_LOT);
           }},
      OpenAnd([](const ElectionFixture& election, ElectionRun& run) {
        for (std::uint32_t v = 0; v < 6; ++v) {
          run.Append(election.Ballot(v, {v % 4}));
          if (v != 3) run.Append(election.Ballot(v, {0, 1}, {}, ContestId{1}));
        }
        run.Append(election.Ballot(0, {2, 3}, After(run.leaves()[2])));
        run.Append(election.RevokeLeaf(5));
      }));
  return course;
}

const Course& Alone() {
  static const Course course({.voters = 3,
                              .code_registrars = 1,
                              .threshold = 1,
                              .trustees = 1,
                              .registrars = 1,
                              .authorities = 1},
                             EveryoneVotes(3));
  return course;
}

const Course& Many() {
  static const Course course({.voters = 15, .trustees = 4}, EveryoneVotes(15));
  return course;
}

const Course& ByLot() {
  static const Course course({.voters = 3, .trustees = 4, .tie_break = v1::TIE_BREAK_LOT},
                             EveryoneVotes(3));
  return course;
}

const Course& FewAndNone() {
  static const Course course(
      {.voters = 4,
       .contests = 3,
       .adjust = [](v1::Config& config) { config.mutable_contests(1)->set_minimum_ballots(3); }},
      OpenAnd([](const ElectionFixture& election, ElectionRun& run) {
        for (std::uint32_t v = 0; v < 4; ++v) run.Append(election.Ballot(v, {v}));
        for (std::uint32_t v = 0; v < 2; ++v) {
          run.Append(election.Ballot(v, {v}, {}, ContestId{1}));
        }
      }));
  return course;
}

const Course& Witnessed() {
  static const Course course(
      {.voters = 3, .threshold = 1, .trustees = 1, .witnesses = 3, .witness_quorum = 2},
      EveryoneVotes(3));
  return course;
}

const Course& FirstCounts() {
  static const Course course({.voters = 3, .revote = v1::REVOTE_POLICY_FIRST}, EveryoneVotes(3));
  return course;
}

const Course& ChoiceGroups() {
  static const Course course(
      {.voters = 7,
       .keyless = 1,
       .electorates = 2,
       .contests = 3,
       .adjust =
           [](v1::Config& config) {
             v1::ChoiceGroup& group = *config.add_choice_groups();
             for (const std::uint32_t contest : {0, 1, 2}) group.add_contests(contest);
             group.set_max(2);
             config.mutable_electorates(1)->mutable_contests()->Truncate(1);
           }},
      OpenAnd([](const ElectionFixture& election, ElectionRun& run) {
        // Even voters are of the first electorate.
        run.Append(election.Ballot(0, {0}));
        run.Append(election.Ballot(0, {1}, {}, ContestId{1}));
        run.Append(election.Ballot(2, {1, 2}, {}, ContestId{1}));
        run.Append(election.Ballot(2, {3}, {}, ContestId{2}));
        run.Append(election.Ballot(4, {3}, {}, ContestId{2}));
        run.Append(election.Ballot(1, {0, 2}));
        run.Append(election.Ballot(3, {2}));
        run.Append(election.Ballot(2, {2}, After(run.leaves()[4]), ContestId{1}));
      }));
  return course;
}

const Course& LongLog() {
  static const Course course(
      {.voters = 4, .projects = 2, .threshold = 1, .trustees = 1},
      OpenAnd([](const ElectionFixture& election, ElectionRun& run) {
        for (std::uint32_t v = 0; v < 4; ++v) {
          ChainPlace place;
          for (std::uint32_t i = 0; i < 75; ++i) {
            place = After(run.leaves()[run.Append(election.Ballot(v, {i % 2}, place))]);
          }
        }
      }));
  return course;
}

}  // namespace urna::ledger
