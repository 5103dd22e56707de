#include "services/proposals/moderating.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "ledger/limits.h"
#include "services/attachments/attachment_store.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/base/signatures.h"
#include "services/messages/message_store.h"
#include "services/proposals/owed_purges.h"
#include "urna/v1/attachments_service.pb.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

// The documents of a proposal that are still there, ascending: what its authors wrote, and with
// `reasons` what the staff did.
std::vector<crypto::Hash256> DocumentsOf(const ledger::JournalState& state,
                                         ledger::ProposalNumber number, bool reasons) {
  std::vector<crypto::Hash256> out;
  for (const auto& [sha256, document] : state.documents()) {
    if (document.proposal != number || document.erased) continue;
    if (reasons || document.version > 0 || document.by_author) out.push_back(sha256);
  }
  std::ranges::sort(out);
  return out;
}

// Erases them, in as many acts as that takes.
absl::Status EraseDocuments(ProposalChange& change, std::span<const crypto::Hash256> documents) {
  const std::string process(ProcessId(change.name().process));
  while (!documents.empty()) {
    const auto some =
        documents.first(std::min<std::size_t>(documents.size(), ledger::kMaxErasedDocuments));
    v1::ActFacts facts;
    for (const crypto::Hash256& sha256 : some) {
      facts.mutable_erasure()->add_documents(ToText(sha256));
      change.batch().Delete(kDocumentsFamily, LiveJournal::DocumentKey(process, sha256));
    }
    if (absl::Status told = change.Tell(v1::JOURNAL_ACT_ERASED, facts); !told.ok()) return told;
    documents = documents.subspan(some.size());
  }
  return absl::OkStatus();
}

// As with documents: what its authors attached, and with `reasons` what the staff did.
absl::Status EraseAttachments(ProposalChange& change, bool reasons) {
  const ProposalName& name = change.name();
  if (reasons) return DeleteAttachmentsOf(change.store(), change.batch(), name.process, name.id);
  const auto all = AttachmentsOf(change.store(), name.process, name.id);
  if (!all.ok()) return all.status();
  for (const internal::v1::StoredAttachment& one : *all) {
    const bool is_of_authors = one.subject() == v1::ATTACHMENT_SUBJECT_PROPOSAL;
    if (is_of_authors) DeleteAttachment(change.batch(), name.process, one);
  }
  return absl::OkStatus();
}

// The list of a contest repeats what its authors wrote, and would be sealed with it.
absl::Status CheckIsOnNoList(const ledger::JournalState& state, const ProposalName& name) {
  const ledger::JournalProposal* const proposal = state.proposal(*name.number);
  const bool can_be_changed = ledger::RankOf(state.phase()) < ledger::RankOf(v1::PHASE_SEALING);
  if (proposal == nullptr || proposal->project.empty() || !can_be_changed) return absl::OkStatus();
  const std::string project = fmt::format("{}/{}", name.process, proposal->project);
  return Error(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE",
               fmt::format("{} is on a list as {}: take that off with DeleteProject first",
                           name.text(), project),
               {{"used_by", project}});
}

void ForgetTexts(StoredProposal& stored) {
  stored.clear_pending();
  stored.clear_last();
  stored.clear_co_authors();
  stored.clear_invitations();
  stored.clear_appeal_statement_sha256();
  stored.clear_public_headline();
  v1::ProposalText headline;
  // Where it was meant for, and about what, is no personal data, and lists go on counting it.
  headline.set_area(stored.headline().area());
  headline.set_category(stored.headline().category());
  *stored.mutable_headline() = headline;
  stored.set_reports(0);
  stored.set_erased(true);
}

}  // namespace

absl::Status Moderating::HideProposal(const Call& call, const v1::HideProposalRequest& request,
                                      v1::Proposal& response) {
  const auto hide = [&](ProposalChange& change) -> absl::Status {
    const absl::StatusOr<ledger::MadeDocument> reason =
        change.CheckedReason(request.reason(), "reason");
    if (!reason.ok()) return reason.status();
    change.stored().set_hidden_reason_sha256(ToText(reason->sha256));
    return change.Tell(v1::JOURNAL_ACT_HIDDEN, {}, {*reason});
  };
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, hide, response);
}

absl::Status Moderating::RestoreProposal(const Call& call,
                                         const v1::RestoreProposalRequest& request,
                                         v1::Proposal& response) {
  const auto restore = [](ProposalChange& change) {
    change.stored().set_reports(0);
    return change.Tell(v1::JOURNAL_ACT_RESTORED);
  };
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, restore, response);
}

absl::Status Moderating::EraseProposal(const Call& call, const v1::EraseProposalRequest& request,
                                       v1::Proposal& response) {
  const auto erase = [&](ProposalChange& change) -> absl::Status {
    if (!change.name().number) {
      return FieldError("name", "a draft is withdrawn, and gone");
    }
    const absl::StatusOr<const ledger::JournalState*> state = change.acts().state();
    if (!state.ok()) return state.status();
    absl::Status free = CheckIsOnNoList(**state, change.name());
    if (!free.ok()) return free;
    const std::vector<crypto::Hash256> documents =
        DocumentsOf(**state, *change.name().number, request.reasons());
    absl::Status said = DeleteWhatIsSaidOf(change.store(), change.name(), change.batch());
    if (!said.ok()) return said;
    absl::Status files = EraseAttachments(change, request.reasons());
    if (!files.ok()) return files;
    ForgetTexts(change.stored());
    if (absl::Status s = change.news().Forget(change.name()); !s.ok()) return s;
    OwePurge(change.batch(), change.name());
    // Erasing what is erased is no error: the first answer may have been lost.
    return EraseDocuments(change, documents);
  };
  absl::Status erased =
      proposals_.Apply(call, request, request.name(), "", Needs::kStaff, erase, response);
  if (erased.ok()) erased = PayPurges(store_);
  if (erased.ok()) erased = PayMailPurge(store_);
  return erased.ok() ? search_.Forget(call.process) : erased;
}

}  // namespace urna::services
