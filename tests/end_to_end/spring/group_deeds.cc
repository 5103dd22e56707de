// What the staff does with several proposals at once, and with projects: all or none.
#include <fmt/format.h>

#include <algorithm>

#include "end_to_end/spring/proposal_deeds.h"

namespace urna::end_to_end {
namespace {

using Stub = v1::Proposals::Stub;
using Projects = v1::Projects::Stub;

constexpr std::int64_t kDay = 86'400;
const std::vector<std::string>& Contests() {
  static const std::vector<std::string> contests = {"nord", "centre", "sud", "departement"};
  return contests;
}

std::string ContestName(const std::string& contest) {
  return fmt::format("{}/contests/{}", Department::kProcess, contest);
}

std::vector<std::string> NamesOf(const Desk& desk, const std::vector<int>& ids) {
  std::vector<std::string> names;
  for (const int id : ids) names.push_back(desk.at(id).name);
  return names;
}

Deed Assign(const Desk& desk, const std::vector<int>& ids) {
  v1::AssignProposalsRequest request;
  request.set_parent(Department::kProcess);
  const std::vector<std::string> names = NamesOf(desk, ids);
  *request.mutable_names() = {names.begin(), names.end()};
  if (!desk.ideas.OneIn(4)) request.set_assignee(desk.reviewer);
  // Another one each time, so that it shows whether it was carried out.
  request.mutable_due_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) + kDay +
                                          desk.ideas.NewNumber());
  return QuietChange("AssignProposals", By::kAdministrator, &Stub::AssignProposals, request,
                     [ids, request](Shadow& shadow) {
                       for (const int id : ids) {
                         v1::Proposal& seen = shadow.proposals.at(id).seen;
                         seen.clear_update_time();
                         v1::ProposalInternal& internal = *seen.mutable_internal();
                         internal.set_assignee(request.assignee());
                         *internal.mutable_assign_due_time() = request.due_time();
                       }
                     });
}

// The others are merged into the first.
Deed Merge(const Desk& desk, std::vector<int> ids) {
  const int target = ids.front();
  ids.erase(ids.begin());
  std::ranges::sort(ids, {}, [&](int id) { return desk.at(id).number(); });
  v1::MergeProposalsRequest request;
  request.set_name(desk.at(target).name);
  const std::vector<std::string> names = NamesOf(desk, ids);
  *request.mutable_parents() = {names.begin(), names.end()};
  Say(fmt::format("Le même besoin, {}.", desk.ideas.NewNumber()), *request.mutable_reason());
  Deed deed = ChangeOf("MergeProposals", target, By::kAgent, &Stub::MergeProposals, request,
                       [names](Owned& one) {
                         for (const std::string& name : names) one.seen.add_parents(name);
                       });
  deed.effect = [effect = deed.effect, ids, request](Shadow& shadow) {
    effect(shadow);
    for (const int id : ids) {
      v1::Proposal& seen = shadow.proposals.at(id).seen;
      seen.set_status(v1::PROPOSAL_STATUS_MERGED);
      seen.set_merged_into(request.name());
      *seen.mutable_end_reason() = request.reason();
      seen.clear_update_time();
    }
  };
  return deed;
}

Deed SetIncompatible(const Desk& desk, const std::vector<int>& ids) {
  v1::SetIncompatibleRequest request;
  request.set_parent(Department::kProcess);
  const std::vector<std::string> names = NamesOf(desk, ids);
  *request.mutable_proposals() = {names.begin(), names.end()};
  std::vector<std::uint32_t> numbers;
  for (const int id : ids) numbers.push_back(desk.at(id).number());
  std::ranges::sort(numbers);
  return QuietChange("SetIncompatible", By::kAgent, &Stub::SetIncompatible, request,
                     [numbers](Shadow& shadow) {
                       shadow.groups[numbers.front()] = numbers;
                       ShowGroups(shadow);
                     });
}

Deed RemoveIncompatible(const Desk& desk) {
  const std::uint32_t first = desk.shadow.groups.begin()->first;
  v1::SetIncompatibleRequest request;
  request.set_parent(Department::kProcess);
  request.set_remove(fmt::format("{}/proposals/p{}", Department::kProcess, first));
  return QuietChange("SetIncompatible, to none", By::kAgent, &Stub::SetIncompatible, request,
                     [first](Shadow& shadow) {
                       shadow.groups.erase(first);
                       ShowGroups(shadow);
                     });
}

v1::Project ProjectOf(const Owned& owned) {
  const v1::ProposalText& text = owned.seen.text();
  v1::Project project;
  project.set_name(fmt::format("{}/projects/p{}", ContestName(text.area()), owned.number()));
  Say(text.title(), *project.mutable_title());
  Say(text.summary(), *project.mutable_summary());
  project.set_cost(owned.seen.verdicts(owned.seen.verdicts_size() - 1).facts().cost());
  project.add_categories(text.category());
  project.set_place(text.place());
  project.set_proposal(owned.name);
  return project;
}

v1::Project NewProject(const Desk& desk, const std::string& contest) {
  v1::Project project;
  project.set_name(fmt::format("{}/projects/regie-{}-{}", ContestName(contest), desk.ideas.person(),
                               desk.ideas.NewNumber()));
  Say("Un projet de la régie", *project.mutable_title());
  project.set_cost(desk.ideas.Draw(5000));
  return project;
}

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

Deed AddProjects(const Desk& desk, const std::string& contest, int count) {
  v1::BatchCreateProjectsRequest request;
  request.set_parent(ContestName(contest));
  std::vector<v1::Project> projects;
  for (int i = 0; i < count; ++i) {
    projects.push_back(NewProject(desk, contest));
    v1::CreateProjectRequest& one = *request.add_requests();
    one.set_project_id(IdOf(projects.back().name()));
    *one.mutable_project() = projects.back();
  }
  return QuietChange("BatchCreateProjects", By::kAdministrator, &Projects::BatchCreateProjects,
                     request, [projects](Shadow& shadow) {
                       for (const v1::Project& project : projects) {
                         shadow.projects[project.name()] = project;
                       }
                     });
}

Deed Recast(const Desk& desk, const std::string& name) {
  v1::Project project = desk.shadow.projects.at(name);
  // What was proposed costs what it was admitted at.
  if (project.proposal().empty()) project.set_cost(desk.ideas.Draw(5000));
  Say(fmt::format("Autrement dit, {}", desk.ideas.NewNumber()), *project.mutable_summary());
  v1::UpdateProjectRequest request;
  *request.mutable_project() = project;
  for (const char* path : {"cost", "summary"}) request.mutable_update_mask()->add_paths(path);
  request.set_request_id(client::NewRequestId());
  Deed deed;
  deed.what = "UpdateProject";
  deed.effect = [project](Shadow& shadow) { shadow.projects.at(project.name()) = project; };
  deed.send = [request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer = caller.Call(By::kAgent, &Projects::UpdateProject, request);
    return answer.ok() ? Note(*answer, after.projects.at(request.project().name()))
                       : answer.status();
  };
  return deed;
}

Deed TakeOff(const Desk&, const std::string& name) {
  v1::DeleteProjectRequest request;
  request.set_name(name);
  return QuietChange("DeleteProject", By::kAdministrator, &Projects::DeleteProject, request,
                     [name](Shadow& shadow) {
                       shadow.projects.erase(name);
                       shadow.gone.insert(name);
                       for (auto& [id, owned] : shadow.proposals) {
                         if (owned.seen.project() != name) continue;
                         owned.seen.clear_project();
                         owned.seen.set_status(v1::PROPOSAL_STATUS_ADMITTED);
                       }
                     });
}

}  // namespace

std::vector<int> StandingAt(const Shadow& shadow, const std::vector<v1::ProposalStatus>& statuses) {
  std::vector<int> ids;
  for (const auto& [id, owned] : shadow.proposals) {
    if (owned.seen.erased() || owned.is_writing) continue;
    if (std::ranges::find(statuses, owned.seen.status()) != statuses.end()) ids.push_back(id);
  }
  return ids;
}

Deed PutOnBallot(const Desk& desk, const std::vector<int>& ids) {
  v1::AdmitProposalsRequest request;
  request.set_parent(ContestName(desk.at(ids.front()).seen.text().area()));
  std::vector<v1::Project> projects;
  for (const int id : ids) {
    projects.push_back(ProjectOf(desk.at(id)));
    request.add_names(desk.at(id).name);
  }
  request.set_request_id(client::NewRequestId());
  Deed deed;
  deed.what = "AdmitProposals";
  deed.effect = [ids, projects](Shadow& shadow) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const std::string& name = projects[i].name();
      shadow.projects[name] = projects[i];
      shadow.gone.erase(name);
      v1::Proposal& seen = shadow.proposals.at(ids[i]).seen;
      seen.set_project(name);
      seen.set_status(v1::PROPOSAL_STATUS_ON_THE_BALLOT);
    }
  };
  deed.send = [request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer = caller.Call(By::kAgent, &Stub::AdmitProposals, request);
    if (!answer.ok()) return answer.status();
    if (answer->projects_size() != request.names_size()) {
      return absl::InternalError("other projects than proposals");
    }
    for (const v1::Project& project : answer->projects()) {
      absl::Status same = Note(project, after.projects.at(project.name()));
      if (!same.ok()) return same;
    }
    return absl::OkStatus();
  };
  return deed;
}

Deed AddProject(const Desk& desk, const std::string& contest) {
  const v1::Project project = NewProject(desk, contest);
  v1::CreateProjectRequest request;
  request.set_parent(ContestName(contest));
  request.set_project_id(IdOf(project.name()));
  *request.mutable_project() = project;
  return QuietChange("CreateProject", By::kAgent, &Projects::CreateProject, request,
                     [project](Shadow& shadow) { shadow.projects[project.name()] = project; });
}

void AddGroupOptions(const Desk& desk, Options& options) {
  const auto handed_in =
      StandingAt(desk.shadow, {v1::PROPOSAL_STATUS_SUBMITTED, v1::PROPOSAL_STATUS_UNDER_REVIEW,
                               v1::PROPOSAL_STATUS_ADMITTED, v1::PROPOSAL_STATUS_ON_THE_BALLOT});
  if (!handed_in.empty()) {
    options.emplace_back([=] { return Assign(desk, desk.ideas.SomeOf(handed_in, 3)); });
  }
  if (handed_in.size() > 2) {
    options.emplace_back([=] { return SetIncompatible(desk, desk.ideas.SomeOf(handed_in, 3)); });
  }
  if (!desk.shadow.groups.empty()) {
    options.emplace_back([=] { return RemoveIncompatible(desk); });
  }
  std::vector<int> mergeable =
      StandingAt(desk.shadow, {v1::PROPOSAL_STATUS_SUBMITTED, v1::PROPOSAL_STATUS_UNDER_REVIEW,
                               v1::PROPOSAL_STATUS_ADMITTED});
  std::erase_if(mergeable, [&](int id) { return desk.at(id).seen.internal().awaits_screening(); });
  if (mergeable.size() > 3 && desk.ideas.OneIn(2)) {
    options.emplace_back([=] { return Merge(desk, desk.ideas.SomeOf(mergeable, 3)); });
  }
  std::vector<int> admitted = StandingAt(desk.shadow, {v1::PROPOSAL_STATUS_ADMITTED});
  if (admitted.empty()) return;
  const std::string area = desk.at(desk.ideas.OneOf(admitted)).seen.text().area();
  std::erase_if(admitted, [&](int id) { return desk.at(id).seen.text().area() != area; });
  for (int i = 0; i < 3; ++i) {
    options.emplace_back([=] { return PutOnBallot(desk, admitted); });
  }
}

void AddProjectOptions(const Desk& desk, Options& options) {
  const std::string contest = desk.ideas.OneOf(Contests());
  if (desk.shadow.projects.size() < 6) {
    options.emplace_back([=] { return AddProject(desk, contest); });
    options.emplace_back([=] { return AddProjects(desk, contest, 1 + desk.ideas.Draw(2)); });
  }
  if (desk.shadow.projects.empty()) return;
  std::vector<std::string> names;
  for (const auto& [name, project] : desk.shadow.projects) names.push_back(name);
  const std::string name = desk.ideas.OneOf(names);
  options.emplace_back([=] { return Recast(desk, name); });
  options.emplace_back([=] { return TakeOff(desk, name); });
}

Deed DrawProposalDeed(const Desk& desk) {
  constexpr int kUnderWay = 5;
  Options options;
  const std::vector<int> under_way =
      StandingAt(desk.shadow, {v1::PROPOSAL_STATUS_DRAFT, v1::PROPOSAL_STATUS_SUBMITTED,
                               v1::PROPOSAL_STATUS_RETURNED, v1::PROPOSAL_STATUS_UNDER_REVIEW});
  const bool is_open = desk.phase != v1::PHASE_DRAFT;
  if (is_open && static_cast<int>(under_way.size()) < kUnderWay && desk.ideas.OneIn(4)) {
    return desk.ideas.OneIn(4) ? Import(desk) : BeginDraft(desk);
  }
  if (is_open && !desk.shadow.proposals.empty() && !desk.ideas.OneIn(8)) {
    std::vector<int> ids;
    for (const auto& [id, owned] : desk.shadow.proposals) ids.push_back(id);
    // What is not decided for good, more often than the rest.
    std::vector<int> open = under_way;
    if (desk.phase == v1::PHASE_APPEAL) {
      const std::vector<int> rejected = StandingAt(desk.shadow, {v1::PROPOSAL_STATUS_REJECTED});
      open.insert(open.end(), rejected.begin(), rejected.end());
    }
    const int id = desk.ideas.OneOf(open.empty() || desk.ideas.OneIn(4) ? ids : open);
    AddAuthorOptions(desk, id, options);
    AddReviewOptions(desk, id, options);
    AddModerationOptions(desk, id, options);
    AddGroupOptions(desk, options);
  } else {
    AddProjectOptions(desk, options);
  }
  return desk.ideas.OneOf(options)();
}

}  // namespace urna::end_to_end
