#include "services/planning/calendar_rules.h"

#include "ledger/act.h"
#include "services/planning/plan_requests.h"

namespace urna::services {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;

std::map<std::string, std::string> FieldsOf(const FieldViolations& violations) {
  std::map<std::string, std::string> fields;
  const google::rpc::Status status = ToRpcStatus(violations.ToStatus());
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& one : bad.field_violations()) fields[one.field()] = one.description();
  }
  return fields;
}

std::map<std::string, std::string> Wrong(const v1::Calendar& calendar) {
  FieldViolations violations;
  ValidateCalendar(calendar, "calendar", violations);
  return FieldsOf(violations);
}
std::map<std::string, std::string> Lost(const v1::Calendar& before, const v1::Calendar& after,
                                        std::int64_t now) {
  FieldViolations violations;
  CheckCalendarKept(before, after, static_cast<std::uint64_t>(now), "calendar", violations);
  return FieldsOf(violations);
}

// The windows as days from now, in the order of their kinds.
v1::Calendar Days(const std::vector<std::tuple<v1::WindowKind, int, int>>& windows) {
  v1::Calendar calendar;
  calendar.set_time_zone("UTC");
  for (const auto& [kind, start, end] : windows) {
    AddWindow(calendar, kind, kNow + start * kDay, kNow + end * kDay);
  }
  return calendar;
}

constexpr auto kSubmission = v1::WINDOW_KIND_SUBMISSION;
constexpr auto kPaper = v1::WINDOW_KIND_PAPER_SUBMISSION;
constexpr auto kReview = v1::WINDOW_KIND_REVIEW;
constexpr auto kAppeal = v1::WINDOW_KIND_APPEAL;
constexpr auto kVoting = v1::WINDOW_KIND_VOTING;
constexpr auto kStations = v1::WINDOW_KIND_STATION_VOTING;
constexpr auto kEntry = v1::WINDOW_KIND_PAPER_ENTRY;

TEST(CalendarRules, TakeAYear) {
  EXPECT_THAT(Wrong(FullCalendar()), IsEmpty());
  EXPECT_THAT(Wrong(Days({{kSubmission, 0, 10},
                          {kPaper, 0, 14},
                          {kReview, 10, 20},
                          {kAppeal, 20, 25},
                          {kVoting, 25, 30},
                          {kStations, 28, 30},
                          {kEntry, 28, 32}})),
              IsEmpty());
}

TEST(CalendarRules, LetEachBeLeftOut) {
  EXPECT_THAT(Wrong(Days({{kVoting, 25, 30}})), IsEmpty());
  EXPECT_THAT(Wrong(Days({{kSubmission, 0, 10}})), IsEmpty());
  EXPECT_THAT(Wrong(Days({{kReview, 0, 10}, {kStations, 10, 11}})), IsEmpty());
  EXPECT_THAT(Wrong(Days({})), AllOf(SizeIs(1), Contains(Key("calendar.windows"))));
}

TEST(CalendarRules, LetOnePhaseFollowAnother) {
  struct Case {
    v1::Calendar calendar;
    std::string field;
  };
  const std::vector<Case> cases = {
      {Days({{kSubmission, 0, 11}, {kReview, 10, 20}}), "calendar.windows[0].end_time"},
      {Days({{kSubmission, 0, 11}, {kAppeal, 10, 20}}), "calendar.windows[0].end_time"},
      {Days({{kReview, 0, 11}, {kAppeal, 10, 20}}), "calendar.windows[0].end_time"},
      {Days({{kSubmission, 20, 30}, {kReview, 10, 20}}), "calendar.windows[0].end_time"},
      {Days({{kSubmission, 0, 11}, {kVoting, 10, 20}}), "calendar.windows[0].end_time"},
      {Days({{kReview, 0, 11}, {kVoting, 10, 20}}), "calendar.windows[0].end_time"},
      {Days({{kAppeal, 0, 11}, {kVoting, 10, 20}}), "calendar.windows[0].end_time"},
      {Days({{kAppeal, 0, 11}, {kStations, 10, 20}}), "calendar.windows[0].end_time"},
  };
  for (const Case& one : cases) {
    EXPECT_THAT(Wrong(one.calendar), AllOf(SizeIs(1), Contains(Key(one.field))))
        << one.calendar.ShortDebugString();
  }
}

TEST(CalendarRules, LetPaperComeLaterButNotForEver) {
  EXPECT_THAT(Wrong(Days({{kSubmission, 0, 10}, {kPaper, 0, 20}, {kAppeal, 20, 25}})), IsEmpty());
  EXPECT_THAT(Wrong(Days({{kSubmission, 0, 10}, {kPaper, 0, 8}})), IsEmpty());
  EXPECT_THAT(Wrong(Days({{kSubmission, 0, 10}, {kPaper, 0, 21}, {kAppeal, 20, 25}})),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[1].end_time"))));
  EXPECT_THAT(Wrong(Days({{kSubmission, 0, 10}, {kPaper, 0, 21}, {kVoting, 20, 25}})),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[1].end_time"))));
  EXPECT_THAT(Wrong(Days({{kSubmission, 1, 10}, {kPaper, 0, 12}})),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[1].start_time"))));
  EXPECT_THAT(Wrong(Days({{kPaper, 0, 12}})),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[0].kind"))));
  EXPECT_THAT(Wrong(Days({{kEntry, 0, 12}})),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[0].kind"))));
  EXPECT_THAT(Wrong(Days({{kVoting, 5, 10}, {kStations, 3, 4}, {kEntry, 2, 12}})),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[2].start_time"))));
  EXPECT_THAT(Wrong(Days({{kVoting, 5, 10}, {kStations, 3, 4}, {kEntry, 3, 12}})), IsEmpty());
}

TEST(CalendarRules, KnowTimes) {
  v1::Calendar calendar = FullCalendar();
  calendar.mutable_windows(0)->set_start_time(0);
  EXPECT_THAT(Wrong(calendar), AllOf(SizeIs(1), Contains(Key("calendar.windows[0].start_time"))));
  calendar = FullCalendar();
  calendar.mutable_windows(4)->set_end_time(calendar.windows(4).start_time());
  EXPECT_THAT(Wrong(calendar), AllOf(SizeIs(1), Contains(Key("calendar.windows[4].end_time"))));
  for (const std::uint64_t late : {std::uint64_t{253402300800}, ~std::uint64_t{0}}) {
    calendar.mutable_windows(4)->set_end_time(late);
    EXPECT_THAT(Wrong(calendar), AllOf(SizeIs(1), Contains(Key("calendar.windows[4].end_time"))));
  }
  calendar.mutable_windows(4)->set_end_time(253402300799);
  EXPECT_THAT(Wrong(calendar), IsEmpty());
}

TEST(CalendarRules, KnowKindsInTheirOrder) {
  v1::Calendar calendar = FullCalendar();
  calendar.mutable_windows()->SwapElements(0, 4);
  EXPECT_THAT(Wrong(calendar), Contains(Key("calendar.windows[1].kind")));
  calendar = FullCalendar();
  *calendar.mutable_windows(1) = calendar.windows(0);
  EXPECT_THAT(Wrong(calendar), AllOf(SizeIs(1), Contains(Key("calendar.windows[1].kind"))));
  calendar = FullCalendar();
  calendar.mutable_windows(4)->set_kind(static_cast<v1::WindowKind>(99));
  EXPECT_THAT(Wrong(calendar), AllOf(SizeIs(1), Contains(Key("calendar.windows[4].kind"))));
  calendar.mutable_windows(0)->clear_kind();
  EXPECT_THAT(Wrong(calendar), Contains(Key("calendar.windows[0].kind")));
}

TEST(CalendarRules, KnowTimeZones) {
  v1::Calendar calendar = FullCalendar();
  for (const char* zone : {"", "Paris", "Europe/Paris ", "../../etc/passwd", "/etc/localtime",
                           "Europe/Paris\xff", "GMT+25", "🕰"}) {
    calendar.set_time_zone(zone);
    EXPECT_THAT(Wrong(calendar), AllOf(SizeIs(1), Contains(Key("calendar.time_zone")))) << zone;
  }
  calendar.set_time_zone(std::string("Europe/Paris\0", 13));
  EXPECT_THAT(Wrong(calendar), Contains(Key("calendar.time_zone")));
  calendar.set_time_zone(std::string(65, 'x'));
  EXPECT_THAT(Wrong(calendar), Contains(Key("calendar.time_zone")));
  for (const char* zone :
       {"UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Asia/Kathmandu"}) {
    calendar.set_time_zone(zone);
    EXPECT_THAT(Wrong(calendar), IsEmpty()) << zone;
  }
}

TEST(CalendarRules, LetWhatIsAheadMove) {
  const v1::Calendar before = Days({{kSubmission, 1, 10}, {kReview, 10, 20}, {kVoting, 30, 40}});
  EXPECT_THAT(Lost(before, Days({{kVoting, 50, 60}}), kNow), IsEmpty());
  // One that begins now has begun.
  EXPECT_THAT(Lost(before, Days({{kVoting, 50, 60}}), kNow + kDay - 1), IsEmpty());
  EXPECT_THAT(Lost(before, Days({{kVoting, 50, 60}}), kNow + kDay),
              AllOf(SizeIs(1), Contains(Key("calendar.windows"))));
}

TEST(CalendarRules, KeepWhatHasBegunAndWhatHasEnded) {
  const v1::Calendar before = Days({{kSubmission, 1, 10}, {kReview, 10, 20}});
  const std::int64_t during = kNow + 5 * kDay, after = kNow + 10 * kDay;
  EXPECT_THAT(Lost(before, Days({{kSubmission, 1, 15}, {kReview, 15, 20}}), during), IsEmpty());
  EXPECT_THAT(Lost(before, Days({{kSubmission, 2, 10}, {kReview, 10, 20}}), during),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[0].start_time"))));
  // Nobody who came in time is late afterwards.
  EXPECT_THAT(Lost(before, Days({{kSubmission, 1, 4}, {kReview, 10, 20}}), during),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[0].end_time"))));
  EXPECT_THAT(Lost(before, Days({{kSubmission, 1, 5}, {kReview, 10, 20}}), during),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[0].end_time"))));
  EXPECT_THAT(Lost(before, Days({{kSubmission, 1, 9}, {kReview, 10, 20}}), during), IsEmpty());
  EXPECT_THAT(Lost(before, Days({{kSubmission, 1, 12}, {kReview, 10, 20}}), after),
              AllOf(SizeIs(1), Contains(Key("calendar.windows[0].end_time"))));
  EXPECT_THAT(Lost(before, Days({{kSubmission, 1, 10}, {kReview, 10, 30}}), after), IsEmpty());
  EXPECT_THAT(Lost(before, before, after + 100 * kDay), IsEmpty());
}

// What is let through here the journal takes, whatever it is.
RC_GTEST_PROP(CalendarRulesProperty, ArePartOfThoseOfTheJournal, ()) {
  std::vector<std::tuple<v1::WindowKind, int, int>> windows;
  for (int kind = v1::WINDOW_KIND_SUBMISSION; kind <= v1::WINDOW_KIND_PAPER_ENTRY; ++kind) {
    if (!*rc::gen::arbitrary<bool>()) continue;
    const int start = *rc::gen::inRange(-2, 12);
    windows.emplace_back(static_cast<v1::WindowKind>(kind), start,
                         start + *rc::gen::inRange(-1, 8));
  }
  const v1::Calendar calendar = Days(windows);
  if (!Wrong(calendar).empty()) return;
  ledger::Act act;
  act.act = v1::JOURNAL_ACT_CALENDAR;
  act.role = v1::JOURNAL_ROLE_ADMINISTRATOR;
  act.actor[0] = 1;
  *act.facts.mutable_calendar() = calendar;
  RC_ASSERT(ledger::ParseAct(ledger::SerializeAct(act)).ok());
  // In every calendar that is right, phases begin in their order.
  std::uint64_t last = 0;
  for (const auto kind : {kSubmission, kReview, kAppeal, kVoting}) {
    const v1::Window* window = FindWindow(calendar, kind);
    if (window == nullptr) continue;
    RC_ASSERT(window->start_time() > last);
    last = window->start_time();
  }
}

// Whoever changes a calendar at any time changes nothing of what was before.
RC_GTEST_PROP(CalendarRulesProperty, KeepThePast, ()) {
  const auto any = [] {
    const int start = *rc::gen::inRange(0, 12);
    return Days({{kSubmission, start, start + *rc::gen::inRange(1, 8)}});
  };
  const v1::Calendar before = any(), after = any();
  const std::int64_t now = kNow + *rc::gen::inRange(0, 20) * kDay;
  if (!Lost(before, after, now).empty()) return;
  const auto is_open = [](const v1::Calendar& calendar, std::int64_t time) {
    const auto at = static_cast<std::uint64_t>(time);
    return calendar.windows(0).start_time() <= at && at < calendar.windows(0).end_time();
  };
  const bool began = static_cast<std::int64_t>(before.windows(0).start_time()) <= now;
  for (std::int64_t time = kNow; began && time <= now; time += kDay) {
    RC_ASSERT(is_open(before, time) == is_open(after, time));
  }
}

}  // namespace
}  // namespace urna::services
