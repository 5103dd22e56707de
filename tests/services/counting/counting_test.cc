// After the closing has been signed: mixes, decryptions, outcomes.
#include <nlohmann/json.hpp>

#include "crypto/merkle.h"
#include "services/base/families.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using Tallies = v1::Tallies::Stub;

class Counting : public ElectionTest {
 protected:
  v1::GetTallyRequest Tally() const {
    v1::GetTallyRequest request;
    request.set_contest(election_.process() + "/contests/north");
    return request;
  }
  void CloseAndSign(const ElectionShape& shape = {}) {
    CloseWithBallots(shape);
    election_.SignClosings();
  }
  void MixAll() {
    ASSERT_THAT(election_.Mix(1).status, IsDone());
    ASSERT_THAT(election_.Mix(2).status, IsDone());
  }
};

TEST_F(Counting, GoesToTheEnd) {
  CloseWithBallots();
  EXPECT_EQ(election_.Phase(), v1::PHASE_CLOSED);
  election_.SignClosings();
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  ASSERT_THAT(election_.Mix(3).status, IsDone());
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

TEST_F(Counting, GoesOnAfterARestart) {
  CloseAndSign();
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  server_.Restart();
  ASSERT_THAT(election_.Mix(2).status, IsDone());
  server_.Restart();
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  server_.Restart();
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  EXPECT_EQ(election_.GetTally().valid_ballots(), 3u);
}

// A later ballot replaces an earlier one, a revocation takes all of a key's.
TEST_F(Counting, TakesTheBallotsThatCount) {
  SealAndOpen();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  ASSERT_THAT(election_.Cast(election_.Ballot(1, {0})).status, IsDone());
  ASSERT_THAT(election_.Cast(election_.Ballot(2, {0})).status, IsDone());
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {2})).status, IsDone());
  ASSERT_THAT(election_.Revoke(0, 1).status, IsDone());
  ASSERT_THAT(election_.Revoke(1, 1).status, IsDone());
  ASSERT_THAT(election_.Revoke(0, 2).status, IsDone());  // one authority alone revokes nothing
  election_.Close();
  election_.SignClosings();
  EXPECT_EQ(election_.GetCount().contests(0).ballots(), 2u);
  MixAll();
  ASSERT_THAT(election_.Decrypt(3).status, IsDone());
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  const v1::Tally tally = election_.GetTally();
  EXPECT_EQ(tally.valid_ballots(), 2u);
  EXPECT_THAT(tally.selected_projects(), ElementsAre("a", "c"));
}

// So that whoever asks for the tally of what is lost does not have all of it verified each time.
TEST_F(Counting, RemembersThatItFailed) {
  CloseAndSign();
  MixAll();
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  server_.Restart();
  storage::WriteBatch damage, repair;
  ASSERT_TRUE(server_.store()
                  .Scan(kArtefactsFamily, "", "", 1'000,
                        [&](std::string_view key, std::string_view piece) {
                          damage.Put(kArtefactsFamily, key, "not what was announced");
                          repair.Put(kArtefactsFamily, key, piece);
                          return true;
                        })
                  .ok());
  ASSERT_FALSE(repair.empty());
  ASSERT_TRUE(server_.store().Write(damage).ok());
  const auto failed = server_.Anybody(&Tallies::GetTally, Tally());
  EXPECT_EQ(failed.status.error_code(), StatusCode::DATA_LOSS);
  ASSERT_TRUE(server_.store().Write(repair).ok());
  const auto again = server_.Anybody(&Tallies::GetTally, Tally());
  EXPECT_EQ(again.status.error_code(), StatusCode::DATA_LOSS);
  server_.Restart();
  EXPECT_EQ(election_.GetTally().status(), v1::TALLY_STATUS_COUNTED);
}

TEST_F(Counting, BreaksTiesByLotWhereTheManifestSaysSo) {
  CloseAndSign({.lot = true});
  MixAll();
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
  EXPECT_THAT(election_.GetCount().contests(0).lots(), ElementsAre(1, 3));
}

// --- Reports ---

v1::GetTallyReportRequest Report(const std::string& contest, bool brief) {
  v1::GetTallyReportRequest request;
  request.set_contest(contest);
  request.set_brief(brief);
  return request;
}

TEST_F(Counting, TellsPeopleHowItCameOut) {
  CloseAndSign();
  MixAll();
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  const auto ask = [&](bool brief) {
    return server_.Anybody(&Tallies::GetTallyReport, Report(Tally().contest(), brief));
  };
  // What is not signed yet is not told.
  EXPECT_THAT(ask(true).status, IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_COUNTED"));
  const v1::Tally tally = election_.GetTally();
  ASSERT_THAT(server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status,
              IsDone());
  const auto brief = ask(true);
  ASSERT_THAT(brief.status, IsDone());
  EXPECT_FALSE(brief.value.complete());
  const auto told = nlohmann::json::parse(brief.value.report());
  EXPECT_EQ(told["voters"], 3);
  EXPECT_EQ(told["budget"], "10000");
  EXPECT_EQ(told["outcome"]["selected"], (nlohmann::json{"a", "b", "c"}));
  EXPECT_EQ(told["projects"][0]["votes"], 2);
  EXPECT_EQ(told["measures"]["voters_by_projects"], (nlohmann::json{0, 2, 1}));
  EXPECT_FALSE(told.contains("compared"));
  const auto whole = ask(false);
  ASSERT_THAT(whole.status, IsDone());
  EXPECT_TRUE(whole.value.complete());
  const auto all = nlohmann::json::parse(whole.value.report());
  EXPECT_EQ(all["outcome"], told["outcome"]);
  EXPECT_GT(all["compared"].size(), 2u);
  EXPECT_EQ(all["explanations"].size(), all["projects"].size());
  EXPECT_EQ(all["complete"], true);
  // What is there is told to whoever would have done with less.
  EXPECT_EQ(ask(true).value.report(), whole.value.report());
  server_.Restart();
  EXPECT_EQ(ask(false).value.report(), whole.value.report());
}

TEST_F(Counting, TellsThatAnUrnStaysClosed) {
  CloseAndSign({.minimum_ballots = std::nullopt});
  const v1::Tally tally = election_.GetTally();
  ASSERT_THAT(server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status,
              IsDone());
  const auto answer =
      server_.Anybody(&Tallies::GetTallyReport, Report(Tally().contest(), /*brief=*/true));
  ASSERT_THAT(answer.status, IsDone());
  EXPECT_TRUE(answer.value.complete());
  const auto told = nlohmann::json::parse(answer.value.report());
  EXPECT_EQ(told["voters"], 3);
  EXPECT_EQ(told["minimum"], 5);
  EXPECT_FALSE(told.contains("outcome"));
}

// --- Mixes ---

TEST_F(Counting, RefusesAMixThatIsNotProvenAndLeavesNoTrace) {
  CloseAndSign();
  const std::size_t records = election_.Entries().size();
  crypto::Bytes file = election_.MixFile(0);
  std::swap_ranges(file.begin() + 24, file.begin() + 56, file.begin() + 56);
  EXPECT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, file), file).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "PROOF_REFUSED"));
  EXPECT_EQ(election_.GetCount().contests(0).mixers_size(), 0);
  EXPECT_EQ(election_.Entries().size(), records);
  // Nor has the trustee lost its turn.
  EXPECT_THAT(election_.Mix(1).status, IsDone());
}

TEST_F(Counting, RefusesAMixThatIsProvenForAnotherPlace) {
  CloseAndSign();
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  const auto submit_made_for = [&](const crypto::Hash256& context, std::uint32_t index) {
    const crypto::Bytes file = crypto::Shuffle(ledger::MixStatement(election_.manifest(), context,
                                                                    ledger::ContestId{0}, index),
                                               election_.Current())
                                   .Serialize();
    return election_
        .Submit(election_.Header(v1::ARTEFACT_KIND_MIX, election_.last_mix(), 2, file), file)
        .status;
  };
  const crypto::Hash256 closing =
      ledger::ClosingHash(election_.manifest().hash(), election_.ClosedLog());
  const auto refused = IsRefused(StatusCode::INVALID_ARGUMENT, "PROOF_REFUSED");
  EXPECT_THAT(submit_made_for(closing, 0), refused);
  EXPECT_THAT(submit_made_for(closing, 2), refused);
  // What is made on a fork stays on the fork.
  ledger::Closing fork = election_.ClosedLog();
  fork.root[5] ^= 1;
  EXPECT_THAT(
      submit_made_for(ledger::ClosingHash(election_.manifest().hash(), fork), election_.last_mix()),
      refused);
  EXPECT_THAT(submit_made_for(election_.manifest().hash(), election_.last_mix()), refused);
  EXPECT_THAT(submit_made_for(closing, election_.last_mix()), IsDone());
}

TEST_F(Counting, TakesAMixOfTheLastOneOnly) {
  CloseAndSign();
  const auto mix_with = [&](std::uint32_t index, std::uint32_t m) {
    const crypto::Bytes file = election_.MixFile(index);
    const auto answer =
        election_.Submit(election_.Header(v1::ARTEFACT_KIND_MIX, index, m, file), file);
    return answer.status;
  };
  for (const std::uint32_t index : {1u, 5u, 6u, 0xffffffffu}) {
    EXPECT_THAT(mix_with(index, 1), IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"))
        << index;
  }
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  EXPECT_EQ(election_.last_mix(), 6u);  // the record that follows the closing
  for (const std::uint32_t index : {0u, 1u, 5u, 7u}) {
    EXPECT_THAT(mix_with(index, 2), IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"))
        << index;
  }
  EXPECT_THAT(election_.Mix(2).status, IsDone());
}

// Any more would strand whoever has decrypted the last of them.
TEST_F(Counting, TakesAsManyMixesAsDecryptAndNoMore) {
  CloseAndSign();
  ASSERT_THAT(election_.Mix(1).status, IsDone());
  EXPECT_THAT(election_.Mix(1).status, IsRefused(StatusCode::ALREADY_EXISTS, "ALREADY_THERE"));
  ASSERT_THAT(election_.Mix(2).status, IsDone());
  EXPECT_THAT(election_.Mix(3).status, IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"));
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  EXPECT_THAT(election_.Mix(3).status, IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"));
  EXPECT_THAT(election_.GetCount().contests(0).mixers(), ElementsAre(1, 2));
}

// --- Decryptions ---

TEST_F(Counting, TakesADecryptionOfTheLastMixOnly) {
  CloseAndSign();
  ASSERT_THAT(election_.Mix(3).status, IsDone());
  EXPECT_THAT(election_.Decrypt(1).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"));
  ASSERT_THAT(election_.Mix(2).status, IsDone());
  const crypto::Bytes file = election_.DecryptionFile(1);
  for (const std::uint32_t index : {0u, 1u, election_.mixes()[0], election_.mixes()[1] + 1}) {
    EXPECT_THAT(
        election_.Submit(election_.Header(v1::ARTEFACT_KIND_DECRYPTION, index, 1, file), file)
            .status,
        IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"))
        << index;
  }
  EXPECT_THAT(election_.GetCount().contests(0).decryptors(), IsEmpty());
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  ASSERT_THAT(election_.Decrypt(3).status, IsDone());
  EXPECT_THAT(election_.GetCount().contests(0).decryptors(), ElementsAre(1, 3));
}

TEST_F(Counting, RefusesADecryptionThatIsNotProven) {
  CloseAndSign();
  MixAll();
  const std::size_t records = election_.Entries().size();
  const crypto::Bytes file = election_.DecryptionFile(1);
  // Trustee 2 sends what trustee 1 has made.
  EXPECT_THAT(
      election_
          .Submit(election_.Header(v1::ARTEFACT_KIND_DECRYPTION, election_.last_mix(), 2, file),
                  file)
          .status,
      IsRefused(StatusCode::INVALID_ARGUMENT, "PROOF_REFUSED"));
  EXPECT_EQ(election_.Entries().size(), records);
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  // Each once.
  EXPECT_THAT(election_.Decrypt(2).status, IsRefused(StatusCode::ALREADY_EXISTS, "ALREADY_THERE"));
}

// --- Headers ---

TEST_F(Counting, ChecksAnArtefactBeforeItsBytesAreTaken) {
  CloseAndSign();
  const crypto::Bytes file = election_.MixFile(0);
  ledger::ArtefactLeaf header = election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, file);
  header.trustee = 2;
  EXPECT_THAT(election_.Submit(header, file).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  for (const std::uint8_t trustee : {0, 5, 255}) {
    header.trustee = trustee;
    EXPECT_THAT(election_.Submit(header, file).status, IsWrongAt("header.trustee"));
  }
  // Under the manifest, as nothing after the closing is signed.
  header = election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, file);
  const ledger::Leaf leaf{election_.manifest().hash(), header};
  header.signature = election_.trustee(1).signing.Sign(
      ledger::SignaturePurpose(leaf.body), election_.manifest().hash(), ledger::SignedPart(leaf));
  EXPECT_THAT(election_.Submit(header, file).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  header = election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, file);
  header.contest = ledger::ContestId{1};
  EXPECT_THAT(election_.Submit(header, file).status, IsWrongAt("header.contest"));
  for (const ledger::ArtefactKind kind :
       {ledger::ArtefactKind{0}, ledger::ArtefactKind::kBallots, ledger::ArtefactKind::kPabulib,
        ledger::ArtefactKind::kOutcome, ledger::ArtefactKind{7}}) {
    header = election_.Header(static_cast<v1::ArtefactKind>(kind), 0, 1, file);
    EXPECT_THAT(election_.Submit(header, file).status, IsWrongAt("header.kind"));
  }
  crypto::Bytes longer = file;
  longer.push_back(0);
  EXPECT_THAT(
      election_.Submit(election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, longer), longer).status,
      IsWrongAt("header.size"));
  header = election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, file);
  EXPECT_THAT(election_.Submit(header, longer).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "TOO_LONG"));
  EXPECT_THAT(election_.Submit(header, crypto::Bytes(file.begin(), file.end() - 1)).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "DIGEST_MISMATCH"));
  EXPECT_THAT(election_.Submit(header, file).status, IsDone());
}

TEST_F(Counting, AnswersAnArtefactThatIsSentAgainAsBefore) {
  CloseAndSign();
  const crypto::Bytes file = election_.MixFile(0);
  const ledger::ArtefactLeaf header = election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, file);
  const auto first = election_.Submit(header, file);
  ASSERT_THAT(first.status, IsDone());
  const auto second = election_.Submit(header, file);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(second.value.leaf_index(), first.value.leaf_index());
}

// Anybody can read such a header in the log and send it, with the trustee's signature and all.
TEST_F(Counting, IsHeldUpByNobodyWhoSendsAHeaderThatIsInTheLog) {
  CloseAndSign();
  const crypto::Bytes file = election_.MixFile(0);
  const ledger::ArtefactLeaf leaf = election_.Header(v1::ARTEFACT_KIND_MIX, 0, 1, file);
  const auto first = election_.Mix(1, file);
  ASSERT_THAT(first.status, IsDone());
  v1::SubmitArtefactRequest message;
  *message.mutable_header() = election_.HeaderMessage(leaf);
  struct Call {
    std::unique_ptr<grpc::ClientContext> context;
    v1::SubmitArtefactResponse response;
    std::unique_ptr<grpc::ClientWriter<v1::SubmitArtefactRequest>> writer;
  };
  std::vector<Call> calls(40);
  for (Call& call : calls) {
    call.context = server_.Anonymous();
    call.writer = server_.trustees().SubmitArtefact(call.context.get(), &call.response);
    // A call that is refused for want of a place may be over before.
    call.writer->Write(message);
  }
  EXPECT_THAT(election_.Mix(2).status, IsDone());
  int answered = 0;
  for (Call& call : calls) {
    const grpc::Status ended = call.writer->Finish();
    if (ended.ok()) {
      ++answered;
      EXPECT_EQ(call.response.leaf_index(), first.value.leaf_index());
    } else {
      EXPECT_EQ(ended.error_code(), StatusCode::UNAVAILABLE) << ended.error_message();
    }
  }
  EXPECT_GT(answered, 0);
}

// --- Outcomes ---

TEST_F(Counting, TakesSignaturesUnderTheOutcomeAsTheServerComputesIt) {
  CloseAndSign();
  MixAll();
  ASSERT_THAT(election_.Decrypt(1).status, IsDone());
  EXPECT_THAT(server_.Anybody(&Tallies::GetTally, Tally()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NOT_COUNTED"));
  ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  v1::Tally tally = election_.GetTally();
  v1::SignTallyRequest request = election_.TallySignatures(tally, 1);
  request.mutable_signatures()->RemoveLast();
  EXPECT_THAT(server_.Anybody(&Tallies::SignTally, request).status, IsWrongAt("signatures"));
  request = election_.TallySignatures(tally, 1);
  for (const std::uint32_t trustee : {0u, 5u, 257u}) {
    request.set_trustee(trustee);
    EXPECT_THAT(server_.Anybody(&Tallies::SignTally, request).status, IsWrongAt("trustee"));
  }
  tally.set_outcome("{}");
  EXPECT_THAT(server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "WRONG_SIGNATURE"));
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);
}

TEST_F(Counting, TalliesAContestWithoutBallots) {
  SealAndOpen();
  election_.Close();
  election_.SignClosings();
  EXPECT_EQ(election_.Phase(), v1::PHASE_DECRYPTED);
  const v1::Tally tally = election_.GetTally();
  EXPECT_EQ(tally.status(), v1::TALLY_STATUS_COUNTED);
  EXPECT_EQ(tally.valid_ballots(), 0u);
  ASSERT_THAT(server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status,
              IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_TALLIED);
}

// Five are the default: what fewer people chose would show too much of each.
TEST_F(Counting, DecryptsNothingOfTooFewBallots) {
  CloseAndSign({.minimum_ballots = std::nullopt});
  EXPECT_EQ(election_.GetCount().contests(0).state(), v1::COUNT_STATE_TALLYING);
  EXPECT_EQ(election_.GetCount().contests(0).ballots(), 3u);
  EXPECT_THAT(election_.Mix(1).status, IsRefused(StatusCode::FAILED_PRECONDITION, "WRONG_ORDER"));
  const v1::Tally tally = election_.GetTally();
  EXPECT_EQ(tally.status(), v1::TALLY_STATUS_TOO_FEW_BALLOTS);
  EXPECT_EQ(tally.ballots(), "");
  EXPECT_EQ(tally.pabulib(), "");
  const std::size_t records = election_.Entries().size();
  // Nobody signs files that nobody may publish.
  v1::SignTallyRequest three = election_.TallySignatures(tally, 1);
  for (int i = 0; i < 2; ++i) three.add_signatures(three.signatures(0));
  EXPECT_THAT(server_.Anybody(&Tallies::SignTally, three).status, IsWrongAt("signatures"));
  ASSERT_THAT(server_.Anybody(&Tallies::SignTally, election_.TallySignatures(tally, 1)).status,
              IsDone());
  EXPECT_EQ(election_.Phase(), v1::PHASE_TALLIED);
  EXPECT_EQ(election_.Entries().size(), records + 1);  // the outcome alone
  server_.Restart();
  EXPECT_EQ(election_.Phase(), v1::PHASE_TALLIED);
}

}  // namespace
}  // namespace urna::services
