// Key ceremonies that trustees held together, each against one of the checks that any observer can
// make (section 4 of docs/protocol.md). All that follows from them is signed.
#include <algorithm>

#include "tampering/rows/all.h"
#include "tampering/rows/ceremony_record.h"
#include "tampering/rows/raw_ed25519.h"
#include "tampering/rows/resealing.h"

namespace urna::ledger {
namespace {

constexpr std::uint32_t kTrustees = 3;
constexpr std::size_t kPoint = 32;

// Whatever it changes is signed by all afterwards.
Row Of(std::string name, std::function<void(CeremonyRecord&)> change,
       std::uint32_t first_round = 1) {
  return {std::move(name), [change = std::move(change), first_round] {
            CeremonyRecord record(Small().election());
            change(record);
            record.Sign(first_round);
            return Resealed(Small(), Small().election().config_bytes(), record.Bytes());
          }};
}
// And this is not.
Row Unsigned(std::string name, std::function<void(CeremonyRecord&)> change) {
  return Of(std::move(name), std::move(change), 4);
}

// The last trustee reveals other keys than it had committed to, after it has seen the others'.
void ChooseLate(CeremonyRecord& record) {
  const crypto::Bytes committed = record.commitment(kTrustees);
  record.Choose(kTrustees, record.Polynomials());
  record.commitment(kTrustees) = committed;
}

// One point more in each polynomial, so that more than t would have to decrypt.
void RaiseTheThreshold(CeremonyRecord& record) {
  auto polynomials = record.Polynomials();
  for (auto& polynomial : polynomials) polynomial.push_back(crypto::Scalar::Random());
  record.Choose(1, polynomials);
}

void LowerTheThreshold(CeremonyRecord& record) {
  auto polynomials = record.Polynomials();
  polynomials[0][1] = crypto::Scalar();
  record.Choose(1, polynomials);
}

// All collude: the sum of their secrets is zero, and anybody can read.
void AddUpToNothing(CeremonyRecord& record) {
  crypto::Scalar sum;
  for (std::uint32_t j = 1; j <= kTrustees; ++j) {
    auto polynomials = record.Polynomials();
    if (j == kTrustees) polynomials[0][0] = -sum;
    sum += polynomials[0][0];
    record.Choose(j, polynomials);
  }
}

// All collude: the key for lots is the one for ballots.
void UseOneKeyTwice(CeremonyRecord& record) {
  for (std::uint32_t j = 1; j <= kTrustees; ++j) {
    auto polynomials = record.Polynomials();
    polynomials[1] = polynomials[0];
    record.Choose(j, polynomials);
  }
}

// The proof of somebody who knows only the point: there is no such proof.
void ProveNothing(CeremonyRecord& record) {
  auto polynomials = record.Polynomials();
  record.Choose(2, polynomials);
  record.possessions(2)[kPoint] ^= 1;
}

// T is the identity, and the equation holds.
void ProveWithoutNonce(CeremonyRecord& record) {
  const auto polynomials = record.Polynomials();
  record.Choose(2, polynomials);
  const crypto::Scalar c = crypto::PossessionChallenge(
      record.parameters(), 2, 1, CoefficientsOf(polynomials), crypto::Point());
  crypto::Bytes& proofs = record.possessions(2);
  std::fill_n(proofs.begin(), kPoint, 0);
  std::ranges::copy((c * polynomials[0][0]).bytes(), proofs.begin() + kPoint);
}

// A response that is the right one and the order of the group: another spelling of it.
void ProveWithALongScalar(CeremonyRecord& record) {
  AddOrder(std::span(record.possessions(1)).subspan(kPoint, crypto::Scalar::kSize));
}

// Not the encoding of a point, and a commitment to it all the same.
void CommitToNoPoint(CeremonyRecord& record) {
  crypto::Coefficients coefficients = CoefficientsOf(record.Polynomials());
  auto bytes = coefficients[1][1].bytes();
  bytes[31] ^= 0x80;
  coefficients[1][1] = crypto::Point::FromVerified(bytes);
  record.Commit(1, coefficients);
}

}  // namespace

Rows CeremonyRows() {
  return {
      Of("ceremony_keys_chosen_after_the_others", ChooseLate),
      Of("ceremony_polynomial_too_long", RaiseTheThreshold),
      Of("ceremony_coefficient_is_the_identity", LowerTheThreshold),
      Of("ceremony_key_is_the_identity", AddUpToNothing),
      Of("ceremony_two_keys_are_one", UseOneKeyTwice),
      Of("ceremony_possession_not_proven", ProveNothing),
      Of("ceremony_possession_without_nonce", ProveWithoutNonce),
      Of("ceremony_possession_with_a_long_scalar", ProveWithALongScalar),
      Of("ceremony_coefficient_is_no_point", CommitToNoPoint),
      Of("ceremony_share_too_short", [](CeremonyRecord& record) { record.share(1, 2).pop_back(); }),
      Of("ceremony_of_another_config", [](CeremonyRecord& record) { record.frames()[1][0] ^= 1; }),
      Of("ceremony_of_another_threshold",
         [](CeremonyRecord& record) { record.frames()[2][8] = 3; }),
      Of("ceremony_of_another_label",
         [](CeremonyRecord& record) { record.frames()[0] = BytesOf("urna/v1/dkg-record"); }),
      Of("ceremony_with_something_after_it",
         [](CeremonyRecord& record) { record.frames().emplace_back(64, 7); }),
      Of("ceremony_record_beyond_1_mib",
         [](CeremonyRecord& record) { record.frames().emplace_back(std::size_t{1} << 20, 7); }),
      Unsigned("ceremony_without_the_last_confirmation",
               [](CeremonyRecord& record) { record.frames().pop_back(); }),
      Of(
          "ceremony_commitment_signed_by_another",
          [](CeremonyRecord& record) { record.signature(1, 2) = record.signature(1, 3); }, 2),
      Of(
          "ceremony_reveal_signed_by_another",
          [](CeremonyRecord& record) { record.signature(2, 2) = record.signature(2, 3); }, 3),
      Unsigned("ceremony_confirmed_by_another",
               [](CeremonyRecord& record) { record.signature(3, 2) = record.signature(3, 3); })};
}

}  // namespace urna::ledger
