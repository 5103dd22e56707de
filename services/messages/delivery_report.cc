#include "services/messages/delivery_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "crypto/bytes.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

// Parts and lines beyond so many are not looked at: reports have three parts.
constexpr int kMostParts = 20;
constexpr std::size_t kIdDigits = 2 * kMessageIdBytes;

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(std::string(text)); }

// Without its end, which is LF or CR LF.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Fields up to an empty line, which is taken too; those that go on are joined. Names in small letters.
void TakeFields(std::string_view& text,
                const std::function<void(const std::string& name, std::string_view value)>& visit) {
  std::string name;
  std::string value;
  const auto tell = [&] {
    if (!name.empty()) visit(name, value);
    name.clear();
  };
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      value += line;
      continue;
    }
    tell();
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    name = Lower(line.substr(0, colon));
    value = line.substr(colon + 1);
  }
  tell();
}

// The value of a parameter of a Content-Type; empty where there is none.
std::string Parameter(std::string_view value, std::string_view name) {
  const std::string folded = Lower(value);
  const std::string wanted = fmt::format("{}=", name);
  const std::size_t at = folded.find(wanted);
  if (at == folded.npos) return "";
  std::string_view rest = value.substr(at + wanted.size());
  if (rest.starts_with('"')) return std::string(rest.substr(1, rest.find('"', 1) - 1));
  return std::string(rest.substr(0, rest.find_first_of("; \t")));
}

// 16 bytes of what begins with 32 hexadecimal digits and goes on with `after`.
std::optional<std::string> IdBefore(std::string_view text, std::string_view after) {
  if (!absl::StartsWith(Lower(text.substr(std::min(text.size(), kIdDigits))), Lower(after))) {
    return std::nullopt;
  }
  const absl::StatusOr<crypto::Bytes> id = crypto::FromHex(text.substr(0, kIdDigits));
  if (!id.ok() || id->size() != kMessageIdBytes) return std::nullopt;
  return std::string(crypto::AsText(*id));
}

class Reading {
 public:
  Reading(const std::optional<MailAddress>& bounces, std::string_view domain)
      : bounces_(bounces), after_(fmt::format("@{}", domain)) {}

  std::optional<DeliveryReport> Read(std::string_view text) {
    std::string boundary;
    TakeFields(text, [&](const std::string& name, std::string_view value) {
      if (name == "content-type" && Lower(value).find("multipart/report") != std::string::npos) {
        boundary = Parameter(value, "boundary");
      }
      if (name == "to" || name == "delivered-to" || name == "x-original-to" ||
          name == "envelope-to") {
        FindInAddress(value);
      }
    });
    if (boundary.empty()) return std::nullopt;
    ReadParts(text, fmt::format("--{}", boundary));
    if (!has_status_ || report_.id.empty()) return std::nullopt;
    return report_;
  }

 private:
  void ReadParts(std::string_view text, const std::string& delimiter) {
    int parts = 0;
    std::size_t begin = text.npos;
    std::string_view rest = text;
    while (!rest.empty() && parts < kMostParts) {
      const std::size_t at = text.size() - rest.size();
      const std::string_view line = TakeLine(rest);
      if (!line.starts_with(delimiter)) continue;
      if (begin != text.npos) ReadPart(text.substr(begin, at - begin));
      begin = text.size() - rest.size();
      ++parts;
    }
    if (begin != text.npos && parts < kMostParts) ReadPart(text.substr(begin));
  }

  void ReadPart(std::string_view part) {
    std::string type;
    TakeFields(part, [&](const std::string& name, std::string_view value) {
      if (name == "content-type") type = Lower(value);
    });
    if (type.find("delivery-status") != type.npos) return ReadStatus(part);
    if (type.find("rfc822") == type.npos && type.find("message/global") == type.npos) return;
    TakeFields(part, [&](const std::string& name, std::string_view value) {
      if (name == "message-id") FindInMessageId(value);
    });
  }

  // One block of the message, then one of each recipient.
  void ReadStatus(std::string_view part) {
    while (!part.empty()) {
      TakeFields(part, [&](const std::string& name, std::string_view value) {
        const std::string word(absl::StripAsciiWhitespace(Lower(value)));
        if (name == "action") {
          has_status_ = true;
          report_.has_failed |= word == "failed";
        }
        if (name == "status") ReadCode(word);
      });
    }
  }

  // Such as "5.1.1", perhaps with words behind it (RFC 3463).
  void ReadCode(std::string_view code) {
    if (code.size() < 5 || !absl::ascii_isdigit(static_cast<unsigned char>(code[0])) ||
        code[1] != '.') {
      return;
    }
    report_.status_class = static_cast<std::uint32_t>(code[0] - '0');
    const bool is_of_us = code.starts_with("5.7") || code.starts_with("5.3.4") ||
                          code.starts_with("5.6") || code.starts_with("5.2.2") ||
                          code.starts_with("5.2.3");
    report_.is_of_address = code[0] == '5' && !is_of_us;
  }

  void FindInAddress(std::string_view value) {
    if (!bounces_) return;
    const std::string begin = Lower(fmt::format("{}+", bounces_->local()));
    const std::string folded = Lower(value);
    const std::size_t at = folded.find(begin);
    if (at == folded.npos) return;
    const auto id = IdBefore(value.substr(at + begin.size()), fmt::format("@{}", bounces_->domain()));
    if (id) report_.id = *id;
  }

  void FindInMessageId(std::string_view value) {
    const std::size_t open = value.find('<');
    if (open == value.npos || !report_.id.empty()) return;
    if (const auto id = IdBefore(value.substr(open + 1), after_)) report_.id = *id;
  }

  const std::optional<MailAddress>& bounces_;
  const std::string after_;
  DeliveryReport report_;
  bool has_status_ = false;
};

}  // namespace

std::optional<DeliveryReport> ReadDeliveryReport(std::string_view message,
                                                 const std::optional<MailAddress>& bounces,
                                                 std::string_view domain) {
  return Reading(bounces, domain).Read(message.substr(0, kMostReportRead));
}

}  // namespace urna::services
