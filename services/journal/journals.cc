#include "services/journal/journals.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ledger/journal_document.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "storage/scan.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

using Seed = std::array<std::uint8_t, 32>;

std::string KeysKey(std::string_view process) { return fmt::format("{}\1", ProcessId(process)); }

absl::Status Damaged(std::string_view process) {
  return absl::DataLossError(fmt::format("the keys of the journal of {} cannot be read", process));
}

absl::StatusOr<std::optional<internal::v1::JournalKeys>> ReadKeys(const storage::Reader& store,
                                                                  std::string_view process) {
  absl::StatusOr<std::optional<std::string>> bytes = store.Get(kJournalsFamily, KeysKey(process));
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::nullopt;
  internal::v1::JournalKeys keys;
  if (!keys.ParseFromString(**bytes)) return Damaged(process);
  return keys;
}

absl::StatusOr<crypto::Secret<Seed>> SecretOf(std::string_view bytes, std::string_view process) {
  Seed seed;
  if (bytes.size() != seed.size()) return Damaged(process);
  std::copy_n(crypto::AsBytes(bytes).begin(), seed.size(), seed.begin());
  crypto::Secret<Seed> secret(seed);
  sodium_memzero(seed.data(), seed.size());
  return secret;
}

absl::StatusOr<LiveJournal::Keys> ParseKeys(const internal::v1::JournalKeys& stored,
                                            std::string_view process) {
  auto seed = SecretOf(stored.log_key_seed(), process);
  if (!seed.ok()) return seed.status();
  auto actor_key = SecretOf(stored.actor_key(), process);
  if (!actor_key.ok()) return actor_key.status();
  LiveJournal::Keys keys{
      crypto::SigningKey::FromSeed(*seed), *std::move(actor_key), {}, stored.origin()};
  if (stored.election_id().size() != keys.election_id.size()) return Damaged(process);
  std::copy_n(crypto::AsBytes(stored.election_id()).begin(), keys.election_id.size(),
              keys.election_id.begin());
  return keys;
}

std::string RandomText() {
  std::string text(std::tuple_size_v<Seed>, '\0');
  randombytes_buf(text.data(), text.size());
  return text;
}

absl::Status DeleteAll(const storage::Reader& store, storage::Family family, std::string_view first,
                       std::string_view limit, storage::WriteBatch& batch) {
  return storage::ScanAll(store, family, first, limit, [&](std::string_view key, std::string_view) {
    batch.Delete(family, key);
    return true;
  });
}

}  // namespace

absl::StatusOr<std::shared_ptr<LiveJournal>> Journals::Get(std::string_view process) {
  const absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, process, "process");
  if (!name.ok()) return name.status();
  std::shared_ptr<Slot> slot;
  {
    const MutexLock lock(mutex_);
    Opened& opened = opened_[std::string(process)];
    if (opened.slot == nullptr) opened.slot = std::make_shared<Slot>();
    opened.last_asked = clock_.Now();
    slot = opened.slot;
  }
  absl::StatusOr<std::shared_ptr<LiveJournal>> journal = OpenIn(*slot, process);
  if (!journal.ok()) ForgetUnopened(process, std::move(slot));
  return journal;
}

absl::StatusOr<std::shared_ptr<LiveJournal>> Journals::OpenIn(Slot& slot,
                                                              std::string_view process) const {
  const MutexLock lock(slot.mutex);
  if (slot.journal != nullptr) return slot.journal;
  auto stored = ReadKeys(store_, process);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) {
    return Error(absl::StatusCode::kNotFound, "NO_JOURNAL",
                 fmt::format("{} has no journal", process));
  }
  auto keys = ParseKeys(**stored, process);
  if (!keys.ok()) return keys.status();
  auto journal = LiveJournal::Open(store_, ProcessId(process), *std::move(keys));
  if (journal.ok()) slot.journal = *journal;
  return journal;
}

void Journals::ForgetUnopened(std::string_view process, std::shared_ptr<Slot> slot) {
  const MutexLock lock(mutex_);
  const auto found = opened_.find(std::string(process));
  const bool is_listed = found != opened_.end() && found->second.slot == slot;
  slot.reset();
  // The last who waited for it: whoever else has it tries once more.
  if (is_listed && found->second.slot.use_count() == 1 && !IsOpen(*found->second.slot)) {
    opened_.erase(found);
  }
}

bool Journals::IsOpen(Slot& slot) {
  const MutexLock lock(slot.mutex);
  return slot.journal != nullptr;
}

absl::StatusOr<std::shared_ptr<LiveJournal>> Journals::Begin(std::string_view process,
                                                             const ledger::ElectionId& election_id,
                                                             std::string_view log_origin,
                                                             storage::WriteBatch& batch) {
  internal::v1::JournalKeys stored;
  stored.set_log_key_seed(RandomText());
  stored.set_actor_key(RandomText());
  stored.set_election_id(std::string(crypto::AsText(election_id)));
  stored.set_origin(ledger::JournalOrigin(log_origin));
  auto keys = ParseKeys(stored, process);
  if (!keys.ok()) return keys.status();
  auto journal = LiveJournal::Open(store_, ProcessId(process), *std::move(keys));
  if (!journal.ok()) return journal.status();
  batch.Put(kJournalsFamily, KeysKey(process), stored.SerializeAsString());
  auto slot = std::make_shared<Slot>();
  {
    const MutexLock lock(slot->mutex);
    slot->journal = *journal;
  }
  const MutexLock lock(mutex_);
  opened_[std::string(process)] = {std::move(slot), clock_.Now()};
  return journal;
}

absl::Status Journals::Rename(std::string_view process, std::string_view log_origin,
                              storage::WriteBatch& batch) const {
  auto stored = ReadKeys(store_, process);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return absl::OkStatus();
  (*stored)->set_origin(ledger::JournalOrigin(log_origin));
  batch.Put(kJournalsFamily, KeysKey(process), (*stored)->SerializeAsString());
  return absl::OkStatus();
}

absl::Status Journals::Delete(std::string_view process, storage::WriteBatch& batch) const {
  const std::string first = fmt::format("{}{}", ProcessId(process), std::string_view("\0", 1));
  const std::string limit = fmt::format("{}\2", ProcessId(process));
  for (const storage::Family family :
       {kJournalsFamily, kDocumentsFamily, kProposalsFamily, kAttachmentsFamily}) {
    if (absl::Status s = DeleteAll(store_, family, first, limit, batch); !s.ok()) return s;
  }
  // Its texts of messages: another process of this name has its own.
  return DeleteAll(store_, kMessagesFamily, "t" + first, "t" + limit, batch);
}

void Journals::Drop(std::string_view process) {
  const MutexLock lock(mutex_);
  opened_.erase(std::string(process));
}

void Journals::CloseIdle() {
  const MutexLock lock(mutex_);
  const absl::Time now = clock_.Now();
  absl::erase_if(opened_, [&](const auto& entry) {
    const Opened& opened = entry.second;
    if (opened.last_asked + kJournalIdle > now || opened.slot.use_count() > 1) return false;
    const MutexLock held(opened.slot->mutex);
    // Whoever holds the journal may be about to write.
    return opened.slot->journal == nullptr || opened.slot->journal.use_count() == 1;
  });
}

}  // namespace urna::services
