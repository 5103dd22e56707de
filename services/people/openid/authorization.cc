#include "services/people/openid/authorization.h"

#include <fmt/format.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "crypto/bytes.h"
#include "crypto/hash.h"

namespace urna::services::openid {
namespace {

std::string Escape(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    if (absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += static_cast<char>(c);
    } else {
      out += fmt::format("%{:02X}", c);
    }
  }
  return out;
}

std::string Base64Url(const crypto::Hash256& hash) {
  std::string out;
  absl::WebSafeBase64Escape(std::string(crypto::AsText(hash)), &out);
  while (out.ends_with('=')) out.pop_back();
  return out;
}

std::string Derive(std::string_view secret, std::string_view what) {
  crypto::Bytes framed;
  crypto::AppendFrame(framed, crypto::AsBytes(what));
  crypto::AppendFrame(framed, crypto::AsBytes(secret));
  return Base64Url(crypto::Sha256(framed));
}

}  // namespace

std::string EncodeForm(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", Escape(name), Escape(value));
  }
  return out;
}

std::string WithQuery(std::string_view url, const Parameters& parameters) {
  return fmt::format("{}{}{}", url, url.find('?') == url.npos ? '?' : '&', EncodeForm(parameters));
}

Binding BindingOf(std::string_view secret) {
  return {.state = Derive(secret, "urna log-in state"),
          .nonce = Derive(secret, "urna log-in nonce"),
          .verifier = Derive(secret, "urna log-in verifier")};
}

std::string ChallengeOf(std::string_view verifier) {
  return Base64Url(crypto::Sha256(crypto::AsBytes(verifier)));
}

}  // namespace urna::services::openid
