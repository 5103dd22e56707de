// Addresses that mail is sent to.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace urna::services {

// An address that stands in a header and in a command of SMTP as it is: a dot-atom, `@`, and a domain
// of two or more labels (RFC 5321, 4.1.2), in ASCII, at most 254 bytes. No quotes, no comments, no
// literals: whatever could be read as another address, or as more than one, is none.
class MailAddress {
 public:
  static constexpr std::size_t kMaxBytes = 254;

  // INVALID_ARGUMENT, a plain one for the caller to give a field to.
  static absl::StatusOr<MailAddress> Parse(std::string_view text);

  // The domain in lower case; the local part as it was written, for it is the receiver's to read.
  const std::string& text() const { return text_; }
  std::string_view local() const { return std::string_view(text_).substr(0, at_); }
  std::string_view domain() const { return std::string_view(text_).substr(at_ + 1); }
  // The same for all spellings that receivers take for one.
  std::string Folded() const;
  // `{local}+{detail}@{domain}`: an address below this one, whose mail comes to it (RFC 5233).
  std::string WithDetail(std::string_view detail) const;

 private:
  MailAddress(std::string text, std::size_t at) : text_(std::move(text)), at_(at) {}

  std::string text_;
  std::size_t at_;
};

// `Name <address>` or an address.
struct NamedAddress {
  // Empty for none.
  std::string name;
  MailAddress address;

  // INVALID_ARGUMENT.
  static absl::StatusOr<NamedAddress> Parse(std::string_view text);
};

}  // namespace urna::services
