// The second code registrar waits for the first one's part and chooses V_2 = X - V_1, so that it
// knows the secret of every sum. It cannot prove that it knows that of V_2.
#include <filesystem>
#include <fstream>
#include <memory>

#include "cli/client/connection.h"
#include "cli/client/process_reader.h"
#include "cli/client/registrar_client.h"
#include "crypto/hash.h"
#include "end_to_end/attacks/real_election.h"
#include "ledger/part.h"
#include "pch.h"
#include "services/files/file_space.h"
#include "services/records/resources.h"
#include "services/server/server.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

constexpr char kElectorate[] = "processes/street/electorates/street";
constexpr std::uint32_t kRogue = 2;

class RoguePart : public testing::Test {
 protected:
  RoguePart() {
    const std::string text = WholeFile(election_.Path("letters1/street.1.part"));
    const auto first = ledger::PartFile::Parse(crypto::AsBytes(text), election_.election_id(), 1);
    first_ = first.value().records();
    for (const ledger::PartRecord& record : first_) {
      const auto x =
          crypto::VoterKey::FromScalar(crypto::Secret<crypto::Scalar>(crypto::Scalar::Random()))
              .value();
      // The proof is of X, the only secret that there is.
      ledger::PartRecord rogue =
          ledger::MakePartRecord(election_.election_id(), kRogue, record.slot, x);
      rogue.key = (x.public_key() - crypto::Point::Parse(record.key).value()).bytes();
      records_.push_back(rogue);
      sums_.push_back(x.public_key().bytes());
    }
    part_ = ledger::PartFile::Serialize(kRogue, records_);
  }
  crypto::Bytes Roll() const {
    crypto::Bytes roll;
    for (std::size_t i = 0; i < first_.size(); ++i) {
      crypto::Append(roll, first_[i].slot.bytes);
      crypto::Append(roll, sums_[i]);
    }
    return roll;
  }
  // What a server does that is in it: the part and the sums stand as if they had been verified.
  void PutIntoStore() {
    election_.StopServer();
    const auto store = services::OpenServerStore(election_.home().Config()).value();
    const auto stored = services::FindResource(*store, kElectorate).value().value();
    v1::Electorate electorate;
    ASSERT_TRUE(electorate.ParseFromString(stored.bytes));
    const crypto::Bytes roll = Roll();
    electorate.set_part_sha256(1, std::string(crypto::AsText(crypto::Sha256(part_))));
    electorate.set_roll_sha256(std::string(crypto::AsText(crypto::Sha256(roll))));
    for (const crypto::Bytes& file : {part_, roll}) {
      ASSERT_TRUE(services::kRollFiles.Write(*store, kElectorate, file).ok());
    }
    storage::WriteBatch batch;
    services::PutResource(batch, kElectorate, stored.creation_order,
                          electorate.SerializeAsString());
    ASSERT_TRUE(store->Write(batch).ok());
  }

  RealElection election_{{.code_registrars = 2}};
  std::vector<ledger::PartRecord> first_, records_;
  std::vector<crypto::Hash256> sums_;
  crypto::Bytes part_;
};

TEST_F(RoguePart, IsRefusedByItsProgramAndByTheServer) {
  std::filesystem::create_directories(election_.Path("rogue"));
  std::ofstream(election_.Path("rogue/street.2.part")) << crypto::AsText(part_);
  const std::string upload = "registrar upload --process street --registrar registrar2 --key " +
                             election_.Path("registrar2.key") + " --election-id " +
                             crypto::ToHex(election_.election_id()) + " --parts ";
  const Finished own = election_.Try(upload + election_.Path("rogue"));
  EXPECT_NE(own.exit_code, 0);
  EXPECT_THAT(own.output, HasSubstr("proof"));
  // Its own program does not ask.
  const auto connection = client::Connection::Open({election_.address(), {}, {}}).value();
  client::RegistrarClient registrar(
      std::make_shared<const client::ProcessReader>(connection, election_.process()),
      election_.RegistrarKey(kRogue));
  const auto taken =
      registrar.UploadPart(election_.election_id(), "registrar2", "street", kRogue, part_);
  ASSERT_FALSE(taken.ok());
  EXPECT_THAT(taken.status().ToString(), HasSubstr("proof"));
}

TEST_F(RoguePart, IsSignedByNobodyElseWhereTheServerTookIt) {
  PutIntoStore();
  election_.StartServer();
  election_.HoldCeremony();
  for (const char* who : {"trustee1", "trustee2", "trustee3", "authority", "registrar1"}) {
    const Finished approve = election_.TryApprove(who);
    EXPECT_EQ(approve.exit_code, 1) << who;
    EXPECT_THAT(approve.output, HasSubstr("roll/street.2.part"));
    EXPECT_THAT(approve.output, HasSubstr("proof"));
  }
  EXPECT_NE(election_.Try("admin seal street").exit_code, 0);
}

}  // namespace
}  // namespace urna::end_to_end
