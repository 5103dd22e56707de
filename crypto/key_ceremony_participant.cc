#include <algorithm>

#include "absl/status/status.h"
#include "crypto/constant_time.h"
#include "crypto/key_ceremony.h"
#include "crypto/key_ceremony_internal.h"
#include "crypto/sodium.h"

namespace urna::crypto {
namespace {

constexpr std::string_view kSecretsHeader = "urna/v2/dkg-secrets";

// What a participant's secrets are bound to: a ceremony resumes only where it stopped.
Bytes SecretsHeader(const CeremonyParameters& parameters, std::uint32_t index) {
  Bytes out;
  AppendFrame(out, AsBytes(kSecretsHeader));
  AppendFrame(out, parameters.config_hash);
  AppendLe64(out, index);
  AppendLe64(out, parameters.width);
  AppendLe64(out, parameters.threshold);
  return out;
}

// sum_d a_d x^d, constant-time in the coefficients.
Scalar Evaluate(std::span<const Scalar> coefficients, std::uint32_t x) {
  const Scalar at = Scalar::FromUint64(x);
  Scalar sum;
  for (std::size_t d = coefficients.size(); d-- > 0;) sum = MultiplyAdd(sum, at, coefficients[d]);
  return sum;
}

}  // namespace

TrusteeSecretKeys TrusteeSecretKeys::Generate() {
  EnsureSodium();
  std::array<std::uint8_t, 32> secret;
  BoxPublicKey box_public;
  crypto_box_keypair(box_public.data(), secret.data());
  TrusteeSecretKeys out{SigningKey::Generate(), Secret<std::array<std::uint8_t, 32>>(secret),
                        box_public};
  sodium_memzero(secret.data(), secret.size());
  return out;
}

absl::StatusOr<CeremonyParticipant> CeremonyParticipant::Prepare(
    const CeremonyParameters& parameters, std::uint32_t index, const TrusteeSecretKeys& keys) {
  const absl::Status status = CheckTrustee(parameters, index);
  if (!status.ok()) return status;
  const TrusteePublicKeys& expected = parameters.trustees[index - 1];
  BoxPublicKey box_public;
  crypto_scalarmult_base(box_public.data(), keys.box_secret.Reveal().data());
  // Public keys, which anybody may compare.
  if (Declassify(keys.signing.public_key()) != expected.signing ||
      Declassify(box_public) != expected.box) {
    return Fault(index, "these secret keys are not those of the config");
  }
  CeremonyParticipant out;
  out.parameters_ = parameters;
  out.index_ = index;
  out.signing_seed_ = keys.signing.Seed();
  out.box_secret_ = keys.box_secret.Clone();
  return out;
}

absl::StatusOr<CeremonyParticipant> CeremonyParticipant::Start(const CeremonyParameters& parameters,
                                                               std::uint32_t index,
                                                               const TrusteeSecretKeys& keys) {
  absl::StatusOr<CeremonyParticipant> out = Prepare(parameters, index, keys);
  if (!out.ok()) return out;
  out->polynomials_.assign(parameters.width, SecretVector<Scalar>(parameters.threshold));
  for (SecretVector<Scalar>& polynomial : out->polynomials_) Scalar::Fill(polynomial);
  return out;
}

std::vector<std::vector<Point>> CeremonyParticipant::Coefficients() const {
  std::vector<std::vector<Point>> out;
  for (const SecretVector<Scalar>& polynomial : polynomials_) {
    std::vector<Point>& row = out.emplace_back();
    for (const Scalar& a : polynomial) row.push_back(BaseMultiply(a));
  }
  return out;
}

CeremonyCommitment CeremonyParticipant::Commit() const {
  CeremonyCommitment out;
  out.commitment = CommitmentTo(parameters_, index_, Coefficients());
  out.signature =
      SigningKey::FromSeed(signing_seed_)
          .Sign("dkg-1", parameters_.config_hash, CommitmentBody(index_, out.commitment));
  return out;
}

absl::StatusOr<Bytes> CeremonyParticipant::EncryptShares(std::uint32_t to) const {
  SecretBytes message;
  message.reserve(ShareMessageSize(parameters_));
  const Bytes header = ShareHeader(parameters_, index_, to);
  message.insert(message.end(), header.begin(), header.end());
  for (const SecretVector<Scalar>& polynomial : polynomials_) {
    SecretVector<Scalar> share(1);
    share[0] = Evaluate(polynomial, to);
    message.insert(message.end(), share[0].bytes().begin(), share[0].bytes().end());
  }
  Bytes out(EncryptedShareSize(parameters_));
  std::uint8_t* nonce = out.data();
  randombytes_buf(nonce, crypto_box_NONCEBYTES);
  const int failed =
      crypto_box_easy(nonce + crypto_box_NONCEBYTES, message.data(), message.size(), nonce,
                      parameters_.trustees[to - 1].box.data(), box_secret_.Reveal().data());
  // It does for public keys of small order, whatever the secret is.
  if (Declassify(failed) != 0) {
    return Fault(to, "its X25519 key is of small order");
  }
  return out;
}

absl::StatusOr<CeremonyReveal> CeremonyParticipant::Reveal() const {
  CeremonyReveal out;
  out.coefficients = Coefficients();
  for (std::uint32_t l = 1; l <= parameters_.width; ++l) {
    SecretVector<Scalar> w(1);
    Scalar::Fill(w);
    const Point t = BaseMultiply(w[0]);
    const Scalar c = PossessionChallenge(parameters_, index_, l, out.coefficients, t);
    out.possessions.push_back({t, MultiplyAdd(c, polynomials_[l - 1][0], w[0])});
  }
  for (std::uint32_t m = 1; m <= parameters_.trustees.size(); ++m) {
    absl::StatusOr<Bytes> share = EncryptShares(m);
    if (!share.ok()) return share.status();
    out.shares.push_back(*std::move(share));
  }
  out.signature = SigningKey::FromSeed(signing_seed_)
                      .Sign("dkg-2", parameters_.config_hash, RevealBody(index_, out));
  return out;
}

absl::Status CeremonyParticipant::AddShares(std::uint32_t from, const CeremonyReveal& reveal,
                                            SecretVector<Scalar>& sums) const {
  const Bytes& box = reveal.shares[index_ - 1];
  SecretBytes message(ShareMessageSize(parameters_));
  const int failed = crypto_box_open_easy(
      message.data(), box.data() + crypto_box_NONCEBYTES, box.size() - crypto_box_NONCEBYTES,
      box.data(), parameters_.trustees[from - 1].box.data(), box_secret_.Reveal().data());
  // All that is decided on here is told in a complaint: the sender's fault.
  if (Declassify(failed) != 0) {
    return Fault(from, "its share for this trustee does not decrypt");
  }
  ByteReader reader(message);
  const Bytes header = ShareHeader(parameters_, from, index_);
  const ByteView its_header = reader.Take(header.size());
  DeclassifyInPlace(its_header);
  if (!std::ranges::equal(its_header, header)) {
    return Fault(from, "its share is not of this ceremony and trustee");
  }
  for (std::size_t l = 0; l < sums.size(); ++l) {
    SecretVector<Scalar> share(1);
    if (!Scalar::ParseInto(reader.Take(Scalar::kSize), share[0]).ok()) {
      return Fault(from, "its share is not a reduced scalar");
    }
    if (Declassify(BaseMultiply(share[0])) != EvaluateInExponent(reveal.coefficients[l], index_)) {
      return Fault(from, "its share does not match its published coefficients");
    }
    sums[l] += share[0];
  }
  return absl::OkStatus();
}

absl::StatusOr<SecretVector<Scalar>> CeremonyParticipant::Finish(
    std::span<const CeremonyCommitment> commitments,
    std::span<const CeremonyReveal> reveals) const {
  const std::size_t n = parameters_.trustees.size();
  if (commitments.size() != n || reveals.size() != n) {
    return absl::InvalidArgumentError("key ceremony: a message of a trustee is missing");
  }
  // Its own messages may have been replaced on the way by whoever stole its signing key. The
  // commitment is public.
  const Hash512 own = CommitmentTo(parameters_, index_, Coefficients());
  if (commitments[index_ - 1].commitment != Declassify(own)) {
    return Fault(index_, "the published commitment is not the one this trustee made");
  }
  SecretVector<Scalar> sums(parameters_.width);
  for (std::uint32_t j = 1; j <= n; ++j) {
    absl::Status status = VerifyCommitment(parameters_, j, commitments[j - 1]);
    if (!status.ok()) return status;
    status = VerifyReveal(parameters_, j, commitments[j - 1], reveals[j - 1]);
    if (!status.ok()) return status;
    status = AddShares(j, reveals[j - 1], sums);
    if (!status.ok()) return status;
  }
  const absl::StatusOr<ElectionKeys> keys = CombineKeys(parameters_, reveals);
  if (!keys.ok()) return keys.status();
  for (std::size_t l = 0; l < sums.size(); ++l) {
    // A public key of the trustee.
    if (Declassify(BaseMultiply(sums[l])) != keys->trustee_keys[index_ - 1][l]) {
      return Fault(index_, "the sum of its shares does not match its public key");
    }
  }
  return sums;
}

SecretBytes CeremonyParticipant::SerializeSecrets() const {
  const Bytes header = SecretsHeader(parameters_, index_);
  SecretBytes out;
  out.reserve(header.size() + parameters_.width * parameters_.threshold * Scalar::kSize);
  out.insert(out.end(), header.begin(), header.end());
  for (const SecretVector<Scalar>& polynomial : polynomials_) {
    for (const Scalar& a : polynomial) out.insert(out.end(), a.bytes().begin(), a.bytes().end());
  }
  return out;
}

absl::StatusOr<CeremonyParticipant> CeremonyParticipant::Resume(
    const CeremonyParameters& parameters, std::uint32_t index, const TrusteeSecretKeys& keys,
    ByteView secrets) {
  absl::StatusOr<CeremonyParticipant> out = Prepare(parameters, index, keys);
  if (!out.ok()) return out;
  ByteReader reader(secrets);
  const Bytes header = SecretsHeader(parameters, index);
  if (!std::ranges::equal(reader.Take(header.size()), header)) {
    return Fault(index, "these secrets are not of this ceremony and trustee");
  }
  for (std::uint32_t l = 0; l < parameters.width; ++l) {
    for (Scalar& a : out->polynomials_.emplace_back(parameters.threshold)) {
      const absl::Status status = Scalar::ParseInto(reader.Take(Scalar::kSize), a);
      // Of the secrets of an honest run this never holds.
      if (!status.ok() || Declassify(a == Scalar())) return Fault(index, "its secrets are damaged");
    }
  }
  if (!reader.Finished()) return Fault(index, "its secrets are damaged");
  return out;
}

}  // namespace urna::crypto
