// An election of each allocation rule: a contest of each format that the rule counts, and one of
// each choice of its parameters; ties are broken in each of the five orders in turn.
#include <fmt/format.h>

#include <algorithm>

#include "ledger/manifest.h"
#include "support/plain_count.h"
#include "tallying/allocation_rule.h"
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"

namespace urna::ledger {
namespace {

constexpr std::uint32_t kVoters = 7;

struct Counted {
  v1::BallotFormat format;
  v1::RuleConfig rule;
};

v1::RuleConfig RuleWith(const std::string& name,
                        std::vector<std::pair<std::string, std::string>> parameters = {}) {
  v1::RuleConfig rule;
  rule.set_rule(name);
  std::ranges::sort(parameters);
  for (const auto& [parameter, value] : parameters) {
    v1::RuleParameter& entry = *rule.add_parameters();
    entry.set_name(parameter);
    entry.set_value(value);
  }
  return rule;
}

void Set(v1::ContestConfig& contest, const Counted& counted) {
  SetContest(contest, counted.format);
  *contest.mutable_rule() = counted.rule;
}

// Whether a contest may be sealed with it.
bool IsCountable(const Counted& counted) {
  v1::Config config = ElectionFixture::ConfigOf({.voters = 1});
  Set(*config.mutable_contests(0), counted);
  config.mutable_contests(0)->mutable_rule()->set_tie_break(v1::TIE_BREAK_ORDER);
  return FrozenConfig::Parse(crypto::AsBytes(config.SerializeAsString())).ok();
}

std::vector<Counted> ContestsOf(const tallying::RuleDescription& rule) {
  std::vector<Counted> out;
  const std::vector<v1::BallotFormat> formats = EveryFormat();
  for (const v1::BallotFormat& format : formats) {
    out.push_back({format, RuleWith(rule.name)});
  }
  std::size_t next = 0;
  for (const tallying::Parameter& parameter : rule.parameters) {
    for (const std::string& choice : parameter.choices) {
      if (choice == parameter.default_value) continue;
      // Of the formats that can be counted with it, another one each time.
      for (std::size_t i = 0; i < formats.size(); ++i) {
        const Counted one{formats[next++ % formats.size()],
                          RuleWith(rule.name, {{parameter.name, choice}})};
        if (!IsCountable(one)) continue;
        out.push_back(one);
        break;
      }
    }
  }
  std::erase_if(out, [](const Counted& one) { return !IsCountable(one); });
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].rule.set_tie_break(static_cast<v1::TieBreak>(i % 5 + 1));
  }
  return out;
}

PublishedBundle Count(const std::vector<Counted>& contests) {
  const Course course({.voters = kVoters,
                       .contests = static_cast<std::uint32_t>(contests.size()),
                       .threshold = 1,
                       .trustees = 1,
                       .adjust =
                           [&](v1::Config& config) {
                             for (std::size_t c = 0; c < contests.size(); ++c) {
                               Set(*config.mutable_contests(static_cast<int>(c)), contests[c]);
                             }
                           }},
                      OpenAnd([&](const ElectionFixture& election, ElectionRun& run) {
                        for (std::uint32_t c = 0; c < contests.size(); ++c) {
                          const auto ballots = SomeBallots(contests[c].format, kVoters, c);
                          for (std::uint32_t v = 0; v < kVoters; ++v) {
                            run.Append(election.ChoicesBallot(v, ballots[v], {}, ContestId{c}));
                          }
                        }
                      }));
  return Publish(course.counted());
}

// What a contest may ask of the selection beside a rule's own parameters.
PublishedBundle Constrained() {
  const std::vector<v1::BallotFormat> formats = EveryFormat();
  const std::vector<std::pair<std::string, std::string>> constraints = {
      {"min_votes", "3"},
      {"min_votes_percent", "40"},
      {"min_points", "2"},
      {"min_points_percent", "15"},
      {"fixed", "p6"},
      {"fixed_per_area", "first"},
      {"incompatible", "p0,p3;p1,p2"},
      {"category_cap", "Trees & parks=3"},
      {"area_cap", "area=6"},
      {"category_floor", "Trees & parks=2"},
      {"area_floor", "area=5"}};
  std::vector<Counted> contests;
  for (const char* const rule : {"equal-shares", "greedy"}) {
    for (const auto& constraint : constraints) {
      Counted one{formats[contests.size() % 2], RuleWith(rule, {constraint})};
      one.rule.set_tie_break(static_cast<v1::TieBreak>(contests.size() % 4 + 1));
      contests.push_back(std::move(one));
    }
  }
  return Count(contests);
}

}  // namespace

Rows RuleRows() {
  Rows rows;
  for (const tallying::RuleDescription& rule : tallying::AllocationRules()) {
    std::string name = rule.name;
    std::ranges::replace(name, '-', '_');
    rows.push_back({"honest_rule_" + name, [&rule] { return Count(ContestsOf(rule)); }});
  }
  rows.push_back({"honest_constraints", Constrained});
  return rows;
}

}  // namespace urna::ledger
