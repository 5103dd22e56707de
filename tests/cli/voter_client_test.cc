#include "cli/client/voter_client.h"

#include "cli/client/errors.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ledger/errors.h"
#include "ledger/part.h"
#include "pch.h"
#include "support/election_fixture.h"

namespace urna::client {
namespace {

using ledger::ElectionFixture;
using ledger::ReasonOf;

class SlotTest : public testing::Test {
 protected:
  // Two electorates, of which the second does not vote in contest 0.
  static const ElectionFixture& Election() {
    static const auto* const kElection = [] {
      ledger::ElectionShape shape;
      shape.electorates = 2;
      shape.contests = 2;
      shape.adjust = [](v1::Config& config) {
        config.mutable_electorates(1)->clear_contests();
        config.mutable_electorates(1)->add_contests(1);
      };
      return new ElectionFixture(ElectionFixture::Make(shape));
    }();
    return *kElection;
  }
  static crypto::VoterKey CodeKey(std::uint32_t voter, std::uint32_t registrar) {
    return Election().code(voter, registrar).Key(Election().election_id()).value();
  }
  // What an honest server says.
  static v1::Slot Answer(std::uint32_t voter, std::uint32_t registrar) {
    const crypto::Bytes& file = Election().roll_files()[voter % 2].parts[registrar - 1];
    const auto key = CodeKey(voter, registrar).public_key().bytes();
    v1::Slot answer;
    answer.set_electorate("processes/test/electorates/" +
                          Election().manifest()->config().electorates(voter % 2).id());
    for (std::size_t at = ledger::kPartHeaderSize; at < file.size();
         at += ledger::kPartRecordSize) {
      const crypto::ByteView record = crypto::ByteView(file).subspan(at, ledger::kPartRecordSize);
      if (std::equal(key.begin(), key.end(), record.begin() + 32)) {
        answer.set_record(std::string(crypto::AsText(record)));
      }
    }
    return answer;
  }
  static absl::StatusOr<CodeSlot> Verify(std::uint32_t voter, std::uint32_t registrar,
                                         const v1::Slot& answer) {
    return VerifySlot(*Election().manifest(), registrar, CodeKey(voter, registrar).public_key(),
                      answer);
  }
};

TEST_F(SlotTest, IsThatOfTheCodesLetter) {
  for (std::uint32_t voter = 0; voter < 4; ++voter) {
    std::vector<CodeSlot> slots;
    for (const std::uint32_t registrar : {1, 2}) {
      const auto slot = Verify(voter, registrar, Answer(voter, registrar));
      ASSERT_TRUE(slot.ok()) << slot.status();
      EXPECT_EQ(slot->tag, Election().slot(voter));
      slots.push_back(*slot);
    }
    const auto joined = JoinSlots(slots);
    ASSERT_TRUE(joined.ok()) << joined.status();
    EXPECT_EQ(joined->electorate, static_cast<int>(voter % 2));
  }
}

TEST_F(SlotTest, IsBoundToItsCodeByTheProof) {
  // Another voter's record; another registrar's; another tag, electorate or proof.
  EXPECT_TRUE(absl::IsDataLoss(Verify(0, 1, Answer(2, 1)).status()));
  EXPECT_TRUE(absl::IsDataLoss(Verify(0, 1, Answer(0, 2)).status()));
  for (std::size_t bit = 0; bit < ledger::kPartRecordSize * 8; bit += 23) {
    v1::Slot answer = Answer(0, 1);
    (*answer.mutable_record())[bit / 8] ^= static_cast<char>(1 << (bit % 8));
    EXPECT_TRUE(absl::IsDataLoss(Verify(0, 1, answer).status())) << "bit " << bit;
  }
  for (const char* electorate : {"", "processes/test/electorates/none", "electorate-0"}) {
    v1::Slot answer = Answer(0, 1);
    answer.set_electorate(electorate);
    EXPECT_TRUE(absl::IsDataLoss(Verify(0, 1, answer).status())) << electorate;
  }
  v1::Slot answer = Answer(0, 1);
  answer.mutable_record()->pop_back();
  EXPECT_TRUE(absl::IsDataLoss(Verify(0, 1, answer).status()));
}

TEST_F(SlotTest, IsOneForAllCodesOfAVoter) {
  const CodeSlot mine = Verify(0, 1, Answer(0, 1)).value();
  const CodeSlot theirs = Verify(2, 2, Answer(2, 2)).value();
  EXPECT_EQ(ReasonOf(JoinSlots(std::vector{mine, theirs}).status()), "CODES_OF_TWO_PEOPLE");
  EXPECT_EQ(ReasonOf(JoinSlots(std::vector{mine}).status()), "WRONG_NUMBER_OF_CODES");
  EXPECT_EQ(ReasonOf(JoinSlots(std::vector{mine, mine, mine}).status()), "WRONG_NUMBER_OF_CODES");
  EXPECT_EQ(ReasonOf(JoinSlots({}).status()), "WRONG_NUMBER_OF_CODES");
  CodeSlot elsewhere = mine;
  elsewhere.electorate = 1;
  EXPECT_TRUE(absl::IsDataLoss(JoinSlots(std::vector{mine, elsewhere}).status()));
}

TEST_F(SlotTest, SaysWhereItsVoterMayVote) {
  const ledger::Manifest& manifest = *Election().manifest();
  EXPECT_TRUE(CheckEntitled(manifest, 0, ledger::ContestId{0}).ok());
  EXPECT_TRUE(CheckEntitled(manifest, 1, ledger::ContestId{1}).ok());
  EXPECT_EQ(ReasonOf(CheckEntitled(manifest, 1, ledger::ContestId{0})), "NOT_ENTITLED");
}

TEST(FromGrpc, KeepsWhatProgramsNeed) {
  google::rpc::ErrorInfo info;
  info.set_reason("SEQUENCE_TAKEN");
  (*info.mutable_metadata())["last_sequence"] = "9";
  google::rpc::BadRequest bad_request;
  bad_request.add_field_violations()->set_field("contest.budget");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  details.add_details()->PackFrom(bad_request);
  const absl::Status status =
      FromGrpc({grpc::StatusCode::ABORTED, "sign again", details.SerializeAsString()});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ledger::ReasonOf(status), "SEQUENCE_TAKEN");
  EXPECT_EQ(ledger::FieldOf(status), "contest.budget");
  EXPECT_EQ(ledger::FactOf(While("ballot 3", status), "last_sequence"), "9");
  EXPECT_EQ(Explain(status), "sign again [SEQUENCE_TAKEN]");
}

TEST(FromGrpc, TakesAnyDetailsForWhatTheyAre) {
  const absl::Status status =
      FromGrpc({grpc::StatusCode::UNAVAILABLE, "gone", "\xff\xff nonsense"});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Explain(status), "gone");
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

}  // namespace
}  // namespace urna::client
