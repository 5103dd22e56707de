// The Pabulib file of an outcome says how it was counted, and is enough to count it again.
#include "ledger/tally.h"

#include "crypto/hash.h"
#include "ledger/config.h"
#include "support/election_fixture.h"
#include "support/plain_count.h"
#include "tallying/allocation_rule.h"
#include "tallying/outcome_json.h"
#include "tallying/pabulib_reader.h"

namespace urna::ledger {
namespace {

struct Rule {
  std::string name;
  tallying::ParameterValues parameters;
};

void SetRule(const Rule& rule, v1::TieBreak tie_break, v1::RuleConfig& config) {
  config.Clear();
  config.set_rule(rule.name);
  config.set_tie_break(tie_break);
  for (const auto& [name, value] : rule.parameters) {
    v1::RuleParameter& parameter = *config.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
}

// Every rule, as a city might write it down.
std::vector<Rule> EveryRule() {
  return {
      {"approval", {{"on_unaffordable", "stop"}}},
      {"greedy", {}},
      {"greedy", {{"category_cap", "Trees & parks=7.5"}, {"incompatible", "p0,p1;p2,p3"}}},
      {"equal-shares", {{"completion", "add1"}, {"increment", "0.50"}, {"then", "greedy"}}},
      {"equal-shares", {{"borda", "len"}, {"comparison", "approval"}, {"utility", "cardinality"}}},
      {"equal-shares", {{"area_floor", " area=2.00;\n"}, {"min_votes", "2"}}},
      {"bounded-overspending", {}},
      {"bounded-overspending", {{"utility", "cardinality"}}},
      {"bounded-overspending", {{"fixed", "p0"}, {"values", "short"}}},
      {"phragmen", {}},
      {"maximin-support", {}},
      {"max-welfare", {{"utility", "cost"}}},
      {"max-welfare", {}},
  };
}

std::vector<v1::TieBreak> EveryTieBreak() {
  return {v1::TIE_BREAK_LEXICOGRAPHIC, v1::TIE_BREAK_COST_VOTES, v1::TIE_BREAK_VOTES_ID,
          v1::TIE_BREAK_ORDER, v1::TIE_BREAK_LOT};
}

// An election with these contests, all in one process.
ElectionFixture Sealed(const std::vector<std::function<void(v1::ContestConfig&)>>& contests,
                       const std::function<void(v1::Config&)>& adjust = nullptr) {
  const auto make = [&](v1::Config& config) {
    for (std::size_t c = 0; c < contests.size(); ++c) {
      contests[c](*config.mutable_contests(static_cast<int>(c)));
    }
    if (adjust) adjust(config);
  };
  return ElectionFixture::Make({.contests = static_cast<std::uint32_t>(contests.size()),
                                .threshold = 1,
                                .trustees = 1,
                                .adjust = make});
}

std::optional<crypto::Hash256> SeedFor(const v1::ContestConfig& contest) {
  if (contest.rule().tie_break() != v1::TIE_BREAK_LOT) return std::nullopt;
  return crypto::Sha256(crypto::AsBytes(contest.id()));
}

TallyFiles CountSome(const Manifest& manifest, ContestId contest, std::uint32_t seed) {
  const v1::ContestConfig& config = manifest.contest(contest);
  return CountPlain(manifest, contest, SomeBallots(config.ballot_format(), 12, seed),
                    SeedFor(config));
}

// The lines of META from urna_rule on, as they stand in the file.
std::string Statement(const std::string& pabulib) {
  const std::size_t begin = pabulib.find("\nurna_rule;") + 1;
  return pabulib.substr(begin, pabulib.find("\nPROJECTS\n") + 1 - begin);
}

std::string Statement(const Rule& rule, v1::TieBreak tie_break) {
  const auto election = Sealed({[&](v1::ContestConfig& contest) {
    SetContest(contest, EveryFormat()[0]);
    SetRule(rule, tie_break, *contest.mutable_rule());
  }});
  return Statement(CountSome(*election.manifest(), ContestId{0}, 1).pabulib);
}

TEST(TallyMeta, EndsWithRuleParametersAndTieBreak) {
  EXPECT_EQ(Statement({"greedy", {}}, v1::TIE_BREAK_COST_VOTES),
            "urna_rule;greedy\nurna_tie_break;cost-votes\n");
  EXPECT_EQ(Statement({"equal-shares", {{"utility", "cost"}, {"completion", "add1"}}},
                      v1::TIE_BREAK_VOTES_ID),
            "urna_rule;equal-shares\nurna_param_completion;add1\nurna_param_utility;cost\n"
            "urna_tie_break;votes-id\n");
  EXPECT_EQ(Statement({"phragmen", {}}, v1::TIE_BREAK_LEXICOGRAPHIC),
            "urna_rule;phragmen\nurna_tie_break;lexicographic\n");
  EXPECT_EQ(Statement({"approval", {}}, v1::TIE_BREAK_ORDER),
            "urna_rule;approval\nurna_tie_break;order\n");
}

TEST(TallyMeta, NamesWhatAFreshCountWouldTakeOtherwise) {
  EXPECT_EQ(Statement({"bounded-overspending", {}}, v1::TIE_BREAK_ORDER),
            "urna_rule;bounded-overspending\nurna_param_values;exact\nurna_tie_break;order\n");
}

TEST(TallyMeta, QuotesValuesThatHoldSeparators) {
  EXPECT_EQ(Statement({"greedy", {{"incompatible", "p0,p1;p2,p3\n;"}}}, v1::TIE_BREAK_ORDER),
            "urna_rule;greedy\nurna_param_incompatible;\"p0,p1;p2,p3\n;\"\nurna_tie_break;order\n");
}

TEST(TallyMeta, TellsTheSeedOfTheLot) {
  const std::string seed = crypto::ToHex(crypto::Sha256(crypto::AsBytes("contest-0")));
  EXPECT_EQ(Statement({"greedy", {}}, v1::TIE_BREAK_LOT),
            "urna_rule;greedy\nurna_tie_break;lot\nurna_lot_seed;" + seed + "\n");
}

// Counts the file again by nothing but its own lines.
std::string CountedAgain(const std::string& pabulib) {
  const auto file = tallying::ParsePabulib(pabulib, "outcome.pb", {.check_ballots = true}).value();
  EXPECT_EQ(file.warning_count, 0U) << file.warnings[0].message;
  tallying::ParameterValues parameters;
  const std::string prefix = "urna_param_";
  for (const tallying::PabulibMeta& entry : file.meta) {
    if (entry.key.starts_with(prefix)) parameters[entry.key.substr(prefix.size())] = entry.value;
  }
  const std::string name(file.MetaValue("urna_tie_break"));
  auto tie_break = tallying::TieBreak::FromName(name);
  if (name == "order") {
    std::vector<tallying::ProjectId> ids;
    for (const auto& project : file.profile.projects()) ids.push_back(project.id);
    tie_break = tallying::TieBreak::Order(ids);
  } else if (name == "lot") {
    const auto bytes = crypto::FromHex(file.MetaValue("urna_lot_seed")).value();
    crypto::Hash256 seed;
    std::copy(bytes.begin(), bytes.end(), seed.begin());
    tie_break = DrawLots(seed, file.profile.projects());
  }
  const auto rule = tallying::MakeRule(file.MetaValue("urna_rule"), parameters).value();
  const auto outcome = rule->Allocate(file.profile, tie_break.value(), {.trace = true}).value();
  std::string json = tallying::OutcomeToJson(file.profile, outcome);
  json.pop_back();
  return json;
}

void ExpectCountedAgain(const ElectionFixture& election, std::uint32_t times) {
  for (std::uint32_t c = 0; c < election.manifest()->contests(); ++c) {
    SCOPED_TRACE(election.manifest()->contest(ContestId{c}).DebugString());
    for (std::uint32_t seed = 0; seed < times; ++seed) {
      const TallyFiles files = CountSome(*election.manifest(), ContestId{c}, seed);
      ASSERT_EQ(CountedAgain(files.pabulib), OutcomeMember(files.outcome));
    }
  }
}

// Of every format, by every rule, with ties broken in every way.
std::vector<std::function<void(v1::ContestConfig&)>> EveryContest() {
  std::vector<std::function<void(v1::ContestConfig&)>> contests;
  std::size_t next = 0;
  for (const v1::BallotFormat& format : EveryFormat()) {
    for (const Rule& rule : EveryRule()) {
      const v1::TieBreak tie_break = EveryTieBreak()[next++ % EveryTieBreak().size()];
      contests.push_back([=](v1::ContestConfig& contest) {
        SetContest(contest, format);
        SetRule(rule, tie_break, *contest.mutable_rule());
      });
    }
  }
  return contests;
}

TEST(TallyPabulib, IsCountedAgainToTheSameBytes) { ExpectCountedAgain(Sealed(EveryContest()), 3); }

// The same amounts in smaller units.
void Divide(v1::Config& config, std::uint32_t digits) {
  const std::int64_t factor =
      tallying::PowerOfTen(static_cast<int>(digits - config.currency_digits()));
  config.set_currency_digits(digits);
  for (v1::ContestConfig& contest : *config.mutable_contests()) {
    contest.set_budget(contest.budget() * factor);
    for (v1::ProjectConfig& project : *contest.mutable_projects()) {
      project.set_cost(project.cost() * factor);
    }
    if (!contest.ballot_format().has_approval()) continue;
    v1::ApprovalFormat& approval = *contest.mutable_ballot_format()->mutable_approval();
    approval.set_max_sum_cost(approval.max_sum_cost() * factor);
  }
}

// Welfare, and values with every digit, are told in minor units, of which the amounts need not show
// the size.
TEST(TallyPabulib, KeepsTheSizeOfMinorUnits) {
  const auto contests = EveryContest();
  for (const std::uint32_t digits : {3U, 6U}) {
    ExpectCountedAgain(Sealed(contests, [&](v1::Config& config) { Divide(config, digits); }), 1);
  }
  ExpectCountedAgain(Sealed(contests, [](v1::Config& config) { config.set_currency_digits(1); }),
                     1);
  ExpectCountedAgain(Sealed(contests, [](v1::Config& config) { config.set_currency("JPY"); }), 1);
}

TEST(TallyPabulib, MayHoldNoVoter) {
  const auto election = Sealed({[](v1::ContestConfig& contest) {
    SetContest(contest, EveryFormat()[4]);
    SetRule({"equal-shares", {}}, v1::TIE_BREAK_VOTES_ID, *contest.mutable_rule());
  }});
  const TallyFiles files = CountPlain(*election.manifest(), ContestId{0}, {});
  EXPECT_EQ(CountedAgain(files.pabulib), OutcomeMember(files.outcome));
}

// Whatever these hold would come back from the file as something else.
TEST(ValidateConfig, RefusesWhatAPabulibFileCannotHold) {
  for (const std::string text : {"a,b", " a", "a\t",
                                 "\xC2\xA0"
                                 "a",
                                 ""}) {
    EXPECT_FALSE(IsCategory(text)) << text;
    EXPECT_FALSE(IsProjectId(text)) << text;
  }
  EXPECT_TRUE(IsCategory("Trees; \"parks\" & more"));
  EXPECT_TRUE(IsProjectId("BO 1/2"));
  const auto election = ElectionFixture::Make();
  v1::Config config = election.manifest()->config();
  EXPECT_TRUE(ValidateConfig(config).ok());
  config.mutable_contests(0)->mutable_projects(1)->add_categories("Trees, parks");
  EXPECT_THAT(std::string(ValidateConfig(config).message()),
              testing::HasSubstr("contests[0].projects[1].categories"));
}

// The published file of ballots, read back, is the election that was counted.
TEST(Tally, ReadsBackTheBallotsThatItPublishes) {
  for (const v1::BallotFormat& format : EveryFormat()) {
    const ElectionFixture election =
        Sealed({[&](v1::ContestConfig& contest) { SetContest(contest, format); }});
    const Manifest& manifest = *election.manifest();
    const TallyFiles files = CountSome(manifest, ContestId{0}, 7);
    const auto profile = ReadBallots(manifest, ContestId{0}, files.ballots);
    ASSERT_TRUE(profile.ok()) << profile.status();
    EXPECT_EQ(profile->voters(), files.valid);
    const v1::ContestConfig& config = manifest.contest(ContestId{0});
    const auto rule = tallying::MakeRule(config.rule().rule(), RuleParameters(config.rule()));
    const auto tie_break =
        MakeTieBreak(config.rule().tie_break(), profile->projects(), SeedFor(config));
    const auto outcome = (*rule)->Allocate(*profile, *tie_break, {.trace = true});
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(tallying::OutcomeToJson(*profile, *outcome), OutcomeMember(files.outcome) + "\n");
    crypto::Bytes cut = files.ballots;
    cut.pop_back();
    EXPECT_EQ(ReadBallots(manifest, ContestId{0}, cut).status().code(),
              absl::StatusCode::kDataLoss);
    EXPECT_FALSE(ReadBallots(manifest, ContestId{0}, {}).ok());
  }
}

}  // namespace
}  // namespace urna::ledger
