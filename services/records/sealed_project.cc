#include "services/records/sealed_project.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "services/base/resource_name.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

// What comes after `processes/{process}/`.
std::string_view BelowProcess(std::string_view name) {
  constexpr std::string_view kProcesses = "processes/";
  return name.substr(name.find('/', kProcesses.size()) + 1);
}

std::uint32_t ProposalOf(const v1::Project& project) {
  const std::size_t slash = project.proposal().rfind('/');
  if (slash == std::string::npos) return 0;
  const auto number =
      ledger::ParseProposalId(std::string_view(project.proposal()).substr(slash + 1));
  return number ? ledger::Number(*number) : 0;
}

}  // namespace

v1::ProjectConfig SealedProject(const v1::Project& project) {
  v1::ProjectConfig sealed;
  const auto name = ResourceName::Parse(Kind::kProject, project.name(), "name");
  if (name.ok()) sealed.set_id(std::string(name->id()));
  *sealed.mutable_title() = project.title();
  sealed.set_cost(project.cost());
  *sealed.mutable_categories() = project.categories();
  *sealed.mutable_summary() = project.summary();
  sealed.set_place(project.place());
  sealed.set_description_sha256(project.description_sha256());
  *sealed.mutable_image_sha256() = project.image_sha256();
  sealed.set_authors_sha256(project.authors_sha256());
  return sealed;
}

absl::Status TellProject(const v1::Project& project, Acts& acts, storage::WriteBatch& batch) {
  v1::ActFacts facts;
  v1::ProjectFacts& told = *facts.mutable_project();
  told.set_proposal(ProposalOf(project));
  told.set_cost(project.cost());
  told.set_config_hash(std::string(crypto::AsText(ledger::ProjectHash(SealedProject(project)))));
  return acts.Add(v1::JOURNAL_ACT_PROJECT, BelowProcess(project.name()), facts, {}, batch);
}

absl::Status TellProjectRemoved(const v1::Project& project, Acts& acts,
                                storage::WriteBatch& batch) {
  return acts.Add(v1::JOURNAL_ACT_PROJECT_REMOVED, BelowProcess(project.name()), {}, {}, batch);
}

absl::Status BeginJournal(const storage::Reader& store, const v1::Process& process, Acts& acts,
                          storage::WriteBatch& batch) {
  ledger::ElectionId election_id{};
  std::copy_n(crypto::AsBytes(process.election_id()).begin(),
              std::min(election_id.size(), process.election_id().size()), election_id.begin());
  absl::Status begun = acts.Begin(election_id, process.log_origin(), batch);
  if (!begun.ok()) return begun;
  absl::StatusOr<std::vector<v1::Contest>> contests =
      ReadResources<v1::Contest>(store, process.name());
  if (!contests.ok()) return contests.status();
  for (const v1::Contest& contest : *contests) {
    absl::StatusOr<std::vector<v1::Project>> projects =
        ReadResources<v1::Project>(store, contest.name());
    if (!projects.ok()) return projects.status();
    for (const v1::Project& project : *projects) {
      if (absl::Status told = TellProject(project, acts, batch); !told.ok()) return told;
    }
  }
  return absl::OkStatus();
}

}  // namespace urna::services
