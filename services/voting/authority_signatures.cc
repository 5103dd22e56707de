#include "services/voting/authority_signatures.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/base/errors.h"
#include "services/base/signatures.h"

namespace urna::services {

std::vector<ledger::KeyedSignature> KeyedSignatures(const IndexedSignatures& kept) {
  std::vector<ledger::KeyedSignature> signatures;
  for (const internal::v1::IndexedSignature& one : kept) {
    ledger::KeyedSignature out{static_cast<std::uint8_t>(one.index()), {}};
    std::copy_n(crypto::AsBytes(one.signature()).begin(), out.signature.size(),
                out.signature.begin());
    signatures.push_back(out);
  }
  std::sort(signatures.begin(), signatures.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  return signatures;
}

absl::Status CheckAuthority(const ledger::Manifest& manifest, const ledger::Leaf& leaf,
                            std::uint32_t index, const std::string& bytes) {
  absl::StatusOr<crypto::Signature> signature = ParseSignature(bytes, "signature");
  if (!signature.ok()) return signature.status();
  const crypto::VerifyingKey* key =
      index > 255 ? nullptr
                  : manifest.key({ledger::PartyRole::kAuthority, static_cast<std::uint8_t>(index)});
  if (key == nullptr) return FieldError("authority", "the manifest has no such authority");
  if (!key->Verify(ledger::SignaturePurpose(leaf.body), manifest.hash(), ledger::SignedPart(leaf),
                   *signature)) {
    return WrongSignature(fmt::format("authority {}", index));
  }
  return absl::OkStatus();
}

void KeepSignature(IndexedSignatures& kept, std::uint32_t index, const std::string& signature) {
  if (std::any_of(kept.begin(), kept.end(),
                  [index](const auto& one) { return one.index() == index; })) {
    return;
  }
  internal::v1::IndexedSignature& one = *kept.Add();
  one.set_index(index);
  one.set_signature(signature);
}

}  // namespace urna::services
