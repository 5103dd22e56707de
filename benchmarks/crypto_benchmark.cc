// What mixing, decrypting and auditing cost a ballot, stage by stage: the accelerated paths, on one
// thread, for ballots of one and of two points.
#include <benchmark/benchmark.h>

#include <map>
#include <vector>

#include "crypto/accelerated_decryption.h"
#include "crypto/accelerated_shuffle.h"
#include "crypto/check.h"
#include "crypto/decryption_transcript.h"
#include "crypto/shuffle_transcript.h"

namespace urna::crypto {
namespace {

constexpr std::size_t kBallots = 20000;
constexpr std::size_t kPayloads = 200;

// Mixed once and decrypted by two of three trustees, of whom the first and the last are at hand:
// their Lagrange coefficients are fractions.
struct Example {
  explicit Example(std::size_t k)
      : width(k), input(kBallots, k), shares(2, std::vector<Scalar>(k)) {
    for (std::vector<Scalar>& share : shares) Scalar::Fill(share);
    for (std::size_t l = 0; l < k; ++l) shuffle.keys.push_back(Point::Random());
    for (Point& point : input.a) point = Point::Random();
    for (std::vector<Point>& column : input.b) {
      for (Point& point : column) point = Point::Random();
    }
    shuffle.context = "contest:1/mix:1";
    mix = ShuffleFast(shuffle, input);
    mix_file = mix.Serialize();
    for (std::uint32_t m : {0U, 1U}) {
      decryptions.push_back({{}, "contest:1/decrypt", 2 * m + 1, {}});
      for (const Scalar& share : shares[m]) {
        decryptions[m].trustee_keys.push_back(BaseMultiply(share));
      }
      partials.push_back(Decrypt(m));
    }
    partial_file = partials[0].Serialize();
  }
  PartialDecryption Decrypt(std::uint32_t m) const {
    return DecryptPartiallyFast(decryptions[m], shares[m], mix.output.a);
  }
  // Made once.
  static const Example& Of(std::size_t k) {
    static auto& examples = *new std::map<std::size_t, Example>();
    return examples.try_emplace(k, k).first->second;
  }

  std::size_t width;
  CiphertextList input;
  std::vector<std::vector<Scalar>> shares;
  ShuffleStatement shuffle;
  Mix mix;
  Bytes mix_file;
  std::vector<DecryptionStatement> decryptions;
  std::vector<PartialDecryption> partials;
  Bytes partial_file;
};

// Runs `stage(example)`, which says whether all went well.
template <typename Stage>
void Measure(benchmark::State& state, const Stage& stage, std::size_t items = kBallots) {
  const Example& example = Example::Of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) Require(stage(example), "the stage succeeds");
  state.counters["per_ballot"] =
      benchmark::Counter(static_cast<double>(items), benchmark::Counter::kIsIterationInvariantRate |
                                                         benchmark::Counter::kInvert);
}
void Stages(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(1)->Arg(2)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
}

void ShuffleABallot(benchmark::State& state) {
  Measure(state, [](const Example& e) {
    return ShuffleFast(e.shuffle, e.input).output.size() == kBallots;
  });
}
BENCHMARK(ShuffleABallot)->Apply(Stages);

void ReadAMix(benchmark::State& state) {
  Measure(state, [](const Example& e) { return Mix::Parse(e.mix_file, kBallots, e.width).ok(); });
}
BENCHMARK(ReadAMix)->Apply(Stages);

void VerifyAMix(benchmark::State& state) {
  Measure(state, [](const Example& e) { return PassesFoldedEquations(e.shuffle, e.input, e.mix); });
}
BENCHMARK(VerifyAMix)->Apply(Stages);

void HashAMix(benchmark::State& state) {
  Measure(state, [](const Example& e) {
    const Hash512 seed = ShuffleSeed(e.shuffle, e.input, e.mix.output, e.mix.proof.c);
    benchmark::DoNotOptimize(ShuffleVector(seed, kBallots));
    benchmark::DoNotOptimize(ShuffleChallenge(e.shuffle.closing_hash, seed, e.mix.proof));
    return true;
  });
}
BENCHMARK(HashAMix)->Apply(Stages);

void DecryptABallot(benchmark::State& state) {
  Measure(state, [](const Example& e) { return e.Decrypt(0).d.size() == e.width; });
}
BENCHMARK(DecryptABallot)->Apply(Stages);

void ReadADecryption(benchmark::State& state) {
  Measure(state, [](const Example& e) {
    return PartialDecryption::Parse(e.partial_file, 1, kBallots, e.width).ok();
  });
}
BENCHMARK(ReadADecryption)->Apply(Stages);

void VerifyADecryption(benchmark::State& state) {
  Measure(state, [](const Example& e) {
    return VerifyPartialDecryptionFast(e.decryptions[0], e.mix.output.a, e.partials[0]).ok();
  });
}
BENCHMARK(VerifyADecryption)->Apply(Stages);

void CombineDecryptionsOfTrustees(benchmark::State& state, std::uint32_t second) {
  Measure(state, [&](const Example& e) {
    std::vector<PartialDecryption> partials = e.partials;
    partials[1].trustee = second;
    return CombineDecryptionsFast(e.mix.output, partials, 2).ok();
  });
}
BENCHMARK_CAPTURE(CombineDecryptionsOfTrustees, 1_2, 2)->Apply(Stages);
BENCHMARK_CAPTURE(CombineDecryptionsOfTrustees, 1_3, 3)->Apply(Stages);

void UnembedAPayload(benchmark::State& state) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < kPayloads; ++i) {
    Chunk chunk{};
    chunk[0] = static_cast<std::uint8_t>(i);
    points.push_back(Embed(chunk).value());
  }
  const auto unembed = [&](const Example&) {
    bool ok = true;
    for (const Point& point : points) ok &= Unembed(point).ok();
    return ok;
  };
  Measure(state, unembed, kPayloads);
}
BENCHMARK(UnembedAPayload)->Arg(1)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace urna::crypto

BENCHMARK_MAIN();
