// A dkg_record as its frames (section 4.4 of docs/protocol.md), so that trustees who hold their keys
// can write it otherwise.
#pragma once

#include <vector>

#include "crypto/key_ceremony.h"
#include "crypto/key_ceremony_internal.h"
#include "support/election_fixture.h"

namespace urna::ledger {

// What is published of polynomials.
crypto::Coefficients CoefficientsOf(const std::vector<std::vector<crypto::Scalar>>& polynomials);

class CeremonyRecord {
 public:
  // As it was sealed.
  explicit CeremonyRecord(const ElectionFixture& election);

  // Frames; trustees are numbered from 1.
  std::vector<crypto::Bytes>& frames() { return frames_; }
  crypto::Bytes& commitment(std::uint32_t j) { return frames_[3 + 2 * (j - 1)]; }
  crypto::Bytes& coefficients(std::uint32_t j) { return frames_[Reveal(j)]; }
  crypto::Bytes& possessions(std::uint32_t j) { return frames_[Reveal(j) + 1]; }
  crypto::Bytes& share(std::uint32_t j, std::uint32_t m) { return frames_[Reveal(j) + 1 + m]; }
  crypto::Bytes& signature(std::uint32_t round, std::uint32_t j);

  // Trustee j commits to these polynomials instead, [l][d], and proves that it has them.
  void Choose(std::uint32_t j, const std::vector<std::vector<crypto::Scalar>>& polynomials);
  // Polynomials as they should be, of secrets that nobody else has.
  std::vector<std::vector<crypto::Scalar>> Polynomials() const;
  // Writes coefficients and the commitment to them; no proofs.
  void Commit(std::uint32_t j, const crypto::Coefficients& coefficients);
  const crypto::CeremonyParameters& parameters() const;

  // Every trustee signs rounds 1 to 3 of what the frames are now, beginning with this round.
  void Sign(std::uint32_t first_round = 1);
  crypto::Bytes Bytes() const;

 private:
  std::size_t Reveal(std::uint32_t j) const { return 3 + 2 * n_ + (j - 1) * (3 + n_); }
  crypto::Bytes Framed(std::size_t begin, std::size_t end) const;

  const ElectionFixture& election_;
  std::size_t n_;
  std::vector<crypto::Bytes> frames_;
};

}  // namespace urna::ledger
