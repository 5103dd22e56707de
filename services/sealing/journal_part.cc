#include "services/sealing/journal_part.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "absl/status/status.h"
#include "crypto/bytes.h"
#include "ledger/journal_document.h"

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

absl::Status ReadCategories(Acts& acts, const crypto::Hash256& form, JournalPart& part) {
  const absl::StatusOr<crypto::Bytes> bytes = acts.Document(form);
  if (!bytes.ok() && !absl::IsNotFound(bytes.status())) return bytes.status();
  absl::StatusOr<v1::JournalDocument> document = absl::NotFoundError("");
  if (bytes.ok()) document = ledger::ParseDocument(v1::DOCUMENT_KIND_FORM, *bytes);
  // Forms are never erased.
  if (!document.ok()) return absl::DataLossError("a document of a journal cannot be read");
  const auto& categories = document->form().categories();
  part.categories.assign(categories.begin(), categories.end());
  return absl::OkStatus();
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
  if (const std::optional<crypto::Hash256> form = (*state)->form()) {
    if (absl::Status read = ReadCategories(acts, *form, part); !read.ok()) return read;
  }
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

void AddCategories(const JournalPart& journal, v1::Config& config) {
  const std::set<std::string> languages(config.languages().begin(), config.languages().end());
  for (const v1::FormCategory& told : journal.categories) {
    v1::CategoryConfig category;
    category.set_id(told.id());
    for (const v1::LocalizedText& title : told.title()) {
      if (languages.contains(title.language())) *category.add_title() = title;
    }
    if (!category.title().empty()) *config.add_categories() = std::move(category);
  }
}

}  // namespace urna::services
