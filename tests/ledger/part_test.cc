#include "ledger/part.h"

#include "crypto/hash.h"
#include "ledger/code.h"
#include "ledger/slot.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using crypto::Scalar;
using testing::HasSubstr;

constexpr ElectionId kElection = {7};

SlotTag Slot(std::size_t i) {
  return {crypto::Sha256(crypto::AsBytes("slot " + std::to_string(i)))};
}
crypto::VoterKey KeyOf(const Scalar& x) {
  return crypto::VoterKey::FromScalar(crypto::Secret<Scalar>(x)).value();
}
crypto::VoterKey RandomKey() { return KeyOf(Scalar::Random()); }

// Of the slots 0, 1, .. of one registrar.
std::vector<PartRecord> Records(std::size_t count, std::uint32_t registrar) {
  std::vector<PartRecord> records;
  for (std::size_t i = 0; i < count; ++i) {
    records.push_back(MakePartRecord(kElection, registrar, Slot(i), RandomKey()));
  }
  return records;
}

absl::StatusOr<PartFile> Parse(std::uint32_t registrar, std::vector<PartRecord> records) {
  return PartFile::Parse(PartFile::Serialize(registrar, std::move(records)), kElection, registrar,
                         2);
}
std::string Refusal(std::uint32_t registrar, std::vector<PartRecord> records) {
  return std::string(Parse(registrar, std::move(records)).status().message());
}
std::string Refusal(const Bytes& file, std::uint32_t registrar = 1) {
  return std::string(PartFile::Parse(file, kElection, registrar, 2).status().message());
}
std::string CombineRefusal(const std::vector<PartFile>& parts) {
  return std::string(CombineParts(parts).status().message());
}

TEST(PartFile, IsReadBackInOrderOfTheTags) {
  const Bytes bytes = PartFile::Serialize(2, Records(300, 2));
  EXPECT_EQ(bytes.size(), kPartHeaderSize + 300 * kPartRecordSize);
  const auto file = PartFile::Parse(bytes, kElection, 2, 2);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->registrar(), 2u);
  EXPECT_TRUE(std::is_sorted(file->records().begin(), file->records().end(),
                             [](const auto& a, const auto& b) { return a.slot < b.slot; }));
  EXPECT_EQ(PartFile::Serialize(2, file->records()), bytes);
}

TEST(PartFile, MayBeEmpty) { EXPECT_TRUE(Parse(1, {}).ok()); }

TEST(PartFile, MayHaveSlotsWithoutAKey) {
  std::vector<PartRecord> records = Records(3, 1);
  records[1] = {.slot = records[1].slot};
  records[2] = {.slot = records[2].slot};
  EXPECT_TRUE(Parse(1, records).ok());
}

// Zeros after a tag are all zeros: half a record would have two readings.
TEST(PartFile, HasNoProofWithoutAKey) {
  for (int part = 0; part < 2; ++part) {
    std::vector<PartRecord> records = Records(1, 1);
    records[0].key = {};
    (part == 0 ? records[0].r : records[0].z) = {};
    EXPECT_THAT(Refusal(1, records), HasSubstr("record 1: has a proof and no key"));
  }
}

TEST(PartFile, HasNoKeyWithoutAProof) {
  std::vector<PartRecord> records = Records(1, 1);
  records[0].r = {};
  records[0].z = {};
  EXPECT_THAT(Refusal(1, records), HasSubstr("record 1"));
}

TEST(PartFile, IsOfOneElectionAndRegistrar) {
  const Bytes bytes = PartFile::Serialize(1, Records(3, 1));
  EXPECT_TRUE(PartFile::Parse(bytes, kElection, 1).ok());
  EXPECT_FALSE(PartFile::Parse(bytes, {8}, 1).ok()) << "a part of another election";
  EXPECT_FALSE(PartFile::Parse(bytes, kElection, 2).ok()) << "another registrar's";
  EXPECT_TRUE(PartFile::ParseAccepted(bytes, 1).ok());
  EXPECT_FALSE(PartFile::ParseAccepted(bytes, 2).ok()) << "another registrar's";
  // The header alone can be rewritten; the proofs name the registrar as well.
  EXPECT_THAT(Refusal(PartFile::Serialize(2, Records(3, 1)), 2), HasSubstr("record 1"));
}

// A proof is of the person, too: else the last registrar could copy another's key and proof.
TEST(PartFile, RefusesAProofThatWasMovedToAnotherPerson) {
  std::vector<PartRecord> records = Records(2, 1);
  std::swap(records[0].slot, records[1].slot);
  EXPECT_THAT(Refusal(1, records), HasSubstr("record 1"));
}

TEST(PartFile, NamesTheFirstRecordWhoseProofDoesNotHold) {
  const std::vector<PartRecord> sorted =
      PartFile::Parse(PartFile::Serialize(1, Records(600, 1)), kElection, 1).value().records();
  for (const std::size_t bad :
       {std::size_t{0}, std::size_t{255}, std::size_t{256}, std::size_t{599}}) {
    std::vector<PartRecord> records = sorted;
    records[bad].z = Scalar::Random().bytes();
    records[599].z = Scalar::Random().bytes();
    EXPECT_THAT(Refusal(1, records), HasSubstr("record " + std::to_string(bad + 1) + ":")) << bad;
  }
}

// Errors that add up to nothing in a sum without weights.
TEST(PartFile, IsNotDeceivedByErrorsThatCancel) {
  std::vector<PartRecord> records = Records(2, 1);
  records[0].z = (Scalar::Parse(records[0].z).value() + Scalar::FromUint64(1)).bytes();
  records[1].z = (Scalar::Parse(records[1].z).value() - Scalar::FromUint64(1)).bytes();
  EXPECT_THAT(Refusal(1, records), HasSubstr("record 1"));
}

TEST(PartFile, RefusesWhatIsNotCanonicalOrTheIdentity) {
  const std::vector<PartRecord> good = Records(3, 1);
  const auto refused = [&](const std::function<void(PartRecord&)>& change) {
    std::vector<PartRecord> records = good;
    change(records[1]);
    return !Parse(1, records).ok();
  };
  EXPECT_FALSE(refused([](PartRecord&) {}));
  EXPECT_TRUE(refused([](PartRecord& r) { r.key[31] |= 0x80; }));
  EXPECT_TRUE(refused([](PartRecord& r) { r.r[31] |= 0x80; }));
  EXPECT_TRUE(refused([](PartRecord& r) { r.r.fill(0xff); }));
  EXPECT_TRUE(refused([](PartRecord& r) { r.z.fill(0xff); }));
  EXPECT_TRUE(refused([](PartRecord& r) { r.r = {}; }));
  // z + L: of one proof two spellings.
  EXPECT_TRUE(refused([](PartRecord& r) {
    std::array<std::uint8_t, 32> order = (-Scalar::FromUint64(1)).bytes();
    ++order[0];
    unsigned carry = 0;
    for (std::size_t i = 0; i < r.z.size(); ++i) {
      carry += unsigned{r.z[i]} + order[i];
      r.z[i] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
  }));
}

// With u = 0 the equation holds and z gives x_j away.
TEST(PartFile, RefusesTheIdentityInRWhereTheEquationHolds) {
  const crypto::VoterKey key = RandomKey();
  const crypto::PossessionStatement statement{crypto::LabelledHash("election", {kElection}), 1,
                                              Slot(0).bytes};
  const Scalar e = crypto::PossessionChallenge(statement, key.public_key(), crypto::Point());
  PartRecord record{Slot(0), key.public_key().bytes(), {}, (e * key.secret().Reveal()).bytes()};
  EXPECT_THAT(Refusal(1, {record}), HasSubstr("record 1"));
}

TEST(PartFile, HasEachTagAndEachKeyOnce) {
  const crypto::VoterKey key = RandomKey();
  const PartRecord a = MakePartRecord(kElection, 1, Slot(0), key);
  EXPECT_THAT(Refusal(1, {a, MakePartRecord(kElection, 1, Slot(1), key)}),
              HasSubstr("record 2: has the key of an earlier record"));
  EXPECT_THAT(Refusal(1, {a, MakePartRecord(kElection, 1, Slot(0), RandomKey())}),
              HasSubstr("record 2: tags must ascend"));
  Bytes swapped = PartFile::Serialize(1, Records(2, 1));
  std::swap_ranges(swapped.begin() + kPartHeaderSize,
                   swapped.begin() + kPartHeaderSize + kPartRecordSize,
                   swapped.begin() + kPartHeaderSize + kPartRecordSize);
  EXPECT_THAT(Refusal(swapped), HasSubstr("record 2: tags must ascend"));
}

TEST(PartFile, HasOneSpelling) {
  const Bytes bytes = PartFile::Serialize(1, Records(2, 1));
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    Bytes changed = bytes;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(PartFile::Parse(changed, kElection, 1).ok()) << bit;
  }
  for (std::size_t size = 0; size < bytes.size(); size += 5) {
    EXPECT_FALSE(PartFile::Parse({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)},
                                 kElection, 1)
                     .ok());
  }
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(PartFile::Parse(longer, kElection, 1).ok());
}

TEST(PartFile, AnnouncesNoMoreRecordsThanItHas) {
  Bytes bytes = PartFile::Serialize(1, {});
  for (const std::uint64_t count :
       {std::uint64_t{1}, std::uint64_t{1} << 24, (std::uint64_t{1} << 24) + 1,
        std::uint64_t{1} << 57, ~std::uint64_t{0}}) {
    for (std::size_t i = 0; i < 8; ++i) bytes[16 + i] = static_cast<std::uint8_t>(count >> (8 * i));
    EXPECT_FALSE(PartFile::Parse(bytes, kElection, 1).ok()) << count;
  }
}

// --- Sums ---

TEST(CombineParts, AddsTheKeysOfEachPerson) {
  for (std::uint32_t m = 1; m <= 3; ++m) {
    std::vector<PartFile> parts;
    for (std::uint32_t j = 1; j <= m; ++j) parts.push_back(Parse(j, Records(70, j)).value());
    const auto roll = RollFile::Parse(CombineParts(parts, 2).value());
    ASSERT_TRUE(roll.ok()) << roll.status();
    ASSERT_EQ(roll->records().size(), 70u);
    for (std::size_t i = 0; i < 70; ++i) {
      crypto::Point sum;
      for (const PartFile& part : parts) {
        sum += crypto::Point::Parse(part.records()[i].key).value();
      }
      EXPECT_EQ(roll->records()[i].slot, parts[0].records()[i].slot);
      EXPECT_EQ(roll->records()[i].key.bytes, sum.bytes());
    }
  }
}

TEST(CombineParts, HasZerosWhereAllPartsHave) {
  std::vector<PartFile> parts;
  for (std::uint32_t j = 1; j <= 2; ++j) {
    std::vector<PartRecord> records = Records(3, j);
    records[1] = {.slot = records[1].slot};
    parts.push_back(Parse(j, records).value());
  }
  const auto roll = RollFile::Parse(CombineParts(parts).value()).value();
  std::size_t without = 0;
  for (const RollRecord& record : roll.records()) {
    EXPECT_EQ(record.key == VotingKey{}, record.slot == Slot(1));
    without += record.key == VotingKey{} ? 1 : 0;
  }
  EXPECT_EQ(without, 1u);
}

// The registrar whose part has a key would own the person's key.
TEST(CombineParts, RefusesZerosInOnePartOnly) {
  for (const std::uint32_t without : {1, 2}) {
    std::vector<PartFile> parts;
    for (std::uint32_t j = 1; j <= 2; ++j) {
      std::vector<PartRecord> records = Records(1, j);
      if (j == without) records[0] = {.slot = records[0].slot};
      parts.push_back(Parse(j, records).value());
    }
    EXPECT_THAT(CombineRefusal(parts), HasSubstr("a key in one part and none in another"));
  }
}

TEST(CombineParts, RefusesPartsThatAreNotOfTheSamePeople) {
  EXPECT_THAT(CombineRefusal({Parse(1, Records(2, 1)).value(), Parse(2, Records(3, 2)).value()}),
              HasSubstr("records"));
  std::vector<PartRecord> others = Records(2, 2);
  others[1] = MakePartRecord(kElection, 2, Slot(9), RandomKey());
  EXPECT_THAT(CombineRefusal({Parse(1, Records(2, 1)).value(), Parse(2, others).value()}),
              HasSubstr("is of another slot"));
  EXPECT_THAT(CombineRefusal({}), HasSubstr("there are none"));
}

// All registrars together could make it so: each proves its own part.
TEST(CombineParts, RefusesKeysThatAddUpToNothing) {
  const Scalar x = Scalar::Random();
  const auto first = Parse(1, {MakePartRecord(kElection, 1, Slot(0), KeyOf(x))}).value();
  const auto second = Parse(2, {MakePartRecord(kElection, 2, Slot(0), KeyOf(-x))}).value();
  EXPECT_THAT(CombineRefusal({first, second}), HasSubstr("record 1: the keys add up to nothing"));
}

TEST(CombineParts, RefusesOneSumForTwoPeople) {
  const Scalar x = Scalar::Random(), y = Scalar::Random(), d = Scalar::Random();
  std::vector<PartFile> parts = {Parse(1, {MakePartRecord(kElection, 1, Slot(0), KeyOf(x)),
                                           MakePartRecord(kElection, 1, Slot(1), KeyOf(x + d))})
                                     .value(),
                                 Parse(2, {MakePartRecord(kElection, 2, Slot(0), KeyOf(y)),
                                           MakePartRecord(kElection, 2, Slot(1), KeyOf(y - d))})
                                     .value()};
  EXPECT_THAT(CombineRefusal(parts), HasSubstr("has the key of an earlier record"));
}

// --- Across electorates ---

TEST(PartKeys, AreDistinctAmongThePartsOfOneRegistrar) {
  const crypto::VoterKey key = RandomKey();
  const auto here = Parse(1, {MakePartRecord(kElection, 1, Slot(0), key)}).value();
  const auto there = Parse(1, {MakePartRecord(kElection, 1, Slot(1), key)}).value();
  const auto other = Parse(1, Records(3, 1)).value();
  EXPECT_TRUE(CheckPartKeysDistinct(std::vector<const PartFile*>{&here, &other}).ok());
  EXPECT_FALSE(CheckPartKeysDistinct(std::vector<const PartFile*>{&here, &other, &there}).ok());
}

TEST(PartKeys, OfDifferentRegistrarsMayBeEqual) {
  const crypto::VoterKey key = RandomKey();
  const auto first = Parse(1, {MakePartRecord(kElection, 1, Slot(0), key)}).value();
  const auto second = Parse(2, {MakePartRecord(kElection, 2, Slot(0), key)}).value();
  EXPECT_TRUE(CheckPartKeysDistinct(std::vector<const PartFile*>{&first, &second}).ok());
}

TEST(PartKeys, LeaveZerosOut) {
  const auto first = Parse(1, {PartRecord{.slot = Slot(0)}}).value();
  const auto second = Parse(1, {PartRecord{.slot = Slot(1)}}).value();
  EXPECT_TRUE(CheckPartKeysDistinct(std::vector<const PartFile*>{&first, &second}).ok());
}

TEST(PartSignature, BindsElectionElectorateRegistrarAndContent) {
  const auto key = crypto::SigningKey::Generate();
  const crypto::Hash256 digest = crypto::Sha256({});
  const auto signature = SignPart(key, {1}, "e/a", 2, 152, digest);
  const auto& who = key.public_key();
  EXPECT_TRUE(VerifyPartSignature(who, {1}, "e/a", 2, 152, digest, signature));
  EXPECT_FALSE(VerifyPartSignature(who, {2}, "e/a", 2, 152, digest, signature));
  EXPECT_FALSE(VerifyPartSignature(who, {1}, "e/b", 2, 152, digest, signature));
  EXPECT_FALSE(VerifyPartSignature(who, {1}, "e/a", 1, 152, digest, signature));
  EXPECT_FALSE(VerifyPartSignature(who, {1}, "e/a", 2, 153, digest, signature));
  EXPECT_FALSE(VerifyPartSignature(who, {1}, "e/a", 2, 152, {}, signature));
}

// --- Slots ---

TEST(Slot, IsThePersonsInOneElectionUnderOneRollKey) {
  const RollKey key = DrawRollKey();
  const SlotTag slot = TagOfPerson(key, kElection, "P-0001");
  EXPECT_EQ(TagOfPerson(key, kElection, "P-0001"), slot);
  EXPECT_NE(TagOfPerson(key, kElection, "P-0002"), slot);
  EXPECT_NE(TagOfPerson(key, {8}, "P-0001"), slot);
  EXPECT_NE(TagOfPerson(DrawRollKey(), kElection, "P-0001"), slot);
  EXPECT_EQ(slot.Printed(), crypto::ToBase32(slot.bytes).substr(0, 16));
}

}  // namespace
}  // namespace urna::ledger
