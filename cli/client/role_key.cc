#include "cli/client/role_key.h"

#include <fmt/format.h>

#include <algorithm>

namespace urna::client {
namespace {

std::string Header(Role role) { return fmt::format("urna/v2/{}-key", RoleName(role)); }

}  // namespace

std::string_view RoleName(Role role) {
  return role == Role::kRegistrar ? "registrar" : "authority";
}

crypto::SecretBytes SerializeRoleKey(Role role, const crypto::SigningKey& key) {
  const std::string header = Header(role);
  const auto seed = key.Seed();
  crypto::SecretBytes out(header.begin(), header.end());
  out.insert(out.end(), seed.Reveal().begin(), seed.Reveal().end());
  return out;
}

absl::StatusOr<crypto::SigningKey> ParseRoleKey(Role role, crypto::ByteView bytes) {
  const std::string header = Header(role);
  crypto::ByteReader reader(bytes);
  if (!std::ranges::equal(reader.Take(header.size()), crypto::AsBytes(header))) {
    return absl::InvalidArgumentError(
        fmt::format("the file does not hold the key of a {}", RoleName(role)));
  }
  crypto::Secret<std::array<std::uint8_t, 32>> seed(reader.Array<32>());
  if (!reader.Finished()) return absl::InvalidArgumentError("the key is damaged");
  return crypto::SigningKey::FromSeed(seed);
}

}  // namespace urna::client
