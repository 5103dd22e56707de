// From a draft to the configuration that is sealed: what must be there, and what is written.
#include "ledger/config.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::Pair;
using testing::SizeIs;
using Processes = v1::Processes::Stub;
using Trustees = v1::Trustees::Stub;

class Freezing : public ElectionTest {
 protected:
  const v1::Config& Config() const { return election_.frozen().config(); }
  // Changes one field of the draft.
  void Update(const std::string& path, const v1::Process& fields) {
    v1::UpdateProcessRequest request;
    *request.mutable_process() = fields;
    request.mutable_process()->set_name(election_.process());
    request.mutable_update_mask()->add_paths(path);
    ASSERT_THAT(server_.Admin(&Processes::UpdateProcess, request).status, IsDone());
  }
  void Unfreeze() {
    ASSERT_THAT(
        server_.Admin(&Processes::UnfreezeProcess, Named<v1::UnfreezeProcessRequest>()).status,
        IsDone());
  }
  v1::Ceremony Ceremony() {
    return server_.Anybody(&Trustees::GetCeremony, Of<v1::GetCeremonyRequest>()).value;
  }
  // A draft with its roll.
  void Draft(const ElectionShape& shape = {}) {
    election_.WriteDraft(shape);
    election_.ImportParts();
  }
  // What freezing says of fields that are out of bounds; nothing where it works, and is undone.
  std::map<std::string, std::string> Faults() {
    const grpc::Status status = election_.Freeze().status;
    if (!status.ok()) {
      EXPECT_THAT(status, IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_INCOMPLETE"));
      return Read(status).fields;
    }
    Unfreeze();
    return {};
  }
};

TEST_F(Freezing, NamesAllThatIsMissing) {
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, NewProcess("paris")).status, IsDone());
  const grpc::Status empty =
      server_.Admin(&Processes::FreezeProcess, Named<v1::FreezeProcessRequest>()).status;
  EXPECT_THAT(empty, IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_INCOMPLETE"));
  EXPECT_THAT(empty.error_message(), HasSubstr("more"));
  ASSERT_THAT(server_.Admin(&Processes::CreateArea, NewArea("paris", "north")).status, IsDone());
  ASSERT_THAT(server_.Admin(&Processes::CreateContest, NewContest("paris", "north")).status,
              IsDone());
  const Refusal refusal =
      Read(server_.Admin(&Processes::FreezeProcess, Named<v1::FreezeProcessRequest>()).status);
  EXPECT_TRUE(refusal.fields.contains("config.contests[0].projects"));
  EXPECT_TRUE(refusal.fields.contains("config.electorates"));
  EXPECT_TRUE(refusal.fields.contains("config.trustee_threshold"));
}

TEST_F(Freezing, NeedsEveryPartOfEveryRoll) {
  election_.WriteDraft();
  EXPECT_THAT(Faults(), ElementsAre(Pair("config.electorates[0].roll_sha256",
                                         HasSubstr("0 of 2 parts are there"))));
  ASSERT_THAT(election_.ImportPart(2, election_.PartBytes(2)).status, IsDone());
  EXPECT_THAT(Faults(), ElementsAre(Pair("config.electorates[0].roll_sha256",
                                         HasSubstr("1 of 2 parts are there"))));
  ASSERT_THAT(election_.ImportPart(1, election_.PartBytes(1)).status, IsDone());
  EXPECT_THAT(Faults(), testing::IsEmpty());
}

TEST_F(Freezing, IsRefusedWhereNobodyCouldVote) {
  Draft();
  server_.clock().Set(kNow + kDay);
  const Refusal refusal = Read(election_.Freeze().status);
  EXPECT_EQ(refusal.reason, "PROCESS_INCOMPLETE");
  EXPECT_TRUE(refusal.fields.contains("config.closing_time"));
}

// What is sealed can be counted, whatever the ballots.
TEST_F(Freezing, IsRefusedWhereARuleMayTakeTooLong) {
  Draft();
  v1::UpdateContestRequest request;
  request.mutable_contest()->set_name("processes/paris/contests/north");
  request.mutable_update_mask()->add_paths("rule");
  request.mutable_update_mask()->add_paths("budget");
  request.mutable_contest()->set_budget(1'000'000'001);
  v1::RuleConfig& rule = *request.mutable_contest()->mutable_rule();
  rule.set_tie_break(v1::TIE_BREAK_LEXICOGRAPHIC);
  rule.set_rule("max-welfare");
  ASSERT_THAT(server_.Admin(&Processes::UpdateContest, request).status, IsDone());
  EXPECT_THAT(Faults(), testing::IsEmpty());
  for (int p = 0; p < 30; ++p) {
    auto project = NewProject("paris", "north", "p" + std::to_string(p));
    project.mutable_project()->set_cost(300'000'001 + p);
    ASSERT_THAT(server_.Admin(&v1::Projects::Stub::CreateProject, project).status, IsDone());
  }
  EXPECT_THAT(Faults(), ElementsAre(Pair("config.contests[0].rule", HasSubstr("1000000000"))));

  rule.set_rule("bounded-overspending");
  v1::RuleParameter& values = *rule.add_parameters();
  values.set_name("values");
  values.set_value("exact");
  ASSERT_THAT(server_.Admin(&Processes::UpdateContest, request).status, IsDone());
  EXPECT_THAT(Faults(),
              ElementsAre(Pair("config.contests[0].rule.parameters", HasSubstr("expected short"))));
}

TEST_F(Freezing, FixesEveryParameterAndEndsTheDraft) {
  Freeze();
  EXPECT_EQ(Config().protocol(), "urna/v2");
  EXPECT_EQ(Config().process(), "processes/paris");
  EXPECT_THAT(Config().contests(), SizeIs(1));
  EXPECT_THAT(Config().contests(0).projects(), SizeIs(3));
  EXPECT_EQ(Config().electorates(0).slots(), 4u);
  EXPECT_EQ(Config().log().origin(), "test.example/paris");
  EXPECT_EQ(election_.Phase(), v1::PHASE_SEALING);
  EXPECT_THAT(server_.Admin(&Processes::CreateArea, NewArea("paris", "south")).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_NOT_IN_DRAFT"));
  EXPECT_THAT(election_.Freeze().status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_NOT_IN_DRAFT"));
}

// No verifier knows a default: what nobody chose stands in the configuration.
TEST_F(Freezing, WritesTheDefaults) {
  Freeze({.complaint_seconds = std::nullopt, .minimum_ballots = std::nullopt});
  EXPECT_EQ(Config().complaint_seconds(), 3600u);
  EXPECT_EQ(Config().contests(0).minimum_ballots(), 5u);
  EXPECT_FALSE(Config().contests(0).count_anyway());
  EXPECT_EQ(Config().trustees_size(), 4);
  EXPECT_EQ(Config().trustee_threshold(), 2u);
  EXPECT_EQ(Config().closing_quorum(), 3u);  // ceil((4 + 2) / 2)
  EXPECT_EQ(Config().authority_keys_size(), 3);
  EXPECT_EQ(Config().authority_threshold(), 2u);  // more than half
  EXPECT_EQ(Config().registrar_keys_size(), 2);
  EXPECT_EQ(Config().registrar_threshold(), 2u);  // as many as make codes
  EXPECT_EQ(Config().ballots_per_key(), 50u);
  EXPECT_EQ(Config().revote(), v1::REVOTE_POLICY_LAST);
  EXPECT_THAT(Config().witness_vkeys(), testing::IsEmpty());
  EXPECT_EQ(Config().witness_quorum(), 0u);
}

TEST_F(Freezing, KeepsAZeroThatWasChosen) {
  Freeze({.complaint_seconds = 0, .minimum_ballots = 0});
  EXPECT_EQ(Config().complaint_seconds(), 0u);
  EXPECT_EQ(Config().contests(0).minimum_ballots(), 0u);
}

TEST(ClosingQuorum, SharesEnoughTrusteesByDefaultForOneOfThemToBeHonest) {
  EXPECT_EQ(ledger::DefaultClosingQuorum(3, 2), 3u);
  EXPECT_EQ(ledger::DefaultClosingQuorum(4, 2), 3u);
  EXPECT_EQ(ledger::DefaultClosingQuorum(5, 3), 4u);
  for (std::uint32_t n = 1; n <= 9; ++n) {
    for (std::uint32_t t = 1; t <= n; ++t) {
      const std::uint32_t q = ledger::DefaultClosingQuorum(n, t);
      EXPECT_EQ(q, (n + t + 1) / 2) << t << " of " << n;
      EXPECT_GE(2 * q - n, t) << t << " of " << n;
      EXPECT_LE(q, n);
    }
  }
}

TEST_F(Freezing, KeepsTheClosingQuorumWithinItsBounds) {
  Draft();
  for (const std::uint32_t quorum : {1u, 2u, 5u, 9u}) {
    v1::Process process;
    process.set_closing_quorum(quorum);
    Update("closing_quorum", process);
    EXPECT_THAT(Faults(), ElementsAre(Key("config.closing_quorum"))) << quorum;
  }
  for (const std::uint32_t quorum : {3u, 4u}) {
    v1::Process process;
    process.set_closing_quorum(quorum);
    Update("closing_quorum", process);
    EXPECT_THAT(Faults(), testing::IsEmpty()) << quorum;
    EXPECT_EQ(Config().closing_quorum(), quorum);
  }
}

// Where t is above half of the trustees, t is the least.
TEST_F(Freezing, KeepsTheClosingQuorumAtTheThresholdOrAbove) {
  Draft();
  v1::Process process;
  process.set_trustee_threshold(4);
  Update("trustee_threshold", process);
  process.set_closing_quorum(3);
  Update("closing_quorum", process);
  EXPECT_THAT(Faults(), ElementsAre(Key("config.closing_quorum")));
}

TEST_F(Freezing, NeedsMoreThanHalfOfTheAuthorities) {
  Draft();
  v1::Process process;
  process.set_authority_threshold(1);
  Update("authority_threshold", process);
  EXPECT_THAT(Faults(), ElementsAre(Key("config.authority_threshold")));
  // Of four, two are only half.
  ASSERT_THAT(
      server_.Admin(&Processes::CreateAuthority, NewAuthority("paris", "a3", NewSigningKey()))
          .status,
      IsDone());
  process.set_authority_threshold(2);
  Update("authority_threshold", process);
  EXPECT_THAT(Faults(), ElementsAre(Key("config.authority_threshold")));
  process.set_authority_threshold(0);
  Update("authority_threshold", process);
  EXPECT_THAT(Faults(), testing::IsEmpty());
  EXPECT_EQ(Config().authority_threshold(), 3u);
  process.set_authority_threshold(5);
  Update("authority_threshold", process);
  EXPECT_THAT(Faults(), ElementsAre(Key("config.authority_threshold")));
}

// Otherwise fewer registrars could give a voter a new key than make the first one.
TEST_F(Freezing, NeedsARegistrarThresholdOfAtLeastTheCodesOfAVoter) {
  Draft();
  v1::Process process;
  process.set_registrar_threshold(1);
  Update("registrar_threshold", process);
  EXPECT_THAT(Faults(), ElementsAre(Key("config.electorates[0].code_registrars")));
}

// --- Witnesses ---

TEST_F(Freezing, WritesTheWitnessesAsTheyWereGiven) {
  const std::vector<std::string> vkeys = {
      crypto::WitnessKey{"w.example/b", crypto::SigningKey::Generate().public_key()}.ToVkey(),
      crypto::WitnessKey{"w.example/a", crypto::SigningKey::Generate().public_key()}.ToVkey()};
  Freeze({.witness_vkeys = vkeys, .witness_quorum = 2});
  EXPECT_THAT(Config().witness_vkeys(), ElementsAre(vkeys[0], vkeys[1]));
  EXPECT_EQ(Config().witness_quorum(), 2u);
  EXPECT_THAT(election_.frozen().witnesses(), SizeIs(2));
}

TEST_F(Freezing, RefusesAWitnessThatIsAnotherPartyToo) {
  Draft();
  const auto faults_with = [&](const std::vector<crypto::WitnessKey>& witnesses) {
    v1::Process process;
    for (const crypto::WitnessKey& witness : witnesses) {
      process.add_witness_vkeys(witness.ToVkey());
    }
    Update("witness_vkeys", process);
    return Faults();
  };
  const crypto::VerifyingKey key = crypto::SigningKey::Generate().public_key();
  EXPECT_THAT(faults_with({{"w.example", key}}), testing::IsEmpty());
  EXPECT_THAT(faults_with({{"w.example", election_.trustee(1).signing.public_key()}}),
              ElementsAre(Key("config.witness_vkeys[0]")));
  EXPECT_THAT(faults_with({{"test.example/paris", key}}),
              ElementsAre(Key("config.witness_vkeys[0]")));
  EXPECT_THAT(
      faults_with({{"w.example", key}, {"w.example", crypto::SigningKey::Generate().public_key()}}),
      ElementsAre(Key("config.witness_vkeys[1]")));
  EXPECT_THAT(faults_with({{"w.example", key}, {"v.example", key}}),
              ElementsAre(Key("config.witness_vkeys[1]")));
}

// --- What is reserved ---

TEST_F(Freezing, WritesNothingThatIsReservedAndTheWholeHeadOfTheJournal) {
  Freeze();
  EXPECT_EQ(Config().online_closing_time(), 0u);
  EXPECT_THAT(Config().stations(), testing::IsEmpty());
  EXPECT_TRUE(Config().has_journal());
  const auto read_with = [&](const auto& change) {
    v1::Config config = Config();
    change(config);
    return ledger::FrozenConfig::Parse(crypto::AsBytes(config.SerializeAsString())).ok();
  };
  EXPECT_TRUE(read_with([](v1::Config&) {}));
  EXPECT_FALSE(read_with([](v1::Config& c) { c.set_online_closing_time(c.closing_time()); }));
  EXPECT_FALSE(read_with([](v1::Config& c) { c.add_stations()->set_id("s"); }));
  EXPECT_FALSE(read_with([](v1::Config& c) { c.mutable_journal()->clear_root(); }));
  EXPECT_FALSE(read_with([](v1::Config& c) { c.set_protocol("urna/v1"); }));
}

// --- Attempts ---

// So that no message of an earlier ceremony fits a later one.
TEST_F(Freezing, NumbersEveryAttempt) {
  Freeze();
  EXPECT_EQ(Config().attempt(), 1u);
  EXPECT_EQ(Ceremony().attempt(), 1u);
  const crypto::Hash256 first = election_.frozen().hash();
  Unfreeze();
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_EQ(Config().attempt(), 2u);
  const crypto::Hash256 second = election_.frozen().hash();
  EXPECT_NE(second, first);
  server_.Restart();
  v1::RestartCeremonyRequest restart = Of<v1::RestartCeremonyRequest>();
  restart.set_request_id("6f1c1f5e-1c1b-4b7e-9a52-0d6f1d3c2b1a");
  const auto third = server_.Admin(&Trustees::RestartCeremony, restart);
  ASSERT_THAT(third.status, IsDone());
  EXPECT_EQ(third.value.attempt(), 3u);
  // A retry is the same restart.
  EXPECT_EQ(server_.Admin(&Trustees::RestartCeremony, restart).value.attempt(), 3u);
  EXPECT_EQ(Ceremony().attempt(), 3u);
  election_.FetchConfig();
  EXPECT_EQ(Config().attempt(), 3u);
  EXPECT_NE(election_.frozen().hash(), second);
  const v1::Process process =
      server_.Anybody(&Processes::GetProcess, Named<v1::GetProcessRequest>()).value;
  EXPECT_EQ(process.config_hash(), crypto::AsText(election_.frozen().hash()));
  Unfreeze();
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_EQ(Config().attempt(), 4u);
  election_.HoldCeremony();
}

TEST_F(Freezing, TakesNoCommitmentOfAnEarlierAttempt) {
  Freeze();
  election_.StartParticipants();
  const v1::SubmitCommitmentRequest old = election_.Commitment(1);
  ASSERT_THAT(server_.Anybody(&Trustees::SubmitCommitment, old).status, IsDone());
  ASSERT_THAT(server_.Admin(&Trustees::RestartCeremony, Of<v1::RestartCeremonyRequest>()).status,
              IsDone());
  EXPECT_EQ(Ceremony().state(), v1::CEREMONY_STATE_COMMITTING);
  EXPECT_THAT(Ceremony().commitments(), testing::Each(""));
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, old).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  Unfreeze();
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, old).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
}

TEST_F(Freezing, IsUndoneWithTheKeys) {
  Freeze();
  election_.HoldCeremony();
  election_.FetchManifest();
  const v1::ApproveManifestRequest old = election_.Approval(v1::MANIFEST_ROLE_TRUSTEE, 1);
  ASSERT_THAT(server_.Anybody(&Processes::ApproveManifest, old).status, IsDone());
  const auto draft =
      server_.Admin(&Processes::UnfreezeProcess, Named<v1::UnfreezeProcessRequest>());
  ASSERT_THAT(draft.status, IsDone());
  EXPECT_EQ(draft.value.phase(), v1::PHASE_DRAFT);
  EXPECT_EQ(draft.value.manifest_hash(), "");
  EXPECT_THAT(server_.Anybody(&Trustees::GetCeremony, Of<v1::GetCeremonyRequest>()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_EQ(Ceremony().state(), v1::CEREMONY_STATE_COMMITTING);
  election_.HoldCeremony();
  // Nobody has approved this one.
  EXPECT_THAT(server_.Anybody(&Processes::ApproveManifest, old).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  const v1::Manifest manifest =
      server_.Anybody(&Processes::GetManifest, Named<v1::GetManifestRequest>()).value;
  EXPECT_THAT(manifest.signatures(), testing::IsEmpty());
}

}  // namespace
}  // namespace urna::services
