#include "services/proposals/reviewing.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crypto/hash.h"
#include "ledger/act_rules.h"
#include "ledger/limits.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/pages.h"
#include "services/base/signatures.h"
#include "services/base/text_rules.h"
#include "services/base/times.h"

namespace urna::services {
namespace {

constexpr std::size_t kMaxNote = 10'000;
constexpr std::size_t kMaxPerson = 200;

// Proposals of `process` that were handed in, each once.
absl::StatusOr<std::vector<ProposalName>> ParseNames(
    const google::protobuf::RepeatedPtrField<std::string>& names, std::string_view process,
    std::string_view at, int most) {
  if (names.empty() || names.size() > most) {
    return FieldError(at, fmt::format("expected 1 to {}", fmt::group_digits(most)));
  }
  std::vector<ProposalName> out;
  std::set<std::string> seen;
  FieldViolations violations;
  for (int i = 0; i < names.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", at, i);
    absl::StatusOr<ProposalName> name = ProposalName::Parse(names[i], here);
    if (!name.ok() || !name->number || name->process != process || !seen.insert(names[i]).second) {
      violations.Add(here, "expected proposals of this process that were handed in, each once");
      continue;
    }
    out.push_back(*std::move(name));
  }
  if (!violations.empty()) return violations.ToStatus();
  return out;
}

// The first of a group of `process`, and in `facts` all of it; none where it is taken away.
absl::StatusOr<ProposalName> ReadGroup(const v1::SetIncompatibleRequest& request,
                                       std::string_view process, v1::IncompatibleFacts& facts) {
  if (!request.remove().empty()) {
    if (request.proposals().empty()) return ProposalName::Parse(request.remove(), "remove");
    return FieldError("remove", "expected either proposals or remove");
  }
  absl::StatusOr<std::vector<ProposalName>> names =
      ParseNames(request.proposals(), process, "proposals", ledger::kMaxNamedProposals);
  if (!names.ok()) return names.status();
  if (names->size() < 2) return FieldError("proposals", "expected two or more");
  std::ranges::sort(*names, {}, &ProposalName::number);
  for (const ProposalName& name : *names) facts.add_proposals(ledger::Number(*name.number));
  return names->front();
}

// So that an equal spelling is the same person, in this process alone.
SupporterTag TagOf(const v1::Process& process, std::string_view person) {
  const crypto::SecretBytes tag =
      crypto::LabelledBlake2b("supporter", sizeof(SupporterTag),
                              {crypto::AsBytes(process.election_id()), crypto::AsBytes(person)});
  SupporterTag out{};
  std::copy_n(tag.begin(), out.size(), out.begin());
  return out;
}

}  // namespace

absl::Status Reviewing::ScreenProposal(const Call& call, const v1::ScreenProposalRequest& request,
                                       v1::Proposal& response) {
  const auto screen = [](ProposalChange& change) {
    change.stored().clear_public_headline();
    return change.Tell(v1::JOURNAL_ACT_SCREENED);
  };
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, screen, response);
}

absl::StatusOr<std::string> Reviewing::FindReviewer(std::string_view name,
                                                    std::string_view process) const {
  if (name.empty()) return "";
  absl::StatusOr<StaffMember> member = staff_.Find(name, "assignee");
  if (!member.ok()) return member.status();
  if (!Principal::Staff(member->key, member->grants).May(Permission::kEditDrafts, process)) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_REVIEWER",
                 fmt::format("{} may not review in {}", name, process));
  }
  return std::move(member->key);
}

absl::Status Reviewing::ListReviewers(const Call& call, const v1::ListReviewersRequest& request,
                                      v1::ListReviewersResponse& response) const {
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const std::string list = fmt::format("{}/reviewers", call.process);
  const absl::StatusOr<std::string> after = ReadPageToken(list, request.page_token());
  if (!after.ok()) return after.status();
  const absl::StatusOr<std::vector<StaffMember>> all =
      staff_.List(Permission::kEditDrafts, call.process, proposals_.clock().Now());
  if (!all.ok()) return all.status();
  std::string last;
  for (const StaffMember& member : *all) {
    if (member.key <= *after) continue;
    if (static_cast<std::size_t>(response.reviewers_size()) == *size) {
      response.set_next_page_token(MakePageToken(list, last));
      break;
    }
    v1::Reviewer& reviewer = *response.add_reviewers();
    reviewer.set_name(StaffName(member.key));
    reviewer.set_display_name(member.display_name);
    last = member.key;
  }
  return absl::OkStatus();
}

absl::Status Reviewing::AssignProposals(const Call& call, const v1::AssignProposalsRequest& request,
                                        v1::AssignProposalsResponse& response) {
  const absl::StatusOr<std::vector<ProposalName>> names =
      ParseNames(request.names(), call.process, "names", kBatchedProposals);
  const auto assign = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    if (!names.ok()) return names.status();
    if (request.has_due_time() && !WholeSeconds(request.due_time()).ok()) {
      return FieldError("due_time", "expected a time in whole seconds");
    }
    const absl::StatusOr<std::string> reviewer = FindReviewer(request.assignee(), call.process);
    if (!reviewer.ok()) return reviewer.status();
    for (const ProposalName& name : *names) {
      absl::StatusOr<internal::v1::StoredProposal> stored = ReadProposal(store, name);
      if (!stored.ok()) return stored.status();
      stored->set_assignee(*reviewer);
      stored->clear_assign_due_time();
      if (request.has_due_time()) *stored->mutable_assign_due_time() = request.due_time();
      *stored->mutable_update_time() = ToProto(proposals_.clock().Now());
      PutProposal(batch, name, *stored);
    }
    response.set_assigned(static_cast<std::uint32_t>(names->size()));
    const absl::Time due =
        request.has_due_time() ? FromProto(request.due_time()) : absl::InfiniteFuture();
    return ProposalNews(proposals_.outbox(), store, batch, acts)
        .TellReviewer(call.process, *reviewer, v1::OCCASION_ASSIGNED, names->size(), due);
  };
  const auto again = [&](const storage::Reader&) {
    response.set_assigned(static_cast<std::uint32_t>(request.names_size()));
    return absl::OkStatus();
  };
  absl::Status assigned = proposals_.changes().ApplyActs(call, request, response, assign,
                                                         Changes::Reach::kProcess, again);
  if (!assigned.ok()) return assigned;
  for (const ProposalName& name : *names) proposals_.books().Refresh(name.process, *name.number);
  return absl::OkStatus();
}

absl::Status Reviewing::ReturnProposal(const Call& call, const v1::ReturnProposalRequest& request,
                                       v1::Proposal& response) {
  const auto give_back = [&](ProposalChange& change) -> absl::Status {
    const absl::StatusOr<ledger::MadeDocument> reason =
        change.CheckedReason(request.reason(), "reason");
    if (!reason.ok()) return reason.status();
    const absl::StatusOr<std::int64_t> due = WholeSeconds(request.due_time());
    if (!request.has_due_time() || !due.ok() || FromProto(request.due_time()) <= change.now()) {
      return FieldError("due_time", "expected a time to come, in whole seconds");
    }
    v1::ActFacts facts;
    facts.mutable_returned()->set_due_time(static_cast<std::uint64_t>(*due));
    change.stored().set_return_reason_sha256(ToText(reason->sha256));
    *change.stored().mutable_return_due_time() = request.due_time();
    return change.Tell(v1::JOURNAL_ACT_RETURNED, facts, {*reason});
  };
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, give_back, response);
}

absl::Status Reviewing::RecordVerdict(const Call& call, const v1::RecordVerdictRequest& request,
                                      v1::Proposal& response) {
  const auto decide = [&](ProposalChange& change) -> absl::Status {
    const absl::StatusOr<ledger::MadeDocument> reason =
        change.CheckedReason(request.reason(), "reason");
    if (!reason.ok()) return reason.status();
    v1::ActFacts facts;
    *facts.mutable_verdict() = request.facts();
    FieldViolations violations;
    CheckKnown(request.facts(), "facts", violations);
    const v1::VerdictFacts& verdict = request.facts();
    CheckAmount(verdict.cost(), "facts.cost", violations);
    CheckAmount(verdict.yearly_cost(), "facts.yearly_cost", violations);
    CheckAmount(verdict.co_funding(), "facts.co_funding", violations);
    if (verdict.step() != v1::REVIEW_STEP_FORMAL && verdict.step() != v1::REVIEW_STEP_SUBSTANTIVE) {
      violations.Add("facts.step", "expected FORMAL or SUBSTANTIVE");
    }
    if (violations.empty() && !ledger::AreInRange(facts)) {
      violations.Add("facts",
                     "expected costs and a duration of at most 1,200 months, and only where the "
                     "substantive review accepts");
    }
    if (!violations.empty()) return violations.ToStatus();
    internal::v1::StoredVerdict& kept = *change.stored().add_verdicts();
    *kept.mutable_facts() = request.facts();
    kept.set_reason_sha256(ToText(reason->sha256));
    *kept.mutable_time() = ToProto(change.now());
    return change.Tell(v1::JOURNAL_ACT_VERDICT, facts, {*reason});
  };
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, decide, response);
}

absl::Status Reviewing::AddNote(const Call& call, const v1::AddNoteRequest& request,
                                google::protobuf::Empty& response) {
  (void)response;
  FieldViolations violations;
  CheckText(request.text(), 1, kMaxNote, "text", violations);
  if (!violations.empty()) return violations.ToStatus();
  const auto add = [&](ProposalChange& change) -> absl::Status {
    if (!change.name().number) return FieldError("name", "notes are of what was handed in");
    if (change.stored().notes() >= kNotes) {
      return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_NOTES",
                   fmt::format("a proposal has at most {} notes", kNotes));
    }
    v1::Note note;
    *note.mutable_time() = ToProto(change.now());
    note.set_author(StaffName(StaffKey(call.principal)));
    note.set_text(request.text());
    PutNote(change.batch(), change.name(), change.stored().notes(), note.SerializeAsString());
    change.stored().set_notes(change.stored().notes() + 1);
    return absl::OkStatus();
  };
  v1::Proposal proposal;
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, add, proposal);
}

absl::Status Reviewing::ListNotes(const Call& call, const v1::ListNotesRequest& request,
                                  v1::ListNotesResponse& response) const {
  return proposals_.Read(
      call, request.name(), "",
      [&](const ShownProposal& proposal, Viewer, const LiveJournal&) -> absl::Status {
        const absl::StatusOr<std::vector<std::string>> notes =
            ReadNotes(proposals_.store(), proposal.name);
        if (!notes.ok()) return notes.status();
        for (const std::string& bytes : *notes) {
          if (!response.add_notes()->ParseFromString(bytes)) {
            return absl::DataLossError("a stored note cannot be read");
          }
        }
        return absl::OkStatus();
      });
}

absl::Status Reviewing::RecordSupport(const Call& call, const v1::RecordSupportRequest& request,
                                      v1::RecordSupportResponse& response) {
  FieldViolations violations;
  if (request.persons().empty() || request.persons_size() > kBatchedProposals) {
    violations.Add("persons", "expected 1 to 1,000");
  }
  for (int i = 0; i < request.persons_size(); ++i) {
    CheckText(request.persons(i), 1, kMaxPerson, fmt::format("persons[{}]", i), violations);
  }
  if (!violations.empty()) return violations.ToStatus();
  const auto record = [&](ProposalChange& change) -> absl::Status {
    const absl::StatusOr<v1::SubmissionForm> form = change.form();
    if (!form.ok()) return form.status();
    if (form->support_needed() == 0 || form->support_by() != v1::SUPPORT_BY_PAPER_LISTS ||
        change.journal() == nullptr || !change.journal()->is_undecided() ||
        change.stored().erased()) {
      return Error(
          absl::StatusCode::kFailedPrecondition, "NO_SUPPORT_ASKED",
          "support is counted from lists where the form asks for it, until a proposal is decided");
    }
    const absl::StatusOr<v1::Process> process = change.process();
    if (!process.ok()) return process.status();
    std::set<SupporterTag> added;
    for (const std::string& person : request.persons()) {
      const SupporterTag tag = TagOf(*process, person);
      const absl::StatusOr<bool> known = IsSupporter(change.store(), change.name(), tag);
      if (!known.ok()) return known.status();
      if (*known || !added.insert(tag).second) continue;
      PutSupporter(change.batch(), change.name(), tag);
    }
    internal::v1::StoredProposal& stored = change.stored();
    stored.set_supporters(stored.supporters() + static_cast<std::uint32_t>(added.size()));
    response.set_added(static_cast<std::uint32_t>(added.size()));
    response.set_supporters(stored.supporters());
    if (change.journal()->supported || stored.supporters() < form->support_needed()) {
      return absl::OkStatus();
    }
    v1::ActFacts facts;
    facts.mutable_support()->set_persons(stored.supporters());
    return change.Tell(v1::JOURNAL_ACT_SUPPORTED, facts);
  };
  v1::Proposal proposal;
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, record, proposal);
}

absl::Status Reviewing::DecideAppeal(const Call& call, const v1::DecideAppealRequest& request,
                                     v1::Proposal& response) {
  const auto decide = [&](ProposalChange& change) -> absl::Status {
    const absl::StatusOr<ledger::MadeDocument> reason =
        change.CheckedReason(request.reason(), "reason");
    if (!reason.ok()) return reason.status();
    change.stored().set_appeal_reason_sha256(ToText(reason->sha256));
    v1::ActFacts facts;
    facts.mutable_appeal()->set_upheld(request.upheld());
    return change.Tell(v1::JOURNAL_ACT_APPEAL_DECIDED, facts, {*reason});
  };
  return proposals_.Apply(call, request, request.name(), "", Needs::kStaff, decide, response);
}

absl::Status Reviewing::MergeProposals(const Call& call, const v1::MergeProposalsRequest& request,
                                       v1::Proposal& response) {
  absl::StatusOr<std::vector<ProposalName>> parents =
      ParseNames(request.parents(), call.process, "parents", ledger::kMaxNamedProposals);
  if (parents.ok()) std::ranges::sort(*parents, {}, &ProposalName::number);
  const auto merge = [&](ProposalChange& change) -> absl::Status {
    if (!parents.ok()) return parents.status();
    const absl::StatusOr<ledger::MadeDocument> reason =
        change.CheckedReason(request.reason(), "reason");
    if (!reason.ok()) return reason.status();
    v1::ActFacts facts;
    facts.mutable_merge();
    std::vector<std::pair<ProposalName, internal::v1::StoredProposal>> merged_away;
    for (const ProposalName& parent : *parents) {
      facts.mutable_merge()->add_parents(ledger::Number(*parent.number));
      absl::StatusOr<internal::v1::StoredProposal> stored = ReadProposal(change.store(), parent);
      if (!stored.ok()) return stored.status();
      *stored->mutable_update_time() = ToProto(change.now());
      stored->set_end_reason_sha256(ToText(reason->sha256));
      if (parent.id != change.name().id) PutProposal(change.batch(), parent, *stored);
      merged_away.emplace_back(parent, *std::move(stored));
    }
    absl::Status told = change.Tell(v1::JOURNAL_ACT_MERGED, facts, {*reason});
    for (const auto& [parent, stored] : merged_away) {
      if (!told.ok()) return told;
      told =
          change.news().TellMerged(parent, stored, change.stored().headline().title(), {*reason});
    }
    return told;
  };
  absl::Status merged =
      proposals_.Apply(call, request, request.name(), "", Needs::kStaff, merge, response);
  if (!merged.ok()) return merged;
  for (const ProposalName& parent : *parents) {
    proposals_.books().Refresh(parent.process, *parent.number);
  }
  return absl::OkStatus();
}

absl::Status Reviewing::SetIncompatible(const Call& call, const v1::SetIncompatibleRequest& request,
                                        google::protobuf::Empty& response) {
  const auto set = [&](const storage::Reader&, storage::WriteBatch& batch,
                       Acts& acts) -> absl::Status {
    v1::ActFacts facts;
    const absl::StatusOr<ProposalName> first =
        ReadGroup(request, call.process, *facts.mutable_incompatible());
    if (!first.ok()) return first.status();
    return acts.Add(v1::JOURNAL_ACT_INCOMPATIBLE, first->resource(), facts, {}, batch);
  };
  return proposals_.changes().ApplyActs(call, request, response, set);
}

}  // namespace urna::services
