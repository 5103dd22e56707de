// How a server sends mail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/messages/mail_address.h"
#include "services/messages/smtp_client.h"

namespace urna::services {

struct MailOptions {
  // As Letterhead.
  std::string public_url;
  NamedAddress from;
  // As SenderOptions.
  std::optional<MailAddress> bounces = std::nullopt;
  std::int64_t per_minute = 60;
  MailAccount smtp;
  // Mailbox that messages come back to; nothing where nobody looks through it.
  std::optional<MailAccount> imap = std::nullopt;
  std::string imap_folder = "INBOX";
  SmtpTimes times = {};
};

}  // namespace urna::services
