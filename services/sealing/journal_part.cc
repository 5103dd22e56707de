#include "services/sealing/journal_part.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "crypto/bytes.h"

namespace urna::services {
namespace {

constexpr std::string_view kParameter = "incompatible";

// Of "contests/{contest}/projects/{project}".
struct ProjectPlace {
  std::string_view contest;
  std::string_view project;
};
ProjectPlace PlaceOf(std::string_view resource) {
  resource.remove_prefix(resource.find('/') + 1);
  return {resource.substr(0, resource.find('/')), resource.substr(resource.rfind('/') + 1)};
}

void ReadIncompatible(const ledger::JournalState& state, JournalPart& part) {
  for (const auto& [first, group] : state.incompatible()) {
    std::map<std::string, std::vector<std::string>> by_contest;
    for (const ledger::ProposalNumber number : group) {
      const ledger::JournalProposal* const proposal = state.proposal(number);
      if (proposal == nullptr || proposal->project.empty()) continue;
      const ProjectPlace place = PlaceOf(proposal->project);
      by_contest[std::string(place.contest)].emplace_back(place.project);
    }
    for (auto& [contest, projects] : by_contest) {
      if (projects.size() > 1) part.incompatible[contest].push_back(std::move(projects));
    }
  }
}

}  // namespace

absl::StatusOr<JournalPart> TellFreezing(Acts& acts, storage::WriteBatch& batch) {
  absl::StatusOr<const ledger::JournalState*> state = acts.state();
  if (!state.ok()) return state.status();
  JournalPart part;
  part.undecided = (*state)->Undecided();
  if ((*state)->mandate()) {
    part.mandate_sha256 = std::string(crypto::AsText(*(*state)->mandate()));
  }
  if (const v1::Window* const voting = (*state)->window(v1::WINDOW_KIND_VOTING)) {
    part.voting = *voting;
  }
  ReadIncompatible(**state, part);
  if (!part.undecided.empty()) return part;
  v1::ActFacts facts;
  facts.mutable_phase()->set_phase(v1::PHASE_SEALING);
  if (absl::Status told = acts.Add(v1::JOURNAL_ACT_PHASE, "", facts, {}, batch); !told.ok()) {
    return told;
  }
  absl::StatusOr<v1::JournalHead> head = acts.Head();
  if (!head.ok()) return head.status();
  part.head = *std::move(head);
  return part;
}

void AddIncompatible(const JournalPart& journal, std::string_view contest, v1::RuleConfig& rule) {
  const auto groups = journal.incompatible.find(contest);
  if (groups == journal.incompatible.end()) return;
  std::vector<std::string> texts;
  for (const auto& group : groups->second)
    texts.push_back(fmt::format("{}", fmt::join(group, ",")));
  const std::string value = fmt::format("{}", fmt::join(texts, ";"));
  for (v1::RuleParameter& parameter : *rule.mutable_parameters()) {
    if (parameter.name() != kParameter) continue;
    parameter.set_value(parameter.value().empty() ? value
                                                  : fmt::format("{};{}", parameter.value(), value));
    return;
  }
  v1::RuleParameter& added = *rule.add_parameters();
  added.set_name(std::string(kParameter));
  added.set_value(value);
}

}  // namespace urna::services
