#include "crypto/self_test.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "crypto/ballot_proof.h"
#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/sodium.h"

namespace urna::crypto {
namespace {

template <std::size_t kSize>
std::array<std::uint8_t, kSize> Filled(std::uint8_t value) {
  std::array<std::uint8_t, kSize> out;
  out.fill(value);
  return out;
}

bool Is(ByteView bytes, std::string_view hex) { return ToHex(bytes) == hex; }

bool EmbedsTo(const Chunk& chunk, std::string_view hex) {
  const absl::StatusOr<Point> point = Embed(chunk);
  if (!point.ok() || !Is(point->bytes(), hex)) return false;
  const absl::StatusOr<Chunk> back = Unembed(*point);
  return back.ok() && *back == chunk;
}

// The order of the group, as 32 bytes little-endian.
constexpr std::array<std::uint8_t, 32> kOrder = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

bool HashesWork() {
  // FIPS 180-4's example of SHA-256, and RFC 7693's of BLAKE2b.
  std::array<std::uint8_t, 64> blake2b;
  crypto_generichash(blake2b.data(), blake2b.size(), AsBytes("abc").data(), 3, nullptr, 0);
  return Is(Sha256(AsBytes("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") &&
         Is(Sha512(AsBytes("abc")),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f") &&
         Is(blake2b,
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

bool LabelledHashesWork() {
  const ByteView config = AsBytes("{\"election\":\"test\"}");
  return Is(LabelledHash("config", {config}),
            "a5403ba8328402ab1f419cd955e73a92e062b3eb0320608c4cc9d2618e5af1ce") &&
         Is(LabelledHash("manifest", {config, AsBytes("dkg-record")}),
            "7ed037d02df1bfdcfc8a8cdb43f81931c19a9e15574e99916a6e4632e1a0a6ee");
}

bool GeneratorsMatch() {
  return Is(Generator(0).bytes(),
            "a45cd396eb0b95eec9791579b603dd22d8013504a68e720bb86ae6d77464e572") &&
         Is(Generator(1).bytes(),
            "e8a17dcf88081ef8662d4b3434b32d7ce0188cb959060a959b496c453ef9d16c") &&
         Is(Generator(2).bytes(),
            "b44fd626b9ad9cbeceb3761ea71326efd642ab96e5e19ac320af970152b4a013") &&
         Is(Generator(3).bytes(),
            "5a2d5817afa280abd001f0bb814f6fa74e3aaf437797fee6c6eaf91dde354879");
}

bool GroupRefusesWhatItMust() {
  // The identity is an element; a negative field element, one above the prime and one with the top
  // bit set are not.
  const std::array<std::uint8_t, 32> zero{};
  std::array<std::uint8_t, 32> top_bit = Point::Base().bytes();
  top_bit[31] |= 0x80;
  std::array<std::uint8_t, 32> prime = Filled<32>(0xff);
  prime[0] = 0xed;
  prime[31] = 0x7f;
  std::array<std::uint8_t, 32> one{};
  one[0] = 1;
  return Point::Parse(zero).ok() && !Point::ParseNonIdentity(zero).ok() &&
         !Point::Parse(top_bit).ok() && !Point::Parse(prime).ok() && !Point::Parse(one).ok();
}

bool ScalarsAreReduced() {
  std::array<std::uint8_t, 32> one_plus_order = kOrder;
  ++one_plus_order[0];
  std::array<std::uint8_t, 32> below = kOrder;
  --below[0];
  return !Scalar::Parse(kOrder).ok() && !Scalar::Parse(one_plus_order).ok() &&
         Scalar::Parse(below).ok();
}

// A product that is the identity must not leave an older result in its place.
bool ProductsWithTheIdentityWork() {
  return (Scalar() * Point::Base()).IsIdentity() && BaseMultiply(Scalar()).IsIdentity() &&
         (Scalar::FromUint64(5) * Point()).IsIdentity();
}

bool EmbeddingMatches() {
  Chunk counting;
  for (std::size_t i = 0; i < counting.size(); ++i) counting[i] = static_cast<std::uint8_t>(i);
  return EmbedsTo(counting, "08000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d00") &&
         EmbedsTo(Filled<30>(0),
                  "0400000000000000000000000000000000000000000000000000000000000000") &&
         EmbedsTo(Filled<30>(0xff),
                  "06ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00");
}

bool ChallengesMatch() {
  const BallotStatement statement = {Filled<32>(0x11), 7, Filled<32>(0x22), 3};
  const Ciphertext ciphertext = {BaseMultiply(Scalar::FromUint64(2)),
                                 {BaseMultiply(Scalar::FromUint64(3))}};
  const Scalar c = BallotChallenge(statement, ciphertext, BaseMultiply(Scalar::FromUint64(5)));
  return Is(VectorChallenge("shuffle-u", Filled<64>(1), 1).bytes(),
            "9e09b2a8dcc5ae42746601269549ad7900000000000000000000000000000000") &&
         Is(c.bytes(), "ade39c7cfe0325005800f470c49b26fe22274914f03a1a8e9ecf68bc011e3904");
}

bool SignaturesMatch() {
  // RFC 8032, section 7.1, test 1.
  const absl::StatusOr<Bytes> seed =
      FromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  if (!seed.ok()) return false;
  std::array<std::uint8_t, 32> bytes;
  std::copy(seed->begin(), seed->end(), bytes.begin());
  const SigningKey key = SigningKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(bytes));
  const Signature signature = key.SignRaw({});
  return Is(key.public_key().bytes(),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a") &&
         Is(signature,
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b") &&
         key.public_key().VerifyRaw({}, signature);
}

bool NotesMatch() {
  const SigningKey key =
      SigningKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(Filled<32>(0x42)));
  const LogKey log = {"urna.example/test", key.public_key()};
  MerkleTree tree;
  for (const char* leaf : {"a", "bb", "ccc"}) tree.Append(LeafHash(AsBytes(leaf)));
  const std::string note = SignCheckpoint({log.origin, 3, tree.Root()}, key);
  return Is(tree.Root(), "f6ee8bcc9daa22bc0d5355fb7d3f2c429fc43da07838f4288caa193373c95e56") &&
         log.ToVkey() ==
             "urna.example/test+7d61d9a1+ASFS+NGbeR0kRTJC4V8uq2y3z/p7al7TAJeWDgaYgdsS" &&
         note ==
             "urna.example/test\n3\n9u6LzJ2qIrwNU1X7fT8sQp/EPaB4OPQojKoZM3PJXlY=\n\n"
             "\u2014 urna.example/test fWHZoTQrZGeNJEstrQbpWFk0hSs6FD/"
             "6azBLJdN1+90oWYJ6ISv9HwNqRTOPPo8KdgV4dMpdPerIbcriqKpzYQ/fiQk=\n" &&
         VerifyCheckpoint(note, log).ok();
}

// CVE-2025-69277: libsodium took the sum of a good key and the point (0, -1) of order 2 for a point
// of the prime-order subgroup. The sum of (x, y) and (0, -1) is (-x, -y): in bytes, p - y and the
// other sign.
bool TorsionIsRefused() {
  const SigningKey key =
      SigningKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(Filled<32>(0x42)));
  const std::array<std::uint8_t, 32>& good = key.public_key().bytes();
  std::array<std::uint8_t, 32> bad;
  int borrow = 0;
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const int prime = i == 0 ? 0xed : i == 31 ? 0x7f : 0xff;
    const int y = i == 31 ? good[i] & 0x7f : good[i];
    const int digit = prime - y - borrow;
    borrow = digit < 0 ? 1 : 0;
    bad[i] = static_cast<std::uint8_t>(digit + 256 * borrow);
  }
  bad[31] = static_cast<std::uint8_t>(bad[31] | (~good[31] & 0x80));
  return VerifyingKey::Parse(good).ok() && !VerifyingKey::Parse(bad).ok();
}

struct Check {
  const char* what;
  bool (*holds)();
};

constexpr Check kChecks[] = {
    {"SHA-256, SHA-512 and BLAKE2b", HashesWork},
    {"the labelled hashes", LabelledHashesWork},
    {"the independent generators", GeneratorsMatch},
    {"refusal of what is not a group element", GroupRefusesWhatItMust},
    {"refusal of unreduced scalars", ScalarsAreReduced},
    {"products with the identity", ProductsWithTheIdentityWork},
    {"the embedding of payloads", EmbeddingMatches},
    {"the challenges", ChallengesMatch},
    {"Ed25519", SignaturesMatch},
    {"checkpoints", NotesMatch},
    {"refusal of Ed25519 keys with a torsion component (CVE-2025-69277: update libsodium)",
     TorsionIsRefused},
};

absl::Status RunChecks() {
  if (sodium_init() < 0) {
    return absl::FailedPreconditionError("self-test: libsodium does not initialise");
  }
  for (const Check& check : kChecks) {
    if (!check.holds()) {
      return absl::FailedPreconditionError(
          absl::StrCat("self-test of the cryptographic library failed: ", check.what));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunSelfTest() {
  static const absl::Status status = RunChecks();
  return status;
}

}  // namespace urna::crypto
