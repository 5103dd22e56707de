// Acts of the journal and its documents: each has one spelling, and whatever else is refused.
#include <algorithm>

#include "fuzz/patch.h"
#include "ledger/act_rules.h"
#include "support/journal_run.h"

namespace urna::ledger {
namespace {

using fuzz::Require;

// An act and a document of each kind that there is.
struct Example {
  std::vector<crypto::Bytes> acts;
  std::vector<crypto::Bytes> documents;

  Example() {
    JournalRun run(ElectionId{5});
    v1::ProjectConfig project;
    project.set_id("p");
    std::vector<Act> made = {run.Created(),
                             run.Phase(v1::PHASE_REVIEW),
                             run.Mandate(),
                             run.Calendar(),
                             run.Form(3),
                             run.Received(1),
                             run.Screened(1),
                             run.Revised(1, 2),
                             run.Returned(1),
                             run.Withdrawn(1),
                             run.Supported(1, 5),
                             run.Verdict(1, v1::REVIEW_STEP_SUBSTANTIVE, true, 100),
                             run.Appealed(1),
                             run.AppealDecided(1, true),
                             run.Merged(1, {2, 3}),
                             run.Hidden(1),
                             run.Restored(1),
                             run.Erased(1, {crypto::Hash256{1}, crypto::Hash256{2}}),
                             run.Project("c", project, 1),
                             run.ProjectRemoved("c", "p"),
                             run.Incompatible(1, {1, 2})};
    for (const Act& act : made) acts.push_back(SerializeAct(act));
    for (const auto& [hash, bytes] : run.documents()) documents.push_back(bytes);
    std::ranges::sort(documents);
  }
};

void CheckAct(crypto::ByteView bytes) {
  const auto act = ParseAct(bytes);
  if (!act.ok()) {
    Require(act.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  const crypto::Bytes again = SerializeAct(*act);
  Require(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
  Require(CheckForm(*act, act->subject()).ok());
  if (act->subject() == ActSubject::kProposal) {
    Require(act->resource == "proposals/" + ProposalId(act->proposal()));
  }
}

void CheckDocument(crypto::ByteView bytes) {
  int kinds = 0;
  for (int kind = v1::DocumentKind_MIN; kind <= v1::DocumentKind_MAX; ++kind) {
    const auto document = ParseDocument(static_cast<v1::DocumentKind>(kind), bytes);
    if (!document.ok()) {
      Require(document.status().code() == absl::StatusCode::kInvalidArgument);
      continue;
    }
    ++kinds;
    Require(KindOf(*document) == kind);
    Require(document->SerializeAsString() == crypto::AsText(bytes));
  }
  Require(kinds <= 1);
}

}  // namespace
}  // namespace urna::ledger

// The first byte chooses what the rest changes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::ledger;
  static const Example example;
  const urna::crypto::ByteView input(data, size);
  CheckAct(input);
  CheckDocument(input);
  if (size == 0) return 0;
  const urna::crypto::ByteView rest = input.subspan(1);
  CheckAct(urna::fuzz::Patch(example.acts[data[0] % example.acts.size()], rest));
  CheckDocument(urna::fuzz::Patch(example.documents[data[0] % example.documents.size()], rest));
  return 0;
}
