// Journals in which nobody does anything wrong, with every act that there is.
#include <algorithm>

#include "ledger/bundle_paths.h"
#include "tampering/rows/all.h"
#include "tampering/rows/journals.h"

namespace urna::ledger {
namespace {

constexpr auto kAdministrator = v1::JOURNAL_ROLE_ADMINISTRATOR;
constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;
constexpr auto kFormal = v1::REVIEW_STEP_FORMAL;
constexpr auto kSubstantive = v1::REVIEW_STEP_SUBSTANTIVE;

std::string BytesOf(const crypto::Hash256& hash) { return {hash.begin(), hash.end()}; }

std::vector<crypto::Hash256> HashesOf(const Act& act) {
  std::vector<crypto::Hash256> hashes;
  for (const ActDocument& document : act.documents) hashes.push_back(document.sha256);
  return hashes;
}

const v1::ProjectConfig& ProjectOf(const v1::Config& config, int i) {
  return config.contests(0).projects(i);
}

void Accept(JournalRun& run, std::uint32_t proposal, std::int64_t cost) {
  run.Append(run.Verdict(proposal, kFormal, true));
  run.Append(run.Verdict(proposal, kSubstantive, true, cost));
}

// What comes in, and what becomes of it before the review.
void Submit(JournalRun& run) {
  run.Append(run.Received(1));
  run.Append(run.Screened(1));
  run.Append(run.Supported(1, 2));
  // Nobody of the staff ever sees it.
  run.Append(run.Received(2));
  run.Append(run.Withdrawn(2));
  run.Append(run.Received(3, kAgent));
  run.Append(run.Returned(3));
  run.Append(run.Revised(3, 2, kAgent));
  run.Append(run.Supported(3, 7));
  run.Append(run.Received(4));
  run.Append(run.Screened(4));
  run.Append(run.Returned(4));
  run.Append(run.Revised(4, 2));
  run.Append(run.Screened(4));
  run.Append(run.Supported(4, 2));
  run.Append(run.Received(5));
  run.Append(run.Screened(5));
  run.Append(run.Verdict(5, kFormal, false));
  run.Append(run.Received(6, kAdministrator));
  run.Append(run.Received(7));
  run.Append(run.Screened(7));
  run.Append(run.Hidden(7));
}

// The review, and the appeals against it.
void Review(JournalRun& run) {
  run.Append(run.Phase(v1::PHASE_REVIEW));
  // A citizen completes a proposal when nothing new is taken any more.
  run.Append(run.Returned(4));
  run.Append(run.Revised(4, 3));
  run.Append(run.Screened(4));
  run.Append(run.Merged(1, {6}));
  Accept(run, 1, 100);
  Accept(run, 3, 300);
  run.Append(run.Verdict(4, kFormal, true));
  run.Append(run.Verdict(4, kSubstantive, false));
  run.Append(run.Phase(v1::PHASE_APPEAL));
  run.Append(run.Appealed(4));
  run.Append(run.AppealDecided(4, true));
  run.Append(run.Verdict(4, kSubstantive, true, 999));
  run.Append(run.Verdict(4, kSubstantive, true, 200));
  run.Append(run.Appealed(5, kAgent));
  run.Append(run.AppealDecided(5, false));
  run.Append(run.Received(8, kAgent));
  run.Append(run.Supported(8, 2));
  Accept(run, 8, 50);
  run.Append(run.Withdrawn(8, kAdministrator));
}

JournalRun FullStory(const v1::Config& config) {
  JournalRun run(ElectionIdOf(config));
  run.Append(run.Created());
  run.Append(run.Mandate());
  run.Append(run.Mandate());
  run.Append(run.Calendar());
  run.Append(run.Form(2));
  Act submission = run.Phase(v1::PHASE_SUBMISSION, v1::JOURNAL_ROLE_UNSPECIFIED);
  submission.time = SpringDays::At(1);
  run.Append(submission);
  Submit(run);
  Review(run);
  run.Append(run.Project("contest-0", ProjectOf(config, 0), 1));
  run.Append(run.Project("contest-0", ProjectOf(config, 3), 0));
  run.Append(run.ProjectRemoved("contest-0", "p3"));
  run.Append(run.Project("contest-0", ProjectOf(config, 1), 4));
  run.Append(run.Project("contest-0", ProjectOf(config, 2), 3));
  run.Append(run.Project("contest-0", ProjectOf(config, 3), 0));
  run.Append(run.Project("contest-0", ProjectOf(config, 3), 0));
  run.Append(run.Incompatible(1, {1, 3}));
  run.Append(run.Incompatible(3, {3, 4}));
  run.Append(run.Incompatible(3, {}));
  run.Append(run.Hidden(5));
  run.Append(run.Restored(5));
  run.Append(run.Erased(5, HashesOf(ActAt(run, IndexOf(run, v1::JOURNAL_ACT_RECEIVED) + 15))));
  run.Append(run.Erased(2, HashesOf(ActAt(run, IndexOf(run, v1::JOURNAL_ACT_RECEIVED) + 3))));
  run.Append(run.Phase(v1::PHASE_SEALING));
  run.Append(run.Phase(v1::PHASE_APPEAL));
  run.Append(run.Phase(v1::PHASE_SEALING));
  return run;
}

// A process of before there were journals.
JournalRun OfBefore(const v1::Config& config) {
  JournalRun run(ElectionIdOf(config));
  run.Append(run.Make(v1::JOURNAL_ACT_CREATED, v1::JOURNAL_ROLE_UNSPECIFIED));
  for (const auto& project : config.contests(0).projects()) {
    Act listed = run.Project("contest-0", project, 0);
    listed.role = v1::JOURNAL_ROLE_UNSPECIFIED;
    listed.actor = {};
    run.Append(listed);
  }
  run.Append(run.Phase(v1::PHASE_SEALING));
  return run;
}

// Projects with all that a journal lets them have.
JournalRun Described(v1::Config& config) {
  JournalRun run(ElectionIdOf(config));
  run.Begin();
  run.Append(run.Phase(v1::PHASE_REVIEW));
  run.Append(run.Phase(v1::PHASE_APPEAL));
  v1::ProjectConfig& project = *config.mutable_contests(0)->mutable_projects(0);
  const Act received = run.Received(1, kAgent);
  run.Append(received);
  Accept(run, 1, project.cost());
  *project.add_summary() = config.title(0);
  project.set_place("{\"type\":\"Point\",\"coordinates\":[2.35,48.85]}");
  project.set_description_sha256(BytesOf(*received.document(v1::DOCUMENT_KIND_PROPOSAL)));
  project.add_image_sha256(std::string(32, 'i'));
  project.set_authors_sha256(BytesOf(*received.document(v1::DOCUMENT_KIND_AUTHORS)));
  run.Append(run.Project("contest-0", project, 1));
  for (int i = 1; i < config.contests(0).projects_size(); ++i) {
    run.Append(run.Project("contest-0", ProjectOf(config, i), 0));
  }
  run.Append(run.Phase(v1::PHASE_SEALING));
  // What the ballot names stays named once it is erased.
  run.Append(run.Erased(1, {*received.document(v1::DOCUMENT_KIND_AUTHORS)}));
  return run;
}

PublishedBundle GoesOn() {
  JournalRun run = WithJournal().journal();
  for (const auto phase :
       {v1::PHASE_SEALED, v1::PHASE_VOTING, v1::PHASE_CLOSED, v1::PHASE_TALLIED}) {
    run.Append(run.Phase(phase, v1::JOURNAL_ROLE_UNSPECIFIED));
  }
  run.Append(run.Hidden(1));
  run.Append(run.Erased(2, HashesOf(ActAt(run, 15))));
  return WithJournal().Publish(run);
}

PublishedBundle Kept() {
  PublishedBundle bundle = WithJournal().Publish();
  const JournalRun& run = WithJournal().journal();
  bundle.BringCheckpoint(run.Note(WithJournal().config(), 3));
  bundle.BringCheckpoint(WithJournal().course().counted().CheckpointNote(4));
  bundle.BringCheckpoint(run.Note(WithJournal().config(), run.leaves().size()));
  return bundle;
}

}  // namespace

Rows HonestJournalRows() {
  return {{"honest_journal", [] { return WithJournal().Publish(); }},
          {"honest_everything", [] { return WithEverything().Publish(); }},
          {"honest_journal_of_every_act", [] { return JournalCourse({}, FullStory).Publish(); }},
          {"honest_journal_of_before", [] { return JournalCourse({}, OfBefore).Publish(); }},
          {"honest_journal_of_described_projects",
           [] { return JournalCourse({}, Described).Publish(); }},
          {"honest_journal_that_goes_on", GoesOn},
          {"honest_journal_kept", Kept}};
}

}  // namespace urna::ledger
