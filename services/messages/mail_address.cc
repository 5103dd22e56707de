#include "services/messages/mail_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace urna::services {
namespace {

constexpr std::size_t kMaxLocal = 64;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 100;

bool IsAtom(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || kMarks.find(c) != kMarks.npos;
  });
}

bool IsLabel(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLabel && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-';
         });
}

bool IsDomain(std::string_view text) {
  const std::vector<std::string> labels = absl::StrSplit(std::string(text), '.');
  // A last label of digits is an address of the Internet Protocol.
  return labels.size() >= 2 && std::ranges::all_of(labels, IsLabel) &&
         !std::ranges::all_of(labels.back(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

bool IsLocal(std::string_view text) {
  const std::vector<std::string> atoms = absl::StrSplit(std::string(text), '.');
  return text.size() <= kMaxLocal && std::ranges::all_of(atoms, IsAtom);
}

}  // namespace

absl::StatusOr<MailAddress> MailAddress::Parse(std::string_view text) {
  const std::size_t at = text.find('@');
  if (text.size() > kMaxBytes || at == text.npos || !IsLocal(text.substr(0, at)) ||
      !IsDomain(text.substr(at + 1))) {
    return absl::InvalidArgumentError("expected one mail address such as marie@example.org");
  }
  return MailAddress(fmt::format("{}@{}", text.substr(0, at),
                                 absl::AsciiStrToLower(std::string(text.substr(at + 1)))),
                     at);
}

std::string MailAddress::Folded() const { return absl::AsciiStrToLower(text_); }

std::string MailAddress::WithDetail(std::string_view detail) const {
  return fmt::format("{}+{}@{}", local(), detail, domain());
}

absl::StatusOr<NamedAddress> NamedAddress::Parse(std::string_view text) {
  const std::size_t open = text.find('<');
  if (open == text.npos) {
    absl::StatusOr<MailAddress> address = MailAddress::Parse(text);
    if (!address.ok()) return address.status();
    return NamedAddress{"", *std::move(address)};
  }
  const std::string name(absl::StripAsciiWhitespace(std::string(text.substr(0, open))));
  const bool has_controls =
      std::ranges::any_of(name, [](unsigned char c) { return absl::ascii_iscntrl(c); });
  if (text.back() != '>' || has_controls || name.size() > kMaxName) {
    return absl::InvalidArgumentError("expected such as `Budget citoyen <budget@example.org>`");
  }
  absl::StatusOr<MailAddress> address =
      MailAddress::Parse(text.substr(open + 1, text.size() - open - 2));
  if (!address.ok()) return address.status();
  return NamedAddress{name, *std::move(address)};
}

}  // namespace urna::services
