#include "cli/client/role_key.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace urna::client {
namespace {

constexpr std::string_view kHeader = "urna/v2/registrar-key";

}  // namespace

crypto::SecretBytes SerializeRegistrarKey(const crypto::SigningKey& key) {
  const auto seed = key.Seed();
  crypto::SecretBytes out(kHeader.begin(), kHeader.end());
  out.insert(out.end(), seed.Reveal().begin(), seed.Reveal().end());
  return out;
}

absl::StatusOr<crypto::SigningKey> ParseRegistrarKey(crypto::ByteView bytes) {
  crypto::ByteReader reader(bytes);
  if (!std::ranges::equal(reader.Take(kHeader.size()), crypto::AsBytes(kHeader))) {
    return absl::InvalidArgumentError("the file does not hold the key of a registrar");
  }
  crypto::Secret<std::array<std::uint8_t, 32>> seed(reader.Array<32>());
  if (!reader.Finished()) return absl::InvalidArgumentError("the key is damaged");
  return crypto::SigningKey::FromSeed(seed);
}

}  // namespace urna::client
