#include "services/proposals/admitting.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "ledger/config.h"
#include "ledger/limits.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/signatures.h"
#include "services/base/times.h"
#include "services/proposals/authoring.h"
#include "services/proposals/proposal_rules.h"
#include "services/records/child_index.h"
#include "services/records/resources.h"
#include "services/records/sealed_project.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

// The text of the newest version.
absl::StatusOr<v1::ProposalText> ReadText(Acts& acts, const StoredProposal& stored,
                                          const ProposalName& name) {
  const auto no_text = [&] {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_TEXT",
                 fmt::format("the text of {} was erased", name.text()));
  };
  if (stored.versions().empty() || stored.erased()) return no_text();
  const std::string& sha256 = stored.versions(stored.versions_size() - 1).text_sha256();
  const absl::StatusOr<crypto::Hash256> hash = ParseHash(sha256, "sha256");
  if (!hash.ok()) return hash.status();
  const absl::StatusOr<crypto::Bytes> bytes = acts.Document(*hash);
  if (absl::IsNotFound(bytes.status())) return no_text();
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<v1::JournalDocument> document =
      ledger::ParseDocument(v1::DOCUMENT_KIND_PROPOSAL, *bytes);
  if (!document.ok()) return document.status();
  return std::move(*document->mutable_proposal());
}

void AddText(const std::string& language, const std::string& text,
             google::protobuf::RepeatedPtrField<v1::LocalizedText>& out) {
  if (text.empty()) return;
  v1::LocalizedText& one = *out.Add();
  one.set_language(language);
  one.set_text(text);
}

v1::Project MakeProject(const std::string& contest, const ProposalName& name,
                        const StoredProposal& stored, const v1::ProposalText& text,
                        std::int64_t cost) {
  const internal::v1::StoredVersion& version = stored.versions(stored.versions_size() - 1);
  v1::Project project;
  project.set_name(fmt::format("{}/projects/{}", contest, name.id));
  AddText(text.language(), text.title(), *project.mutable_title());
  AddText(text.language(), text.summary(), *project.mutable_summary());
  project.set_cost(cost);
  if (!text.category().empty()) project.add_categories(text.category());
  project.set_place(text.place());
  *project.mutable_image_sha256() = text.image_sha256();
  project.set_proposal(name.text());
  project.set_description_sha256(version.text_sha256());
  project.set_authors_sha256(version.authors_sha256());
  return project;
}

}  // namespace

absl::Status Admitting::AdmitProposals(const Call& call, const v1::AdmitProposalsRequest& request,
                                       v1::AdmitProposalsResponse& response) {
  const auto admit = [&](const storage::Reader& store, storage::WriteBatch& batch,
                         Acts& acts) -> absl::Status {
    if (request.names().empty() || request.names_size() > kBatchedProposals) {
      return FieldError("names", "expected 1 to 1,000");
    }
    const absl::StatusOr<ResourceName> parent =
        ResourceName::Parse(Kind::kContest, request.parent(), "parent");
    if (!parent.ok()) return parent.status();
    const absl::StatusOr<v1::Contest> contest = ReadResource<v1::Contest>(store, parent->text());
    if (!contest.ok()) return contest.status();
    const absl::StatusOr<std::uint64_t> children =
        CountChildren(store, Kind::kProject, parent->text());
    if (!children.ok()) return children.status();
    const auto count = static_cast<std::uint64_t>(request.names_size());
    if (*children + count > ledger::kMaxProjects) {
      return Error(
          absl::StatusCode::kFailedPrecondition, "TOO_MANY_RESOURCES",
          fmt::format("{} can hold at most {} projects", parent->text(), ledger::kMaxProjects));
    }
    const absl::StatusOr<std::uint64_t> order = orders_.Take(count);
    if (!order.ok()) return order.status();
    for (int i = 0; i < request.names_size(); ++i) {
      const std::string at = fmt::format("names[{}]", i);
      const absl::StatusOr<ProposalName> name = ProposalName::Parse(request.names(i), at);
      if (!name.ok()) return name.status();
      if (!name->number || name->process != call.process) {
        return FieldError(at, "expected a proposal of this process that was handed in");
      }
      const absl::StatusOr<StoredProposal> stored = ReadProposal(store, *name);
      if (!stored.ok()) return stored.status();
      const absl::StatusOr<v1::ProposalText> text = ReadText(acts, *stored, *name);
      if (!text.ok()) return text.status();
      const std::string area = fmt::format("{}/areas/{}", call.process, text->area());
      if (!text->area().empty() && area != contest->area()) {
        return Error(
            absl::StatusCode::kFailedPrecondition, "OTHER_AREA",
            fmt::format("{} is for {}, the contest for {}", name->text(), area, contest->area()));
      }
      const absl::StatusOr<const ledger::JournalState*> state = acts.state();
      if (!state.ok()) return state.status();
      const ledger::JournalProposal* told = (*state)->proposal(*name->number);
      const v1::Project project = MakeProject(parent->text(), *name, *stored, *text,
                                              told == nullptr ? 0 : told->verdict.cost());
      const absl::StatusOr<ResourceName> child =
          ResourceName::Child(Kind::kProject, parent->text(), name->id, at);
      if (!child.ok()) return child.status();
      const absl::StatusOr<bool> exists = ResourceExists(store, child->text());
      if (!exists.ok()) return exists.status();
      if (*exists) {
        return Error(absl::StatusCode::kAlreadyExists, "RESOURCE_EXISTS",
                     fmt::format("there is a {} already", child->text()));
      }
      if (absl::Status told_it = TellProject(project, acts, batch); !told_it.ok()) return told_it;
      const ProposalNews news(proposals_.outbox(), store, batch, acts);
      if (absl::Status s = news.TellOnTheBallot(*name, *stored); !s.ok()) return s;
      const auto before = static_cast<std::uint64_t>(i);
      AddChild(batch, *child, *order + before, project.SerializeAsString(), *children + before);
      *response.add_projects() = project;
    }
    return absl::OkStatus();
  };
  absl::Status admitted = proposals_.changes().ApplyActs(call, request, response, admit);
  if (!admitted.ok()) return admitted;
  return absl::OkStatus();
}

absl::Status Admitting::ImportProposals(const Call& call, const v1::ImportProposalsRequest& request,
                                        v1::ImportProposalsResponse& response) {
  std::vector<ProposalName> made;
  const auto import = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    if (request.contents().empty() || request.contents_size() > kBatchedProposals) {
      return FieldError("contents", "expected 1 to 1,000");
    }
    if (request.channel() != v1::CHANNEL_PAPER && request.channel() != v1::CHANNEL_STAFF) {
      return FieldError("channel", "expected PAPER or STAFF");
    }
    const absl::Time now = proposals_.clock().Now();
    ProposalChange first(store, batch, acts, proposals_.outbox(),
                         ProposalName::NewDraft(call.process), now);
    const absl::StatusOr<v1::SubmissionForm> form = first.form();
    if (!form.ok()) return form.status();
    const absl::StatusOr<v1::Process> process = first.process();
    if (!process.ok()) return process.status();
    FieldViolations violations;
    FieldViolations missing;
    for (int i = 0; i < request.contents_size(); ++i) {
      const std::string at = fmt::format("contents[{}]", i);
      CheckContent(request.contents(i), *form, *process, at, violations);
      CheckComplete(request.contents(i), *form, at, missing);
      absl::Status area = CheckArea(store, call.process, request.contents(i).text().area(),
                                    at + ".text.area", violations);
      if (!area.ok()) return area;
    }
    if (!violations.empty()) return violations.ToStatus();
    if (!missing.empty()) {
      return missing.ToStatus(absl::StatusCode::kFailedPrecondition, "PROPOSAL_INCOMPLETE");
    }
    for (const v1::ProposalContent& content : request.contents()) {
      ProposalChange change(store, batch, acts, proposals_.outbox(),
                            ProposalName::NewDraft(call.process), now);
      StoredProposal& stored = change.stored();
      stored.set_channel(request.channel());
      *stored.mutable_pending() = content;
      *stored.mutable_create_time() = ToProto(now);
      *stored.mutable_update_time() = ToProto(now);
      if (absl::Status s = HandIn(change, request.channel()); !s.ok()) return s;
      PutProposal(batch, change.name(), stored);
      made.push_back(change.name());
      response.add_names(change.name().text());
    }
    return absl::OkStatus();
  };
  const auto again = [&](const storage::Reader&) {
    return Error(absl::StatusCode::kAlreadyExists, "PROPOSAL_EXISTS",
                 "these were imported by an earlier call: list the proposals");
  };
  absl::Status imported = proposals_.changes().ApplyActs(call, request, response, import,
                                                         Changes::Reach::kProcess, again);
  if (!imported.ok()) return imported;
  for (const ProposalName& name : made) proposals_.books().Refresh(name.process, *name.number);
  return absl::OkStatus();
}

}  // namespace urna::services
