#include "services/messages/news_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/base/times.h"
#include "services/messages/message_store.h"
#include "services/messages/occasions.h"
#include "services/messages/own_texts.h"
#include "services/messages/text_store.h"
#include "services/messages/text_template.h"

namespace urna::services {
namespace {

using internal::v1::StoredField;
using internal::v1::StoredMessage;
using internal::v1::StoredNews;

// In the reader's language; where it is not there, in the first.
std::string Choose(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts,
                   std::string_view language) {
  if (texts.empty()) return "";
  const auto same = std::ranges::find(texts, language, &v1::LocalizedText::language);
  if (same != texts.end()) return same->text();
  const auto near = std::ranges::find_if(texts, [&](const v1::LocalizedText& text) {
    return OwnLanguage(text.language()) == OwnLanguage(language);
  });
  return near == texts.end() ? texts[0].text() : near->text();
}

std::string PageOf(const Letterhead& letterhead, const StoredNews& news, v1::RecipientKind kind) {
  if (news.process().empty()) return letterhead.public_url;
  if (kind == v1::RECIPIENT_KIND_STAFF) {
    return fmt::format("{}/staff/{}/proposals", letterhead.public_url, news.process());
  }
  const std::string process = fmt::format("{}/p/{}", letterhead.public_url, news.process());
  return news.proposal().empty() ? process
                                 : fmt::format("{}/proposals/{}", process, news.proposal());
}

std::string ValueOf(const StoredNews& news, std::string_view field, std::string_view language) {
  const auto found = std::ranges::find(news.fields(), field, &StoredField::name);
  if (found == news.fields().end()) return "";
  if (found->has_time()) {
    return MomentText(FromProto(found->time()), news.time_zone(), language);
  }
  return Choose(found->texts(), language);
}

std::string SubscriptionFor(const MailSecrets& secrets, const StoredNews& news,
                            const Addressee& reader) {
  if (!reader.follower.empty()) return reader.follower;
  // The staff is told of its work in a process as a whole.
  const bool is_staff = reader.kind == v1::RECIPIENT_KIND_STAFF;
  return secrets.SubscriptionOf(AboutKey(news.process(), is_staff ? "" : news.proposal()),
                                reader.address);
}

}  // namespace

std::string MomentText(absl::Time time, std::string_view zone, std::string_view language) {
  absl::TimeZone place;
  if (!absl::LoadTimeZone(std::string(zone), &place)) place = absl::UTCTimeZone();
  const bool french = OwnLanguage(language) == "fr";
  return absl::FormatTime(french ? "%d/%m/%Y à %H:%M (%Z)" : "%d/%m/%Y, %H:%M (%Z)", time, place);
}

std::string StopUrl(const Letterhead& letterhead, const MailSecrets& secrets,
                    const StoredMessage& message) {
  if (message.subscription().empty()) return "";
  const MailSecrets::Link link = message.kind() == v1::RECIPIENT_KIND_FOLLOWER
                                     ? MailSecrets::Link::kUnfollow
                                     : MailSecrets::Link::kStop;
  return fmt::format("{}/unsubscribe?t={}", letterhead.public_url,
                     secrets.MakeToken(link, message.subscription()));
}

FilledText FillText(std::string_view subject, std::string_view body, std::string_view language,
                    bool can_be_stopped,
                    const std::function<std::string(std::string_view field)>& value) {
  const auto in_one_line = [&](std::string_view field) {
    std::string text = value(field);
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
  };
  FilledText filled{FillTemplate(subject, in_one_line, kMaxSubject),
                    FillTemplate(body, value, kMaxBody)};
  if (can_be_stopped && body.find("{unsubscribe}") == body.npos) {
    filled.body += "\n-- \n" + FillTemplate(StopText(OwnLanguage(language)), value, kMaxBody);
  }
  return filled;
}

absl::StatusOr<StoredMessage> WriteMessage(const storage::Reader& store,
                                           const Letterhead& letterhead,
                                           const MailSecrets& secrets, const StoredNews& news,
                                           const Addressee& reader) {
  const OccasionRow* const row = FindOccasion(news.occasion());
  if (row == nullptr) return absl::DataLossError("stored news cannot be read");
  const absl::StatusOr<MessageText> text =
      FindText(store, news.process(), news.occasion(), reader.language);
  if (!text.ok()) return text.status();
  StoredMessage message;
  message.set_id(secrets.MessageIdOf(news.id(), reader.address));
  message.set_process(news.process());
  message.set_proposal(news.proposal());
  message.set_occasion(news.occasion());
  message.set_kind(reader.kind);
  message.set_address(reader.address.text());
  message.set_address_tag(secrets.TagOf(reader.address));
  message.set_language(reader.language);
  if (row->can_be_stopped) message.set_subscription(SubscriptionFor(secrets, news, reader));
  const std::string stop = StopUrl(letterhead, secrets, message);
  FilledText filled = FillText(
      text->subject, text->body, reader.language, row->can_be_stopped,
      [&](std::string_view field) -> std::string {
        if (field == "site") return letterhead.site;
        if (field == "url") return PageOf(letterhead, news, reader.kind);
        if (field == "unsubscribe") return stop;
        return ValueOf(news, field, reader.language);
      });
  message.set_subject(std::move(filled.subject));
  message.set_body(std::move(filled.body));
  message.set_state(v1::MESSAGE_STATE_WAITING);
  *message.mutable_create_time() = news.time();
  *message.mutable_due_time() = news.time();
  return message;
}

}  // namespace urna::services
