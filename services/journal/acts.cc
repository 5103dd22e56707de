#include "services/journal/acts.h"

#include <algorithm>

#include "services/base/families.h"

namespace urna::services {

Acts::~Acts() {
  if (begun_) journals_.Drop(process_);
  if (journal_ && !acts_.empty()) journal_->Forget();
}

absl::Status Acts::Open() {
  if (journal_) return absl::OkStatus();
  auto journal = journals_.Get(process_);
  if (!journal.ok()) return journal.status();
  journal_ = *std::move(journal);
  return absl::OkStatus();
}

absl::Status Acts::Begin(const ledger::ElectionId& election_id, std::string_view log_origin,
                         storage::WriteBatch& batch) {
  auto journal = journals_.Begin(process_, election_id, log_origin, batch);
  if (!journal.ok()) return journal.status();
  journal_ = *std::move(journal);
  begun_ = true;
  return Add(v1::JOURNAL_ACT_CREATED, "", {}, {}, batch);
}

absl::Status Acts::Rename(std::string_view log_origin, storage::WriteBatch& batch) {
  if (absl::Status open = Open(); !open.ok()) return open;
  renamed_ = ledger::JournalOrigin(log_origin);
  return journals_.Rename(process_, log_origin, batch);
}

absl::Status Acts::Add(v1::JournalAct number, std::string_view resource, const v1::ActFacts& facts,
                       const std::vector<ledger::MadeDocument>& documents,
                       storage::WriteBatch& batch) {
  if (absl::Status open = Open(); !open.ok()) return open;
  ledger::JournalState& state = journal_->writing();
  ledger::Act act;
  act.process = journal_->keys_.election_id;
  // A clock that was set back makes no journal that goes back.
  act.time =
      std::max(static_cast<std::uint64_t>(std::max<std::int64_t>(absl::ToUnixSeconds(now_), 0)),
               state.time());
  act.act = number;
  act.role = actor_.role;
  if (actor_.role != v1::JOURNAL_ROLE_UNSPECIFIED) act.actor = journal_->TagOf(actor_.account);
  act.resource = resource;
  act.facts = facts;
  for (const ledger::MadeDocument& document : documents) {
    act.documents.push_back({document.kind, document.sha256});
  }
  std::ranges::sort(act.documents, {}, &ledger::ActDocument::kind);
  const crypto::Bytes leaf = ledger::SerializeAct(act);
  // What the server writes, everybody reads with the same parser.
  if (absl::StatusOr<ledger::Act> parsed = ledger::ParseAct(leaf); !parsed.ok()) {
    return absl::InternalError(std::string(parsed.status().message()));
  }
  if (absl::Status allowed = state.Check(act); !allowed.ok()) return allowed;
  journal_->records_.Put(batch, state.size(), leaf);
  for (const ledger::MadeDocument& document : documents) {
    batch.Put(kDocumentsFamily, LiveJournal::DocumentKey(journal_->process_id(), document.sha256),
              crypto::AsText(document.bytes));
  }
  state.Apply(act);
  acts_.push_back(std::move(act));
  hashes_.push_back(crypto::LeafHash(leaf));
  return absl::OkStatus();
}

absl::StatusOr<const ledger::JournalState*> Acts::state() {
  if (absl::Status open = Open(); !open.ok()) return open;
  return &journal_->writing();
}

absl::StatusOr<v1::JournalHead> Acts::Head() {
  if (absl::Status open = Open(); !open.ok()) return open;
  return journal_->HeadWith(hashes_);
}

absl::StatusOr<crypto::Bytes> Acts::Document(const crypto::Hash256& sha256) {
  if (absl::Status open = Open(); !open.ok()) return open;
  return journal_->Document(sha256);
}

absl::StatusOr<ledger::ActorTag> Acts::TagOf(std::string_view account) {
  if (absl::Status open = Open(); !open.ok()) return open;
  return journal_->TagOf(account);
}

bool Acts::has_journal() { return Open().ok(); }

void Acts::Commit() {
  if (journal_ && !acts_.empty()) journal_->Publish(acts_, hashes_);
  // Not by opening it anew: whoever reads it meanwhile and whoever writes it next must have the same.
  if (journal_ && !renamed_.empty()) journal_->Rename(renamed_);
  begun_ = false;
  acts_.clear();
  hashes_.clear();
}

}  // namespace urna::services
