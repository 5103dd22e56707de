// What becomes of a proposal: acts of staff and citizens that its state, its phase or their role
// does not let them do.
#include "tampering/rows/spring.h"

namespace urna::ledger {
namespace {

constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;
constexpr auto kCitizen = v1::JOURNAL_ROLE_CITIZEN;
constexpr auto kFormal = v1::REVIEW_STEP_FORMAL;
constexpr auto kSubstantive = v1::REVIEW_STEP_SUBSTANTIVE;

Rows Revised() {
  return {InReview("revised_as_a_version_that_is_there",
                   [](JournalRun& run) {
                     run.Append(run.Returned(1));
                     Wrong(run, run.Revised(1, 1));
                   }),
          InReview("revised_by_a_citizen_unasked",
                   [](JournalRun& run) { Wrong(run, run.Revised(1, 2)); }),
          InReview("revised_by_a_citizen_on_paper",
                   [](JournalRun& run) {
                     run.Append(run.Returned(1));
                     Act act = run.Revised(1, 2);
                     act.facts.mutable_receipt()->set_channel(v1::CHANNEL_PAPER);
                     Wrong(run, act);
                   }),
          InReview("revised_after_the_verdict",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, false));
                     Wrong(run, run.Revised(1, 2, kAgent));
                   }),
          InReview("screened_twice", [](JournalRun& run) { Wrong(run, run.Screened(1)); }),
          InReview("screened_by_its_author",
                   [](JournalRun& run) {
                     run.Append(run.Returned(1));
                     run.Append(run.Revised(1, 2));
                     Act act = run.Screened(1);
                     act.role = kCitizen;
                     Wrong(run, act);
                   }),
          InReview("returned_twice",
                   [](JournalRun& run) {
                     run.Append(run.Returned(1));
                     Wrong(run, run.Returned(1));
                   }),
          InReview("returned_without_a_due_time",
                   [](JournalRun& run) {
                     Act act = run.Returned(1);
                     act.facts.mutable_returned()->set_due_time(0);
                     Wrong(run, act);
                   }),
          InReview("withdrawn_by_the_staff_without_a_reason",
                   [](JournalRun& run) {
                     Act act = run.Withdrawn(1, kAgent);
                     act.documents.clear();
                     Wrong(run, act);
                   }),
          InReview("withdrawn_by_its_author_with_a_reason",
                   [](JournalRun& run) {
                     Act act = run.Withdrawn(1);
                     act.documents = {run.Document(v1::DOCUMENT_KIND_REASON)};
                     Wrong(run, act);
                   }),
          InReview("withdrawn_twice",
                   [](JournalRun& run) {
                     run.Append(run.Withdrawn(1));
                     Wrong(run, run.Withdrawn(1));
                   }),
          InReview("supported_where_nobody_asks",
                   [](JournalRun& run) { Wrong(run, run.Supported(1, 9)); }),
          InReview(
              "supported_by_too_few", [](JournalRun& run) { Wrong(run, run.Supported(1, 2)); }, 3),
          InReview(
              "supported_twice",
              [](JournalRun& run) {
                run.Append(run.Supported(1, 3));
                Wrong(run, run.Supported(1, 4));
              },
              3)};
}

Rows Verdicts() {
  return {InSpring("verdict_on_what_nobody_has_seen",
                   [](JournalRun& run) {
                     run.Append(run.Received(1));
                     Wrong(run, run.Verdict(1, kFormal, true));
                   }),
          InReview("verdict_on_an_earlier_version",
                   [](JournalRun& run) {
                     run.Append(run.Returned(1));
                     run.Append(run.Revised(1, 2));
                     Wrong(run, run.Verdict(1, kFormal, true));
                   }),
          InReview(
              "verdict_without_the_support_that_is_needed",
              [](JournalRun& run) { Wrong(run, run.Verdict(1, kFormal, true)); }, 3),
          InReview("verdict_on_a_step_twice",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, true));
                     Wrong(run, run.Verdict(1, kFormal, false));
                   }),
          InReview("verdict_on_the_second_step_first",
                   [](JournalRun& run) { Wrong(run, run.Verdict(1, kSubstantive, true, 100)); }),
          InSpring("verdict_on_the_second_step_too_early",
                   [](JournalRun& run) {
                     run.Append(run.Received(1, kAgent));
                     run.Append(run.Verdict(1, kFormal, true));
                     Wrong(run, run.Verdict(1, kSubstantive, true, 100));
                   }),
          InReview("verdict_after_a_refusal",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, true));
                     run.Append(run.Verdict(1, kSubstantive, false));
                     Wrong(run, run.Verdict(1, kSubstantive, true, 100));
                   }),
          InReview("verdict_on_the_first_step_with_a_cost",
                   [](JournalRun& run) { Wrong(run, run.Verdict(1, kFormal, true, 100)); }),
          InReview("verdict_of_a_negative_cost",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, true));
                     Wrong(run, run.Verdict(1, kSubstantive, true, -1));
                   }),
          InReview("verdict_of_a_cost_beyond_2_to_53",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, true));
                     Wrong(run, run.Verdict(1, kSubstantive, true, (std::int64_t{1} << 53) + 1));
                   }),
          InReview("verdict_of_1201_months",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, true));
                     Act act = run.Verdict(1, kSubstantive, true, 100);
                     act.facts.mutable_verdict()->set_months(1201);
                     Wrong(run, act);
                   }),
          InReview("verdict_by_a_citizen",
                   [](JournalRun& run) {
                     Act act = run.Verdict(1, kFormal, true);
                     act.role = kCitizen;
                     Wrong(run, act);
                   }),
          InReview("verdict_on_nothing",
                   [](JournalRun& run) { Wrong(run, run.Verdict(2, kFormal, true)); }),
          InReview("appeal_in_the_review",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, false));
                     Wrong(run, run.Appealed(1));
                   }),
          InReview("appeal_against_nothing",
                   [](JournalRun& run) {
                     run.Append(run.Phase(v1::PHASE_APPEAL));
                     Wrong(run, run.Appealed(1));
                   }),
          InReview("appeal_twice",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, false));
                     run.Append(run.Phase(v1::PHASE_APPEAL));
                     run.Append(run.Appealed(1));
                     run.Append(run.AppealDecided(1, false));
                     Wrong(run, run.Appealed(1));
                   }),
          InReview("appeal_decided_before_it_is_filed",
                   [](JournalRun& run) {
                     run.Append(run.Verdict(1, kFormal, false));
                     run.Append(run.Phase(v1::PHASE_APPEAL));
                     Wrong(run, run.AppealDecided(1, true));
                   }),
          InReview("appeal_decided_by_an_agent", [](JournalRun& run) {
            run.Append(run.Verdict(1, kFormal, false));
            run.Append(run.Phase(v1::PHASE_APPEAL));
            run.Append(run.Appealed(1));
            Act act = run.AppealDecided(1, true);
            act.role = kAgent;
            Wrong(run, act);
          })};
}

}  // namespace

Rows VerdictActRows() {
  Rows rows = Revised();
  const Rows more = Verdicts();
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace urna::ledger
