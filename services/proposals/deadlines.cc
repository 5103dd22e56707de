#include "services/proposals/deadlines.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/act_rules.h"
#include "services/base/limits.h"
#include "services/base/times.h"
#include "services/proposals/proposal_news.h"
#include "services/proposals/proposal_store.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

bool IsNear(absl::Time due, absl::Time now, absl::Duration before) {
  return due - before <= now && now < due;
}

bool AwaitsVerdict(const StoredProposal& stored, absl::Time now) {
  return !stored.assignee().empty() && stored.has_assign_due_time() &&
         IsNear(FromProto(stored.assign_due_time()), now, kReviewReminder) &&
         FromProto(stored.assign_due_told()) != FromProto(stored.assign_due_time());
}

bool AwaitsCompletion(const StoredProposal& stored, absl::Time now) {
  return stored.has_return_due_time() &&
         IsNear(FromProto(stored.return_due_time()), now, kCompletionReminder) &&
         FromProto(stored.return_due_told()) != FromProto(stored.return_due_time());
}

// As many as fit into one change.
absl::StatusOr<std::vector<ProposalName>> FindNear(const storage::Reader& store,
                                                   const std::string& process, absl::Time now) {
  std::vector<ProposalName> near;
  const absl::Status visited = VisitProposals(
      store, process, [&](ledger::ProposalNumber number, const StoredProposal& stored) {
        if (AwaitsVerdict(stored, now) || AwaitsCompletion(stored, now)) {
          near.push_back(ProposalName::Of(process, number));
        }
        return near.size() < static_cast<std::size_t>(kBatchedProposals);
      });
  if (!visited.ok()) return visited;
  return near;
}

absl::Status TellNear(const storage::Reader& store, storage::WriteBatch& batch, Acts& acts,
                      const Outbox& outbox, const std::string& process,
                      const std::vector<ProposalName>& near, absl::Time now) {
  const absl::StatusOr<const ledger::JournalState*> state = acts.state();
  if (!state.ok()) return state.status();
  const ProposalNews news(outbox, store, batch, acts);
  // By reviewer and time.
  std::map<std::pair<std::string, absl::Time>, std::size_t> reviews;
  for (const ProposalName& name : near) {
    absl::StatusOr<StoredProposal> stored = ReadProposal(store, name);
    const ledger::JournalProposal* const journal = (*state)->proposal(*name.number);
    if (!stored.ok() || journal == nullptr) continue;
    const bool is_returned = journal->state == ledger::ProposalState::kReturned;
    if (AwaitsVerdict(*stored, now)) {
      if (journal->is_undecided() && !is_returned) {
        ++reviews[{stored->assignee(), FromProto(stored->assign_due_time())}];
      }
      *stored->mutable_assign_due_told() = stored->assign_due_time();
    }
    if (AwaitsCompletion(*stored, now)) {
      absl::Status told =
          is_returned ? news.TellCompletionDue(name, *stored) : absl::OkStatus();
      if (!told.ok()) return told;
      *stored->mutable_return_due_told() = stored->return_due_time();
    }
    PutProposal(batch, name, *stored);
  }
  for (const auto& [reviewer, count] : reviews) {
    absl::Status told = news.TellReviewer(process, reviewer.first, v1::OCCASION_REVIEW_DUE, count,
                                          reviewer.second);
    if (!told.ok()) return told;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TellDeadlines(const storage::Reader& store, Changes& changes, const Outbox& outbox,
                           absl::Time now) {
  if (!outbox.is_on()) return absl::OkStatus();
  const auto processes = ReadResources<v1::Process>(store, "");
  if (!processes.ok()) return processes.status();
  for (const v1::Process& process : *processes) {
    const bool reviews = IsUnfrozen(process.phase()) && process.phase() != v1::PHASE_DRAFT;
    while (reviews) {
      const absl::StatusOr<std::vector<ProposalName>> near =
          FindNear(store, process.name(), now);
      if (!near.ok()) return near.status();
      if (near->empty()) break;
      const absl::Status told = changes.ApplyOwnActs(
          process.name(), [&](const storage::Reader& reader, storage::WriteBatch& batch,
                              Acts& acts) {
            return TellNear(reader, batch, acts, outbox, process.name(), *near, now);
          });
      if (!told.ok()) return told;
      if (near->size() < static_cast<std::size_t>(kBatchedProposals)) break;
    }
  }
  return absl::OkStatus();
}

}  // namespace urna::services
