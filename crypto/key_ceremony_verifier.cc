#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "crypto/hash.h"
#include "crypto/key_ceremony.h"
#include "crypto/key_ceremony_internal.h"

namespace urna::crypto {
namespace {

constexpr std::string_view kRecordHeader = "urna/v2/dkg-record";

Bytes RecordHeader(const CeremonyParameters& parameters) {
  Bytes sizes;
  AppendLe64(sizes, parameters.trustees.size());
  AppendLe64(sizes, parameters.threshold);
  AppendLe64(sizes, parameters.width);
  Bytes out;
  AppendFrame(out, AsBytes(kRecordHeader));
  AppendFrame(out, parameters.config_hash);
  AppendFrame(out, sizes);
  return out;
}

// Check 1 of section 4.
bool HasShape(const CeremonyParameters& parameters, const CeremonyReveal& reveal) {
  const auto row_fits = [&](const std::vector<Point>& row) {
    return row.size() == parameters.threshold &&
           std::none_of(row.begin(), row.end(), [](const Point& p) { return p.IsIdentity(); });
  };
  const auto share_fits = [&](const Bytes& share) {
    return share.size() == EncryptedShareSize(parameters);
  };
  return reveal.coefficients.size() == parameters.width &&
         std::all_of(reveal.coefficients.begin(), reveal.coefficients.end(), row_fits) &&
         reveal.possessions.size() == parameters.width &&
         reveal.shares.size() == parameters.trustees.size() &&
         std::all_of(reveal.shares.begin(), reveal.shares.end(), share_fits);
}

// A frame of exactly kSize bytes.
template <std::size_t kSize>
std::array<std::uint8_t, kSize> ReadFrame(ByteReader& reader, bool& ok) {
  ByteReader frame(reader.Frame(kSize));
  std::array<std::uint8_t, kSize> out = frame.Array<kSize>();
  ok = ok && reader.ok() && frame.Finished();
  return out;
}

}  // namespace

absl::Status VerifyCommitment(const CeremonyParameters& parameters, std::uint32_t index,
                              const CeremonyCommitment& commitment) {
  const absl::Status status = CheckTrustee(parameters, index);
  if (!status.ok()) return status;
  if (!parameters.trustees[index - 1].signing.Verify("dkg-1", parameters.config_hash,
                                                     CommitmentBody(index, commitment.commitment),
                                                     commitment.signature)) {
    return Fault(index, "the signature of its commitment does not verify");
  }
  return absl::OkStatus();
}

absl::Status VerifyReveal(const CeremonyParameters& parameters, std::uint32_t index,
                          const CeremonyCommitment& commitment, const CeremonyReveal& reveal) {
  const absl::Status status = CheckTrustee(parameters, index);
  if (!status.ok()) return status;
  if (!HasShape(parameters, reveal)) {
    return Fault(index, "check 1: its reveal has a wrong shape or an identity");
  }
  if (!parameters.trustees[index - 1].signing.Verify("dkg-2", parameters.config_hash,
                                                     RevealBody(index, reveal), reveal.signature)) {
    return Fault(index, "the signature of its reveal does not verify");
  }
  if (CommitmentTo(parameters, index, reveal.coefficients) != commitment.commitment) {
    return Fault(index, "check 2: its coefficients are not those it committed to");
  }
  for (std::uint32_t l = 1; l <= parameters.width; ++l) {
    const CeremonyReveal::Possession& possession = reveal.possessions[l - 1];
    const Scalar c = PossessionChallenge(parameters, index, l, reveal.coefficients, possession.t);
    if (possession.t.IsIdentity() ||
        BaseMultiply(possession.s) != possession.t + c * reveal.coefficients[l - 1][0]) {
      return Fault(index, "check 3: a proof of possession does not verify");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ElectionKeys> CombineKeys(const CeremonyParameters& parameters,
                                         std::span<const CeremonyReveal> reveals) {
  const absl::Status status = CheckParameters(parameters);
  if (!status.ok()) return status;
  const auto fits = [&](const CeremonyReveal& reveal) { return HasShape(parameters, reveal); };
  if (reveals.size() != parameters.trustees.size() ||
      !std::all_of(reveals.begin(), reveals.end(), fits)) {
    return absl::InvalidArgumentError("key ceremony: a verified reveal of every trustee is needed");
  }
  ElectionKeys out;
  out.trustee_keys.resize(parameters.trustees.size());
  for (std::size_t l = 0; l < parameters.width; ++l) {
    std::vector<Point> sums(parameters.threshold);
    for (const CeremonyReveal& reveal : reveals) {
      for (std::size_t d = 0; d < sums.size(); ++d) sums[d] += reveal.coefficients[l][d];
    }
    out.keys.push_back(sums[0]);
    for (std::uint32_t m = 1; m <= parameters.trustees.size(); ++m) {
      out.trustee_keys[m - 1].push_back(EvaluateInExponent(sums, m));
    }
  }
  const std::set<Point> distinct(out.keys.begin(), out.keys.end());
  if (distinct.size() != out.keys.size() || distinct.contains(Point())) {
    return absl::InvalidArgumentError("key ceremony: a key is the identity or two are equal");
  }
  return out;
}

Bytes SerializeCeremony(const CeremonyParameters& parameters,
                        std::span<const CeremonyCommitment> commitments,
                        std::span<const CeremonyReveal> reveals) {
  Bytes out = RecordHeader(parameters);
  for (const CeremonyCommitment& commitment : commitments) {
    AppendFrame(out, commitment.commitment);
    AppendFrame(out, commitment.signature);
  }
  for (const CeremonyReveal& reveal : reveals) Append(out, reveal.Serialize());
  return out;
}

Signature ConfirmCeremony(const SigningKey& key, const CeremonyParameters& parameters,
                          ByteView ceremony) {
  return key.Sign("dkg-3", parameters.config_hash, Sha512(ceremony));
}

bool VerifyConfirmation(const CeremonyParameters& parameters, std::uint32_t index,
                        ByteView ceremony, const Signature& signature) {
  return CheckTrustee(parameters, index).ok() &&
         parameters.trustees[index - 1].signing.Verify("dkg-3", parameters.config_hash,
                                                       Sha512(ceremony), signature);
}

Bytes SerializeRecord(ByteView ceremony, std::span<const Signature> confirmations) {
  Bytes out(ceremony.begin(), ceremony.end());
  for (const Signature& signature : confirmations) AppendFrame(out, signature);
  return out;
}

absl::StatusOr<ElectionKeys> VerifyRecord(const CeremonyParameters& parameters, ByteView record) {
  absl::Status status = CheckParameters(parameters);
  if (!status.ok()) return status;
  const absl::Status malformed = absl::InvalidArgumentError("key ceremony: malformed record");
  const std::size_t n = parameters.trustees.size();
  ByteReader reader(record);
  const Bytes header = RecordHeader(parameters);
  if (!std::ranges::equal(reader.Take(header.size()), header)) {
    return absl::InvalidArgumentError("key ceremony: the record is of another config");
  }
  bool ok = true;
  std::vector<CeremonyCommitment> commitments(n);
  for (CeremonyCommitment& commitment : commitments) {
    commitment.commitment = ReadFrame<64>(reader, ok);
    commitment.signature = ReadFrame<64>(reader, ok);
  }
  if (!ok) return malformed;
  std::vector<CeremonyReveal> reveals;
  for (std::size_t j = 0; j < n; ++j) {
    absl::StatusOr<CeremonyReveal> reveal = ReadReveal(parameters, reader);
    if (!reveal.ok()) return reveal.status();
    reveals.push_back(*std::move(reveal));
  }
  const ByteView ceremony = record.first(record.size() - reader.remaining());
  std::vector<Signature> confirmations(n);
  for (Signature& signature : confirmations) signature = ReadFrame<64>(reader, ok);
  if (!ok || !reader.Finished()) return malformed;
  for (std::uint32_t j = 1; j <= n; ++j) {
    status = VerifyCommitment(parameters, j, commitments[j - 1]);
    if (!status.ok()) return status;
    status = VerifyReveal(parameters, j, commitments[j - 1], reveals[j - 1]);
    if (!status.ok()) return status;
    if (!VerifyConfirmation(parameters, j, ceremony, confirmations[j - 1])) {
      return Fault(j, "the signature that confirms the ceremony does not verify");
    }
  }
  return CombineKeys(parameters, reveals);
}

absl::StatusOr<Scalar> LagrangeCoefficient(std::uint32_t index,
                                           std::span<const std::uint32_t> set) {
  const std::set<std::uint32_t> distinct(set.begin(), set.end());
  if (distinct.size() != set.size() || distinct.contains(0) || !distinct.contains(index)) {
    return absl::InvalidArgumentError("trustees of a combination are distinct, from 1");
  }
  const Scalar m = Scalar::FromUint64(index);
  Scalar numerator = Scalar::FromUint64(1);
  Scalar denominator = numerator;
  for (std::uint32_t other : distinct) {
    if (other == index) continue;
    const Scalar j = Scalar::FromUint64(other);
    numerator = numerator * j;
    denominator = denominator * (j - m);
  }
  const absl::StatusOr<Scalar> inverse = denominator.Inverse();
  if (!inverse.ok()) return inverse.status();
  return numerator * *inverse;
}

}  // namespace urna::crypto
