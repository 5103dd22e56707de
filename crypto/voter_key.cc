#include "crypto/voter_key.h"

#include "absl/status/status.h"
#include "crypto/constant_time.h"
#include "crypto/nonce.h"
#include "crypto/sodium.h"
#include "crypto/transcript.h"

namespace urna::crypto {

absl::StatusOr<VoterKey> VoterKey::FromScalar(Secret<Scalar> x) {
  // What is refused here becomes nobody's key.
  if (Declassify(x.Reveal() == Scalar())) {
    return absl::InvalidArgumentError("a voting key's secret is not zero");
  }
  VoterKey key;
  key.public_key_ = BaseMultiply(x.Reveal());
  key.x_ = std::move(x);
  return key;
}

absl::StatusOr<VoterKey> VoterKey::FromSeed(const Secret<std::array<std::uint8_t, 32>>& seed) {
  SecretBytes input;
  Bytes label;
  AppendFrame(label, AsBytes("urna/v2/code-scalar"));
  input.reserve(label.size() + seed.Reveal().size());
  input.insert(input.end(), label.begin(), label.end());
  input.insert(input.end(), seed.Reveal().begin(), seed.Reveal().end());
  Hash512 wide;
  crypto_hash_sha512(wide.data(), input.data(), input.size());
  Scalar x = Scalar::Reduce(wide);
  sodium_memzero(wide.data(), wide.size());
  Secret<Scalar> secret(x);
  sodium_memzero(&x, sizeof x);
  return FromScalar(std::move(secret));
}

absl::StatusOr<VoterKey> VoterKey::Sum(std::span<const VoterKey> parts) {
  Scalar sum;
  for (const VoterKey& part : parts) sum += part.x_.Reveal();
  Secret<Scalar> secret(sum);
  sodium_memzero(&sum, sizeof sum);
  return FromScalar(std::move(secret));
}

Scalar PossessionChallenge(const PossessionStatement& statement, const Point& v, const Point& r) {
  return Transcript("roll-part", statement.election_hash)
      .U64(statement.registrar)
      .Frame(statement.tag)
      .Add(v)
      .Add(r)
      .Challenge();
}

Possession ProvePossession(const PossessionStatement& statement, const VoterKey& key) {
  Bytes about;
  AppendLe64(about, statement.registrar);
  Append(about, statement.tag);
  Append(about, key.public_key().bytes());
  const Scalar& x = key.secret().Reveal();
  const Secret<Scalar> u = HedgedNonce("part", x, DrawFreshBytes(), {about});
  Possession out;
  out.r = BaseMultiply(u.Reveal());
  out.z = MultiplyAdd(PossessionChallenge(statement, key.public_key(), out.r), x, u.Reveal());
  return out;
}

bool VerifyPossession(const PossessionStatement& statement, const Point& v,
                      const Possession& possession) {
  if (v.IsIdentity() || possession.r.IsIdentity()) return false;
  const Scalar e = PossessionChallenge(statement, v, possession.r);
  return BaseMultiply(possession.z) == possession.r + e * v;
}

}  // namespace urna::crypto
