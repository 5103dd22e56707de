#include "services/messages/message_administration.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "services/base/errors.h"
#include "services/base/pages.h"
#include "services/base/resource_name.h"
#include "services/base/text_rules.h"
#include "services/base/times.h"
#include "services/messages/handover.h"
#include "services/messages/message_store.h"
#include "services/messages/occasions.h"

namespace urna::services {
namespace {

using internal::v1::StoredMessage;
using internal::v1::StoredSuppression;

constexpr std::string_view kMessages = "messages/";
constexpr std::string_view kSuppressions = "suppressions/";
constexpr int kBatchedMessages = 1000;
// Rows that one page looks at, however few fit.
constexpr std::size_t kLookedAt = 20'000;

// The bytes of the id in a name; nothing where it is none.
std::optional<std::string> IdIn(std::string_view name, std::string_view collection,
                                std::size_t size) {
  if (!name.starts_with(collection)) return std::nullopt;
  const absl::StatusOr<crypto::Bytes> id = crypto::FromHex(name.substr(collection.size()));
  if (!id.ok() || id->size() != size) return std::nullopt;
  return std::string(crypto::AsText(*id));
}

// "m" rows of a process, or of all.
absl::StatusOr<std::string> PrefixOf(const std::string& parent) {
  if (parent.empty()) return "m";
  const absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, parent, "parent");
  if (!name.ok()) return name.status();
  return fmt::format("m{}{}", name->id(), std::string_view("\0", 1));
}

void Show(const StoredMessage& message, v1::OutboxMessage& out) {
  out.set_name(fmt::format("{}{}", kMessages, crypto::ToHex(crypto::AsBytes(message.id()))));
  if (!message.process().empty()) {
    const std::string process = fmt::format("processes/{}", message.process());
    out.set_about(message.proposal().empty()
                      ? process
                      : fmt::format("{}/proposals/{}", process, message.proposal()));
  }
  out.set_occasion(message.occasion());
  out.set_recipient(message.kind());
  out.set_state(message.state());
  out.set_fault(message.fault());
  out.set_attempts(message.attempts());
  out.set_reply_code(message.reply_code());
  *out.mutable_create_time() = message.create_time();
  if (message.has_due_time()) *out.mutable_due_time() = message.due_time();
  if (message.has_send_time()) *out.mutable_send_time() = message.send_time();
  out.set_language(message.language());
}

template <typename Values, typename Value>
bool IsAmong(const Values& values, Value value) {
  return values.empty() || std::ranges::find(values, value) != values.end();
}

bool Waits(const StoredMessage& message) {
  return message.state() == v1::MESSAGE_STATE_WAITING ||
         message.state() == v1::MESSAGE_STATE_UNCERTAIN;
}

}  // namespace

absl::Status MessageAdministration::GetMessaging(v1::Messaging& response) const {
  response.set_enabled(outbox().is_on());
  for (const std::string_view language : kLanguages) {
    response.add_languages(std::string(language));
  }
  return absl::OkStatus();
}

absl::Status MessageAdministration::ListMessages(const v1::ListMessagesRequest& request,
                                                 v1::ListMessagesResponse& response) const {
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const absl::StatusOr<std::string> prefix = PrefixOf(request.parent());
  if (!prefix.ok()) return prefix.status();
  const std::string list = "messages " + request.parent();
  const absl::StatusOr<std::string> after = ReadPageToken(list, request.page_token());
  if (!after.ok()) return after.status();
  std::string tag;
  if (!request.address().empty()) {
    const absl::StatusOr<MailAddress> address = MailAddress::Parse(request.address());
    if (!address.ok()) return FieldError("address", std::string(address.status().message()));
    tag = outbox().secrets().TagOf(*address);
  }
  const auto is_asked_for = [&](const StoredMessage& message) {
    const std::string about =
        fmt::format("processes/{}/proposals/{}", message.process(), message.proposal());
    return IsAmong(request.states(), message.state()) &&
           IsAmong(request.occasions(), message.occasion()) &&
           (request.proposal().empty() || request.proposal() == about) &&
           (tag.empty() || tag == message.address_tag());
  };
  std::size_t looked_at = 0;
  std::string last;
  bool is_damaged = false;
  const absl::Status visited = VisitRows(
      store_, *prefix, after->empty() ? "" : *after + std::string(1, '\0'),
      [&](std::string_view key, std::string_view value) {
        if (looked_at == kLookedAt || static_cast<std::size_t>(response.messages_size()) == *size) {
          response.set_next_page_token(MakePageToken(list, last));
          return false;
        }
        ++looked_at;
        last = key;
        StoredMessage message;
        is_damaged |= !message.ParseFromArray(value.data(), static_cast<int>(value.size()));
        if (is_asked_for(message)) Show(message, *response.add_messages());
        return true;
      });
  if (!visited.ok()) return visited;
  return is_damaged ? absl::DataLossError("stored mail cannot be read") : absl::OkStatus();
}

absl::StatusOr<std::uint32_t> MessageAdministration::ChangeEach(
    const std::string& parent, const google::protobuf::RepeatedPtrField<std::string>& names,
    const Change& change) {
  const absl::StatusOr<std::string> prefix = PrefixOf(parent);
  if (!prefix.ok()) return prefix.status();
  if (names.empty() || names.size() > kBatchedMessages) {
    return FieldError("names", "expected 1 to 1,000");
  }
  FieldViolations violations;
  // Rows by process.
  std::map<std::string, std::vector<std::string>> rows;
  for (int i = 0; i < names.size(); ++i) {
    const std::optional<std::string> id = IdIn(names[i], kMessages, kMessageIdBytes);
    if (!id) {
      violations.Add(fmt::format("names[{}]", i), "expected messages/{message}");
      continue;
    }
    const auto about = store_.Get(kMessagesFamily, RowKey('i', *id, ""));
    if (!about.ok()) return about.status();
    if (!about->has_value()) continue;
    std::string key = RowKey('m', **about, *id);
    if (key.starts_with(*prefix)) rows[std::string(ProcessOf(**about))].push_back(std::move(key));
  }
  if (!violations.empty()) return violations.ToStatus();
  std::uint32_t changed = 0;
  for (const auto& [process, keys] : rows) {
    std::uint32_t changed_here = 0;
    const absl::Status written = changes_.ApplyOwn(
        process.empty() ? "" : fmt::format("processes/{}", process),
        [&](const storage::Reader& store, storage::WriteBatch& batch) {
          for (const std::string& key : keys) {
            absl::StatusOr<std::optional<StoredMessage>> message =
                ReadRow<StoredMessage>(store, key);
            if (!message.ok()) return message.status();
            if (message->has_value() && change(**message, batch)) ++changed_here;
          }
          return absl::OkStatus();
        });
    if (!written.ok()) return written;
    changed += changed_here;
  }
  return changed;
}

absl::Status MessageAdministration::RetryMessages(const v1::RetryMessagesRequest& request,
                                                  v1::RetryMessagesResponse& response) {
  const absl::Time now = clock_.Now();
  const absl::StatusOr<std::uint32_t> retried = ChangeEach(
      request.parent(), request.names(), [&](StoredMessage& message, storage::WriteBatch& batch) {
        const bool failed = message.state() == v1::MESSAGE_STATE_FAILED;
        // Of what is final nothing is left that could be sent.
        if (message.address().empty() || (!failed && message.state() != v1::MESSAGE_STATE_WAITING)) {
          return false;
        }
        const bool is_unknown = message.fault() == v1::MESSAGE_FAULT_UNCERTAIN;
        message.set_state(v1::MESSAGE_STATE_WAITING);
        message.clear_fault();
        message.clear_was_uncertain();
        *message.mutable_due_time() = ToProto(is_unknown ? now + kUnknownWait : now);
        *message.mutable_queue_time() = ToProto(now);
        PutMessage(batch, message, now);
        return true;
      });
  if (!retried.ok()) return retried.status();
  postbox_.Hurry();
  response.set_retried(*retried);
  return absl::OkStatus();
}

absl::Status MessageAdministration::DropMessages(const v1::DropMessagesRequest& request,
                                                 v1::DropMessagesResponse& response) {
  const absl::StatusOr<std::uint32_t> dropped = ChangeEach(
      request.parent(), request.names(), [](StoredMessage& message, storage::WriteBatch& batch) {
        if (!Waits(message) && message.state() != v1::MESSAGE_STATE_FAILED) return false;
        DeleteMessage(batch, message);
        return true;
      });
  if (!dropped.ok()) return dropped.status();
  response.set_dropped(*dropped);
  return absl::OkStatus();
}

absl::Status MessageAdministration::SendTestMessage(const Call& call,
                                                    const v1::SendTestMessageRequest& request,
                                                    v1::SendTestMessageResponse& response) {
  const absl::StatusOr<MailAddress> address = MailAddress::Parse(request.address());
  if (!address.ok()) return FieldError("address", std::string(address.status().message()));
  const std::string language = request.language().empty() ? "fr" : request.language();
  if (!IsLanguageTag(language)) return FieldError("language", "expected a BCP 47 tag such as fr");
  const auto send = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
    internal::v1::StoredNews news;
    news.set_occasion(v1::OCCASION_TEST);
    const absl::StatusOr<std::string> id =
        outbox().Post(store, batch, news, {v1::RECIPIENT_KIND_VISITOR, *address, language}, {});
    if (!id.ok()) return id.status();
    response.set_name(fmt::format("{}{}", kMessages, *id));
    return absl::OkStatus();
  };
  const absl::Status sent = changes_.Apply(call, request, response, send);
  // Whoever tries out whether mail goes does not wait for the end of a pause.
  if (sent.ok()) postbox_.Hurry();
  return sent;
}

absl::Status MessageAdministration::ListSuppressions(const v1::ListSuppressionsRequest& request,
                                                     v1::ListSuppressionsResponse& response) const {
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const absl::StatusOr<std::string> after = ReadPageToken(kSuppressions, request.page_token());
  if (!after.ok()) return after.status();
  std::string prefix = "s";
  if (!request.address().empty()) {
    const absl::StatusOr<MailAddress> address = MailAddress::Parse(request.address());
    if (!address.ok()) return FieldError("address", std::string(address.status().message()));
    prefix += outbox().secrets().TagOf(*address);
    const absl::StatusOr<bool> is_there = HasRow(store_, prefix);
    if (!is_there.ok() || !*is_there) return is_there.status();
  }
  std::string last;
  bool is_damaged = false;
  const auto show = [&](std::string_view key, std::string_view value) {
    if (static_cast<std::size_t>(response.suppressions_size()) == *size) {
      response.set_next_page_token(MakePageToken(kSuppressions, last));
      return false;
    }
    last = key;
    StoredSuppression stored;
    is_damaged |= !stored.ParseFromArray(value.data(), static_cast<int>(value.size()));
    v1::Suppression& out = *response.add_suppressions();
    out.set_name(
        fmt::format("{}{}", kSuppressions, crypto::ToHex(crypto::AsBytes(key.substr(1)))));
    *out.mutable_create_time() = stored.time();
    out.set_reply_code(stored.reply_code());
    out.set_bounced(stored.bounced());
    return true;
  };
  absl::Status visited;
  if (prefix.size() > 1) {
    const auto row = store_.Get(kMessagesFamily, prefix);
    if (!row.ok()) return row.status();
    if (row->has_value()) show(prefix, **row);
  } else {
    visited = VisitRows(store_, prefix, after->empty() ? "" : *after + std::string(1, '\0'), show);
  }
  if (!visited.ok()) return visited;
  return is_damaged ? absl::DataLossError("stored mail cannot be read") : absl::OkStatus();
}

absl::Status MessageAdministration::ClearSuppression(const Call& call,
                                                     const v1::ClearSuppressionRequest& request,
                                                     google::protobuf::Empty& response) {
  if (request.name().empty() == request.address().empty()) {
    return FieldError("name", "expected either a name or an address");
  }
  std::optional<std::string> tag;
  if (request.address().empty()) {
    tag = IdIn(request.name(), kSuppressions, 32);
    if (!tag) return FieldError("name", "expected suppressions/{suppression}");
  } else {
    const absl::StatusOr<MailAddress> address = MailAddress::Parse(request.address());
    if (!address.ok()) return FieldError("address", std::string(address.status().message()));
    tag = outbox().secrets().TagOf(*address);
  }
  const auto clear = [&](const storage::Reader&, storage::WriteBatch& batch) {
    batch.Delete(kMessagesFamily, RowKey('s', *tag, ""));
    return absl::OkStatus();
  };
  return changes_.Apply(call, request, response, clear);
}

}  // namespace urna::services
