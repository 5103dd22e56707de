// The file `manifest-ok`: whose signatures are in it, and what a signature is.
#include <algorithm>

#include "ledger/bundle_paths.h"
#include "tampering/rows/all.h"
#include "tampering/rows/raw_ed25519.h"
#include "tampering/rows/resealing.h"

namespace urna::ledger {
namespace {

constexpr std::size_t kMagic = 8;
constexpr std::size_t kEntry = 66;

Row Of(std::string name, std::function<void(crypto::Bytes&)> change) {
  return {std::move(name), [change = std::move(change)] {
            PublishedBundle bundle = Publish(Small().counted());
            change(bundle.files.at(std::string(kApprovalsFile)));
            return bundle;
          }};
}

std::string_view Purpose() { return "manifest-ok"; }

// The signature of registrar 0, made otherwise.
Row FirstSignedBy(
    std::string name,
    std::function<crypto::Signature(const crypto::SigningKey&, crypto::ByteView)> sign) {
  return Of(std::move(name), [sign = std::move(sign)](crypto::Bytes& file) {
    const ElectionFixture& election = Small().election();
    const crypto::Signature signature =
        sign(election.registrar(0), SignedMessage(Purpose(), election.manifest()->hash(), {}));
    std::ranges::copy(signature, file.begin() + kMagic + 2);
  });
}

// A key with a component of small order, with a signature that satisfies the equation under it.
PublishedBundle OfATorsionKey() {
  const ElectionFixture& election = Small().election();
  v1::Config config = election.manifest()->config();
  const auto key = TorsionKey(election.registrar(0));
  config.set_registrar_keys(0, std::string(key.begin(), key.end()));
  const crypto::Bytes bytes = BytesOf(config.SerializeAsString());
  PublishedBundle bundle = ResealedConfig(Small(), bytes);
  const crypto::Hash256 hash = ManifestHash(bytes, election.key_record());
  std::ranges::copy(SignWithTorsionKey(election.registrar(0), SignedMessage(Purpose(), hash, {})),
                    bundle.files.at(std::string(kApprovalsFile)).begin() + kMagic + 2);
  return bundle;
}

// Somebody who is not the party that the file names.
crypto::Signature ByAnother(const crypto::SigningKey&, crypto::ByteView message) {
  return Small().election().registrar(1).SignRaw(message);
}

}  // namespace

Rows ManifestSignatureRows() {
  return {Of("manifest_ok_without_the_last_authority",
             [](crypto::Bytes& file) { file.resize(file.size() - kEntry); }),
          Of("manifest_ok_without_a_trustee",
             [](crypto::Bytes& file) {
               const auto trustee = file.begin() + kMagic + 2 * kEntry;
               file.erase(trustee, trustee + kEntry);
             }),
          Of("manifest_ok_in_another_order",
             [](crypto::Bytes& file) {
               std::swap_ranges(file.begin() + kMagic, file.begin() + kMagic + kEntry,
                                file.begin() + kMagic + kEntry);
             }),
          Of("manifest_ok_with_a_signature_twice",
             [](crypto::Bytes& file) {
               const crypto::Bytes last(file.end() - kEntry, file.end());
               crypto::Append(file, last);
             }),
          Of("manifest_ok_of_another_magic", [](crypto::Bytes& file) { file[7] = '2'; }),
          FirstSignedBy("manifest_ok_signed_by_another", ByAnother),
          FirstSignedBy("manifest_ok_signed_for_another_purpose",
                        [](const crypto::SigningKey& key, crypto::ByteView) {
                          return key.Sign("cred", Small().election().manifest()->hash(), {});
                        }),
          FirstSignedBy("manifest_ok_signed_for_another_manifest",
                        [](const crypto::SigningKey& key, crypto::ByteView) {
                          return SignManifest(key, Small().election().manifest()->frozen().hash());
                        }),
          FirstSignedBy("manifest_ok_with_a_long_s",
                        [](const crypto::SigningKey& key, crypto::ByteView message) {
                          return WithLongS(key.SignRaw(message));
                        }),
          FirstSignedBy("manifest_ok_with_r_of_small_order", WithoutNonce),
          FirstSignedBy("manifest_ok_right_by_the_cofactor_alone", WithTorsion),
          {"config_key_with_torsion", OfATorsionKey}};
}

}  // namespace urna::ledger
