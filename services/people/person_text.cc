#include "services/people/person_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace urna::services {
namespace {

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestAddress = 254;
constexpr std::size_t kLongestLocalPart = 64;
constexpr std::size_t kLongestPath = 500;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Of the atoms of RFC 5322, with dots between: what every mail server takes, without quotes and comments.
bool IsLocalPart(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-/=?^_`{|}~.";
  return !text.empty() && text.size() <= kLongestLocalPart && text.front() != '.' &&
         text.back() != '.' && text.find("..") == text.npos &&
         std::ranges::all_of(text, [&](unsigned char c) {
           return absl::ascii_isalnum(c) || kOthers.find(static_cast<char>(c)) != kOthers.npos;
         });
}

bool IsDomain(std::string_view text) {
  return text.find('.') != text.npos && text.front() != '.' && text.front() != '-' &&
         text.back() != '.' && text.back() != '-' && text.find("..") == text.npos &&
         std::ranges::all_of(
             text, [](unsigned char c) { return absl::ascii_isalnum(c) || c == '.' || c == '-'; });
}

}  // namespace

std::string PersonName(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == ' ') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  if (out.size() <= kLongestName) return out;
  std::size_t end = kLongestName;
  while (end > 0 && IsContinuation(out[end])) --end;
  return out.substr(0, end);
}

std::optional<std::string> MailAddress(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (text.size() > kLongestAddress || at == text.npos || at + 1 == text.size() ||
      !IsLocalPart(text.substr(0, at)) || !IsDomain(text.substr(at + 1))) {
    return std::nullopt;
  }
  return absl::AsciiStrToLower(std::string(text));
}

bool IsLocalPath(std::string_view text) {
  return text.size() <= kLongestPath && text.starts_with('/') && !text.starts_with("//") &&
         std::ranges::all_of(text, [](unsigned char c) {
           return c > ' ' && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
         });
}

}  // namespace urna::services
