#include "absl/status/status.h"
#include "crypto/decryption.h"
#include "crypto/point_io.h"

namespace urna::crypto {
namespace {

constexpr std::string_view kMagic = "URNADEC1";
constexpr std::size_t kHeaderSize = 32;

absl::StatusOr<PartialDecryption> ParsePartial(ByteView file, std::uint32_t trustee, std::size_t n,
                                               std::size_t k, bool decode) {
  if (n < 1 || n > kMaxCiphertexts || k < 1 || k > kMaxWidth) {
    return absl::InvalidArgumentError("partial decryption file: no such number or width");
  }
  if (file.size() != PartialDecryptionFileSize(n, k)) {
    return absl::InvalidArgumentError("partial decryption file: wrong size for its mix");
  }
  ByteReader reader(file);
  if (AsText(reader.Take(kMagic.size())) != kMagic || reader.Le64() != trustee ||
      reader.Le64() != n || reader.Le64() != k) {
    return absl::InvalidArgumentError("partial decryption file: wrong header for its mix");
  }
  PartialDecryption out;
  out.trustee = trustee;
  for (std::size_t l = 0; l < k; ++l) {
    if (!decode) {
      out.d.push_back(TakePoints(reader, n));
      continue;
    }
    absl::StatusOr<std::vector<Point>> column = ReadPoints(reader, n);
    if (!column.ok()) return column.status();
    out.d.push_back(*std::move(column));
  }
  for (std::vector<Point>* list : {&out.t, &out.u}) {
    absl::StatusOr<std::vector<Point>> points = ReadPoints(reader, k);
    if (!points.ok()) return points.status();
    *list = *std::move(points);
  }
  absl::StatusOr<std::vector<Scalar>> s = ReadScalars(reader, k);
  if (!s.ok()) return s.status();
  out.s = *std::move(s);
  return out;
}

}  // namespace

std::size_t PartialDecryptionFileSize(std::size_t n, std::size_t k) {
  return kHeaderSize + 32 * n * k + 96 * k;
}

Bytes PartialDecryption::Serialize() const {
  const std::size_t k = d.size();
  const std::size_t n = d.empty() ? 0 : d[0].size();
  Bytes out;
  out.reserve(PartialDecryptionFileSize(n, k));
  Append(out, AsBytes(kMagic));
  AppendLe64(out, trustee);
  AppendLe64(out, n);
  AppendLe64(out, k);
  for (const std::vector<Point>& column : d) AppendPoints(out, column);
  AppendPoints(out, t);
  AppendPoints(out, u);
  AppendScalars(out, s);
  return out;
}

absl::StatusOr<PartialDecryption> PartialDecryption::Parse(ByteView file, std::uint32_t trustee,
                                                           std::size_t n, std::size_t k) {
  return ParsePartial(file, trustee, n, k, true);
}

absl::StatusOr<PartialDecryption> PartialDecryption::ParseUndecoded(ByteView file,
                                                                    std::uint32_t trustee,
                                                                    std::size_t n, std::size_t k) {
  return ParsePartial(file, trustee, n, k, false);
}

}  // namespace urna::crypto
