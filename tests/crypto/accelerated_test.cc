#include <functional>

#include "crypto/accelerated_decryption.h"
#include "crypto/accelerated_shuffle.h"
#include "crypto/decaf_point.h"
#include "crypto/permutation.h"
#include "crypto/pippenger.h"
#include "crypto/rfc9496_vectors.h"
#include "crypto/shared_scalars.h"
#include "crypto/shuffle_support.h"
#include "crypto/support.h"
#include "support/cheating_mixer.h"

namespace urna::crypto {
namespace {

using Encoding = std::array<std::uint8_t, 32>;

// --- libdecaf computes in the group that libsodium computes in ---

RC_GTEST_PROP(DecafPoint, IsTheSameGroup, (const Point& p, const Point& q, const Scalar& s)) {
  const DecafPoint dp = DecafPoint::Decode(p).value();
  const DecafPoint dq = DecafPoint::Decode(q).value();
  RC_ASSERT(dp.Encode() == p);
  RC_ASSERT(dp.IsIdentity() == p.IsIdentity());
  DecafPoint sum = dp;
  sum += dq;
  RC_ASSERT(sum.Encode() == p + q);
  DecafPoint difference = dp;
  difference -= dq;
  RC_ASSERT(difference.Encode() == p - q);
  DecafPoint twice = dp;
  twice.Double();
  RC_ASSERT(twice.Encode() == p + p);
  RC_ASSERT((FixedBaseTable(dp) * s).Encode() == s * p);
}

TEST(DecafPoint, HashesAsTheRfcDoes) {
  for (const HashedLabel& vector : kHashedLabels) {
    const Hash512 hash = Sha512(AsBytes(vector.label));
    EXPECT_EQ(ToHex(DecafPoint::FromHash(hash).Encode().bytes()), vector.element);
  }
  for (const char* input : kInputsOfOneElement) {
    EXPECT_EQ(ToHex(DecafPoint::FromHash(HexArray<64>(input)).Encode().bytes()), kOneElement);
  }
}

TEST(DecafPoint, HasTheSameGenerators) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    EXPECT_EQ(DecafGenerator(i).Encode(), Generator(i));
  }
}

TEST(DecafPoint, EncodesTheMultiplesOfTheRfc) {
  const FixedBaseTable base(DecafPoint::Decode(Point::Base()).value());
  std::uint64_t multiple = 0;
  for (const char* encoding : kMultiplesOfTheBase) {
    EXPECT_EQ(ToHex((base * S(multiple++)).Encode().bytes()), encoding);
  }
}

// What one takes and another refuses would be a ballot that counts here and not there.
void ExpectOneVerdict(const Encoding& bytes) {
  const auto reference = Point::Parse(bytes);
  const Point unverified = Point::FromVerified(bytes);
  const auto decoded = DecafPoint::Decode(unverified);
  EXPECT_EQ(decoded.has_value(), reference.ok()) << ToHex(bytes);
  AffinePoint affine;
  EXPECT_EQ(AffinePoint::Decode({&unverified, 1}, {&affine, 1}), reference.ok()) << ToHex(bytes);
  if (!decoded || !reference.ok()) return;
  EXPECT_EQ(decoded->Encode().bytes(), bytes);
  EXPECT_EQ(decoded->IsIdentity(), reference->IsIdentity());
  PublicPoint point;
  EXPECT_EQ((point += affine).Encode().bytes(), bytes);
}

TEST(DecafPoint, DecodesWhatTheRfcAllowsAndRefusesWhatItForbids) {
  for (const char* encoding : kInvalidEncodings) {
    EXPECT_FALSE(Point::Parse(HexArray<32>(encoding)).ok()) << encoding;
    ExpectOneVerdict(HexArray<32>(encoding));
  }
  for (const char* encoding : kMultiplesOfTheBase) {
    EXPECT_TRUE(Point::Parse(HexArray<32>(encoding)).ok()) << encoding;
    ExpectOneVerdict(HexArray<32>(encoding));
  }
}

// Around the prime 2^255 - 19 and its multiple, in either half of the range, with and without the
// top bit; one bit or one byte alone; all of which random bytes never come near.
TEST(DecafPoint, AgreesOnEncodingsAtTheEdges) {
  for (int low = 0; low < 256; ++low) {
    for (const std::uint8_t middle : {0x00, 0xff}) {
      for (const std::uint8_t high : {0x00, 0x01, 0x3f, 0x40, 0x7f, 0x80, 0x81, 0xff}) {
        Encoding bytes = Filled<32>(middle);
        bytes[0] = static_cast<std::uint8_t>(low);
        bytes[31] = high;
        ExpectOneVerdict(bytes);
      }
    }
  }
  for (std::size_t bit = 0; bit < 256; ++bit) {
    ExpectOneVerdict(WithBitFlipped(Filled<32>(0), bit));
    ExpectOneVerdict(WithBitFlipped(Filled<32>(0xff), bit));
    ExpectOneVerdict(WithBitFlipped(Point::Base().bytes(), bit));
  }
}

RC_GTEST_PROP(DecafPoint, AgreesOnAnyBytesAndAnyChangeOfAGoodEncoding, (const Point& p)) {
  ExpectOneVerdict(*rc::gen::container<Encoding>(rc::gen::inRange<std::uint8_t>(0, 255)));
  ExpectOneVerdict(WithBitFlipped(p.bytes(), *rc::gen::inRange<std::size_t>(0, 256)));
  // The negative of the field element: even where this one is odd.
  ExpectOneVerdict((-p).bytes());
}

RC_GTEST_PROP(PippengerSum, IsTheSumOfProducts, (std::vector<Scalar> scalars)) {
  if (scalars.size() > 20) scalars.resize(20);
  std::vector<Point> points(scalars.size());
  std::vector<DecafPoint> decoded(scalars.size());
  std::vector<AffinePoint> affine(scalars.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = i % 7 == 6 ? Point() : P(3 * i + 1);
    decoded[i] = DecafPoint::Decode(points[i]).value();
  }
  RC_ASSERT(AffinePoint::Decode(points, affine));
  const Point expected = MultiScalarMultiply(scalars, points);
  RC_ASSERT(PippengerSum(scalars, decoded).Encode() == expected);
  RC_ASSERT(PippengerSum(scalars, affine).Encode() == expected);
  RC_ASSERT(PippengerSum(scalars, points, 253, 3).value().Encode() == expected);
}

// The first size of every window width, up to blocks of full size.
std::vector<std::size_t> SizesWhereTheWindowChanges() {
  std::vector<std::size_t> sizes = {1};
  for (std::size_t n = 2; n <= kPippengerBlock; ++n) {
    if (PippengerWindow(n) == PippengerWindow(n - 1)) continue;
    EXPECT_EQ(PippengerWindow(n), PippengerWindow(n - 1) + 1) << "none is left out";
    sizes.push_back(n);
  }
  sizes.push_back(kPippengerBlock);
  return sizes;
}

// Two points in turn, and scalars whose digits all carry, of all bits and of half as many.
TEST(PippengerSum, HoldsForEveryWindow) {
  const std::array<Point, 2> points = {P(5), P(7)};
  const std::array<DecafPoint, 2> decaf = {DecafPoint::Decode(points[0]).value(),
                                           DecafPoint::Decode(points[1]).value()};
  std::array<AffinePoint, 2> affine;
  ASSERT_TRUE(AffinePoint::Decode(points, affine));
  const Scalar ones = Scalar::From128(Filled<16>(0xff));
  for (const std::size_t n : SizesWhereTheWindowChanges()) {
    std::vector<DecafPoint> decaf_points;
    std::vector<AffinePoint> affine_points;
    for (std::size_t i = 0; i < n; ++i) {
      decaf_points.push_back(decaf[i % 2]);
      affine_points.push_back(affine[i % 2]);
    }
    for (const int bits : {253, 128}) {
      std::vector<Scalar> scalars(n);
      for (Scalar& s : scalars) s = bits == 128 ? Scalar::Random128() : Scalar::Random();
      const std::array<Scalar, 4> extreme = {bits == 128 ? ones : -S(1), S(0), S(1), ones};
      std::copy_n(extreme.begin(), std::min(n, extreme.size()), scalars.begin());
      std::array<Scalar, 2> sums;
      for (std::size_t i = 0; i < n; ++i) sums[i % 2] += scalars[i];
      const Point expected = sums[0] * points[0] + sums[1] * points[1];
      EXPECT_EQ(PippengerSum(scalars, decaf_points, bits).Encode(), expected) << n << " " << bits;
      EXPECT_EQ(PippengerSum(scalars, affine_points, bits).Encode(), expected) << n << " " << bits;
    }
  }
}

TEST(PippengerSum, TakesShortScalars) {
  std::vector<Scalar> scalars(500);
  for (Scalar& s : scalars) s = Scalar::Random128();
  scalars[0] = Scalar::From128(Filled<16>(0xff));
  const std::vector<Point> points = Generators(scalars.size());
  const Point expected = MultiScalarMultiply(scalars, points);
  for (int threads : {1, 2, 5}) {
    EXPECT_EQ(PippengerSum(scalars, points, 128, threads).value().Encode(), expected);
  }
}

// --- The two verifiers agree ---

// Both verdicts, which must be one.
bool Accepted(const ShuffleStatement& statement, const CiphertextList& input, const Mix& mix) {
  const absl::Status reference = VerifyShuffle(statement, input, mix);
  EXPECT_EQ(PassesFoldedEquations(statement, input, mix, 2), reference.ok());
  EXPECT_EQ(VerifyShuffleFast(statement, input, mix), reference);
  return reference.ok();
}

TEST(AcceleratedShuffle, BothEnginesTakeTheMixesOfBoth) {
  for (const auto& [n, k] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 1}, {3, 16}, {70, 2}}) {
    for (Shuffler shuffler : {Shuffle, ShuffleFast}) {
      const Mixed m(n, k, 2, shuffler);
      EXPECT_TRUE(Accepted(m.statement, m.input, m.mix)) << n << " " << k;
      EXPECT_EQ(m.Messages(m.mix.output), m.Messages(m.input));
    }
  }
}

TEST(AcceleratedShuffle, SpansSeveralBlocksAndThreads) {
  const std::vector<Point> keys = RandomPoints(1);
  const ShuffleStatement statement = StatementOf(keys);
  CiphertextList input(2100, 1);  // above the mixer's block
  for (std::size_t i = 0; i < input.size(); ++i) {
    input.a[i] = Point::Random();
    input.b[0][i] = Point::Random();
  }
  std::vector<double> seen;
  Mix mix = ShuffleFast(statement, input, 1, [&](double done) { seen.push_back(done); });
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_DOUBLE_EQ(seen.back(), 1.0);
  EXPECT_TRUE(PassesFoldedEquations(statement, input, mix, 3));
  mix.proof.t_hat[2099] += Point::Base();
  EXPECT_FALSE(PassesFoldedEquations(statement, input, mix, 3));
}

TEST(AcceleratedShuffle, MixesAreFreshEveryTime) {
  const Mixed m(4, 1);
  const Mix first = ShuffleFast(m.statement, m.input);
  const Mix second = ShuffleFast(m.statement, m.input);
  for (const Point& a : first.output.a) {
    EXPECT_EQ(std::count(second.output.a.begin(), second.output.a.end(), a), 0);
    EXPECT_EQ(std::count(m.input.a.begin(), m.input.a.end(), a), 0);
  }
  EXPECT_NE(first.proof.t1, second.proof.t1);
  EXPECT_NE(first.proof.t3, second.proof.t3);
}

// One change to anything in input or mix: the verdicts stay equal.
RC_GTEST_PROP(AcceleratedShuffle, AgreesOnAnyChange, ()) {
  static const Mixed m(5, 2);
  CiphertextList input = m.input;
  Mix mix = m.mix;
  ShuffleProof& proof = mix.proof;
  const auto i = *rc::gen::inRange<std::size_t>(0, 5);
  std::vector<Point*> points = {
      &input.a[i],         &input.b[0][i], &input.b[1][i],  &mix.output.a[i], &mix.output.b[0][i],
      &mix.output.b[1][i], &proof.c[i],    &proof.c_hat[i], &proof.t_hat[i],  &proof.t1,
      &proof.t2,           &proof.t3,      &proof.t4[0],    &proof.t4[1],     &proof.t4[2]};
  std::vector<Scalar*> scalars = {&proof.s1, &proof.s2,       &proof.s3,
                                  &proof.s4, &proof.s_hat[i], &proof.s_prime[i]};
  const auto which = *rc::gen::inRange<std::size_t>(0, points.size() + scalars.size());
  if (which < points.size()) {
    const Point change = *rc::gen::arbitrary<Point>();
    *points[which] += change;
    RC_ASSERT(Accepted(m.statement, input, mix) == change.IsIdentity());
  } else {
    const Scalar change = *rc::gen::arbitrary<Scalar>();
    *scalars[which - points.size()] += change;
    RC_ASSERT(Accepted(m.statement, input, mix) == (change == Scalar()));
  }
}

TEST(AcceleratedShuffle, AgreesOnWrongShapesAndStatements) {
  const Mixed m(4, 2);
  Mix mix = m.mix;
  mix.proof.s_hat.pop_back();
  EXPECT_FALSE(Accepted(m.statement, m.input, mix));
  EXPECT_FALSE(Accepted(m.statement, CiphertextList(0, 2), m.mix));
  ShuffleStatement other = m.statement;
  other.context = "contest:7/mix:2";
  EXPECT_FALSE(Accepted(other, m.input, m.mix));
  other = m.statement;
  std::swap(other.keys[0], other.keys[1]);
  EXPECT_FALSE(Accepted(other, m.input, m.mix));
}

// Cheats that a single equation catches, so that each has to be in the fold with a weight of its
// own.
TEST(AcceleratedShuffle, CatchesACheatOfEveryEquation) {
  const ShuffleStatement statement = StatementOf(RandomPoints(2));
  const CiphertextList input = RandomCiphertexts(6, statement.keys);
  const std::vector<std::size_t> psi = {3, 1, 0, 5, 2, 4};
  const SparseMatrix honest = PermutationMatrix(psi);
  const Scalar half = S(2).Inverse().value();
  const Scalar third = S(3).Inverse().value();
  EXPECT_TRUE(
      Accepted(statement, input, CheatingMixer{honest, honest, honest}.Run(statement, input)));

  SparseMatrix diagonal = honest;
  SparseMatrix diagonal_inverse = honest;
  diagonal[0][0].second = diagonal_inverse[1][0].second = S(2);
  diagonal[1][0].second = diagonal_inverse[0][0].second = half;
  SparseMatrix mixing = honest;
  SparseMatrix mixing_inverse = honest;
  mixing[0] = {{psi[0], S(2)}, {psi[1], -S(1)}};
  mixing[1] = {{psi[0], -S(1)}, {psi[1], S(2)}};
  mixing_inverse[0] = {{psi[0], S(2) * third}, {psi[1], third}};
  mixing_inverse[1] = {{psi[0], third}, {psi[1], S(2) * third}};
  SparseMatrix swapped = honest;
  std::swap(swapped[0], swapped[1]);
  SparseMatrix doubled = honest;
  doubled[0] = doubled[1];
  const std::vector<std::pair<int, CheatingMixer>> cheats = {
      {3, {diagonal, diagonal, diagonal_inverse}},
      {4, {mixing, mixing, mixing_inverse}},
      {5, {swapped, honest, honest}},
      {6, {honest, honest, doubled}},
      {7, {mixing, mixing, mixing_inverse, true}}};
  for (const auto& [equation, cheat] : cheats) {
    const Mix mix = cheat.Run(statement, input);
    std::vector<int> failed;
    EXPECT_FALSE(VerifyShuffle(statement, input, mix, 1, &failed).ok());
    EXPECT_THAT(failed, testing::ElementsAre(equation));
    EXPECT_FALSE(Accepted(statement, input, mix)) << equation;
  }
}

// Errors in two equations, or in two links of the chain, that would cancel if the weights were
// equal.
TEST(AcceleratedShuffle, WeighsEveryEquationByItself) {
  const Mixed m(5, 1);
  const auto refused = [&](const std::function<void(ShuffleProof&)>& change) {
    Mix mix = m.mix;
    change(mix.proof);
    return !Accepted(m.statement, m.input, mix);
  };
  EXPECT_TRUE(refused([](ShuffleProof& p) { p.s1 += S(1), p.s2 += -S(1); }));
  EXPECT_TRUE(refused([](ShuffleProof& p) { p.s2 += S(1), p.s3 += -S(1); }));
  EXPECT_TRUE(refused([](ShuffleProof& p) { p.s3 += S(1), p.s4 += S(1); }));
  EXPECT_TRUE(refused([](ShuffleProof& p) { p.s1 += S(1), p.s_hat[0] += -S(1); }));
  EXPECT_TRUE(refused([](ShuffleProof& p) { p.s_hat[0] += S(1), p.s_hat[4] += -S(1); }));
}

// --- Files: read and verified at once, or one after the other ---

// Of the reference: what Parse says, else what the verifier says.
absl::Status ReferenceStatus(const Mixed& m, ByteView file) {
  const auto mix = Mix::Parse(file, m.input.size(), m.input.width());
  return mix.ok() ? VerifyShuffle(m.statement, m.input, *mix) : mix.status();
}

TEST(AcceleratedShuffle, ReadsWhatTheReferenceReads) {
  const Mixed m(3, 2);
  const Bytes file = m.mix.Serialize();
  const auto read = ReadMixFast(m.statement, m.input, file, 2);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->Serialize(), file);
  EXPECT_EQ(read->output, m.mix.output);
  // Nor is what it reads left to the reference.
  EXPECT_TRUE(
      PassesFoldedEquations(m.statement, m.input, Mix::ParseUndecoded(file, 3, 2).value(), 2));
  // Every point and scalar: no encoding at all, another element, a number out of range.
  for (std::size_t at = 24; at < file.size(); at += 32) {
    for (const Encoding& bytes : {Encoding{1}, P(5).bytes(), Filled<32>(0xff)}) {
      Bytes bad = file;
      std::copy(bytes.begin(), bytes.end(), bad.begin() + static_cast<std::ptrdiff_t>(at));
      const absl::Status expected = ReferenceStatus(m, bad);
      EXPECT_FALSE(expected.ok());
      EXPECT_EQ(ReadMixFast(m.statement, m.input, bad).status(), expected) << at;
    }
  }
  for (std::size_t size : {std::size_t{0}, std::size_t{24}, file.size() - 1}) {
    const ByteView cut = ByteView(file).first(size);
    EXPECT_EQ(ReadMixFast(m.statement, m.input, cut).status(), ReferenceStatus(m, cut));
  }
}

TEST(AcceleratedDecryption, ReadsWhatTheReferenceReads) {
  std::vector<Scalar> shares(2);
  Scalar::Fill(shares);
  const DecryptionStatement statement = {
      Filled<32>(1), "contest:7/decrypt", 2, {BaseMultiply(shares[0]), BaseMultiply(shares[1])}};
  const std::vector<Point> a = RandomPoints(3);
  const Bytes file = DecryptPartially(statement, shares, a).Serialize();
  const auto reference = [&](ByteView bytes) {
    const auto partial = PartialDecryption::Parse(bytes, 2, a.size(), 2);
    return partial.ok() ? VerifyPartialDecryption(statement, a, *partial) : partial.status();
  };
  ASSERT_TRUE(reference(file).ok());
  EXPECT_EQ(ReadPartialDecryptionFast(statement, a, file, 2)->Serialize(), file);
  // Nor is what it reads left to the reference.
  EXPECT_TRUE(HoldsByBuckets(statement, a,
                             PartialDecryption::ParseUndecoded(file, 2, a.size(), 2).value(), 2));
  for (std::size_t at = 0; at < file.size(); at += 32) {
    for (const Encoding& bytes : {Encoding{1}, P(5).bytes(), Filled<32>(0xff)}) {
      Bytes bad = file;
      std::copy(bytes.begin(), bytes.end(), bad.begin() + static_cast<std::ptrdiff_t>(at));
      EXPECT_FALSE(reference(bad).ok());
      EXPECT_EQ(ReadPartialDecryptionFast(statement, a, bad).status(), reference(bad)) << at;
    }
  }
  const ByteView cut = ByteView(file).first(file.size() - 1);
  EXPECT_EQ(ReadPartialDecryptionFast(statement, a, cut).status(), reference(cut));
}

TEST(AcceleratedDecryption, AgreesWithTheReference) {
  std::vector<Scalar> shares(2);
  Scalar::Fill(shares);
  const DecryptionStatement statement = {
      Filled<32>(1), "contest:7/decrypt", 2, {BaseMultiply(shares[0]), BaseMultiply(shares[1])}};
  const std::vector<Point> a = RandomPoints(150);
  const PartialDecryption honest = DecryptPartially(statement, shares, a);
  const PartialDecryption fast = DecryptPartiallyFast(statement, shares, a, 2);
  EXPECT_EQ(fast.d, honest.d);
  EXPECT_EQ(fast.trustee, 2U);
  EXPECT_NE(fast.t, honest.t);  // fresh every time
  const auto verdict = [&](const PartialDecryption& partial) {
    const absl::Status reference = VerifyPartialDecryption(statement, a, partial);
    EXPECT_EQ(VerifyPartialDecryptionFast(statement, a, partial, 2), reference);
    EXPECT_EQ(HoldsByBuckets(statement, a, partial, 2), reference.ok());
    return reference.ok();
  };
  EXPECT_TRUE(verdict(honest));
  EXPECT_TRUE(verdict(fast));
  PartialDecryption bad = honest;
  bad.d[1][149] += Point::Base();
  EXPECT_FALSE(verdict(bad));
  bad = honest;
  bad.s[0] += S(1);
  EXPECT_FALSE(verdict(bad));
  bad = honest;
  bad.u[1] += Point::Base();
  EXPECT_FALSE(verdict(bad));
  bad = honest;
  bad.d[0].pop_back();
  EXPECT_FALSE(verdict(bad));
  bad = honest;
  bad.trustee = 1;
  EXPECT_FALSE(verdict(bad));
}

TEST(AcceleratedDecryption, CombinesToTheSamePoints) {
  const CiphertextList ciphertexts = RandomCiphertexts(70, RandomPoints(2));
  std::vector<PartialDecryption> partials;
  for (std::uint32_t m : {9U, 2U, 5U, 1U}) {
    partials.push_back({m, {RandomPoints(70), RandomPoints(70)}, {}, {}, {}});
  }
  for (std::uint32_t threshold = 1; threshold <= 4; ++threshold) {
    const auto expected = CombineDecryptions(ciphertexts, partials, threshold).value();
    EXPECT_EQ(CombineDecryptionsFast(ciphertexts, partials, threshold, 2).value(), expected);
    EXPECT_EQ(CombineDecoded(ciphertexts, std::span(partials).first(threshold), 2), expected);
  }
  EXPECT_FALSE(CombineDecryptionsFast(ciphertexts, partials, 5).ok());
  partials[1].trustee = 9;
  EXPECT_FALSE(CombineDecryptionsFast(ciphertexts, partials, 4).ok());
}

RC_GTEST_PROP(SharedScalars, SumAsTheReferenceDoes, (std::vector<Scalar> scalars)) {
  if (scalars.size() > 9) scalars.resize(9);
  // Small ones of either sign.
  for (std::size_t i = 0; i < scalars.size(); i += 3) {
    scalars[i] = S(i);
    if (i + 1 < scalars.size()) scalars[i + 1] = -S(i);
  }
  const SharedScalars shared(scalars);
  std::vector<Point> points(scalars.size());
  std::vector<PublicPoint> decoded(scalars.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = *rc::gen::arbitrary<Point>();
    AffinePoint affine;
    RC_ASSERT(AffinePoint::Decode({&points[i], 1}, {&affine, 1}));
    decoded[i] += affine;
  }
  RC_ASSERT(shared.Sum(decoded).Encode() == MultiScalarMultiply(scalars, points));
}

}  // namespace
}  // namespace urna::crypto
