#include "crypto/decryption_transcript.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "crypto/check.h"
#include "crypto/key_ceremony.h"
#include "crypto/transcript.h"

namespace urna::crypto {

Hash512 DecryptionSeed(const DecryptionStatement& statement, std::span<const Point> a,
                       const std::vector<std::vector<Point>>& d) {
  Transcript transcript("decrypt-1", statement.closing_hash);
  transcript.Frame(statement.context).U64(statement.trustee).U64(a.size());
  transcript.Add(std::span<const Point>(statement.trustee_keys)).Add(a);
  for (const std::vector<Point>& column : d) transcript.Add(std::span<const Point>(column));
  return transcript.Digest();
}

std::vector<Scalar> DecryptionVector(const Hash512& seed, std::size_t n) {
  std::vector<Scalar> rho;
  rho.reserve(n);
  for (std::size_t i = 1; i <= n; ++i) rho.push_back(VectorChallenge("decrypt-rho", seed, i));
  return rho;
}

Scalar DecryptionChallenge(const Hash256& closing_hash, const Hash512& seed, const Point& a_bar,
                           std::span<const Point> d_bar, const PartialDecryption& partial) {
  return Transcript("decrypt-2", closing_hash)
      .Frame(seed)
      .Add(a_bar)
      .Add(d_bar)
      .Add(std::span<const Point>(partial.t))
      .Add(std::span<const Point>(partial.u))
      .Challenge();
}

absl::Status CheckDecryptionShape(const DecryptionStatement& statement, std::span<const Point> a,
                                  const PartialDecryption& partial) {
  const std::size_t k = statement.trustee_keys.size();
  const bool fits = k >= 1 && k <= kMaxWidth && !a.empty() && a.size() <= kMaxCiphertexts &&
                    partial.d.size() == k && partial.t.size() == k && partial.u.size() == k &&
                    partial.s.size() == k &&
                    std::all_of(partial.d.begin(), partial.d.end(),
                                [&](const auto& column) { return column.size() == a.size(); });
  if (!fits) return absl::InvalidArgumentError("partial decryption: a list has a wrong length");
  if (partial.trustee != statement.trustee) {
    return absl::InvalidArgumentError("partial decryption: of another trustee");
  }
  return absl::OkStatus();
}

absl::Status CheckDecryptionEquations(const DecryptionStatement& statement, const Hash512& seed,
                                      const Point& a_bar, std::span<const Point> d_bar,
                                      const PartialDecryption& partial) {
  const Scalar c = DecryptionChallenge(statement.closing_hash, seed, a_bar, d_bar, partial);
  std::string failures;
  for (std::size_t l = 0; l < d_bar.size(); ++l) {
    if (BaseMultiply(partial.s[l]) != partial.t[l] + c * statement.trustee_keys[l]) {
      failures += fmt::format(" equation 1 fails for key {};", l + 1);
    }
    if (partial.s[l] * a_bar != partial.u[l] + c * d_bar[l]) {
      failures += fmt::format(" equation 2 fails for key {};", l + 1);
    }
  }
  if (failures.empty()) return absl::OkStatus();
  failures.pop_back();
  return absl::InvalidArgumentError(
      fmt::format("partial decryption of trustee {}:{}", statement.trustee, failures));
}

absl::Status CheckPartials(std::span<const PartialDecryption> partials, std::uint32_t threshold,
                           std::size_t n, std::size_t k) {
  if (threshold < 1 || partials.size() < threshold) {
    return absl::FailedPreconditionError(fmt::format(
        "decryption needs {} partial decryptions, there are {}", threshold, partials.size()));
  }
  std::set<std::uint32_t> trustees;
  for (const PartialDecryption& partial : partials) {
    if (partial.trustee == 0 || !trustees.insert(partial.trustee).second) {
      return absl::InvalidArgumentError("partial decryptions must be of distinct trustees");
    }
    const auto fits = [n](const std::vector<Point>& column) { return column.size() == n; };
    if (partial.d.size() != k || !std::all_of(partial.d.begin(), partial.d.end(), fits)) {
      return absl::InvalidArgumentError("a partial decryption is not of these ciphertexts");
    }
  }
  return absl::OkStatus();
}

std::vector<Scalar> LagrangeCoefficients(std::span<const PartialDecryption> partials) {
  std::vector<std::uint32_t> set;
  for (const PartialDecryption& partial : partials) set.push_back(partial.trustee);
  std::vector<Scalar> out;
  for (std::uint32_t index : set) {
    const absl::StatusOr<Scalar> lambda = LagrangeCoefficient(index, set);
    Require(lambda.ok(), "the trustees of a combination are distinct");
    out.push_back(*lambda);
  }
  return out;
}

}  // namespace urna::crypto
