#include "crypto/self_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "crypto/ballot_proof.h"
#include "crypto/checkpoint.h"
#include "crypto/decryption.h"
#include "crypto/hash.h"
#include "crypto/nonce.h"
#include "crypto/sodium.h"
#include "crypto/voter_key.h"

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
  const Bytes election = FromHex("00112233445566778899aabbccddeeff").value_or(Bytes());
  return Is(LabelledHash("config", {config}),
            "9f3287b552478c1c9616c8f7087001b07b8f3d6744b31447872530581b495645") &&
         Is(LabelledHash("manifest", {config, AsBytes("dkg-record")}),
            "32dca23b7e6dfec722f06439c85a275e3b72e480f29659d51c4b4aeba18576e7") &&
         // Of slot_secret: keyed, of 16 bytes.
         Is(LabelledBlake2b("slot", 16, {election, AsBytes("P-0001")}, Filled<32>(0x22)),
            "d13bf2e4f447da06183d7f44a2c2f260");
}

bool GeneratorsMatch() {
  return Is(Generator(0).bytes(),
            "a2f509d1edf691b9a8c2796e622420f378c21681bb46f15b06f088699fb81b2e") &&
         Is(Generator(1).bytes(),
            "f05c063f2a238f1d5a2a89b2b70b744982f03d6929e22344edafa1d8836fe457") &&
         Is(Generator(2).bytes(),
            "90e2e078b7919221c27977e434f846ab0b76b9cfd54c44d06ddf7572d8cad704") &&
         Is(Generator(3).bytes(),
            "4a7f92195e7bdf81f06efba554566211ac3f5db445bc09f58a86c0a95267c638");
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

// A ballot of the protocol's vectors: width 2, under the manifest hash 11 11 .. 11.
constexpr std::string_view kBallot =
    "030211111111111111111111111111111111111111111111111111111111111111110700000076ea5e1ed8a6"
    "cfa3de574f467292807a7639e72d4db365189db3824153ec9271010000000000000000000000000000000000"
    "0000000000000000000000000000000000000000000002c4cf43dc642b4d6bc97c05b92a936e8a9cb30fbd86"
    "2c8db0b3b5559667628924a013a5bf427af532ad28839ae65b25c81e0e70747efbd7377525c715e4a6b00b60"
    "b0004909fd70a476c0ff84995b432c46c092e26c2c413ba5fccff0f4b3c44e40e91cecea39f798820a58e3ca"
    "00b19b118bc1404d3698b8efc3f8f84b82e66b46b2a6dd6bd18e4699d87fbbbc38d6e6ca10d5d69a81565e0f"
    "0b1112d19deb5d4505ec8c53533b93c9c46cbc9b260d68dea112f51180986864d0fe5590f8bf09e9ca4f3599"
    "be8d931ac79f4704c1f66a40285a1ba18f6fe6830463cb25c64e07";
constexpr std::size_t kBallotProofSize = 128;
constexpr std::size_t kVotingKeyAt = 38;
constexpr std::size_t kPointsAt = 111;

EncodedBallot ParseBallot(const Bytes& leaf, std::array<Hash256, 3>& points) {
  ByteReader reader(leaf);
  const ByteView head = ByteView(leaf).first(leaf.size() - kBallotProofSize);
  reader.Take(kVotingKeyAt);
  const auto voting_key = reader.Array<32>();
  reader.Take(kPointsAt - kVotingKeyAt - voting_key.size());
  for (Hash256& point : points) point = reader.Array<32>();
  const auto t = reader.Array<32>();
  const auto r = reader.Array<32>();
  const auto s = reader.Array<32>();
  return {{Filled<32>(0x11), head}, voting_key, points, t, r, s, reader.Array<32>()};
}

bool BallotHolds(const Bytes& leaf) {
  std::array<Hash256, 3> points;
  return VerifyBallot(ParseBallot(leaf, points)) == BallotVerdict::kHolds;
}

// The key of the codes' two seeds, which made the ballot.
absl::StatusOr<VoterKey> KeyOfBothSeeds() {
  std::vector<VoterKey> keys;
  for (const char* hex : {"5aedd0cf3e5856fd06dc04478111b2556e4871e0e6ed8e2d581d5730f0932663",
                          "86c1e209d746bb95943f616b2f652aac2f6dc7321b8f1ee50e233bf3a6ab91ed"}) {
    absl::StatusOr<VoterKey> key = VoterKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(
        ByteReader(FromHex(hex).value_or(Bytes())).Array<32>()));
    if (!key.ok()) return key;
    keys.push_back(*std::move(key));
  }
  return VoterKey::Sum(keys);
}

bool VoterKeysMatch() {
  const absl::StatusOr<VoterKey> key = KeyOfBothSeeds();
  return key.ok() &&
         Is(key->secret().Reveal().bytes(),
            "38dd13ed12d4722b095355fa7c1969afb715dcb455595ec8d339aa9ab0348e07") &&
         Is(key->public_key().bytes(),
            "76ea5e1ed8a6cfa3de574f467292807a7639e72d4db365189db3824153ec9271");
}

bool BallotProofsMatch() {
  absl::StatusOr<Bytes> leaf = FromHex(kBallot);
  const absl::StatusOr<VoterKey> key = KeyOfBothSeeds();
  if (!leaf.ok() || !key.ok() || !BallotHolds(*leaf)) return false;
  std::array<Hash256, 3> points;
  const EncodedBallot ballot = ParseBallot(*leaf, points);
  const BallotProof proof = ProveBallotWithNonces(ballot.statement, Scalar::FromUint64(101), *key,
                                                  Scalar::FromUint64(102), Scalar::FromUint64(103));
  if (proof.t.bytes() != ballot.t || proof.r.bytes() != ballot.r || proof.s.bytes() != ballot.s ||
      proof.z.bytes() != ballot.z) {
    return false;
  }
  leaf->at(kVotingKeyAt + 32) ^= 2;  // its sequence number
  return !BallotHolds(*leaf);
}

// Of the ballot's proof, with 64 bytes 44 for the fresh ones.
bool NoncesMatch() {
  const absl::StatusOr<Bytes> leaf = FromHex(kBallot);
  const absl::StatusOr<VoterKey> key = KeyOfBothSeeds();
  if (!leaf.ok() || !key.ok()) return false;
  const auto is = [&](const char* name, std::string_view hex) {
    return Is(HedgedNonce(name, key->secret().Reveal(), Secret<FreshBytes>(Filled<64>(0x44)),
                          {ByteView(*leaf).first(leaf->size() - kBallotProofSize)})
                  .Reveal()
                  .bytes(),
              hex);
  };
  return is("w", "072d2ca0220c144873909c5b3b903ead7fdafc5f3eab38ed3e4f440e259ab60d") &&
         is("u", "500004e2a8b215574fff575c086a6e08af6701666c53305f0b58aa318bf6c30b");
}

// The part records of the vectors, of registrars 1 and 2: tag, key, R, z.
bool PartsMatch() {
  constexpr std::array<std::string_view, 2> kRecords = {
      "674966d5f2dd2b48bd77fef70b082fb731df4fb36dd167dd4b8f17602b062a8d"
      "becd44cece77506dfcc9e0cf43ec268284946b49bc0d991343f1cba188061108"
      "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57"
      "073fbde659e11ce62fab40330ebeb969f88f8f6223b602f0bb3112112d3b8206",
      "674966d5f2dd2b48bd77fef70b082fb731df4fb36dd167dd4b8f17602b062a8d"
      "0446301269fbcc985ad4a1a85a2197254191191705ee640b8f58fc8a55d8f671"
      "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e"
      "ef85069c7ddea9b2e6a736f3ca4784a92d3c3fc3f2fe68e486d988b5b45ef40d"};
  const absl::StatusOr<Bytes> election = FromHex("00112233445566778899aabbccddeeff");
  if (!election.ok()) return false;
  for (std::size_t j = 0; j < kRecords.size(); ++j) {
    const absl::StatusOr<Bytes> record = FromHex(kRecords[j]);
    if (!record.ok()) return false;
    ByteReader reader(*record);
    const PossessionStatement statement = {LabelledHash("election", {*election}), j + 1,
                                           reader.Array<32>()};
    const auto key = Point::Parse(reader.Take(32));
    const auto r = Point::Parse(reader.Take(32));
    const auto z = Scalar::Parse(reader.Take(32));
    if (!key.ok() || !r.ok() || !z.ok() || !VerifyPossession(statement, *key, {*r, *z})) {
      return false;
    }
  }
  return true;
}

bool LotsMatch() {
  const Hash256 manifest = Filled<32>(0x11);
  const Point q = LotPoint(manifest, "tie:7");
  const PartialDecryption partial{1, {{Scalar::FromUint64(9) * q}}, {}, {}, {}};
  const absl::StatusOr<Hash256> seed = LotSeed(manifest, "tie:7", {&partial, 1}, 1);
  return seed.ok() &&
         Is(q.bytes(), "5c147ff1e932f595bcad449c9e7e1dbd55504fb7b55498ab604547aa2ce9ae05") &&
         Is(*seed, "78f1857990a32ce9308c942d4773af13b32baf0de57215a1dd4e29403547d68a") &&
         Is(LotRank(*seed, "p1"),
            "1170141f3e0f00944551f46d3c59018a527f0973a78c80375778938aba8aac36");
}

bool ChallengesMatch() {
  return Is(VectorChallenge("shuffle-u", Filled<64>(1), 1).bytes(),
            "3cbdc8821d081d35021bca9884b78ec600000000000000000000000000000000") &&
         Is(VectorChallenge("decrypt-rho", Filled<64>(1), 1).bytes(),
            "09620b3a088619fa4e4d73e851a6d94c00000000000000000000000000000000");
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

SigningKey KeyOfTheLog() {
  return SigningKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(Filled<32>(0x42)));
}

bool NotesMatch() {
  const SigningKey key = KeyOfTheLog();
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

// The receipt of the ballot in the log of "a" and both ballots of the vectors.
bool ReceiptsMatch() {
  const SigningKey key = KeyOfTheLog();
  const LogKey log = {"urna.example/test", key.public_key()};
  const absl::StatusOr<Bytes> leaf = FromHex(kBallot);
  const absl::StatusOr<LogProof> receipt = LogProof::Parse(
      "c2sp.org/tlog-proof@v1\nindex 1\nAippeebat6pa5MPl5F9+l3ESp+Y1k4INvsHsc4ok+Tw=\n"
      "v6SLd0pADGXTOxl4FXsuFJBxKmYDiHvukKDqOqLNh94=\n\n"
      "urna.example/test\n3\nLpMz3IngjEPC88wqyZyF7MqFAQmTMNDmd2bMDBgL9aU=\n\n"
      "\u2014 urna.example/test fWHZof3OMC6XRMixwTUiCq7PdZI846OdTeXNqHct77eGe/"
      "CkYTcaOSiOcVwmEml2dzEBYG0P5kUW975Yd5hooFnI8wY=\n");
  return leaf.ok() && receipt.ok() && VerifyLogProof(*receipt, *leaf, log).ok() &&
         !VerifyLogProof(*receipt, AsBytes("a"), log).ok();
}

// CVE-2025-69277: libsodium took the sum of a good key and the point (0, -1) of order 2 for a point
// of the prime-order subgroup. The sum of (x, y) and (0, -1) is (-x, -y): in bytes, p - y and the
// other sign.
bool TorsionIsRefused() {
  const SigningKey key = KeyOfTheLog();
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
    {"the keys of voters", VoterKeysMatch},
    {"the nonces", NoncesMatch},
    {"the proof of a ballot", BallotProofsMatch},
    {"the proofs of a part", PartsMatch},
    {"lots", LotsMatch},
    {"Ed25519", SignaturesMatch},
    {"checkpoints", NotesMatch},
    {"receipts", ReceiptsMatch},
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
          fmt::format("self-test of the cryptographic library failed: {}", check.what));
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
