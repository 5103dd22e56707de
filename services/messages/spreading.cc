#include "services/messages/spreading.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "services/base/times.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredFollower;
using internal::v1::StoredMessage;
using internal::v1::StoredNews;
using internal::v1::StoredRecipient;
using internal::v1::StoredStaffAddress;

// One page of messages of one piece of news.
class Page {
 public:
  Page(const storage::Reader& store, storage::WriteBatch& batch, const Outbox& outbox,
       StoredNews& news, absl::Time now)
      : store_(store), batch_(batch), outbox_(outbox), news_(news), now_(now) {}

  bool is_full() const { return made_ >= Spreading::kPage; }

  absl::Status AddRecipients() {
    while (!is_full() && static_cast<int>(news_.told()) < news_.recipients_size()) {
      const StoredRecipient& recipient = news_.recipients(static_cast<int>(news_.told()));
      if (absl::Status s = AddRecipient(recipient); !s.ok()) return s;
      news_.set_told(news_.told() + 1);
    }
    return absl::OkStatus();
  }

  // Whether the last follower has been told.
  absl::StatusOr<bool> AddFollowers() {
    if (!news_.tells_followers()) return true;
    const std::string prefix = RowKey('f', AboutKey(news_.process(), news_.proposal()), "");
    absl::Status added;
    bool is_over = true;
    const absl::Status visited = VisitRows(
        store_, prefix, news_.next_follower(), [&](std::string_view key, std::string_view value) {
          if (is_full()) {
            news_.set_next_follower(std::string(key));
            is_over = false;
            return false;
          }
          added = AddFollower(value);
          return added.ok();
        });
    if (!visited.ok()) return visited;
    if (!added.ok()) return added;
    return is_over;
  }

 private:
  absl::Status AddRecipient(const StoredRecipient& recipient) {
    std::string address = recipient.address();
    std::string language = recipient.language();
    if (recipient.kind() == v1::RECIPIENT_KIND_STAFF) {
      const auto staff = ReadRow<StoredStaffAddress>(store_, RowKey('r', recipient.token(), ""));
      if (!staff.ok()) return staff.status();
      // Who has said no address is told nothing.
      if (!staff->has_value()) return absl::OkStatus();
      address = (*staff)->address();
      language = (*staff)->language();
    }
    return Add(recipient.kind(), address, language, "");
  }

  absl::Status AddFollower(std::string_view value) {
    StoredFollower follower;
    if (!follower.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return absl::DataLossError("stored mail cannot be read");
    }
    // Who follows from later on has seen it already.
    const bool was_there = FromProto(follower.time()) <= FromProto(news_.time());
    if (!follower.confirmed() || !was_there) {
      ++made_;
      return absl::OkStatus();
    }
    return Add(v1::RECIPIENT_KIND_FOLLOWER, follower.address(), follower.language(),
               follower.id());
  }

  absl::Status Add(v1::RecipientKind kind, const std::string& text, const std::string& language,
                   const std::string& follower) {
    ++made_;
    const absl::StatusOr<MailAddress> address = MailAddress::Parse(text);
    if (!address.ok()) return absl::DataLossError("stored mail cannot be read");
    absl::StatusOr<StoredMessage> message =
        WriteMessage(store_, outbox_.letterhead(), outbox_.secrets(), news_,
                     {kind, *address, language, follower});
    if (!message.ok()) return message.status();
    *message->mutable_queue_time() = ToProto(now_);
    // An author who follows too is told once.
    const absl::StatusOr<bool> is_told = HasRow(store_, RowKey('m', RowOf(*message), ""));
    if (!is_told.ok()) return is_told.status();
    if (!*is_told) PutMessage(batch_, *message, now_);
    return absl::OkStatus();
  }

  const storage::Reader& store_;
  storage::WriteBatch& batch_;
  const Outbox& outbox_;
  StoredNews& news_;
  const absl::Time now_;
  std::size_t made_ = 0;
};

}  // namespace

absl::StatusOr<bool> Spreading::SpreadSome() {
  std::string first;
  const absl::Status found =
      VisitRows(store_, "N", "", [&](std::string_view key, std::string_view) {
        first = key;
        return false;
      });
  if (!found.ok()) return found;
  if (first.empty()) return false;
  const std::string_view process = ProcessOf(RestIn(first));
  const absl::Status spread = changes_.ApplyOwn(
      process.empty() ? "" : fmt::format("processes/{}", process),
      [&](const storage::Reader& store, storage::WriteBatch& batch) {
        return SpreadPage(store, batch, first);
      });
  if (!spread.ok()) return spread;
  return true;
}

absl::Status Spreading::SpreadPage(const storage::Reader& store, storage::WriteBatch& batch,
                                   const std::string& index_key) {
  absl::StatusOr<std::optional<StoredNews>> news =
      ReadRow<StoredNews>(store, RowKey('n', RestIn(index_key), ""));
  if (!news.ok()) return news.status();
  // Erased meanwhile.
  if (!news->has_value()) {
    batch.Delete(kMessagesFamily, index_key);
    return absl::OkStatus();
  }
  Page page(store, batch, outbox_, **news, clock_.Now());
  if (absl::Status s = page.AddRecipients(); !s.ok()) return s;
  const absl::StatusOr<bool> is_over = page.AddFollowers();
  if (!is_over.ok()) return is_over.status();
  if (*is_over && static_cast<int>((*news)->told()) == (*news)->recipients_size()) {
    DeleteNews(batch, **news);
  } else {
    PutNews(batch, **news);
  }
  return absl::OkStatus();
}

}  // namespace urna::services
