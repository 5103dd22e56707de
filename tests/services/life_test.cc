// The life of a process, through the API: each step, and what it refuses.
#include <atomic>
#include <thread>

#include "crypto/hash.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using Processes = v1::Processes::Stub;
using Eligibility = v1::Eligibility::Stub;
using Trustees = v1::Trustees::Stub;
using Tallies = v1::Tallies::Stub;

constexpr std::int64_t kNow = 1'750'000'000;
constexpr std::int64_t kDay = 86'400;

class Life : public testing::Test {
 protected:
  template <typename Request>
  Request Named() {
    Request request;
    request.set_name(election_.process());
    return request;
  }
  template <typename Request>
  Request Of() {
    Request request;
    request.set_process(election_.process());
    return request;
  }
  void Freeze() {
    election_.WriteDraft();
    const crypto::Bytes roll = election_.RollBytes();
    ASSERT_THAT(election_.ImportRoll(election_.RollHeader(roll), roll).status, IsDone());
    ASSERT_THAT(election_.Freeze().status, IsDone());
  }
  // Three voters approve a and b, c, a.
  void CloseWithBallots(bool lot = false) {
    election_.SealAll(lot);
    election_.Open();
    ASSERT_THAT(election_.Cast(election_.Ballot(0, {0, 1})).status, IsDone());
    ASSERT_THAT(election_.Cast(election_.Ballot(1, {2})).status, IsDone());
    ASSERT_THAT(election_.Cast(election_.Ballot(2, {0})).status, IsDone());
    election_.Close();
  }
  TestServer server_;
  ElectionDriver election_{server_};
};

// --- Rolls ---

TEST_F(Life, ARollIsTakenFromItsRegistrar) {
  election_.WriteDraft();
  const crypto::Bytes roll = election_.RollBytes();
  const auto imported = election_.ImportRoll(election_.RollHeader(roll), roll);
  ASSERT_THAT(imported.status, IsDone());
  EXPECT_EQ(imported.value.slots(), 4u);
  EXPECT_EQ(imported.value.roll_sha256(), crypto::AsText(crypto::Sha256(roll)));
}

TEST_F(Life, ARollIsRefusedWithAnotherSignature) {
  election_.WriteDraft();
  const crypto::Bytes roll = election_.RollBytes();
  v1::RollHeader header = election_.RollHeader(roll);
  header.set_size(header.size() - 64);
  EXPECT_THAT(election_.ImportRoll(header, roll).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  header = election_.RollHeader(roll);
  header.set_size(65);
  EXPECT_THAT(election_.ImportRoll(header, roll).status, IsWrongAt("header.size"));
  header.set_size(~std::uint64_t{0} - 63);
  EXPECT_THAT(election_.ImportRoll(header, roll).status, IsWrongAt("header.size"));
}

TEST_F(Life, ARollIsRefusedWholeWhenARecordIsWrong) {
  election_.WriteDraft();
  const crypto::Bytes good = election_.RollBytes();
  ASSERT_THAT(election_.ImportRoll(election_.RollHeader(good), good).status, IsDone());
  crypto::Bytes bad = good;
  std::fill_n(bad.begin() + 64 + 32, 32, 0xff);  // no point of the curve
  EXPECT_THAT(election_.ImportRoll(election_.RollHeader(bad), bad).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "ROLL_REFUSED"));
  crypto::Bytes unsorted(good.rbegin(), good.rend());
  EXPECT_THAT(election_.ImportRoll(election_.RollHeader(unsorted), unsorted).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "ROLL_REFUSED"));
  v1::GetElectorateRequest get;
  get.set_name("processes/paris/electorates/all");
  EXPECT_EQ(server_.Admin(&Eligibility::GetElectorate, get).value.roll_sha256(),
            crypto::AsText(crypto::Sha256(good)));
}

TEST_F(Life, ARollIsRefusedWhenItsBytesAreNotThoseAnnounced) {
  election_.WriteDraft();
  const crypto::Bytes roll = election_.RollBytes();
  const v1::RollHeader header = election_.RollHeader(roll);
  EXPECT_THAT(election_.ImportRoll(header, crypto::Bytes(roll.begin(), roll.end() - 64)).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "DIGEST_MISMATCH"));
  crypto::Bytes longer = roll;
  longer.push_back(0);
  EXPECT_THAT(election_.ImportRoll(header, longer).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "TOO_LONG"));
}

TEST_F(Life, ARollCanBeReadOnceTheProcessIsFrozen) {
  election_.WriteDraft();
  const crypto::Bytes roll = election_.RollBytes();
  ASSERT_THAT(election_.ImportRoll(election_.RollHeader(roll), roll).status, IsDone());
  const auto read = [&](std::string& bytes) {
    v1::ReadRollRequest request;
    request.set_electorate("processes/paris/electorates/all");
    auto context = server_.Anonymous();
    auto reader = server_.eligibility().ReadRoll(context.get(), request);
    v1::ReadRollResponse piece;
    while (reader->Read(&piece)) bytes += piece.data();
    return reader->Finish();
  };
  std::string bytes;
  EXPECT_THAT(read(bytes), IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  ASSERT_THAT(election_.Freeze().status, IsDone());
  EXPECT_THAT(read(bytes), IsDone());
  EXPECT_EQ(bytes, crypto::AsText(roll));
  EXPECT_THAT(election_.ImportRoll(election_.RollHeader(roll), roll).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_NOT_IN_DRAFT"));
}

// --- Freezing ---

TEST_F(Life, FreezingNamesAllThatIsMissing) {
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
  EXPECT_TRUE(refusal.fields.contains("processes/paris/contests/north"));
  EXPECT_TRUE(refusal.fields.contains("processes/paris"));
}

TEST_F(Life, FreezingNeedsEveryRoll) {
  election_.WriteDraft();
  const Refusal refusal = Read(election_.Freeze().status);
  EXPECT_EQ(refusal.reason, "PROCESS_INCOMPLETE");
  EXPECT_THAT(refusal.fields,
              ElementsAre(testing::Pair("processes/paris/electorates/all", "has no roll")));
}

TEST_F(Life, NothingIsFrozenThatNobodyCouldVoteIn) {
  election_.WriteDraft();
  const crypto::Bytes roll = election_.RollBytes();
  ASSERT_THAT(election_.ImportRoll(election_.RollHeader(roll), roll).status, IsDone());
  server_.clock().Set(kNow + kDay);
  const Refusal refusal = Read(election_.Freeze().status);
  EXPECT_EQ(refusal.reason, "PROCESS_INCOMPLETE");
  EXPECT_THAT(refusal.fields.at("processes/paris"), HasSubstr("closing_time"));
}

TEST_F(Life, FreezingFixesEveryParameterAndEndsTheDraft) {
  Freeze();
  v1::GetManifestRequest get = Named<v1::GetManifestRequest>();
  const v1::Manifest manifest = server_.Anybody(&Processes::GetManifest, get).value;
  v1::Config config;
  ASSERT_TRUE(config.ParseFromString(manifest.config()));
  EXPECT_EQ(config.process(), "processes/paris");
  EXPECT_THAT(config.contests(), SizeIs(1));
  EXPECT_THAT(config.contests(0).projects(), SizeIs(3));
  EXPECT_EQ(config.electorates(0).slots(), 4u);
  EXPECT_EQ(config.log().origin(), "test.example/paris");
  EXPECT_EQ(election_.Phase(), v1::PHASE_SEALING);
  EXPECT_THAT(server_.Admin(&Processes::CreateArea, NewArea("paris", "south")).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_NOT_IN_DRAFT"));
  EXPECT_THAT(election_.Freeze().status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_NOT_IN_DRAFT"));
}

TEST_F(Life, UnfreezingGivesUpTheKeys) {
  Freeze();
  election_.HoldCeremony();
  const auto draft =
      server_.Admin(&Processes::UnfreezeProcess, Named<v1::UnfreezeProcessRequest>());
  ASSERT_THAT(draft.status, IsDone());
  EXPECT_EQ(draft.value.phase(), v1::PHASE_DRAFT);
  EXPECT_EQ(draft.value.manifest_hash(), "");
  EXPECT_THAT(server_.Anybody(&Trustees::GetCeremony, Of<v1::GetCeremonyRequest>()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  ASSERT_THAT(election_.Freeze().status, IsDone());
  const auto ceremony = server_.Anybody(&Trustees::GetCeremony, Of<v1::GetCeremonyRequest>());
  EXPECT_EQ(ceremony.value.state(), v1::CEREMONY_STATE_COMMITTING);
  election_.HoldCeremony();
}

// --- The key ceremony ---

TEST_F(Life, TheCeremonyGoesRoundByRound) {
  Freeze();
  election_.StartParticipants();
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitReveal, election_.Reveal(1)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ROUND"));
  for (std::uint32_t m = 1; m <= 3; ++m) {
    EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, election_.Commitment(m)).status,
                IsDone());
    EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, election_.Commitment(m)).status,
                IsDone());
  }
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitConfirmation, election_.Confirmation(1)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ROUND"));
  server_.Restart();
  const auto revealed = server_.Anybody(&Trustees::SubmitReveal, election_.Reveal(2));
  ASSERT_THAT(revealed.status, IsDone());
  EXPECT_EQ(revealed.value.state(), v1::CEREMONY_STATE_REVEALING);
  EXPECT_THAT(revealed.value.reveals(), SizeIs(3));
  EXPECT_TRUE(revealed.value.reveals(0).empty());
  EXPECT_FALSE(revealed.value.reveals(1).empty());
}

TEST_F(Life, ATrusteeCannotChangeItsMind) {
  Freeze();
  election_.StartParticipants();
  ASSERT_THAT(server_.Anybody(&Trustees::SubmitCommitment, election_.Commitment(1)).status,
              IsDone());
  election_.StartParticipants();
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, election_.Commitment(1)).status,
              IsRefused(StatusCode::ALREADY_EXISTS, "ALREADY_SAID"));
}

TEST_F(Life, OnlyATrusteeSpeaksForItself) {
  Freeze();
  election_.StartParticipants();
  v1::SubmitCommitmentRequest request = election_.Commitment(1);
  request.set_trustee(2);
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, request).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  for (const std::uint32_t trustee : {0u, 4u, 4000000000u}) {
    request.set_trustee(trustee);
    EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, request).status, IsWrongAt("trustee"));
  }
  request = election_.Commitment(1);
  request.set_commitment(request.commitment() + "x");
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitCommitment, request).status,
              IsWrongAt("commitment"));
}

TEST_F(Life, ARevealThatIsNotTheOneCommittedToIsRefused) {
  Freeze();
  election_.StartParticipants();
  for (std::uint32_t m = 1; m <= 3; ++m) {
    ASSERT_THAT(server_.Anybody(&Trustees::SubmitCommitment, election_.Commitment(m)).status,
                IsDone());
  }
  v1::SubmitRevealRequest request = election_.Reveal(1);
  std::string flipped = request.reveal();
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
  request.set_reveal(flipped);
  EXPECT_EQ(server_.Anybody(&Trustees::SubmitReveal, request).status.error_code(),
            StatusCode::INVALID_ARGUMENT);
  election_.StartParticipants();
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitReveal, election_.Reveal(1)).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "INVALID_REVEAL"));
}

TEST_F(Life, AComplaintEndsTheCeremonyUntilItIsRestarted) {
  Freeze();
  election_.StartParticipants();
  for (std::uint32_t m = 1; m <= 3; ++m) {
    ASSERT_THAT(server_.Anybody(&Trustees::SubmitCommitment, election_.Commitment(m)).status,
                IsDone());
  }
  for (std::uint32_t m = 1; m <= 3; ++m) {
    ASSERT_THAT(server_.Anybody(&Trustees::SubmitReveal, election_.Reveal(m)).status, IsDone());
  }
  v1::GetProcessRequest get = Named<v1::GetProcessRequest>();
  crypto::Hash256 config_hash{};
  const v1::Process process = server_.Anybody(&Processes::GetProcess, get).value;
  std::copy_n(crypto::AsBytes(process.config_hash()).begin(), 32, config_hash.begin());
  crypto::Bytes body;
  crypto::AppendLe64(body, 2);
  crypto::AppendLe64(body, 3);
  v1::FileComplaintRequest request = Of<v1::FileComplaintRequest>();
  request.mutable_complaint()->set_complainant(2);
  request.mutable_complaint()->set_accused(3);
  request.mutable_complaint()->set_signature(std::string(64, 'x'));
  EXPECT_THAT(server_.Anybody(&Trustees::FileComplaint, request).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  const crypto::Signature signature =
      election_.trustee(2).signing.Sign("dkg-complaint", config_hash, body);
  request.mutable_complaint()->set_signature(std::string(crypto::AsText(signature)));
  const auto filed = server_.Anybody(&Trustees::FileComplaint, request);
  ASSERT_THAT(filed.status, IsDone());
  EXPECT_EQ(filed.value.state(), v1::CEREMONY_STATE_ABORTED);
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitConfirmation, election_.Confirmation(1)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ROUND"));
  EXPECT_THAT(server_.Anybody(&Trustees::RestartCeremony, Of<v1::RestartCeremonyRequest>()).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
  ASSERT_THAT(server_.Admin(&Trustees::RestartCeremony, Of<v1::RestartCeremonyRequest>()).status,
              IsDone());
  election_.HoldCeremony();
  EXPECT_THAT(server_.Admin(&Trustees::RestartCeremony, Of<v1::RestartCeremonyRequest>()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "CEREMONY_OVER"));
}

// --- Sealing ---

TEST_F(Life, SealingNeedsEverybodysSignature) {
  Freeze();
  EXPECT_THAT(election_.Seal().status, IsRefused(StatusCode::FAILED_PRECONDITION, "KEYS_NOT_MADE"));
  election_.HoldCeremony();
  election_.FetchManifest();
  EXPECT_THAT(election_.Seal().status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "MANIFEST_NOT_APPROVED"));
  v1::ApproveManifestRequest stolen = election_.Approval(v1::MANIFEST_ROLE_TRUSTEE, 1);
  stolen.mutable_signature()->set_index(2);
  EXPECT_THAT(server_.Anybody(&Processes::ApproveManifest, stolen).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  for (const std::uint32_t index : {0u, 4u, 257u}) {
    stolen.mutable_signature()->set_index(index);
    EXPECT_THAT(server_.Anybody(&Processes::ApproveManifest, stolen).status,
                IsWrongAt("signature.index"));
  }
  const auto one = server_.Anybody(&Processes::ApproveManifest,
                                   election_.Approval(v1::MANIFEST_ROLE_TRUSTEE, 1));
  EXPECT_EQ(one.value.missing(), 5u);
  const auto again = server_.Anybody(&Processes::ApproveManifest,
                                     election_.Approval(v1::MANIFEST_ROLE_TRUSTEE, 1));
  EXPECT_EQ(again.value.missing(), 5u);
  election_.ApproveAll();
  EXPECT_THAT(election_.Seal().status, IsDone());
}

TEST_F(Life, WhatIsSealedStaysSealed) {
  election_.SealAll();
  EXPECT_THAT(election_.Seal().status, IsDone());
  EXPECT_THAT(
      server_.Admin(&Processes::UnfreezeProcess, Named<v1::UnfreezeProcessRequest>()).status,
      IsRefused(StatusCode::FAILED_PRECONDITION, "ALREADY_SEALED"));
  EXPECT_THAT(server_.Admin(&Processes::DeleteProcess, Named<v1::DeleteProcessRequest>()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_NOT_IN_DRAFT"));
  server_.Restart();
  EXPECT_EQ(election_.Phase(), v1::PHASE_SEALED);
}

// --- Opening and closing ---

TEST_F(Life, VotingOpensByTheClockWhenEnoughAuthoritiesHaveSigned) {
  election_.SealAll();
  EXPECT_THAT(election_.Schedule(true, kNow - 1, 0), IsWrongAt("time"));
  EXPECT_THAT(election_.Schedule(true, kNow + kDay, 0), IsWrongAt("time"));
  EXPECT_THAT(election_.Schedule(true, kNow + 100, 0), IsDone());
  server_.clock().Set(kNow + 200);
  EXPECT_EQ(election_.Phase(), v1::PHASE_SEALED);
  server_.clock().Set(kNow);
  EXPECT_THAT(election_.Schedule(true, kNow + 100, 1), IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_SEALED);
  server_.Restart();
  server_.clock().Set(kNow + 100);
  EXPECT_EQ(election_.Phase(), v1::PHASE_VOTING);
  EXPECT_THAT(election_.Schedule(true, kNow + 100, 1), IsDone());
  EXPECT_THAT(election_.Schedule(true, kNow + 300, 1),
              IsRefused(StatusCode::FAILED_PRECONDITION, "ALREADY_OPEN"));
}

TEST_F(Life, AClosingBeforeTheOpeningIsPassedOver) {
  election_.SealAll();
  for (const std::size_t a : {0u, 1u}) {
    EXPECT_THAT(election_.Schedule(false, kNow + 50, a), IsDone());
    EXPECT_THAT(election_.Schedule(false, kNow + 300, a), IsDone());
    EXPECT_THAT(election_.Schedule(true, kNow + 100, a), IsDone());
  }
  server_.clock().Set(kNow + 200);
  EXPECT_EQ(election_.Phase(), v1::PHASE_VOTING);
  server_.clock().Set(kNow + 300);
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);  // closed, with nothing to count
}

TEST_F(Life, OnlyAuthoritiesOpen) {
  election_.SealAll();
  v1::ScheduleOpeningRequest request = Named<v1::ScheduleOpeningRequest>();
  request.mutable_time()->set_seconds(kNow);
  *request.mutable_signature() = election_.TimeSignature(true, kNow, 0);
  request.mutable_signature()->set_authority(1);
  EXPECT_THAT(server_.Anybody(&Processes::ScheduleOpening, request).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  *request.mutable_signature() = election_.TimeSignature(false, kNow, 0);
  EXPECT_THAT(server_.Anybody(&Processes::ScheduleOpening, request).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  request.mutable_signature()->set_authority(7);
  EXPECT_THAT(server_.Anybody(&Processes::ScheduleOpening, request).status, IsWrongAt("authority"));
  request.mutable_time()->set_nanos(5);
  EXPECT_THAT(server_.Anybody(&Processes::ScheduleOpening, request).status, IsWrongAt("time"));
}

TEST_F(Life, NothingIsScheduledBeforeSealing) {
  Freeze();
  election_.HoldCeremony();
  election_.FetchManifest();
  EXPECT_THAT(election_.Schedule(true, kNow, 0),
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_SEALED"));
}

TEST_F(Life, ClosingIsForGood) {
  election_.SealAll();
  election_.Open();
  election_.Close();
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {0})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "VOTING_CLOSED"));
  EXPECT_THAT(election_.Schedule(false, kNow + 500, 0),
              IsRefused(StatusCode::FAILED_PRECONDITION, "VOTING_CLOSED"));
}

// --- When the disk fails ---

TEST_F(Life, ABallotWhoseWriteIsUncertainIsCastAgainAfterARestart) {
  election_.SealAll();
  election_.Open();
  std::atomic<bool> fail = false;
  server_.Restart([&fail](std::uint64_t) {
    return storage::Fault{.kind = fail ? storage::Fault::Kind::kAppliedButFailed
                                       : storage::Fault::Kind::kNone};
  });
  EXPECT_EQ(server_.Health(), 1);
  const std::string ballot = election_.Ballot(0, {0});
  fail = true;
  testing::internal::CaptureStderr();
  EXPECT_THAT(election_.Cast(ballot).status,
              IsRefused(StatusCode::UNAVAILABLE, "APPEND_UNCERTAIN"));
  const std::string logged = testing::internal::GetCapturedStderr();
  EXPECT_THAT(logged, HasSubstr("log stopped"));
  EXPECT_THAT(logged, HasSubstr(election_.process()));
  EXPECT_THAT(election_.Cast(election_.Ballot(1, {0})).status,
              IsRefused(StatusCode::UNAVAILABLE, "LOG_STOPPED"));
  EXPECT_EQ(election_.Phase(), v1::PHASE_VOTING);
  const absl::Time patience = absl::Now() + absl::Seconds(30);
  while (server_.Health() != 2 && absl::Now() < patience) std::this_thread::yield();
  EXPECT_EQ(server_.Health(), 2);
  server_.Restart();
  EXPECT_EQ(server_.Health(), 1);
  const auto receipt = election_.Cast(ballot);
  ASSERT_THAT(receipt.status, IsDone());
  EXPECT_EQ(receipt.value.leaf_index(), 2u);
}

// --- Revocations ---

TEST_F(Life, AKeyIsRevokedByEnoughAuthorities) {
  election_.SealAll();
  election_.Open();
  const auto revoke = [&](std::size_t authority, std::size_t voter) {
    const ledger::Leaf leaf{election_.manifest().hash(),
                            ledger::RevocationLeaf{election_.slot(voter), 0, 1, {}}};
    v1::RevokeKeyRequest request = Named<v1::RevokeKeyRequest>();
    request.set_slot_tag(std::string(crypto::AsText(election_.slot(voter).bytes)));
    request.set_reason(1);
    request.set_authority(static_cast<std::uint32_t>(authority));
    request.set_signature(std::string(crypto::AsText(election_.authority(authority).Sign(
        ledger::SignaturePurpose(leaf.body), leaf.manifest_hash, ledger::SignedPart(leaf)))));
    return server_.Anybody(&Eligibility::RevokeKey, request);
  };
  EXPECT_EQ(revoke(0, 1).value.missing(), 1u);
  EXPECT_EQ(revoke(0, 1).value.missing(), 1u);
  EXPECT_THAT(election_.Cast(election_.Ballot(1, {0})).status, IsDone());
  const auto second = revoke(1, 1);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(second.value.missing(), 0u);
  EXPECT_EQ(second.value.leaf_index(), 3u);
  EXPECT_THAT(election_.Cast(election_.Ballot(1, {0}, 2)).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "KEY_REVOKED"));
  EXPECT_THAT(revoke(0, 1).status, IsRefused(StatusCode::ALREADY_EXISTS, "KEY_REVOKED"));
}

// --- Counting ---

TEST_F(Life, NothingOfTheCountIsKnownBeforeTheClosing) {
  election_.SealAll();
  election_.Open();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  EXPECT_THAT(server_.Admin(&Trustees::GetCount, Of<v1::GetCountRequest>()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_CLOSED"));
  v1::GetTallyRequest tally;
  tally.set_contest("processes/paris/contests/north");
  EXPECT_THAT(server_.Admin(&Tallies::GetTally, tally).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_CLOSED"));
}

TEST_F(Life, IsCountedToTheEnd) {
  CloseWithBallots();
  EXPECT_EQ(election_.Phase(), v1::PHASE_CLOSED);
  election_.SignClosings();
  ASSERT_THAT(election_.Mix(1, 1).status, IsDone());
  ASSERT_THAT(election_.Mix(2, 3).status, IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_MIXED);
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  ASSERT_THAT(election_.Decrypt(3).status, IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);
  const v1::Tally tally = election_.GetTally();
  EXPECT_EQ(tally.status(), v1::TALLY_STATUS_COUNTED);
  EXPECT_EQ(tally.valid_ballots(), 3u);
  EXPECT_THAT(tally.selected_projects(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(tally.cost(), 900'000);
  EXPECT_EQ(tally.budget(), 1'000'000);
  const auto published = server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 2));
  ASSERT_THAT(published.status, IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_TALLIED);
  const auto again = server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1));
  EXPECT_EQ(again.value.leaf_index(), published.value.leaf_index());
  server_.Restart();
  EXPECT_EQ(election_.Phase(), v1::PHASE_TALLIED);
  EXPECT_EQ(election_.GetTally().outcome(), tally.outcome());
}

TEST_F(Life, ACountGoesOnAfterARestart) {
  CloseWithBallots();
  election_.SignClosings();
  ASSERT_THAT(election_.Mix(1, 1).status, IsDone());
  server_.Restart();
  ASSERT_THAT(election_.Mix(2, 2).status, IsDone());
  server_.Restart();
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  server_.Restart();
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  EXPECT_EQ(election_.GetTally().valid_ballots(), 3u);
}

TEST_F(Life, ALotBreaksTiesWhereTheManifestSaysSo) {
  CloseWithBallots(true);
  election_.SignClosings();
  ASSERT_THAT(election_.Mix(1, 1).status, IsDone());
  ASSERT_THAT(election_.Mix(2, 2).status, IsDone());
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_MIXED);
  EXPECT_TRUE(election_.GetCount().contests(0).needs_lot());
  for (const std::uint32_t m : {1u, 3u}) {
    const crypto::Bytes file = election_.LotFile(m);
    ASSERT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_LOT, m, m, file), file).status,
                IsDone());
  }
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);
  EXPECT_EQ(election_.GetTally().status(), v1::TALLY_STATUS_COUNTED);
}

TEST_F(Life, NothingIsMixedBeforeTrusteesHaveSignedTheClosing) {
  CloseWithBallots();
  EXPECT_THAT(election_.Mix(1, 1).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED"));
  v1::SignClosingRequest stolen = election_.Closing(1);
  stolen.set_trustee(2);
  EXPECT_THAT(server_.Anybody(&Trustees::SignClosing, stolen).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  election_.SignClosings();
  const v1::Count count = election_.GetCount();
  EXPECT_THAT(count.closing_signers(), ElementsAre(1, 2));
  EXPECT_EQ(count.contests(0).ballots(), 3u);
  EXPECT_EQ(count.contests(0).state(), v1::COUNT_STATE_MIXING);
}

TEST_F(Life, AMixThatIsNotProvenIsRefusedAndLeavesNoTrace) {
  CloseWithBallots();
  election_.SignClosings();
  crypto::Bytes file = election_.MixFile(1);
  std::swap_ranges(file.begin() + 24, file.begin() + 56, file.begin() + 56);
  EXPECT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_MIX, 1, 1, file), file).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "PROOF_REFUSED"));
  EXPECT_EQ(election_.GetCount().contests(0).mixers_size(), 0);
  EXPECT_THAT(election_.Mix(1, 1).status, IsDone());
}

TEST_F(Life, AnArtefactIsCheckedBeforeItsBytesAreTaken) {
  CloseWithBallots();
  election_.SignClosings();
  const crypto::Bytes file = election_.MixFile(1);
  ledger::ArtefactLeaf header = election_.Header(v1::ARTEFACT_KIND_MIX, 1, 1, file);
  header.trustee = 2;
  EXPECT_THAT(election_.Submit(header, file).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_MIX, 2, 1, file), file).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"));
  crypto::Bytes longer = file;
  longer.push_back(0);
  EXPECT_THAT(
      election_.Submit(election_.Header(v1::ARTEFACT_KIND_MIX, 1, 1, longer), longer).status,
      IsWrongAt("header.size"));
  EXPECT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_MIX, 1, 1, file), longer).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "TOO_LONG"));
  EXPECT_EQ(election_.Decrypt(1).status.error_code(), StatusCode::FAILED_PRECONDITION);
}

TEST_F(Life, AnArtefactThatIsSentAgainIsAnsweredAsBefore) {
  CloseWithBallots();
  election_.SignClosings();
  const crypto::Bytes file = election_.MixFile(1);
  const ledger::ArtefactLeaf header = election_.Header(v1::ARTEFACT_KIND_MIX, 1, 1, file);
  const auto first = election_.Submit(header, file);
  ASSERT_THAT(first.status, IsDone());
  const auto second = election_.Submit(header, file);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(second.value.leaf_index(), first.value.leaf_index());
}

TEST_F(Life, AnOutcomeIsSignedForAsTheServerComputesIt) {
  CloseWithBallots();
  election_.SignClosings();
  ASSERT_THAT(election_.Mix(1, 1).status, IsDone());
  ASSERT_THAT(election_.Mix(2, 2).status, IsDone());
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  v1::GetTallyRequest early;
  early.set_contest("processes/paris/contests/north");
  EXPECT_THAT(server_.Anybody(&Tallies::GetTally, early).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_COUNTED"));
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  v1::Tally tally = election_.GetTally();
  v1::SignTallyRequest request = election_.TallySignatures(tally, 1);
  request.mutable_signatures()->RemoveLast();
  EXPECT_THAT(server_.Anybody(&Tallies::SignTally, request).status, IsWrongAt("signatures"));
  tally.set_outcome("{}");
  EXPECT_THAT(server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);
}

TEST_F(Life, AContestWithoutBallotsIsTallied) {
  election_.SealAll();
  election_.Open();
  election_.Close();
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);
  const v1::Tally tally = election_.GetTally();
  EXPECT_EQ(tally.valid_ballots(), 0u);
  ASSERT_THAT(server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status,
              IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_TALLIED);
}

}  // namespace
}  // namespace urna::services
