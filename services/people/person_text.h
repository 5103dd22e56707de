// Names and addresses of people, as they are kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace urna::services {

// Without control characters and needless spaces, at most 200 bytes of whole characters. `text` is UTF-8.
std::string PersonName(std::string_view text);

// In small letters: one mailbox is one person, however the address is written. Nothing for what is none, and
// for what could be anything beside in a mail's head.
std::optional<std::string> MailAddress(std::string_view text);

// Whether it is a path of this server to go to after a log-in: printable ASCII that begins with one slash, so
// that no browser takes it for another server's. At most 500 bytes.
bool IsLocalPath(std::string_view text);

}  // namespace urna::services
