// Part files: what one code registrar makes of the people of an electorate, as tags and public keys
// with the proof that it knows their secrets (section 5.1 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "crypto/signature.h"
#include "crypto/voter_key.h"
#include "ledger/ids.h"
#include "ledger/roll.h"

namespace urna::ledger {

inline constexpr std::size_t kPartHeaderSize = 24;
inline constexpr std::size_t kPartRecordSize = 128;

// tag || V_j || R || z; all zeros but the tag where the person gets a key later.
struct PartRecord {
  SlotTag slot;
  std::array<std::uint8_t, 32> key{}, r{}, z{};
  bool HasKey() const { return key != std::array<std::uint8_t, 32>{}; }
};

// The record of a person with a key, its proof made here.
PartRecord MakePartRecord(const ElectionId& election, std::uint32_t registrar, const SlotTag& slot,
                          const crypto::VoterKey& key);

// "URNAPRT2" || LE64 j || LE64 n || n records ascending by tag.
class PartFile {
 public:
  // INVALID_ARGUMENT with the number of the first wrong record: not the part of that registrar, a
  // wrong length, tags that do not ascend, a key that stands twice, a point or scalar that is not
  // valid, a proof that does not hold. Checks proofs in batches, on `threads` threads.
  static absl::StatusOr<PartFile> Parse(crypto::ByteView bytes, const ElectionId& election,
                                        std::uint32_t registrar, int threads = 1);
  // As Parse, of bytes that it has accepted before: looks at no point, scalar or proof again.
  static absl::StatusOr<PartFile> ParseAccepted(crypto::ByteView bytes, std::uint32_t registrar);
  // Sorts; the records must have distinct tags and keys.
  static crypto::Bytes Serialize(std::uint32_t registrar, std::vector<PartRecord> records);
  const std::vector<PartRecord>& records() const { return records_; }
  std::uint32_t registrar() const { return registrar_; }

 private:
  std::vector<PartRecord> records_;
  std::uint32_t registrar_ = 1;
};

// The roll file of the parts 1, 2, .. of one electorate: the sums of their keys. INVALID_ARGUMENT
// when their tags differ, when a record has a key in one part only, or when a sum is the identity
// or stands twice.
absl::StatusOr<crypto::Bytes> CombineParts(std::span<const PartFile> parts, int threads = 1);

// That no key stands twice among parts of one registrar: of all electorates, in the manifest's
// order. INVALID_ARGUMENT names none of them.
absl::Status CheckPartKeysDistinct(std::span<const PartFile* const> parts);

// What code registrar j signs to hand in its part: Sig(sk, "roll", SHA-256 of the election id,
// F(name of the electorate) || LE64 j || LE64 size || digest).
crypto::Signature SignPart(const crypto::SigningKey& key, const ElectionId& election,
                           std::string_view electorate, std::uint32_t registrar, std::uint64_t size,
                           const crypto::Hash256& sha256);
bool VerifyPartSignature(const crypto::VerifyingKey& key, const ElectionId& election,
                         std::string_view electorate, std::uint32_t registrar, std::uint64_t size,
                         const crypto::Hash256& sha256, const crypto::Signature& signature);

}  // namespace urna::ledger
