// Proposals that are merged, exclude each other or come onto the ballot as they may not.
#include "tampering/rows/spring.h"

namespace urna::ledger {
namespace {

constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;
constexpr auto kFormal = v1::REVIEW_STEP_FORMAL;
constexpr auto kSubstantive = v1::REVIEW_STEP_SUBSTANTIVE;

// Proposal 2 comes from the staff, and is open.
Row OfTwo(std::string name, Story story) {
  return InReview(std::move(name), [story = std::move(story)](JournalRun& run) {
    run.Append(run.Received(2, kAgent));
    story(run);
  });
}

v1::ProjectConfig ProjectAt(std::int64_t cost, const std::string& id = "p0") {
  v1::ProjectConfig project;
  project.set_id(id);
  project.set_cost(cost);
  return project;
}

void Admit(JournalRun& run, std::int64_t cost) {
  run.Append(run.Verdict(1, kFormal, true));
  run.Append(run.Verdict(1, kSubstantive, true, cost));
}

Rows MergedAndListed() {
  return {
      OfTwo("merged_into_itself", [](JournalRun& run) { Wrong(run, run.Merged(2, {2})); }),
      OfTwo("merged_of_what_is_not", [](JournalRun& run) { Wrong(run, run.Merged(2, {1, 3})); }),
      OfTwo("merged_out_of_order",
            [](JournalRun& run) {
              run.Append(run.Received(3, kAgent));
              Wrong(run, run.Merged(1, {3, 2}));
            }),
      OfTwo("merged_of_nothing", [](JournalRun& run) { Wrong(run, run.Merged(2, {})); }),
      OfTwo("merged_of_what_was_refused",
            [](JournalRun& run) {
              run.Append(run.Verdict(1, kFormal, false));
              Wrong(run, run.Merged(2, {1}));
            }),
      OfTwo("merged_into_what_was_refused",
            [](JournalRun& run) {
              run.Append(run.Verdict(1, kFormal, false));
              Wrong(run, run.Merged(1, {2}));
            }),
      OfTwo("incompatible_by_another_name",
            [](JournalRun& run) { Wrong(run, run.Incompatible(2, {1, 2})); }),
      OfTwo("incompatible_with_nothing",
            [](JournalRun& run) { Wrong(run, run.Incompatible(1, {1})); }),
      OfTwo("incompatible_with_what_is_not",
            [](JournalRun& run) { Wrong(run, run.Incompatible(1, {1, 3})); }),
      OfTwo("incompatible_no_more_and_never_was",
            [](JournalRun& run) { Wrong(run, run.Incompatible(1, {})); }),
      InReview("project_of_what_was_not_admitted",
               [](JournalRun& run) { Wrong(run, run.Project("contest-0", ProjectAt(100), 1)); }),
      InReview("project_of_nothing",
               [](JournalRun& run) { Wrong(run, run.Project("contest-0", ProjectAt(100), 2)); }),
      InReview("project_at_another_cost",
               [](JournalRun& run) {
                 Admit(run, 99);
                 Wrong(run, run.Project("contest-0", ProjectAt(100), 1));
               }),
      InReview("project_of_what_is_hidden",
               [](JournalRun& run) {
                 Admit(run, 100);
                 run.Append(run.Hidden(1));
                 Wrong(run, run.Project("contest-0", ProjectAt(100), 1));
               }),
      InReview("project_twice_of_one_proposal",
               [](JournalRun& run) {
                 Admit(run, 100);
                 run.Append(run.Project("contest-0", ProjectAt(100, "p9"), 1));
                 Wrong(run, run.Project("contest-0", ProjectAt(100), 1));
                 run.Append(run.ProjectRemoved("contest-0", "p9"));
               }),
      InReview("project_of_the_administration_that_becomes_a_citizen_s",
               [](JournalRun& run) {
                 Admit(run, 100);
                 run.Append(run.Project("contest-0", ProjectAt(100, "p9"), 0));
                 Wrong(run, run.Project("contest-0", ProjectAt(100, "p9"), 1));
                 run.Append(run.ProjectRemoved("contest-0", "p9"));
               }),
      InReview("project_of_a_short_hash",
               [](JournalRun& run) {
                 Act act = run.Project("contest-0", ProjectAt(100), 0);
                 act.facts.mutable_project()->set_config_hash("hash");
                 Wrong(run, act);
               }),
      InReview("project_of_a_negative_cost",
               [](JournalRun& run) { Wrong(run, run.Project("contest-0", ProjectAt(-1), 0)); }),
      InReview("project_removed_that_is_not",
               [](JournalRun& run) { Wrong(run, run.ProjectRemoved("contest-0", "p0")); }),
      // Its proposal was refused afterwards, and an appeal has opened it again.
      InReview("withdrawn_while_it_is_a_project",
               [](JournalRun& run) {
                 Admit(run, 100);
                 run.Append(run.Project("contest-0", ProjectAt(100, "p9"), 1));
                 run.Append(run.Verdict(1, kSubstantive, false));
                 run.Append(run.Phase(v1::PHASE_APPEAL));
                 run.Append(run.Appealed(1));
                 run.Append(run.AppealDecided(1, true));
                 Wrong(run, run.Withdrawn(1));
                 run.Append(run.ProjectRemoved("contest-0", "p9"));
               }),
      InReview("frozen_while_something_is_undecided",
               [](JournalRun& run) { Wrong(run, run.Phase(v1::PHASE_SEALING)); }),
      InReview("frozen_while_an_admitted_one_is_no_project",
               [](JournalRun& run) {
                 Admit(run, 100);
                 Wrong(run, run.Phase(v1::PHASE_SEALING));
               }),
      InReview("frozen_while_a_project_costs_otherwise",
               [](JournalRun& run) {
                 Admit(run, 100);
                 run.Append(run.Project("contest-0", ProjectAt(100, "p9"), 1));
                 run.Append(run.Verdict(1, kSubstantive, true, 150));
                 Wrong(run, run.Phase(v1::PHASE_SEALING));
                 run.Append(run.ProjectRemoved("contest-0", "p9"));
               }),
      // Legal: a freezing may be taken back at any time, and by whom it was done.
      InReview("taken_back_by_the_clock",
               [](JournalRun& run) {
                 run.Append(run.Hidden(1));
                 run.Append(run.Phase(v1::PHASE_SEALING));
                 run.Append(run.Phase(v1::PHASE_REVIEW, v1::JOURNAL_ROLE_UNSPECIFIED));
               }),
      InReview("sealed_before_it_was_frozen",
               [](JournalRun& run) { Wrong(run, run.Phase(v1::PHASE_SEALED)); }),
      InReview("submission_after_the_review",
               [](JournalRun& run) { Wrong(run, run.Phase(v1::PHASE_SUBMISSION)); })};
}

}  // namespace

Rows ProjectActRows() {
  Rows rows = MergedAndListed();
  return rows;
}

}  // namespace urna::ledger
