// Mixes that do not hold. Each is its trustee's fault, is published so that anyone can see it, and
// ends nothing: others mix. Against each forged proof one equation of section 11.3 stands, and no
// other.
#include <algorithm>
#include <numeric>

#include "crypto/permutation.h"
#include "ledger/count.h"
#include "support/cheating_mixer.h"
#include "tampering/rows/artefacts.h"
#include "tampering/rows/raw_ed25519.h"

namespace urna::ledger {
namespace {

using crypto::CheatingMixer;
using crypto::Scalar;
using crypto::SparseMatrix;

constexpr std::size_t kOne = 3;
constexpr std::size_t kOther = 7;

// Made from the matrix of an honest mix.
using Forge = std::function<CheatingMixer(const SparseMatrix& honest)>;

// Trustee 1 forges the first mix.
Row Forged(std::string name, Forge forge) {
  return CountedWith(
      std::move(name), Many, [forge = std::move(forge)](const auto& election, ElectionRun& run) {
        const auto psi = crypto::RandomPermutation(run.current().size());
        const SparseMatrix honest = crypto::PermutationMatrix({psi.begin(), psi.end()});
        const crypto::Mix mix = forge(honest).Run(
            MixStatement(*election.manifest(), run.closing_hash(), kFirstContest, run.last_mix()),
            run.current());
        run.AnnounceWrong(MixFile(election, run, 1, mix.Serialize()));
      });
}

// Trustee 1 makes an honest mix, and changes its file.
Row Changed(std::string name, std::function<void(crypto::Bytes&)> change) {
  return CountedWith(std::move(name), Many,
                     [change = std::move(change)](const auto& election, ElectionRun& run) {
                       crypto::Bytes file = NextMix(election, run, 1).file;
                       change(file);
                       run.AnnounceWrong(MixFile(election, run, 1, std::move(file)));
                     });
}

// A matrix whose rows add up to 1 and which is no permutation, and its inverse, on two ballots.
void Blend(SparseMatrix& matrix, SparseMatrix& inverse) {
  const Scalar one = Scalar::FromUint64(1), two = Scalar::FromUint64(2);
  const Scalar third = Scalar::FromUint64(3).Inverse().value();
  const std::size_t a = matrix[kOne][0].first;
  const std::size_t b = matrix[kOther][0].first;
  matrix[kOne] = {{a, two}, {b, -one}};
  matrix[kOther] = {{a, -one}, {b, two}};
  inverse[kOne] = {{a, two * third}, {b, third}};
  inverse[kOther] = {{a, third}, {b, two * third}};
}

CheatingMixer Scaled(const SparseMatrix& honest) {
  const Scalar two = Scalar::FromUint64(2);
  const Scalar half = two.Inverse().value();
  SparseMatrix matrix = honest;
  SparseMatrix inverse = honest;
  matrix[kOne][0].second = inverse[kOther][0].second = two;
  matrix[kOther][0].second = inverse[kOne][0].second = half;
  return {matrix, matrix, inverse};
}

CheatingMixer Blended(const SparseMatrix& honest, bool forge_last_link) {
  SparseMatrix matrix = honest;
  SparseMatrix inverse = honest;
  Blend(matrix, inverse);
  return {matrix, matrix, inverse, forge_last_link};
}

Rows Equations() {
  return {Forged("mix_against_equation_3", Scaled),
          Forged("mix_against_equation_4",
                 [](const SparseMatrix& honest) { return Blended(honest, false); }),
          Forged("mix_against_equation_5",
                 [](const SparseMatrix& honest) {
                   SparseMatrix other = honest;
                   std::swap(other[kOne], other[kOther]);
                   return CheatingMixer{other, honest, honest};
                 }),
          Forged("mix_against_equation_6_a_ballot_doubled",
                 [](const SparseMatrix& honest) {
                   SparseMatrix doubled = honest;
                   doubled[kOne] = doubled[kOther];
                   return CheatingMixer{honest, honest, doubled};
                 }),
          Forged("mix_against_equation_6_a_ballot_emptied",
                 [](const SparseMatrix& honest) {
                   SparseMatrix dropped = honest;
                   dropped[kOne].clear();
                   return CheatingMixer{honest, honest, dropped};
                 }),
          Forged("mix_against_equation_6_of_a",
                 [](const SparseMatrix& honest) {
                   return CheatingMixer{honest, honest, honest, false, crypto::Point::Base()};
                 }),
          Forged("mix_against_equation_6_of_b",
                 [](const SparseMatrix& honest) {
                   return CheatingMixer{honest, honest, honest, false, {}, crypto::Point::Base()};
                 }),
          Forged("mix_against_equation_7",
                 [](const SparseMatrix& honest) { return Blended(honest, true); })};
}

Rows Files() {
  // After magic, N, k: two columns of 15, c, c-hat, t-hat; then t1 to t4_1; then the scalars.
  constexpr std::size_t kPoints = 24 + 32 * (2 + 3) * 15;
  constexpr std::size_t kScalars = kPoints + 32 * 5;
  return {Changed("mix_with_a_long_scalar",
                  [](crypto::Bytes& file) {
                    AddOrder(std::span(file).subspan(kScalars, Scalar::kSize));
                  }),
          Changed("mix_with_a_long_scalar_of_a_ballot",
                  [](crypto::Bytes& file) { AddOrder(std::span(file).last(Scalar::kSize)); }),
          Changed("mix_with_an_output_that_is_no_point",
                  [](crypto::Bytes& file) { file[24 + 31] ^= 0x80; }),
          Changed("mix_with_a_commitment_that_is_no_point",
                  [](crypto::Bytes& file) { file[kPoints] ^= 1; }),
          Changed("mix_of_another_n", [](crypto::Bytes& file) { ++file[8]; }),
          Changed("mix_of_another_k", [](crypto::Bytes& file) { ++file[16]; }),
          Changed("mix_of_another_magic", [](crypto::Bytes& file) { file[7] = '2'; }),
          Changed("mix_of_zeros",
                  [](crypto::Bytes& file) { std::fill(file.begin() + 24, file.end(), 0); })};
}

// Honest proofs of something else.
Rows Statements() {
  return {
      CountedWith("mix_made_on_a_fork", Many,
                  [](const auto& election, ElectionRun& run) {
                    crypto::Hash256 fork = run.closing_hash();
                    fork[0] ^= 1;
                    run.AnnounceWrong(
                        MixFile(election, run, 1,
                                election.Mix(fork, kFirstContest, 0, 1, run.current()).file));
                  }),
      CountedWith("mix_made_for_another_place", Many,
                  [](const auto& election, ElectionRun& run) {
                    run.AnnounceWrong(MixFile(
                        election, run, 1,
                        election.Mix(run.closing_hash(), kFirstContest, 3, 1, run.current()).file));
                  }),
      CountedWith("mix_made_for_another_contest", Many,
                  [](const auto& election, ElectionRun& run) {
                    run.AnnounceWrong(MixFile(
                        election, run, 1,
                        election.Mix(run.closing_hash(), ContestId{1}, 0, 1, run.current()).file));
                  }),
      CountedWith("mix_of_ballots_that_were_swapped_before", Many,
                  [](const auto& election, ElectionRun& run) {
                    crypto::CiphertextList input = run.current();
                    std::swap(input.b[0][kOne], input.b[0][kOther]);
                    run.AnnounceWrong(
                        MixFile(election, run, 1,
                                election.Mix(run.closing_hash(), kFirstContest, 0, 1, input).file));
                  }),
      // The second mixer goes back to what the first one was given.
      CountedWith("mix_of_the_selection_again", Many, [](const auto& election, ElectionRun& run) {
        const crypto::CiphertextList selected = run.current();
        const std::uint64_t first = run.MixBy(2);
        run.AnnounceWrong(
            MixFile(election, run, 1,
                    election.Mix(run.closing_hash(), kFirstContest, first, 1, selected).file));
      })};
}

}  // namespace

Rows MixRows() {
  Rows rows = Equations();
  for (const Rows& more : {Files(), Statements()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
