#include <algorithm>

#include "absl/status/status.h"
#include "crypto/point_io.h"
#include "crypto/shuffle.h"

namespace urna::crypto {
namespace {

constexpr std::string_view kMagic = "URNAMIX1";
constexpr std::size_t kHeaderSize = 24;

// Reads the parts of a file one after the other and remembers the first failure.
class MixReader {
 public:
  MixReader(ByteView file, bool decode) : reader_(file), decode_(decode) {}
  void Read(std::vector<Point>& out, std::size_t count) {
    if (!decode_) {
      out = TakePoints(reader_, count);
    } else if (status_.ok()) {
      Store(ReadPoints(reader_, count), out);
    }
  }
  void Read(std::vector<Scalar>& out, std::size_t count) {
    if (status_.ok()) Store(ReadScalars(reader_, count), out);
  }
  template <typename T>
  void Read(T& out) {
    std::vector<T> one;
    Read(one, 1);
    if (status_.ok()) out = one[0];
  }
  const absl::Status& status() const { return status_; }

 private:
  template <typename T>
  void Store(absl::StatusOr<std::vector<T>> read, std::vector<T>& out) {
    status_ = read.status();
    if (read.ok()) out = *std::move(read);
  }
  ByteReader reader_;
  const bool decode_;
  absl::Status status_;
};

absl::StatusOr<Mix> ParseMix(ByteView file, std::size_t n, std::size_t k, bool decode) {
  if (n < 1 || n > kMaxCiphertexts || k < 1 || k > kMaxWidth) {
    return absl::InvalidArgumentError("mix file: no such number or width of ballots");
  }
  if (file.size() != MixFileSize(n, k)) {
    return absl::InvalidArgumentError("mix file: wrong size for its input");
  }
  ByteReader header(file.first(kHeaderSize));
  if (AsText(header.Take(kMagic.size())) != kMagic || header.Le64() != n || header.Le64() != k) {
    return absl::InvalidArgumentError("mix file: wrong header for its input");
  }
  Mix out;
  MixReader reader(file.subspan(kHeaderSize), decode);
  reader.Read(out.output.a, n);
  out.output.b.resize(k);
  for (std::vector<Point>& column : out.output.b) reader.Read(column, n);
  ShuffleProof& proof = out.proof;
  reader.Read(proof.c, n);
  reader.Read(proof.c_hat, n);
  reader.Read(proof.t_hat, n);
  for (Point* t : {&proof.t1, &proof.t2, &proof.t3}) reader.Read(*t);
  reader.Read(proof.t4, k + 1);
  for (Scalar* s : {&proof.s1, &proof.s2, &proof.s3, &proof.s4}) reader.Read(*s);
  reader.Read(proof.s_hat, n);
  reader.Read(proof.s_prime, n);
  if (!reader.status().ok()) return reader.status();
  return out;
}

}  // namespace

std::size_t MixFileSize(std::size_t n, std::size_t k) {
  return kHeaderSize + 32 * (k + 1) * n + 160 * n + 32 * (k + 8);
}

Bytes Mix::Serialize() const {
  const std::size_t n = output.size();
  const std::size_t k = output.width();
  Bytes out;
  out.reserve(MixFileSize(n, k));
  Append(out, AsBytes(kMagic));
  AppendLe64(out, n);
  AppendLe64(out, k);
  AppendPoints(out, output.a);
  for (const std::vector<Point>& column : output.b) AppendPoints(out, column);
  AppendPoints(out, proof.c);
  AppendPoints(out, proof.c_hat);
  AppendPoints(out, proof.t_hat);
  for (const Point* t : {&proof.t1, &proof.t2, &proof.t3}) Append(out, t->bytes());
  AppendPoints(out, proof.t4);
  for (const Scalar* s : {&proof.s1, &proof.s2, &proof.s3, &proof.s4}) Append(out, s->bytes());
  AppendScalars(out, proof.s_hat);
  AppendScalars(out, proof.s_prime);
  return out;
}

absl::StatusOr<Mix> Mix::Parse(ByteView file, std::size_t n, std::size_t k) {
  return ParseMix(file, n, k, true);
}

absl::StatusOr<Mix> Mix::ParseUndecoded(ByteView file, std::size_t n, std::size_t k) {
  return ParseMix(file, n, k, false);
}

}  // namespace urna::crypto
