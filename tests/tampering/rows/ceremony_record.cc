#include "tampering/rows/ceremony_record.h"

#include "crypto/hash.h"

namespace urna::ledger {
namespace {

constexpr std::uint32_t kRounds = 3;

crypto::Bytes Copy(crypto::ByteView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

crypto::Coefficients CoefficientsOf(const std::vector<std::vector<crypto::Scalar>>& polynomials) {
  crypto::Coefficients coefficients;
  for (const auto& polynomial : polynomials) {
    auto& row = coefficients.emplace_back();
    for (const crypto::Scalar& a : polynomial) row.push_back(crypto::BaseMultiply(a));
  }
  return coefficients;
}

CeremonyRecord::CeremonyRecord(const ElectionFixture& election)
    : election_(election), n_(election.manifest()->trustees()) {
  crypto::ByteReader reader(election.key_record());
  while (reader.remaining() > 0) {
    frames_.push_back(Copy(reader.Frame(election.key_record().size())));
  }
}

crypto::Bytes& CeremonyRecord::signature(std::uint32_t round, std::uint32_t j) {
  if (round == 1) return frames_[3 + 2 * (j - 1) + 1];
  if (round == 2) return frames_[Reveal(j) + 2 + n_];
  return frames_[Reveal(static_cast<std::uint32_t>(n_) + 1) + j - 1];
}

const crypto::CeremonyParameters& CeremonyRecord::parameters() const {
  return election_.manifest()->frozen().ceremony();
}

std::vector<std::vector<crypto::Scalar>> CeremonyRecord::Polynomials() const {
  std::vector<std::vector<crypto::Scalar>> out(parameters().width);
  for (auto& polynomial : out) {
    polynomial.resize(parameters().threshold);
    crypto::Scalar::Fill(polynomial);
  }
  return out;
}

void CeremonyRecord::Commit(std::uint32_t j, const crypto::Coefficients& coefficients) {
  this->coefficients(j).clear();
  for (const auto& row : coefficients) {
    for (const crypto::Point& point : row) crypto::Append(this->coefficients(j), point.bytes());
  }
  commitment(j) = Copy(crypto::CommitmentTo(parameters(), j, coefficients));
}

void CeremonyRecord::Choose(std::uint32_t j,
                            const std::vector<std::vector<crypto::Scalar>>& polynomials) {
  const crypto::Coefficients coefficients = CoefficientsOf(polynomials);
  Commit(j, coefficients);
  possessions(j).clear();
  for (std::uint32_t l = 1; l <= polynomials.size(); ++l) {
    const crypto::Scalar w = crypto::Scalar::Random();
    const crypto::Point t = crypto::BaseMultiply(w);
    const crypto::Scalar c = crypto::PossessionChallenge(parameters(), j, l, coefficients, t);
    crypto::Append(possessions(j), t.bytes());
    crypto::Append(possessions(j), (w + c * polynomials[l - 1][0]).bytes());
  }
}

crypto::Bytes CeremonyRecord::Framed(std::size_t begin, std::size_t end) const {
  crypto::Bytes out;
  for (std::size_t i = begin; i < end; ++i) crypto::AppendFrame(out, frames_[i]);
  return out;
}

void CeremonyRecord::Sign(std::uint32_t first_round) {
  const crypto::Hash256& context = parameters().config_hash;
  for (std::uint32_t round = first_round; round <= kRounds; ++round) {
    for (std::uint32_t j = 1; j <= n_; ++j) {
      crypto::Bytes body;
      crypto::AppendLe64(body, j);
      if (round == 1) crypto::Append(body, commitment(j));
      if (round == 2) crypto::Append(body, Framed(Reveal(j), Reveal(j) + 2 + n_));
      if (round == 3) {
        const auto hash = crypto::Sha512(Framed(0, Reveal(static_cast<std::uint32_t>(n_) + 1)));
        body.assign(hash.begin(), hash.end());
      }
      const std::string purpose = "dkg-" + std::to_string(round);
      signature(round, j) = Copy(election_.trustee(j).Sign(purpose, context, body));
    }
  }
}

crypto::Bytes CeremonyRecord::Bytes() const { return Framed(0, frames_.size()); }

}  // namespace urna::ledger
