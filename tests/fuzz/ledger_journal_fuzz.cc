// The journal's state: whatever acts come, in whatever order, it is that of those which it took.
#include "fuzz/patch.h"
#include "ledger/journal_dump.h"
#include "support/journal_run.h"

namespace urna::ledger {
namespace {

using fuzz::Require;

constexpr std::size_t kMostActs = 200;

// Acts upon three proposals; each input puts some of them in an order of its own.
struct Example {
  std::vector<crypto::Bytes> begin;
  std::vector<crypto::Bytes> acts;

  Example() {
    JournalRun run(ElectionId{5});
    run.Begin(2);
    begin = run.leaves();
    for (const auto phase : {v1::PHASE_DRAFT, v1::PHASE_SUBMISSION, v1::PHASE_REVIEW,
                             v1::PHASE_APPEAL, v1::PHASE_SEALING, v1::PHASE_SEALED}) {
      Add(run.Phase(phase));
    }
    Add(run.Mandate());
    Add(run.Calendar());
    for (std::uint32_t n = 1; n <= 3; ++n) AddUpon(run, n);
  }

 private:
  void Add(const Act& act) { acts.push_back(SerializeAct(act)); }
  void AddUpon(JournalRun& run, std::uint32_t n) {
    v1::ProjectConfig project;
    project.set_id(ProposalId(ProposalNumber{n}));
    project.set_cost(100);
    const Act received = run.Received(n);
    Add(received);
    Add(run.Received(n, v1::JOURNAL_ROLE_AGENT));
    Add(run.Screened(n));
    for (const std::uint32_t version : {2, 3}) {
      Add(run.Revised(n, version));
      Add(run.Revised(n, version, v1::JOURNAL_ROLE_AGENT));
      Add(run.Returned(n));
    }
    Add(run.Withdrawn(n));
    Add(run.Supported(n, 2));
    for (int again = 0; again < 2; ++again) {
      for (const auto step : {v1::REVIEW_STEP_FORMAL, v1::REVIEW_STEP_SUBSTANTIVE}) {
        Add(run.Verdict(n, step, true, step == v1::REVIEW_STEP_SUBSTANTIVE ? 100 : 0));
        Add(run.Verdict(n, step, false));
      }
      Add(run.Hidden(n));
    }
    Add(run.Appealed(n));
    Add(run.AppealDecided(n, true));
    Add(run.AppealDecided(n, false));
    Add(run.Merged(n, {n % 3 + 1}));
    Add(run.Restored(n));
    Add(run.Erased(n, {received.documents[0].sha256, received.documents[1].sha256}));
    Add(run.Project("c", project, n));
    Add(run.ProjectRemoved("c", project.id()));
    Add(run.Incompatible(n, {n, n + 1}));
  }
};

void CheckState(const JournalState& state) {
  for (std::size_t i = 0; i < state.proposals().size(); ++i) {
    const JournalProposal& proposal = state.proposals()[i];
    Require(proposal.public_versions <= proposal.versions);
    Require((proposal.state == ProposalState::kMerged) == proposal.merged_into.has_value());
    if (proposal.merged_into) Require(state.proposal(*proposal.merged_into) != nullptr);
    if (!proposal.project.empty()) {
      const auto& project = state.projects().at(proposal.project);
      Require(project.proposal && Number(*project.proposal) == i + 1);
    }
  }
  for (const auto& [hash, document] : state.documents()) {
    const bool gone = state.VisibilityOf(document) == Visibility::kErased;
    Require(gone == document.erased);
  }
}

}  // namespace
}  // namespace urna::ledger

// Each byte is an act, or says that the next bytes change one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::ledger;
  using urna::crypto::Bytes;
  static const Example example;
  JournalState state(ElectionId{5});
  std::vector<Bytes> taken;
  const auto fold = [&](const Bytes& leaf) {
    const std::uint64_t before = state.size();
    const bool ok = state.Fold(leaf).ok();
    Require(state.size() == before + (ok ? 1 : 0));
    if (ok) taken.push_back(leaf);
  };
  for (const Bytes& leaf : example.begin) fold(leaf);
  constexpr std::uint8_t kChange = 0xff;
  std::size_t acts = 0;
  for (std::size_t i = 0; i < size && acts < kMostActs; ++i, ++acts) {
    if (data[i] != kChange || size - i < 5) {
      fold(example.acts[data[i] % example.acts.size()]);
      continue;
    }
    const std::uint8_t patch[] = {0, data[i + 2], data[i + 3], data[i + 4]};
    fold(urna::fuzz::Patch(example.acts[data[i + 1] % example.acts.size()], patch));
    i += 4;
  }
  CheckState(state);
  JournalState again(ElectionId{5});
  for (const Bytes& leaf : taken) {
    const bool was_open = again.phase() != urna::v1::PHASE_SEALING;
    Require(again.Fold(leaf).ok());
    const bool freezes = was_open && again.phase() == urna::v1::PHASE_SEALING;
    if (freezes) Require(again.Undecided().empty());
  }
  Require(Dump(again) == Dump(state));
  return 0;
}
