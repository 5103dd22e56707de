// The phases before the freezing, begun by call and by the clock.
#include "services/planning/phase_plan.h"

#include <fmt/format.h>

#include <atomic>

#include "services/api/application.h"
#include "services/base/families.h"
#include "services/election_driver.h"
#include "services/planning/plan_requests.h"
#include "services/records/resources.h"
#include "storage/rocks/rocks_store.h"
#include "support/hooked_store.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::Pair;
using testing::SizeIs;

constexpr auto kClockwork = v1::JOURNAL_ROLE_UNSPECIFIED;
constexpr auto kAdministrator = v1::JOURNAL_ROLE_ADMINISTRATOR;

class PhasePlans : public PlanTest {};

TEST_F(PhasePlans, BeginByCall) {
  PlanAll();
  for (const auto phase : {v1::PHASE_SUBMISSION, v1::PHASE_REVIEW, v1::PHASE_APPEAL}) {
    const std::string etag = Get().etag();
    const auto begun = Begin(phase);
    ASSERT_THAT(begun.status, IsDone());
    EXPECT_EQ(begun.value.phase(), phase);
    EXPECT_NE(begun.value.etag(), etag);
    EXPECT_EQ(Get().SerializeAsString(), begun.value.SerializeAsString());
  }
  EXPECT_THAT(Phases(), ElementsAre(Pair(v1::PHASE_SUBMISSION, kAdministrator),
                                    Pair(v1::PHASE_REVIEW, kAdministrator),
                                    Pair(v1::PHASE_APPEAL, kAdministrator)));
  server_.Restart();
  EXPECT_EQ(Phase(), v1::PHASE_APPEAL);
}

TEST_F(PhasePlans, NeverGoBack) {
  PlanAll();
  ASSERT_THAT(Begin(v1::PHASE_REVIEW).status, IsDone());
  for (const auto phase : {v1::PHASE_SUBMISSION, v1::PHASE_REVIEW}) {
    EXPECT_THAT(Begin(phase).status, IsRefused(StatusCode::FAILED_PRECONDITION, "JOURNAL_PHASE"));
  }
  // Nor does the clock.
  server_.clock().Set(kNow + 5 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_REVIEW);
  EXPECT_THAT(Phases(), SizeIs(1));
}

TEST_F(PhasePlans, AreTheseThreeAlone) {
  PlanAll();
  for (const auto phase : {v1::PHASE_UNSPECIFIED, v1::PHASE_DRAFT, v1::PHASE_SEALING,
                           v1::PHASE_VOTING, v1::PHASE_TALLIED, static_cast<v1::Phase>(99)}) {
    EXPECT_THAT(Begin(phase).status, IsWrongAt("phase"));
  }
}

TEST_F(PhasePlans, NameAllThatIsMissing) {
  const grpc::Status status = Begin(v1::PHASE_SUBMISSION).status;
  EXPECT_THAT(status, IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_INCOMPLETE"));
  EXPECT_THAT(Read(status).fields, AllOf(SizeIs(3), Contains(Key("mandate")),
                                         Contains(Key("calendar")), Contains(Key("form"))));
  ASSERT_THAT(SetForm({}).status, IsDone());
  PublishMandate();
  EXPECT_THAT(Read(Begin(v1::PHASE_SUBMISSION).status).fields,
              AllOf(SizeIs(1), Contains(Key("calendar"))));
}

TEST_F(PhasePlans, BeginByTheClockOnce) {
  PlanAll();
  const v1::Calendar calendar = FullCalendar();
  const auto& windows = calendar.windows();
  server_.clock().Set(static_cast<std::int64_t>(windows[0].start_time()) - 1);
  EXPECT_EQ(Phase(), v1::PHASE_DRAFT);
  server_.clock().Advance(1);
  EXPECT_EQ(Phase(), v1::PHASE_SUBMISSION);
  server_.clock().Advance(1);
  server_.clock().Set(static_cast<std::int64_t>(windows[2].start_time()));
  EXPECT_EQ(Phase(), v1::PHASE_REVIEW);
  server_.Restart();
  server_.clock().Advance(1);
  server_.clock().Set(static_cast<std::int64_t>(windows[3].start_time()));
  server_.clock().Advance(kDay);
  EXPECT_EQ(Phase(), v1::PHASE_APPEAL);
  EXPECT_THAT(Phases(),
              ElementsAre(Pair(v1::PHASE_SUBMISSION, kClockwork),
                          Pair(v1::PHASE_REVIEW, kClockwork), Pair(v1::PHASE_APPEAL, kClockwork)));
  for (const v1::JournalEntry& entry : Acts()) {
    if (entry.act() == v1::JOURNAL_ACT_PHASE) EXPECT_EQ(entry.actor(), std::string(16, '\0'));
  }
}

TEST_F(PhasePlans, BeginWhatWasDueWhileTheServerWasDown) {
  PlanAll();
  server_.WithoutDoors([&](Application&) { server_.clock().Set(kNow + 21 * kDay); });
  server_.clock().Advance(1);
  EXPECT_EQ(Phase(), v1::PHASE_APPEAL);
  EXPECT_THAT(Phases(),
              ElementsAre(Pair(v1::PHASE_SUBMISSION, kClockwork),
                          Pair(v1::PHASE_REVIEW, kClockwork), Pair(v1::PHASE_APPEAL, kClockwork)));
}

TEST_F(PhasePlans, LeaveOutWhatTheCalendarHasNot) {
  PublishMandate();
  ASSERT_THAT(SetForm({}).status, IsDone());
  v1::Calendar calendar = FullCalendar();
  calendar.mutable_windows()->DeleteSubrange(2, 2);
  ASSERT_THAT(SetCalendar(calendar).status, IsDone());
  server_.clock().Set(kNow + 100 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_SUBMISSION);
  EXPECT_THAT(Phases(), SizeIs(1));
}

TEST_F(PhasePlans, FollowTheCalendarThatIsInForce) {
  PlanAll();
  v1::Calendar calendar = FullCalendar();
  calendar.mutable_windows(0)->set_start_time(kNow + 3 * kDay);
  calendar.mutable_windows(1)->set_start_time(kNow + 3 * kDay);
  ASSERT_THAT(SetCalendar(calendar).status, IsDone());
  server_.clock().Set(kNow + 2 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_DRAFT);
  server_.clock().Set(kNow + 3 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_SUBMISSION);
}

TEST_F(PhasePlans, BeginASoonAsWhatIsMissingIsThere) {
  ASSERT_THAT(SetCalendar(FullCalendar()).status, IsDone());
  testing::internal::CaptureStderr();
  server_.clock().Set(kNow + 2 * kDay);
  for (int i = 0; i < 30; ++i) server_.clock().Advance(1);
  std::string said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(Phase(), v1::PHASE_DRAFT);
  // The operator is told once in a minute, however often the clock is looked at.
  const auto told = [&said] {
    std::size_t count = 0;
    for (std::size_t at = said.find("\"fault\""); at != said.npos;
         at = said.find("\"fault\"", at + 1)) {
      ++count;
    }
    return count;
  };
  EXPECT_EQ(told(), 1u) << said;
  EXPECT_THAT(said, AllOf(testing::HasSubstr("processes/paris"), testing::HasSubstr("mandate")));
  testing::internal::CaptureStderr();
  for (int i = 0; i < 60; ++i) server_.clock().Advance(1);
  said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(told(), 1u) << said;
  PublishMandate();
  server_.clock().Advance(1);
  EXPECT_EQ(Phase(), v1::PHASE_DRAFT);
  ASSERT_THAT(SetForm({}).status, IsDone());
  server_.clock().Advance(1);
  EXPECT_EQ(Phase(), v1::PHASE_SUBMISSION);
  EXPECT_THAT(Phases(), SizeIs(1));
}

TEST_F(PhasePlans, AreTriedAgainWhereTheStoreFails) {
  PlanAll();
  std::atomic<bool> fails = true;
  server_.Restart([&fails](std::uint64_t) {
    return storage::Fault{fails ? storage::Fault::Kind::kNotApplied : storage::Fault::Kind::kNone};
  });
  server_.clock().Set(kNow + 2 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_DRAFT);
  EXPECT_THAT(Phases(), IsEmpty());
  server_.clock().Advance(1);
  EXPECT_EQ(Phase(), v1::PHASE_DRAFT);
  fails = false;
  server_.clock().Advance(1);
  EXPECT_EQ(Phase(), v1::PHASE_SUBMISSION);
  EXPECT_THAT(Phases(), ElementsAre(Pair(v1::PHASE_SUBMISSION, kClockwork)));
}

TEST_F(PhasePlans, OfAProcessThatIsGoneAreForgotten) {
  PlanAll();
  v1::DeleteProcessRequest erase;
  erase.set_name(kProcess);
  ASSERT_THAT(server_.Admin(&Processes::DeleteProcess, erase).status, IsDone());
  Create("paris");
  server_.clock().Set(kNow + 2 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_DRAFT);
  EXPECT_THAT(Acts(), SizeIs(1));
}

TEST_F(PhasePlans, OfAProcessThatWentPublicStayPublicAndCannotBeDeleted) {
  PlanAll();
  ASSERT_THAT(Begin(v1::PHASE_SUBMISSION).status, IsDone());
  v1::DeleteProcessRequest erase;
  erase.set_name(kProcess);
  EXPECT_THAT(server_.Admin(&Processes::DeleteProcess, erase).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_IS_PUBLIC"));
}

TEST_F(PhasePlans, DoNotBeginTwiceWhereACallComesFirst) {
  PlanAll();
  ASSERT_THAT(Begin(v1::PHASE_SUBMISSION).status, IsDone());
  server_.clock().Set(kNow + 2 * kDay);
  EXPECT_THAT(Phases(), ElementsAre(Pair(v1::PHASE_SUBMISSION, kAdministrator)));
}

// Frozen and given up again, a process goes on from where it was; the calendar too.
class FrozenPlans : public ElectionTest {
 protected:
  v1::Phase PhaseNow() {
    return server_.Admin(&v1::Processes::Stub::GetProcess, Named<v1::GetProcessRequest>())
        .value.phase();
  }
};

TEST_F(FrozenPlans, GoOnWhenTheFreezingIsTakenBack) {
  election_.WriteDraft();
  election_.ImportParts();
  using Planning = v1::Planning::Stub;
  auto keep = Of<v1::UpdateMandateDraftRequest>();
  *keep.mutable_mandate() = FrenchMandate();
  ASSERT_THAT(server_.Admin(&Planning::UpdateMandateDraft, keep).status, IsDone());
  ASSERT_THAT(server_.Admin(&Planning::PublishMandate, Of<v1::PublishMandateRequest>()).status,
              IsDone());
  ASSERT_THAT(server_.Admin(&Planning::SetForm, Of<v1::SetFormRequest>()).status, IsDone());
  auto calendar = Of<v1::SetCalendarRequest>();
  calendar.mutable_calendar()->set_time_zone("UTC");
  AddWindow(*calendar.mutable_calendar(), v1::WINDOW_KIND_SUBMISSION, kNow + 100, kNow + 200);
  AddWindow(*calendar.mutable_calendar(), v1::WINDOW_KIND_REVIEW, kNow + 200, kNow + 300);
  ASSERT_THAT(server_.Admin(&Planning::SetCalendar, calendar).status, IsDone());
  ASSERT_THAT(election_.Freeze().status, IsDone());
  server_.clock().Set(kNow + 150);
  EXPECT_EQ(PhaseNow(), v1::PHASE_SEALING);
  // The frozen configuration names the mandate.
  election_.FetchConfig();
  EXPECT_EQ(election_.frozen().config().mandate_sha256().size(), 32u);
  ASSERT_THAT(
      server_.Admin(&v1::Processes::Stub::UnfreezeProcess, Named<v1::UnfreezeProcessRequest>())
          .status,
      IsDone());
  EXPECT_EQ(PhaseNow(), v1::PHASE_DRAFT);
  // Within a minute.
  server_.clock().Advance(60);
  EXPECT_EQ(PhaseNow(), v1::PHASE_REVIEW);
}

TEST(PhasePlanTicks, ReadNothingOf200ProcessesWhileNothingIsDue) {
  const TemporaryFolder folder;
  ManualClock clock;
  std::atomic<int> reads = 0;
  storage::HookedStore store(
      storage::OpenRocksStore(
          {.path = folder.Sub("store"), .create = true, .families = FamilyNames()})
          .value(),
      [&](std::string_view) { ++reads; });
  LogRegistry logs(clock);
  Journals journals(store, clock);
  Changes changes(store, logs, journals, clock);
  for (int i = 0; i < 200; ++i) {
    const std::string name = fmt::format("processes/p{}", i);
    ASSERT_TRUE(changes
                    .ApplyOwnActs(name,
                                  [&](const storage::Reader&, storage::WriteBatch& batch,
                                      services::Acts& acts) -> absl::Status {
                                    v1::Process process;
                                    process.set_name(name);
                                    process.set_phase(v1::PHASE_DRAFT);
                                    PutResource(batch, name, static_cast<std::uint64_t>(i + 1),
                                                process.SerializeAsString());
                                    absl::Status begun = acts.Begin({}, name, batch);
                                    if (!begun.ok()) return begun;
                                    acts.set_actor({kAdministrator, "somebody"});
                                    v1::ActFacts facts;
                                    *facts.mutable_calendar() = FullCalendar();
                                    return acts.Add(v1::JOURNAL_ACT_CALENDAR, "", facts, {}, batch);
                                  })
                    .ok());
  }
  PhasePlan plan(store, changes, journals, clock);
  ASSERT_TRUE(plan.Open().ok());
  reads = 0;
  // Even once their journals are closed.
  clock.Advance(3600);
  journals.CloseIdle();
  plan.AdvanceAll();
  EXPECT_EQ(reads, 0);
  clock.Set(kNow + kDay);
  plan.AdvanceAll();
  EXPECT_GE(reads, 200);
}

}  // namespace
}  // namespace urna::services
