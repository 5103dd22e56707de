#include "services/http/session_cookie.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace urna::services {
namespace {

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The one cookie of that name (RFC 6265, 4.2). Nothing where there are two: which of them counts is
// anybody's guess.
std::optional<std::string> CookieOf(const RequestHead& head, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [field, value] : head.fields) {
    if (field != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::string_view one = Trimmed(rest.substr(0, rest.find(';')));
      rest.remove_prefix(std::min(rest.size(), rest.find(';')));
      if (rest.starts_with(';')) rest.remove_prefix(1);
      const std::size_t equals = one.find('=');
      if (equals == one.npos || one.substr(0, equals) != name) continue;
      if (found) return std::nullopt;
      found = std::string(one.substr(equals + 1));
    }
  }
  return found;
}

}  // namespace

SessionCookies::SessionCookies(std::string public_url)
    : origin_(std::move(public_url)),
      is_secure_(origin_.starts_with("https://")),
      session_name_(is_secure_ ? "__Host-urna-session" : "urna-session"),
      kept_name_(is_secure_ ? "__Host-urna-login" : "urna-login") {}

bool SessionCookies::IsOfOwnPage(const RequestHead& head) const {
  // What a page cannot write, and a browser that knows it always sends.
  if (const std::optional<std::string> site = head.Field("sec-fetch-site")) {
    return *site == "same-origin";
  }
  if (const std::optional<std::string> origin = head.Field("origin")) return *origin == origin_;
  // Browsers without either send their origin with whatever can change something.
  return head.method == "GET" || head.method == "HEAD";
}

std::optional<SessionCookie> SessionCookies::SessionOf(const RequestHead& head) const {
  if (origin_.empty()) return std::nullopt;
  std::optional<std::string> secret = CookieOf(head, session_name_);
  if (!secret) return std::nullopt;
  return SessionCookie{*std::move(secret), IsOfOwnPage(head)};
}

std::string SessionCookies::KeptOf(const RequestHead& head) const {
  return CookieOf(head, kept_name_).value_or("");
}

std::string SessionCookies::Set(std::string_view name, std::string_view value,
                                std::string_view more) const {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax{}{}", name, value,
                     is_secure_ ? "; Secure" : "", more);
}

std::string SessionCookies::SetSession(std::string_view secret) const {
  return Set(session_name_, secret, "");
}

std::string SessionCookies::ClearSession() const { return Set(session_name_, "", "; Max-Age=0"); }

std::string SessionCookies::SetKept(std::string_view kept, absl::Duration time) const {
  return Set(kept_name_, kept, fmt::format("; Max-Age={}", absl::ToInt64Seconds(time)));
}

std::string SessionCookies::ClearKept() const { return Set(kept_name_, "", "; Max-Age=0"); }

}  // namespace urna::services
