#include "services/messages/outbox.h"

#include <sodium.h>

#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/times.h"
#include "services/messages/followers.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredField;
using internal::v1::StoredMessage;
using internal::v1::StoredNews;

}  // namespace

absl::Status Outbox::Open() {
  absl::StatusOr<MailSecrets> secrets = MailSecrets::Open(store_);
  if (!secrets.ok()) return secrets.status();
  secrets_.emplace(*std::move(secrets));
  return IndexFollowers(store_, *secrets_);
}

absl::Status Outbox::CheckOn() const {
  if (is_on_) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "NO_MESSAGES",
               "this server sends no mail: its configuration names no smtp_server");
}

bool Outbox::TakeUnasked(const MailAddress& address) const {
  return unasked_.Take(secrets_->TagOf(address), kReceiptsPerAddress);
}

void Outbox::Date(StoredNews& news) const {
  std::string id(kMessageIdBytes, '\0');
  randombytes_buf(id.data(), id.size());
  news.set_id(id);
  *news.mutable_time() = ToProto(clock_.Now());
}

void Outbox::Tell(storage::WriteBatch& batch, StoredNews news) const {
  if (!is_on_ || (news.recipients().empty() && !news.tells_followers())) return;
  Date(news);
  PutNews(batch, news);
}

absl::StatusOr<std::string> Outbox::Post(const storage::Reader& store, storage::WriteBatch& batch,
                                         StoredNews news, const Addressee& addressee,
                                         const Posting& posting) const {
  if (absl::Status on = CheckOn(); !on.ok()) return on;
  Date(news);
  absl::StatusOr<StoredMessage> message =
      WriteMessage(store, letterhead_, *secrets_, news, addressee);
  if (!message.ok()) return message.status();
  *message->mutable_queue_time() = news.time();
  message->set_is_urgent(posting.is_urgent);
  message->set_ignores_suppression(posting.ignores_suppression);
  if (posting.expire_time) *message->mutable_expire_time() = ToProto(*posting.expire_time);
  PutMessage(batch, *message, clock_.Now());
  return crypto::ToHex(crypto::AsBytes(message->id()));
}

absl::Status Outbox::RecallFromFollowers(const storage::Reader& store, std::string_view process,
                                         std::string_view proposal,
                                         storage::WriteBatch& batch) const {
  const std::string about = AboutKey(process, proposal);
  absl::Status s =
      VisitRows(store, RowKey('n', about, ""), "", [&](std::string_view, std::string_view value) {
        StoredNews news;
        if (!news.ParseFromArray(value.data(), static_cast<int>(value.size()))) return true;
        if (!news.tells_followers()) return true;
        DeleteNews(batch, news);
        news.set_tells_followers(false);
        if (static_cast<int>(news.told()) < news.recipients_size()) PutNews(batch, news);
        return true;
      });
  if (!s.ok()) return s;
  return VisitRows(store, RowKey('m', about, ""), "",
                   [&](std::string_view, std::string_view value) {
                     StoredMessage message;
                     if (!message.ParseFromArray(value.data(), static_cast<int>(value.size())))
                       return true;
                     const bool waits = message.state() == v1::MESSAGE_STATE_WAITING ||
                                        message.state() == v1::MESSAGE_STATE_UNCERTAIN;
                     if (waits && message.kind() == v1::RECIPIENT_KIND_FOLLOWER)
                       DeleteMessage(batch, message);
                     return true;
                   });
}

void AddField(StoredNews& news, std::string_view name, std::string_view text,
              std::string_view language) {
  StoredField& field = *news.add_fields();
  field.set_name(std::string(name));
  v1::LocalizedText& one = *field.add_texts();
  one.set_text(std::string(text));
  one.set_language(std::string(language));
}

void AddField(StoredNews& news, std::string_view name,
              const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts) {
  StoredField& field = *news.add_fields();
  field.set_name(std::string(name));
  *field.mutable_texts() = texts;
}

void AddField(StoredNews& news, std::string_view name, absl::Time time) {
  StoredField& field = *news.add_fields();
  field.set_name(std::string(name));
  *field.mutable_time() = ToProto(time);
}

}  // namespace urna::services
