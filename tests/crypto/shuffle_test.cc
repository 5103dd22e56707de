#include "crypto/shuffle.h"

#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "absl/status/status.h"
#include "crypto/permutation.h"
#include "crypto/shuffle_support.h"
#include "crypto/shuffle_transcript.h"
#include "crypto/support.h"
#include "crypto/transcript.h"
#include "support/cheating_mixer.h"

namespace urna::crypto {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<int> Failed(const ShuffleStatement& statement, const CiphertextList& input,
                        const Mix& mix, int threads = 1) {
  std::vector<int> failed = {-1};
  const absl::Status status = VerifyShuffle(statement, input, mix, threads, &failed);
  EXPECT_EQ(status.ok(), failed.empty());
  EXPECT_EQ(VerifyShuffle(statement, input, mix, threads).ok(), status.ok());
  return failed;
}

TEST(Shuffle, ProvesAnyNumberAndWidth) {
  for (const auto& [n, k] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 1}, {3, 16}, {70, 2}}) {
    const Mixed m(n, k, 2);
    EXPECT_THAT(Failed(m.statement, m.input, m.mix, 2), IsEmpty()) << n << " " << k;
    EXPECT_EQ(m.Messages(m.mix.output), m.Messages(m.input));
  }
}

TEST(Shuffle, ChangesEveryCiphertext) {
  const Mixed m(20, 2);
  std::set<Point> before(m.input.a.begin(), m.input.a.end());
  for (const Point& a : m.mix.output.a) EXPECT_FALSE(before.contains(a));
}

TEST(Shuffle, ChainsToAnotherMix) {
  const Mixed m(5, 2);
  ShuffleStatement second = m.statement;
  second.context = "contest:7/mix:2";
  const Mix mix = Shuffle(second, m.mix.output);
  EXPECT_THAT(Failed(second, m.mix.output, mix), IsEmpty());
  EXPECT_EQ(m.Messages(mix.output), m.Messages(m.input));
}

TEST(Shuffle, VerifiesEquallyWithAnyThreads) {
  Mixed m(200, 1, 3);
  for (int threads : {1, 2, 7})
    EXPECT_THAT(Failed(m.statement, m.input, m.mix, threads), IsEmpty());
  m.mix.proof.t_hat[150] += Point::Base();
  m.mix.proof.s_hat[3] += S(1);
  for (int threads : {1, 2, 7}) EXPECT_FALSE(Failed(m.statement, m.input, m.mix, threads).empty());
}

TEST(Shuffle, ReportsProgressThatGrowsToOne) {
  const Mixed m(3, 2);
  std::vector<double> seen;
  Shuffle(m.statement, m.input, 2, [&](double done) { seen.push_back(done); });
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_DOUBLE_EQ(seen.back(), 1.0);
}

// Each of the 6 orders of 3 is as likely: over 3000 draws each misses 500 by more than 150 (7
// standard deviations) with a chance below 2^-40.
TEST(RandomPermutation, IsUniform) {
  std::map<std::vector<std::uint32_t>, int> counts;
  for (int i = 0; i < 3000; ++i) {
    const auto psi = RandomPermutation(3);
    ++counts[{psi.begin(), psi.end()}];
  }
  EXPECT_EQ(counts.size(), 6U);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 500, 150);
}

// The equations of section 11.3 written out once more over the transcripts of 11.2, for N = 2.
TEST(Shuffle, FollowsTheTranscriptsOfSection11) {
  const Mixed m(2, 2);
  const ShuffleProof& p = m.mix.proof;
  const CiphertextList& in = m.input;
  const CiphertextList& out = m.mix.output;
  Transcript first("shuffle-1", m.statement.closing_hash);
  first.Frame("contest:7/mix:1").U64(2).U64(2).Add(std::span<const Point>(m.statement.keys));
  for (const auto* column : {&in.a, &in.b[0], &in.b[1], &out.a, &out.b[0], &out.b[1], &p.c}) {
    first.Add(std::span<const Point>(*column));
  }
  const Hash512 seed = first.Digest();
  const Scalar u1 = VectorChallenge("shuffle-u", seed, 1);
  const Scalar u2 = VectorChallenge("shuffle-u", seed, 2);
  Transcript second("shuffle-2", m.statement.closing_hash);
  second.Frame(seed).Add(std::span<const Point>(p.c_hat)).Add(std::span<const Point>(p.t_hat));
  second.Add(p.t1).Add(p.t2).Add(p.t3).Add(std::span<const Point>(p.t4));
  const Scalar c = second.Challenge();
  const Point h = Generator(0);
  const Point h1 = Generator(1);
  const Point h2 = Generator(2);
  EXPECT_EQ(BaseMultiply(p.s1), p.t1 + c * (p.c[0] + p.c[1] - h1 - h2));
  EXPECT_EQ(BaseMultiply(p.s2), p.t2 + c * (p.c_hat[1] - u1 * u2 * h));
  EXPECT_EQ(BaseMultiply(p.s3) + p.s_prime[0] * h1 + p.s_prime[1] * h2,
            p.t3 + c * (u1 * p.c[0] + u2 * p.c[1]));
  EXPECT_EQ(-p.s4 * Point::Base() + p.s_prime[0] * out.a[0] + p.s_prime[1] * out.a[1],
            p.t4[0] + c * (u1 * in.a[0] + u2 * in.a[1]));
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_EQ(-p.s4 * m.statement.keys[l] + p.s_prime[0] * out.b[l][0] + p.s_prime[1] * out.b[l][1],
              p.t4[l + 1] + c * (u1 * in.b[l][0] + u2 * in.b[l][1]));
  }
  EXPECT_EQ(BaseMultiply(p.s_hat[0]) + p.s_prime[0] * h, p.t_hat[0] + c * p.c_hat[0]);
  EXPECT_EQ(BaseMultiply(p.s_hat[1]) + p.s_prime[1] * p.c_hat[0], p.t_hat[1] + c * p.c_hat[1]);
}

// --- Tampering ---

class Tampering : public testing::Test {
 protected:
  static const Mixed& M() {
    static const Mixed mixed(7, 2);
    return mixed;
  }
  static std::vector<int> After(const std::function<void(CiphertextList&, Mix&)>& change) {
    CiphertextList input = M().input;
    Mix mix = M().mix;
    change(input, mix);
    return Failed(M().statement, input, mix);
  }
};

TEST_F(Tampering, WithAnyPointOfInputOrOutputIsRefused) {
  for (std::size_t i : {0U, 3U, 6U}) {
    EXPECT_FALSE(After([&](auto&, Mix& m) { m.output.a[i] += Point::Base(); }).empty());
    EXPECT_FALSE(After([&](CiphertextList& in, Mix&) { in.a[i] += Point::Base(); }).empty());
    for (std::size_t l = 0; l < 2; ++l) {
      EXPECT_FALSE(After([&](auto&, Mix& m) { m.output.b[l][i] += Point::Base(); }).empty());
      EXPECT_FALSE(After([&](CiphertextList& in, Mix&) { in.b[l][i] += Point::Base(); }).empty());
    }
  }
}

TEST_F(Tampering, WithTheOrderOrTheBallotsIsRefused) {
  EXPECT_FALSE(After([](auto&, Mix& m) {
                 const Ciphertext first = m.output.Get(0);
                 m.output.Set(0, m.output.Get(1));
                 m.output.Set(1, first);
               }).empty())
      << "two outputs swapped";
  EXPECT_FALSE(After([](CiphertextList& in, Mix&) {
                 const Ciphertext first = in.Get(0);
                 in.Set(0, in.Get(1));
                 in.Set(1, first);
               }).empty())
      << "two inputs swapped";
  EXPECT_FALSE(After([](auto&, Mix& m) { m.output.Set(2, m.output.Get(3)); }).empty())
      << "an output doubled";
  EXPECT_FALSE(After([](auto&, Mix& m) {
                 m.output.Set(2, Encrypt(M().statement.keys, RandomPoints(2), Scalar::Random()));
               }).empty())
      << "an output replaced";
}

// What the proof holds outside its transcripts breaks exactly the equations that it is in.
TEST_F(Tampering, WithAResponseBreaksItsOwnEquations) {
  EXPECT_THAT(After([](auto&, Mix& m) { m.proof.s1 += S(1); }), ElementsAre(3));
  EXPECT_THAT(After([](auto&, Mix& m) { m.proof.s2 += S(1); }), ElementsAre(4));
  EXPECT_THAT(After([](auto&, Mix& m) { m.proof.s3 += S(1); }), ElementsAre(5));
  EXPECT_THAT(After([](auto&, Mix& m) { m.proof.s4 += S(1); }), ElementsAre(6));
  for (std::size_t i : {0U, 3U, 6U}) {
    EXPECT_THAT(After([&](auto&, Mix& m) { m.proof.s_hat[i] += S(1); }), ElementsAre(7));
    EXPECT_THAT(After([&](auto&, Mix& m) { m.proof.s_prime[i] += S(1); }), ElementsAre(5, 6, 7));
  }
}

TEST_F(Tampering, WithACommitmentIsRefused) {
  for (std::size_t i : {0U, 3U, 6U}) {
    EXPECT_FALSE(After([&](auto&, Mix& m) { m.proof.c[i] += Point::Base(); }).empty());
    EXPECT_FALSE(After([&](auto&, Mix& m) { m.proof.c_hat[i] += Point::Base(); }).empty());
    EXPECT_FALSE(After([&](auto&, Mix& m) { m.proof.t_hat[i] += Point::Base(); }).empty());
  }
  EXPECT_FALSE(After([](auto&, Mix& m) { m.proof.t1 += Point::Base(); }).empty());
  EXPECT_FALSE(After([](auto&, Mix& m) { m.proof.t2 += Point::Base(); }).empty());
  EXPECT_FALSE(After([](auto&, Mix& m) { m.proof.t3 += Point::Base(); }).empty());
  for (std::size_t l = 0; l < 3; ++l) {
    EXPECT_FALSE(After([&](auto&, Mix& m) { m.proof.t4[l] += Point::Base(); }).empty());
  }
}

TEST_F(Tampering, WithALengthFailsEquation1) {
  const std::vector<std::function<void(CiphertextList&, Mix&)>> changes = {
      [](auto&, Mix& m) { m.proof.c.pop_back(); },
      [](auto&, Mix& m) { m.proof.c_hat.push_back(Point()); },
      [](auto&, Mix& m) { m.proof.t_hat.pop_back(); },
      [](auto&, Mix& m) { m.proof.t4.pop_back(); },
      [](auto&, Mix& m) { m.proof.s_hat.pop_back(); },
      [](auto&, Mix& m) { m.proof.s_prime.pop_back(); },
      [](auto&, Mix& m) { m.output.a.pop_back(); },
      [](auto&, Mix& m) { m.output.b[1].pop_back(); },
      [](auto&, Mix& m) { m.output.b.pop_back(); },
      [](CiphertextList& in, Mix&) { in.a.pop_back(); },
      [](CiphertextList& in, Mix&) { in.b[0].pop_back(); },
      [](CiphertextList& in, Mix&) { in.b.pop_back(); },
      [](CiphertextList& in, Mix&) { in = CiphertextList(0, 2); },
      [](CiphertextList& in, Mix& m) {
        in = CiphertextList(0, 2);
        m = Mix{CiphertextList(0, 2), {}};
        m.proof.t4.resize(3);
      }};
  for (const auto& change : changes) EXPECT_THAT(After(change), ElementsAre(1));
}

TEST_F(Tampering, WithTheStatementIsRefused) {
  ShuffleStatement other = M().statement;
  other.closing_hash[0] ^= 1;
  EXPECT_FALSE(Failed(other, M().input, M().mix).empty());
  other = M().statement;
  other.context = "contest:7/mix:2";
  EXPECT_FALSE(Failed(other, M().input, M().mix).empty());
  other = M().statement;
  other.keys[0] += Point::Base();
  EXPECT_FALSE(Failed(other, M().input, M().mix).empty());
  other = M().statement;
  other.keys.pop_back();
  EXPECT_THAT(Failed(other, M().input, M().mix), ElementsAre(1));
}

// --- Cheating provers: every equation is needed ---

class CheatingProver : public testing::Test {
 protected:
  static constexpr std::size_t kBallots = 12;
  static constexpr std::size_t kOne = 3;
  static constexpr std::size_t kOther = 7;

  CheatingProver() : statement_(StatementOf(RandomPoints(2))) {
    input_ = RandomCiphertexts(kBallots, statement_.keys);
    const auto psi = RandomPermutation(kBallots);
    psi_.assign(psi.begin(), psi.end());
    honest_ = PermutationMatrix(psi_);
  }
  std::vector<int> FailedBy(const CheatingMixer& mixer) const {
    return Failed(statement_, input_, mixer.Run(statement_, input_));
  }

  ShuffleStatement statement_;
  CiphertextList input_;
  std::vector<std::size_t> psi_;
  SparseMatrix honest_;
  const Scalar two_ = S(2);
  const Scalar half_ = S(2).Inverse().value();
  const Scalar third_ = S(3).Inverse().value();
};

TEST_F(CheatingProver, WithATrueWitnessIsBelieved) {
  EXPECT_THAT(FailedBy({honest_, honest_, honest_}), IsEmpty());
}

// diag(2, 1/2) keeps the product of the u'; its row sums are not 1.
TEST_F(CheatingProver, IsCaughtByEquation3Alone) {
  SparseMatrix matrix = honest_;
  SparseMatrix inverse = honest_;
  matrix[kOne][0].second = inverse[kOther][0].second = two_;
  matrix[kOther][0].second = inverse[kOne][0].second = half_;
  EXPECT_THAT(FailedBy({matrix, matrix, inverse}), ElementsAre(3));
}

// [[2, -1], [-1, 2]] has row sums 1; the product of the u' is not kept.
TEST_F(CheatingProver, IsCaughtByEquation4Alone) {
  SparseMatrix matrix = honest_;
  SparseMatrix inverse = honest_;
  const std::size_t a = psi_[kOne];
  const std::size_t b = psi_[kOther];
  matrix[kOne] = {{a, two_}, {b, -S(1)}};
  matrix[kOther] = {{a, -S(1)}, {b, two_}};
  inverse[kOne] = {{a, two_ * third_}, {b, third_}};
  inverse[kOther] = {{a, third_}, {b, two_ * third_}};
  EXPECT_THAT(FailedBy({matrix, matrix, inverse}), ElementsAre(4));
}

// The same, with the end of the chain forged to please equation 4.
TEST_F(CheatingProver, IsCaughtByEquation7Alone) {
  SparseMatrix matrix = honest_;
  const std::size_t a = psi_[kOne];
  const std::size_t b = psi_[kOther];
  matrix[kOne] = {{a, two_}, {b, -S(1)}};
  matrix[kOther] = {{a, -S(1)}, {b, two_}};
  SparseMatrix inverse = honest_;
  inverse[kOne] = {{a, two_ * third_}, {b, third_}};
  inverse[kOther] = {{a, third_}, {b, two_ * third_}};
  EXPECT_THAT(FailedBy({matrix, matrix, inverse, true}), ElementsAre(7));
}

// The permutation in the commitment is not the one that was used.
TEST_F(CheatingProver, IsCaughtByEquation5Alone) {
  SparseMatrix other = honest_;
  std::swap(other[kOne], other[kOther]);
  EXPECT_THAT(FailedBy({other, honest_, honest_}), ElementsAre(5));
}

// The proof is of a permutation; the ballots are not.
TEST_F(CheatingProver, IsCaughtByEquation6Alone) {
  SparseMatrix doubled = honest_;
  doubled[kOne] = doubled[kOther];
  EXPECT_THAT(FailedBy({honest_, honest_, doubled}), ElementsAre(6)) << "a ballot doubled";
  SparseMatrix swapped = honest_;
  std::swap(swapped[kOne], swapped[kOther]);
  EXPECT_THAT(FailedBy({honest_, honest_, swapped}), ElementsAre(6)) << "another permutation";
  SparseMatrix scaled = honest_;
  scaled[kOne][0].second = two_;
  EXPECT_THAT(FailedBy({honest_, honest_, scaled}), ElementsAre(6)) << "a ballot scaled";
  SparseMatrix dropped = honest_;
  dropped[kOne].clear();
  EXPECT_THAT(FailedBy({honest_, honest_, dropped}), ElementsAre(6)) << "a ballot emptied";
}

// A ballot counted twice with a claim to match is no permutation.
TEST_F(CheatingProver, IsCaughtWithAMatchingNonPermutation) {
  SparseMatrix doubled = honest_;
  doubled[kOne] = doubled[kOther];
  EXPECT_FALSE(FailedBy({doubled, doubled, doubled}).empty());
}

// Honest proofs made for outputs that are changed before: the column sums do not hide them.
class CheatingOutput : public CheatingProver {
 protected:
  // An input that differs from the true one, mixed honestly, and verified against the true one.
  std::vector<int> FailedWithInput(const std::function<void(CiphertextList&)>& change) const {
    CiphertextList other = input_;
    change(other);
    return Failed(statement_, input_, Shuffle(statement_, other));
  }
};

TEST_F(CheatingOutput, IsRefused) {
  EXPECT_FALSE(FailedWithInput([&](CiphertextList& in) {
                 in.Set(kOne, Encrypt(statement_.keys, RandomPoints(2), Scalar::Random()));
               }).empty())
      << "a ballot replaced";
  EXPECT_FALSE(FailedWithInput([](CiphertextList& in) {
                 in.b[0][kOne] += Point::Base();
                 in.b[0][kOther] = in.b[0][kOther] - Point::Base();
               }).empty())
      << "shifted so that the sum stays";
  EXPECT_FALSE(FailedWithInput([](CiphertextList& in) {
                 std::swap(in.b[0][kOne], in.b[0][kOther]);
               }).empty())
      << "the columns of two ballots mixed";
}

// --- The file ---

TEST(MixFile, RoundTrips) {
  const Mixed m(5, 3);
  const Bytes file = m.mix.Serialize();
  EXPECT_EQ(file.size(), MixFileSize(5, 3));
  EXPECT_EQ(file.size(), 24U + 5 * 4 * 32 + 160 * 5 + 32 * (3 + 8));
  EXPECT_EQ(AsText(ByteView(file).first(8)), "URNAMIX1");
  const auto parsed = Mix::Parse(file, 5, 3);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->output, m.mix.output);
  EXPECT_EQ(parsed->Serialize(), file);
  EXPECT_THAT(Failed(m.statement, m.input, *parsed), IsEmpty());
}

TEST(MixFile, HasTheOrderOfSection114) {
  const Mixed m(2, 1);
  const ShuffleProof& p = m.mix.proof;
  Bytes expected;
  Append(expected, AsBytes("URNAMIX1"));
  AppendLe64(expected, 2);
  AppendLe64(expected, 1);
  for (const Point& point : {m.mix.output.a[0], m.mix.output.a[1], m.mix.output.b[0][0],
                             m.mix.output.b[0][1], p.c[0], p.c[1], p.c_hat[0], p.c_hat[1],
                             p.t_hat[0], p.t_hat[1], p.t1, p.t2, p.t3, p.t4[0], p.t4[1]}) {
    Append(expected, point.bytes());
  }
  for (const Scalar& s :
       {p.s1, p.s2, p.s3, p.s4, p.s_hat[0], p.s_hat[1], p.s_prime[0], p.s_prime[1]}) {
    Append(expected, s.bytes());
  }
  EXPECT_EQ(m.mix.Serialize(), expected);
}

TEST(MixFile, WithAnyBitFlippedIsRefused) {
  const Mixed m(3, 1);
  const Bytes file = m.mix.Serialize();
  rc::check("any bit", [&] {
    const auto bit = *rc::gen::inRange<std::size_t>(0, 8 * file.size());
    const auto parsed = Mix::Parse(WithBitFlipped(file, bit), 3, 1);
    const bool accepted = parsed.ok() && VerifyShuffle(m.statement, m.input, *parsed).ok();
    RC_ASSERT(!accepted);
  });
}

TEST(MixFile, IsOfItsInput) {
  const Mixed m(4, 1);
  const Bytes file = m.mix.Serialize();
  ASSERT_TRUE(Mix::Parse(file, 4, 1).ok());
  EXPECT_FALSE(Mix::Parse(file, 3, 1).ok());
  EXPECT_FALSE(Mix::Parse(file, 4, 2).ok());
  EXPECT_FALSE(Mix::Parse(file, 0, 1).ok());
  EXPECT_FALSE(Mix::Parse(file, 4, 0).ok());
  EXPECT_FALSE(Mix::Parse(file, ~std::size_t{0}, ~std::size_t{0}).ok());
  EXPECT_FALSE(Mix::Parse({}, 4, 1).ok());
  for (std::size_t size = 0; size < file.size(); size += 7) {
    EXPECT_FALSE(Mix::Parse(ByteView(file).first(size), 4, 1).ok());
  }
  // Files of one size whose counts differ from the input's.
  Bytes lying = file;
  lying[8] = 5;
  EXPECT_FALSE(Mix::Parse(lying, 4, 1).ok());
  lying = file;
  lying[16] = 2;
  EXPECT_FALSE(Mix::Parse(lying, 4, 1).ok());
}

TEST(MixFile, RefusesAnUnreducedScalarAndANonPoint) {
  const Mixed m(2, 1);
  const Bytes file = m.mix.Serialize();
  const std::array<std::uint8_t, 32> more = PlusOrder(m.mix.proof.s_prime[1].bytes());
  Bytes bad = file;
  std::copy(more.begin(), more.end(), bad.end() - 32);
  EXPECT_FALSE(Mix::Parse(bad, 2, 1).ok());
  bad = file;
  bad[24] ^= 1;  // a negative field element
  EXPECT_FALSE(Mix::Parse(bad, 2, 1).ok());
}

RC_GTEST_PROP(MixFile, ParsesAnyBytesWithoutHarm, (const Bytes& bytes)) {
  Bytes file = bytes;
  file.resize(MixFileSize(1, 1));
  const auto parsed = Mix::Parse(file, 1, 1);
  if (parsed.ok()) RC_ASSERT(parsed->Serialize() == file);
  RC_ASSERT(!Mix::Parse(bytes, 1, 1).ok());
}

}  // namespace
}  // namespace urna::crypto
