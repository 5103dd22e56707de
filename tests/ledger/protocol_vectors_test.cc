// The vectors of section 18 that are files and records, byte for byte.
#include "support/protocol_vectors.h"

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "crypto/shuffle.h"
#include "ledger/closing.h"
#include "ledger/code.h"
#include "ledger/journal_document.h"
#include "ledger/journal_state.h"
#include "ledger/leaf.h"
#include "ledger/part.h"
#include "ledger/roll.h"
#include "ledger/slot.h"
#include "ledger/voter.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

using crypto::AsBytes;
using crypto::VectorArray;
using crypto::VectorBytes;
using crypto::VectorText;

template <std::size_t kSize>
std::array<std::uint8_t, kSize> Filled(std::uint8_t value) {
  std::array<std::uint8_t, kSize> out;
  out.fill(value);
  return out;
}

crypto::SigningKey KeyFromByte(std::uint8_t value) {
  return crypto::SigningKey::FromSeed(
      crypto::Secret<std::array<std::uint8_t, 32>>(Filled<32>(value)));
}

ElectionId TheElection() {
  ElectionId election;
  const crypto::Bytes id = crypto::FromHex("00112233445566778899aabbccddeeff").value();
  std::copy(id.begin(), id.end(), election.begin());
  return election;
}

crypto::VoterKey KeyOfCode(std::uint32_t j) {
  const char* const codes[] = {"V4KJ2-G0NBB-7AGC1-FTVGA-W", "3XV4A-ZC0VJ-NVRFG-EBJNN-W"};
  return VotingCode::Parse(codes[j - 1], j).value().Key(TheElection()).value();
}

crypto::VoterKey KeyOfBothCodes() {
  std::vector<crypto::VoterKey> parts;
  for (const std::uint32_t j : {1, 2}) parts.push_back(KeyOfCode(j));
  return crypto::VoterKey::Sum(parts).value();
}

crypto::Bytes PartOf(std::uint32_t j) {
  const std::string number = std::to_string(j);
  crypto::Bytes file = VectorBytes("part header " + number);
  crypto::Append(file, VectorBytes("part record " + number));
  return file;
}

PartFile ParsedPart(std::uint32_t j) {
  return PartFile::Parse(PartOf(j), TheElection(), j).value();
}

TEST(ProtocolVectors, SlotOfAPerson) {
  const SlotTag slot = TagOfPerson(RollKey(Filled<32>(0x22)), TheElection(), "P-0001");
  EXPECT_EQ(slot.bytes, VectorArray("tag"));
  EXPECT_EQ(slot.Printed(), VectorText("printed tag"));
}

TEST(ProtocolVectors, PartFiles) {
  for (const std::uint32_t j : {1, 2}) {
    const auto part = PartFile::Parse(PartOf(j), TheElection(), j);
    ASSERT_TRUE(part.ok()) << part.status();
    ASSERT_EQ(part->records().size(), 1u);
    EXPECT_EQ(part->records()[0].slot.bytes, VectorArray("tag"));
    EXPECT_EQ(part->records()[0].key, KeyOfCode(j).public_key().bytes());
    EXPECT_EQ(PartFile::Serialize(j, part->records()), PartOf(j));
    EXPECT_EQ(crypto::Sha256(PartOf(j)), VectorArray("SHA-256 of part file " + std::to_string(j)));
  }
}

TEST(ProtocolVectors, RollFile) {
  std::vector<PartFile> parts = {ParsedPart(1), ParsedPart(2)};
  const crypto::Bytes roll = CombineParts(parts).value();
  EXPECT_EQ(crypto::Sha256(roll), VectorArray("SHA-256 of roll file"));
  EXPECT_EQ(roll, RollFile::Serialize({{{VectorArray("tag")}, {VectorArray("vk")}}}));
  parts.pop_back();
  EXPECT_EQ(crypto::Sha256(CombineParts(parts).value()),
            VectorArray("SHA-256 of roll file, code 1 alone"));
}

TEST(ProtocolVectors, SignatureUnderAPart) {
  const crypto::SigningKey registrar = KeyFromByte(0x72);
  const auto signature = SignPart(registrar, TheElection(), "processes/p/electorates/e", 2,
                                  PartOf(2).size(), crypto::Sha256(PartOf(2)));
  EXPECT_EQ(signature, VectorArray<64>("part signature"));
}

// --- A chain of two ballots, cast with both codes ---

// What `BallotDraft` does, with its parts at hand: the vectors' manifest hash and keys are of no
// configuration.
crypto::Bytes BallotWith(const ChainPlace& place, const crypto::Bytes& payload, std::uint64_t r,
                         std::uint64_t w, std::uint64_t u) {
  const std::vector<crypto::Point> keys = {crypto::Point::Parse(VectorBytes("Y_1")).value(),
                                           crypto::Point::Parse(VectorBytes("Y_2")).value()};
  std::vector<crypto::Point> messages;
  for (const crypto::Chunk& chunk : SplitPayload(payload)) {
    messages.push_back(crypto::Embed(chunk).value());
  }
  const crypto::Ciphertext ciphertext =
      crypto::Encrypt(keys, messages, crypto::Scalar::FromUint64(r));
  const crypto::VoterKey key = KeyOfBothCodes();
  BallotLeaf ballot{};
  ballot.contest = ContestId{7};
  ballot.voting_key.bytes = key.public_key().bytes();
  ballot.sequence = place.sequence;
  ballot.previous = place.previous;
  ballot.points.push_back(ciphertext.a.bytes());
  for (const crypto::Point& b : ciphertext.b) ballot.points.push_back(b.bytes());
  Leaf leaf{Filled<32>(0x11), ballot};
  const crypto::Bytes head = SignedPart(leaf);
  const crypto::BallotProof proof =
      crypto::ProveBallotWithNonces({leaf.manifest_hash, head}, crypto::Scalar::FromUint64(r), key,
                                    crypto::Scalar::FromUint64(w), crypto::Scalar::FromUint64(u));
  auto& body = std::get<BallotLeaf>(leaf.body);
  body.t = proof.t.bytes();
  body.r = proof.r.bytes();
  body.s = proof.s.bytes();
  body.z = proof.z.bytes();
  return SerializeLeaf(leaf);
}

TEST(ProtocolVectors, PayloadsOfBothBallots) {
  v1::ContestConfig contest;
  contest.set_budget(1000);
  contest.mutable_ballot_format()->mutable_approval()->set_max_length(5);
  for (int p = 0; p < 20; ++p) {
    v1::ProjectConfig& project = *contest.add_projects();
    project.set_id("p" + std::to_string(p));
    project.set_cost(10 + p);
    project.add_title()->set_text("Project");
  }
  const BallotCodec codec = BallotCodec::Create(contest, 2).value();
  EXPECT_EQ(codec.Encode({{0}, {3}}, 2).value(), VectorBytes("payload 1"));
  EXPECT_EQ(codec.Encode({{4}}, 2).value(), VectorBytes("payload 2"));
}

TEST(ProtocolVectors, ChainOfTwoBallots) {
  const crypto::Bytes first = BallotWith({}, VectorBytes("payload 1"), 101, 102, 103);
  EXPECT_EQ(first, VectorBytes("leaf 1"));
  EXPECT_EQ(std::to_string(first.size()), VectorText("length"));
  const ChainPlace place = After(first);
  EXPECT_EQ(place.sequence, 2u);
  EXPECT_EQ(place.previous, VectorArray("leaf hash 1"));
  const crypto::Bytes second = BallotWith(place, VectorBytes("payload 2"), 201, 202, 203);
  EXPECT_EQ(second, VectorBytes("leaf 2"));
  EXPECT_EQ(crypto::LeafHash(second), VectorArray("leaf hash 2"));
}

TEST(ProtocolVectors, TrackersOfBothBallots) {
  for (const std::string number : {"1", "2"}) {
    const auto leaf = ParseLeaf(VectorBytes("leaf " + number));
    ASSERT_TRUE(leaf.ok()) << leaf.status();
    EXPECT_EQ(SerializeLeaf(*leaf), VectorBytes("leaf " + number));
    EXPECT_EQ(BallotTracker(*leaf), VectorText("tracker " + number));
    EXPECT_EQ(FullTracker(SignedPart(*leaf)), VectorText("tracker " + number + " full"));
  }
}

// The device's own code makes, of given randomness, what the functions above make.
TEST(ProtocolVectors, AreWhatADeviceWouldMake) {
  const auto election = ElectionFixture::Make();
  const Manifest& manifest = *election.manifest();
  ChainPlace place{2, Filled<32>(0x33)};
  const auto scalar = crypto::Scalar::FromUint64;
  BallotDraft draft = BallotDraft::EncryptWith(manifest, ContestId{0}, {{0}, {3}},
                                               election.voter(0).public_key(), place, scalar(101))
                          .value();
  const std::string full = draft.full_tracker();
  const crypto::Bytes made = std::move(draft).CastWith(election.voter(0), scalar(102), scalar(103));
  const Leaf leaf = ParseLeaf(made).value();
  const auto& ballot = std::get<BallotLeaf>(leaf.body);
  EXPECT_EQ(leaf.manifest_hash, manifest.hash());
  EXPECT_EQ(ballot.voting_key, election.voting_key(0));
  EXPECT_EQ(ballot.sequence, 2u);
  EXPECT_EQ(ballot.previous, place.previous);
  EXPECT_EQ(FullTracker(SignedPart(leaf)), full);

  const auto payload = manifest.codec(ContestId{0}).Encode({{0}, {3}}, manifest.width()).value();
  std::vector<crypto::Point> messages;
  for (const crypto::Chunk& chunk : SplitPayload(payload)) {
    messages.push_back(crypto::Embed(chunk).value());
  }
  EXPECT_EQ(DecodeCiphertext(ballot).value(),
            crypto::Encrypt(manifest.ballot_keys(), messages, scalar(101)));
  const crypto::Bytes head = SignedPart(leaf);
  const crypto::BallotProof proof = crypto::ProveBallotWithNonces(
      {manifest.hash(), head}, scalar(101), election.voter(0), scalar(102), scalar(103));
  EXPECT_EQ(ballot.t, proof.t.bytes());
  EXPECT_EQ(ballot.r, proof.r.bytes());
  EXPECT_EQ(ballot.s, proof.s.bytes());
  EXPECT_EQ(ballot.z, proof.z.bytes());
}

// --- The closing ---

Closing TheClosing() { return {5, Filled<32>(0x33)}; }

TEST(ProtocolVectors, ClosingHashAndItsGroups) {
  const crypto::Hash256 hash = ClosingHash(Filled<32>(0x11), TheClosing());
  EXPECT_EQ(hash, VectorArray("closing_hash"));
  EXPECT_EQ(ClosingGroups(hash), VectorText("closing groups"));
  EXPECT_TRUE(IsClosing(VectorText("closing groups"), hash).value());
}

TEST(ProtocolVectors, CloseFile) {
  std::vector<ClosingSignature> signatures;
  for (const std::uint8_t m : {1, 2, 3}) {
    const crypto::SigningKey key = KeyFromByte(static_cast<std::uint8_t>(0x50 + m));
    EXPECT_EQ(key.public_key().bytes(), VectorArray("trustee " + std::to_string(m)));
    signatures.push_back(
        {{PartyRole::kTrustee, m}, SignClosing(key, Filled<32>(0x11), TheClosing())});
  }
  for (const std::uint8_t i : {0, 2}) {
    const crypto::SigningKey key = KeyFromByte(static_cast<std::uint8_t>(0x61 + i));
    EXPECT_EQ(key.public_key().bytes(), VectorArray("authority " + std::to_string(i)));
    signatures.push_back(
        {{PartyRole::kAuthority, i}, SignClosing(key, Filled<32>(0x11), TheClosing())});
  }
  const crypto::Bytes file = SerializeClosings(signatures);
  EXPECT_EQ(file, VectorBytes("close file"));
  EXPECT_EQ(std::to_string(file.size()), VectorText("close length"));
  EXPECT_EQ(crypto::Sha256(file), VectorArray("SHA-256 of close"));
}

TEST(ProtocolVectors, ManifestSignature) {
  EXPECT_EQ(SignManifest(KeyFromByte(0x51), Filled<32>(0x11)), VectorArray<64>("manifest-ok"));
}

TEST(ProtocolVectors, ArtefactRecordUnderTheClosing) {
  EXPECT_EQ(std::to_string(crypto::MixFileSize(2, 2)), VectorText("mix len"));
  Leaf leaf{Filled<32>(0x11),
            ArtefactLeaf{ContestId{7}, ArtefactKind::kMix, 0, 856, Filled<32>(0x77), 1, {}}};
  std::get<ArtefactLeaf>(leaf.body).signature = KeyFromByte(0x51).Sign(
      SignaturePurpose(leaf.body), VectorArray("closing_hash"), SignedPart(leaf));
  EXPECT_EQ(SerializeLeaf(leaf), VectorBytes("artefact leaf"));
  EXPECT_EQ(std::to_string(SerializeLeaf(leaf).size()), VectorText("artefact length"));
}

// --- The journal ---

Act ActBy(v1::JournalRole role, std::uint8_t actor, v1::JournalAct what, std::uint64_t minute) {
  Act act;
  act.process = TheElection();
  act.time = 1'600'000'000 + 60 * minute;
  act.act = what;
  act.role = role;
  act.actor.fill(actor);
  return act;
}

v1::ProjectConfig TheProject() {
  v1::ProjectConfig project;
  project.set_id("p1");
  project.add_title()->set_language("en");
  project.mutable_title(0)->set_text("Trees");
  project.set_cost(100);
  return project;
}

std::vector<Act> TheActs() {
  std::vector<Act> acts = {ActBy(v1::JOURNAL_ROLE_ADMINISTRATOR, 0x66, v1::JOURNAL_ACT_CREATED, 0),
                           ActBy(v1::JOURNAL_ROLE_ADMINISTRATOR, 0x66, v1::JOURNAL_ACT_MANDATE, 1),
                           ActBy(v1::JOURNAL_ROLE_AGENT, 0x67, v1::JOURNAL_ACT_PROJECT, 2),
                           ActBy(v1::JOURNAL_ROLE_UNSPECIFIED, 0, v1::JOURNAL_ACT_PHASE, 3)};
  acts[1].documents = {{v1::DOCUMENT_KIND_MANDATE, VectorArray("SHA-256 of mandate document")}};
  acts[2].resource = "contests/c/projects/p1";
  acts[2].facts.mutable_project()->set_cost(100);
  acts[2].facts.mutable_project()->set_config_hash(
      std::string(crypto::AsText(VectorArray("project hash"))));
  acts[3].facts.mutable_phase()->set_phase(v1::PHASE_SEALING);
  return acts;
}

TEST(ProtocolVectors, JournalDocument) {
  const crypto::Bytes bytes = VectorBytes("mandate document");
  EXPECT_EQ(crypto::Sha256(bytes), VectorArray("SHA-256 of mandate document"));
  const auto document = ParseDocument(v1::DOCUMENT_KIND_MANDATE, bytes);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->mandate().title(0).text(), "Citizen budget");
  EXPECT_EQ(document->salt(), std::string(16, '\x55'));
}

TEST(ProtocolVectors, HashOfAProject) {
  EXPECT_EQ(TheProject().SerializeAsString(), crypto::AsText(VectorBytes("project")));
  EXPECT_EQ(ProjectHash(TheProject()), VectorArray("project hash"));
}

TEST(ProtocolVectors, JournalOfFourActs) {
  const std::vector<Act> acts = TheActs();
  crypto::MerkleTree tree;
  JournalState state(TheElection());
  for (std::size_t i = 0; i < acts.size(); ++i) {
    const crypto::Bytes leaf = SerializeAct(acts[i]);
    EXPECT_EQ(leaf, VectorBytes("act " + std::to_string(i)));
    const absl::Status folded = state.Fold(leaf);
    EXPECT_TRUE(folded.ok()) << folded;
    tree.Append(crypto::LeafHash(leaf));
  }
  EXPECT_EQ(state.phase(), v1::PHASE_SEALING);
  EXPECT_EQ(tree.Root(), VectorArray("root of the four acts"));
  const crypto::SigningKey key = KeyFromByte(0x45);
  const std::string origin = JournalOrigin("urna.example/test");
  EXPECT_EQ((crypto::LogKey{origin, key.public_key()}.ToVkey()), VectorText("journal vkey"));
  EXPECT_EQ(crypto::SignCheckpoint({origin, 4, tree.Root()}, key), VectorText("journal note"));
}

}  // namespace
}  // namespace urna::ledger
