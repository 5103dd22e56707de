#include "services/messages/message_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "services/base/purge.h"
#include "services/base/times.h"
#include "services/messages/followers.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using internal::v1::StoredFollower;
using internal::v1::StoredMessage;
using internal::v1::StoredNews;

constexpr std::string_view kZero("\0", 1);
constexpr std::string_view kPurgeOwed = "p";
constexpr std::size_t kTimeBytes = 8;
// How long it is told what became of a message.
constexpr absl::Duration kTold = absl::Hours(24 * 30);

std::string Big(absl::Time time) {
  const auto micros =
      static_cast<std::uint64_t>(std::max<std::int64_t>(absl::ToUnixMicros(time), 0));
  std::string out;
  for (std::size_t i = 0; i < kTimeBytes; ++i) {
    out += static_cast<char>(micros >> (8 * (kTimeBytes - 1 - i)));
  }
  return out;
}

absl::Time FromBig(std::string_view bytes) {
  std::uint64_t micros = 0;
  for (const char c : bytes.substr(0, kTimeBytes)) {
    micros = micros << 8 | static_cast<unsigned char>(c);
  }
  return absl::FromUnixMicros(static_cast<std::int64_t>(micros));
}

// The first key that does not begin so; a prefix begins with a table's letter.
std::string After(std::string_view prefix) {
  std::string limit(prefix.substr(0, prefix.find_last_not_of('\xff') + 1));
  ++limit.back();
  return limit;
}

bool IsQueued(const StoredMessage& message) {
  return message.state() == v1::MESSAGE_STATE_WAITING ||
         message.state() == v1::MESSAGE_STATE_UNCERTAIN;
}

std::string AboutOf(const StoredMessage& message) {
  return AboutKey(message.process(), message.proposal());
}

}  // namespace

std::string AboutKey(std::string_view process, std::string_view proposal) {
  return fmt::format("{}{}{}{}", process, kZero, proposal, kZero);
}

std::string_view ProcessOf(std::string_view about) { return about.substr(0, about.find('\0')); }

std::string RowKey(char table, std::string_view about, std::string_view id) {
  return fmt::format("{}{}{}", table, about, id);
}

std::string TimeKey(char table, absl::Time time, std::string_view rest) {
  return fmt::format("{}{}{}", table, Big(time), rest);
}

absl::Time TimeIn(std::string_view key) { return FromBig(key.substr(1)); }
std::string_view RestIn(std::string_view key) {
  return key.substr(std::min(key.size(), 1 + kTimeBytes));
}

std::string QueueKey(Rank rank, absl::Time due, std::string_view about, std::string_view id) {
  return fmt::format("q{}{}{}{}", static_cast<char>(rank), Big(due), about, id);
}

std::string_view RowInQueue(std::string_view queue_key) {
  return queue_key.substr(std::min(queue_key.size(), 2 + kTimeBytes));
}

absl::Time DueInQueue(std::string_view queue_key) { return FromBig(queue_key.substr(2)); }

absl::StatusOr<bool> HasRow(const storage::Reader& store, std::string_view key) {
  absl::StatusOr<std::optional<std::string>> found = store.Get(kMessagesFamily, key);
  if (!found.ok()) return found.status();
  return found->has_value();
}

absl::Status VisitRows(const storage::Reader& store, std::string_view prefix,
                       std::string_view first, const storage::Visitor& visit) {
  return storage::ScanAll(store, kMessagesFamily, first.empty() ? prefix : first, After(prefix),
                          visit);
}

std::string RowOf(const StoredMessage& message) {
  return fmt::format("{}{}", AboutOf(message), message.id());
}

void PutMessage(storage::WriteBatch& batch, StoredMessage& message, absl::Time now) {
  if (!message.queue_key().empty()) batch.Delete(kMessagesFamily, message.queue_key());
  message.clear_queue_key();
  const std::string row = RowOf(message);
  const std::string key = RowKey('m', row, "");
  if (IsQueued(message)) {
    message.set_queue_key(QueueKey(message.is_urgent() ? Rank::kUrgent : Rank::kBulk,
                                   FromProto(message.due_time()), AboutOf(message), message.id()));
    batch.Put(kMessagesFamily, message.queue_key(), "");
  }
  if (message.state() == v1::MESSAGE_STATE_SENDING) {
    batch.Put(kMessagesFamily, RowKey('w', row, ""), "");
  } else {
    batch.Delete(kMessagesFamily, RowKey('w', row, ""));
  }
  if (message.state() == v1::MESSAGE_STATE_SENT || message.state() == v1::MESSAGE_STATE_FAILED) {
    batch.Put(kMessagesFamily, TimeKey('z', now + kTold, key), "");
  }
  batch.Put(kMessagesFamily, key, message.SerializeAsString());
  batch.Put(kMessagesFamily, RowKey('i', message.id(), ""), AboutOf(message));
}

void DeleteMessage(storage::WriteBatch& batch, const StoredMessage& message) {
  const std::string row = RowOf(message);
  if (!message.queue_key().empty()) batch.Delete(kMessagesFamily, message.queue_key());
  for (const char table : {'m', 'w'}) batch.Delete(kMessagesFamily, RowKey(table, row, ""));
  batch.Delete(kMessagesFamily, RowKey('i', message.id(), ""));
}

void PutNews(storage::WriteBatch& batch, const StoredNews& news) {
  const std::string row = fmt::format("{}{}", AboutKey(news.process(), news.proposal()), news.id());
  batch.Put(kMessagesFamily, RowKey('n', row, ""), news.SerializeAsString());
  batch.Put(kMessagesFamily, TimeKey('N', FromProto(news.time()), row), "");
}

void DeleteNews(storage::WriteBatch& batch, const StoredNews& news) {
  const std::string row = fmt::format("{}{}", AboutKey(news.process(), news.proposal()), news.id());
  batch.Delete(kMessagesFamily, RowKey('n', row, ""));
  batch.Delete(kMessagesFamily, TimeKey('N', FromProto(news.time()), row));
}

absl::Status ForgetRow(const storage::Reader& store, std::string_view key,
                       storage::WriteBatch& batch) {
  if (key.starts_with('m')) {
    const auto message = ReadRow<StoredMessage>(store, key);
    if (!message.ok()) return message.status();
    if (message->has_value() && !IsQueued(**message) &&
        (*message)->state() != v1::MESSAGE_STATE_SENDING) {
      DeleteMessage(batch, **message);
    }
    return absl::OkStatus();
  }
  const auto follower = ReadRow<StoredFollower>(store, key);
  if (!follower.ok()) return follower.status();
  if (follower->has_value() && !(*follower)->confirmed()) DeleteFollower(batch, key, **follower);
  return absl::OkStatus();
}

absl::Status DeleteMailAbout(const storage::Reader& store, std::string_view process,
                             std::optional<std::string_view> proposal, storage::WriteBatch& batch) {
  const std::string about =
      proposal ? AboutKey(process, *proposal) : fmt::format("{}{}", process, kZero);
  absl::Status s = VisitParsed<StoredMessage>(
      store, RowKey('m', about, ""),
      [&](std::string_view, const StoredMessage& message) { DeleteMessage(batch, message); });
  if (!s.ok()) return s;
  s = VisitParsed<StoredNews>(
      store, RowKey('n', about, ""),
      [&](std::string_view, const StoredNews& news) { DeleteNews(batch, news); });
  if (!s.ok()) return s;
  s = VisitParsed<StoredFollower>(store, RowKey('f', about, ""),
                                  [&](std::string_view key, const StoredFollower& follower) {
                                    DeleteFollower(batch, key, follower);
                                  });
  if (s.ok()) OweMailPurge(batch);
  return s;
}

void OweMailPurge(storage::WriteBatch& batch) {
  // Each its own: what is owed while others are paid stays owed.
  std::array<char, 8> mark;
  randombytes_buf(mark.data(), mark.size());
  batch.Put(kMessagesFamily,
            fmt::format("{}{}", kPurgeOwed, std::string_view(mark.data(), mark.size())), "");
}

absl::Status PayMailPurge(storage::Store& store) {
  storage::WriteBatch paid;
  const absl::Status scanned =
      VisitRows(store, kPurgeOwed, "", [&](std::string_view key, std::string_view) {
        paid.Delete(kMessagesFamily, key);
        return true;
      });
  if (!scanned.ok() || paid.empty()) return scanned;
  if (absl::Status gone = PurgeOrTell(store, {kMessagesFamily}); !gone.ok()) return gone;
  return store.Write(paid).status();
}

}  // namespace urna::services
