// Requests of the plan that are valid as they are, for tests to bend.
#pragma once

#include <map>
#include <string>

#include "services/requests.h"
#include "services/test_server.h"
#include "urna/v1/planning_service.pb.h"

namespace urna::services {

inline constexpr std::int64_t kNow = 1'750'000'000;
inline constexpr std::int64_t kDay = 86'400;
inline constexpr char kProcess[] = "processes/paris";

// The same text in French and in English.
inline void Say(google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts,
                const std::string& text) {
  texts.Clear();
  for (const char* language : {"fr", "en"}) {
    v1::LocalizedText& one = *texts.Add();
    one.set_language(language);
    one.set_text(text);
  }
}

// A process in French and in English.
inline v1::CreateProcessRequest TwoLanguages(const std::string& id) {
  v1::CreateProcessRequest request = NewProcess(id);
  Say(*request.mutable_process()->mutable_title(), "Budget");
  return request;
}

// Every field that is a text in languages, by its name.
inline std::map<std::string, google::protobuf::RepeatedPtrField<v1::LocalizedText>*> TextsOf(
    v1::Mandate& mandate) {
  return {{"title", mandate.mutable_title()},
          {"purpose", mandate.mutable_purpose()},
          {"promoter", mandate.mutable_promoter()},
          {"territory", mandate.mutable_territory()},
          {"financing", mandate.mutable_financing()},
          {"who_may_submit", mandate.mutable_who_may_submit()},
          {"who_may_vote", mandate.mutable_who_may_vote()},
          {"calendar", mandate.mutable_calendar()},
          {"commitment", mandate.mutable_commitment()},
          {"limits", mandate.mutable_limits()}};
}

inline v1::Mandate FullMandate() {
  v1::Mandate mandate;
  for (const auto& [name, texts] : TextsOf(mandate)) Say(*texts, "of the " + name);
  mandate.set_envelope(50'000'000);
  for (const char* id : {"territory", "cost"}) {
    v1::Criterion& criterion = *mandate.add_criteria();
    criterion.set_id(id);
    Say(*criterion.mutable_text(), std::string("criterion ") + id);
  }
  return mandate;
}

// Of a process that speaks French alone.
inline v1::Mandate FrenchMandate() {
  v1::Mandate mandate = FullMandate();
  for (const auto& [name, texts] : TextsOf(mandate)) texts->RemoveLast();
  for (v1::Criterion& criterion : *mandate.mutable_criteria())
    criterion.mutable_text()->RemoveLast();
  return mandate;
}

inline void AddWindow(v1::Calendar& calendar, v1::WindowKind kind, std::int64_t start,
                      std::int64_t end) {
  v1::Window& window = *calendar.add_windows();
  window.set_kind(kind);
  window.set_start_time(static_cast<std::uint64_t>(start));
  window.set_end_time(static_cast<std::uint64_t>(end));
}

// In days from now: proposals 1 to 10, on paper to 15, review 10 to 20, appeals 20 to 25.
inline v1::Calendar ProposingCalendar() {
  v1::Calendar calendar;
  calendar.set_time_zone("Europe/Paris");
  AddWindow(calendar, v1::WINDOW_KIND_SUBMISSION, kNow + kDay, kNow + 10 * kDay);
  AddWindow(calendar, v1::WINDOW_KIND_PAPER_SUBMISSION, kNow + kDay, kNow + 15 * kDay);
  AddWindow(calendar, v1::WINDOW_KIND_REVIEW, kNow + 10 * kDay, kNow + 20 * kDay);
  AddWindow(calendar, v1::WINDOW_KIND_APPEAL, kNow + 20 * kDay, kNow + 25 * kDay);
  return calendar;
}

// The same, and voting 30 to 40: such a process opens and closes then.
inline v1::Calendar FullCalendar() {
  v1::Calendar calendar = ProposingCalendar();
  AddWindow(calendar, v1::WINDOW_KIND_VOTING, kNow + 30 * kDay, kNow + 40 * kDay);
  return calendar;
}

inline v1::SubmissionForm FullForm() {
  v1::SubmissionForm form;
  v1::FormField& kind = *form.add_fields();
  kind.set_id("kind");
  Say(*kind.mutable_label(), "Kind");
  kind.set_type(v1::FIELD_TYPE_CHOICE);
  kind.add_choices("new");
  kind.add_choices("repair");
  v1::FormField& mail = *form.add_fields();
  mail.set_id("mail");
  Say(*mail.mutable_label(), "Mail");
  mail.set_type(v1::FIELD_TYPE_MAIL);
  mail.set_internal(true);
  v1::FormCategory& category = *form.add_categories();
  category.set_id("green");
  Say(*category.mutable_title(), "Green");
  form.set_support_needed(20);
  form.set_support_by(v1::SUPPORT_BY_PAPER_LISTS);
  form.set_open_submission(true);
  return form;
}

// A server with the draft "paris" in two languages.
class PlanTest : public testing::Test {
 protected:
  using Planning = v1::Planning::Stub;
  using Processes = v1::Processes::Stub;
  using JournalStub = v1::Journal::Stub;

  void SetUp() override { Create("paris"); }

  void Create(const std::string& id) {
    ASSERT_THAT(server_.Admin(&Processes::CreateProcess, TwoLanguages(id)).status, IsDone());
  }
  template <typename Request>
  static Request Of(const std::string& process = kProcess) {
    Request request;
    request.set_process(process);
    return request;
  }
  Answer<v1::MandateVersion> Keep(const v1::Mandate& mandate,
                                  const std::string& process = kProcess) {
    auto request = Of<v1::UpdateMandateDraftRequest>(process);
    *request.mutable_mandate() = mandate;
    return server_.Admin(&Planning::UpdateMandateDraft, request);
  }
  Answer<v1::MandateVersion> Publish(const std::string& process = kProcess) {
    return server_.Admin(&Planning::PublishMandate, Of<v1::PublishMandateRequest>(process));
  }
  Answer<v1::CalendarView> SetCalendar(const v1::Calendar& calendar,
                                       const std::string& process = kProcess) {
    auto request = Of<v1::SetCalendarRequest>(process);
    *request.mutable_calendar() = calendar;
    return server_.Admin(&Planning::SetCalendar, request);
  }
  Answer<v1::FormView> SetForm(const v1::SubmissionForm& form,
                               const std::string& process = kProcess) {
    auto request = Of<v1::SetFormRequest>(process);
    *request.mutable_form() = form;
    return server_.Admin(&Planning::SetForm, request);
  }
  Answer<v1::Process> Begin(v1::Phase phase, const std::string& process = kProcess) {
    auto request = Of<v1::BeginPhaseRequest>(process);
    request.set_phase(phase);
    return server_.Admin(&Planning::BeginPhase, request);
  }
  void PublishMandate(const std::string& process = kProcess) {
    ASSERT_THAT(Keep(FullMandate(), process).status, IsDone());
    ASSERT_THAT(Publish(process).status, IsDone());
  }
  // Mandate, form and calendar.
  void PlanAll(const std::string& process = kProcess) {
    PublishMandate(process);
    ASSERT_THAT(SetForm(FullForm(), process).status, IsDone());
    ASSERT_THAT(SetCalendar(FullCalendar(), process).status, IsDone());
  }
  v1::Process Get(const std::string& process = kProcess) {
    v1::GetProcessRequest request;
    request.set_name(process);
    return server_.Admin(&Processes::GetProcess, request).value;
  }
  v1::Phase Phase(const std::string& process = kProcess) { return Get(process).phase(); }
  std::vector<v1::JournalEntry> Acts(const std::string& process = kProcess) {
    const auto page = server_.Admin(&JournalStub::ListActs, Of<v1::ListActsRequest>(process));
    EXPECT_THAT(page.status, IsDone());
    return {page.value.entries().begin(), page.value.entries().end()};
  }
  // The phases that the journal tells of, and by whom they were begun.
  std::vector<std::pair<v1::Phase, v1::JournalRole>> Phases(const std::string& process = kProcess) {
    std::vector<std::pair<v1::Phase, v1::JournalRole>> phases;
    for (const v1::JournalEntry& entry : Acts(process)) {
      if (entry.act() == v1::JOURNAL_ACT_PHASE) {
        phases.emplace_back(entry.facts().phase().phase(), entry.role());
      }
    }
    return phases;
  }

  TestServer server_;
};

}  // namespace urna::services
