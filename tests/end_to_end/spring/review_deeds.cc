// What the staff does with one proposal: looks it through, returns it, decides on it, hides it, erases it.
#include <fmt/format.h>

#include "end_to_end/spring/proposal_deeds.h"

namespace urna::end_to_end {
namespace {

using Stub = v1::Proposals::Stub;

constexpr std::uint32_t kSupportNeeded = 3;
constexpr std::int64_t kDay = 86'400;
// Fewer of all persons together than one source may send in an hour.
constexpr int kOneInReports = 6;

bool IsUnderWay(const Owned& owned) {
  return owned.is(v1::PROPOSAL_STATUS_SUBMITTED) || owned.is(v1::PROPOSAL_STATUS_UNDER_REVIEW);
}

template <typename Request>
Request About(const Owned& owned) {
  Request request;
  request.set_name(owned.name);
  return request;
}

std::int64_t InDays(int days) { return absl::ToUnixSeconds(absl::Now()) + days * kDay; }

Deed Screen(const Desk& desk, int id) {
  return ChangeOf("ScreenProposal", id, desk.ideas.OneIn(2) ? By::kAgent : By::kModerator,
                  &Stub::ScreenProposal, About<v1::ScreenProposalRequest>(desk.at(id)),
                  [](Owned& one) { one.seen.mutable_internal()->set_awaits_screening(false); });
}

Deed Return(const Desk& desk, int id) {
  auto request = About<v1::ReturnProposalRequest>(desk.at(id));
  Say(fmt::format("Où, la {} fois ?", desk.ideas.NewNumber()), *request.mutable_reason());
  request.mutable_due_time()->set_seconds(InDays(5 + desk.ideas.Draw(5)));
  return ChangeOf("ReturnProposal", id, By::kAgent, &Stub::ReturnProposal, request,
                  [request](Owned& one) {
                    one.seen.set_status(v1::PROPOSAL_STATUS_RETURNED);
                    v1::Returned& returned = *one.seen.mutable_returned();
                    *returned.mutable_reason() = request.reason();
                    *returned.mutable_due_time() = request.due_time();
                  });
}

void Decide(const v1::RecordVerdictRequest& request, Owned& owned) {
  const v1::VerdictFacts& facts = request.facts();
  v1::Verdict& verdict = *owned.seen.add_verdicts();
  *verdict.mutable_facts() = facts;
  *verdict.mutable_reason() = request.reason();
  const bool formal = facts.step() == v1::REVIEW_STEP_FORMAL;
  if (formal) owned.formal_accepted = facts.accepted();
  owned.seen.set_status(!facts.accepted() ? v1::PROPOSAL_STATUS_REJECTED
                        : formal          ? v1::PROPOSAL_STATUS_UNDER_REVIEW
                                          : v1::PROPOSAL_STATUS_ADMITTED);
}

Deed Verdict(const Desk& desk, int id, bool accepted) {
  const Owned& owned = desk.at(id);
  auto request = About<v1::RecordVerdictRequest>(owned);
  v1::VerdictFacts& facts = *request.mutable_facts();
  facts.set_step(owned.formal_accepted ? v1::REVIEW_STEP_SUBSTANTIVE : v1::REVIEW_STEP_FORMAL);
  facts.set_accepted(accepted);
  if (accepted && owned.formal_accepted) {
    facts.set_cost(1000 + desk.ideas.Draw(9000));
    facts.set_months(static_cast<std::uint32_t>(desk.ideas.Draw(36)));
  }
  Say(fmt::format("Parce que {}.", desk.ideas.NewNumber()), *request.mutable_reason());
  return ChangeOf("RecordVerdict", id, By::kAgent, &Stub::RecordVerdict, request,
                  [request](Owned& one) { Decide(request, one); });
}

// Some of whom were counted already.
Deed Support(const Desk& desk, int id) {
  auto request = About<v1::RecordSupportRequest>(desk.at(id));
  for (const int n : desk.ideas.SomeOf<int>({1, 2, 3, 4, 5, 6}, 3)) {
    request.add_persons(fmt::format("Personne {}, 1990-01-0{}", n, n));
  }
  Deed deed;
  deed.what = "RecordSupport";
  deed.effect = [id, request](Shadow& shadow) {
    Owned& one = shadow.proposals.at(id);
    one.supporters.insert(request.persons().begin(), request.persons().end());
    one.seen.set_supporters(static_cast<std::uint32_t>(one.supporters.size()));
    one.seen.clear_update_time();
  };
  deed.send = [id, request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer = caller.Call(By::kAgent, &Stub::RecordSupport, request);
    if (!answer.ok()) return answer.status();
    // A second time it counts nobody, and changes no more than the time of the last change.
    after.proposals.at(id).seen.clear_update_time();
    const std::size_t expected = after.proposals.at(id).supporters.size();
    return answer->supporters() == expected
               ? absl::OkStatus()
               : absl::InternalError(
                     fmt::format("{} supporters, expected {}", answer->supporters(), expected));
  };
  return deed;
}

Deed WriteNote(const Desk& desk, int id) {
  auto request = About<v1::AddNoteRequest>(desk.at(id));
  request.set_text("Note " + desk.ideas.NewWord());
  return QuietChange("AddNote", desk.ideas.OneIn(2) ? By::kAgent : By::kModerator, &Stub::AddNote,
                     request, [id, request](Shadow& shadow) {
                       Owned& one = shadow.proposals.at(id);
                       one.notes.push_back(request.text());
                       one.seen.clear_update_time();
                     });
}

Deed Report(const Desk& desk, int id) {
  auto request = About<v1::ReportProposalRequest>(desk.at(id));
  request.set_reason("Propos " + desk.ideas.NewWord());
  Deed deed = QuietChange("ReportProposal", By::kNobody, &Stub::ReportProposal, request,
                          [id, request](Shadow& shadow) {
                            Owned& one = shadow.proposals.at(id);
                            one.notes.push_back(request.reason());
                            v1::ProposalInternal& internal = *one.seen.mutable_internal();
                            internal.set_reports(internal.reports() + 1);
                          });
  deed.again = Again::kNever;
  return deed;
}

Deed Hide(const Desk& desk, int id) {
  auto request = About<v1::HideProposalRequest>(desk.at(id));
  Say(fmt::format("Le temps de vérifier, {}.", desk.ideas.NewNumber()), *request.mutable_reason());
  return ChangeOf("HideProposal", id, By::kModerator, &Stub::HideProposal, request,
                  [request](Owned& one) {
                    one.before_hiding = one.seen.status();
                    one.seen.set_status(v1::PROPOSAL_STATUS_HIDDEN);
                    *one.seen.mutable_hidden_reason() = request.reason();
                  });
}

Deed Restore(const Desk& desk, int id) {
  return ChangeOf("RestoreProposal", id, By::kModerator, &Stub::RestoreProposal,
                  About<v1::RestoreProposalRequest>(desk.at(id)), [](Owned& one) {
                    one.seen.set_status(one.before_hiding);
                    one.seen.clear_hidden_reason();
                    one.seen.mutable_internal()->set_reports(0);
                  });
}

void ForgetTexts(Owned& owned) {
  v1::Proposal& seen = owned.seen;
  seen.set_erased(true);
  seen.clear_text();
  seen.set_version(0);
  seen.clear_author_names();
  if (seen.has_appeal()) seen.mutable_appeal()->clear_statement();
  v1::ProposalInternal& internal = *seen.mutable_internal();
  internal.clear_answers();
  internal.clear_contact();
  internal.set_reports(0);
  internal.set_co_authors(0);
  owned.author_name.clear();
  owned.co_authors.clear();
  owned.invitations.clear();
  owned.notes.clear();
  owned.words.clear();
  owned.kept.clear();
  owned.being_written.clear();
  owned.is_writing = false;
}

Deed Erase(const Desk& desk, int id) {
  Deed deed = ChangeOf("EraseProposal", id, By::kAdministrator, &Stub::EraseProposal,
                       About<v1::EraseProposalRequest>(desk.at(id)), ForgetTexts);
  // What was said of it is erased with it.
  deed.effect = [id, effect = deed.effect](Shadow& shadow) {
    const Owned& one = shadow.proposals.at(id);
    for (const auto& texts : {one.words, one.notes}) {
      shadow.erased_words.insert(shadow.erased_words.end(), texts.begin(), texts.end());
    }
    effect(shadow);
  };
  return deed;
}

Deed DecideAppeal(const Desk& desk, int id, bool upheld) {
  auto request = About<v1::DecideAppealRequest>(desk.at(id));
  request.set_upheld(upheld);
  Say(fmt::format("Vu, {}.", desk.ideas.NewNumber()), *request.mutable_reason());
  return ChangeOf(
      "DecideAppeal", id, By::kAdministrator, &Stub::DecideAppeal, request,
      [request, upheld](Owned& one) {
        v1::Appeal& appeal = *one.seen.mutable_appeal();
        appeal.set_status(upheld ? v1::APPEAL_STATUS_UPHELD : v1::APPEAL_STATUS_DISMISSED);
        *appeal.mutable_reason() = request.reason();
        if (upheld) one.seen.set_status(v1::PROPOSAL_STATUS_UNDER_REVIEW);
      });
}

bool MayBeErased(const Owned& owned) {
  return !owned.is_draft() && !owned.seen.erased() && !owned.is(v1::PROPOSAL_STATUS_ADMITTED) &&
         !owned.is(v1::PROPOSAL_STATUS_ON_THE_BALLOT) &&
         !(owned.is(v1::PROPOSAL_STATUS_HIDDEN) &&
           owned.before_hiding == v1::PROPOSAL_STATUS_ADMITTED);
}

}  // namespace

Deed WithdrawByStaff(const Desk& desk, int id) {
  auto request = About<v1::WithdrawProposalRequest>(desk.at(id));
  Say(fmt::format("Sans suite, {}.", desk.ideas.NewNumber()), *request.mutable_reason());
  return ChangeOf("WithdrawProposal by the staff", id, By::kAgent, &Stub::WithdrawProposal, request,
                  [request](Owned& one) {
                    one.seen.set_status(v1::PROPOSAL_STATUS_WITHDRAWN);
                    one.seen.clear_returned();
                    *one.seen.mutable_end_reason() = request.reason();
                  });
}

Deed Dismiss(const Desk& desk, int id) { return DecideAppeal(desk, id, false); }

void AddReviewOptions(const Desk& desk, int id, Options& options) {
  const Owned& owned = desk.at(id);
  const bool is_whole = !owned.seen.erased() && !owned.is_writing;
  const bool awaits = owned.seen.internal().awaits_screening();
  if (is_whole && IsUnderWay(owned)) {
    if (awaits) {
      for (int i = 0; i < 4; ++i) options.emplace_back([=] { return Screen(desk, id); });
    }
    options.emplace_back([=] { return Return(desk, id); });
    for (int i = 0; i < 2; ++i) options.emplace_back([=] { return Support(desk, id); });
    const bool in_time = !owned.formal_accepted || desk.phase != v1::PHASE_SUBMISSION;
    if (!awaits && in_time) {
      for (int i = 0; i < 2; ++i) options.emplace_back([=] { return Verdict(desk, id, false); });
      if (owned.seen.supporters() >= kSupportNeeded) {
        for (int i = 0; i < 4; ++i) options.emplace_back([=] { return Verdict(desk, id, true); });
      }
    }
  }
  // It is decided again, at another cost.
  if (is_whole && owned.is(v1::PROPOSAL_STATUS_ADMITTED)) {
    options.emplace_back([=] { return Verdict(desk, id, true); });
    if (desk.ideas.OneIn(4)) options.emplace_back([=] { return WithdrawByStaff(desk, id); });
  }
  const bool is_filed = owned.is(v1::PROPOSAL_STATUS_REJECTED) &&
                        owned.seen.appeal().status() == v1::APPEAL_STATUS_FILED;
  if (is_filed && desk.phase == v1::PHASE_APPEAL) {
    for (const bool upheld : {false, true, false, true}) {
      options.emplace_back([=] { return DecideAppeal(desk, id, upheld); });
    }
  }
}

void AddModerationOptions(const Desk& desk, int id, Options& options) {
  const Owned& owned = desk.at(id);
  if (owned.is_draft()) return;
  const bool is_hidden = owned.is(v1::PROPOSAL_STATUS_HIDDEN);
  options.emplace_back([=] { return WriteNote(desk, id); });
  if (is_hidden) options.emplace_back([=] { return Restore(desk, id); });
  const bool may_be_hidden =
      !is_hidden && !owned.is_writing && !owned.is(v1::PROPOSAL_STATUS_ON_THE_BALLOT);
  if (may_be_hidden && desk.ideas.OneIn(3)) {
    options.emplace_back([=] { return Hide(desk, id); });
  }
  const bool is_shown =
      !is_hidden && !owned.seen.erased() && !owned.seen.internal().awaits_screening();
  if (is_shown && desk.ideas.OneIn(kOneInReports)) {
    options.emplace_back([=] { return Report(desk, id); });
  }
  if (MayBeErased(owned) && desk.ideas.OneIn(6)) {
    options.emplace_back([=] { return Erase(desk, id); });
  }
}

}  // namespace urna::end_to_end
