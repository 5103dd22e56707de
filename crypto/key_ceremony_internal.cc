#include "crypto/key_ceremony_internal.h"

#include <fmt/format.h>
#include <sodium.h>

#include <set>

#include "absl/status/status.h"
#include "crypto/elgamal.h"
#include "crypto/point_io.h"
#include "crypto/transcript.h"

namespace urna::crypto {
namespace {

constexpr std::uint32_t kMaxTrustees = 9;

// The statement that the commitment and every proof of possession start with; `l` is 0 for the
// commitment, which has none.
Transcript Start(const char* purpose, const CeremonyParameters& parameters, std::uint32_t index,
                 std::uint32_t l, const Coefficients& coefficients) {
  Transcript transcript(purpose, parameters.config_hash);
  transcript.U64(index);
  if (l != 0) transcript.U64(l);
  transcript.U64(coefficients.size());
  for (const std::vector<Point>& row : coefficients) transcript.Add(std::span<const Point>(row));
  return transcript;
}

// The frames of a reveal before its signature.
Bytes RevealFrames(const CeremonyReveal& reveal) {
  Bytes coefficients;
  for (const std::vector<Point>& row : reveal.coefficients) AppendPoints(coefficients, row);
  Bytes possessions;
  for (const CeremonyReveal::Possession& possession : reveal.possessions) {
    Append(possessions, possession.t.bytes());
    Append(possessions, possession.s.bytes());
  }
  Bytes out;
  AppendFrame(out, coefficients);
  AppendFrame(out, possessions);
  for (const Bytes& share : reveal.shares) AppendFrame(out, share);
  return out;
}

}  // namespace

absl::Status CheckParameters(const CeremonyParameters& parameters) {
  const std::size_t n = parameters.trustees.size();
  if (n < 1 || n > kMaxTrustees) {
    return absl::InvalidArgumentError("key ceremony: there must be 1 to 9 trustees");
  }
  if (parameters.threshold < 1 || parameters.threshold > n) {
    return absl::InvalidArgumentError("key ceremony: the threshold must be 1 to n");
  }
  if (parameters.width < 2 || parameters.width > kMaxWidth + 1) {
    return absl::InvalidArgumentError("key ceremony: the width must be 2 to 17");
  }
  std::set<VerifyingKey> signing;
  std::set<BoxPublicKey> box;
  for (const TrusteePublicKeys& trustee : parameters.trustees) {
    signing.insert(trustee.signing);
    box.insert(trustee.box);
  }
  if (signing.size() != n || box.size() != n) {
    return absl::InvalidArgumentError("key ceremony: two trustees have one key");
  }
  return absl::OkStatus();
}

absl::Status CheckTrustee(const CeremonyParameters& parameters, std::uint32_t index) {
  const absl::Status status = CheckParameters(parameters);
  if (!status.ok()) return status;
  if (index < 1 || index > parameters.trustees.size()) {
    return absl::InvalidArgumentError("key ceremony: no such trustee");
  }
  return absl::OkStatus();
}

Hash512 CommitmentTo(const CeremonyParameters& parameters, std::uint32_t index,
                     const Coefficients& coefficients) {
  return Start("dkg-commit", parameters, index, 0, coefficients).Digest();
}

Scalar PossessionChallenge(const CeremonyParameters& parameters, std::uint32_t index,
                           std::uint32_t l, const Coefficients& coefficients, const Point& t) {
  return Start("dkg-pop", parameters, index, l, coefficients).Add(t).Challenge();
}

Bytes CommitmentBody(std::uint32_t index, const Hash512& commitment) {
  Bytes out;
  AppendLe64(out, index);
  Append(out, commitment);
  return out;
}

Bytes RevealBody(std::uint32_t index, const CeremonyReveal& reveal) {
  Bytes out;
  AppendLe64(out, index);
  Append(out, RevealFrames(reveal));
  return out;
}

Bytes ShareHeader(const CeremonyParameters& parameters, std::uint32_t from, std::uint32_t to) {
  Bytes out;
  Append(out, AsBytes("urna/v2/dkg-share"));
  out.push_back(0);
  Append(out, parameters.config_hash);
  AppendLe64(out, from);
  AppendLe64(out, to);
  return out;
}

std::size_t ShareMessageSize(const CeremonyParameters& parameters) {
  return ShareHeader(parameters, 0, 0).size() + Scalar::kSize * parameters.width;
}

std::size_t EncryptedShareSize(const CeremonyParameters& parameters) {
  return crypto_box_NONCEBYTES + crypto_box_MACBYTES + ShareMessageSize(parameters);
}

Point EvaluateInExponent(std::span<const Point> coefficients, std::uint32_t x) {
  const Scalar at = Scalar::FromUint64(x);
  Point sum;
  for (std::size_t d = coefficients.size(); d-- > 0;) sum = at * sum + coefficients[d];
  return sum;
}

Bytes CeremonyReveal::Serialize() const {
  Bytes out = RevealFrames(*this);
  AppendFrame(out, signature);
  return out;
}

absl::StatusOr<CeremonyReveal> ReadReveal(const CeremonyParameters& parameters,
                                          ByteReader& reader) {
  const std::size_t width = parameters.width;
  const std::size_t threshold = parameters.threshold;
  const absl::Status shape = absl::InvalidArgumentError("key ceremony: malformed reveal");
  const ByteView points = reader.Frame(width * threshold * Point::kSize);
  const ByteView possessions = reader.Frame(width * (Point::kSize + Scalar::kSize));
  if (points.size() != width * threshold * Point::kSize ||
      possessions.size() != width * (Point::kSize + Scalar::kSize)) {
    return shape;
  }
  CeremonyReveal out;
  ByteReader point_reader(points);
  for (std::size_t l = 0; l < width; ++l) {
    absl::StatusOr<std::vector<Point>> row = ReadPoints(point_reader, threshold);
    if (!row.ok()) return row.status();
    out.coefficients.push_back(*std::move(row));
  }
  ByteReader possession_reader(possessions);
  for (std::size_t l = 0; l < width; ++l) {
    const absl::StatusOr<Point> t = Point::Parse(possession_reader.Take(Point::kSize));
    if (!t.ok()) return t.status();
    const absl::StatusOr<Scalar> s = Scalar::Parse(possession_reader.Take(Scalar::kSize));
    if (!s.ok()) return s.status();
    out.possessions.push_back({*t, *s});
  }
  for (std::size_t m = 0; m < parameters.trustees.size(); ++m) {
    const ByteView share = reader.Frame(EncryptedShareSize(parameters));
    if (share.size() != EncryptedShareSize(parameters)) return shape;
    out.shares.emplace_back(share.begin(), share.end());
  }
  ByteReader signature(reader.Frame(out.signature.size()));
  out.signature = signature.Array<64>();
  if (!reader.ok() || !signature.Finished()) return shape;
  return out;
}

absl::StatusOr<CeremonyReveal> CeremonyReveal::Parse(const CeremonyParameters& parameters,
                                                     ByteView bytes) {
  const absl::Status status = CheckParameters(parameters);
  if (!status.ok()) return status;
  ByteReader reader(bytes);
  absl::StatusOr<CeremonyReveal> reveal = ReadReveal(parameters, reader);
  if (reveal.ok() && !reader.Finished()) {
    return absl::InvalidArgumentError("key ceremony: bytes after a reveal");
  }
  return reveal;
}

absl::Status Fault(std::uint32_t index, const char* what) {
  return absl::InvalidArgumentError(fmt::format("trustee {}: {}", index, what));
}

}  // namespace urna::crypto
