// Every act by every role in every phase, against the table of section 20.4, and every step from a
// phase to another.
#include <set>

#include "ledger/errors.h"
#include "ledger/journal_state.h"
#include "support/journal_run.h"

namespace urna::ledger {
namespace {

constexpr v1::Phase kPhases[] = {v1::PHASE_DRAFT,     v1::PHASE_SUBMISSION, v1::PHASE_REVIEW,
                                 v1::PHASE_APPEAL,    v1::PHASE_SEALING,    v1::PHASE_SEALED,
                                 v1::PHASE_VOTING,    v1::PHASE_CLOSED,     v1::PHASE_MIXED,
                                 v1::PHASE_DECRYPTED, v1::PHASE_TALLIED};

// The server by the clock, administrators, agents, moderators, citizens.
const std::pair<char, v1::JournalRole> kRoles[] = {{'s', v1::JOURNAL_ROLE_UNSPECIFIED},
                                                   {'a', v1::JOURNAL_ROLE_ADMINISTRATOR},
                                                   {'g', v1::JOURNAL_ROLE_AGENT},
                                                   {'m', v1::JOURNAL_ROLE_MODERATOR},
                                                   {'c', v1::JOURNAL_ROLE_CITIZEN}};

struct Row {
  v1::JournalAct act;
  std::string_view roles;
  // The first letters of the phases from DRAFT to APPEAL; '*' for all phases and those after.
  std::string_view phases;
};
// The phase of APPEAL is 'p': SUBMISSION, REVIEW and it are those in which proposals are received.
constexpr Row kTable[] = {
    {v1::JOURNAL_ACT_MANDATE, "a", "dsrp"},
    {v1::JOURNAL_ACT_CALENDAR, "a", "dsrp"},
    {v1::JOURNAL_ACT_FORM, "a", "d"},
    {v1::JOURNAL_ACT_RECEIVED, "c", "s"},
    {v1::JOURNAL_ACT_RECEIVED, "ag", "srp"},
    {v1::JOURNAL_ACT_SCREENED, "agm", "srp"},
    {v1::JOURNAL_ACT_REVISED, "agc", "srp"},
    {v1::JOURNAL_ACT_RETURNED, "ag", "srp"},
    {v1::JOURNAL_ACT_WITHDRAWN, "agc", "srp"},
    {v1::JOURNAL_ACT_SUPPORTED, "sag", "srp"},
    {v1::JOURNAL_ACT_VERDICT, "ag", "srp"},
    {v1::JOURNAL_ACT_APPEALED, "agc", "p"},
    {v1::JOURNAL_ACT_APPEAL_DECIDED, "a", "p"},
    {v1::JOURNAL_ACT_MERGED, "ag", "srp"},
    {v1::JOURNAL_ACT_HIDDEN, "am", "*"},
    {v1::JOURNAL_ACT_RESTORED, "am", "*"},
    {v1::JOURNAL_ACT_ERASED, "a", "*"},
    {v1::JOURNAL_ACT_PROJECT, "sag", "dsrp"},
    {v1::JOURNAL_ACT_PROJECT_REMOVED, "ag", "dsrp"},
    {v1::JOURNAL_ACT_INCOMPATIBLE, "ag", "srp"},
};

bool MayBe(v1::JournalAct act, char role, std::size_t phase) {
  return std::ranges::any_of(kTable, [&](const Row& row) {
    const bool in_phase = row.phases == "*" ||
                          (phase < 4 && row.phases.find("dsrp"[phase]) != std::string_view::npos);
    return row.act == act && row.roles.find(role) != std::string_view::npos && in_phase;
  });
}

v1::ProjectConfig ProjectOf(std::string id) {
  v1::ProjectConfig project;
  project.set_id(std::move(id));
  project.set_cost(100);
  return project;
}

// A journal in which each act has something that it can be done to.
class Rights : public testing::Test {
 protected:
  Rights() : run_(ElectionId{1}) {
    run_.Begin(1);
    for (std::uint32_t n = 1; n <= 6; ++n) {
      run_.Append(run_.Received(n, v1::JOURNAL_ROLE_AGENT));
    }
    run_.Append(run_.Received(7));
    run_.Append(run_.Returned(2));
    run_.Append(run_.Verdict(3, v1::REVIEW_STEP_FORMAL, false));
    run_.Append(run_.Verdict(4, v1::REVIEW_STEP_FORMAL, false));
    run_.Append(run_.Hidden(5));
    run_.Append(run_.Project("c", ProjectOf("there"), 0));
    state_ = run_.state();
    // Whatever the phase: what may be done in it is asked, not how one comes there.
    state_.Apply(run_.Appealed(4));
  }

  Act Ready(v1::JournalAct act, v1::JournalRole role) {
    Act ready = Content(act, role);
    if (act == v1::JOURNAL_ACT_WITHDRAWN && role == v1::JOURNAL_ROLE_CITIZEN) {
      ready.documents.clear();
    }
    const Act made = run_.Make(act, role);
    ready.role = made.role;
    ready.actor = made.actor;
    return ready;
  }

  Act Content(v1::JournalAct act, v1::JournalRole role) {
    const bool citizen = role == v1::JOURNAL_ROLE_CITIZEN;
    switch (act) {
      case v1::JOURNAL_ACT_MANDATE:
        return run_.Mandate();
      case v1::JOURNAL_ACT_CALENDAR:
        return run_.Calendar();
      case v1::JOURNAL_ACT_FORM:
        return run_.Form();
      case v1::JOURNAL_ACT_RECEIVED:
        return run_.Received(8, role);
      case v1::JOURNAL_ACT_SCREENED:
        return run_.Screened(7);
      case v1::JOURNAL_ACT_REVISED:
        return run_.Revised(citizen ? 2 : 1, 2, role);
      case v1::JOURNAL_ACT_RETURNED:
        return run_.Returned(1);
      case v1::JOURNAL_ACT_WITHDRAWN:
        return run_.Withdrawn(1, v1::JOURNAL_ROLE_AGENT);
      case v1::JOURNAL_ACT_SUPPORTED:
        return run_.Supported(1, 1);
      case v1::JOURNAL_ACT_VERDICT:
        return run_.Verdict(1, v1::REVIEW_STEP_FORMAL, false);
      case v1::JOURNAL_ACT_APPEALED:
        return run_.Appealed(3);
      case v1::JOURNAL_ACT_APPEAL_DECIDED:
        return run_.AppealDecided(4, true);
      case v1::JOURNAL_ACT_MERGED:
        return run_.Merged(1, {6});
      case v1::JOURNAL_ACT_HIDDEN:
        return run_.Hidden(1);
      case v1::JOURNAL_ACT_RESTORED:
        return run_.Restored(5);
      case v1::JOURNAL_ACT_ERASED:
        return run_.Erased(7, {*ParseAct(run_.leaves()[11])->document(v1::DOCUMENT_KIND_PROPOSAL)});
      case v1::JOURNAL_ACT_PROJECT:
        return run_.Project("c", ProjectOf("new"), 0);
      case v1::JOURNAL_ACT_PROJECT_REMOVED:
        return run_.ProjectRemoved("c", "there");
      default:
        return run_.Incompatible(1, {1, 2});
    }
  }

  JournalRun run_;
  JournalState state_{ElectionId{1}};
};

TEST_F(Rights, AreThoseOfTheTable) {
  for (std::size_t phase = 0; phase < std::size(kPhases); ++phase) {
    JournalState there = state_;
    there.Apply(run_.Phase(kPhases[phase]));
    for (int n = v1::JOURNAL_ACT_MANDATE; n <= v1::JOURNAL_ACT_INCOMPATIBLE; ++n) {
      if (!v1::JournalAct_IsValid(n)) continue;
      const auto act = static_cast<v1::JournalAct>(n);
      for (const auto& [letter, role] : kRoles) {
        const absl::Status status = there.Check(Ready(act, role));
        EXPECT_EQ(status.ok(), MayBe(act, letter, phase))
            << v1::JournalAct_Name(act) << " by " << letter << " in " << PhaseWord(kPhases[phase])
            << ": " << status;
        if (status.ok()) continue;
        EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_THAT(ReasonOf(status), testing::AnyOf("JOURNAL_ROLE", "JOURNAL_PHASE"));
      }
    }
  }
}

TEST_F(Rights, AreTheServersAndTheAdministratorsToCreateAProcess) {
  const JournalState empty(ElectionId{1});
  for (const auto& [letter, role] : kRoles) {
    Act created = run_.Make(v1::JOURNAL_ACT_CREATED, role);
    EXPECT_EQ(empty.Check(created).ok(), letter == 's' || letter == 'a') << letter;
  }
}

TEST_F(Rights, AreTheServersAndTheAdministratorsToBeginAPhase) {
  JournalRun run(ElectionId{1});
  run.Begin();
  for (const auto& [letter, role] : kRoles) {
    Act review = run.Phase(v1::PHASE_REVIEW, role);
    review.time = SpringDays::At(3);
    EXPECT_EQ(run.Try(review).ok(), letter == 's' || letter == 'a') << letter;
  }
}

// --- From a phase to another ---

// Row: from, column: to, both from DRAFT on. What comes after SEALING needs that something was
// frozen; SEALING falls back to where it came from, here to REVIEW.
constexpr std::string_view kSteps[] = {
    "-++++......",  // DRAFT
    "--+++......",  // SUBMISSION
    "---++......",  // REVIEW
    "----+......",  // APPEAL
    "--+--++++++",  // SEALING
    "------+++++",  // SEALED
    "-------++++",  // VOTING
    "--------+++",  // CLOSED
    "---------++",  // MIXED
    "----------+",  // DECRYPTED
    "-----------",  // TALLIED
};

TEST(PhaseSteps, AreThoseOfTheTable) {
  JournalRun run(ElectionId{1});
  run.Begin();
  for (std::size_t from = 0; from < std::size(kPhases); ++from) {
    JournalState there = run.state();
    if (kPhases[from] == v1::PHASE_SEALING) there.Apply(run.Phase(v1::PHASE_REVIEW));
    there.Apply(run.Phase(kPhases[from]));
    for (std::size_t to = 0; to < std::size(kPhases); ++to) {
      const absl::Status status = there.Check(run.Phase(kPhases[to]));
      EXPECT_EQ(status.ok(), kSteps[from][to] == '+')
          << PhaseWord(kPhases[from]) << " to " << PhaseWord(kPhases[to]) << ": " << status;
      if (!status.ok()) EXPECT_EQ(ReasonOf(status), "JOURNAL_PHASE");
    }
  }
}

TEST(PhaseSteps, OfTheSpringNeedMandateCalendarAndForm) {
  for (const auto phase : {v1::PHASE_SUBMISSION, v1::PHASE_REVIEW, v1::PHASE_APPEAL}) {
    for (unsigned there = 0; there < 8; ++there) {
      JournalRun run(ElectionId{1});
      run.Append(run.Created());
      if ((there & 1) != 0) run.Append(run.Mandate());
      if ((there & 2) != 0) run.Append(run.Calendar());
      if ((there & 4) != 0) run.Append(run.Form());
      EXPECT_EQ(run.Try(run.Phase(phase)).ok(), there == 7) << there;
      EXPECT_TRUE(run.Try(run.Phase(v1::PHASE_SEALING)).ok())
          << "a process without a spring is frozen from its draft";
    }
  }
}

// Who administers may begin a phase early; the clock may not.
TEST(PhaseSteps, OfTheClockAreNotBeforeTheCalendars) {
  const std::pair<v1::Phase, std::uint64_t> begin[] = {
      {v1::PHASE_SUBMISSION, 1}, {v1::PHASE_REVIEW, 3}, {v1::PHASE_APPEAL, 5}};
  JournalRun run(ElectionId{1});
  run.Append(run.Created());
  run.Append(run.Mandate());
  run.Append(run.Form());
  Act without = run.Calendar();
  without.facts.mutable_calendar()->clear_windows();
  run.Append(without);
  for (const auto& [phase, day] : begin) {
    Act late = run.Phase(phase, v1::JOURNAL_ROLE_UNSPECIFIED);
    late.time = SpringDays::At(100);
    EXPECT_FALSE(run.Try(late).ok()) << "no window begins it";
    EXPECT_TRUE(run.Try(run.Phase(phase)).ok());
  }
  run.Append(run.Calendar());
  for (const auto& [phase, day] : begin) {
    Act by_clock = run.Phase(phase, v1::JOURNAL_ROLE_UNSPECIFIED);
    by_clock.time = SpringDays::At(day) - 1;
    EXPECT_EQ(ReasonOf(run.Try(by_clock)), "JOURNAL_PHASE") << PhaseWord(phase);
    by_clock.time = SpringDays::At(day);
    EXPECT_TRUE(run.Try(by_clock).ok()) << PhaseWord(phase);
    EXPECT_TRUE(run.Try(run.Phase(phase)).ok());
  }
}

TEST(PhaseSteps, FallBackFromSealingToWhereItCameFromAlone) {
  for (const auto from :
       {v1::PHASE_DRAFT, v1::PHASE_SUBMISSION, v1::PHASE_REVIEW, v1::PHASE_APPEAL}) {
    JournalRun run(ElectionId{1});
    run.Append(run.Created());
    run.Append(run.Mandate());
    run.Append(run.Calendar());
    run.Append(run.Form());
    if (from != v1::PHASE_DRAFT) run.Append(run.Phase(from));
    // As often as it takes.
    for (int attempt = 0; attempt < 2; ++attempt) {
      run.Append(run.Phase(v1::PHASE_SEALING));
      for (const auto to :
           {v1::PHASE_DRAFT, v1::PHASE_SUBMISSION, v1::PHASE_REVIEW, v1::PHASE_APPEAL}) {
        EXPECT_EQ(run.Try(run.Phase(to)).ok(), to == from) << PhaseWord(from) << PhaseWord(to);
      }
      run.Append(run.Phase(from));
    }
    run.Append(run.Phase(v1::PHASE_SEALING));
    run.Append(run.Phase(v1::PHASE_SEALED));
    EXPECT_FALSE(run.Try(run.Phase(from)).ok()) << "what is sealed stays sealed";
  }
}

}  // namespace
}  // namespace urna::ledger
