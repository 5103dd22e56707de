#include "ledger/slot.h"

#include "crypto/hash.h"
#include "crypto/sodium.h"

namespace urna::ledger {
namespace {
constexpr std::size_t kSlotSecretSize = 16;
}  // namespace

RollKey DrawRollKey() {
  crypto::EnsureSodium();
  std::array<std::uint8_t, 32> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  RollKey key(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

SlotTag TagOfPerson(const RollKey& key, const ElectionId& election, std::string_view person_id) {
  const crypto::SecretBytes secret = crypto::LabelledBlake2b(
      "slot", kSlotSecretSize, {election, crypto::AsBytes(person_id)}, key.Reveal());
  return {crypto::LabelledHash("slot", {election, {secret.data(), secret.size()}})};
}

}  // namespace urna::ledger
