// Proposals, forms and phases that come in when or as they may not.
#include "tampering/rows/spring.h"

namespace urna::ledger {
namespace {

constexpr auto kServer = v1::JOURNAL_ROLE_UNSPECIFIED;
constexpr auto kAdministrator = v1::JOURNAL_ROLE_ADMINISTRATOR;
constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;

Rows Received() {
  return {
      InSpring("received_out_of_turn", [](JournalRun& run) { Wrong(run, run.Received(2)); }),
      InSpring("received_as_a_second_version",
               [](JournalRun& run) {
                 Act act = run.Received(1);
                 act.facts.mutable_receipt()->set_version(2);
                 Wrong(run, act);
               }),
      InSpring("received_of_a_citizen_on_paper",
               [](JournalRun& run) {
                 Act act = run.Received(1);
                 act.facts.mutable_receipt()->set_channel(v1::CHANNEL_PAPER);
                 Wrong(run, act);
               }),
      InSpring("received_of_the_staff_online",
               [](JournalRun& run) {
                 Act act = run.Received(1, kAgent);
                 act.facts.mutable_receipt()->set_channel(v1::CHANNEL_ONLINE);
                 Wrong(run, act);
               }),
      InSpring("received_by_no_channel",
               [](JournalRun& run) {
                 Act act = run.Received(1, kAgent);
                 act.facts.mutable_receipt()->set_channel(v1::CHANNEL_UNSPECIFIED);
                 Wrong(run, act);
               }),
      InSpring("received_without_a_text",
               [](JournalRun& run) {
                 Act act = run.Received(1);
                 act.documents.erase(act.documents.begin());
                 Wrong(run, act);
               }),
      InSpring("received_with_one_document_for_two",
               [](JournalRun& run) {
                 Act act = run.Received(1);
                 act.documents[1].sha256 = act.documents[0].sha256;
                 Wrong(run, act);
               }),
      InSpring("received_by_a_moderator",
               [](JournalRun& run) {
                 Act act = run.Received(1, kAgent);
                 act.role = v1::JOURNAL_ROLE_MODERATOR;
                 Wrong(run, act);
               }),
      InSpring("received_online_after_its_window",
               [](JournalRun& run) {
                 Act act = run.Received(1);
                 act.time = SpringDays::At(3);
                 Wrong(run, act);
               }),
      InSpring("received_on_paper_after_its_window",
               [](JournalRun& run) {
                 Act act = run.Received(1, kAgent);
                 act.time = SpringDays::At(4);
                 Wrong(run, act);
               }),
      InReview("received_online_in_the_review",
               [](JournalRun& run) { Wrong(run, run.Received(2)); }),
      InSpring("form_while_proposals_come_in", [](JournalRun& run) { Wrong(run, run.Form()); }),
      InSpring("calendar_of_a_window_that_ends_before_it_begins",
               [](JournalRun& run) {
                 Act act = run.Calendar();
                 act.facts.mutable_calendar()->mutable_windows(0)->set_end_time(SpringDays::At(1));
                 Wrong(run, act);
               }),
      InSpring("calendar_of_windows_out_of_order",
               [](JournalRun& run) {
                 Act act = run.Calendar();
                 act.facts.mutable_calendar()->mutable_windows()->SwapElements(0, 1);
                 Wrong(run, act);
               }),
      InSpring("calendar_without_a_time_zone",
               [](JournalRun& run) {
                 Act act = run.Calendar();
                 act.facts.mutable_calendar()->clear_time_zone();
                 Wrong(run, act);
               }),
      InSpring("mandate_by_an_agent",
               [](JournalRun& run) {
                 Act act = run.Mandate();
                 act.role = kAgent;
                 Wrong(run, act);
               }),
      InSpring("review_by_the_clock_before_its_window", [](JournalRun& run) {
        Act act = run.Phase(v1::PHASE_REVIEW, kServer);
        act.time = SpringDays::At(3) - 1;
        Wrong(run, act);
      })};
}

Rows Beginnings() {
  return {FromTheBeginning("submission_without_a_form",
                           [](JournalRun& run) {
                             run.Append(run.Created());
                             run.Append(run.Mandate());
                             run.Append(run.Calendar());
                             Wrong(run, run.Phase(v1::PHASE_SUBMISSION));
                           }),
          FromTheBeginning("submission_without_a_mandate",
                           [](JournalRun& run) {
                             run.Append(run.Created());
                             run.Append(run.Calendar());
                             run.Append(run.Form());
                             Wrong(run, run.Phase(v1::PHASE_SUBMISSION));
                           }),
          FromTheBeginning("submission_without_a_calendar",
                           [](JournalRun& run) {
                             run.Append(run.Created());
                             run.Append(run.Mandate());
                             run.Append(run.Form());
                             Wrong(run, run.Phase(v1::PHASE_SUBMISSION, kAdministrator));
                           }),
          FromTheBeginning("submission_by_the_clock_before_its_window",
                           [](JournalRun& run) {
                             run.Append(run.Created());
                             run.Append(run.Mandate());
                             run.Append(run.Calendar());
                             run.Append(run.Form());
                             Wrong(run, run.Phase(v1::PHASE_SUBMISSION, kServer));
                           }),
          FromTheBeginning("created_by_an_agent", [](JournalRun& run) {
            Act act = run.Created();
            act.role = kAgent;
            Wrong(run, act);
            run.Append(run.Created());
          })};
}

}  // namespace

Rows ReceivedActRows() {
  Rows rows = Received();
  const Rows more = Beginnings();
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace urna::ledger
