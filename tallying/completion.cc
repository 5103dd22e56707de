#include "tallying/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace urna::tallying {
namespace {

struct Preset {
  const char* name;
  const char* start;
  const char* until;
  const char* exhaustive_over;
};

constexpr Preset kPresets[] = {
    {"add1", "exact", "exhaustive", "supported"},
    {"add1-tool", "whole", "exhaustive", "all"},
    {"add1-wieliczka", "exact-then-whole", "overspend", "supported"},
    {"add1-whole", "whole", "overspend", "supported"},
    {"add1-swiecie", "exact", "overspend", "supported"},
};

// Remembers each set of tied projects the first time it is seen.
class TieCollector {
 public:
  void Add(std::vector<Tie>* ties) {
    for (Tie& tie : *ties) {
      if (seen_.insert(tie.tied).second) all_.push_back(std::move(tie));
    }
    ties->clear();
  }
  std::vector<Tie> Take() && { return std::move(all_); }

 private:
  std::set<std::vector<ProjectIndex>> seen_;
  std::vector<Tie> all_;
};

}  // namespace

std::vector<Parameter> CompletionParameters() {
  return {
      {.name = "completion",
       .type = Parameter::Type::kChoice,
       .choices = {"none", "add1", "add1-tool", "add1-wieliczka", "add1-whole", "add1-swiecie"},
       .default_value = "none",
       .meaning = "how money left over is spent: none, or count again with the endowment raised "
                  "by the increment; the names fix start, until and exhaustive_over as peers do"},
      {.name = "increment",
       .type = Parameter::Type::kAmount,
       .default_value = "1",
       .meaning = "by how much the endowment rises from run to run, in currency units"},
      {.name = "start",
       .type = Parameter::Type::kChoice,
       .choices = {"auto", "exact", "whole", "exact-then-whole"},
       .default_value = "auto",
       .meaning =
           "first endowment: budget / voters, that rounded down to whole units, or the first "
           "run at the one and the rest counted from the other; auto: as the completion says"},
      {.name = "until",
       .type = Parameter::Type::kChoice,
       .choices = {"auto", "overspend", "exhaustive"},
       .default_value = "auto",
       .meaning = "stop before the first outcome above the budget, or already when nothing more "
                  "would fit; auto: as the completion says"},
      {.name = "exhaustive_over",
       .type = Parameter::Type::kChoice,
       .choices = {"auto", "supported", "all"},
       .default_value = "auto",
       .meaning = "which projects would have to fit: those with support, or all; auto: as the "
                  "completion says"},
  };
}

absl::StatusOr<Completion> Completion::FromParameters(const ParameterValues& given,
                                                      int minor_digits, ParameterValues* values) {
  Completion completion;
  completion.unit_ = PowerOfTen(minor_digits);
  const std::string& name = given.at("completion");
  const auto* const preset = std::find_if(std::begin(kPresets), std::end(kPresets),
                                          [&](const Preset& p) { return p.name == name; });
  if (preset == std::end(kPresets)) {
    for (const char* unused : {"increment", "start", "until", "exhaustive_over"}) {
      values->erase(unused);
    }
    return completion;
  }
  const auto decide = [&](const char* parameter, const char* by_preset) {
    std::string& value = (*values)[parameter];
    value = given.at(parameter);
    if (value == "auto") value = by_preset;
    return value;
  };
  completion.repeat_ = true;
  const std::string start = decide("start", preset->start);
  completion.whole_ = start != "exact";
  completion.exact_first_ = start == "exact-then-whole";
  completion.until_exhaustive_ = decide("until", preset->until) == "exhaustive";
  completion.over_all_ = decide("exhaustive_over", preset->exhaustive_over) == "all";
  const absl::StatusOr<Decimal> increment = ParseDecimal(given.at("increment"));
  if (!increment.ok()) return increment.status();
  const absl::StatusOr<Money> money = ToMoney(*increment, minor_digits);
  if (!money.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("parameter increment is {}; expected at most {} decimals",
                    given.at("increment"), minor_digits));
  }
  completion.increment_ = *money;
  return completion;
}

CompletedRun Completion::Run(const Counting& counting, Utilities& utilities,
                             int64_t most_runs) const {
  const Profile& profile = counting.profile;
  EqualSharesEngine engine(profile, utilities, counting.ranks, &counting.limits, counting.stop);
  const Rational share = Ratio(profile.budget().minor(), static_cast<int64_t>(profile.voters()));
  CompletedRun last;
  last.endowment = share;
  Money supported;
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    if (utilities.total(p) > 0) supported += profile.projects()[p].cost;
  }
  const bool all_fits = supported <= profile.budget();
  // Without an overspend to stop at, peers would go on for ever; they stop at the first run
  // instead.
  if (!repeat_ || (all_fits && !(until_exhaustive_ && !over_all_))) {
    last.run = engine.Count(share, counting.trace);
    last.stopped = last.run.stopped;
    last.runs = 1;
    return last;
  }

  const auto exhausted = [&](const EqualSharesEngine::Run& run) {
    std::vector<bool> in(profile.projects().size());
    for (const ProjectIndex p : run.selected) in[p] = true;
    const Money left = profile.budget() - run.cost;
    for (ProjectIndex p = 0; p < in.size(); ++p) {
      if (!in[p] && (over_all_ || utilities.total(p) > 0) && profile.projects()[p].cost <= left) {
        return false;
      }
    }
    return true;
  };
  const Rational start =
      whole_
          ? Rational(Integer(Integer(share.get_num()) / Integer(share.get_den() * unit_)) * unit_)
          : share;
  TieCollector ties;
  for (int64_t step = 0; step < most_runs; ++step) {
    const Rational endowment =
        step == 0 && exact_first_ ? share : Rational(start + Rational(increment_.minor()) * step);
    EqualSharesEngine::Run run = engine.Count(endowment);
    ++last.runs;
    if (run.stopped) {
      last.stopped = true;
      return last;
    }
    ties.Add(&run.ties);
    if (run.cost > profile.budget()) break;
    last.run = std::move(run);
    last.endowment = endowment;
    if (until_exhaustive_ && exhausted(last.run)) break;
  }
  if (counting.trace) last.run = engine.Count(last.endowment, true);
  last.stopped = last.run.stopped;
  last.run.ties = std::move(ties).Take();
  return last;
}

}  // namespace urna::tallying
