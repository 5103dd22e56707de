// `urna tally` of the Pabulib file of an outcome: it counts as the file says, unless told
// otherwise.
#include <fstream>
#include <nlohmann/json.hpp>

#include "crypto/hash.h"
#include "end_to_end/program.h"
#include "pch.h"
#include "support/election_fixture.h"
#include "support/plain_count.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

struct Counting {
  v1::BallotFormat format;
  std::string rule;
  std::vector<std::pair<std::string, std::string>> parameters;
  v1::TieBreak tie_break;
};

ledger::ElectionFixture Sealed(const Counting& counting) {
  return ledger::ElectionFixture::Make(
      {.threshold = 1, .trustees = 1, .adjust = [&](v1::Config& config) {
         v1::ContestConfig& contest = *config.mutable_contests(0);
         ledger::SetContest(contest, counting.format);
         contest.mutable_rule()->set_rule(counting.rule);
         contest.mutable_rule()->set_tie_break(counting.tie_break);
         for (const auto& [name, value] : counting.parameters) {
           v1::RuleParameter& parameter = *contest.mutable_rule()->add_parameters();
           parameter.set_name(name);
           parameter.set_value(value);
         }
       }});
}

crypto::Hash256 Seed(int draw) {
  return crypto::Sha256(crypto::AsBytes("draw " + std::to_string(draw)));
}

ledger::TallyFiles Count(const Counting& counting, int draw = 0) {
  const ledger::ElectionFixture election = Sealed(counting);
  return ledger::CountPlain(
      *election.manifest(), ledger::ContestId{0}, ledger::SomeBallots(counting.format, 12, 7),
      counting.tie_break == v1::TIE_BREAK_LOT ? std::optional(Seed(draw)) : std::nullopt);
}

class CountAgain : public testing::Test {
 protected:
  std::string Write(const std::string& text) {
    const std::string path = folder_.Sub("outcome.pb");
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  Finished Tally(const std::string& text, const std::string& arguments = "") {
    return Urna("tally " + Write(text) + " --json --trace " + arguments);
  }

 private:
  const TemporaryFolder folder_;
};

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// Ties in every round: all that the tie-break says matters.
const Counting& ByLot() {
  static const Counting* const kCounting =
      new Counting{ledger::EveryFormat()[0],
                   "greedy",
                   {{"incompatible", "p0,p1;p2,p3"}, {"on_unaffordable", "stop"}},
                   v1::TIE_BREAK_LOT};
  return *kCounting;
}

TEST_F(CountAgain, PrintsTheOutcomeOfTheCountByteForByte) {
  const auto formats = ledger::EveryFormat();
  for (const Counting& counting : {
           ByLot(),
           Counting{formats[1], "phragmen", {}, v1::TIE_BREAK_ORDER},
           Counting{formats[2],
                    "equal-shares",
                    {{"borda", "len"}, {"completion", "add1"}, {"increment", "0.25"}},
                    v1::TIE_BREAK_LOT},
           Counting{formats[3], "bounded-overspending", {}, v1::TIE_BREAK_COST_VOTES},
           Counting{formats[4], "max-welfare", {{"min_votes", "3"}}, v1::TIE_BREAK_VOTES_ID},
           Counting{formats[0],
                    "maximin-support",
                    {{"category_cap", "Trees & parks=5.5"}},
                    v1::TIE_BREAK_LEXICOGRAPHIC},
       }) {
    const ledger::TallyFiles files = Count(counting);
    const Finished run = Tally(files.pabulib);
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(run.output, ledger::OutcomeMember(files.outcome) + "\n");
  }
}

TEST_F(CountAgain, BreaksTiesByTheLotThatWasDrawn) {
  std::set<std::string> outcomes;
  const std::string file = Count(ByLot()).pabulib;
  for (int draw = 0; draw < 8; ++draw) {
    const ledger::TallyFiles files = Count(ByLot(), draw);
    const std::string outcome = ledger::OutcomeMember(files.outcome) + "\n";
    EXPECT_EQ(Tally(files.pabulib).output, outcome);
    const std::string seed = crypto::ToHex(Seed(draw));
    EXPECT_EQ(Tally(file, "--lot-seed " + seed).output, outcome);
    EXPECT_EQ(Tally(file, "--tie-break lot --lot-seed " + seed).output, outcome);
    outcomes.insert(outcome);
  }
  EXPECT_GT(outcomes.size(), 1U) << "no lot matters in this election";
  EXPECT_EQ(Tally(file, "--tie-break lot").output, Tally(file).output);
}

TEST_F(CountAgain, TheCommandLineHasTheLastWord) {
  const std::string file = Count(ByLot()).pabulib;
  const auto outcome = [&](const std::string& arguments) {
    const Finished run = Tally(file, arguments);
    EXPECT_EQ(run.exit_code, 0) << run.output;
    return json::parse(run.output);
  };
  json told = outcome("--tie-break votes-id");
  EXPECT_EQ(told["rule"], "greedy");
  EXPECT_EQ(told["tie_break"], "votes-id");
  EXPECT_EQ(told["parameters"]["on_unaffordable"], "stop");

  told = outcome("--param on_unaffordable=skip");
  EXPECT_EQ(told["rule"], "greedy");
  EXPECT_EQ(told["tie_break"], "lot");
  EXPECT_EQ(told["parameters"]["on_unaffordable"], "skip");
  EXPECT_EQ(told["parameters"]["incompatible"], "p0,p1;p2,p3");

  told = outcome("--rule approval --param min_votes=2");
  EXPECT_EQ(told["rule"], "approval");
  EXPECT_EQ(told["tie_break"], "lot");
  EXPECT_EQ(told["parameters"]["on_unaffordable"], "skip");
  EXPECT_EQ(told["parameters"]["min_votes"], "2");
  EXPECT_FALSE(told["parameters"].contains("incompatible"));

  EXPECT_EQ(outcome("--tie-break order")["tie_break"], "order");
}

TEST_F(CountAgain, SaysWhichLineCannotBeFollowed) {
  const std::string file = Count(ByLot()).pabulib;
  const std::string meta = file.substr(0, file.find("urna_rule"));
  const auto line = [&](int after_rule) {
    return "outcome.pb:" +
           std::to_string(1 + std::count(meta.begin(), meta.end(), '\n') + after_rule) + ": ";
  };
  const struct {
    std::string from, to, says;
    std::string unless;  // with this on the command line, it does not matter
  } cases[] = {
      {"urna_rule;greedy", "urna_rule;dice", line(0) + "urna_rule: there is no rule 'dice'",
       "--rule greedy"},
      {"urna_rule;greedy\n", "", line(0) + "urna_param_incompatible: a parameter of no rule",
       "--rule greedy"},
      {"on_unaffordable;stop", "on_unaffordable;perhaps",
       line(2) + "urna_param_on_unaffordable: rule greedy: parameter on_unaffordable is 'perhaps'",
       "--param on_unaffordable=stop"},
      {"param_on_unaffordable", "param_colour", line(2) + "urna_param_colour: ", "--rule greedy"},
      {"tie_break;lot", "tie_break;dice", line(3) + "urna_tie_break: there is no tie-break 'dice'",
       "--tie-break order"},
      {"lot_seed;", "lot_seed;0", line(4) + "urna_lot_seed: expected 64 hexadecimal digits",
       "--tie-break order"},
      {"lot_seed;", "lot_seed;\nno;", line(4) + "urna_lot_seed: expected 64 hexadecimal digits",
       "--lot-seed " + crypto::ToHex(Seed(0))},
      {"urna_lot_seed;", "no;", "--lot-seed is not 64 hexadecimal digits", "--tie-break order"},
  };
  for (const auto& broken : cases) {
    SCOPED_TRACE(broken.to);
    const std::string text = Replaced(file, broken.from, broken.to);
    const Finished run = Tally(text);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.output, HasSubstr(broken.says));
    EXPECT_THAT(run.output, Not(HasSubstr("\"selected\"")));
    EXPECT_EQ(Tally(text, broken.unless).exit_code, 0);
  }
}

TEST_F(CountAgain, OtherCommandsTakeTheFileToo) {
  const std::string path = Write(Count(ByLot()).pabulib);
  const Finished check = Urna("pabulib check " + path);
  EXPECT_EQ(check.exit_code, 0) << check.output;
  EXPECT_THAT(check.output, HasSubstr(" 0 departures"));
  const Finished compare = Urna("compare " + path + " --json");
  EXPECT_EQ(compare.exit_code, 0) << compare.output;
  EXPECT_EQ(json::parse(compare.output)["rules"].size(), 8);
}

TEST_F(CountAgain, ACompareBreaksTiesAsTheFileSays) {
  for (int draw = 0; draw < 4; ++draw) {
    const std::string path = Write(Count(ByLot(), draw).pabulib);
    const json compared = json::parse(Urna("compare " + path + " --rule greedy --json").output);
    const json counted = json::parse(Urna("tally " + path + " --rule greedy --json").output);
    EXPECT_EQ(compared["rules"][0]["selected"], counted["selected"]);
  }
}

}  // namespace
}  // namespace urna::end_to_end
