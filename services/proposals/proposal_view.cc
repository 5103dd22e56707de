#include "services/proposals/proposal_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ledger/journal_document.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/base/times.h"
#include "services/identity/staff_directory.h"
#include "services/proposals/proposal_book.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;
using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

absl::Status NoSuchVersion() {
  return Error(absl::StatusCode::kNotFound, "NO_SUCH_VERSION",
               "there is no such version, or it is not public");
}

absl::StatusOr<v1::JournalDocument> ReadDocument(const LiveJournal& journal, v1::DocumentKind kind,
                                                 const std::string& sha256) {
  const absl::StatusOr<crypto::Hash256> hash = ParseHash(sha256, "sha256");
  if (!hash.ok()) return absl::DataLossError("a stored proposal names no document");
  const absl::StatusOr<crypto::Bytes> bytes = journal.Document(*hash);
  if (!bytes.ok()) return bytes.status();
  return ledger::ParseDocument(kind, *bytes);
}

// What was erased is nothing.
absl::Status CopyReason(const LiveJournal& journal, const std::string& sha256, Texts& out) {
  if (sha256.empty()) return absl::OkStatus();
  auto document = ReadDocument(journal, v1::DOCUMENT_KIND_REASON, sha256);
  if (absl::IsNotFound(document.status())) return absl::OkStatus();
  if (!document.ok()) return document.status();
  out = std::move(*document->mutable_reason()->mutable_text());
  return absl::OkStatus();
}

void ShowInternal(const ShownProposal& proposal, v1::Proposal& out) {
  const StoredProposal& stored = proposal.stored;
  v1::ProposalInternal& internal = *out.mutable_internal();
  const v1::ProposalContent& content = stored.has_pending() ? stored.pending() : stored.last();
  *internal.mutable_answers() = content.internal_answers();
  internal.set_contact(content.contact());
  internal.set_notify(content.notify());
  if (!stored.assignee().empty()) internal.set_assignee(StaffName(stored.assignee()));
  if (stored.has_assign_due_time()) {
    *internal.mutable_assign_due_time() = stored.assign_due_time();
  }
  internal.set_awaits_screening(proposal.journal != nullptr &&
                                proposal.journal->public_versions < proposal.journal->versions);
  internal.set_reports(stored.reports());
  internal.set_co_authors(static_cast<std::uint32_t>(stored.co_authors_size()));
}

// What stands in the journal's acts and beside them, but for texts.
v1::Proposal ShowState(const ShownProposal& proposal, Viewer viewer) {
  v1::Proposal out;
  const StoredProposal& stored = proposal.stored;
  out.set_name(proposal.name.text());
  out.set_channel(stored.channel());
  out.set_erased(stored.erased());
  out.set_supporters(stored.supporters());
  *out.mutable_update_time() = stored.update_time();
  if (viewer != Viewer::kPublic) ShowInternal(proposal, out);
  if (proposal.journal == nullptr) {
    out.set_status(v1::PROPOSAL_STATUS_DRAFT);
    return out;
  }
  const ledger::JournalProposal& journal = *proposal.journal;
  out.set_status(StatusOf(journal));
  out.set_versions(viewer == Viewer::kPublic ? journal.public_versions : journal.versions);
  *out.mutable_submit_time() = stored.submit_time();
  if (journal.merged_into) {
    out.set_merged_into(ProposalName::Of(proposal.name.process, *journal.merged_into).text());
  }
  for (const ledger::ProposalNumber parent : journal.parents) {
    out.add_parents(ProposalName::Of(proposal.name.process, parent).text());
  }
  for (const ledger::ProposalNumber other : proposal.incompatible) {
    out.add_incompatible(ProposalName::Of(proposal.name.process, other).text());
  }
  if (!journal.project.empty()) {
    out.set_project(fmt::format("{}/{}", proposal.name.process, journal.project));
  }
  return out;
}

absl::Status ShowReasons(const ShownProposal& proposal, Viewer viewer, const LiveJournal& journal,
                         v1::Proposal& out) {
  const StoredProposal& stored = proposal.stored;
  const bool hidden = proposal.journal->hidden && viewer == Viewer::kPublic;
  for (const internal::v1::StoredVerdict& one : stored.verdicts()) {
    v1::Verdict& verdict = *out.add_verdicts();
    *verdict.mutable_facts() = one.facts();
    *verdict.mutable_time() = one.time();
    absl::Status copied = CopyReason(journal, one.reason_sha256(), *verdict.mutable_reason());
    if (!copied.ok()) return copied;
  }
  if (proposal.journal->appeal != ledger::AppealState::kNone) {
    v1::Appeal& appeal = *out.mutable_appeal();
    appeal.set_status(AppealStatusOf(proposal.journal->appeal));
    absl::Status copied =
        hidden ? absl::OkStatus()
               : CopyReason(journal, stored.appeal_statement_sha256(), *appeal.mutable_statement());
    if (copied.ok()) {
      copied = CopyReason(journal, stored.appeal_reason_sha256(), *appeal.mutable_reason());
    }
    if (!copied.ok()) return copied;
  }
  if (proposal.journal->state == ledger::ProposalState::kReturned) {
    v1::Returned& returned = *out.mutable_returned();
    *returned.mutable_due_time() = stored.return_due_time();
    absl::Status copied =
        CopyReason(journal, stored.return_reason_sha256(), *returned.mutable_reason());
    if (!copied.ok()) return copied;
  }
  absl::Status ended = CopyReason(journal, stored.end_reason_sha256(), *out.mutable_end_reason());
  if (!ended.ok() || !proposal.journal->hidden) return ended;
  return CopyReason(journal, stored.hidden_reason_sha256(), *out.mutable_hidden_reason());
}

}  // namespace

std::uint32_t NewestFor(const ShownProposal& proposal, Viewer viewer) {
  if (proposal.journal == nullptr || proposal.stored.erased()) return 0;
  if (viewer != Viewer::kPublic) return proposal.journal->versions;
  return proposal.journal->hidden ? 0 : proposal.journal->public_versions;
}

absl::StatusOr<v1::ProposalText> ReadVersion(const ShownProposal& proposal, std::uint32_t version,
                                             Viewer viewer, const LiveJournal& journal) {
  if (version < 1 || version > NewestFor(proposal, viewer) ||
      version > static_cast<std::uint32_t>(proposal.stored.versions_size())) {
    return NoSuchVersion();
  }
  auto document =
      ReadDocument(journal, v1::DOCUMENT_KIND_PROPOSAL,
                   proposal.stored.versions(static_cast<int>(version) - 1).text_sha256());
  if (absl::IsNotFound(document.status())) return NoSuchVersion();
  if (!document.ok()) return document.status();
  return std::move(*document->mutable_proposal());
}

absl::StatusOr<std::vector<std::string>> ReadAuthorNames(const ShownProposal& proposal,
                                                         std::uint32_t version,
                                                         const LiveJournal& journal) {
  std::vector<std::string> names;
  const std::string& sha256 =
      proposal.stored.versions(static_cast<int>(version) - 1).authors_sha256();
  if (sha256.empty()) return names;
  auto document = ReadDocument(journal, v1::DOCUMENT_KIND_AUTHORS, sha256);
  if (absl::IsNotFound(document.status())) return names;
  if (!document.ok()) return document.status();
  names.assign(document->authors().names().begin(), document->authors().names().end());
  return names;
}

absl::StatusOr<v1::Proposal> ShowProposal(const ShownProposal& proposal, std::uint32_t version,
                                          Viewer viewer, const LiveJournal& journal) {
  v1::Proposal out = ShowState(proposal, viewer);
  const bool is_writing =
      version == 0 && viewer != Viewer::kPublic && proposal.stored.has_pending();
  if (is_writing) *out.mutable_text() = proposal.stored.pending().text();
  if (proposal.journal == nullptr) return out;
  if (absl::Status shown = ShowReasons(proposal, viewer, journal, out); !shown.ok()) return shown;
  const std::uint32_t newest = NewestFor(proposal, viewer);
  if (version == 0) version = newest;
  if (is_writing || (version == 0 && newest == 0)) return out;
  absl::StatusOr<v1::ProposalText> text = ReadVersion(proposal, version, viewer, journal);
  if (!text.ok()) return text.status();
  *out.mutable_text() = *std::move(text);
  out.set_version(version);
  const absl::StatusOr<std::vector<std::string>> names =
      ReadAuthorNames(proposal, version, journal);
  if (!names.ok()) return names.status();
  out.mutable_author_names()->Add(names->begin(), names->end());
  return out;
}

v1::Proposal ShowInList(const ShownProposal& proposal, Viewer viewer) {
  v1::Proposal out = ShowState(proposal, viewer);
  const std::uint32_t newest = NewestFor(proposal, viewer);
  const bool is_the_newest = proposal.journal != nullptr && newest == proposal.journal->versions;
  if (newest > 0 && (is_the_newest || proposal.stored.has_public_headline())) {
    *out.mutable_text() =
        is_the_newest ? proposal.stored.headline() : proposal.stored.public_headline();
    out.set_version(newest);
  }
  // What was decided, without the reasons.
  for (const internal::v1::StoredVerdict& one : proposal.stored.verdicts()) {
    v1::Verdict& verdict = *out.add_verdicts();
    *verdict.mutable_facts() = one.facts();
    *verdict.mutable_time() = one.time();
  }
  return out;
}

}  // namespace urna::services
