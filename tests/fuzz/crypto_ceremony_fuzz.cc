// Records of key ceremonies, and reveals. No change of a good record verifies.
#include <algorithm>

#include "crypto/key_ceremony.h"
#include "fuzz/patch.h"

namespace urna::crypto {
namespace {

using fuzz::Require;

struct Example {
  std::vector<TrusteeSecretKeys> keys;
  CeremonyParameters parameters{Hash256{}, {}, 2, 2};
  Bytes reveal;
  Bytes record;

  Example() {
    for (int j = 0; j < 2; ++j) {
      keys.push_back(TrusteeSecretKeys::Generate());
      parameters.trustees.push_back({keys.back().signing.public_key(), keys.back().box_public});
    }
    std::vector<CeremonyCommitment> commitments;
    std::vector<CeremonyReveal> reveals;
    for (std::uint32_t j = 1; j <= 2; ++j) {
      const auto participant = CeremonyParticipant::Start(parameters, j, keys[j - 1]).value();
      commitments.push_back(participant.Commit());
      reveals.push_back(participant.Reveal().value());
    }
    reveal = reveals[0].Serialize();
    const Bytes ceremony = SerializeCeremony(parameters, commitments, reveals);
    std::vector<Signature> confirmations;
    for (const TrusteeSecretKeys& key : keys) {
      confirmations.push_back(ConfirmCeremony(key.signing, parameters, ceremony));
    }
    record = SerializeRecord(ceremony, confirmations);
  }
};

void Check(const Example& example, ByteView bytes) {
  const auto reveal = CeremonyReveal::Parse(example.parameters, bytes);
  if (reveal.ok()) Require(reveal->Serialize() == Bytes(bytes.begin(), bytes.end()));
  const bool good = std::ranges::equal(bytes, example.record);
  Require(VerifyRecord(example.parameters, bytes).ok() == good);
}

}  // namespace
}  // namespace urna::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::crypto;
  static const Example example;
  const ByteView input(data, size);
  Check(example, input);
  Check(example, urna::fuzz::Patch(example.reveal, input));
  Check(example, urna::fuzz::Patch(example.record, input));
  return 0;
}
