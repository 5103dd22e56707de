// What a mail server says later of a message that it had taken (RFC 3464).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/messages/mail_address.h"

namespace urna::services {

struct DeliveryReport {
  // The id of the message that it is about, 16 bytes.
  std::string id;
  // Whether it will never be delivered.
  bool has_failed = false;
  // Whether that is because of the address, and not of what we sent or of a mailbox that is full.
  bool is_of_address = false;
  // First digit of the status, such as 5; 0 where it has none.
  std::uint32_t status_class = 0;
};

// Reads a message that came back, as it came; nothing where it is no report about a message of ours.
// Which one it is about says the address that it came to, below `bounces` (MailAddress::WithDetail), or
// the Message-ID of what it returns, of the domain `domain`; nobody who has not seen the message knows
// either. Takes any bytes, and time in proportion to them; what is beyond kMostReportRead is not looked at.
std::optional<DeliveryReport> ReadDeliveryReport(std::string_view message,
                                                 const std::optional<MailAddress>& bounces,
                                                 std::string_view domain);

inline constexpr std::size_t kMostReportRead = 256 << 10;

}  // namespace urna::services
