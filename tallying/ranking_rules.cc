#include "tallying/ranking_rules.h"

#include <numeric>
#include <utility>

#include "tallying/utilities.h"

namespace urna::tallying {
namespace {

std::vector<Parameter> RankingParameters() {
  return {
      {.name = "on_unaffordable",
       .type = Parameter::Type::kChoice,
       .choices = {"skip", "stop"},
       .default_value = "skip",
       .meaning = "at a project that does not fit into what is left: go on to the next, or end"},
      {.name = "score",
       .type = Parameter::Type::kChoice,
       .choices = {"auto", "votes", "points"},
       .default_value = "auto",
       .meaning = "what is ranked; auto is points for cumulative and scoring ballots, else votes"},
      UnsupportedParameter(),
      BordaParameter(),
  };
}

struct Settings {
  bool per_cost;
  bool stop;
  std::string score;
  Unsupported unsupported;
  BordaPoints borda;
};

void CountDownTheList(const Counting& counting, const Settings& settings, Outcome* outcome) {
  const Profile& profile = counting.profile;
  const bool points =
      settings.score == "points" || (settings.score == "auto" && HasPoints(profile.format()));
  outcome->parameters["score"] = points ? "points" : "votes";
  const std::vector<int64_t> scores =
      Scores(profile, points ? Score::kPoints : Score::kVotes, settings.borda);
  std::vector<ProjectIndex> all(profile.projects().size());
  std::iota(all.begin(), all.end(), ProjectIndex{0});
  const Ranking ranking =
      RankProjects(profile, all, scores, settings.per_cost, settings.unsupported, counting.ranks);
  outcome->ties = ranking.ties;
  LimitTracker limits(profile, counting.limits);
  outcome->steady_below =
      CountDown(profile, ranking, scores, settings.per_cost, points ? "points" : "votes", "ranking",
                settings.stop, counting.trace, &limits, outcome);
  outcome->constraints = limits.effects();
}

Settings FromParameters(bool per_cost, const ParameterValues& values) {
  return {per_cost, values.at("on_unaffordable") == "stop", values.at("score"),
          ChosenUnsupported(values.at("unsupported")), ChosenBorda(values.at("borda"))};
}

}  // namespace

const RuleDescription& ApprovalRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "approval", "The most supported projects first, as long as the money lasts.",
      RankingParameters()};
  return *kDescription;
}

ApprovalRule::ApprovalRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status ApprovalRule::Count(const Counting& counting, Outcome* outcome) const {
  CountDownTheList(counting, FromParameters(false, parameters()), outcome);
  return absl::OkStatus();
}

const RuleDescription& GreedyRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "greedy", "The projects with the most support per euro first, as long as the money lasts.",
      RankingParameters()};
  return *kDescription;
}

GreedyRule::GreedyRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status GreedyRule::Count(const Counting& counting, Outcome* outcome) const {
  CountDownTheList(counting, FromParameters(true, parameters()), outcome);
  return absl::OkStatus();
}

}  // namespace urna::tallying
