// Turns news and a reader into a message.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/messages/letterhead.h"
#include "services/messages/mail_address.h"
#include "services/messages/mail_secrets.h"
#include "storage/store.h"
#include "urna/internal/v1/messages.pb.h"

namespace urna::services {

// To whom news are written.
struct Addressee {
  v1::RecipientKind kind;
  MailAddress address;
  // BCP 47.
  std::string language;
  // Of a follower 16 bytes; empty for all others.
  std::string follower = {};
};

// The message, WAITING and due when the news were; with a way to stop it where its occasion has one.
absl::StatusOr<internal::v1::StoredMessage> WriteMessage(const storage::Reader& store,
                                                         const Letterhead& letterhead,
                                                         const MailSecrets& secrets,
                                                         const internal::v1::StoredNews& news,
                                                         const Addressee& reader);

// Where one POST stops what has this subscription; empty where nothing stops it.
std::string StopUrl(const Letterhead& letterhead, const MailSecrets& secrets,
                    const internal::v1::StoredMessage& message);

// Subject and body of a text with these values: of each field that the occasion has.
struct FilledText {
  std::string subject;
  std::string body;
};
FilledText FillText(std::string_view subject, std::string_view body, std::string_view language,
                    bool can_be_stopped,
                    const std::function<std::string(std::string_view field)>& value);

// A moment in words, such as "12/05/2027 à 18:00 (CEST)". `zone` is a name of the time zone database;
// where it is none, UTC.
std::string MomentText(absl::Time time, std::string_view zone, std::string_view language);

}  // namespace urna::services
