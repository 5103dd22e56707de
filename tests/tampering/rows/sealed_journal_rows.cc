// What was sealed is not what the journal last said; the journal itself is right.
#include <algorithm>

#include "tampering/rows/all.h"
#include "tampering/rows/journals.h"

namespace urna::ledger {
namespace {

constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;

using Change = std::function<void(v1::Config&)>;
using Story = std::function<void(v1::Config&, JournalRun&)>;

// The honest journal's head, and another ballot.
Row Sealed(std::string name, Change after) {
  return {std::move(name), [after = std::move(after)] {
            return JournalCourse({}, JournalRun::Of, after).Publish();
          }};
}

// An honest journal that goes on before it is sealed.
Row Further(std::string name, Story story) {
  return {std::move(name), [story = std::move(story)] {
            return JournalCourse({},
                                 [&](v1::Config& config) {
                                   JournalRun run = JournalRun::Of(config);
                                   story(config, run);
                                   return run;
                                 })
                .Publish();
          }};
}

v1::ContestConfig& Contest(v1::Config& config) { return *config.mutable_contests(0); }
v1::ProjectConfig& Project(v1::Config& config, int i) {
  return *Contest(config).mutable_projects(i);
}

// The hash of a document of the proposal's first version.
std::string HashOf(const JournalRun& run, std::uint32_t proposal, v1::DocumentKind kind) {
  for (std::uint64_t i = 0; i < run.leaves().size(); ++i) {
    const Act act = ActAt(run, i);
    if (act.act != v1::JOURNAL_ACT_RECEIVED || Number(act.proposal()) != proposal) continue;
    return std::string(crypto::AsText(*act.document(kind)));
  }
  throw std::logic_error("no such proposal");
}

// Lists project i again, as `change` makes it, and freezes again.
Row Listed(std::string name, int i, std::uint32_t proposal,
           std::function<void(const JournalRun&, v1::ProjectConfig&)> change) {
  return Further(std::move(name), [=](v1::Config& config, JournalRun& run) {
    change(run, Project(config, i));
    run.Append(run.Phase(v1::PHASE_APPEAL));
    run.Append(run.Project("contest-0", Project(config, i), proposal));
    run.Append(run.Phase(v1::PHASE_SEALING));
  });
}

// Whatever it is, it changes after the freezing, and the configuration has the journal as it was.
PublishedBundle GoesOn(const std::function<void(JournalRun&)>& story) {
  JournalRun run = WithJournal().journal();
  story(run);
  return WithJournal().Publish(run);
}

Rows Ballots() {
  return {Sealed("sealed_project_at_another_cost",
                 [](v1::Config& config) { Project(config, 0).set_cost(101); }),
          Sealed("sealed_project_of_another_title",
                 [](v1::Config& config) {
                   Project(config, 1).mutable_title(0)->set_text("A better title");
                 }),
          Sealed("sealed_project_that_the_journal_does_not_know",
                 [](v1::Config& config) {
                   v1::ProjectConfig& more = *Contest(config).add_projects();
                   more = Project(config, 0);
                   more.set_id("more");
                 }),
          Sealed("sealed_without_a_project",
                 [](v1::Config& config) { Contest(config).mutable_projects()->RemoveLast(); }),
          Sealed("sealed_in_a_contest_of_another_name",
                 [](v1::Config& config) { Contest(config).set_id("contest-9"); }),
          Sealed("sealed_with_another_mandate",
                 [](v1::Config& config) { config.set_mandate_sha256(std::string(32, 'm')); }),
          Sealed("sealed_without_its_mandate",
                 [](v1::Config& config) { config.clear_mandate_sha256(); }),
          Sealed("sealed_with_all_that_is_wrong", [](v1::Config& config) {
            config.clear_mandate_sha256();
            Project(config, 0).set_cost(101);
            Project(config, 2).set_cost(301);
          })};
}

Rows Heads() {
  return {Further("sealed_while_it_was_not_frozen",
                  [](auto&, JournalRun& run) { run.Append(run.Phase(v1::PHASE_APPEAL)); }),
          Further("sealed_when_it_had_gone_on",
                  [](auto&, JournalRun& run) { run.Append(run.Phase(v1::PHASE_SEALED)); }),
          // Nothing was undecided when it was frozen.
          Further("sealed_after_a_project_was_hidden",
                  [](auto&, JournalRun& run) { run.Append(run.Hidden(1)); }),
          Further("sealed_while_a_restored_one_is_undecided",
                  [](auto&, JournalRun& run) {
                    run.Append(run.Phase(v1::PHASE_APPEAL));
                    run.Append(run.Received(3, kAgent));
                    run.Append(run.Hidden(3));
                    run.Append(run.Phase(v1::PHASE_SEALING));
                    run.Append(run.Restored(3));
                  }),
          {"sealed_and_fallen_back",
           [] { return GoesOn([](JournalRun& run) { run.Append(run.Phase(v1::PHASE_APPEAL)); }); }},
          {"sealed_and_frozen_again", [] {
             return GoesOn([](JournalRun& run) {
               run.Append(run.Phase(v1::PHASE_APPEAL));
               run.Append(run.Verdict(1, v1::REVIEW_STEP_SUBSTANTIVE, false));
               run.Append(run.ProjectRemoved("contest-0", "p0"));
               run.Append(run.Phase(v1::PHASE_SEALING));
               run.Append(run.Phase(v1::PHASE_SEALED));
             });
           }}};
}

Rows Documents() {
  return {Listed("sealed_description_of_another_proposal", 0, 1,
                 [](const JournalRun& run, v1::ProjectConfig& project) {
                   project.set_description_sha256(HashOf(run, 2, v1::DOCUMENT_KIND_PROPOSAL));
                 }),
          Listed("sealed_description_of_another_kind", 0, 1,
                 [](const JournalRun& run, v1::ProjectConfig& project) {
                   project.set_description_sha256(HashOf(run, 1, v1::DOCUMENT_KIND_AUTHORS));
                 }),
          Listed("sealed_authors_of_another_kind", 0, 1,
                 [](const JournalRun& run, v1::ProjectConfig& project) {
                   project.set_authors_sha256(HashOf(run, 1, v1::DOCUMENT_KIND_PROPOSAL));
                 }),
          Listed("sealed_description_that_nobody_named", 0, 1,
                 [](const JournalRun&, v1::ProjectConfig& project) {
                   project.set_description_sha256(std::string(32, 'd'));
                 }),
          Listed("sealed_description_of_the_administration", 1, 0,
                 [](const JournalRun& run, v1::ProjectConfig& project) {
                   project.set_description_sha256(HashOf(run, 1, v1::DOCUMENT_KIND_PROPOSAL));
                 })};
}

}  // namespace

Rows SealedJournalRows() {
  Rows rows = Ballots();
  for (const Rows& more : {Heads(), Documents()}) rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace urna::ledger
