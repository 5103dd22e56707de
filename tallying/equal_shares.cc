#include "tallying/equal_shares.h"

#include <utility>

#include "tallying/equal_shares_engine.h"

namespace urna::tallying {
namespace {

Utility ChosenUtility(const std::string& name, BallotFormat format) {
  if (name == "cost") return Utility::kCost;
  if (name == "cardinality") return Utility::kCardinality;
  if (name == "points") return Utility::kPoints;
  return HasPoints(format) || format == BallotFormat::kOrdinal ? Utility::kPoints : Utility::kCost;
}

std::string_view UtilityName(Utility utility) {
  switch (utility) {
    case Utility::kCost:
      return "cost";
    case Utility::kCardinality:
      return "cardinality";
    case Utility::kPoints:
      return "points";
  }
  return "";
}

}  // namespace

const RuleDescription& EqualSharesRule::Description() {
  static const RuleDescription* const kDescription = new RuleDescription{
      "equal-shares",
      "The budget is divided equally among voters, who buy the projects that they support "
      "together.",
      {
          {.name = "utility",
           .type = Parameter::Type::kChoice,
           .choices = {"auto", "cost", "cardinality", "points"},
           .default_value = "auto",
           .meaning =
               "what a funded project is worth to its supporters: its cost, 1, or the points of "
               "the ballot; auto is cost for approval and choose-1 ballots, else points"},
          {.name = "completion",
           .type = Parameter::Type::kChoice,
           .choices = {"none"},
           .default_value = "none",
           .meaning = "how money that equal shares leaves over is spent"},
          {.name = "borda",
           .type = Parameter::Type::kChoice,
           .choices = {"len-1", "len"},
           .default_value = "len-1",
           .meaning = "points of the first of len ranked projects on an ordinal ballot"},
      }};
  return *kDescription;
}

EqualSharesRule::EqualSharesRule(ParameterValues parameters)
    : AllocationRule(Description(), std::move(parameters)) {}

absl::Status EqualSharesRule::Count(const Profile& profile, absl::Span<const uint32_t> ranks,
                                    const AllocateOptions& options, Outcome* outcome) const {
  const Utility utility = ChosenUtility(parameter("utility"), profile.format());
  outcome->parameters["utility"] = UtilityName(utility);
  if (profile.voters() == 0) return absl::OkStatus();
  const Utilities utilities(
      profile, utility,
      parameter("borda") == "len" ? BordaPoints::kLength : BordaPoints::kLengthMinusOne);
  EqualSharesEngine engine(profile, utilities, ranks);
  const Rational endowment =
      Ratio(profile.budget().minor(), static_cast<int64_t>(profile.voters()));
  EqualSharesEngine::Run run = engine.Count(endowment, options.trace);
  outcome->selected = std::move(run.selected);
  outcome->ties = std::move(run.ties);
  outcome->rounds = std::move(run.rounds);
  outcome->endowment = endowment / PowerOfTen(profile.minor_digits());
  return absl::OkStatus();
}

}  // namespace urna::tallying
