#include "crypto/checkpoint.h"

#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

const char kVkey[] = "urna.example/test+7d61d9a1+ASFS+NGbeR0kRTJC4V8uq2y3z/p7al7TAJeWDgaYgdsS";
const char kNote[] =
    "urna.example/test\n3\n9u6LzJ2qIrwNU1X7fT8sQp/EPaB4OPQojKoZM3PJXlY=\n\n"
    "\u2014 urna.example/test "
    "fWHZoTQrZGeNJEstrQbpWFk0hSs6FD/6azBLJdN1+90oWYJ6ISv9HwNqRTOPPo8KdgV4dMpdPerIbcriqKpzYQ/"
    "fiQk=\n";

SigningKey LogSecret() { return KeyFromByte(0x42); }
LogKey Log() { return {"urna.example/test", LogSecret().public_key()}; }

MerkleTree SevenLeaves() {
  MerkleTree tree;
  for (std::uint8_t i = 0; i < 7; ++i) tree.Append(LeafHash({&i, 1}));
  return tree;
}

LogProof ProofOf(std::uint64_t index) {
  const MerkleTree tree = SevenLeaves();
  return {index, tree.InclusionProof(index, 7).value(),
          SignCheckpoint({"urna.example/test", 7, tree.Root()}, LogSecret())};
}

// docs/protocol.md, section 18.
TEST(Checkpoint, MatchesTheVector) {
  MerkleTree tree;
  for (const char* leaf : {"a", "bb", "ccc"}) tree.Append(LeafHash(AsBytes(leaf)));
  EXPECT_EQ(SignCheckpoint({"urna.example/test", 3, tree.Root()}, LogSecret()), kNote);
  EXPECT_EQ(Log().ToVkey(), kVkey);
  const auto checkpoint = VerifyCheckpoint(kNote, Log());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, "urna.example/test");
  EXPECT_EQ(checkpoint->size, 3U);
  EXPECT_EQ(checkpoint->root, tree.Root());
}

// The example of c2sp.org/signed-note.
TEST(Note, TakesTheExampleOfC2sp) {
  const char vkey[] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  const char text[] =
      "This is an example message.\n\n\u2014 example.com/foo "
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
      "\n";
  const auto key = LogKey::FromVkey(vkey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->KeyId(), 0x530d903aU);
  EXPECT_EQ(key->ToVkey(), vkey);
  const auto note = Note::Parse(text);
  ASSERT_TRUE(note.ok()) << note.status();
  ASSERT_EQ(note->signatures.size(), 1U);
  EXPECT_EQ(note->text, "This is an example message.\n");
  EXPECT_EQ(note->signatures[0].name, "example.com/foo");
  EXPECT_EQ(note->signatures[0].key_id, 0x530d903aU);
  Signature signature;
  ASSERT_EQ(note->signatures[0].signature.size(), signature.size());
  std::copy_n(note->signatures[0].signature.begin(), signature.size(), signature.begin());
  EXPECT_TRUE(key->key.VerifyRaw(AsBytes(note->text), signature));
  EXPECT_FALSE(key->key.VerifyRaw(AsBytes("this is an example message.\n"), signature));
}

TEST(LogKey, RoundTrips) {
  const auto key = LogKey::FromVkey(kVkey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->origin, "urna.example/test");
  EXPECT_EQ(key->key, Log().key);
  EXPECT_EQ(key->ToVkey(), kVkey);
}

TEST(LogKey, RefusesEveryChangedCharacter) {
  const std::string vkey = kVkey;
  for (std::size_t i = 0; i < vkey.size(); ++i) {
    for (char c : {'A', 'b', '+', ' ', '0', '\n'}) {
      std::string other = vkey;
      other[i] = c;
      if (other != vkey) {
        EXPECT_FALSE(LogKey::FromVkey(other).ok()) << other;
      }
    }
    EXPECT_FALSE(LogKey::FromVkey(vkey.substr(0, i)).ok());
  }
  EXPECT_FALSE(LogKey::FromVkey(vkey + "A").ok());
  EXPECT_FALSE(LogKey::FromVkey(vkey + "\n").ok());
}

// A vkey that is right in form: other origins are the key of another log, but a key of another
// algorithm or with torsion is no key.
TEST(LogKey, RefusesOtherAlgorithmsAndBadKeys) {
  const auto vkey_of = [](std::uint8_t type, ByteView key) {
    Bytes typed = {type};
    Append(typed, key);
    Bytes hashed;
    Append(hashed, AsBytes("log\n"));
    Append(hashed, typed);
    return "log+" + ToHex(ByteView(Sha256(hashed)).first(4)) + "+" + ToBase64(typed);
  };
  const auto good = LogSecret().public_key().bytes();
  EXPECT_TRUE(LogKey::FromVkey(vkey_of(1, good)).ok());
  EXPECT_FALSE(LogKey::FromVkey(vkey_of(4, good)).ok());
  EXPECT_FALSE(LogKey::FromVkey(vkey_of(1, ByteView(good).first(31))).ok());
  EXPECT_FALSE(LogKey::FromVkey(vkey_of(1, Bytes(32))).ok());
}

TEST(IsValidOrigin, RefusesSpacesControlsAndPlus) {
  EXPECT_TRUE(IsValidOrigin("urna.example/2026"));
  EXPECT_TRUE(IsValidOrigin("głosowanie.example/łódź"));
  EXPECT_TRUE(IsValidOrigin(std::string(255, 'a')));
  for (const char* bad : {"", "a b", "a\tb", "a\nb", "a+b", "a\x7f", "a\u00a0b", "a\u2003b",
                          "a\u3000", "a\u0085", "\xff", "a\xc0\x80", "\xed\xa0\x80", "\xc3"}) {
    EXPECT_FALSE(IsValidOrigin(bad)) << bad;
  }
  EXPECT_FALSE(IsValidOrigin(std::string(256, 'a')));
  EXPECT_FALSE(IsValidOrigin(std::string("a\0b", 3)));
}

TEST(Note, RefusesWhatIsNotOneSpelling) {
  const std::string text = "text\n\n";
  const std::string good = "\u2014 log " + ToBase64(Bytes(68, 1)) + "\n";
  ASSERT_TRUE(Note::Parse(text + good).ok());
  ASSERT_TRUE(Note::Parse(text + good + good).ok());
  const std::vector<std::string> bad = {
      "",
      "\n\n",
      text,
      good,
      "text\n" + good,                                        // no text, no signature, no gap
      text + good.substr(0, good.size() - 1),                 // no final newline
      text + good + "\n",                                     // an empty line
      text + "- log " + good.substr(8),                       // another dash
      text + "\u2014  log" + good.substr(7),                  // two spaces
      text + "\u2014 lo+g" + good.substr(7),                  // a bad name
      text + "\u2014 log AAAA\n",                             // no room for a key id
      text + "\u2014 log " + ToBase64(Bytes(68, 1)) + " \n",  // a space at the end
      text + "\u2014 log " + ToBase64(Bytes(68, 1)) + "\r\n",
      "te\rxt\n\n" + good,
      "te\x01xt\n\n" + good,
      "te\xffxt\n\n" + good,
      "\ttext\n\n" + good};
  for (const std::string& note : bad) EXPECT_FALSE(Note::Parse(note).ok()) << note;
}

TEST(Note, IsBounded) {
  const std::string line = "\u2014 log " + ToBase64(Bytes(68, 1)) + "\n";
  std::string note = "text\n\n";
  for (int i = 0; i < 64; ++i) note += line;
  EXPECT_TRUE(Note::Parse(note).ok());
  EXPECT_FALSE(Note::Parse(note + line).ok());
  const std::size_t gap = 2 + line.size();
  EXPECT_TRUE(Note::Parse(std::string((64 << 10) - gap, 'a') + "\n\n" + line).ok());
  EXPECT_FALSE(Note::Parse(std::string((64 << 10) - gap + 1, 'a') + "\n\n" + line).ok());
}

RC_GTEST_PROP(Checkpoint, RoundTrips, (std::uint64_t any, std::uint8_t root)) {
  const std::uint64_t size = any >> 1;
  const Checkpoint checkpoint = {"urna.example/test", size, Filled<32>(root)};
  const auto parsed = VerifyCheckpoint(SignCheckpoint(checkpoint, LogSecret()), Log());
  RC_ASSERT(parsed.ok());
  RC_ASSERT(parsed->size == size);
  RC_ASSERT(parsed->root == checkpoint.root);
}

TEST(Checkpoint, RefusesAnyBitFlipped) {
  const std::string note = kNote;
  for (std::size_t bit = 0; bit < 8 * note.size(); ++bit) {
    EXPECT_FALSE(VerifyCheckpoint(WithBitFlipped(note, bit), Log()).ok()) << bit;
  }
}

TEST(Checkpoint, NeedsTheLogsOwnKey) {
  EXPECT_FALSE(VerifyCheckpoint(kNote, {"urna.example/test", KeyFromByte(1).public_key()}).ok());
  EXPECT_FALSE(VerifyCheckpoint(kNote, {"urna.example/other", Log().key}).ok());
}

TEST(Checkpoint, IgnoresTheSignaturesOfOthers) {
  const std::string other = "\u2014 witness.example/w1 " + ToBase64(Bytes(76, 1)) + "\n";
  EXPECT_TRUE(VerifyCheckpoint(std::string(kNote) + other, Log()).ok());
  // The same name with another key id is another key.
  const std::string rotated = "\u2014 urna.example/test " + ToBase64(Bytes(68, 1)) + "\n";
  EXPECT_TRUE(VerifyCheckpoint(std::string(kNote) + rotated, Log()).ok());
}

TEST(Checkpoint, RefusesABadSignatureNextToAGoodOne) {
  const Bytes id = {0x7d, 0x61, 0xd9, 0xa1};
  for (std::size_t size : {64, 63, 72}) {
    Bytes signature = id;
    signature.resize(4 + size, 1);
    const std::string line = "\u2014 urna.example/test " + ToBase64(signature) + "\n";
    EXPECT_FALSE(VerifyCheckpoint(std::string(kNote) + line, Log()).ok()) << size;
  }
}

// docs/protocol.md, section 18.
TEST(LogProof, MatchesTheVector) {
  EXPECT_EQ(Log().ToVkey(), VectorText("log vkey"));
  EXPECT_EQ(VectorText("note a bb ccc"), kNote);
  MerkleTree tree;
  tree.Append(LeafHash(AsBytes("a")));
  tree.Append(LeafHash(VectorBytes("leaf 1")));
  tree.Append(LeafHash(VectorBytes("leaf 2")));
  EXPECT_EQ(tree.Root(), VectorArray("root a leaf1 leaf2"));
  EXPECT_EQ(LeafHash(VectorBytes("leaf 1")), VectorArray("leaf hash 1"));
  EXPECT_EQ(LeafHash(VectorBytes("leaf 2")), VectorArray("leaf hash 2"));
  const LogProof proof{1, tree.InclusionProof(1, 3).value(),
                       SignCheckpoint({"urna.example/test", 3, tree.Root()}, LogSecret())};
  EXPECT_EQ(proof.Serialize(), VectorText("receipt"));
  const auto parsed = LogProof::Parse(VectorText("receipt"));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_TRUE(VerifyLogProof(*parsed, VectorBytes("leaf 1"), Log()).ok());
  EXPECT_FALSE(VerifyLogProof(*parsed, VectorBytes("leaf 2"), Log()).ok());
}

// Signed by the log, but not a checkpoint as section 8.4 has it.
TEST(Checkpoint, RefusesOtherTextsOfTheLog) {
  const std::string root = ToBase64(Bytes(32, 1));
  const auto note_of = [](const std::string& text) {
    Bytes signature = {0x7d, 0x61, 0xd9, 0xa1};
    Append(signature, LogSecret().SignRaw(AsBytes(text)));
    return text + "\n\u2014 urna.example/test " + ToBase64(signature) + "\n";
  };
  const std::string origin = "urna.example/test\n";
  ASSERT_TRUE(VerifyCheckpoint(note_of(origin + "7\n" + root + "\n"), Log()).ok());
  for (const std::string& text :
       {origin + "07\n" + root + "\n", origin + "+7\n" + root + "\n", origin + "-7\n" + root + "\n",
        origin + " 7\n" + root + "\n", origin + "\n" + root + "\n",
        origin + "18446744073709551616\n" + root + "\n", origin + "7\n" + root + "\nextension\n",
        origin + "7\n" + ToBase64(Bytes(31, 1)) + "\n", origin + "7\n", origin,
        "x\n7\n" + root + "\n", "a b\n7\n" + root + "\n"}) {
    EXPECT_FALSE(VerifyCheckpoint(note_of(text), Log()).ok()) << text;
  }
}

// A number has one spelling, and fits where others keep it in 63 bits.
TEST(Checkpoint, IsOfASizeBelowTwoToThe63) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
  const auto verdict = [](std::uint64_t size) {
    return VerifyCheckpoint(SignCheckpoint({"urna.example/test", size, Filled<32>(1)}, LogSecret()),
                            Log())
        .ok();
  };
  EXPECT_TRUE(verdict(kLimit - 1));
  EXPECT_FALSE(verdict(kLimit));
  EXPECT_FALSE(verdict(~std::uint64_t{0}));
}

// --- Witnesses ---

constexpr std::uint64_t kTime = 1'700'000'000;

SigningKey WitnessSecret(std::uint8_t i) {
  return KeyFromByte(static_cast<std::uint8_t>(0x43 + i));
}
std::string WitnessName(std::uint8_t i) { return "witness.example/w" + std::to_string(i + 1); }
std::vector<WitnessKey> Witnesses(std::uint8_t count) {
  std::vector<WitnessKey> keys;
  for (std::uint8_t i = 0; i < count; ++i) {
    keys.push_back({WitnessName(i), WitnessSecret(i).public_key()});
  }
  return keys;
}
std::string LineOf(std::uint8_t i, const std::string& note = kNote) {
  return Cosign(Note::Parse(note).value().text, WitnessName(i), WitnessSecret(i), kTime);
}
// What is in a line of that witness, whatever it is.
std::string RawLine(std::uint8_t i, const Bytes& after_the_key_id) {
  Bytes bytes;
  const std::uint32_t id = Witnesses(static_cast<std::uint8_t>(i + 1)).back().KeyId();
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(id >> shift));
  }
  Append(bytes, after_the_key_id);
  return "\u2014 " + WitnessName(i) + " " + ToBase64(bytes) + "\n";
}

// docs/protocol.md, section 18.
TEST(WitnessKey, MatchesTheVectors) {
  EXPECT_EQ(Witnesses(1)[0].ToVkey(), VectorText("witness vkey"));
  const auto parsed = WitnessKey::FromVkey(VectorText("witness vkey"));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->name, WitnessName(0));
  EXPECT_EQ(parsed->key, WitnessSecret(0).public_key());
  const LogProof receipt = LogProof::Parse(VectorText("receipt")).value();
  EXPECT_EQ(LineOf(0, receipt.checkpoint_note), VectorText("cosignature line") + "\n");
}

// Type 0x04, not the 0x01 of logs: the same key has two ids, and no line is of both.
TEST(WitnessKey, IsOfAnotherKindThanALogs) {
  const LogKey log{WitnessName(0), WitnessSecret(0).public_key()};
  EXPECT_NE(log.KeyId(), Witnesses(1)[0].KeyId());
  EXPECT_FALSE(WitnessKey::FromVkey(log.ToVkey()).ok());
  EXPECT_FALSE(LogKey::FromVkey(Witnesses(1)[0].ToVkey()).ok());
}

TEST(WitnessKey, RefusesEveryChangedCharacter) {
  const std::string vkey = Witnesses(1)[0].ToVkey();
  for (std::size_t i = 0; i < vkey.size(); ++i) {
    for (const char c : {'A', 'b', '+', ' ', '0', '\n'}) {
      std::string other = vkey;
      other[i] = c;
      if (other != vkey) {
        EXPECT_FALSE(WitnessKey::FromVkey(other).ok()) << other;
      }
    }
    EXPECT_FALSE(WitnessKey::FromVkey(vkey.substr(0, i)).ok());
  }
}

TEST(Cosignatures, AreCountedOnceForEachWitness) {
  const std::string note = kNote;
  EXPECT_EQ(CountCosignatures(note, Witnesses(2)).value(), 0U);
  EXPECT_EQ(CountCosignatures(note + LineOf(0), Witnesses(2)).value(), 1U);
  EXPECT_EQ(CountCosignatures(note + LineOf(0) + LineOf(0), Witnesses(2)).value(), 1U);
  const std::string later =
      Cosign(Note::Parse(note).value().text, WitnessName(0), WitnessSecret(0), kTime + 1);
  EXPECT_EQ(CountCosignatures(note + LineOf(0) + later, Witnesses(2)).value(), 1U);
  EXPECT_EQ(CountCosignatures(note + LineOf(1) + LineOf(0), Witnesses(2)).value(), 2U);
}

TEST(Cosignatures, OfOthersAreIgnored) {
  const std::string note = std::string(kNote) + LineOf(0) + LineOf(5);
  EXPECT_EQ(CountCosignatures(note, Witnesses(2)).value(), 1U);
  EXPECT_TRUE(VerifyCheckpoint(note, Log()).ok());
  // A witness's name with another key is another witness.
  const std::string rotated =
      Cosign(Note::Parse(kNote).value().text, WitnessName(0), WitnessSecret(9), kTime);
  EXPECT_EQ(CountCosignatures(std::string(kNote) + rotated, Witnesses(2)).value(), 0U);
}

TEST(Cosignatures, AreOfThisNoteAndTime) {
  const std::string other = SignCheckpoint({"urna.example/test", 4, Filled<32>(1)}, LogSecret());
  EXPECT_FALSE(CountCosignatures(other + LineOf(0), Witnesses(1)).ok());
  const Note note = Note::Parse(std::string(kNote) + LineOf(0)).value();
  Bytes line = note.signatures[1].signature;
  line[7] ^= 1;
  EXPECT_FALSE(CountCosignatures(std::string(kNote) + RawLine(0, line), Witnesses(1)).ok());
}

// A line that is wrong refuses the note, also beside a right one: who made it up wants it to be
// read in two ways.
TEST(Cosignatures, ThatDoNotHoldRefuseTheNote) {
  const std::string note = std::string(kNote) + LineOf(0);
  for (const std::size_t size : {0, 63, 64, 71, 73}) {
    EXPECT_FALSE(CountCosignatures(note + RawLine(0, Bytes(size + 1, 1)), Witnesses(1)).ok())
        << size;
  }
  const Bytes good = Note::Parse(note).value().signatures[1].signature;
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    EXPECT_FALSE(CountCosignatures(note + RawLine(0, WithBitFlipped(good, bit)), Witnesses(1)).ok())
        << bit;
  }
}

TEST(Cosignatures, AreOfATimeBelowTwoToThe63) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
  const auto counted = [](std::uint64_t time) {
    return CountCosignatures(std::string(kNote) + Cosign(Note::Parse(kNote).value().text,
                                                         WitnessName(0), WitnessSecret(0), time),
                             Witnesses(1));
  };
  EXPECT_EQ(counted(0).value(), 1U);
  EXPECT_EQ(counted(kLimit - 1).value(), 1U);
  EXPECT_FALSE(counted(kLimit).ok());
}

// The log's own signature is none, whatever it calls itself.
TEST(Cosignatures, AreNotMadeByTheLog) {
  const WitnessKey log{"urna.example/test", LogSecret().public_key()};
  EXPECT_EQ(CountCosignatures(kNote, std::vector<WitnessKey>{log}).value(), 0U);
}

TEST(LogProof, RoundTripsAndVerifiesForEveryLeaf) {
  for (std::uint8_t i = 0; i < 7; ++i) {
    const std::string text = ProofOf(i).Serialize();
    const auto proof = LogProof::Parse(text);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(proof->Serialize(), text);
    const auto checkpoint = VerifyLogProof(*proof, {&i, 1}, Log());
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_EQ(checkpoint->size, 7U);
    const std::uint8_t other = 9;
    EXPECT_FALSE(VerifyLogProof(*proof, {&other, 1}, Log()).ok());
  }
}

TEST(LogProof, IsTheTextOfSection85) {
  const LogProof proof = ProofOf(5);
  std::string expected = "c2sp.org/tlog-proof@v1\nindex 5\n";
  for (const Hash256& hash : proof.path) expected += ToBase64(hash) + "\n";
  expected += "\n" + proof.checkpoint_note;
  EXPECT_EQ(proof.Serialize(), expected);
}

TEST(LogProof, RefusesAnyBitFlipped) {
  const std::string text = ProofOf(5).Serialize();
  const std::uint8_t leaf = 5;
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    const auto proof = LogProof::Parse(WithBitFlipped(text, bit));
    EXPECT_FALSE(proof.ok() && VerifyLogProof(*proof, {&leaf, 1}, Log()).ok()) << bit;
  }
}

TEST(LogProof, RefusesEveryPrefixAndABitMore) {
  const std::string text = ProofOf(5).Serialize();
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(LogProof::Parse(text.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(LogProof::Parse(text + "x").ok());
}

TEST(LogProof, IsBounded) {
  LogProof proof = ProofOf(5);
  proof.path.assign(63, Hash256{});
  EXPECT_TRUE(LogProof::Parse(proof.Serialize()).ok());
  proof.path.assign(64, Hash256{});
  EXPECT_FALSE(LogProof::Parse(proof.Serialize()).ok());
}

RC_GTEST_PROP(LogProof, ParsesAnyTextWithoutHarm, (const std::string& text)) {
  const auto proof = LogProof::Parse("c2sp.org/tlog-proof@v1\nindex " + text);
  if (proof.ok()) RC_ASSERT(proof->Serialize() == "c2sp.org/tlog-proof@v1\nindex " + text);
  const auto note = Note::Parse(text);
  if (note.ok()) RC_ASSERT(!note->signatures.empty());
}

}  // namespace
}  // namespace urna::crypto
