// Rules and envelopes that are tried before anybody votes.
#include "services/simulating/simulations.h"

#include <fmt/format.h>

#include "ledger/ballot_codec.h"
#include "services/base/limits.h"
#include "services/election_driver.h"
#include "services/records/contest_config.h"
#include "services/records/resources.h"
#include "support/whole_file.h"
#include "tallying/simulation.h"
#include "tallying/synthetic_ballots.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::Scenario NewScenario(const std::string& label, const std::string& rule) {
  v1::Scenario scenario;
  scenario.set_label(label);
  scenario.mutable_rule()->set_rule(rule);
  scenario.mutable_rule()->set_tie_break(v1::TIE_BREAK_LEXICOGRAPHIC);
  return scenario;
}

void SetParameter(v1::Scenario& scenario, const std::string& name, const std::string& value) {
  v1::RuleParameter& parameter = *scenario.mutable_rule()->add_parameters();
  parameter.set_name(name);
  parameter.set_value(value);
}

class SimulationsTest : public ElectionTest {
 protected:
  // The one that docs/rules.md works out.
  static v1::SimulateRequest OfAFile() {
    v1::SimulateRequest request;
    request.set_pabulib(WholeFile(std::string(URNA_TEST_DATA) + "/neighbourhood.pb"));
    *request.add_scenarios() = NewScenario("what most cities do", "approval");
    return request;
  }
  v1::SimulateRequest OfTheContest() const {
    v1::SimulateRequest request;
    request.mutable_synthetic()->set_contest(election_.process() + "/contests/north");
    request.mutable_synthetic()->set_voters(200);
    request.set_seed(7);
    *request.add_scenarios() = NewScenario("", "greedy");
    return request;
  }
  Answer<v1::SimulateResponse> Simulate(const v1::SimulateRequest& request) {
    return server_.Admin(&v1::Tallies::Stub::Simulate, request);
  }
};

TEST_F(SimulationsTest, TellWhatEachScenarioGivesInTheOrderOfTheScenarios) {
  v1::SimulateRequest request = OfAFile();
  *request.add_scenarios() = NewScenario("fair shares", "equal-shares");
  *request.add_scenarios() = NewScenario("half the money", "approval");
  request.mutable_scenarios(2)->set_budget(600'000);
  const auto answer = Simulate(request);
  ASSERT_THAT(answer.status, IsDone());
  EXPECT_EQ(answer.value.voters(), 10u);
  EXPECT_EQ(answer.value.currency(), "EUR");
  EXPECT_EQ(answer.value.currency_digits(), 2u);
  ASSERT_EQ(answer.value.outcomes_size(), 3);
  const v1::ScenarioOutcome& approval = answer.value.outcomes(0);
  EXPECT_EQ(approval.label(), "what most cities do");
  EXPECT_EQ(approval.rule().rule(), "approval");
  EXPECT_EQ(approval.rule().tie_break(), v1::TIE_BREAK_LEXICOGRAPHIC);
  EXPECT_THAT(approval.selected_projects(), ElementsAre("A", "B", "E"));
  EXPECT_EQ(approval.cost(), 1'200'000);
  EXPECT_EQ(approval.budget(), 1'250'000);
  // Voters 7 and 8; A has 6 votes, B 5, E 2.
  EXPECT_EQ(approval.voters_with_nothing(), 2u);
  EXPECT_DOUBLE_EQ(approval.average_projects(), 1.3);
  EXPECT_EQ(approval.average_cost(), (6 * 600'000 + 5 * 500'000 + 2 * 100'000) / 10);
  const v1::ScenarioOutcome& shares = answer.value.outcomes(1);
  EXPECT_THAT(shares.selected_projects(), ElementsAre("A", "D", "E"));
  EXPECT_EQ(shares.cost(), 940'000);
  EXPECT_THAT(shares.ejr_plus_failures(), IsEmpty());
  const v1::ScenarioOutcome& half = answer.value.outcomes(2);
  EXPECT_EQ(half.budget(), 600'000);
  EXPECT_THAT(half.selected_projects(), ElementsAre("A"));
}

TEST_F(SimulationsTest, TellEveryParameterThatDecided) {
  v1::SimulateRequest request = OfAFile();
  *request.mutable_scenarios(0) = NewScenario("", "equal-shares");
  SetParameter(*request.mutable_scenarios(0), "completion", "add1");
  const auto answer = Simulate(request);
  ASSERT_THAT(answer.status, IsDone());
  std::map<std::string, std::string> told;
  for (const auto& parameter : answer.value.outcomes(0).rule().parameters()) {
    told[parameter.name()] = parameter.value();
  }
  EXPECT_EQ(told["completion"], "add1");
  EXPECT_EQ(told["utility"], "cost");
  EXPECT_EQ(told["until"], "exhaustive");
}

TEST_F(SimulationsTest, TellWhatGoesToCategoriesAndAreas) {
  v1::SimulateRequest request;
  request.set_pabulib(
      "META\nkey;value\nbudget;10\nvote_type;approval\n"
      "PROJECTS\nproject_id;cost;category;district\na;4;parks,roads;north\nb;5;roads;south\n"
      "c;9;art;south\nVOTES\nvoter_id;vote\n1;a\n2;a,b\n");
  *request.add_scenarios() = NewScenario("", "approval");
  const auto answer = Simulate(request);
  ASSERT_THAT(answer.status, IsDone());
  const auto told = [](const auto& spending) {
    std::vector<std::string> lines;
    for (const v1::Spending& spent : spending) {
      lines.push_back(fmt::format("{} {} {}", spent.label(), spent.projects(), spent.cost()));
    }
    return lines;
  };
  const v1::ScenarioOutcome& outcome = answer.value.outcomes(0);
  EXPECT_THAT(told(outcome.cost_by_category()),
              ElementsAre("art 0 0", "parks 1 400", "roads 2 900"));
  EXPECT_THAT(told(outcome.cost_by_area()), ElementsAre("north 1 400", "south 1 500"));
  EXPECT_EQ(answer.value.currency(), "");
}

// With made-up voters, what the server counts is what anybody can count.
TEST_F(SimulationsTest, OfAContestAreThoseOfItsDraft) {
  election_.WriteDraft();
  const auto answer = Simulate(OfTheContest());
  ASSERT_THAT(answer.status, IsDone());
  const auto contest =
      ReadResource<v1::Contest>(server_.store(), election_.process() + "/contests/north").value();
  const auto codec =
      ledger::BallotCodec::Create(ReadContestConfig(server_.store(), contest).value(), 2).value();
  const auto profile = tallying::MakeBallots(codec.contest(), {.seed = 7, .voters = 200}).value();
  const auto rule = tallying::MakeRule("greedy").value();
  const auto expected =
      tallying::Simulate(profile, *rule, tallying::TieBreak::Lexicographic(), std::nullopt).value();
  EXPECT_EQ(answer.value.voters(), 200u);
  EXPECT_EQ(answer.value.currency(), "EUR");
  const v1::ScenarioOutcome& outcome = answer.value.outcomes(0);
  EXPECT_EQ(outcome.budget(), contest.budget());
  EXPECT_EQ(outcome.cost(), expected.outcome.cost.minor());
  EXPECT_EQ(outcome.voters_with_nothing(),
            static_cast<std::uint64_t>(expected.measures.with_nothing));
  ASSERT_EQ(outcome.cost_by_area_size(), 1);
  EXPECT_EQ(outcome.cost_by_area(0).label(), "north");
}

TEST_F(SimulationsTest, AreTheSameEachTimeAndOnceTheProcessIsFrozen) {
  election_.WriteDraft();
  v1::SimulateRequest request = OfTheContest();
  request.mutable_scenarios(0)->mutable_rule()->set_tie_break(v1::TIE_BREAK_LOT);
  const std::string draft = Simulate(request).value.SerializeAsString();
  EXPECT_EQ(Simulate(request).value.SerializeAsString(), draft);
  election_.ImportParts();
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_EQ(Simulate(request).value.SerializeAsString(), draft);
}

TEST_F(SimulationsTest, AreRefusedWholeWithTheFieldsThatAreWrong) {
  election_.WriteDraft();
  const auto refused = [&](auto&& bend) {
    v1::SimulateRequest request = OfTheContest();
    bend(request);
    return Simulate(request).status;
  };
  using Request = v1::SimulateRequest;
  EXPECT_THAT(refused([](Request& r) { r.clear_synthetic(); }), IsWrongAt("synthetic"));
  EXPECT_THAT(refused([](Request& r) { r.clear_scenarios(); }), IsWrongAt("scenarios"));
  EXPECT_THAT(refused([](Request& r) {
                for (int i = 0; i < kScenarios; ++i) *r.add_scenarios() = r.scenarios(0);
              }),
              IsWrongAt("scenarios"));
  EXPECT_THAT(refused([](Request& r) { r.mutable_scenarios(0)->set_label(std::string(201, 'x')); }),
              IsWrongAt("scenarios[0].label"));
  EXPECT_THAT(refused([](Request& r) { r.mutable_scenarios(0)->set_budget(-1); }),
              IsWrongAt("scenarios[0].budget"));
  EXPECT_THAT(
      refused([](Request& r) { r.mutable_scenarios(0)->set_budget((std::int64_t{1} << 53) + 1); }),
      IsWrongAt("scenarios[0].budget"));
  EXPECT_THAT(refused([](Request& r) { *r.add_scenarios() = NewScenario("", "borda"); }),
              IsWrongAt("scenarios[1].rule"));
  EXPECT_THAT(
      refused([](Request& r) { r.mutable_scenarios(0)->mutable_rule()->clear_tie_break(); }),
      IsWrongAt("scenarios[0].rule.tie_break"));
  EXPECT_THAT(refused([](Request& r) { SetParameter(*r.mutable_scenarios(0), "colour", "red"); }),
              IsWrongAt("scenarios[0].rule"));
  EXPECT_THAT(refused([](Request& r) {
                SetParameter(*r.mutable_scenarios(0), "fixed", std::string(64 << 10, 'a'));
              }),
              IsWrongAt("scenarios[0].rule"));
  EXPECT_THAT(refused([](Request& r) { r.mutable_synthetic()->clear_voters(); }),
              IsWrongAt("synthetic.voters"));
  EXPECT_THAT(refused([](Request& r) { r.mutable_synthetic()->set_voters(100'001); }),
              IsWrongAt("synthetic.voters"));
  EXPECT_THAT(refused([](Request& r) { r.mutable_synthetic()->set_typical_length(51); }),
              IsWrongAt("synthetic.typical_length"));
  EXPECT_THAT(refused([](Request& r) { r.mutable_synthetic()->set_chance_percent(101); }),
              IsWrongAt("synthetic.chance_percent"));
  EXPECT_THAT(refused([](Request& r) { r.mutable_synthetic()->set_contest("north"); }),
              IsWrongAt("synthetic.contest"));
  EXPECT_THAT(refused([](Request& r) { r.set_pabulib("META\n"); }), IsWrongAt("pabulib"));
  EXPECT_THAT(refused([](Request& r) {
                r.mutable_synthetic()->set_contest("processes/paris/contests/none");
              }),
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

// What a rule cannot count shows before anything is counted, of all scenarios at once.
TEST_F(SimulationsTest, NameEveryRuleThatCannotCountTheseBallots) {
  election_.WriteDraft();
  v1::SimulateRequest request = OfTheContest();
  *request.add_scenarios() = NewScenario("", "bounded-overspending");
  SetParameter(*request.mutable_scenarios(1), "values", "exact");
  *request.add_scenarios() = NewScenario("", "approval");
  SetParameter(*request.mutable_scenarios(2), "fixed", "none");
  const Refusal refusal = Read(Simulate(request).status);
  EXPECT_EQ(refusal.code, StatusCode::INVALID_ARGUMENT);
  ASSERT_EQ(refusal.fields.size(), 2u);
  EXPECT_THAT(refusal.fields.at("scenarios[1].rule.parameters"), HasSubstr("values = exact"));
  EXPECT_TRUE(refusal.fields.contains("scenarios[2].rule"));
}

TEST_F(SimulationsTest, OfAContestWithoutProjectsAreRefused) {
  ASSERT_THAT(server_.Admin(&v1::Processes::Stub::CreateProcess, NewProcess("lyon")).status,
              IsDone());
  ASSERT_THAT(server_.Admin(&v1::Processes::Stub::CreateArea, NewArea("lyon", "north")).status,
              IsDone());
  v1::CreateContestRequest contest = NewContest("lyon", "north");
  contest.mutable_contest()->set_area("processes/lyon/areas/north");
  ASSERT_THAT(server_.Admin(&v1::Processes::Stub::CreateContest, contest).status, IsDone());
  v1::SimulateRequest request = OfTheContest();
  request.mutable_synthetic()->set_contest("processes/lyon/contests/north");
  EXPECT_THAT(Simulate(request).status, IsWrongAt("synthetic.contest"));
}

// A file of one project for each line, with an id of so many bytes.
std::string FileOf(int projects, std::size_t id_bytes, const std::string& category) {
  std::string file =
      "META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproject_id;cost;category\n";
  for (int p = 0; p < projects; ++p) {
    file += fmt::format("{:0{}};1;{}{}\n", p, id_bytes, category, p % 2000);
  }
  return file + "VOTES\nvoter_id;vote\n1;\n";
}

TEST_F(SimulationsTest, OfFilesThatAreTooLargeAreRefused) {
  const auto refused = [&](const std::string& file) {
    v1::SimulateRequest request = OfAFile();
    request.set_pabulib(file);
    return Simulate(request).status;
  };
  EXPECT_THAT(refused(FileOf(999, 5, "c")), IsDone());
  EXPECT_THAT(refused(FileOf(10'001, 5, "")), IsWrongAt("pabulib"));
  EXPECT_THAT(refused(FileOf(1, 65, "")), IsWrongAt("pabulib"));
  EXPECT_THAT(refused(FileOf(1001, 5, "c")), IsWrongAt("pabulib"));
  EXPECT_THAT(refused(FileOf(1, 5, std::string(100, 'c'))), IsWrongAt("pabulib"));
}

// Every look at it takes a while.
class TickingClock final : public Clock {
 public:
  explicit TickingClock(absl::Duration tick) : tick_(tick) {}
  absl::Time Now() const override {
    ++looks_;
    return absl::FromUnixSeconds(1'750'000'000) + tick_ * looks_;
  }
  int looks() const { return looks_; }

 private:
  const absl::Duration tick_;
  mutable int looks_ = 0;
};

// Wherever its time ends, a simulation ends with it: while voters are made up, within a rule,
// between two.
TEST_F(SimulationsTest, EndWhenTheirTimeIsOver) {
  election_.WriteDraft();
  v1::SimulateRequest request = OfTheContest();
  for (const char* rule : {"equal-shares", "phragmen", "maximin-support", "bounded-overspending"}) {
    *request.add_scenarios() = NewScenario("", rule);
  }
  const TickingClock whole(absl::ZeroDuration());
  v1::SimulateResponse response;
  ASSERT_TRUE(Simulations(server_.store(), whole).Simulate(request, response).ok());
  ASSERT_GT(whole.looks(), 200);
  for (int looks = 1; looks < whole.looks(); ++looks) {
    // The look after so many more than the first.
    const TickingClock clock(kSimulationTime / looks + absl::Nanoseconds(1));
    v1::SimulateResponse stopped;
    const absl::Status status = Simulations(server_.store(), clock).Simulate(request, stopped);
    ASSERT_EQ(ErrorReason(status), "SIMULATION_TOO_LONG") << looks << ": " << status;
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(clock.looks(), looks + 1);
  }
}

}  // namespace
}  // namespace urna::services
