#include "tampering/rows/spring.h"

namespace urna::ledger {
namespace {

// Hides what is not decided, lists the projects, and freezes.
void End(JournalRun& run, const v1::Config& config) {
  for (std::uint32_t n = 1; n <= run.state().proposals().size(); ++n) {
    const JournalProposal& proposal = run.state().proposals()[n - 1];
    const bool loose = proposal.state == ProposalState::kAdmitted && proposal.project.empty();
    if (!proposal.hidden && (proposal.is_undecided() || loose)) run.Append(run.Hidden(n));
  }
  for (const auto& project : config.contests(0).projects()) {
    if (!run.state().projects().contains("contests/contest-0/projects/" + project.id())) {
      run.Append(run.Project("contest-0", project, 0));
    }
  }
  run.Append(run.Phase(v1::PHASE_SEALING));
}

}  // namespace

void Wrong(JournalRun& run, const Act& act) { run.AppendUnchecked(SerializeAct(act)); }

Row FromTheBeginning(std::string name, Story story) {
  return {std::move(name), [story = std::move(story)] {
            return JournalCourse({},
                                 [&](const v1::Config& config) {
                                   JournalRun run(ElectionIdOf(config));
                                   story(run);
                                   End(run, config);
                                   return run;
                                 })
                .Publish();
          }};
}

Row InSpring(std::string name, Story story, std::uint32_t support_needed) {
  return FromTheBeginning(std::move(name),
                          [story = std::move(story), support_needed](JournalRun& run) {
                            run.Begin(support_needed);
                            story(run);
                          });
}

Row InReview(std::string name, Story story, std::uint32_t support_needed) {
  return InSpring(
      std::move(name),
      [story = std::move(story)](JournalRun& run) {
        run.Append(run.Received(1));
        run.Append(run.Screened(1));
        run.Append(run.Phase(v1::PHASE_REVIEW));
        story(run);
      },
      support_needed);
}

}  // namespace urna::ledger
