#include "services/messages/mail_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "crypto/bytes.h"

namespace urna::services {
namespace {

constexpr std::size_t kLine = 76;
constexpr std::string_view kBegin = "=?utf-8?B?";
constexpr std::string_view kEnd = "?=";
// Bytes whose Base64 fits into an encoded word of 75 characters (RFC 2047, 2), in whole groups.
constexpr std::size_t kWordBytes = (75 - kBegin.size() - kEnd.size()) / 4 * 3;

bool IsControl(char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); }
bool IsContinued(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string WithoutControls(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(out, IsControl, ' ');
  return std::string(absl::StripAsciiWhitespace(out));
}

bool IsPlain(std::string_view text) {
  return std::ranges::all_of(
             text, [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); }) &&
         text.find("=?") == text.npos;
}

// How many bytes of the front are whole characters, at most `most` and at least one.
std::size_t WholeCharacters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  std::size_t size = most;
  while (size > 0 && IsContinued(text[size])) --size;
  return size == 0 ? most : size;
}

// `used` is what stands on the line before the first of them.
std::string EncodedWords(std::string_view text, std::size_t used) {
  const std::size_t first =
      (kLine - std::min(used, kLine / 2) - kBegin.size() - kEnd.size()) / 4 * 3;
  std::string out;
  while (!text.empty()) {
    const std::size_t size = WholeCharacters(text, out.empty() ? first : kWordBytes);
    if (!out.empty()) out += "\r\n ";
    fmt::format_to(std::back_inserter(out), "{}{}{}", kBegin,
                   crypto::ToBase64(crypto::AsBytes(text.substr(0, size))), kEnd);
    text.remove_prefix(size);
  }
  return out;
}

// A display name: a quoted string, or encoded words.
std::string Phrase(std::string_view name) {
  const std::string plain = WithoutControls(name);
  if (!IsPlain(plain) || plain.size() > kLine - 10) return EncodedWords(plain, 6);
  std::string out = "\"";
  for (const char c : plain) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// A structured value from elsewhere, such as a link: what is no visible ASCII is not in it.
std::string Visible(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '<' && c != '>';
  });
  return out;
}

// One line without its end.
void EncodeLine(std::string_view line, std::string& out) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto c = static_cast<unsigned char>(line[i]);
    const bool is_last = i + 1 == line.size();
    const bool is_plain = (c >= 33 && c <= 126 && c != '=') || (c == ' ' && !is_last);
    const std::size_t size = is_plain ? 1 : 3;
    // Room for the mark of a soft break.
    if (used + size > kLine - 1) {
      out += "=\r\n";
      used = 0;
    }
    if (is_plain) {
      out += static_cast<char>(c);
    } else {
      fmt::format_to(std::back_inserter(out), "={:02X}", c);
    }
    used += size;
  }
}

}  // namespace

std::string EncodeHeader(std::string_view text, std::size_t used) {
  const std::string plain = WithoutControls(text);
  return IsPlain(plain) && used + plain.size() <= kLine ? plain : EncodedWords(plain, used);
}

std::string EncodeBody(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    EncodeLine(text.substr(0, end), out);
    out += "\r\n";
    text.remove_prefix(end);
    if (text.starts_with("\r\n")) {
      text.remove_prefix(2);
    } else if (!text.empty()) {
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string WriteMail(const Mail& mail) {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
  };
  add("Date", absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", mail.date, absl::UTCTimeZone()));
  const std::string& from = mail.from.address.text();
  add("From", mail.from.name.empty()
                  ? from
                  : fmt::format("{}\r\n <{}>", Phrase(mail.from.name), from));
  add("To", mail.to.text());
  constexpr std::string_view kSubject = "Subject";
  add(kSubject, EncodeHeader(mail.subject, kSubject.size() + 2));
  add("Message-ID", fmt::format("<{}>", Visible(mail.message_id)));
  add("MIME-Version", "1.0");
  add("Content-Type", "text/plain; charset=utf-8");
  add("Content-Transfer-Encoding", "quoted-printable");
  if (const std::string language = Visible(mail.language); !language.empty()) {
    add("Content-Language", language);
  }
  add("Auto-Submitted", "auto-generated");
  add("X-Auto-Response-Suppress", "All");
  if (const std::string url = Visible(mail.unsubscribe_url); !url.empty()) {
    add("List-Unsubscribe", fmt::format("<{}>", url));
    add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  return out.append("\r\n").append(EncodeBody(mail.body));
}

}  // namespace urna::services
