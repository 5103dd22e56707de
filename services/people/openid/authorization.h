// How a log-in is asked for: the authorisation code flow with PKCE (RFC 6749, 7636).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urna::services::openid {

// Names and values of a query or a form.
using Parameters = std::vector<std::pair<std::string, std::string>>;

// In application/x-www-form-urlencoded.
std::string EncodeForm(const Parameters& parameters);
// The address with more in its query.
std::string WithQuery(std::string_view url, const Parameters& parameters);

// What binds one log-in to the browser that began it: three texts of 43 characters, from 32 random bytes
// that the browser keeps.
struct Binding {
  std::string state;
  std::string nonce;
  // PKCE's; what is sent first is its SHA-256.
  std::string verifier;
};
Binding BindingOf(std::string_view secret);
std::string ChallengeOf(std::string_view verifier);

}  // namespace urna::services::openid
