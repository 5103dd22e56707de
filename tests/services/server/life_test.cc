// The life of a process, through the API: each step, and what it refuses.
#include <atomic>
#include <thread>

#include "crypto/hash.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;
using testing::SizeIs;
using Processes = v1::Processes::Stub;
using Eligibility = v1::Eligibility::Stub;
using Trustees = v1::Trustees::Stub;

class Life : public ElectionTest {};

// --- The key ceremony ---

TEST_F(Life, TheCeremonyGoesRoundByRound) {
  Freeze();
  election_.StartParticipants();
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitReveal, election_.Reveal(1)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ROUND"));
  for (std::uint32_t m = 1; m <= ElectionDriver::kTrustees; ++m) {
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
  EXPECT_THAT(revealed.value.reveals(), SizeIs(ElectionDriver::kTrustees));
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
  for (const std::uint32_t trustee : {0u, 5u, 4000000000u}) {
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
  for (std::uint32_t m = 1; m <= ElectionDriver::kTrustees; ++m) {
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
  for (std::uint32_t m = 1; m <= ElectionDriver::kTrustees; ++m) {
    ASSERT_THAT(server_.Anybody(&Trustees::SubmitCommitment, election_.Commitment(m)).status,
                IsDone());
  }
  for (std::uint32_t m = 1; m <= ElectionDriver::kTrustees; ++m) {
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
  election_.FetchConfig();
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
  for (const std::uint32_t index : {0u, 5u, 257u}) {
    stolen.mutable_signature()->set_index(index);
    EXPECT_THAT(server_.Anybody(&Processes::ApproveManifest, stolen).status,
                IsWrongAt("signature.index"));
  }
  const auto one = server_.Anybody(&Processes::ApproveManifest,
                                   election_.Approval(v1::MANIFEST_ROLE_TRUSTEE, 1));
  EXPECT_EQ(one.value.missing(), 8u);
  const auto again = server_.Anybody(&Processes::ApproveManifest,
                                     election_.Approval(v1::MANIFEST_ROLE_TRUSTEE, 1));
  EXPECT_EQ(again.value.missing(), 8u);
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

// Whoever waits for an opening sees for whom, and that two who signed two times do not agree.
TEST_F(Life, WhoHasSignedWhichTimeIsPublic) {
  const auto schedule = [this] {
    const auto answer = server_.Anybody(&Processes::GetSchedule, Named<v1::GetScheduleRequest>());
    EXPECT_THAT(answer.status, IsDone());
    return answer.value;
  };
  const auto times = [](const auto& signed_times) {
    std::vector<std::pair<std::int64_t, std::vector<std::uint32_t>>> out;
    for (const v1::SignedTime& one : signed_times) {
      out.push_back({one.time().seconds(), {one.authorities().begin(), one.authorities().end()}});
    }
    return out;
  };
  using Times = std::vector<std::pair<std::int64_t, std::vector<std::uint32_t>>>;
  election_.SealAll();
  EXPECT_EQ(times(schedule().openings()), Times{});
  EXPECT_EQ(schedule().signatures_needed(), ElectionDriver::kAuthorityThreshold);
  ASSERT_THAT(election_.Schedule(true, kNow + 200, 2), IsDone());
  ASSERT_THAT(election_.Schedule(true, kNow + 100, 0), IsDone());
  ASSERT_THAT(election_.Schedule(false, kNow + 900, 1), IsDone());
  server_.Restart();
  EXPECT_EQ(times(schedule().openings()), (Times{{kNow + 100, {0}}, {kNow + 200, {2}}}));
  ASSERT_THAT(election_.Schedule(true, kNow + 200, 1), IsDone());
  EXPECT_EQ(times(schedule().openings()), (Times{{kNow + 100, {0}}, {kNow + 200, {1, 2}}}));
  EXPECT_EQ(times(schedule().closings()), (Times{{kNow + 900, {1}}}));
  server_.clock().Set(kNow + 200);
  EXPECT_EQ(election_.Phase(), v1::PHASE_VOTING);
  EXPECT_EQ(times(schedule().openings()), (Times{{kNow + 100, {0}}, {kNow + 200, {1, 2}}}));
  v1::GetScheduleRequest unknown;
  unknown.set_name("processes/none");
  EXPECT_THAT(server_.Anybody(&Processes::GetSchedule, unknown).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
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
  SealAndOpen();
  election_.Close();
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {0})).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "VOTING_CLOSED"));
  EXPECT_THAT(election_.Schedule(false, kNow + 500, 0),
              IsRefused(StatusCode::FAILED_PRECONDITION, "VOTING_CLOSED"));
}

// --- When the disk fails ---

TEST_F(Life, ABallotWhoseWriteIsUncertainIsCastAgainAfterARestart) {
  SealAndOpen();
  std::atomic<bool> fail = false;
  server_.Restart([&fail](std::uint64_t) {
    return storage::Fault{.kind = fail ? storage::Fault::Kind::kUncertainButThere
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
  SealAndOpen();
  EXPECT_EQ(election_.Revoke(0, 1).value.missing(), 1u);
  EXPECT_EQ(election_.Revoke(0, 1).value.missing(), 1u);
  EXPECT_THAT(election_.Cast(election_.Ballot(1, {0})).status, IsDone());
  const auto second = election_.Revoke(1, 1);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(second.value.missing(), 0u);
  EXPECT_EQ(second.value.leaf_index(), 3u);
  EXPECT_THAT(election_.Cast(election_.Ballot(1, {0})).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "KEY_REVOKED"));
  EXPECT_THAT(election_.Revoke(0, 1).status, IsRefused(StatusCode::ALREADY_EXISTS, "KEY_REVOKED"));
}

}  // namespace
}  // namespace urna::services
