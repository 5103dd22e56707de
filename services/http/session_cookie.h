// The cookies by which browsers are known: that of a session, and what one keeps while it is at a provider.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/http/head.h"
#include "services/people/sessions.h"

namespace urna::services {

// Immutable. HttpOnly and SameSite=Lax; where the server is reached over TLS Secure too, and bound to its
// host (__Host-), so that no neighbour under the same domain can plant one.
class SessionCookies {
 public:
  // `public_url` is such as "https://budget.example.org"; empty where nobody logs in: then there are none.
  explicit SessionCookies(std::string public_url);

  // The session of a request, and whether a page of this server's own sent it (Sec-Fetch-Site, or Origin where
  // the browser says nothing of the kind). Nothing where there is none, or more than one.
  std::optional<SessionCookie> SessionOf(const RequestHead& head) const;
  // What the browser kept while it was away; empty where there is none.
  std::string KeptOf(const RequestHead& head) const;
  // Whether a page of this server's own sent the request.
  bool IsOfOwnPage(const RequestHead& head) const;

  // Values of Set-Cookie. The browser forgets a session's by itself when it ends.
  std::string SetSession(std::string_view secret) const;
  std::string ClearSession() const;
  std::string SetKept(std::string_view kept, absl::Duration time) const;
  std::string ClearKept() const;

 private:
  std::string Set(std::string_view name, std::string_view value, std::string_view more) const;

  const std::string origin_;
  const bool is_secure_;
  const std::string session_name_;
  const std::string kept_name_;
};

}  // namespace urna::services
