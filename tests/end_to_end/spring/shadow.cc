#include "end_to_end/spring/shadow.h"

#include <fmt/format.h>

#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "ledger/act.h"
#include "urna/v1/processes_service.grpc.pb.h"

namespace urna::end_to_end {
namespace {

using google::protobuf::Message;
using Proposals = v1::Proposals::Stub;

std::string Differences(const Message& expected, const Message& shown) {
  google::protobuf::util::MessageDifferencer differencer;
  std::string report;
  differencer.ReportDifferencesToString(&report);
  differencer.Compare(expected, shown);
  return report;
}

absl::Status Differ(const std::string& what, const std::string& how) {
  return how.empty() ? absl::OkStatus() : absl::InternalError(fmt::format("{}: {}", what, how));
}

// The name of what was imported by a call that was not answered: its title stands nowhere else. Empty where there
// is none.
absl::StatusOr<std::string> FindByTitle(const Caller& caller, const std::string& title) {
  v1::ListProposalsRequest request;
  request.set_parent(Department::kProcess);
  request.set_page_size(1000);
  request.set_descending(true);
  const auto page = caller.Call(By::kAgent, &Proposals::ListProposals, request);
  if (!page.ok()) return page.status();
  for (const v1::Proposal& proposal : page->proposals()) {
    if (proposal.text().title() == title) return proposal.name();
  }
  return "";
}

absl::StatusOr<v1::Proposal> Get(const Caller& caller, const Owned& owned) {
  v1::GetProposalRequest request;
  request.set_name(owned.name);
  request.set_edit_key(owned.edit_key);
  return caller.Call(owned.edit_key.empty() ? By::kAgent : By::kNobody, &Proposals::GetProposal,
                     request);
}

absl::Status CompareNotes(const Caller& caller, const Owned& owned) {
  v1::ListNotesRequest request;
  request.set_name(owned.name);
  const auto listed = caller.Call(By::kModerator, &Proposals::ListNotes, request);
  if (!listed.ok()) return listed.status();
  std::vector<std::string> notes;
  for (const v1::Note& note : listed->notes()) notes.push_back(note.text());
  return notes == owned.notes
             ? absl::OkStatus()
             : absl::InternalError(fmt::format("{}: has {} notes, expected {}", owned.name,
                                               notes.size(), owned.notes.size()));
}

absl::Status CompareOwned(const Caller& caller, Owned& owned) {
  if (owned.name.empty()) {
    auto found = FindByTitle(caller, owned.seen.text().title());
    if (!found.ok()) return found.status();
    if (found->empty()) return absl::NotFoundError("what was imported");
    owned.name = *std::move(found);
  }
  const auto shown = Get(caller, owned);
  if (!shown.ok()) return shown.status();
  if (absl::Status same = Note(*shown, owned); !same.ok()) return same;
  return owned.is_draft() ? absl::OkStatus() : CompareNotes(caller, owned);
}

absl::Status CompareProjects(const Caller& caller, Shadow& shadow) {
  for (auto& [name, project] : shadow.projects) {
    v1::GetProjectRequest request;
    request.set_name(name);
    const auto shown = caller.Call(By::kAgent, &v1::Projects::Stub::GetProject, request);
    if (!shown.ok()) return shown.status();
    if (absl::Status same = Note(*shown, project); !same.ok()) return same;
  }
  return absl::OkStatus();
}

absl::Status CompareGone(const Caller& caller, const Shadow& shadow) {
  for (const std::string& name : shadow.gone) {
    absl::Status found;
    if (name.find("/proposals/") == name.npos) {
      v1::GetProjectRequest request;
      request.set_name(name);
      found = caller.Call(By::kAgent, &v1::Projects::Stub::GetProject, request).status();
    } else {
      v1::GetProposalRequest request;
      request.set_name(name);
      found = caller.Call(By::kAgent, &Proposals::GetProposal, request).status();
    }
    if (absl::IsUnavailable(found)) return found;
    if (!absl::IsNotFound(found)) {
      return absl::InternalError(fmt::format("{} is not gone: {}", name, found.ToString()));
    }
  }
  return absl::OkStatus();
}

template <typename Request>
Request Ask() {
  Request request;
  request.set_process(Department::kProcess);
  return request;
}

absl::Status CompareMandates(const Caller& caller, const Plan& plan) {
  using Planning = v1::Planning::Stub;
  const auto versions = caller.Call(By::kAdministrator, &Planning::ListMandateVersions,
                                    Ask<v1::ListMandateVersionsRequest>());
  if (!versions.ok()) return versions.status();
  if (static_cast<std::size_t>(versions->versions_size()) != plan.mandates.size()) {
    return absl::InternalError(fmt::format("{} versions of the mandate, expected {}",
                                           versions->versions_size(), plan.mandates.size()));
  }
  for (std::size_t i = 0; i < plan.mandates.size(); ++i) {
    auto request = Ask<v1::GetMandateRequest>();
    request.set_version(static_cast<std::uint32_t>(i + 1));
    const auto shown = caller.Call(By::kAdministrator, &Planning::GetMandate, request);
    if (!shown.ok()) return shown.status();
    absl::Status same = Differ(fmt::format("version {} of the mandate", i + 1),
                               Differences(plan.mandates[i], shown->mandate()));
    if (!same.ok()) return same;
  }
  const auto draft =
      caller.Call(By::kAgent, &Planning::GetMandateDraft, Ask<v1::GetMandateDraftRequest>());
  if (!draft.ok()) return draft.status();
  if (plan.draft) return Differ("the draft", Differences(*plan.draft, draft->mandate()));
  return draft->version() == plan.mandates.size()
             ? absl::OkStatus()
             : absl::InternalError("there is a draft of the mandate, expected none");
}

absl::Status ComparePlan(const Caller& caller, const Plan& plan) {
  using Planning = v1::Planning::Stub;
  if (absl::Status same = CompareMandates(caller, plan); !same.ok()) return same;
  const auto calendar =
      caller.Call(By::kAdministrator, &Planning::GetCalendar, Ask<v1::GetCalendarRequest>());
  if (!calendar.ok()) return calendar.status();
  absl::Status same = Differ("the calendar", Differences(plan.calendar, calendar->calendar()));
  if (!same.ok()) return same;
  const auto form = caller.Call(By::kAdministrator, &Planning::GetForm, Ask<v1::GetFormRequest>());
  if (!form.ok()) return form.status();
  same = Differ("the form", Differences(plan.form, form->form()));
  if (!same.ok()) return same;

  v1::ListProcessesRequest list;
  const auto listed = caller.Call(By::kAdministrator, &v1::Processes::Stub::ListProcesses, list);
  if (!listed.ok()) return listed.status();
  std::set<std::string> next_editions;
  v1::Phase phase = v1::PHASE_UNSPECIFIED;
  for (const v1::Process& process : listed->processes()) {
    if (process.name() == Department::kProcess) {
      phase = process.phase();
    } else {
      next_editions.insert(process.name());
    }
  }
  if (phase != plan.phase) {
    return absl::InternalError(
        fmt::format("{}, expected {}", v1::Phase_Name(phase), v1::Phase_Name(plan.phase)));
  }
  return next_editions == plan.next_editions
             ? absl::OkStatus()
             : absl::InternalError(fmt::format("{} next editions, expected {}",
                                               next_editions.size(), plan.next_editions.size()));
}

absl::Status CompareAll(const Caller& caller, Shadow& shadow) {
  for (auto& [id, owned] : shadow.proposals) {
    if (absl::Status same = CompareOwned(caller, owned); !same.ok()) return same;
  }
  if (absl::Status same = CompareProjects(caller, shadow); !same.ok()) return same;
  if (absl::Status same = CompareGone(caller, shadow); !same.ok()) return same;
  return shadow.plan ? ComparePlan(caller, *shadow.plan) : absl::OkStatus();
}

}  // namespace

std::uint32_t Owned::number() const {
  const auto number = ledger::ParseProposalId(name.substr(name.rfind('/') + 1));
  return number ? ledger::Number(*number) : 0;
}

absl::Status Note(const v1::Proposal& answer, Owned& owned) {
  v1::Proposal& seen = owned.seen;
  if (seen.name().empty()) seen.set_name(answer.name());
  if (!seen.has_update_time()) *seen.mutable_update_time() = answer.update_time();
  if (!seen.has_submit_time() && !owned.is_draft()) {
    *seen.mutable_submit_time() = answer.submit_time();
  }
  const int verdicts = std::min(seen.verdicts_size(), answer.verdicts_size());
  for (int i = 0; i < verdicts; ++i) {
    if (seen.verdicts(i).has_time()) continue;
    *seen.mutable_verdicts(i)->mutable_time() = answer.verdicts(i).time();
  }
  owned.name = answer.name();
  return Differ(answer.name(), Differences(seen, answer));
}

absl::Status Note(const v1::Project& answer, v1::Project& project) {
  if (project.description_sha256().empty()) {
    project.set_description_sha256(answer.description_sha256());
    project.set_authors_sha256(answer.authors_sha256());
  }
  return Differ(answer.name(), Differences(project, answer));
}

void ShowGroups(Shadow& shadow) {
  for (auto& [id, owned] : shadow.proposals) {
    owned.seen.clear_incompatible();
    for (const auto& [first, group] : shadow.groups) {
      if (std::ranges::find(group, owned.number()) == group.end()) continue;
      for (const std::uint32_t number : group) {
        owned.seen.add_incompatible(fmt::format("{}/proposals/p{}", Department::kProcess, number));
      }
    }
  }
}

absl::StatusOr<std::string> Compare(const Caller& caller, Shadow& shadow) {
  const absl::Status same = CompareAll(caller, shadow);
  if (absl::IsUnavailable(same)) return same;
  return same.ok() ? std::string() : same.ToString();
}

}  // namespace urna::end_to_end
