#include "tallying/report.h"

#include <nlohmann/json.hpp>

#include "tallying/elections.h"
#include "tallying/outcome_json.h"

namespace urna::tallying {
namespace {

using Json = nlohmann::ordered_json;

struct Counted {
  Profile profile;
  Outcome outcome;
  Json told;
};

Counted CountWithTrace(Profile profile, const std::string& rule,
                       const ParameterValues& parameters = {}) {
  Outcome outcome = CountWith(profile, rule, parameters, true);
  Json told = Json::parse(OutcomeToJson(profile, outcome));
  return {std::move(profile), std::move(outcome), std::move(told)};
}

TEST(Report, HoldsTheOutcomeAndWhatPeopleAskAboutIt) {
  const Counted counted = CountWithTrace(
      ApprovalProfile(100, {60, 30, 50}, {{0, 1}, {0, 2}, {0}, {1, 2}}), "equal-shares");
  const auto rule = MakeRule("equal-shares");
  const auto explained =
      Explain(**rule, counted.profile, TieBreak::Lexicographic(), counted.outcome);
  ASSERT_TRUE(explained.ok());
  const std::vector<Compared> compared = CompareWithOthers(
      counted.outcome.rule, counted.outcome.parameters, counted.profile, TieBreak::Lexicographic());
  ReportSubject subject;
  subject.title = {{"fr", "Essai"}, {"", "Trial"}};
  subject.currency = "EUR";
  subject.closed = "2031-05-06";
  subject.language = "fr";
  subject.names = {{{"fr", "Un parc"}}, {}, {}};
  subject.places = {GeoPoint{1.5, 43.25}, std::nullopt, std::nullopt};
  const Json report = Json::parse(WriteReport(subject, {.profile = &counted.profile,
                                                        .outcome = &counted.told,
                                                        .explanations = &*explained,
                                                        .compared = compared}));
  EXPECT_EQ(report["kind"], "outcome");
  EXPECT_EQ(report["title"], Json::parse(R"([{"language":"fr","text":"Essai"},{"text":"Trial"}])"));
  EXPECT_EQ(report["language"], "fr");
  EXPECT_EQ(report["closed"], "2031-05-06");
  EXPECT_EQ(report["currency"], "EUR");
  EXPECT_EQ(report["currency_digits"], 0);
  EXPECT_EQ(report["ballots"], "approval");
  EXPECT_EQ(report["voters"], 4);
  EXPECT_EQ(report["budget"], "100");
  EXPECT_EQ(report["projects"][0]["name"][0]["text"], "Un parc");
  EXPECT_EQ(report["projects"][0]["place"], (Json{1.5, 43.25}));
  EXPECT_EQ(report["projects"][0]["votes"], 3);
  EXPECT_EQ(report["projects"][1]["name"][0]["text"], "Project b");
  EXPECT_FALSE(report["projects"][1].contains("place"));
  EXPECT_FALSE(report["projects"][1].contains("points"));
  // The outcome is the published one, but for who pays what.
  Json outcome = counted.told;
  for (Json& round : outcome["rounds"]) round.erase("payments");
  Json shortened = report["outcome"];
  for (Json& round : shortened["rounds"]) {
    EXPECT_GT(round["payers"], 0);
    round.erase("payers");
    round.erase("largest");
  }
  EXPECT_EQ(shortened, outcome);
  EXPECT_EQ(report["measures"]["voters_by_projects"].size(),
            Measure(counted.profile, counted.outcome.selected).voters_by_projects.size());
  ASSERT_EQ(report["explanations"].size(), 3);
  EXPECT_EQ(report["tried"], "200");
  EXPECT_FALSE(report.contains("stopped"));
  ASSERT_EQ(report["compared"].size(), compared.size());
  EXPECT_EQ(report["compared"][0]["rule"], "approval");
  EXPECT_EQ(report["complete"], true);
}

// Whatever is left out, the rest is there.
TEST(Report, SaysWhatThereIs) {
  const Counted counted = CountWithTrace(
      MakeProfile(MakeContest(BallotFormat::kCumulative, 100, {60, 30}, 2), {{{0, 1}, {3, 4}}}),
      "approval");
  const Json report = Json::parse(
      WriteReport({}, {.profile = &counted.profile, .outcome = &counted.told, .complete = false}));
  EXPECT_EQ(report["projects"][0]["points"], 3);
  EXPECT_EQ(report["budget"], "100");
  EXPECT_EQ(report["currency_digits"], 2);
  for (const char* absent :
       {"language", "closed", "currency", "areas", "explanations", "tried", "compared"}) {
    EXPECT_FALSE(report.contains(absent)) << absent;
  }
  EXPECT_EQ(report["complete"], false);
}

TEST(Report, SetsRulesSideBySide) {
  const Profile profile = ApprovalProfile(100, {60, 50}, {{0}, {0}, {1}});
  const std::vector<Compared> compared =
      CompareWithOthers("", {}, profile, TieBreak::Lexicographic());
  const Json report = Json::parse(WriteReport({}, {.profile = &profile, .compared = compared}));
  EXPECT_EQ(report["kind"], "comparison");
  EXPECT_FALSE(report.contains("outcome"));
  EXPECT_EQ(report["compared"].size(), 4);
}

TEST(Report, SaysOfAClosedUrnOnlyThatItStaysClosed) {
  const Contest contest = MakeContest(BallotFormat::kApproval, 100, {60, 50});
  const Json report = Json::parse(WriteReportOfTooFew({}, contest, 3, 5));
  EXPECT_EQ(report["voters"], 3);
  EXPECT_EQ(report["minimum"], 5);
  EXPECT_EQ(report["projects"].size(), 2);
  EXPECT_FALSE(report["projects"][0].contains("votes"));
  EXPECT_FALSE(report.contains("outcome"));
}

TEST(Comparison, LeavesTheOwnRuleOutAndKeepsItsConditions) {
  const Profile profile = ApprovalProfile(100, {60, 50, 40}, {{0, 2}, {0}, {1}, {2}});
  const ParameterValues conditions = {{"incompatible", "a,c"}};
  const Outcome own = CountWith(profile, "approval", conditions);
  const std::vector<Compared> compared =
      CompareWithOthers(own.rule, own.parameters, profile, TieBreak::Lexicographic());
  ASSERT_EQ(compared.size(), 3);
  for (const Compared& other : compared) {
    EXPECT_NE(other.outcome.rule, "approval");
    EXPECT_EQ(other.outcome.parameters.at("incompatible"), "a,c");
    const std::vector<std::string> ids = Ids(profile, other.outcome.selected);
    EXPECT_LE(std::count(ids.begin(), ids.end(), "a") + std::count(ids.begin(), ids.end(), "c"), 1);
  }
}

TEST(Comparison, LeavesOutWhatWasStopped) {
  const Profile profile = ApprovalProfile(100, {60, 50}, {{0}, {1}});
  EXPECT_TRUE(CompareWithOthers("", {}, profile, TieBreak::Lexicographic(), [] {
                return true;
              }).size() < 4);
}

}  // namespace
}  // namespace urna::tallying
