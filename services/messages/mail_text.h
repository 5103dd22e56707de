// A message as SMTP carries it (RFC 5322, MIME).
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/messages/mail_address.h"

namespace urna::services {

// What a message says, and to whom. Any bytes may stand in it: what cannot stand in a header is
// encoded or becomes a space, so that no value begins a header of its own.
struct Mail {
  NamedAddress from;
  MailAddress to;
  std::string subject;
  std::string body;
  absl::Time date;
  // Without angle brackets; the same at each try, so that a receiver knows it again.
  std::string message_id;
  // BCP 47.
  std::string language;
  // Where one POST stops such messages (RFC 8058); empty where nothing stops them.
  std::string unsubscribe_url;
};

// Lines end in CRLF, none is longer than 78 characters but where a header's single word is; all is
// ASCII. Says that no person wrote it (RFC 3834), so that nobody's absence is answered.
std::string WriteMail(const Mail& mail);

// The value of a header of free text: as it is, or in encoded words (RFC 2047). `used` is what the
// header's name takes of the first line.
std::string EncodeHeader(std::string_view text, std::size_t used);

// Quoted-printable (RFC 2045, 6.7) of lines of text.
std::string EncodeBody(std::string_view text);

}  // namespace urna::services
