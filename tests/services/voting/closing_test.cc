// After the closing: who signs it, and how long complaints are heard.
#include "crypto/merkle.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Trustees = v1::Trustees::Stub;
using Tallies = v1::Tallies::Stub;

constexpr v1::ManifestRole kRegistrar = v1::MANIFEST_ROLE_REGISTRAR;
constexpr v1::ManifestRole kTrustee = v1::MANIFEST_ROLE_TRUSTEE;
constexpr v1::ManifestRole kAuthority = v1::MANIFEST_ROLE_AUTHORITY;

class Closing : public ElectionTest {
 protected:
  grpc::Status Sign(v1::ManifestRole role, std::uint32_t index) {
    return election_.SignClosing(role, index).status;
  }
  grpc::Status Send(const v1::SignClosingRequest& request) {
    return server_.Anybody(&Trustees::SignClosing, request).status;
  }
  v1::GetTallyRequest Tally() const {
    v1::GetTallyRequest request;
    request.set_contest(election_.process() + "/contests/north");
    return request;
  }
};

// --- Who signs ---

TEST_F(Closing, IsNotCountedBefore) {
  SealAndOpen();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  EXPECT_THAT(server_.Admin(&Trustees::GetCount, Of<v1::GetCountRequest>()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_CLOSED"));
  EXPECT_THAT(server_.Admin(&Tallies::GetTally, Tally()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_CLOSED"));
  EXPECT_THAT(Send(Of<v1::SignClosingRequest>()),
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_CLOSED"));
  EXPECT_THAT(
      server_.Anybody(&Trustees::SubmitCloseCheckpoint, Of<v1::SubmitCloseCheckpointRequest>())
          .status,
      IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_CLOSED"));
}

TEST_F(Closing, IsOfTheLogWithItsRecordAsTheLast) {
  CloseWithBallots();
  const std::vector<std::string> entries = election_.Entries();
  const ledger::Closing closed = election_.ClosedLog();
  EXPECT_EQ(closed.index, entries.size() - 1);
  const auto checkpoint =
      crypto::VerifyCheckpoint(election_.Checkpoint(), election_.manifest().log_key());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->size, entries.size());
  EXPECT_EQ(closed.root, checkpoint->root);
  // It stays the same when files follow.
  election_.SignClosings();
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  server_.Restart();
  EXPECT_EQ(election_.ClosedLog(), closed);
}

TEST_F(Closing, IsSignedByAQuorumOfTrusteesAndByAuthorities) {
  CloseWithBallots();
  const auto missing = [&](v1::ManifestRole role, std::uint32_t index) {
    const auto answer = election_.SignClosing(role, index);
    EXPECT_THAT(answer.status, IsDone());
    return std::pair(answer.value.missing_trustees(), answer.value.missing_authorities());
  };
  EXPECT_EQ(missing(kTrustee, 4), std::pair(2u, 2u));
  EXPECT_EQ(missing(kAuthority, 0), std::pair(2u, 1u));
  EXPECT_EQ(missing(kTrustee, 4), std::pair(2u, 1u));
  EXPECT_EQ(missing(kAuthority, 0), std::pair(2u, 1u));
  EXPECT_EQ(missing(kTrustee, 1), std::pair(1u, 1u));
  EXPECT_EQ(missing(kAuthority, 2), std::pair(1u, 0u));
  EXPECT_EQ(missing(kAuthority, 1), std::pair(1u, 0u));
  EXPECT_EQ(missing(kTrustee, 2), std::pair(0u, 0u));
  EXPECT_EQ(missing(kTrustee, 3), std::pair(0u, 0u));
  const v1::Count count = election_.GetCount();
  std::vector<std::pair<v1::ManifestRole, std::uint32_t>> signers;
  for (const v1::ClosingSignature& one : count.closing_signatures()) {
    signers.emplace_back(one.role(), one.index());
    EXPECT_EQ(one.signature(), election_.Closing(one.role(), one.index()).signature());
  }
  EXPECT_THAT(signers, ElementsAre(std::pair(kTrustee, 4u), std::pair(kAuthority, 0u),
                                   std::pair(kTrustee, 1u), std::pair(kAuthority, 2u),
                                   std::pair(kAuthority, 1u), std::pair(kTrustee, 2u),
                                   std::pair(kTrustee, 3u)));
  EXPECT_EQ(count.contests(0).ballots(), 3u);
  EXPECT_EQ(count.contests(0).state(), v1::COUNT_STATE_MIXING);
}

TEST_F(Closing, IsSignedByNobodyForAnother) {
  CloseWithBallots();
  v1::SignClosingRequest stolen = election_.Closing(kTrustee, 1);
  stolen.set_index(2);
  EXPECT_THAT(Send(stolen), IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  stolen = election_.Closing(kTrustee, 1);
  stolen.set_role(kAuthority);
  EXPECT_THAT(Send(stolen), IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  stolen = election_.Closing(kAuthority, 1);
  stolen.set_role(kTrustee);
  EXPECT_THAT(Send(stolen), IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_THAT(election_.GetCount().closing_signatures(), IsEmpty());
}

TEST_F(Closing, IsSignedByTrusteesAndAuthoritiesOnly) {
  CloseWithBallots();
  v1::SignClosingRequest request = election_.Closing(kTrustee, 1);
  for (const v1::ManifestRole role :
       {v1::MANIFEST_ROLE_UNSPECIFIED, kRegistrar, static_cast<v1::ManifestRole>(4),
        static_cast<v1::ManifestRole>(258)}) {
    request.set_role(role);
    EXPECT_THAT(Send(request), IsWrongAt("role")) << role;
  }
  for (const std::uint32_t index : {0u, 5u, 256u, 257u, 0xffffffffu}) {
    request.set_role(kTrustee);
    request.set_index(index);
    EXPECT_THAT(Send(request), IsWrongAt("index")) << index;
  }
  for (const std::uint32_t index : {3u, 255u, 256u}) {
    request.set_role(kAuthority);
    request.set_index(index);
    EXPECT_THAT(Send(request), IsWrongAt("index")) << index;
  }
  request = election_.Closing(kTrustee, 1);
  request.mutable_signature()->push_back('x');
  EXPECT_THAT(Send(request), IsWrongAt("signature"));
}

// Two quorums of one manifest share an honest trustee, who signs one of these.
TEST_F(Closing, IsSignedAsItIsAndNotAsAnother) {
  CloseWithBallots();
  const auto signature_over = [&](const ledger::Closing& closing) {
    v1::SignClosingRequest request = election_.Closing(kTrustee, 1);
    request.set_signature(std::string(crypto::AsText(
        ledger::SignClosing(election_.trustee(1).signing, election_.manifest().hash(), closing))));
    return Send(request);
  };
  ledger::Closing other = election_.ClosedLog();
  other.index -= 1;
  EXPECT_THAT(signature_over(other), IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  other = election_.ClosedLog();
  other.root[0] ^= 1;
  EXPECT_THAT(signature_over(other), IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_THAT(signature_over(election_.ClosedLog()), IsDone());
}

TEST_F(Closing, KeepsTheFirstTimeOfASignature) {
  CloseWithBallots();
  const auto time_of_first = [&] { return election_.GetCount().closing_signatures(0).time(); };
  ASSERT_THAT(Sign(kTrustee, 1), IsDone());
  const std::uint64_t first = time_of_first();
  EXPECT_EQ(first, static_cast<std::uint64_t>(absl::ToUnixSeconds(server_.clock().Now())));
  server_.clock().Advance(1000);
  ASSERT_THAT(Sign(kTrustee, 1), IsDone());
  EXPECT_EQ(time_of_first(), first);
  server_.Restart();
  ASSERT_THAT(Sign(kTrustee, 1), IsDone());
  EXPECT_EQ(time_of_first(), first);
  ASSERT_THAT(Sign(kTrustee, 2), IsDone());
  EXPECT_EQ(election_.GetCount().closing_signatures(1).time(), first + 1000);
  EXPECT_THAT(election_.GetCount().closing_signatures(), SizeIs(2));
}

// --- What waits for it ---

TEST_F(Closing, IsSignedByAllThatAreNeededBeforeAnythingIsMixed) {
  CloseWithBallots();
  const auto refused = IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED");
  EXPECT_THAT(election_.Mix(1).status, refused);
  for (const std::uint32_t a : {0u, 1u, 2u}) ASSERT_THAT(Sign(kAuthority, a), IsDone());
  EXPECT_THAT(election_.Mix(1).status, refused);
  ASSERT_THAT(Sign(kTrustee, 1), IsDone());
  ASSERT_THAT(Sign(kTrustee, 2), IsDone());
  EXPECT_THAT(election_.Mix(1).status, refused);  // as many as decrypt, but no quorum
  ASSERT_THAT(Sign(kTrustee, 3), IsDone());
  EXPECT_THAT(election_.Mix(1).status, IsDone());
}

TEST_F(Closing, IsSignedByTheAuthoritiesBeforeAnythingIsMixed) {
  CloseWithBallots();
  const auto refused = IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED");
  for (const std::uint32_t m : {1u, 2u, 3u, 4u}) ASSERT_THAT(Sign(kTrustee, m), IsDone());
  EXPECT_THAT(election_.Mix(1).status, refused);
  ASSERT_THAT(Sign(kAuthority, 2), IsDone());
  EXPECT_THAT(election_.Mix(1).status, refused);
  ASSERT_THAT(Sign(kAuthority, 0), IsDone());
  EXPECT_THAT(election_.Mix(1).status, IsDone());
}

TEST_F(Closing, IsSignedByATrusteeBeforeItDoesAnythingElse) {
  CloseWithBallots({.lot = true});
  election_.SignClosings();  // 1, 2, 3
  const auto refused = IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED");
  const grpc::Status mix = election_.Mix(4).status;
  EXPECT_THAT(mix, refused);
  EXPECT_THAT(mix.error_message(), HasSubstr("trustee 4"));
  const crypto::Bytes lot = election_.LotFile(4);
  EXPECT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_LOT, 4, 4, lot), lot).status,
              refused);
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  ASSERT_THAT(election_.Mix(2).status, IsDone());
  EXPECT_THAT(election_.Decrypt(4).status, refused);
  ASSERT_THAT(Sign(kTrustee, 4), IsDone());
  EXPECT_THAT(election_.Decrypt(4).status, IsDone());
  EXPECT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_LOT, 4, 4, lot), lot).status,
              IsDone());
}

// The time in the record of the closing is the authorities' word; this one is the trustee's own.
TEST_F(Closing, LetsComplaintsBeHeardFromATrusteesOwnSignatureOn) {
  constexpr std::uint32_t kWindow = 600;
  CloseWithBallots({.complaint_seconds = kWindow});
  const auto early = IsRefused(StatusCode::FAILED_PRECONDITION, "TOO_EARLY");
  server_.clock().Advance(10 * kWindow);  // nothing counts from the closing
  ASSERT_THAT(Sign(kTrustee, 1), IsDone());
  server_.clock().Advance(100);
  election_.SignClosings();
  server_.clock().Advance(kWindow - 101);
  EXPECT_THAT(election_.Mix(1).status, early);
  server_.clock().Advance(1);
  // The same signature again does not begin the window anew.
  ASSERT_THAT(Sign(kTrustee, 1), IsDone());
  EXPECT_THAT(election_.Mix(2).status, early);
  EXPECT_THAT(election_.Mix(1).status, IsDone());
  // A latecomer has a window of its own.
  ASSERT_THAT(Sign(kTrustee, 4), IsDone());
  server_.clock().Advance(kWindow - 1);
  EXPECT_THAT(election_.Mix(4).status, early);
  server_.Restart();
  EXPECT_THAT(election_.Mix(4).status, early);
  server_.clock().Advance(1);
  EXPECT_THAT(election_.Mix(4).status, IsDone());
  EXPECT_THAT(election_.GetCount().contests(0).mixers(), ElementsAre(1, 4));
}

TEST_F(Closing, TakesSignaturesUntilEveryOutcomeIsInTheLog) {
  CloseWithBallots();
  election_.SignClosings();
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  ASSERT_THAT(election_.Mix(2).status, IsDone());
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  ASSERT_THAT(Sign(kAuthority, 2), IsDone());
  ASSERT_THAT(
      server_.Anybody(&Tallies::SignTally, election_.TallySignatures(election_.GetTally(), 1))
          .status,
      IsDone());
  ASSERT_EQ(election_.Phase(), v1::PHASE_TALLIED);
  // Before and after the log was put away.
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Sign(kTrustee, 4), IsRefused(StatusCode::FAILED_PRECONDITION, "ALREADY_COUNTED"));
    // Who has signed is answered as before.
    EXPECT_THAT(Sign(kTrustee, 1), IsDone());
    EXPECT_THAT(Sign(kAuthority, 2), IsDone());
    server_.clock().Advance(1);
  }
  EXPECT_THAT(election_.GetCount().closing_signatures(), SizeIs(6));
}

// A bundle has the signed closing whatever was counted: once every outcome is in the log, it would
// be too late for it.
TEST_F(Closing, IsSignedBeforeAnOutcomeThatNeedsNoMixes) {
  SealAndOpen();
  election_.Close();
  const v1::Tally tally = election_.GetTally();
  const auto sign = [&] {
    return server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status;
  };
  EXPECT_THAT(sign(), IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED"));
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);
  election_.SignClosings();
  EXPECT_THAT(sign(), IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_TALLIED);
}

// --- Witnesses ---

class Witnesses : public Closing {
 protected:
  static constexpr std::size_t kWitnesses = 3;
  void CloseWitnessed(ElectionShape shape = {}) {
    for (std::size_t w = 0; w < kWitnesses; ++w) {
      keys_.push_back(crypto::SigningKey::Generate());
      shape.witness_vkeys.push_back(crypto::WitnessKey{NameOf(w), keys_[w].public_key()}.ToVkey());
    }
    shape.witness_quorum = 2;
    CloseWithBallots(shape);
  }
  static std::string NameOf(std::size_t w) { return "w" + std::to_string(w) + ".example"; }
  std::string LineOf(std::size_t w, const std::string& note) const {
    return crypto::Cosign(crypto::Note::Parse(note).value().text, NameOf(w), keys_[w],
                          1'750'000'000);
  }
  grpc::Status Submit(const std::string& note) {
    v1::SubmitCloseCheckpointRequest request = Of<v1::SubmitCloseCheckpointRequest>();
    request.set_checkpoint(note);
    return server_.Anybody(&Trustees::SubmitCloseCheckpoint, request).status;
  }
  std::vector<crypto::SigningKey> keys_;
};

TEST_F(Witnesses, CosignTheClosedLogBeforeAnythingIsMixed) {
  CloseWitnessed();
  election_.SignClosings();
  const std::string note = election_.Checkpoint();
  EXPECT_THAT(election_.Mix(1).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED"));
  EXPECT_EQ(election_.GetCount().close_checkpoint(), "");
  EXPECT_THAT(Submit(note), IsWrongAt("checkpoint"));
  EXPECT_THAT(Submit(note + LineOf(1, note)), IsWrongAt("checkpoint"));
  // One witness counts once.
  EXPECT_THAT(Submit(note + LineOf(1, note) + LineOf(1, note)), IsWrongAt("checkpoint"));
  EXPECT_THAT(election_.Mix(1).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED"));
  const std::string cosigned = note + LineOf(2, note) + LineOf(0, note);
  EXPECT_THAT(Submit(cosigned), IsDone());
  EXPECT_EQ(election_.GetCount().close_checkpoint(), cosigned);
  EXPECT_THAT(election_.Mix(1).status, IsDone());
  server_.Restart();
  EXPECT_EQ(election_.GetCount().close_checkpoint(), cosigned);
}

TEST_F(Witnesses, AreNotReplacedByOthers) {
  CloseWitnessed();
  const std::string note = election_.Checkpoint();
  const std::string stranger = crypto::Cosign(crypto::Note::Parse(note).value().text, "x.example",
                                              crypto::SigningKey::Generate(), 1'750'000'000);
  EXPECT_THAT(Submit(note + LineOf(0, note) + stranger), IsWrongAt("checkpoint"));
  // Another's line does no harm.
  EXPECT_THAT(Submit(note + LineOf(0, note) + stranger + LineOf(1, note)), IsDone());
}

TEST_F(Witnesses, CosignTheClosedLogAndNoOther) {
  CloseWitnessed();
  const std::string note = election_.Checkpoint();
  const auto cosigned = [&](const std::string& text) {
    return text + LineOf(0, text) + LineOf(1, text);
  };
  // The record of the closing is the last.
  std::string earlier = note;
  const std::string size = "\n" + std::to_string(election_.Entries().size()) + "\n";
  earlier.replace(earlier.find(size), size.size(), "\n5\n");
  EXPECT_THAT(Submit(cosigned(earlier)), IsWrongAt("checkpoint"));
  // A signature over another text.
  EXPECT_THAT(Submit(note + LineOf(0, note) + LineOf(1, earlier)), IsWrongAt("checkpoint"));
  EXPECT_THAT(Submit(""), IsWrongAt("checkpoint"));
  EXPECT_THAT(Submit(cosigned(note) + "x"), IsWrongAt("checkpoint"));
  EXPECT_THAT(Submit(cosigned(note) + std::string(64 << 10, '\n')), IsWrongAt("checkpoint"));
  EXPECT_EQ(election_.GetCount().close_checkpoint(), "");
  EXPECT_THAT(Submit(cosigned(note)), IsDone());
}

TEST_F(Witnesses, AreKeptAsTheyCameFirst) {
  CloseWitnessed();
  const std::string note = election_.Checkpoint();
  const std::string first = note + LineOf(0, note) + LineOf(1, note);
  ASSERT_THAT(Submit(first), IsDone());
  EXPECT_THAT(Submit(note + LineOf(1, note) + LineOf(2, note)), IsDone());
  EXPECT_EQ(election_.GetCount().close_checkpoint(), first);
}

// Its note is that of the log as it was closed: nobody could have it once a record has followed.
TEST_F(Witnesses, CosignTheClosedLogBeforeAnOutcomeThatNeedsNoMixes) {
  CloseWitnessed({.minimum_ballots = std::nullopt});
  election_.SignClosings();
  const v1::Tally tally = election_.GetTally();
  ASSERT_EQ(tally.status(), v1::TALLY_STATUS_TOO_FEW_BALLOTS);
  const auto sign = [&] {
    return server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status;
  };
  EXPECT_THAT(sign(), IsRefused(StatusCode::FAILED_PRECONDITION, "CLOSING_NOT_SIGNED"));
  const std::string note = election_.Checkpoint();
  ASSERT_THAT(Submit(note + LineOf(0, note) + LineOf(2, note)), IsDone());
  EXPECT_THAT(sign(), IsDone());
}

TEST_F(Closing, TakesNoCheckpointWhereNoWitnessIsDemanded) {
  CloseWithBallots();
  v1::SubmitCloseCheckpointRequest request = Of<v1::SubmitCloseCheckpointRequest>();
  request.set_checkpoint(election_.Checkpoint());
  EXPECT_THAT(server_.Anybody(&Trustees::SubmitCloseCheckpoint, request).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NO_WITNESSES"));
}

}  // namespace
}  // namespace urna::services
