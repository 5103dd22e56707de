#include "crypto/decryption.h"
#include "crypto/hash.h"
#include "crypto/shuffle.h"
#include "ledger/count.h"
#include "support/election_fixture.h"

namespace urna::ledger {

SignedArtefact ElectionFixture::Artefact(ContestId contest, ArtefactKind kind, std::uint32_t index,
                                         std::uint32_t m, crypto::Bytes file) const {
  Leaf leaf{manifest_->hash(), ArtefactLeaf{contest, kind, index, file.size(), crypto::Sha256(file),
                                            static_cast<std::uint8_t>(m), crypto::Signature{}}};
  std::get<ArtefactLeaf>(leaf.body).signature =
      trustee(m).Sign(SignaturePurpose(leaf.body), leaf.manifest_hash, SignedPart(leaf));
  return {std::move(file), SerializeLeaf(leaf)};
}

SignedArtefact ElectionFixture::Mix(ContestId contest, std::uint32_t position, std::uint32_t m,
                                    const crypto::CiphertextList& input) const {
  const crypto::Mix mix = crypto::Shuffle(MixStatement(*manifest_, contest, position), input);
  return Artefact(contest, ArtefactKind::kMix, position, m, mix.Serialize());
}

SignedArtefact ElectionFixture::Decrypt(ContestId contest, std::uint32_t m,
                                        const crypto::CiphertextList& mixed) const {
  const std::span<const crypto::Scalar> ballot_shares(shares(m).data(), manifest_->width());
  const auto partial = crypto::DecryptPartially(DecryptionStatementOf(*manifest_, contest, m),
                                                ballot_shares, mixed.a);
  return Artefact(contest, ArtefactKind::kDecryption, m, m, partial.Serialize());
}

SignedArtefact ElectionFixture::Lot(ContestId contest, std::uint32_t m) const {
  const std::span<const crypto::Scalar> lot_share(shares(m).data() + manifest_->width(), 1);
  const std::vector<crypto::Point> point = {
      crypto::LotPoint(manifest_->hash(), LotPurpose(contest))};
  const auto partial =
      crypto::DecryptPartially(LotStatement(*manifest_, contest, m), lot_share, point);
  return Artefact(contest, ArtefactKind::kLot, m, m, partial.Serialize());
}

crypto::Signature ElectionFixture::SignClosed(std::uint32_t m, std::uint64_t close_index,
                                              const crypto::Hash256& root) const {
  return SignClosing(trustee(m), manifest_->hash(), close_index, root);
}

crypto::CiphertextList MixOutput(const SignedArtefact& mix, const crypto::CiphertextList& input) {
  return crypto::Mix::Parse(mix.file, input.size(), input.width()).value().output;
}

}  // namespace urna::ledger
