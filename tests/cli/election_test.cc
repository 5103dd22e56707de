// The clients against a real server, in this process.
#include <filesystem>
#include <memory>

#include "cli/client/observer_client.h"
#include "cli/rehearsal.h"
#include "ledger/audit.h"
#include "ledger/errors.h"
#include "pch.h"
#include "services/base/clock.h"
#include "services/base/events.h"
#include "services/server/server.h"
#include "support/temporary_folder.h"

namespace urna::cli {
namespace {

using client::Connection;
using client::ProcessReader;
using client::TrusteeClient;

client::ProcessDescription Describe() {
  client::ProcessDescription out;
  out.id = "test";
  const auto title = [](auto& resource) {
    v1::LocalizedText& text = *resource.add_title();
    text.set_language("en");
    text.set_text("Test");
  };
  title(out.process);
  out.process.set_currency("EUR");
  out.process.set_currency_digits(2);
  v1::Area area;
  title(area);
  out.areas.emplace_back("area", area);
  client::ContestDescription contest;
  contest.id = "contest";
  title(contest.contest);
  contest.contest.set_area("processes/test/areas/area");
  contest.contest.set_budget(10000);
  contest.contest.mutable_ballot_format()->mutable_approval();
  contest.contest.mutable_rule()->set_rule("approval");
  contest.contest.mutable_rule()->set_tie_break(v1::TIE_BREAK_LEXICOGRAPHIC);
  for (const char* id : {"a", "b", "c"}) {
    v1::Project project;
    title(project);
    project.set_cost(10000);
    contest.projects.emplace_back(id, project);
  }
  out.contests.push_back(contest);
  v1::Electorate electorate;
  title(electorate);
  electorate.add_contests("processes/test/contests/contest");
  out.electorates.emplace_back("people", electorate);
  return out;
}

class ElectionTest : public testing::Test {
 protected:
  void SetUp() override {
    services::SetLeastSeverity(services::Severity::kError);
    services::ServerConfig config;
    config.name = "localhost";
    config.data_dir = folder_.Sub("data");
    config.listen = {"127.0.0.1:0"};
    auto token = services::InitialiseServerStore(config, clock_);
    ASSERT_TRUE(token.ok()) << token.status();
    token_ = *token;
    auto store = services::OpenServerStore(config);
    ASSERT_TRUE(store.ok()) << store.status();
    auto server = services::Server::Start(config, *std::move(store), clock_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  std::string address() const { return server_->addresses().at(0); }
  std::shared_ptr<const ProcessReader> NewReader() const {
    return std::make_shared<const ProcessReader>(Connection::Open({address(), {}, {}}).value(),
                                                 "processes/test");
  }
  std::unique_ptr<Rehearsal> NewElection() const {
    return Rehearsal::Create(address(), token_, Describe(), {}).value();
  }

  TemporaryFolder folder_;
  services::SystemClock clock_;
  std::string token_;
  std::unique_ptr<services::Server> server_;
};

constexpr ledger::ContestId kContest{0};
const ledger::Choices kA = {{0, 1}};
const ledger::Choices kB = {{1, 1}};

TEST_F(ElectionTest, CountsTheLastBallotOfEachVoterAndVerifies) {
  const auto election = NewElection();
  ASSERT_TRUE(election->SetUp(3).ok());
  ASSERT_TRUE(election->Seal().ok());
  ASSERT_TRUE(election->Open().ok());
  ASSERT_TRUE(election->Cast({kA, kA, kB}, 2).ok());
  // Two of the three change their minds, on a device that does not know of the first ballot.
  const auto voter = election->Voter().value();
  for (const std::size_t v : {0U, 1U}) {
    const auto receipt = voter.Cast(kContest, kB, election->VoterKey(v).value());
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    EXPECT_TRUE(CheckReceipt(*receipt, election->manifest().log_key().ToVkey()).ok());
  }
  ASSERT_TRUE(election->Close().ok());
  ASSERT_TRUE(election->SignClosing().ok());
  ASSERT_TRUE(election->Mix().ok());
  ASSERT_TRUE(election->Decrypt().ok());
  const absl::Status tally = election->Tally();
  ASSERT_TRUE(tally.ok()) << tally;
  const absl::Status mirror = election->Mirror(folder_.Sub("bundle"));
  ASSERT_TRUE(mirror.ok()) << mirror;
  const auto report = ledger::Audit(ledger::Bundle::Open(folder_.Sub("bundle")).value(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_TRUE(report->ok()) << report->steps.back().status;
  EXPECT_THAT(report->contests.at(0).selected, testing::ElementsAre("b"));
  EXPECT_EQ(report->contests[0].valid, 3U);
}

TEST_F(ElectionTest, GivesTheSameReceiptWhenTheSameBytesAreSentAgain) {
  const auto election = NewElection();
  ASSERT_TRUE(election->SetUp(1).ok());
  ASSERT_TRUE(election->Seal().ok());
  ASSERT_TRUE(election->Open().ok());
  const auto key = election->VoterKey(0).value();
  auto draft = ledger::BallotDraft::Encrypt(election->manifest(), kContest, kA, key, {});
  const crypto::Bytes leaf = std::move(draft).value().Cast(key);
  const auto voter = election->Voter().value();
  const auto first = voter.Send(leaf);
  const auto again = voter.Send(leaf);
  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(first->leaf_index(), again->leaf_index());
  EXPECT_TRUE(voter.CheckAnswer(leaf, *again).ok());
}

TEST_F(ElectionTest, NoticesAnAnswerThatProvesAnotherBallot) {
  const auto election = NewElection();
  ASSERT_TRUE(election->SetUp(2).ok());
  ASSERT_TRUE(election->Seal().ok());
  ASSERT_TRUE(election->Open().ok());
  std::vector<crypto::Bytes> leaves;
  std::vector<v1::CastBallotResponse> answers;
  const auto voter = election->Voter().value();
  for (const std::size_t v : {0U, 1U}) {
    const auto key = election->VoterKey(v).value();
    auto draft = ledger::BallotDraft::Encrypt(election->manifest(), kContest, kA, key, {});
    leaves.push_back(std::move(draft).value().Cast(key));
    answers.push_back(voter.Send(leaves.back()).value());
  }
  EXPECT_EQ(voter.CheckAnswer(leaves[0], answers[1]).status().code(), absl::StatusCode::kDataLoss);
  auto moved = answers[0];
  moved.set_leaf_index(answers[1].leaf_index());
  EXPECT_EQ(voter.CheckAnswer(leaves[0], moved).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(ElectionTest, ReadsNoManifestButThePinnedOne) {
  const auto election = NewElection();
  ASSERT_TRUE(election->SetUp(1).ok());
  ASSERT_TRUE(election->Seal().ok());
  const std::string vkey = election->manifest().log_key().ToVkey();
  const auto reader = NewReader();
  EXPECT_TRUE(reader->ReadManifest({vkey, election->manifest().hash()}).ok());
  EXPECT_EQ(reader->ReadManifest({vkey, crypto::Hash256{1}}).status().code(),
            absl::StatusCode::kDataLoss);
  const crypto::LogKey other{"localhost/test", crypto::SigningKey::Generate().public_key()};
  EXPECT_EQ(reader->ReadManifest({other.ToVkey(), std::nullopt}).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(ElectionTest, TellsAPersonWhyACodeDoesNotVote) {
  const auto election = NewElection();
  ASSERT_TRUE(election->SetUp(1).ok());
  ASSERT_TRUE(election->Seal().ok());
  const auto voter = election->Voter().value();
  const auto key = election->VoterKey(0).value();
  EXPECT_EQ(ledger::ReasonOf(voter.Cast(kContest, kA, key).status()), "VOTING_NOT_OPEN");
  ASSERT_TRUE(election->Open().ok());
  const auto stranger = ledger::VotingCode::Draw(1).Key(election->manifest().election_id()).value();
  EXPECT_EQ(ledger::ReasonOf(voter.Cast(kContest, kA, stranger).status()), "UNKNOWN_KEY");
}

// Keeps what it is given, as a file would.
class KeptVault final : public client::TrusteeVault {
 public:
  explicit KeptVault(crypto::SecretBytes& kept) : kept_(kept) {}
  absl::Status Save(const client::TrusteeMemory& memory) override {
    kept_ = memory.Serialize();
    return absl::OkStatus();
  }

 private:
  crypto::SecretBytes& kept_;
};

// Three trustees whose programs end after every step.
class ForgetfulTrusteesTest : public ElectionTest {
 protected:
  void SetUp() override {
    ElectionTest::SetUp();
    client::ProcessDescription description = Describe();
    const auto party = [](auto& message, const crypto::VerifyingKey& key) {
      message.set_display_name("Somebody");
      message.set_signing_key(std::string(crypto::AsText(key.bytes())));
    };
    v1::Registrar registrar;
    party(registrar, registrar_.public_key());
    description.registrars.emplace_back("registrar", registrar);
    v1::Authority authority;
    party(authority, crypto::SigningKey::Generate().public_key());
    description.authorities.emplace_back("authority", authority);
    for (int i = 0; i < 3; ++i) {
      const client::TrusteeMemory memory{crypto::TrusteeSecretKeys::Generate(), {}};
      v1::Trustee trustee;
      party(trustee, memory.keys.signing.public_key());
      trustee.set_box_key(std::string(crypto::AsText(memory.keys.box_public)));
      description.trustees.emplace_back("trustee-" + std::to_string(i), trustee);
      kept_[i] = memory.Serialize();
    }
    v1::Process& process = description.process;
    process.set_trustee_threshold(2);
    process.set_registrar_threshold(1);
    process.set_authority_threshold(1);
    process.set_revote(v1::REVOTE_POLICY_LAST);
    process.set_ballots_per_key(10);
    process.mutable_opening_time()->set_seconds(absl::ToUnixSeconds(clock_.Now()));
    process.mutable_closing_time()->set_seconds(absl::ToUnixSeconds(clock_.Now()) + 1000);
    administrator_ = std::make_unique<client::AdministratorClient>(
        Connection::Open({address(), {}, token_}).value());
    const auto created = administrator_->Create(description);
    ASSERT_TRUE(created.ok()) << created.status();
    ledger::ElectionId election{};
    std::copy(created->election_id().begin(), created->election_id().end(), election.begin());
    client::CsvTable people{{"person", "electorate"}, {{"1", "people"}}, {}};
    rolls_ = client::IssueCodes(people, {}, election, ledger::DrawRollKey(), 1).value().parts;
    client::RegistrarClient uploads(NewReader(), registrar_key());
    ASSERT_TRUE(uploads.UploadPart(election, "registrar", "people", 1, rolls_.at("people")).ok());
    const auto frozen = administrator_->Freeze(description.name());
    ASSERT_TRUE(frozen.ok()) << frozen.status();
  }
  crypto::SigningKey registrar_key() const {
    return crypto::SigningKey::FromSeed(registrar_.Seed());
  }
  TrusteeClient Awake(int i) {
    auto memory = client::TrusteeMemory::Parse({kept_[i].data(), kept_[i].size()});
    return TrusteeClient(NewReader(), std::move(memory).value(),
                         std::make_unique<KeptVault>(kept_[i]), {});
  }
  void HoldCeremony() {
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 3; ++i) {
        const auto step = Awake(i).Ceremony();
        ASSERT_TRUE(step.ok()) << step.status();
        ASSERT_FALSE(step->did.empty()) << "round " << round << ", trustee " << i;
      }
    }
  }

  crypto::SigningKey registrar_ = crypto::SigningKey::Generate();
  std::array<crypto::SecretBytes, 3> kept_;
  std::map<std::string, crypto::Bytes> rolls_;
  std::unique_ptr<client::AdministratorClient> administrator_;
};

TEST_F(ForgetfulTrusteesTest, MakeTheKeysAndSignThem) {
  HoldCeremony();
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(Awake(i).Ceremony()->finished);
    const auto approved = Awake(i).Approve();
    ASSERT_TRUE(approved.ok()) << approved.status();
    EXPECT_FALSE(approved->did.empty());
    // Again is nothing new.
    EXPECT_TRUE(Awake(i).Approve()->did.empty());
  }
  EXPECT_EQ(NewReader()->ReadManifest({})->approvals.size(), 3U);
}

TEST_F(ForgetfulTrusteesTest, BeginWithFreshSecretsWhenTheCeremonyIsRestarted) {
  ASSERT_TRUE(Awake(0).Ceremony().ok());
  const crypto::SecretBytes first = kept_[0];
  ASSERT_TRUE(administrator_->RestartCeremony("processes/test").ok());
  ASSERT_TRUE(Awake(0).Ceremony().ok());
  EXPECT_NE(kept_[0], first);
  for (int i : {1, 2}) ASSERT_TRUE(Awake(i).Ceremony().ok());
  EXPECT_FALSE(Awake(0).Ceremony()->did.empty());
}

TEST_F(ForgetfulTrusteesTest, DoNotSignUnaskedWhatNobodyHasRead) {
  HoldCeremony();
  EXPECT_EQ(Awake(0).Next().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(NewReader()->ReadManifest({})->approvals.size(), 0U);
}

TEST_F(ForgetfulTrusteesTest, RefuseAManifestWithOtherKeysThanTheirs) {
  HoldCeremony();
  // A trustee that lost what it kept of the ceremony cannot vouch for the keys.
  auto memory = client::TrusteeMemory::Parse({kept_[0].data(), kept_[0].size()}).value();
  memory.elections.clear();
  kept_[0] = memory.Serialize();
  EXPECT_EQ(Awake(0).Approve().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ForgetfulTrusteesTest, SeeTheRegistrarRefuseARollThatIsNotItsOwn) {
  HoldCeremony();
  client::RegistrarClient registrar(NewReader(), registrar_key());
  const auto sealed = NewReader()->ReadManifest({}).value();
  auto others = rolls_;
  others.at("people").back() ^= 1;
  EXPECT_EQ(registrar.Approve(sealed, others).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(registrar.Approve(sealed, {}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(registrar.Approve(sealed, rolls_).ok());
}

}  // namespace
}  // namespace urna::cli
