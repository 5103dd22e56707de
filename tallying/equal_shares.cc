#include "tallying/equal_shares.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "tallying/absl_view.h"
#include "tallying/completion.h"
#include "tallying/equal_shares_engine.h"
#include "tallying/ranking.h"

namespace urna::tallying {
namespace {

std::vector<ProjectIndex> Unselected(const Profile& profile,
                                     const std::vector<ProjectIndex>& selected) {
  std::vector<bool> in(profile.projects().size());
  for (const ProjectIndex p : selected) in[p] = true;
  std::vector<ProjectIndex> out;
  for (ProjectIndex p = 0; p < in.size(); ++p) {
    if (!in[p]) out.push_back(p);
  }
  return out;
}

// `then = greedy`: the ranking that fits the utility, over what is left.
void FillUp(const Counting& counting, Utility utility, BordaPoints borda, Unsupported unsupported,
            Outcome* outcome) {
  const Profile& profile = counting.profile;
  LimitTracker limits(profile, counting.limits);
  for (const ProjectIndex p : outcome->selected) limits.Fund(p);
  const bool points = utility == Utility::kPoints;
  const bool per_cost = utility != Utility::kCost;
  const std::vector<int64_t> scores =
      Scores(profile, points ? Score::kPoints : Score::kVotes, borda);
  const Ranking ranking = RankProjects(profile, Unselected(profile, outcome->selected), scores,
                                       per_cost, unsupported, counting.ranks);
  outcome->completion_ties = ranking.ties;
  CountDown(profile, ranking, scores, per_cost, points ? "points" : "votes", "completion",
            /*stop=*/false, counting.trace, &limits, outcome);
  outcome->constraints = limits.effects();
}

// The Świecie safeguard: whether more voters get more of their approved cost from plain `approval`
// than from `outcome`.
bool MoreVotersPrefer(const Profile& profile, const std::vector<ProjectIndex>& other,
                      const std::vector<ProjectIndex>& current) {
  std::vector<int> difference(profile.projects().size());
  for (const ProjectIndex p : other) ++difference[p];
  for (const ProjectIndex p : current) --difference[p];
  int64_t prefer_other = 0, prefer_current = 0;
  for (size_t k = 0; k < profile.kinds(); ++k) {
    Money gain;
    for (const ProjectIndex p : profile.kind(k).projects) {
      if (difference[p] > 0) gain += profile.projects()[p].cost;
      if (difference[p] < 0) gain -= profile.projects()[p].cost;
    }
    if (gain > Money()) prefer_other += profile.weight(k);
    if (gain < Money()) prefer_current += profile.weight(k);
  }
  return prefer_other > prefer_current;
}

}  // namespace

const RuleDescription& EqualSharesRule::Description() {
  static const RuleDescription* const kDescription = [] {
    auto* description = new RuleDescription{
        "equal-shares",
        "The budget is divided equally among voters, who buy the projects that they support "
        "together.",
        {
            UtilityParameter(),
        }};
    for (Parameter& parameter : CompletionParameters()) {
      description->parameters.push_back(std::move(parameter));
    }
    description->parameters.push_back(
        {.name = "then",
         .type = Parameter::Type::kChoice,
         .choices = {"none", "greedy"},
         .default_value = "none",
         .meaning = "greedy: fill up with what is left, by votes (utility cost), or by votes or "
                    "points per cost (utility cardinality, points)"});
    description->parameters.push_back(
        {.name = "comparison",
         .type = Parameter::Type::kChoice,
         .choices = {"none", "approval"},
         .default_value = "none",
         .meaning = "approval: the outcome of the rule approval replaces this one if more voters "
                    "get more of their approved cost from it"});
    description->parameters.push_back(UnsupportedParameter());
    description->parameters.push_back(BordaParameter());
    return description;
  }();
  return *kDescription;
}

EqualSharesRule::EqualSharesRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status EqualSharesRule::Count(const Counting& counting, Outcome* outcome) const {
  const Profile& profile = counting.profile;
  const absl::Span<const uint32_t> ranks = counting.ranks;
  const Utility utility = ChosenUtility(parameter("utility"), profile.format());
  const BordaPoints borda = ChosenBorda(parameter("borda"));
  const Unsupported unsupported = ChosenUnsupported(parameter("unsupported"));
  outcome->parameters["utility"] = UtilityName(utility);
  // It says something of a ranking only.
  if (parameter("then") == "none" && parameter("comparison") == "none") {
    outcome->parameters.erase("unsupported");
  }
  const absl::StatusOr<Completion> completion =
      Completion::FromParameters(parameters(), profile.minor_digits(), &outcome->parameters);
  if (!completion.ok()) return completion.status();
  if (profile.voters() > 0) {
    Utilities utilities(profile, utility, borda);
    CompletedRun completed = completion->Run(counting, utilities);
    if (completed.stopped) return Stopped();
    outcome->selected = std::move(completed.run.selected);
    outcome->ties = std::move(completed.run.ties);
    outcome->constraints = std::move(completed.run.constraints);
    outcome->rounds = std::move(completed.run.rounds);
    outcome->shortfalls = std::move(completed.run.shortfalls);
    outcome->endowment = completed.endowment / PowerOfTen(profile.minor_digits());
    outcome->runs = completed.runs;
  }
  if (parameter("then") == "greedy") {
    FillUp(counting, utility, borda, unsupported, outcome);
  }
  if (parameter("comparison") == "approval") {
    const std::vector<int64_t> votes = Scores(profile, Score::kVotes);
    Outcome plain;
    const Ranking ranking = RankProjects(profile, Unselected(profile, {}), votes,
                                         /*per_cost=*/false, unsupported, ranks);
    LimitTracker limits(profile, counting.limits);
    CountDown(profile, ranking, votes, /*per_cost=*/false, "votes", "comparison", /*stop=*/false,
              counting.trace, &limits, &plain);
    if (MoreVotersPrefer(profile, plain.selected, outcome->selected)) {
      outcome->selected = std::move(plain.selected);
      outcome->ties = ranking.ties;
      outcome->completion_ties.clear();
      outcome->constraints = limits.effects();
      outcome->rounds = std::move(plain.rounds);
      outcome->shortfalls.clear();
      outcome->replaced_by = "approval";
    }
  }
  return absl::OkStatus();
}

}  // namespace urna::tallying
