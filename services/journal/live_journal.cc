#include "services/journal/live_journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/errors.h"
#include "ledger/text.h"
#include "services/base/families.h"

namespace urna::services {
namespace {

absl::Status NoSuchDocument() {
  return ledger::Refusal(absl::StatusCode::kNotFound, "NO_SUCH_DOCUMENT",
                         "the journal has no public document of this hash");
}

}  // namespace

LiveJournal::LiveJournal(storage::Store& store, std::string_view process, Keys keys)
    : store_(store),
      process_id_(process),
      keys_(std::move(keys)),
      records_(store, process, kJournalsFamily),
      writing_(keys_.election_id),
      state_(keys_.election_id),
      origin_(keys_.origin) {}

absl::StatusOr<std::shared_ptr<LiveJournal>> LiveJournal::Open(storage::Store& store,
                                                               std::string_view process,
                                                               Keys keys) {
  std::shared_ptr<LiveJournal> journal(new LiveJournal(store, process, std::move(keys)));
  if (absl::Status replayed = journal->Replay(); !replayed.ok()) return replayed;
  return journal;
}

absl::Status LiveJournal::Replay() {
  ledger::JournalState state(keys_.election_id);
  crypto::MerkleTree tree;
  absl::Status folded;
  const absl::Status visited =
      records_.Visit(0, std::numeric_limits<std::uint64_t>::max(), [&](crypto::ByteView leaf) {
        folded = state.Fold(leaf);
        tree.Append(crypto::LeafHash(leaf));
        return folded.ok();
      });
  if (!visited.ok()) return visited;
  if (!folded.ok()) {
    return absl::DataLossError(fmt::format("{}: act {} of the journal: {}", process_id_,
                                           tree.size() - 1, ledger::MessageOf(folded)));
  }
  writing_ = state;
  const WriterMutexLock lock(mutex_);
  state_ = std::move(state);
  tree_ = std::move(tree);
  SignCheckpoint();
  return absl::OkStatus();
}

void LiveJournal::SignCheckpoint() {
  checkpoint_ = crypto::SignCheckpoint({origin_, tree_.size(), tree_.Root()}, keys_.log_key);
}

std::uint64_t LiveJournal::size() const {
  const ReaderMutexLock lock(mutex_);
  return tree_.size();
}

std::string LiveJournal::Checkpoint() const {
  const ReaderMutexLock lock(mutex_);
  return checkpoint_;
}

std::string LiveJournal::Vkey() const {
  const ReaderMutexLock lock(mutex_);
  return crypto::LogKey{origin_, keys_.log_key.public_key()}.ToVkey();
}

absl::StatusOr<crypto::Hash256> LiveJournal::RootAt(std::uint64_t size) const {
  const ReaderMutexLock lock(mutex_);
  return tree_.Root(size);
}

absl::StatusOr<std::vector<crypto::Bytes>> LiveJournal::Records(std::uint64_t start,
                                                                std::size_t max_count,
                                                                std::size_t max_bytes) const {
  return records_.ReadSome(start, size(), max_count, max_bytes);
}

absl::StatusOr<crypto::Bytes> LiveJournal::HashTile(const ledger::Tile& tile) const {
  const ReaderMutexLock lock(mutex_);
  return ledger::HashTile(tree_, tile);
}

LiveJournal::Published LiveJournal::ListPublished() const {
  const ReaderMutexLock lock(mutex_);
  Published out{checkpoint_, tree_.size(), {}};
  for (const auto& [sha256, document] : state_.documents()) {
    if (state_.VisibilityOf(document) == ledger::Visibility::kPublic) {
      out.documents.push_back(sha256);
    }
  }
  std::ranges::sort(out.documents);
  return out;
}

std::string LiveJournal::DocumentKey(std::string_view process, const crypto::Hash256& sha256) {
  return fmt::format("{}{}{}", process, std::string_view("\0", 1), crypto::AsText(sha256));
}

absl::StatusOr<crypto::Bytes> LiveJournal::PublicDocument(const crypto::Hash256& sha256) const {
  const bool is_public = WithState([&](const ledger::JournalState& state) {
    const auto found = state.documents().find(sha256);
    return found != state.documents().end() &&
           state.VisibilityOf(found->second) == ledger::Visibility::kPublic;
  });
  if (!is_public) return NoSuchDocument();
  return Document(sha256);
}

absl::StatusOr<crypto::Bytes> LiveJournal::Document(const crypto::Hash256& sha256) const {
  absl::StatusOr<std::optional<std::string>> bytes =
      store_.Get(kDocumentsFamily, DocumentKey(process_id_, sha256));
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return NoSuchDocument();
  const crypto::ByteView view = crypto::AsBytes(**bytes);
  return crypto::Bytes(view.begin(), view.end());
}

ledger::ActorTag LiveJournal::TagOf(std::string_view account) const {
  const crypto::SecretBytes tag = crypto::LabelledBlake2b(
      "actor", sizeof(ledger::ActorTag), {crypto::AsBytes(account)}, keys_.actor_key.Reveal());
  ledger::ActorTag out{};
  std::copy_n(tag.begin(), out.size(), out.begin());
  return out;
}

void LiveJournal::Publish(const std::vector<ledger::Act>& acts,
                          const std::vector<crypto::Hash256>& hashes) {
  const WriterMutexLock lock(mutex_);
  for (const ledger::Act& act : acts) state_.Apply(act);
  for (const crypto::Hash256& hash : hashes) tree_.Append(hash);
  SignCheckpoint();
}

void LiveJournal::Rename(std::string origin) {
  const WriterMutexLock lock(mutex_);
  origin_ = std::move(origin);
  SignCheckpoint();
}

v1::JournalHead LiveJournal::HeadWith(const std::vector<crypto::Hash256>& hashes) const {
  crypto::MerkleTree tree;
  v1::JournalHead head;
  {
    const ReaderMutexLock lock(mutex_);
    tree = tree_;
    head.set_origin(origin_);
  }
  for (const crypto::Hash256& hash : hashes) tree.Append(hash);
  head.set_vkey(Vkey());
  head.set_size(tree.size());
  head.set_root(std::string(crypto::AsText(tree.Root())));
  return head;
}

}  // namespace urna::services
