// How an electorate gets its roll: a part from each of its code registrars, then their sums.
#include "crypto/hash.h"
#include "ledger/code.h"
#include "ledger/slot.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using Eligibility = v1::Eligibility::Stub;
using Processes = v1::Processes::Stub;

std::string DigestOf(const crypto::Bytes& file) {
  return std::string(crypto::AsText(crypto::Sha256(file)));
}

class RollImport : public ElectionTest {
 protected:
  v1::Electorate Electorate() {
    v1::GetElectorateRequest get;
    get.set_name(election_.electorate());
    return server_.Admin(&Eligibility::GetElectorate, get).value;
  }
  // Takes part j with these records and expects that it is refused, for a reason that has `text`.
  void ExpectRefused(std::uint32_t j, std::vector<ledger::PartRecord> records,
                     const std::string& text) {
    const grpc::Status status =
        election_.ImportPart(j, ledger::PartFile::Serialize(j, std::move(records))).status;
    EXPECT_THAT(status, IsRefused(StatusCode::INVALID_ARGUMENT, "PART_REFUSED"));
    EXPECT_THAT(status.error_message(), HasSubstr(text));
  }
  // A person of nobody's table.
  ledger::SlotTag Stranger() const {
    return ledger::TagOfPerson(ledger::DrawRollKey(), election_.election_id(), "P-x");
  }
};

TEST_F(RollImport, GivesARollWhenAllPartsAreThereAndAgree) {
  election_.WriteDraft();
  const crypto::Bytes second = election_.PartBytes(2);
  const auto half = election_.ImportPart(2, second);
  ASSERT_THAT(half.status, IsDone());
  EXPECT_EQ(half.value.code_registrars(), 2u);
  EXPECT_THAT(half.value.part_sha256(), ElementsAre("", DigestOf(second)));
  EXPECT_EQ(half.value.roll_sha256(), "");
  EXPECT_EQ(half.value.slots(), 0u);
  server_.Restart();
  const crypto::Bytes first = election_.PartBytes(1);
  const auto whole = election_.ImportPart(1, first);
  ASSERT_THAT(whole.status, IsDone());
  EXPECT_THAT(whole.value.part_sha256(), ElementsAre(DigestOf(first), DigestOf(second)));
  EXPECT_EQ(whole.value.roll_sha256(), DigestOf(election_.RollBytes()));
  EXPECT_EQ(whole.value.slots(), 4u);
  EXPECT_EQ(Electorate().SerializeAsString(), whole.value.SerializeAsString());
}

// The small place: one registrar, whose keys are the voters'.
TEST_F(RollImport, NeedsOnePartWhereOneRegistrarMakesTheCodes) {
  election_.WriteDraft({.code_registrars = 1});
  election_.ImportParts();
  EXPECT_EQ(Electorate().slots(), 4u);
  EXPECT_EQ(election_.ImportPart(2, election_.PartBytes(1)).status.error_code(),
            StatusCode::INVALID_ARGUMENT);
}

// --- Who may hand in what ---

TEST_F(RollImport, RefusesAnotherSignature) {
  election_.WriteDraft();
  const crypto::Bytes part = election_.PartBytes(1);
  v1::PartHeader header = election_.PartHeader(1, part);
  header.set_size(header.size() - 128);
  EXPECT_THAT(election_.ImportPart(header, part).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  header = election_.PartHeader(1, part);
  header.mutable_sha256()->front() = static_cast<char>(~header.sha256().front());
  EXPECT_THAT(election_.ImportPart(header, part).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  header = election_.PartHeader(1, part);
  for (const std::uint64_t size :
       {std::uint64_t{0}, std::uint64_t{23}, std::uint64_t{24 + 127}, std::uint64_t{128},
        std::uint64_t{24} + (std::uint64_t{128} << 24) + 128, ~std::uint64_t{0} - 103}) {
    header.set_size(size);
    EXPECT_THAT(election_.ImportPart(header, part).status, IsWrongAt("header.size")) << size;
  }
}

TEST_F(RollImport, RefusesASignatureOverAnotherNumber) {
  election_.WriteDraft();
  const crypto::Bytes part = election_.PartBytes(1);
  const auto signed_by = [&](std::size_t registrar, std::uint32_t number) {
    v1::PartHeader header = election_.PartHeader(1, part);
    header.set_signature(std::string(crypto::AsText(
        ledger::SignPart(election_.registrar(registrar), election_.election_id(),
                         election_.electorate(), number, part.size(), crypto::Sha256(part)))));
    return election_.ImportPart(header, part).status;
  };
  EXPECT_THAT(signed_by(0, 2), IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_THAT(signed_by(1, 1), IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_THAT(signed_by(0, 1), IsDone());
}

TEST_F(RollImport, TakesPartsOfTheFirstRegistrarsOnly) {
  election_.WriteDraft({.registrars = 3});
  // Signed as it should be, by a registrar that makes no codes here.
  crypto::Bytes part = election_.PartBytes(2);
  part[8] = 3;
  EXPECT_THAT(election_.ImportPart(3, part).status, IsWrongAt("header.registrar"));
  v1::PartHeader header = election_.PartHeader(1, election_.PartBytes(1));
  // Who has not signed as one of its registrars learns nothing of a draft: not who is in it, and not
  // whether it is there.
  header.set_registrar(election_.process() + "/registrars/nobody");
  EXPECT_THAT(election_.ImportPart(header, election_.PartBytes(1)).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  v1::PartHeader nowhere = header;
  nowhere.set_electorate("processes/nowhere/electorates/all");
  nowhere.set_registrar("processes/nowhere/registrars/r1");
  EXPECT_THAT(election_.ImportPart(nowhere, election_.PartBytes(1)).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  header.set_registrar("processes/lyon/registrars/r1");
  EXPECT_THAT(election_.ImportPart(header, election_.PartBytes(1)).status,
              IsWrongAt("header.registrar"));
  header = election_.PartHeader(1, election_.PartBytes(1));
  header.set_electorate(election_.process() + "/electorates/none");
  EXPECT_THAT(election_.ImportPart(header, election_.PartBytes(1)).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_THAT(Electorate().part_sha256(), testing::Each(""));
}

TEST_F(RollImport, RefusesBytesThatAreNotThoseAnnounced) {
  election_.WriteDraft();
  const crypto::Bytes part = election_.PartBytes(1);
  const v1::PartHeader header = election_.PartHeader(1, part);
  EXPECT_THAT(election_.ImportPart(header, crypto::Bytes(part.begin(), part.end() - 128)).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "DIGEST_MISMATCH"));
  crypto::Bytes longer = part;
  longer.push_back(0);
  EXPECT_THAT(election_.ImportPart(header, longer).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "TOO_LONG"));
  EXPECT_THAT(election_.ImportPart(header, part).status, IsDone());
}

// --- What a part must be ---

TEST_F(RollImport, RefusesAPartOfAnotherNumber) {
  election_.WriteDraft();
  const grpc::Status other = election_.ImportPart(1, election_.PartBytes(2)).status;
  EXPECT_THAT(other, IsRefused(StatusCode::INVALID_ARGUMENT, "PART_REFUSED"));
  EXPECT_THAT(other.error_message(), HasSubstr("is not that of code registrar 1"));
  // The number in the file is changed: the proofs are bound to the other one.
  ExpectRefused(1, election_.PartRecords(2), "record 1");
}

TEST_F(RollImport, NamesTheRecordWhoseProofIsWrong) {
  election_.WriteDraft();
  const crypto::Bytes good = election_.PartBytes(1);
  ASSERT_THAT(election_.ImportPart(1, good).status, IsDone());
  std::vector<ledger::PartRecord> records = election_.PartRecords(1);
  records[2].z = records[1].z;
  ExpectRefused(1, records, "record 3");
  records = election_.PartRecords(1);
  records[1].r = records[0].r;
  ExpectRefused(1, records, "record 2");
  records = election_.PartRecords(1);
  std::fill(records[3].key.begin(), records[3].key.end(), std::uint8_t{0xff});
  ExpectRefused(1, records, "record 4");
  // What was there stays.
  EXPECT_THAT(Electorate().part_sha256(), ElementsAre(DigestOf(good), ""));
}

// V_2 = X - V_1: whoever comes last would own the sum, if it need not know the secret of V_2.
TEST_F(RollImport, RefusesAKeyThatMakesTheSumAnothersOwn) {
  election_.WriteDraft();
  ASSERT_THAT(election_.ImportPart(1, election_.PartBytes(1)).status, IsDone());
  const std::vector<ledger::PartRecord> first = election_.PartRecords(1);
  std::vector<ledger::PartRecord> second = election_.PartRecords(2);
  const crypto::Scalar wanted = crypto::Scalar::Random();
  const crypto::Point chosen =
      crypto::BaseMultiply(wanted) - crypto::Point::Parse(first[0].key).value();
  // The best that can be made without its secret: a proof with that of the sum.
  second[0] = ledger::MakePartRecord(
      election_.election_id(), 2, second[0].slot,
      crypto::VoterKey::FromScalar(crypto::Secret<crypto::Scalar>(wanted)).value());
  second[0].key = chosen.bytes();
  ExpectRefused(2, second, "record 1");
  EXPECT_EQ(Electorate().roll_sha256(), "");
}

TEST_F(RollImport, RefusesAPartOfAnotherElection) {
  election_.WriteDraft();
  ledger::ElectionId other = election_.election_id();
  other[0] ^= 1;
  std::vector<ledger::PartRecord> records;
  for (std::size_t v = 0; v < 4; ++v) {
    records.push_back(
        ledger::MakePartRecord(other, 1, election_.slot(v), election_.voter_part(v, 1)));
  }
  ExpectRefused(1, records, "record 1");
}

TEST_F(RollImport, RefusesSlotsAndKeysThatStandTwice) {
  election_.WriteDraft();
  const crypto::VoterKey twice = ledger::VotingCode::Draw(1).Key(election_.election_id()).value();
  std::vector<ledger::PartRecord> records = election_.PartRecords(1);
  for (const std::size_t i : {1u, 2u}) {
    records[i] = ledger::MakePartRecord(election_.election_id(), 1, records[i].slot, twice);
  }
  ExpectRefused(1, records, "record 3");
  crypto::Bytes unsorted = election_.PartBytes(1);
  std::swap_ranges(unsorted.begin() + 24, unsorted.begin() + 24 + 128, unsorted.begin() + 24 + 128);
  const grpc::Status status = election_.ImportPart(1, unsorted).status;
  EXPECT_THAT(status, IsRefused(StatusCode::INVALID_ARGUMENT, "PART_REFUSED"));
  EXPECT_THAT(status.error_message(), HasSubstr("record 2"));
}

// --- Parts that differ ---

TEST_F(RollImport, LeavesNoRollWherePartsDiffer) {
  election_.WriteDraft();
  election_.ImportParts();
  const std::string roll = Electorate().roll_sha256();
  std::vector<ledger::PartRecord> fewer = election_.PartRecords(2);
  fewer.pop_back();
  const auto replaced = election_.ImportPart(2, ledger::PartFile::Serialize(2, fewer));
  ASSERT_THAT(replaced.status, IsDone());
  EXPECT_EQ(replaced.value.roll_sha256(), "");
  EXPECT_EQ(replaced.value.slots(), 0u);
  EXPECT_THAT(Read(election_.Freeze().status).fields,
              ElementsAre(Pair("config.electorates[0].roll_sha256", HasSubstr("do not agree"))));
  // Either of the two may be the one that was wrong.
  const auto mended = election_.ImportPart(2, election_.PartBytes(2));
  ASSERT_THAT(mended.status, IsDone());
  EXPECT_EQ(mended.value.roll_sha256(), roll);
  EXPECT_THAT(election_.Freeze().status, IsDone());
  EXPECT_EQ(election_.ReadRoll(0).value, election_.RollBytes());
}

// A part of more than two slices, and a roll of more than one.
TEST_F(RollImport, IsReadAsItCameInHoweverLongItIs) {
  election_.WriteDraft({.voters = 1100});
  const std::vector<crypto::Bytes> parts = {election_.PartBytes(1), election_.PartBytes(2)};
  for (const std::uint32_t j : {1u, 2u}) {
    ASSERT_THAT(election_.ImportPart(j, parts[j - 1]).status, IsDone());
  }
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_EQ(crypto::Sha256(election_.ReadRoll(0).value), crypto::Sha256(election_.RollBytes()));
  for (const std::uint32_t j : {1u, 2u}) {
    const auto read = election_.ReadRoll(j);
    EXPECT_THAT(read.status, IsDone());
    EXPECT_EQ(crypto::Sha256(read.value), crypto::Sha256(parts[j - 1]));
    EXPECT_GT(read.value.size(), std::size_t{128} << 10);
  }
}

TEST_F(RollImport, LeavesNoRollWhereAPersonIsOnOnePartOnly) {
  election_.WriteDraft();
  ASSERT_THAT(election_.ImportPart(1, election_.PartBytes(1)).status, IsDone());
  std::vector<ledger::PartRecord> records = election_.PartRecords(2);
  records[1].slot = Stranger();
  records[1] = ledger::MakePartRecord(election_.election_id(), 2, records[1].slot,
                                      election_.voter_part(1, 2));
  // Its key stood at another slot; as many records, other tags.
  std::vector<ledger::PartRecord> distinct;
  for (const ledger::PartRecord& record : records) {
    if (record.slot == records[1].slot || record.key != records[1].key) distinct.push_back(record);
  }
  const auto differing = election_.ImportPart(2, ledger::PartFile::Serialize(2, distinct));
  ASSERT_THAT(differing.status, IsDone());
  EXPECT_EQ(differing.value.roll_sha256(), "");
}

TEST_F(RollImport, TakesASlotWithoutAKeyWhereAllPartsLeaveItOut) {
  election_.WriteDraft();
  const auto without_second = [&](std::uint32_t j) {
    std::vector<ledger::PartRecord> records = election_.PartRecords(j);
    records[1] = {records[1].slot, {}, {}, {}};
    return ledger::PartFile::Serialize(j, records);
  };
  ASSERT_THAT(election_.ImportPart(1, without_second(1)).status, IsDone());
  const auto one_only = election_.ImportPart(2, election_.PartBytes(2));
  ASSERT_THAT(one_only.status, IsDone());
  EXPECT_EQ(one_only.value.roll_sha256(), "");
  const auto both = election_.ImportPart(2, without_second(2));
  ASSERT_THAT(both.status, IsDone());
  EXPECT_EQ(both.value.slots(), 4u);
  EXPECT_NE(both.value.roll_sha256(), "");
}

// Whoever is the first registrar is code registrar 1: others would stand for parts that they have
// not made.
TEST_F(RollImport, KeepsTheRegistrarsOfItsPartsInTheirPlaces) {
  election_.WriteDraft({.registrars = 3});
  const auto remove = [&](const char* id) {
    v1::DeleteRegistrarRequest request;
    request.set_name(election_.process() + "/registrars/" + id);
    return server_.Admin(&Eligibility::DeleteRegistrar, request).status;
  };
  ASSERT_THAT(election_.ImportPart(2, election_.PartBytes(2)).status, IsDone());
  const grpc::Status used = remove("r1");
  EXPECT_THAT(used, IsRefused(StatusCode::FAILED_PRECONDITION, "RESOURCE_IN_USE"));
  EXPECT_THAT(used.error_message(), HasSubstr(election_.electorate()));
  EXPECT_THAT(remove("r2"), IsRefused(StatusCode::FAILED_PRECONDITION, "RESOURCE_IN_USE"));
  EXPECT_THAT(remove("r3"), IsDone());
  v1::DeleteElectorateRequest electorate;
  electorate.set_name(election_.electorate());
  ASSERT_THAT(server_.Admin(&Eligibility::DeleteElectorate, electorate).status, IsDone());
  EXPECT_THAT(remove("r1"), IsDone());
}

// --- Several electorates ---

class TwoElectorates : public RollImport {
 protected:
  // A second electorate, with a part of each registrar.
  void ImportOther(const std::vector<ledger::PartRecord>& first,
                   const std::vector<ledger::PartRecord>& second) {
    v1::CreateElectorateRequest request = NewElectorate("paris", "other", {"north"});
    request.mutable_electorate()->set_code_registrars(2);
    ASSERT_THAT(server_.Admin(&Eligibility::CreateElectorate, request).status, IsDone());
    for (const std::uint32_t j : {1u, 2u}) {
      const crypto::Bytes file = ledger::PartFile::Serialize(j, j == 1 ? first : second);
      v1::PartHeader header = election_.PartHeader(j, file);
      header.set_electorate(kOther);
      header.set_signature(std::string(
          crypto::AsText(ledger::SignPart(election_.registrar(j - 1), election_.election_id(),
                                          kOther, j, file.size(), crypto::Sha256(file)))));
      const auto imported = election_.ImportPart(header, file);
      ASSERT_THAT(imported.status, IsDone());
      if (j == 2) EXPECT_NE(imported.value.roll_sha256(), "");
    }
  }
  ledger::PartRecord RecordOf(std::uint32_t j, const ledger::SlotTag& slot,
                              const crypto::VoterKey& key) const {
    return ledger::MakePartRecord(election_.election_id(), j, slot, key);
  }
  crypto::VoterKey FreshKey(std::uint32_t j) const {
    return ledger::VotingCode::Draw(j).Key(election_.election_id()).value();
  }
  void ExpectNotFrozen() {
    EXPECT_THAT(Read(election_.Freeze().status).fields,
                ElementsAre(Pair("config.electorates", HasSubstr("stands in another roll too"))));
  }
  const std::string kOther = "processes/paris/electorates/other";
};

TEST_F(TwoElectorates, AreFrozenWhereNobodyIsOnBothRolls) {
  election_.WriteDraft();
  election_.ImportParts();
  const ledger::SlotTag slot = Stranger();
  ImportOther({RecordOf(1, slot, FreshKey(1))}, {RecordOf(2, slot, FreshKey(2))});
  EXPECT_THAT(election_.Freeze().status, IsDone());
}

TEST_F(TwoElectorates, AreNotFrozenWithOnePersonOnBothRolls) {
  election_.WriteDraft();
  election_.ImportParts();
  const ledger::SlotTag slot = election_.slot(2);
  ImportOther({RecordOf(1, slot, FreshKey(1))}, {RecordOf(2, slot, FreshKey(2))});
  ExpectNotFrozen();
}

// A registrar that gives one code to two people: the sums differ, the part gives it away.
TEST_F(TwoElectorates, AreNotFrozenWithOneKeyInTwoPartsOfARegistrar) {
  election_.WriteDraft();
  election_.ImportParts();
  const ledger::SlotTag slot = Stranger();
  ImportOther({RecordOf(1, slot, FreshKey(1))}, {RecordOf(2, slot, election_.voter_part(0, 2))});
  ExpectNotFrozen();
}

TEST_F(TwoElectorates, TakeNoPartOfEachOther) {
  election_.WriteDraft();
  ASSERT_THAT(
      server_.Admin(&Eligibility::CreateElectorate, NewElectorate("paris", "other", {"north"}))
          .status,
      IsDone());
  const crypto::Bytes part = election_.PartBytes(1);
  v1::PartHeader header = election_.PartHeader(1, part);
  header.set_electorate(kOther);
  EXPECT_THAT(election_.ImportPart(header, part).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
}

// --- Reading ---

TEST_F(RollImport, IsReadByEverybodyOnceTheProcessIsFrozen) {
  election_.WriteDraft();
  election_.ImportParts();
  for (const std::uint32_t j : {0u, 1u, 2u, 3u}) {
    EXPECT_THAT(election_.ReadRoll(j).status,
                IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"))
        << j;
  }
  const crypto::Bytes first = election_.PartBytes(1), second = election_.PartBytes(2);
  ASSERT_THAT(election_.ImportPart(1, first).status, IsDone());
  ASSERT_THAT(election_.ImportPart(2, second).status, IsDone());
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_EQ(election_.ReadRoll(0).value, election_.RollBytes());
  EXPECT_EQ(election_.ReadRoll(1).value, first);
  EXPECT_EQ(election_.ReadRoll(2).value, second);
  for (const std::uint32_t j : {3u, 4u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    EXPECT_THAT(election_.ReadRoll(j).status, IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_PART"))
        << j;
  }
  const v1::ElectorateConfig& frozen = election_.frozen().config().electorates(0);
  EXPECT_EQ(frozen.roll_sha256(), DigestOf(election_.RollBytes()));
  EXPECT_THAT(frozen.part_sha256(), ElementsAre(DigestOf(first), DigestOf(second)));
  EXPECT_EQ(frozen.code_registrars(), 2u);
  EXPECT_EQ(frozen.slots(), 4u);
}

TEST_F(RollImport, IsOverWhenTheProcessIsFrozen) {
  Freeze();
  EXPECT_THAT(election_.ImportPart(1, election_.PartBytes(1)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_NOT_IN_DRAFT"));
}

}  // namespace
}  // namespace urna::services
