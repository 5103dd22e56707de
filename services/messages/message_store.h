// Mail as it lies in the store, in kMessagesFamily. What is about a process is below
//
//   about = process id || 0x00 || proposal's id, or nothing || 0x00
//
// and what is about none is below 0x00 0x00, so that all of a proposal and all of a process is in one
// range of each kind:
//
//   "n" about id               StoredNews: what happened, and who has no message yet
//   "N" time about id          the same in the order in which it happened, without a value
//   "m" about id               StoredMessage
//   "i" id                     about of a message
//   "q" rank due about id      messages that wait, in the order of their turns, without a value
//   "w" about id               messages that are being handed over, without a value
//   "f" about id               StoredFollower
//   "j" id                     about of a follower
//   "a" account id             about of a follower who has said yes while they were logged in
//   "A" tag id                 about of a follower who has said yes, by their address
//   "x"                        that "A" holds those too who said yes before there was one
//   "o" subscription           what somebody wants no more of, without a value
//   "t" about occasion language   StoredTemplate, "about" with no proposal
//   "s" tag                    StoredSuppression
//   "r" key                    StoredStaffAddress, by StaffKey
//   "z" time key               what is forgotten then, without a value
//   "b" folder                 where reading of what came back goes on: UIDVALIDITY and the next UID, in digits
//   "k"                        the key of all tags and tokens
//   "p" mark                   that something was deleted which is in the files still
//
// Ids have 16 bytes, tags 32; times are 8 bytes of big-endian microseconds, ranks one byte.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/families.h"
#include "storage/store.h"
#include "urna/internal/v1/messages.pb.h"

namespace urna::services {

inline constexpr std::size_t kMessageIdBytes = 16;

// What mail is about. `process` and `proposal` are ids: the last parts of names.
std::string AboutKey(std::string_view process, std::string_view proposal);
// The process's id in a key that begins with a table's letter and an AboutKey, or with the latter.
std::string_view ProcessOf(std::string_view about);

std::string RowKey(char table, std::string_view about, std::string_view id);
std::string TimeKey(char table, absl::Time time, std::string_view rest);
// The moment in a TimeKey, and what comes after it.
absl::Time TimeIn(std::string_view key);
std::string_view RestIn(std::string_view key);

enum class Rank : char { kUrgent = 0, kBulk = 1 };
std::string QueueKey(Rank rank, absl::Time due, std::string_view about, std::string_view id);
// "about id" in a QueueKey.
std::string_view RowInQueue(std::string_view queue_key);
absl::Time DueInQueue(std::string_view queue_key);

// Nothing where there is none; DATA_LOSS where it cannot be read.
template <typename Row>
absl::StatusOr<std::optional<Row>> ReadRow(const storage::Reader& store, std::string_view key) {
  absl::StatusOr<std::optional<std::string>> bytes = store.Get(kMessagesFamily, key);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::nullopt;
  Row row;
  if (!row.ParseFromString(**bytes)) return absl::DataLossError("stored mail cannot be read");
  return row;
}
absl::StatusOr<bool> HasRow(const storage::Reader& store, std::string_view key);

// Calls `visit` with key and row of all below `prefix` from the key `first` on (where that is not
// empty), until it returns false.
absl::Status VisitRows(const storage::Reader& store, std::string_view prefix,
                       std::string_view first, const storage::Visitor& visit);

// The same with rows that are read; DATA_LOSS at the end where one cannot be.
template <typename Row>
absl::Status VisitParsed(const storage::Reader& store, std::string_view prefix,
                         const std::function<void(std::string_view key, const Row& row)>& visit) {
  bool is_damaged = false;
  const absl::Status visited =
      VisitRows(store, prefix, "", [&](std::string_view key, std::string_view value) {
        Row row;
        is_damaged |= !row.ParseFromArray(value.data(), static_cast<int>(value.size()));
        visit(key, row);
        return true;
      });
  if (!visited.ok()) return visited;
  return is_damaged ? absl::DataLossError("stored mail cannot be read") : absl::OkStatus();
}

// "about id" of a message, as its rows end.
std::string RowOf(const internal::v1::StoredMessage& message);
// Writes it: with its place in the queue where it waits, without where it does not, and with the time
// when it is forgotten where nothing more becomes of it. What an earlier state left goes.
void PutMessage(storage::WriteBatch& batch, internal::v1::StoredMessage& message, absl::Time now);
// Every row of it.
void DeleteMessage(storage::WriteBatch& batch, const internal::v1::StoredMessage& message);

void PutNews(storage::WriteBatch& batch, const internal::v1::StoredNews& news);
void DeleteNews(storage::WriteBatch& batch, const internal::v1::StoredNews& news);

// Deletes what row "z" names: a message that is over, a follower who never said yes. What is under way again
// stays.
absl::Status ForgetRow(const storage::Reader& store, std::string_view key,
                       storage::WriteBatch& batch);

// Messages, news and followers of a proposal, or of a whole process where `proposal` is nothing.
absl::Status DeleteMailAbout(const storage::Reader& store, std::string_view process,
                             std::optional<std::string_view> proposal, storage::WriteBatch& batch);
// Goes into the batch that deletes addresses or texts: that they are gone from the files is owed.
void OweMailPurge(storage::WriteBatch& batch);
// Purges where that is owed, as slow as there is mail. What fails is owed still.
absl::Status PayMailPurge(storage::Store& store);

}  // namespace urna::services
