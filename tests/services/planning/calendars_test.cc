// Calendars and forms, through the API.
#include "services/planning/plan_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::SizeIs;

constexpr char kUuid[] = "6f1c1f5e-1c1b-4b7e-9a52-0d6f1d3c2b1a";

class Plans : public PlanTest {
 protected:
  v1::CalendarView Calendar() {
    return server_.Admin(&Planning::GetCalendar, Of<v1::GetCalendarRequest>()).value;
  }
  v1::FormView Form() { return server_.Admin(&Planning::GetForm, Of<v1::GetFormRequest>()).value; }
};

TEST_F(Plans, HaveNoCalendarAndNoFormAtFirst) {
  EXPECT_EQ(Calendar().process(), kProcess);
  EXPECT_FALSE(Calendar().has_calendar());
  EXPECT_FALSE(Form().has_form());
  EXPECT_EQ(Form().sha256(), "");
}

TEST_F(Plans, KeepACalendarAndTellTheJournal) {
  const auto set = SetCalendar(FullCalendar());
  ASSERT_THAT(set.status, IsDone());
  EXPECT_EQ(set.value.SerializeAsString(), Calendar().SerializeAsString());
  const v1::JournalEntry entry = Acts().back();
  EXPECT_EQ(entry.act(), v1::JOURNAL_ACT_CALENDAR);
  EXPECT_EQ(entry.facts().calendar().SerializeAsString(), FullCalendar().SerializeAsString());
  server_.Restart();
  EXPECT_EQ(Calendar().calendar().SerializeAsString(), FullCalendar().SerializeAsString());
}

TEST_F(Plans, RefuseACalendarWithAllThatIsWrong) {
  v1::Calendar calendar = FullCalendar();
  calendar.set_time_zone("Europe/Atlantis");
  calendar.mutable_windows(0)->set_end_time(1);
  const grpc::Status status = SetCalendar(calendar).status;
  EXPECT_THAT(status, IsWrongAt("calendar.time_zone"));
  EXPECT_THAT(status, IsWrongAt("calendar.windows[0].end_time"));
  EXPECT_FALSE(Calendar().has_calendar());
}

TEST_F(Plans, KeepWhatHasBegun) {
  PlanAll();
  server_.clock().Set(kNow + 5 * kDay);
  v1::Calendar calendar = FullCalendar();
  calendar.mutable_windows(0)->set_start_time(kNow + 2 * kDay);
  EXPECT_THAT(SetCalendar(calendar).status, IsWrongAt("calendar.windows[0].start_time"));
  // Longer, it may become.
  calendar = FullCalendar();
  calendar.mutable_windows(0)->set_end_time(kNow + 12 * kDay);
  calendar.mutable_windows(2)->set_start_time(kNow + 12 * kDay);
  ASSERT_THAT(SetCalendar(calendar).status, IsDone());
  EXPECT_EQ(Calendar().calendar().windows(2).start_time(), kNow + 12 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_SUBMISSION);
  server_.clock().Set(kNow + 11 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_SUBMISSION);
  server_.clock().Set(kNow + 12 * kDay);
  EXPECT_EQ(Phase(), v1::PHASE_REVIEW);
}

TEST_F(Plans, AnswerARetry) {
  auto request = Of<v1::SetCalendarRequest>();
  *request.mutable_calendar() = FullCalendar();
  request.set_request_id(kUuid);
  const auto first = server_.Admin(&Planning::SetCalendar, request);
  const auto second = server_.Admin(&Planning::SetCalendar, request);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(first.value.SerializeAsString(), second.value.SerializeAsString());
  EXPECT_THAT(Acts(), SizeIs(2));
  auto form = Of<v1::SetFormRequest>();
  *form.mutable_form() = FullForm();
  form.set_request_id(kUuid);
  const auto third = server_.Admin(&Planning::SetForm, form);
  const auto fourth = server_.Admin(&Planning::SetForm, form);
  ASSERT_THAT(fourth.status, IsDone());
  EXPECT_EQ(third.value.SerializeAsString(), fourth.value.SerializeAsString());
  EXPECT_THAT(Acts(), SizeIs(3));
}

TEST_F(Plans, AreNotWrittenOverByWhoeverHasNotReadThem) {
  const auto is_told = IsRefused(StatusCode::ABORTED, "ETAG_MISMATCH");
  auto calendar = Of<v1::SetCalendarRequest>();
  *calendar.mutable_calendar() = FullCalendar();
  calendar.set_etag(Calendar().etag());
  const auto set = server_.Admin(&Planning::SetCalendar, calendar);
  ASSERT_THAT(set.status, IsDone());
  EXPECT_EQ(Calendar().etag(), set.value.etag());
  calendar.mutable_calendar()->set_time_zone("Indian/Reunion");
  EXPECT_THAT(server_.Admin(&Planning::SetCalendar, calendar).status, is_told);
  calendar.set_etag(set.value.etag());
  EXPECT_THAT(server_.Admin(&Planning::SetCalendar, calendar).status, IsDone());
  auto form = Of<v1::SetFormRequest>();
  *form.mutable_form() = FullForm();
  form.set_etag(Form().etag());
  const auto asked = server_.Admin(&Planning::SetForm, form);
  ASSERT_THAT(asked.status, IsDone());
  EXPECT_EQ(Form().etag(), asked.value.etag());
  form.mutable_form()->set_support_needed(30);
  EXPECT_THAT(server_.Admin(&Planning::SetForm, form).status, is_told);
  EXPECT_EQ(Form().form().support_needed(), 20u);
  form.set_etag(asked.value.etag());
  EXPECT_THAT(server_.Admin(&Planning::SetForm, form).status, IsDone());
}

TEST_F(Plans, KeepAFormAndTellTheJournalWhatItNeeds) {
  const auto set = SetForm(FullForm());
  ASSERT_THAT(set.status, IsDone());
  EXPECT_EQ(set.value.SerializeAsString(), Form().SerializeAsString());
  EXPECT_EQ(Form().form().SerializeAsString(), FullForm().SerializeAsString());
  const v1::JournalEntry entry = Acts().back();
  EXPECT_EQ(entry.act(), v1::JOURNAL_ACT_FORM);
  EXPECT_EQ(entry.facts().form().support_needed(), 20u);
  EXPECT_TRUE(entry.facts().form().open_submission());
  EXPECT_EQ(entry.documents(0).sha256(), Form().sha256());
}

TEST_F(Plans, TakeAnEmptyForm) {
  ASSERT_THAT(SetForm({}).status, IsDone());
  EXPECT_TRUE(Form().has_form());
  EXPECT_EQ(Form().sha256().size(), 32u);
  server_.Restart();
  EXPECT_TRUE(Form().has_form());
}

TEST_F(Plans, RefuseAFormWithAllThatIsWrong) {
  v1::SubmissionForm form = FullForm();
  form.mutable_fields(1)->set_internal(false);
  form.set_support_by(v1::SUPPORT_BY_PROVIDER);
  const grpc::Status status = SetForm(form).status;
  EXPECT_THAT(status, IsWrongAt("form.fields[1].internal"));
  EXPECT_THAT(status, IsWrongAt("form.support_by"));
  EXPECT_THAT(Read(status).fields["form.support_by"], HasSubstr("identity provider"));
}

// Whoever has begun to write a proposal knows what it must say.
TEST_F(Plans, KeepTheFormOnceCitizensPropose) {
  PlanAll();
  ASSERT_THAT(SetForm(FullForm()).status, IsDone());
  ASSERT_THAT(Begin(v1::PHASE_SUBMISSION).status, IsDone());
  EXPECT_THAT(SetForm(FullForm()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROCESS_IS_PUBLIC"));
}

TEST_F(Plans, AreReadByEverybodyOnceCitizensPropose) {
  PlanAll();
  EXPECT_THAT(server_.Anybody(&Planning::GetCalendar, Of<v1::GetCalendarRequest>()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  ASSERT_THAT(Begin(v1::PHASE_SUBMISSION).status, IsDone());
  EXPECT_THAT(server_.Anybody(&Planning::GetCalendar, Of<v1::GetCalendarRequest>()).status,
              IsDone());
  EXPECT_THAT(server_.Anybody(&Planning::GetForm, Of<v1::GetFormRequest>()).status, IsDone());
  EXPECT_THAT(server_.Anybody(&Planning::GetMandate, Of<v1::GetMandateRequest>()).status, IsDone());
  EXPECT_THAT(
      server_.Anybody(&Planning::ListMandateVersions, Of<v1::ListMandateVersionsRequest>()).status,
      IsDone());
}

}  // namespace
}  // namespace urna::services
