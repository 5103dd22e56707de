// What a journal's acts come to: a spring from the mandate to the ballot, and the rules of each act.
#include "ledger/journal_state.h"

#include "ledger/errors.h"
#include "ledger/journal_dump.h"
#include "support/journal_run.h"

namespace urna::ledger {
namespace {

constexpr auto kAdministrator = v1::JOURNAL_ROLE_ADMINISTRATOR;
constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;
constexpr auto kCitizen = v1::JOURNAL_ROLE_CITIZEN;
constexpr auto kFormal = v1::REVIEW_STEP_FORMAL;
constexpr auto kSubstantive = v1::REVIEW_STEP_SUBSTANTIVE;

v1::ProjectConfig ProjectOf(std::string id, std::int64_t cost) {
  v1::ProjectConfig project;
  project.set_id(std::move(id));
  project.set_cost(cost);
  return project;
}

class Journal : public testing::Test {
 protected:
  // The reason of a refusal; "" where the act may be the next one.
  std::string Reason(const Act& act) const { return ReasonOf(run_.Try(act)); }
  const JournalProposal& At(std::uint32_t n) const {
    return *run_.state().proposal(ProposalNumber{n});
  }
  ProposalState StateOf(std::uint32_t n) const { return At(n).state; }
  Visibility SeenOf(const Act& act, v1::DocumentKind kind) const {
    return run_.state().VisibilityOf(run_.state().documents().at(*act.document(kind)));
  }
  // Appends and gives back, so that its documents can be asked about.
  Act Done(Act act) {
    run_.Append(act);
    return act;
  }
  Act AtTime(Act act, std::uint64_t time) const {
    act.time = time;
    return act;
  }

  JournalRun run_{ElectionId{7}};
};

// A spring from its first act to the ballot.
TEST_F(Journal, TellsASpring) {
  run_.Append(run_.Created());
  const Act mandate = Done(run_.Mandate());
  const Act newer = Done(run_.Mandate());
  run_.Append(run_.Calendar());
  const Act form = Done(run_.Form(2));
  EXPECT_EQ(run_.state().mandate(), *newer.document(v1::DOCUMENT_KIND_MANDATE));
  EXPECT_EQ(run_.state().mandate_versions(), 2u);
  EXPECT_EQ(run_.state().form(), *form.document(v1::DOCUMENT_KIND_FORM));
  EXPECT_EQ(SeenOf(mandate, v1::DOCUMENT_KIND_MANDATE), Visibility::kPublic);

  run_.Append(
      AtTime(run_.Phase(v1::PHASE_SUBMISSION, v1::JOURNAL_ROLE_UNSPECIFIED), SpringDays::At(1)));
  run_.Append(run_.Received(1));          // will be a project
  run_.Append(run_.Received(2));          // will be completed, then refused, then win its appeal
  run_.Append(run_.Received(3, kAgent));  // will be refused for good
  run_.Append(run_.Received(4));          // will be withdrawn
  run_.Append(run_.Received(5, kAgent));  // will be merged into 1
  run_.Append(run_.Received(6));          // will be hidden
  for (const std::uint32_t n : {1, 2, 4}) run_.Append(run_.Screened(n));
  for (const std::uint32_t n : {1, 2, 5}) run_.Append(run_.Supported(n, 2));
  run_.Append(run_.Returned(2));
  EXPECT_EQ(StateOf(2), ProposalState::kReturned);
  run_.Append(run_.Revised(2, 2));
  EXPECT_EQ(StateOf(2), ProposalState::kSubmitted);
  run_.Append(run_.Screened(2));
  run_.Append(run_.Withdrawn(4));
  run_.Append(run_.Hidden(6));

  run_.Append(run_.Phase(v1::PHASE_REVIEW));
  for (const std::uint32_t n : {1, 2}) run_.Append(run_.Verdict(n, kFormal, true));
  run_.Append(run_.Verdict(3, kFormal, false));
  run_.Append(run_.Merged(1, {5}));
  run_.Append(run_.Revised(1, 2, kAgent));
  run_.Append(run_.Verdict(1, kSubstantive, true, 1000));
  run_.Append(run_.Verdict(2, kSubstantive, false));

  run_.Append(run_.Phase(v1::PHASE_APPEAL));
  run_.Append(run_.Appealed(2));
  run_.Append(run_.Appealed(3));
  run_.Append(run_.AppealDecided(2, true));
  run_.Append(run_.AppealDecided(3, false));
  run_.Append(run_.Verdict(2, kSubstantive, true, 500));

  EXPECT_THAT(run_.state().Undecided(),
              testing::ElementsAre("proposals/p1 was admitted and is no project",
                                   "proposals/p2 was admitted and is no project"));
  run_.Append(run_.Project("c", ProjectOf("a", 1000), 1));
  run_.Append(run_.Project("c", ProjectOf("b", 500), 2));
  run_.Append(run_.Project("c", ProjectOf("own", 70), 0));
  run_.Append(run_.Incompatible(1, {1, 2}));
  EXPECT_THAT(run_.state().Undecided(), testing::IsEmpty());
  run_.Append(run_.Phase(v1::PHASE_SEALING));
  for (const auto phase : {v1::PHASE_SEALED, v1::PHASE_VOTING, v1::PHASE_CLOSED, v1::PHASE_MIXED,
                           v1::PHASE_DECRYPTED, v1::PHASE_TALLIED}) {
    run_.Append(run_.Phase(phase, v1::JOURNAL_ROLE_UNSPECIFIED));
  }
  EXPECT_EQ(run_.state().phase(), v1::PHASE_TALLIED);
  EXPECT_EQ(run_.state().size(), run_.leaves().size());
  EXPECT_EQ(StateOf(1), ProposalState::kAdmitted);
  EXPECT_EQ(StateOf(2), ProposalState::kAdmitted);
  EXPECT_EQ(StateOf(3), ProposalState::kRejected);
  EXPECT_EQ(StateOf(4), ProposalState::kWithdrawn);
  EXPECT_EQ(StateOf(5), ProposalState::kMerged);
  EXPECT_EQ(At(5).merged_into, ProposalNumber{1});
  EXPECT_TRUE(At(6).hidden);
  EXPECT_EQ(run_.state().projects().size(), 3u);
  EXPECT_EQ(run_.state().projects().at("contests/c/projects/b").proposal, ProposalNumber{2});
  EXPECT_EQ(run_.state().incompatible().at(ProposalNumber{1}).size(), 2u);
}

// --- The order of acts ---

TEST_F(Journal, BeginsWithTheCreationOnce) {
  EXPECT_EQ(Reason(run_.Mandate()), "JOURNAL_ORDER");
  EXPECT_EQ(Reason(run_.Phase(v1::PHASE_SEALING)), "JOURNAL_ORDER");
  run_.Append(run_.Created());
  EXPECT_EQ(Reason(run_.Created()), "JOURNAL_ORDER");
}

TEST_F(Journal, IsOfOneProcess) {
  Act other = run_.Created();
  other.process[0] = 8;
  EXPECT_EQ(Reason(other), "JOURNAL_ORDER");
}

TEST_F(Journal, GoesForwardInTime) {
  run_.Append(run_.Created());
  const std::uint64_t now = run_.state().time();
  EXPECT_EQ(Reason(AtTime(run_.Mandate(), now - 1)), "JOURNAL_ORDER");
  EXPECT_EQ(Reason(AtTime(run_.Mandate(), now)), "") << "two acts in a second";
}

// A salt makes a document another one; the same twice is a copy.
TEST_F(Journal, NamesADocumentOnce) {
  run_.Begin();
  const Act first = Done(run_.Received(1));
  Act second = run_.Received(2);
  second.documents[0] = first.documents[0];
  EXPECT_EQ(Reason(second), "JOURNAL_DOCUMENT");
  Act reason = run_.Returned(1);
  reason.documents[0].sha256 = first.documents[0].sha256;
  EXPECT_EQ(Reason(reason), "JOURNAL_DOCUMENT");
  run_.Append(run_.Erased(1, {first.documents[0].sha256}));
  EXPECT_EQ(Reason(second), "JOURNAL_DOCUMENT") << "nor once it is erased";
}

RC_GTEST_PROP(JournalFold, LeavesEverythingAsItWasWhereItRefuses, ()) {
  JournalRun run(ElectionId{7});
  run.Begin();
  run.Admit(1, 100);
  run.Append(run.Project("c", ProjectOf("a", 100), 1));
  run.Append(run.Received(2, kAgent));
  JournalState state = run.state();
  const std::string before = Dump(state);
  crypto::Bytes leaf =
      *rc::gen::elementOf(std::vector<crypto::Bytes>(run.leaves().begin(), run.leaves().end()));
  const auto bit =
      *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, leaf.size() * 8));
  leaf[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  if (state.Fold(leaf).ok()) {
    RC_ASSERT(Dump(state) != before);
  } else {
    RC_ASSERT(Dump(state) == before);
  }
}

// --- How proposals come in ---

TEST_F(Journal, NumbersProposalsAndTheirVersions) {
  run_.Begin();
  EXPECT_EQ(Reason(run_.Received(2)), "JOURNAL_ORDER");
  Act third = run_.Received(1);
  third.facts.mutable_receipt()->set_version(3);
  EXPECT_EQ(Reason(third), "JOURNAL_ORDER");
  run_.Append(run_.Received(1, kAgent));
  EXPECT_EQ(Reason(run_.Received(1)), "JOURNAL_ORDER");
  EXPECT_EQ(Reason(run_.Revised(1, 1, kAgent)), "JOURNAL_ORDER");
  EXPECT_EQ(Reason(run_.Revised(1, 3, kAgent)), "JOURNAL_ORDER");
  EXPECT_EQ(Reason(run_.Revised(1, 2, kAgent)), "");
  EXPECT_EQ(Reason(run_.Revised(2, 2, kAgent)), "JOURNAL_UNKNOWN_PROPOSAL");
  for (const Act& unknown :
       {run_.Screened(9), run_.Returned(9), run_.Withdrawn(9), run_.Hidden(9), run_.Restored(9),
        run_.Verdict(9, kFormal, true), run_.Merged(9, {1}), run_.Merged(1, {9}),
        run_.Incompatible(1, {1, 9}), run_.Project("c", ProjectOf("a", 1), 9)}) {
    EXPECT_EQ(Reason(unknown), "JOURNAL_UNKNOWN_PROPOSAL") << v1::JournalAct_Name(unknown.act);
  }
}

TEST_F(Journal, TakesWhatCitizensWriteOnlineAndWhatTheStaffWritesFromElsewhere) {
  run_.Begin();
  for (const auto role : {kAdministrator, kAgent, kCitizen}) {
    for (const auto channel : {v1::CHANNEL_ONLINE, v1::CHANNEL_PAPER, v1::CHANNEL_STAFF}) {
      Act act = run_.Received(1, role);
      act.facts.mutable_receipt()->set_channel(channel);
      const bool fits = (role == kCitizen) == (channel == v1::CHANNEL_ONLINE);
      EXPECT_EQ(Reason(act), fits ? "" : "JOURNAL_ROLE") << role << channel;
    }
  }
  run_.Append(run_.Received(1, kAgent));
  run_.Append(run_.Returned(1));
  for (const auto role : {kAdministrator, kAgent, kCitizen}) {
    for (const auto channel : {v1::CHANNEL_ONLINE, v1::CHANNEL_PAPER, v1::CHANNEL_STAFF}) {
      Act act = run_.Revised(1, 2, role);
      act.facts.mutable_receipt()->set_channel(channel);
      const bool fits = (role == kCitizen) == (channel == v1::CHANNEL_ONLINE);
      EXPECT_EQ(Reason(act), fits ? "" : "JOURNAL_ROLE") << role << channel;
    }
  }
}

// Online until its window ends, on paper until that of paper does; of the staff's own there is none.
TEST_F(Journal, TakesNothingThatIsLate) {
  run_.Begin();
  const auto at = [&](v1::JournalRole role, std::uint64_t time) {
    return Reason(AtTime(run_.Received(1, role), time));
  };
  Act own = run_.Received(1, kAgent);
  own.facts.mutable_receipt()->set_channel(v1::CHANNEL_STAFF);
  EXPECT_EQ(at(kCitizen, SpringDays::At(3) - 1), "");
  EXPECT_EQ(at(kCitizen, SpringDays::At(3)), "JOURNAL_PHASE");
  EXPECT_EQ(at(kAgent, SpringDays::At(3)), "");
  EXPECT_EQ(at(kAgent, SpringDays::At(4) - 1), "");
  EXPECT_EQ(at(kAgent, SpringDays::At(4)), "JOURNAL_PHASE");
  EXPECT_EQ(Reason(AtTime(own, SpringDays::At(100))), "");
  // In the review what is late on paper still comes in.
  run_.Append(run_.Phase(v1::PHASE_REVIEW));
  EXPECT_EQ(at(kCitizen, SpringDays::At(2)), "JOURNAL_PHASE");
  EXPECT_EQ(at(kAgent, SpringDays::At(4) - 1), "");
  EXPECT_EQ(at(kAgent, SpringDays::At(4)), "JOURNAL_PHASE");
}

TEST_F(Journal, TakesPaperAsLongAsOnlineWhereItHasNoWindow) {
  run_.Begin();
  Act calendar = run_.Calendar();
  calendar.facts.mutable_calendar()->mutable_windows()->DeleteSubrange(1, 1);
  run_.Append(calendar);
  EXPECT_EQ(Reason(AtTime(run_.Received(1, kAgent), SpringDays::At(3) - 1)), "");
  EXPECT_EQ(Reason(AtTime(run_.Received(1, kAgent), SpringDays::At(3))), "JOURNAL_PHASE");
}

TEST_F(Journal, LetsAnAuthorWriteAgainWhatWasReturned) {
  run_.Begin();
  run_.Append(run_.Received(1));
  EXPECT_EQ(Reason(run_.Revised(1, 2)), "JOURNAL_STATE");
  run_.Append(run_.Returned(1));
  EXPECT_EQ(Reason(run_.Returned(1)), "JOURNAL_STATE") << "once";
  // Whenever it is ready, also when no new ones are taken.
  EXPECT_EQ(Reason(AtTime(run_.Revised(1, 2), SpringDays::At(20))), "");
  run_.Append(run_.Phase(v1::PHASE_REVIEW));
  run_.Append(run_.Revised(1, 2));
  EXPECT_EQ(Reason(run_.Revised(1, 3)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Revised(1, 3, kAgent)), "");
}

// --- The review ---

TEST_F(Journal, DecidesNothingThatTheStaffHasNotSeen) {
  run_.Begin();
  run_.Append(run_.Received(1));
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, false)), "JOURNAL_STATE");
  run_.Append(run_.Screened(1));
  EXPECT_EQ(Reason(run_.Screened(1)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, false)), "");
  run_.Append(run_.Returned(1));
  run_.Append(run_.Revised(1, 2));
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, false)), "JOURNAL_STATE");
  run_.Append(run_.Screened(1));
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, false)), "");
}

TEST_F(Journal, ReviewsTheFormFirstAndTheSubstanceInTheReview) {
  run_.Begin();
  run_.Append(run_.Received(1, kAgent));
  EXPECT_EQ(Reason(run_.Verdict(1, kSubstantive, true, 5)), "JOURNAL_PHASE");
  run_.Append(run_.Verdict(1, kFormal, true));
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, true)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Verdict(1, kSubstantive, true, 5)), "JOURNAL_PHASE");
  run_.Append(run_.Received(2, kAgent));
  run_.Append(run_.Phase(v1::PHASE_REVIEW));
  EXPECT_EQ(Reason(run_.Verdict(2, kSubstantive, true, 5)), "JOURNAL_STATE");
  run_.Append(run_.Verdict(1, kSubstantive, true, 5));
  EXPECT_EQ(At(1).verdict.cost(), 5);
}

TEST_F(Journal, AdmitsAgainAtAnotherCost) {
  run_.Begin();
  run_.Admit(1, 100);
  run_.Append(run_.Verdict(1, kSubstantive, true, 200));
  EXPECT_EQ(At(1).verdict.cost(), 200);
  run_.Append(run_.Verdict(1, kSubstantive, false));
  EXPECT_EQ(StateOf(1), ProposalState::kRejected);
  EXPECT_EQ(Reason(run_.Verdict(1, kSubstantive, true, 200)), "JOURNAL_STATE")
      << "what is refused has its appeal";
}

TEST_F(Journal, AcceptsWhatEnoughPersonsSupport) {
  run_.Begin(3);
  run_.Append(run_.Received(1, kAgent));
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, true)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, false)), "") << "what is refused needs no support";
  EXPECT_EQ(Reason(run_.Supported(1, 2)), "JOURNAL_STATE");
  run_.Append(run_.Supported(1, 3));
  EXPECT_EQ(Reason(run_.Supported(1, 4)), "JOURNAL_STATE") << "once";
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, true)), "");
}

TEST_F(Journal, NotesNoSupportWhereNoneIsAskedFor) {
  run_.Begin(0);
  run_.Append(run_.Received(1, kAgent));
  EXPECT_EQ(Reason(run_.Supported(1, 1000)), "JOURNAL_STATE");
}

// --- Appeals ---

TEST_F(Journal, OpensTheRefusedStepAgainAndNoOther) {
  run_.Begin();
  run_.Append(run_.Received(1, kAgent));
  run_.Append(run_.Received(2, kAgent));
  run_.Append(run_.Verdict(1, kFormal, false));
  run_.Append(run_.Verdict(2, kFormal, true));
  run_.Append(run_.Phase(v1::PHASE_REVIEW));
  run_.Append(run_.Verdict(2, kSubstantive, false));
  EXPECT_EQ(Reason(run_.Appealed(1)), "JOURNAL_PHASE");
  run_.Append(run_.Phase(v1::PHASE_APPEAL));
  for (const std::uint32_t n : {1, 2}) {
    EXPECT_EQ(Reason(run_.AppealDecided(n, true)), "JOURNAL_STATE");
    run_.Append(run_.Appealed(n));
    EXPECT_EQ(Reason(run_.Appealed(n)), "JOURNAL_STATE");
    run_.Append(run_.AppealDecided(n, true));
    EXPECT_EQ(StateOf(n), ProposalState::kUnderReview);
    EXPECT_EQ(At(n).appeal, AppealState::kUpheld);
  }
  EXPECT_EQ(At(1).formal, StepState::kPending);
  EXPECT_EQ(At(1).substantive, StepState::kPending);
  EXPECT_EQ(At(2).formal, StepState::kAccepted) << "its formal review stands";
  EXPECT_EQ(At(2).substantive, StepState::kPending);
  EXPECT_EQ(Reason(run_.Verdict(1, kSubstantive, true, 5)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, true)), "");
  EXPECT_EQ(Reason(run_.Verdict(2, kFormal, true)), "JOURNAL_STATE");
  run_.Append(run_.Verdict(2, kSubstantive, false));
  EXPECT_EQ(Reason(run_.Appealed(2)), "JOURNAL_STATE") << "an appeal is once";
}

TEST_F(Journal, LeavesARefusalAsItIsWhereTheAppealIsDismissed) {
  run_.Begin();
  run_.Append(run_.Received(1, kAgent));
  run_.Append(run_.Verdict(1, kFormal, false));
  run_.Append(run_.Phase(v1::PHASE_APPEAL));
  run_.Append(run_.Appealed(1));
  EXPECT_THAT(run_.state().Undecided(), testing::ElementsAre("proposals/p1 is not decided"));
  run_.Append(run_.AppealDecided(1, false));
  EXPECT_EQ(StateOf(1), ProposalState::kRejected);
  EXPECT_EQ(At(1).formal, StepState::kRejected);
  EXPECT_THAT(run_.state().Undecided(), testing::IsEmpty());
  EXPECT_EQ(Reason(run_.Appealed(1)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, true)), "JOURNAL_STATE");
}

// --- Withdrawals and merges ---

TEST_F(Journal, LetsWhatIsNoProjectYetBeWithdrawn) {
  run_.Begin();
  run_.Admit(1, 100);
  EXPECT_EQ(Reason(run_.Withdrawn(1)), "");
  run_.Append(run_.Project("c", ProjectOf("a", 100), 1));
  EXPECT_EQ(Reason(run_.Withdrawn(1)), "JOURNAL_STATE");
  run_.Append(run_.ProjectRemoved("c", "a"));
  run_.Append(run_.Withdrawn(1));
  EXPECT_EQ(Reason(run_.Withdrawn(1)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Project("c", ProjectOf("a", 100), 1)), "JOURNAL_STATE");
}

// Or the staff could refuse without a reason, and without an appeal, by a withdrawal that nobody asked
// for.
TEST_F(Journal, WithdrawsByTheStaffForAReasonAlone) {
  run_.Begin();
  run_.Admit(1, 100);
  for (const auto role : {kAdministrator, kAgent, kCitizen}) {
    Act withdrawn = run_.Withdrawn(1, kAgent);
    withdrawn.role = role;
    EXPECT_EQ(Reason(withdrawn), role == kCitizen ? "JOURNAL_DOCUMENT" : "") << role;
    withdrawn.documents.clear();
    EXPECT_EQ(Reason(withdrawn), role == kCitizen ? "" : "JOURNAL_DOCUMENT") << role;
  }
  const Act withdrawn = Done(run_.Withdrawn(1, kAgent));
  EXPECT_EQ(SeenOf(withdrawn, v1::DOCUMENT_KIND_REASON), Visibility::kPublic);
}

TEST_F(Journal, MergesWhatIsOpenOrAdmittedAndPublic) {
  run_.Begin();
  for (const std::uint32_t n : {1, 2, 3, 4, 5, 6}) run_.Append(run_.Received(n, kAgent));
  run_.Append(run_.Received(7));
  run_.Append(run_.Verdict(3, kFormal, false));
  run_.Append(run_.Withdrawn(4));
  run_.Append(run_.Phase(v1::PHASE_REVIEW));
  for (const std::uint32_t n : {5, 6}) {
    run_.Append(run_.Verdict(n, kFormal, true));
    run_.Append(run_.Verdict(n, kSubstantive, true, 100));
  }
  run_.Append(run_.Project("c", ProjectOf("a", 100), 6));
  EXPECT_EQ(Reason(run_.Merged(1, {1})), "JOURNAL_STATE") << "itself";
  EXPECT_EQ(Reason(run_.Merged(1, {3})), "JOURNAL_STATE") << "refused";
  EXPECT_EQ(Reason(run_.Merged(1, {4})), "JOURNAL_STATE") << "withdrawn";
  EXPECT_EQ(Reason(run_.Merged(1, {6})), "JOURNAL_STATE") << "a project";
  EXPECT_EQ(Reason(run_.Merged(1, {7})), "JOURNAL_STATE") << "seen by nobody";
  EXPECT_EQ(Reason(run_.Merged(3, {1})), "JOURNAL_STATE") << "into what is refused";
  EXPECT_EQ(Reason(run_.Merged(1, {2, 3})), "JOURNAL_STATE") << "one of two";
  EXPECT_EQ(Reason(run_.Merged(6, {2})), "") << "into a project";
  run_.Append(run_.Merged(1, {2, 5}));
  for (const std::uint32_t n : {2, 5}) {
    EXPECT_EQ(StateOf(n), ProposalState::kMerged);
    EXPECT_EQ(At(n).merged_into, ProposalNumber{1});
    EXPECT_EQ(Reason(run_.Merged(6, {n})), "JOURNAL_STATE") << "twice";
    EXPECT_EQ(Reason(run_.Merged(n, {1})), "JOURNAL_STATE") << "in a circle";
    EXPECT_EQ(Reason(run_.Verdict(n, kFormal, true)), "JOURNAL_STATE");
    EXPECT_EQ(Reason(run_.Withdrawn(n)), "JOURNAL_STATE");
  }
}

// --- What is seen ---

TEST_F(Journal, ShowsAVersionOnceTheStaffHasSeenIt) {
  run_.Begin();
  const Act first = Done(run_.Received(1));
  const Act returned = Done(run_.Returned(1));
  EXPECT_EQ(SeenOf(first, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kWithheld);
  EXPECT_EQ(SeenOf(first, v1::DOCUMENT_KIND_AUTHORS), Visibility::kWithheld);
  EXPECT_EQ(SeenOf(returned, v1::DOCUMENT_KIND_REASON), Visibility::kWithheld);
  run_.Append(run_.Screened(1));
  EXPECT_EQ(SeenOf(first, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kPublic);
  EXPECT_EQ(SeenOf(first, v1::DOCUMENT_KIND_AUTHORS), Visibility::kPublic);
  EXPECT_EQ(SeenOf(returned, v1::DOCUMENT_KIND_REASON), Visibility::kPublic);
  const Act second = Done(run_.Revised(1, 2));
  EXPECT_EQ(SeenOf(second, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kWithheld);
  EXPECT_EQ(SeenOf(first, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kPublic);
  const Act third = Done(run_.Revised(1, 3, kAgent));
  EXPECT_EQ(SeenOf(third, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kPublic);
  EXPECT_EQ(SeenOf(second, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kPublic)
      << "whoever wrote the third had seen the second";
}

// Hiding withholds what authors wrote, and nothing that the staff did.
TEST_F(Journal, HidesWhatAuthorsWroteUntilItIsRestored) {
  run_.Begin();
  const Act received = Done(run_.Received(1, kAgent));
  const Act verdict = Done(run_.Verdict(1, kFormal, false));
  run_.Append(run_.Phase(v1::PHASE_APPEAL));
  const Act appeal = Done(run_.Appealed(1));
  const Act decision = Done(run_.AppealDecided(1, false));
  const Act unseen = Done(run_.Received(2, kAgent));
  EXPECT_EQ(Reason(run_.Restored(1)), "JOURNAL_STATE");
  const Act hidden = Done(run_.Hidden(1));
  EXPECT_EQ(Reason(run_.Hidden(1)), "JOURNAL_STATE");
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kWithheld);
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_AUTHORS), Visibility::kWithheld);
  EXPECT_EQ(SeenOf(appeal, v1::DOCUMENT_KIND_REASON), Visibility::kWithheld);
  EXPECT_EQ(SeenOf(verdict, v1::DOCUMENT_KIND_REASON), Visibility::kPublic);
  EXPECT_EQ(SeenOf(decision, v1::DOCUMENT_KIND_REASON), Visibility::kPublic);
  EXPECT_EQ(SeenOf(hidden, v1::DOCUMENT_KIND_REASON), Visibility::kPublic);
  EXPECT_EQ(SeenOf(unseen, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kPublic) << "another's";
  run_.Append(run_.Restored(1));
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kPublic);
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_AUTHORS), Visibility::kPublic);
  EXPECT_EQ(SeenOf(appeal, v1::DOCUMENT_KIND_REASON), Visibility::kPublic);
}

TEST_F(Journal, SaysWhySomethingWasHiddenThatNobodyHadSeen) {
  run_.Begin();
  const Act received = Done(run_.Received(1));
  const Act hidden = Done(run_.Hidden(1));
  EXPECT_EQ(SeenOf(hidden, v1::DOCUMENT_KIND_REASON), Visibility::kPublic);
  run_.Append(run_.Restored(1));
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kWithheld)
      << "it is as unseen as before";
}

TEST_F(Journal, ErasesForGood) {
  run_.Begin();
  const Act mandate = ParseAct(run_.leaves()[1]).value();
  const Act received = Done(run_.Received(1, kAgent));
  const crypto::Hash256 text = *received.document(v1::DOCUMENT_KIND_PROPOSAL);
  const crypto::Hash256 authors = *received.document(v1::DOCUMENT_KIND_AUTHORS);
  run_.Append(run_.Received(2, kAgent));
  EXPECT_EQ(Reason(run_.Erased(2, {text})), "JOURNAL_DOCUMENT") << "of another proposal";
  EXPECT_EQ(Reason(run_.Erased(1, {text, crypto::Hash256{1}})), "JOURNAL_DOCUMENT");
  EXPECT_EQ(Reason(run_.Erased(1, {*mandate.document(v1::DOCUMENT_KIND_MANDATE)})),
            "JOURNAL_DOCUMENT")
      << "a mandate is never erased";
  EXPECT_EQ(Reason(run_.Erased(1, {*run_.state().form()})), "JOURNAL_DOCUMENT") << "nor a form";
  run_.Append(run_.Erased(1, {authors}));
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_AUTHORS), Visibility::kErased);
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_PROPOSAL), Visibility::kPublic);
  EXPECT_EQ(Reason(run_.Erased(1, {text, authors})), "JOURNAL_DOCUMENT") << "once";
  run_.Append(run_.Hidden(1));
  run_.Append(run_.Restored(1));
  EXPECT_EQ(SeenOf(received, v1::DOCUMENT_KIND_AUTHORS), Visibility::kErased);
  // What it decided stands.
  EXPECT_EQ(Reason(run_.Verdict(1, kFormal, true)), "");
}

// --- Projects and the freezing ---

TEST_F(Journal, MakesAProjectOfWhatIsAdmittedAtItsCost) {
  run_.Begin();
  run_.Admit(1, 100);
  run_.Append(run_.Received(2, kAgent));
  EXPECT_EQ(Reason(run_.Project("c", ProjectOf("b", 0), 2)), "JOURNAL_STATE");
  EXPECT_EQ(Reason(run_.Project("c", ProjectOf("a", 101), 1)), "JOURNAL_COST");
  run_.Append(run_.Project("c", ProjectOf("a", 100), 1));
  EXPECT_EQ(Reason(run_.Project("c", ProjectOf("b", 100), 1)), "JOURNAL_STATE") << "one project";
  EXPECT_EQ(Reason(run_.Project("c", ProjectOf("a", 100), 0)), "JOURNAL_STATE")
      << "nor is it the administration's own all at once";
  v1::ProjectConfig renamed = ProjectOf("a", 100);
  renamed.add_title()->set_text("Another title");
  run_.Append(run_.Project("c", renamed, 1));
  EXPECT_EQ(run_.state().projects().at("contests/c/projects/a").config_hash, ProjectHash(renamed));
  EXPECT_EQ(Reason(run_.ProjectRemoved("c", "b")), "JOURNAL_STATE");
  run_.Append(run_.ProjectRemoved("c", "a"));
  EXPECT_EQ(Reason(run_.Project("d", ProjectOf("b", 100), 1)), "");
  run_.Append(run_.Hidden(1));
  EXPECT_EQ(Reason(run_.Project("d", ProjectOf("b", 100), 1)), "JOURNAL_STATE") << "hidden";
}

TEST_F(Journal, IsNotFrozenWhileSomethingIsUndecided) {
  run_.Begin();
  const auto freezes = [&] { return Reason(run_.Phase(v1::PHASE_SEALING)); };
  EXPECT_EQ(freezes(), "") << "nobody proposed anything";
  run_.Append(run_.Received(1));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "submitted, and seen by nobody";
  run_.Append(run_.Screened(1));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "submitted";
  run_.Append(run_.Returned(1));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "returned";
  run_.Append(run_.Verdict(1, kFormal, true));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "under review";
  run_.Append(run_.Phase(v1::PHASE_REVIEW));
  run_.Append(run_.Verdict(1, kSubstantive, true, 100));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "admitted, and no project";
  run_.Append(run_.Project("c", ProjectOf("a", 100), 1));
  EXPECT_EQ(freezes(), "");
  run_.Append(run_.Verdict(1, kSubstantive, true, 200));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "a project at another cost";
  run_.Append(run_.Project("c", ProjectOf("a", 200), 1));
  EXPECT_EQ(freezes(), "");
  run_.Append(run_.Hidden(1));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "a project of what is hidden";
  run_.Append(run_.Restored(1));
  run_.Append(run_.Verdict(1, kSubstantive, false));
  EXPECT_EQ(freezes(), "JOURNAL_UNDECIDED") << "a project of what is refused";
  run_.Append(run_.ProjectRemoved("c", "a"));
  EXPECT_EQ(freezes(), "");
  run_.Append(run_.Received(2, kAgent));
  run_.Append(run_.Hidden(2));
  EXPECT_EQ(freezes(), "") << "what is hidden was refused by the reason of its hiding";
}

TEST_F(Journal, NamesAtMostAHundredThatAreUndecided) {
  run_.Begin();
  for (std::uint32_t n = 1; n <= 101; ++n) run_.Append(run_.Received(n));
  EXPECT_EQ(run_.state().Undecided().size(), 100u);
}

TEST_F(Journal, KeepsGroupsOfWhichOneCanBeFunded) {
  run_.Begin();
  for (const std::uint32_t n : {1, 2, 3}) run_.Append(run_.Received(n));
  EXPECT_EQ(Reason(run_.Incompatible(2, {1, 2})), "JOURNAL_STATE") << "named by its first";
  EXPECT_EQ(Reason(run_.Incompatible(1, {})), "JOURNAL_STATE") << "there is none";
  run_.Append(run_.Incompatible(1, {1, 2}));
  run_.Append(run_.Incompatible(1, {1, 3}));
  EXPECT_THAT(run_.state().incompatible().at(ProposalNumber{1}),
              testing::ElementsAre(ProposalNumber{1}, ProposalNumber{3}));
  run_.Append(run_.Incompatible(1, {}));
  EXPECT_TRUE(run_.state().incompatible().empty());
}

}  // namespace
}  // namespace urna::ledger
