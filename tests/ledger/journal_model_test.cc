// Random journals against a model that knows proposals by a table of their steps alone.
#include <map>

#include "ledger/journal_dump.h"
#include "support/journal_run.h"

namespace urna::ledger {
namespace {

// Where a proposal stands. Lower case: it has not appealed yet. `x` begins what an appeal that was
// upheld has opened again; `z` is the end of one that was not.
//   new, returned, fit (its form accepted), back (returned then), out (form refused), bad (substance
//   refused), in (admitted), and filed appeals against out and bad.
struct Step {
  std::string_view from;
  std::string_view event;
  std::string_view to;
};
constexpr Step kSteps[] = {
    {"new", "return", "returned"},
    {"new", "form yes", "fit"},
    {"new", "form no", "out"},
    {"new", "withdraw", "withdrawn"},
    {"new", "staff writes", "new"},
    {"returned", "author writes", "new"},
    {"returned", "staff writes", "new"},
    {"returned", "form yes", "fit"},
    {"returned", "form no", "out"},
    {"returned", "withdraw", "withdrawn"},
    {"fit", "return", "back"},
    {"fit", "substance yes", "in"},
    {"fit", "substance no", "bad"},
    {"fit", "withdraw", "withdrawn"},
    {"fit", "staff writes", "fit"},
    {"back", "author writes", "fit"},
    {"back", "staff writes", "fit"},
    {"back", "substance yes", "in"},
    {"back", "substance no", "bad"},
    {"back", "withdraw", "withdrawn"},
    {"in", "substance yes", "in"},
    {"in", "substance no", "bad"},
    {"in", "withdraw", "withdrawn"},
    {"out", "appeal", "out filed"},
    {"out filed", "uphold", "x reopened"},
    {"out filed", "dismiss", "z"},
    {"bad", "appeal", "bad filed"},
    {"bad filed", "uphold", "x fit"},
    {"bad filed", "dismiss", "z"},
    {"x reopened", "return", "x returned"},
    {"x reopened", "form yes", "x fit"},
    {"x reopened", "form no", "z"},
    {"x reopened", "withdraw", "withdrawn"},
    {"x reopened", "staff writes", "x reopened"},
    {"x returned", "author writes", "x new"},
    {"x returned", "staff writes", "x new"},
    {"x returned", "form yes", "x fit"},
    {"x returned", "form no", "z"},
    {"x returned", "withdraw", "withdrawn"},
    {"x new", "return", "x returned"},
    {"x new", "form yes", "x fit"},
    {"x new", "form no", "z"},
    {"x new", "withdraw", "withdrawn"},
    {"x new", "staff writes", "x new"},
    {"x fit", "return", "x back"},
    {"x fit", "substance yes", "x in"},
    {"x fit", "substance no", "z"},
    {"x fit", "withdraw", "withdrawn"},
    {"x fit", "staff writes", "x fit"},
    {"x back", "author writes", "x fit"},
    {"x back", "staff writes", "x fit"},
    {"x back", "substance yes", "x in"},
    {"x back", "substance no", "z"},
    {"x back", "withdraw", "withdrawn"},
    {"x in", "substance yes", "x in"},
    {"x in", "substance no", "z"},
    {"x in", "withdraw", "withdrawn"},
};

const std::map<std::string_view, ProposalState> kStates = {
    {"new", ProposalState::kSubmitted},          {"x new", ProposalState::kSubmitted},
    {"returned", ProposalState::kReturned},      {"x returned", ProposalState::kReturned},
    {"back", ProposalState::kReturned},          {"x back", ProposalState::kReturned},
    {"fit", ProposalState::kUnderReview},        {"x fit", ProposalState::kUnderReview},
    {"x reopened", ProposalState::kUnderReview}, {"in", ProposalState::kAdmitted},
    {"x in", ProposalState::kAdmitted},          {"out", ProposalState::kRejected},
    {"out filed", ProposalState::kRejected},     {"bad", ProposalState::kRejected},
    {"bad filed", ProposalState::kRejected},     {"z", ProposalState::kRejected},
    {"withdrawn", ProposalState::kWithdrawn},    {"merged", ProposalState::kMerged}};

// What people say of a proposal.
struct Modelled {
  std::string_view stands = "new";
  std::uint32_t written = 1;
  std::uint32_t seen = 0;
  bool hidden = false;
  bool supported = false;
  bool project = false;
  std::int64_t admitted_at = 0;
  std::int64_t project_costs = 0;

  bool is_in() const { return stands == "in" || stands == "x in"; }
  bool is_open() const {
    const ProposalState state = kStates.at(stands);
    return state == ProposalState::kSubmitted || state == ProposalState::kReturned ||
           state == ProposalState::kUnderReview;
  }
  bool is_settled() const {
    if (project) return is_in() && !hidden && project_costs == admitted_at;
    if (hidden) return true;
    return !is_open() && !is_in() && !stands.ends_with("filed");
  }
};

constexpr std::string_view kEvents[] = {
    "receive online", "receive paper", "see",          "author writes", "staff writes",
    "return",         "withdraw",      "support",      "form yes",      "form no",
    "substance yes",  "substance no",  "appeal",       "uphold",        "dismiss",
    "merge",          "hide",          "restore",      "list",          "unlist",
    "next phase",     "see",           "staff writes", "form yes",      "substance yes"};

class Model {
 public:
  Model(JournalRun& run, std::uint32_t support) : run_(run), support_(support) {}

  // The act of an event that is to come upon this proposal, and what the model says of it.
  Act MakeAct(std::string_view event, std::uint32_t n, std::uint32_t other, std::int64_t cost) {
    if (event == "receive online") return run_.Received(n);
    if (event == "receive paper") return run_.Received(n, v1::JOURNAL_ROLE_AGENT);
    if (event == "see") return run_.Screened(n);
    const std::uint32_t next = Has(n) ? proposals_[n - 1].written + 1 : 2;
    if (event == "author writes") return run_.Revised(n, next);
    if (event == "staff writes") return run_.Revised(n, next, v1::JOURNAL_ROLE_AGENT);
    if (event == "return") return run_.Returned(n);
    if (event == "withdraw") return run_.Withdrawn(n);
    if (event == "support") return run_.Supported(n, support_ + 1);
    if (event == "form yes") return run_.Verdict(n, v1::REVIEW_STEP_FORMAL, true);
    if (event == "form no") return run_.Verdict(n, v1::REVIEW_STEP_FORMAL, false);
    if (event == "substance yes") {
      return run_.Verdict(n, v1::REVIEW_STEP_SUBSTANTIVE, true, cost);
    }
    if (event == "substance no") return run_.Verdict(n, v1::REVIEW_STEP_SUBSTANTIVE, false);
    if (event == "appeal") return run_.Appealed(n);
    if (event == "uphold") return run_.AppealDecided(n, true);
    if (event == "dismiss") return run_.AppealDecided(n, false);
    if (event == "merge") return run_.Merged(n, {other});
    if (event == "hide") return run_.Hidden(n);
    if (event == "restore") return run_.Restored(n);
    if (event == "list") return run_.Project("c", ProjectOf(n, cost), n);
    if (event == "unlist") return run_.ProjectRemoved("c", ProjectOf(n, cost).id());
    return run_.Phase(kSpring[phase_ + 1]);
  }

  bool May(std::string_view event, std::uint32_t n, std::uint32_t other, std::int64_t cost) const {
    if (event == "next phase") return phase_ + 1 < 3 || AreSettled();
    const bool frozen = phase_ == 3;
    if (event.starts_with("receive")) {
      return n == proposals_.size() + 1 && (event == "receive paper" ? !frozen : phase_ == 0);
    }
    if (!Has(n)) return false;
    const Modelled& p = proposals_[n - 1];
    if (event == "hide") return !p.hidden;
    if (event == "restore") return p.hidden;
    if (frozen) return false;
    if (event == "see") return p.seen < p.written;
    if (event == "support") return support_ > 0 && !p.supported;
    if (event == "unlist") return p.project;
    if (event == "list") return p.is_in() && !p.hidden && cost == p.admitted_at;
    if (event == "merge") {
      if (!Has(other) || other == n) return false;
      const Modelled& parent = proposals_[other - 1];
      const bool free = (parent.is_open() || parent.is_in()) && !parent.project && parent.seen > 0;
      return free && (p.is_open() || p.is_in());
    }
    const bool is_verdict = event.starts_with("form") || event.starts_with("substance");
    if (is_verdict && p.seen < p.written) return false;
    if (event.ends_with("yes") && support_ > 0 && !p.supported) return false;
    if (event.starts_with("substance") && phase_ == 0) return false;
    const bool of_appeals = event == "appeal" || event == "uphold" || event == "dismiss";
    if (of_appeals && phase_ != 2) return false;
    if (event == "withdraw" && p.project) return false;
    return Find(p.stands, event) != nullptr;
  }

  void Do(std::string_view event, std::uint32_t n, std::uint32_t other, std::int64_t cost) {
    if (event == "next phase") {
      ++phase_;
      return;
    }
    if (event.starts_with("receive")) {
      proposals_.push_back({.seen = event == "receive paper" ? 1u : 0u});
      return;
    }
    Modelled& p = proposals_[n - 1];
    if (const Step* step = Find(p.stands, event)) p.stands = step->to;
    if (event.ends_with("writes")) ++p.written;
    if (event == "see" || event == "staff writes") p.seen = p.written;
    if (event == "support") p.supported = true;
    if (event == "substance yes") p.admitted_at = cost;
    if (event == "merge") proposals_[other - 1].stands = "merged";
    if (event == "hide" || event == "restore") p.hidden = event == "hide";
    if (event == "list") p.project_costs = cost;
    if (event == "list" || event == "unlist") p.project = event == "list";
  }

  void Compare(const JournalState& state) const {
    RC_ASSERT(state.phase() == kSpring[phase_]);
    RC_ASSERT(state.proposals().size() == proposals_.size());
    std::size_t unsettled = 0;
    for (std::size_t i = 0; i < proposals_.size(); ++i) {
      const Modelled& p = proposals_[i];
      const JournalProposal& is = state.proposals()[i];
      RC_ASSERT(is.state == kStates.at(p.stands));
      RC_ASSERT(is.versions == p.written);
      RC_ASSERT(is.public_versions == p.seen);
      RC_ASSERT(is.hidden == p.hidden);
      RC_ASSERT(is.supported == p.supported);
      RC_ASSERT(!is.project.empty() == p.project);
      if (p.is_in()) RC_ASSERT(is.verdict.cost() == p.admitted_at);
      unsettled += p.is_settled() ? 0 : 1;
    }
    RC_ASSERT(state.Undecided().empty() == (unsettled == 0));
  }

  std::size_t size() const { return proposals_.size(); }
  bool is_over() const { return phase_ == 3; }

 private:
  static constexpr v1::Phase kSpring[] = {v1::PHASE_SUBMISSION, v1::PHASE_REVIEW, v1::PHASE_APPEAL,
                                          v1::PHASE_SEALING, v1::PHASE_SEALED};

  static const Step* Find(std::string_view from, std::string_view event) {
    for (const Step& step : kSteps) {
      if (step.from == from && step.event == event) return &step;
    }
    return nullptr;
  }
  static v1::ProjectConfig ProjectOf(std::uint32_t n, std::int64_t cost) {
    v1::ProjectConfig project;
    project.set_id("of-" + std::to_string(n));
    project.set_cost(cost);
    return project;
  }
  bool Has(std::uint32_t n) const { return n >= 1 && n <= proposals_.size(); }
  bool AreSettled() const {
    return std::ranges::all_of(proposals_, [](const Modelled& p) { return p.is_settled(); });
  }

  JournalRun& run_;
  std::uint32_t support_;
  std::size_t phase_ = 0;
  std::vector<Modelled> proposals_;
};

RC_GTEST_PROP(JournalModel, SaysTheSameOfEveryAct, ()) {
  JournalRun run(ElectionId{3});
  const auto support = *rc::gen::element<std::uint32_t>(0, 0, 2);
  run.Begin(support);
  Model model(run, support);
  const int length = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 150));
  for (int i = 0; i < length && !model.is_over(); ++i) {
    // Few proposals, so that each goes far.
    const auto n = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(1, 5));
    const auto other = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(1, 5));
    const auto cost = *rc::gen::element<std::int64_t>(100, 200);
    const auto event =
        *rc::gen::elementOf(std::vector<std::string_view>(std::begin(kEvents), std::end(kEvents)));
    RC_LOG() << event << " " << n << " " << other << " " << cost << "\n";
    const Act act = model.MakeAct(event, n, other, cost);
    const absl::Status status = run.Try(act);
    RC_ASSERT(status.ok() == model.May(event, n, other, cost));
    const std::string before = Dump(run.state());
    const std::uint64_t size = run.state().size();
    run.AppendUnchecked(SerializeAct(act));
    if (status.ok()) {
      model.Do(event, n, other, cost);
      RC_ASSERT(run.state().size() == size + 1);
    } else {
      RC_ASSERT(Dump(run.state()) == before);
    }
    model.Compare(run.state());
  }
}

// The same acts come to the same state: there is nothing that it depends on but them.
RC_GTEST_PROP(JournalModel, IsAFoldOverTheActs, ()) {
  JournalRun run(ElectionId{3});
  run.Begin();
  Model model(run, 0);
  for (int i = 0; i < 40; ++i) {
    const auto n = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(1, 5));
    const auto event =
        *rc::gen::elementOf(std::vector<std::string_view>(std::begin(kEvents), std::end(kEvents)));
    if (model.is_over() || !model.May(event, n, 1, 100)) continue;
    run.Append(model.MakeAct(event, n, 1, 100));
    model.Do(event, n, 1, 100);
  }
  JournalState again(ElectionId{3});
  for (const crypto::Bytes& leaf : run.leaves()) RC_ASSERT(again.Fold(leaf).ok());
  RC_ASSERT(Dump(again) == Dump(run.state()));
}

}  // namespace
}  // namespace urna::ledger
