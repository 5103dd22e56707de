#include "crypto/decryption.h"
#include "crypto/hash.h"
#include "crypto/shuffle.h"
#include "ledger/count.h"
#include "support/election_fixture.h"

namespace urna::ledger {

crypto::Bytes ElectionFixture::SignArtefact(const crypto::Hash256& closing_hash,
                                            ArtefactLeaf artefact) const {
  Leaf leaf{manifest_->hash(), artefact};
  std::get<ArtefactLeaf>(leaf.body).signature =
      trustee(artefact.trustee).Sign(SignaturePurpose(leaf.body), closing_hash, SignedPart(leaf));
  return SerializeLeaf(leaf);
}

SignedArtefact ElectionFixture::Artefact(const crypto::Hash256& closing_hash, ContestId contest,
                                         ArtefactKind kind, std::uint64_t index, std::uint32_t m,
                                         crypto::Bytes file) const {
  crypto::Bytes leaf = SignArtefact(
      closing_hash, {contest, kind, static_cast<std::uint32_t>(index), file.size(),
                     crypto::Sha256(file), static_cast<std::uint8_t>(m), crypto::Signature{}});
  return {std::move(file), std::move(leaf)};
}

SignedArtefact ElectionFixture::Mix(const crypto::Hash256& closing_hash, ContestId contest,
                                    std::uint64_t input, std::uint32_t m,
                                    const crypto::CiphertextList& ciphertexts) const {
  const crypto::Mix mix =
      crypto::Shuffle(MixStatement(*manifest_, closing_hash, contest, input), ciphertexts);
  return Artefact(closing_hash, contest, ArtefactKind::kMix, input, m, mix.Serialize());
}

SignedArtefact ElectionFixture::Decrypt(const crypto::Hash256& closing_hash, ContestId contest,
                                        std::uint64_t mix, std::uint32_t m,
                                        const crypto::CiphertextList& mixed) const {
  const std::span<const crypto::Scalar> ballot_shares(shares(m).data(), manifest_->width());
  const auto partial = crypto::DecryptPartially(
      DecryptionStatementOf(*manifest_, closing_hash, contest, m), ballot_shares, mixed.a);
  return Artefact(closing_hash, contest, ArtefactKind::kDecryption, mix, m, partial.Serialize());
}

SignedArtefact ElectionFixture::Lot(const crypto::Hash256& closing_hash, ContestId contest,
                                    std::uint32_t m) const {
  const std::span<const crypto::Scalar> lot_share(shares(m).data() + manifest_->width(), 1);
  const std::vector<crypto::Point> point = {
      crypto::LotPoint(manifest_->hash(), LotPurpose(contest))};
  const auto partial = crypto::DecryptPartially(LotStatement(*manifest_, closing_hash, contest, m),
                                                lot_share, point);
  return Artefact(closing_hash, contest, ArtefactKind::kLot, m, m, partial.Serialize());
}

crypto::Bytes ElectionFixture::SignClosings(const std::vector<Party>& parties,
                                            const Closing& closing) const {
  std::vector<ClosingSignature> signatures;
  for (const Party& party : parties) {
    signatures.push_back({party, SignClosing(KeyOf(party), manifest_->hash(), closing)});
  }
  return SerializeClosings(std::move(signatures));
}

std::vector<Party> ElectionFixture::ClosingParties() const {
  std::vector<Party> parties;
  for (std::uint8_t m = 1; m <= manifest_->config().closing_quorum(); ++m) {
    parties.push_back({PartyRole::kTrustee, m});
  }
  for (const std::uint32_t i : EnoughAuthorities()) {
    parties.push_back({PartyRole::kAuthority, static_cast<std::uint8_t>(i)});
  }
  return parties;
}

crypto::CiphertextList MixOutput(const SignedArtefact& mix, const crypto::CiphertextList& input) {
  return crypto::Mix::Parse(mix.file, input.size(), input.width()).value().output;
}

}  // namespace urna::ledger
