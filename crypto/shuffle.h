// Mixing: re-encryption shuffle of width-k ciphertexts with the Terelius-Wikstroem proof (section
// 11 of docs/protocol.md; Haines, arXiv:1901.08371).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/elgamal.h"

namespace urna::crypto {

// What a mix is bound to: `context` is "contest:<decimal>/mix:<decimal position>".
struct ShuffleStatement {
  Hash256 closing_hash;
  std::string context;
  std::vector<Point> keys;  // Y_1..Y_k
};

struct ShuffleProof {
  std::vector<Point> c, c_hat, t_hat;  // N each
  Point t1, t2, t3;
  std::vector<Point> t4;  // k + 1
  Scalar s1, s2, s3, s4;
  std::vector<Scalar> s_hat, s_prime;  // N each
};

// A mix as it is published: the output and the proof.
struct Mix {
  CiphertextList output;
  ShuffleProof proof;
  // The file of section 11.4.
  Bytes Serialize() const;
  // INVALID_ARGUMENT unless `file` is well formed, all points and scalars canonical, and of `n`
  // ballots of width `k` (both from the input: the file's own counts are never trusted).
  static absl::StatusOr<Mix> Parse(ByteView file, std::size_t n, std::size_t k);
  // As Parse, but its points are as TakePoints takes them.
  static absl::StatusOr<Mix> ParseUndecoded(ByteView file, std::size_t n, std::size_t k);
};
std::size_t MixFileSize(std::size_t n, std::size_t k);

// Told of progress in [0, 1] from the calling thread. May be empty.
using Progress = std::function<void(double)>;

// Shuffles `input` (N >= 1) with fresh randomness and proves it. All randomness is wiped before it
// returns.
Mix Shuffle(const ShuffleStatement& statement, const CiphertextList& input, int threads = 1,
            const Progress& progress = {});

// The reference verifier, libsodium only. OK, or INVALID_ARGUMENT that names the first equation
// that fails. When `failed` is given, goes on after a failed equation and stores the numbers of all
// that fail.
absl::Status VerifyShuffle(const ShuffleStatement& statement, const CiphertextList& input,
                           const Mix& mix, int threads = 1, std::vector<int>* failed = nullptr);

}  // namespace urna::crypto
