#include "services/api/method_table.h"

#include <string_view>

#include "services/api/method_rows.h"
#include "services/counting/count_progress.h"
#include "services/voting/refusal_proof.h"
#include "urna/v1/administration_service.pb.h"
#include "urna/v1/ballots_service.pb.h"
#include "urna/v1/eligibility_service.pb.h"
#include "urna/v1/journal_service.pb.h"
#include "urna/v1/ledger_service.pb.h"
#include "urna/v1/messages_service.pb.h"
#include "urna/v1/people_service.pb.h"
#include "urna/v1/planning_service.pb.h"
#include "urna/v1/processes_service.pb.h"
#include "urna/v1/projects_service.pb.h"
#include "urna/v1/tallies_service.pb.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::services {
namespace {

// The columns of what is done to the contents of a draft.
constexpr Columns kCreate = {Access::kEditors, Span::kUnfrozen, Lane::kQuick, "parent"};
constexpr Columns kDelete = {Access::kEditors, Span::kUnfrozen, Lane::kQuick, "name"};
constexpr Columns kGet = {Access::kReaders, Span::kAlways, Lane::kRead, "name"};
constexpr Columns kList = {Access::kReaders, Span::kAlways, Lane::kRead, "parent"};
// Of parties who are named in what is sealed: agents do not choose them.
constexpr Columns kAppoint = {Access::kConductors, Span::kUnfrozen, Lane::kQuick, "parent"};
constexpr Columns kDismiss = {Access::kConductors, Span::kUnfrozen, Lane::kQuick, "name"};
constexpr Columns kReadLog = {Access::kReaders, Span::kFromSealed, Lane::kRead, "process"};

void AddProcesses(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::CreateProcessRequest::descriptor()->file());
  s.Unary<v1::CreateProcessRequest, v1::Process>(
      "CreateProcess", {Access::kAdministrators, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.CreateProcess(call, request, response);
      });
  s.Unary<v1::GetProcessRequest, v1::Process>(
      "GetProcess", kGet, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.GetProcess(request, response);
      });
  s.Unary<v1::ListProcessesRequest, v1::ListProcessesResponse>(
      "ListProcesses", {Access::kReaders, Span::kAlways, Lane::kRead, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.ListProcesses(call, request, response);
      });
  s.Unary<v1::UpdateProcessRequest, v1::Process>(
      "UpdateProcess", {Access::kConductors, Span::kUnfrozen, Lane::kQuick, "process.name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.UpdateProcess(call, request, response);
      });
  s.Unary<v1::DeleteProcessRequest, google::protobuf::Empty>(
      "DeleteProcess", {Access::kConductors, Span::kUnfrozen, Lane::kSlow, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.DeleteProcess(call, request, response);
      });
  s.Unary<v1::FreezeProcessRequest, v1::Process>(
      "FreezeProcess", {Access::kConductors, Span::kUnfrozen, Lane::kSlow, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.sealing.FreezeProcess(call, request, response);
      });
  s.Unary<v1::UnfreezeProcessRequest, v1::Process>(
      "UnfreezeProcess", {Access::kConductors, Span::kSealing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.sealing.UnfreezeProcess(call, request, response);
      });
  s.Unary<v1::GetManifestRequest, v1::Manifest>(
      "GetManifest", {Access::kReaders, Span::kFromFrozen, Lane::kRead, "name"},
      [&](const Call&, const auto& request, auto& response) {
        return h.sealing.GetManifest(request, response);
      });
  s.Unary<v1::ApproveManifestRequest, v1::ApproveManifestResponse>(
      "ApproveManifest", {Access::kSigners, Span::kSealing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.sealing.ApproveManifest(call, request, response);
      });
  // A retry after the process was sealed is answered as before: the handler tells when not.
  s.Unary<v1::SealProcessRequest, v1::Process>(
      "SealProcess", {Access::kConductors, Span::kFromFrozen, Lane::kSlow, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.sealing.SealProcess(call, request, response);
      });
  s.Unary<v1::ScheduleOpeningRequest, v1::Process>(
      "ScheduleOpening", {Access::kSigners, Span::kFromSealed, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.schedule.ScheduleOpening(call, request, response);
      });
  s.Unary<v1::ScheduleClosingRequest, v1::Process>(
      "ScheduleClosing", {Access::kSigners, Span::kFromSealed, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.schedule.ScheduleClosing(call, request, response);
      });
  s.Unary<v1::GetScheduleRequest, v1::Schedule>(
      "GetSchedule", {Access::kReaders, Span::kFromSealed, Lane::kRead, "name"},
      [&](const Call&, const auto& request, auto& response) {
        return h.schedule.GetSchedule(request, response);
      });
  s.Unary<v1::CreateAreaRequest, v1::Area>(
      "CreateArea", kCreate, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Create(call, request, request.parent(), request.area_id(), request.area(),
                               response);
      });
  s.Unary<v1::GetAreaRequest, v1::Area>("GetArea", kGet,
                                        [&](const Call&, const auto& request, auto& response) {
                                          return h.drafts.Get(request.name(), response);
                                        });
  s.Unary<v1::ListAreasRequest, v1::ListAreasResponse>(
      "ListAreas", kList, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.List(request.parent(), {request.page_size(), request.page_token()},
                             *response.mutable_areas(), *response.mutable_next_page_token());
      });
  s.Unary<v1::DeleteAreaRequest, google::protobuf::Empty>(
      "DeleteArea", kDelete, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Delete<v1::Area>(call, request, request.name(), response);
      });
  s.Unary<v1::CreateContestRequest, v1::Contest>(
      "CreateContest", kCreate, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Create(call, request, request.parent(), request.contest_id(),
                               request.contest(), response);
      });
  s.Unary<v1::GetContestRequest, v1::Contest>(
      "GetContest", kGet, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.Get(request.name(), response);
      });
  s.Unary<v1::ListContestsRequest, v1::ListContestsResponse>(
      "ListContests", kList, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.List(request.parent(), {request.page_size(), request.page_token()},
                             *response.mutable_contests(), *response.mutable_next_page_token());
      });
  s.Unary<v1::UpdateContestRequest, v1::Contest>(
      "UpdateContest", {Access::kEditors, Span::kUnfrozen, Lane::kQuick, "contest.name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Update(call, request, request.contest(), request.update_mask(), response);
      });
  s.Unary<v1::DeleteContestRequest, google::protobuf::Empty>(
      "DeleteContest", kDelete, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Delete<v1::Contest>(call, request, request.name(), response);
      });
  s.Unary<v1::CreateAuthorityRequest, v1::Authority>(
      "CreateAuthority", kAppoint, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Create(call, request, request.parent(), request.authority_id(),
                               request.authority(), response);
      });
  s.Unary<v1::GetAuthorityRequest, v1::Authority>(
      "GetAuthority", kGet, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.Get(request.name(), response);
      });
  s.Unary<v1::ListAuthoritiesRequest, v1::ListAuthoritiesResponse>(
      "ListAuthorities", kList, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.List(request.parent(), {request.page_size(), request.page_token()},
                             *response.mutable_authorities(), *response.mutable_next_page_token());
      });
  s.Unary<v1::DeleteAuthorityRequest, google::protobuf::Empty>(
      "DeleteAuthority", kDismiss, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Delete<v1::Authority>(call, request, request.name(), response);
      });
}

// The columns of what a process rests upon.
constexpr Columns kReadPlan = {Access::kReaders, Span::kAlways, Lane::kRead, "process"};
constexpr Columns kDecide = {Access::kConductors, Span::kUnfrozen, Lane::kQuick, "process"};

void AddPlanning(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::UpdateMandateDraftRequest::descriptor()->file());
  s.Unary<v1::UpdateMandateDraftRequest, v1::MandateVersion>(
      "UpdateMandateDraft", {Access::kEditors, Span::kUnfrozen, Lane::kQuick, "process"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.mandates.UpdateMandateDraft(call, request, response);
      });
  s.Unary<v1::GetMandateDraftRequest, v1::MandateVersion>(
      "GetMandateDraft", {Access::kEditors, Span::kAlways, Lane::kRead, "process"},
      [&](const Call&, const auto& request, auto& response) {
        return h.mandates.GetMandateDraft(request, response);
      });
  s.Unary<v1::PublishMandateRequest, v1::MandateVersion>(
      "PublishMandate", kDecide, [&](const Call& call, const auto& request, auto& response) {
        return h.mandates.PublishMandate(call, request, response);
      });
  s.Unary<v1::GetMandateRequest, v1::MandateVersion>(
      "GetMandate", kReadPlan, [&](const Call&, const auto& request, auto& response) {
        return h.mandates.GetMandate(request, response);
      });
  s.Unary<v1::ListMandateVersionsRequest, v1::ListMandateVersionsResponse>(
      "ListMandateVersions", kReadPlan, [&](const Call&, const auto& request, auto& response) {
        return h.mandates.ListMandateVersions(request, response);
      });
  s.Unary<v1::CompareMandatesRequest, v1::CompareMandatesResponse>(
      "CompareMandates", kReadPlan, [&](const Call&, const auto& request, auto& response) {
        return h.mandates.CompareMandates(request, response);
      });
  s.Unary<v1::SetCalendarRequest, v1::CalendarView>(
      "SetCalendar", kDecide, [&](const Call& call, const auto& request, auto& response) {
        return h.calendars.SetCalendar(call, request, response);
      });
  s.Unary<v1::GetCalendarRequest, v1::CalendarView>(
      "GetCalendar", kReadPlan, [&](const Call&, const auto& request, auto& response) {
        return h.calendars.GetCalendar(request, response);
      });
  s.Unary<v1::SetFormRequest, v1::FormView>(
      "SetForm", {Access::kConductors, Span::kDraft, Lane::kQuick, "process"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.forms.SetForm(call, request, response);
      });
  s.Unary<v1::GetFormRequest, v1::FormView>("GetForm", kReadPlan,
                                            [&](const Call&, const auto& request, auto& response) {
                                              return h.forms.GetForm(request, response);
                                            });
  s.Unary<v1::BeginPhaseRequest, v1::Process>(
      "BeginPhase", kDecide, [&](const Call& call, const auto& request, auto& response) {
        return h.plan.BeginPhase(call, request, response);
      });
  // It changes none that there is: the dispatcher need not look at the earlier one.
  s.Unary<v1::DuplicateProcessRequest, v1::Process>(
      "DuplicateProcess", {Access::kAdministrators, Span::kAlways, Lane::kSlow, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.duplicates.DuplicateProcess(call, request, response);
      });
}

void AddProjects(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::CreateProjectRequest::descriptor()->file());
  s.Unary<v1::CreateProjectRequest, v1::Project>(
      "CreateProject", kCreate, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Create(call, request, request.parent(), request.project_id(),
                               request.project(), response);
      });
  s.Unary<v1::GetProjectRequest, v1::Project>(
      "GetProject", kGet, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.Get(request.name(), response);
      });
  s.Unary<v1::ListProjectsRequest, v1::ListProjectsResponse>(
      "ListProjects", kList, [&](const Call& call, const auto& request, auto& response) {
        return h.project_listing.ListProjects(call, request, response);
      });
  s.Unary<v1::UpdateProjectRequest, v1::Project>(
      "UpdateProject", {Access::kEditors, Span::kUnfrozen, Lane::kQuick, "project.name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Update(call, request, request.project(), request.update_mask(), response);
      });
  s.Unary<v1::DeleteProjectRequest, google::protobuf::Empty>(
      "DeleteProject", kDelete, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Delete<v1::Project>(call, request, request.name(), response);
      });
  s.Unary<v1::BatchCreateProjectsRequest, v1::BatchCreateProjectsResponse>(
      "BatchCreateProjects", kCreate, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.BatchCreateProjects(call, request, response);
      });
}

void AddEligibility(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::CreateElectorateRequest::descriptor()->file());
  s.Unary<v1::CreateElectorateRequest, v1::Electorate>(
      "CreateElectorate", kCreate, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Create(call, request, request.parent(), request.electorate_id(),
                               request.electorate(), response);
      });
  s.Unary<v1::GetElectorateRequest, v1::Electorate>(
      "GetElectorate", kGet, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.Get(request.name(), response);
      });
  s.Unary<v1::ListElectoratesRequest, v1::ListElectoratesResponse>(
      "ListElectorates", kList, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.List(request.parent(), {request.page_size(), request.page_token()},
                             *response.mutable_electorates(), *response.mutable_next_page_token());
      });
  s.Unary<v1::DeleteElectorateRequest, google::protobuf::Empty>(
      "DeleteElectorate", {Access::kEditors, Span::kUnfrozen, Lane::kSlow, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Delete<v1::Electorate>(call, request, request.name(), response);
      });
  s.Unary<v1::CreateRegistrarRequest, v1::Registrar>(
      "CreateRegistrar", kAppoint, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Create(call, request, request.parent(), request.registrar_id(),
                               request.registrar(), response);
      });
  s.Unary<v1::GetRegistrarRequest, v1::Registrar>(
      "GetRegistrar", kGet, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.Get(request.name(), response);
      });
  s.Unary<v1::ListRegistrarsRequest, v1::ListRegistrarsResponse>(
      "ListRegistrars", kList, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.List(request.parent(), {request.page_size(), request.page_token()},
                             *response.mutable_registrars(), *response.mutable_next_page_token());
      });
  s.Unary<v1::DeleteRegistrarRequest, google::protobuf::Empty>(
      "DeleteRegistrar", kDismiss, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Delete<v1::Registrar>(call, request, request.name(), response);
      });
  s.TakesFile<v1::PartHeader>(
      "ImportPart", {Access::kSigners, Span::kUnfrozen, Lane::kSlow, "electorate"},
      [&](const Call& call, const auto& header) { return h.imports.ImportPart(call, header); });
  s.SendsFile<v1::ReadRollRequest>(
      "ReadRoll", {Access::kReaders, Span::kFromFrozen, Lane::kRead, "electorate"},
      [&](const Call&, const auto& request) { return ReadRoll(h.store, request); });
  s.Unary<v1::FindSlotRequest, v1::Slot>(
      "FindSlot", {Access::kReaders, Span::kFromFrozen, Lane::kRead, "process"},
      [&](const Call&, const auto& request, auto& response) {
        return h.slots.FindSlot(request, response);
      });
  s.Unary<v1::RevokeKeyRequest, v1::RevokeKeyResponse>(
      "RevokeKey", {Access::kSigners, Span::kFromSealed, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.revocations.RevokeKey(call, request, response);
      });
}

// What trustees say in the key ceremony.
constexpr Columns kCeremony = {Access::kSigners, Span::kSealing, Lane::kQuick, "process"};
constexpr Columns kClosing = {Access::kSigners, Span::kFromClosed, Lane::kQuick, "process"};

void AddTrustees(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::CreateTrusteeRequest::descriptor()->file());
  s.Unary<v1::CreateTrusteeRequest, v1::Trustee>(
      "CreateTrustee", kAppoint, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Create(call, request, request.parent(), request.trustee_id(),
                               request.trustee(), response);
      });
  s.Unary<v1::GetTrusteeRequest, v1::Trustee>(
      "GetTrustee", kGet, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.Get(request.name(), response);
      });
  s.Unary<v1::ListTrusteesRequest, v1::ListTrusteesResponse>(
      "ListTrustees", kList, [&](const Call&, const auto& request, auto& response) {
        return h.drafts.List(request.parent(), {request.page_size(), request.page_token()},
                             *response.mutable_trustees(), *response.mutable_next_page_token());
      });
  s.Unary<v1::DeleteTrusteeRequest, google::protobuf::Empty>(
      "DeleteTrustee", kDismiss, [&](const Call& call, const auto& request, auto& response) {
        return h.drafts.Delete<v1::Trustee>(call, request, request.name(), response);
      });
  s.Unary<v1::GetCeremonyRequest, v1::Ceremony>(
      "GetCeremony", {Access::kReaders, Span::kFromFrozen, Lane::kRead, "process"},
      [&](const Call&, const auto& request, auto& response) {
        return h.ceremonies.GetCeremony(request, response);
      });
  s.Unary<v1::SubmitCommitmentRequest, v1::Ceremony>(
      "SubmitCommitment", kCeremony, [&](const Call& call, const auto& request, auto& response) {
        return h.ceremonies.SubmitCommitment(call, request, response);
      });
  s.Unary<v1::SubmitRevealRequest, v1::Ceremony>(
      "SubmitReveal", kCeremony, [&](const Call& call, const auto& request, auto& response) {
        return h.ceremonies.SubmitReveal(call, request, response);
      });
  s.Unary<v1::SubmitConfirmationRequest, v1::Ceremony>(
      "SubmitConfirmation", kCeremony, [&](const Call& call, const auto& request, auto& response) {
        return h.ceremonies.SubmitConfirmation(call, request, response);
      });
  s.Unary<v1::FileComplaintRequest, v1::Ceremony>(
      "FileComplaint", kCeremony, [&](const Call& call, const auto& request, auto& response) {
        return h.ceremonies.FileComplaint(call, request, response);
      });
  s.Unary<v1::RestartCeremonyRequest, v1::Ceremony>(
      "RestartCeremony", {Access::kConductors, Span::kSealing, Lane::kQuick, "process"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.ceremonies.RestartCeremony(call, request, response);
      });
  s.Unary<v1::SignClosingRequest, v1::SignClosingResponse>(
      "SignClosing", kClosing, [&](const Call& call, const auto& request, auto& response) {
        return h.closings.SignClosing(call, request, response);
      });
  s.Unary<v1::SubmitCloseCheckpointRequest, v1::SubmitCloseCheckpointResponse>(
      "SubmitCloseCheckpoint", kClosing,
      [&](const Call& call, const auto& request, auto& response) {
        return h.closings.SubmitCloseCheckpoint(call, request, response);
      });
  s.Unary<v1::GetCountRequest, v1::Count>(
      "GetCount", {Access::kReaders, Span::kFromClosed, Lane::kRead, "process"},
      [&](const Call&, const auto& request, auto& response) {
        return GetCount(h.store, h.logs, request, response);
      });
  s.TakesFile<v1::ArtefactHeader>(
      "SubmitArtefact", {Access::kSigners, Span::kFromClosed, Lane::kSlow, "process"},
      [&](const Call&, const auto& header) { return h.artefacts.SubmitArtefact(header); });
}

void AddTallies(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::GetTallyRequest::descriptor()->file());
  s.Unary<v1::GetTallyRequest, v1::Tally>(
      "GetTally", {Access::kReaders, Span::kFromClosed, Lane::kTally, "contest"},
      [&](const Call&, const auto& request, auto& response) {
        return h.tallies.GetTally(request, response);
      });
  s.Unary<v1::GetTallyReportRequest, v1::TallyReport>(
      "GetTallyReport", {Access::kReaders, Span::kFromClosed, Lane::kTally, "contest"},
      [&](const Call&, const auto& request, auto& response) {
        return h.reports.GetTallyReport(request, response);
      });
  s.Unary<v1::SignTallyRequest, v1::SignTallyResponse>(
      "SignTally", {Access::kSigners, Span::kFromClosed, Lane::kSlow, "contest"},
      [&](const Call&, const auto& request, auto& response) {
        return h.tallies.SignTally(request, response);
      });
  s.Unary<v1::SimulateRequest, v1::SimulateResponse>(
      "Simulate", {Access::kDraftReaders, Span::kAlways, Lane::kTally, "synthetic.contest"},
      [&](const Call&, const auto& request, auto& response) {
        return h.simulations.Simulate(request, response);
      });
}

void AddBallots(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::CastBallotRequest::descriptor()->file());
  s.Later<v1::CastBallotRequest, v1::CastBallotResponse>(
      "CastBallot", {Access::kSigners, Span::kFromSealed, Lane::kQuick, "process"},
      [&](const Call&, const auto& request, auto& response, WhenDone done) {
        h.casting.CastBallot(request, response, std::move(done));
      });
  s.Unary<v1::ProveRefusalRequest, v1::ProveRefusalResponse>(
      "ProveRefusal", kReadLog, [&](const Call&, const auto& request, auto& response) {
        return ProveRefusal(h.logs, request, response);
      });
  s.Unary<v1::GetBallotRequest, v1::Ballot>(
      "GetBallot", {Access::kReaders, Span::kFromSealed, Lane::kRead, "name"},
      [&](const Call&, const auto& request, auto& response) {
        return h.casting.GetBallot(request, response);
      });
}

void AddLedger(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::GetCheckpointRequest::descriptor()->file());
  s.Unary<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
      "GetCheckpoint", kReadLog, [&](const Call&, const auto& request, auto& response) {
        return h.reading.GetCheckpoint(request, response);
      });
  s.Unary<v1::ListEntriesRequest, v1::ListEntriesResponse>(
      "ListEntries", kReadLog, [&](const Call&, const auto& request, auto& response) {
        return h.reading.ListEntries(request, response);
      });
  s.Unary<v1::GetInclusionProofRequest, v1::GetInclusionProofResponse>(
      "GetInclusionProof", kReadLog, [&](const Call&, const auto& request, auto& response) {
        return h.reading.GetInclusionProof(request, response);
      });
  s.Unary<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(
      "GetConsistencyProof", kReadLog, [&](const Call&, const auto& request, auto& response) {
        return h.reading.GetConsistencyProof(request, response);
      });
  s.Unary<v1::GetTileRequest, v1::GetTileResponse>(
      "GetTile", kReadLog, [&](const Call&, const auto& request, auto& response) {
        return h.reading.GetTile(request, response);
      });
  s.SendsFile<v1::ReadArtefactRequest>(
      "ReadArtefact", kReadLog,
      [&](const Call&, const auto& request) { return h.reading.ReadArtefact(request); });
}

constexpr Columns kReadJournal = {Access::kReaders, Span::kAlways, Lane::kRead, "process"};

void AddJournal(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::GetJournalRequest::descriptor()->file());
  s.Unary<v1::GetJournalRequest, v1::GetJournalResponse>(
      "GetJournal", kReadJournal, [&](const Call&, const auto& request, auto& response) {
        return h.journal.GetJournal(request, response);
      });
  s.Unary<v1::ListActsRequest, v1::ListActsResponse>(
      "ListActs", kReadJournal, [&](const Call&, const auto& request, auto& response) {
        return h.journal.ListActs(request, response);
      });
  s.Unary<v1::GetDocumentRequest, v1::GetDocumentResponse>(
      "GetDocument", kReadJournal, [&](const Call&, const auto& request, auto& response) {
        return h.journal.GetDocument(request, response);
      });
}

constexpr Columns kAdminister = {Access::kAdministrators, Span::kAlways, Lane::kQuick, ""};

void AddAdministration(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::CreateAccessTokenRequest::descriptor()->file());
  s.Unary<v1::CreateAccessTokenRequest, v1::CreateAccessTokenResponse>(
      "CreateAccessToken", kAdminister, [&](const Call&, const auto& request, auto& response) {
        return h.tokens.CreateAccessToken(request, response);
      });
  s.Unary<v1::ListAccessTokensRequest, v1::ListAccessTokensResponse>(
      "ListAccessTokens", {Access::kAdministrators, Span::kAlways, Lane::kQuick, ""},
      [&](const Call&, const auto& request, auto& response) {
        return h.tokens.ListAccessTokens(request, response);
      });
  s.Unary<v1::RevokeAccessTokenRequest, v1::AccessToken>(
      "RevokeAccessToken", kAdminister, [&](const Call&, const auto& request, auto& response) {
        return h.tokens.RevokeAccessToken(request, response);
      });
  s.Unary<v1::GetOwnAccessTokenRequest, v1::AccessToken>(
      "GetOwnAccessToken", {Access::kStaff, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto&, auto& response) {
        return h.tokens.GetOwnAccessToken(call.principal, response);
      });
}

}  // namespace

std::vector<std::string> MethodNames() {
  std::vector<std::string> names;
  for (const google::protobuf::FileDescriptor* file :
       {v1::CreateProcessRequest::descriptor()->file(),
        v1::UpdateMandateDraftRequest::descriptor()->file(),
        v1::CreateProjectRequest::descriptor()->file(),
        v1::CreateElectorateRequest::descriptor()->file(),
        v1::CreateTrusteeRequest::descriptor()->file(), v1::GetTallyRequest::descriptor()->file(),
        v1::CastBallotRequest::descriptor()->file(), v1::GetCheckpointRequest::descriptor()->file(),
        v1::GetJournalRequest::descriptor()->file(),
        v1::CreateProposalRequest::descriptor()->file(),
        v1::CreateAccessTokenRequest::descriptor()->file(),
        v1::ListProvidersRequest::descriptor()->file(),
        v1::FollowProposalRequest::descriptor()->file()}) {
    const google::protobuf::ServiceDescriptor* service = file->service(0);
    for (int i = 0; i < service->method_count(); ++i) names.push_back(service->method(i)->name());
  }
  return names;
}

std::vector<Method> MakeMethodTable(const Handlers& handlers) {
  std::vector<Method> table;
  AddProcesses(handlers, table);
  AddPlanning(handlers, table);
  AddProjects(handlers, table);
  AddEligibility(handlers, table);
  AddTrustees(handlers, table);
  AddTallies(handlers, table);
  AddBallots(handlers, table);
  AddLedger(handlers, table);
  AddJournal(handlers, table);
  AddProposals(handlers, table);
  AddAttachments(handlers, table);
  AddAdministration(handlers, table);
  AddPeople(handlers, table);
  AddMessages(handlers, table);
  return table;
}

}  // namespace urna::services
