#include "services/proposals/moderating.h"

#include <algorithm>
#include <string>
#include <vector>

#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/base/signatures.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

// The documents of a proposal that its authors wrote and that are still there, ascending.
std::vector<std::string> WrittenByAuthors(const ledger::JournalState& state,
                                          ledger::ProposalNumber number) {
  std::vector<std::string> out;
  for (const auto& [sha256, document] : state.documents()) {
    const bool is_theirs = document.proposal == number && !document.erased &&
                           (document.version > 0 || document.by_author);
    if (is_theirs) out.push_back(ToText(sha256));
  }
  std::ranges::sort(out);
  return out;
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
    const std::vector<std::string> documents = WrittenByAuthors(**state, *change.name().number);
    const std::string process(ProcessId(change.name().process));
    v1::ActFacts facts;
    for (const std::string& sha256 : documents) {
      facts.mutable_erasure()->add_documents(sha256);
      const absl::StatusOr<crypto::Hash256> hash = ParseHash(sha256, "sha256");
      if (!hash.ok()) return hash.status();
      change.batch().Delete(kDocumentsFamily, LiveJournal::DocumentKey(process, *hash));
    }
    absl::Status said = DeleteWhatIsSaidOf(change.store(), change.name(), change.batch());
    if (!said.ok()) return said;
    ForgetTexts(change.stored());
    // Erasing what is erased is no error: the first answer may have been lost.
    return documents.empty() ? absl::OkStatus() : change.Tell(v1::JOURNAL_ACT_ERASED, facts);
  };
  absl::Status erased =
      proposals_.Apply(call, request, request.name(), "", Needs::kStaff, erase, response);
  if (!erased.ok()) return erased;
  for (const storage::Family family : {kDocumentsFamily, kProposalsFamily}) {
    absl::Status gone = store_.Purge(family);
    if (!gone.ok()) return gone;
  }
  return absl::OkStatus();
}

}  // namespace urna::services
