#include "cli/recount.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/counting_choice.h"
#include "ledger/text.h"
#include "tallying/tie_break.h"

namespace urna::cli {
namespace {

using tallying::PabulibFile;
using tallying::ProjectIndex;
using tallying::TieBreak;

constexpr std::array<std::string_view, 5> kNames = {"reproduced", "different", "not_understood",
                                                    "not_announced", "unreadable"};

// By project, whether the city announced it as paid from this budget.
std::vector<bool> Announced(const PabulibFile& file) {
  std::vector<bool> announced;
  for (const auto& mark : file.selected) announced.push_back(mark == 1);
  return announced;
}

std::vector<bool> Selected(const PabulibFile& file, const tallying::Outcome& outcome) {
  std::vector<bool> selected(file.profile.projects().size());
  for (const ProjectIndex p : outcome.selected) selected[p] = true;
  return selected;
}

// Announced projects before the others, each in the order of the file.
TieBreak AnnouncedFirst(const PabulibFile& file, const std::vector<bool>& announced) {
  std::vector<tallying::ProjectId> order;
  for (const bool first : {true, false}) {
    for (size_t p = 0; p < announced.size(); ++p) {
      if (announced[p] == first) order.push_back(file.profile.projects()[p].id);
    }
  }
  return TieBreak::Order(std::move(order));
}

// In `these` and not in `those`.
std::vector<std::string> Only(const PabulibFile& file, const std::vector<bool>& these,
                              const std::vector<bool>& those) {
  std::vector<std::string> ids;
  for (size_t p = 0; p < these.size(); ++p) {
    if (these[p] && !those[p]) ids.push_back(file.profile.projects()[p].id.text());
  }
  return ids;
}

Recount NotUnderstood(Recount recount, const absl::Status& status) {
  recount.result = Recounted::kNotUnderstood;
  recount.fault = ledger::MessageOf(status);
  return recount;
}

}  // namespace

std::string_view RecountedName(Recounted result) { return kNames[static_cast<size_t>(result)]; }

Recount CountAgain(const PabulibFile& file, const std::string& path) {
  Recount recount;
  recount.meta_rule = file.MetaValue("rule");
  // A column that is empty throughout announces nothing either.
  const auto is_marked = [](const auto& mark) { return mark.has_value(); };
  if (std::none_of(file.selected.begin(), file.selected.end(), is_marked)) {
    recount.result = Recounted::kNotAnnounced;
    return recount;
  }
  auto chosen = ChooseRule({.rule = std::string(kOwnRule)}, file, path);
  if (!chosen.ok()) return NotUnderstood(std::move(recount), chosen.status());
  recount.words = std::move(chosen->words);

  const std::vector<bool> announced = Announced(file);
  const auto by_id = chosen->rule->Allocate(file.profile, TieBreak::Lexicographic());
  if (!by_id.ok()) return NotUnderstood(std::move(recount), by_id.status());
  std::vector<bool> counted = Selected(file, *by_id);
  if (counted != announced) {
    const auto as_announced = chosen->rule->Allocate(file.profile, AnnouncedFirst(file, announced));
    if (!as_announced.ok()) return NotUnderstood(std::move(recount), as_announced.status());
    std::vector<bool> other = Selected(file, *as_announced);
    recount.ties_as_announced = other == announced;
    if (recount.ties_as_announced) counted = std::move(other);
  }
  recount.result = counted == announced ? Recounted::kReproduced : Recounted::kDifferent;
  recount.only_counted = Only(file, counted, announced);
  recount.only_announced = Only(file, announced, counted);
  return recount;
}

}  // namespace urna::cli
