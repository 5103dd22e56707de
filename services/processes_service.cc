#include "services/processes_service.h"

namespace urna::services {

grpc::ServerUnaryReactor* ProcessesService::CreateProcess(grpc::CallbackServerContext* context,
                                                          const v1::CreateProcessRequest* request,
                                                          v1::Process* response) {
  return calls_.Answer(context, "CreateProcess", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.CreateProcess(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::GetProcess(grpc::CallbackServerContext* context,
                                                       const v1::GetProcessRequest* request,
                                                       v1::Process* response) {
  return calls_.Answer(context, "GetProcess", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.GetProcess(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::ListProcesses(grpc::CallbackServerContext* context,
                                                          const v1::ListProcessesRequest* request,
                                                          v1::ListProcessesResponse* response) {
  return calls_.Answer(context, "ListProcesses", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.ListProcesses(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::UpdateProcess(grpc::CallbackServerContext* context,
                                                          const v1::UpdateProcessRequest* request,
                                                          v1::Process* response) {
  return calls_.Answer(context, "UpdateProcess", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.UpdateProcess(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::DeleteProcess(grpc::CallbackServerContext* context,
                                                          const v1::DeleteProcessRequest* request,
                                                          google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteProcess", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.DeleteProcess(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::FreezeProcess(grpc::CallbackServerContext* context,
                                                          const v1::FreezeProcessRequest* request,
                                                          v1::Process* response) {
  return calls_.Answer(context, "FreezeProcess", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return sealing_.Freeze(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::UnfreezeProcess(
    grpc::CallbackServerContext* context, const v1::UnfreezeProcessRequest* request,
    v1::Process* response) {
  return calls_.Answer(context, "UnfreezeProcess", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return sealing_.Unfreeze(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::GetManifest(grpc::CallbackServerContext* context,
                                                        const v1::GetManifestRequest* request,
                                                        v1::Manifest* response) {
  return calls_.Answer(context, "GetManifest", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return sealing_.GetManifest(asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::ApproveManifest(
    grpc::CallbackServerContext* context, const v1::ApproveManifestRequest* request,
    v1::ApproveManifestResponse* response) {
  return calls_.Answer(context, "ApproveManifest", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return sealing_.Approve(asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::SealProcess(grpc::CallbackServerContext* context,
                                                        const v1::SealProcessRequest* request,
                                                        v1::Process* response) {
  return calls_.Answer(context, "SealProcess", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return sealing_.Seal(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::ScheduleOpening(
    grpc::CallbackServerContext* context, const v1::ScheduleOpeningRequest* request,
    v1::Process* response) {
  return calls_.Answer(context, "ScheduleOpening", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return schedule_.ScheduleOpening(asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::ScheduleClosing(
    grpc::CallbackServerContext* context, const v1::ScheduleClosingRequest* request,
    v1::Process* response) {
  return calls_.Answer(context, "ScheduleClosing", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return schedule_.ScheduleClosing(asked, answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::CreateArea(grpc::CallbackServerContext* context,
                                                       const v1::CreateAreaRequest* request,
                                                       v1::Area* response) {
  return calls_.Answer(context, "CreateArea", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Create(actor, {"CreateArea", asked.request_id(), asked},
                                               asked.parent(), asked.area_id(), asked.area(),
                                               answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::GetArea(grpc::CallbackServerContext* context,
                                                    const v1::GetAreaRequest* request,
                                                    v1::Area* response) {
  return calls_.Answer(context, "GetArea", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Get(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::ListAreas(grpc::CallbackServerContext* context,
                                                      const v1::ListAreasRequest* request,
                                                      v1::ListAreasResponse* response) {
  return calls_.Answer(context, "ListAreas", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.List(
                             actor, asked.parent(), {asked.page_size(), asked.page_token()},
                             *answer.mutable_areas(), *answer.mutable_next_page_token());
                       });
}

grpc::ServerUnaryReactor* ProcessesService::DeleteArea(grpc::CallbackServerContext* context,
                                                       const v1::DeleteAreaRequest* request,
                                                       google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteArea", request, response,
                       [this](const Actor& actor, const auto& asked, auto&) {
                         return drafts_.Delete<v1::Area>(
                             actor, {"DeleteArea", asked.request_id(), asked}, asked.name());
                       });
}

grpc::ServerUnaryReactor* ProcessesService::CreateContest(grpc::CallbackServerContext* context,
                                                          const v1::CreateContestRequest* request,
                                                          v1::Contest* response) {
  return calls_.Answer(context, "CreateContest", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Create(actor, {"CreateContest", asked.request_id(), asked},
                                               asked.parent(), asked.contest_id(), asked.contest(),
                                               answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::GetContest(grpc::CallbackServerContext* context,
                                                       const v1::GetContestRequest* request,
                                                       v1::Contest* response) {
  return calls_.Answer(context, "GetContest", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Get(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::ListContests(grpc::CallbackServerContext* context,
                                                         const v1::ListContestsRequest* request,
                                                         v1::ListContestsResponse* response) {
  return calls_.Answer(context, "ListContests", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.List(
                             actor, asked.parent(), {asked.page_size(), asked.page_token()},
                             *answer.mutable_contests(), *answer.mutable_next_page_token());
                       });
}

grpc::ServerUnaryReactor* ProcessesService::UpdateContest(grpc::CallbackServerContext* context,
                                                          const v1::UpdateContestRequest* request,
                                                          v1::Contest* response) {
  return calls_.Answer(context, "UpdateContest", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Update(actor, {"UpdateContest", asked.request_id(), asked},
                                               asked.contest(), asked.update_mask(), answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::DeleteContest(grpc::CallbackServerContext* context,
                                                          const v1::DeleteContestRequest* request,
                                                          google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteContest", request, response,
                       [this](const Actor& actor, const auto& asked, auto&) {
                         return drafts_.Delete<v1::Contest>(
                             actor, {"DeleteContest", asked.request_id(), asked}, asked.name());
                       });
}

grpc::ServerUnaryReactor* ProcessesService::CreateAuthority(
    grpc::CallbackServerContext* context, const v1::CreateAuthorityRequest* request,
    v1::Authority* response) {
  return calls_.Answer(context, "CreateAuthority", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Create(
                             actor, {"CreateAuthority", asked.request_id(), asked}, asked.parent(),
                             asked.authority_id(), asked.authority(), answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::GetAuthority(grpc::CallbackServerContext* context,
                                                         const v1::GetAuthorityRequest* request,
                                                         v1::Authority* response) {
  return calls_.Answer(context, "GetAuthority", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Get(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* ProcessesService::ListAuthorities(
    grpc::CallbackServerContext* context, const v1::ListAuthoritiesRequest* request,
    v1::ListAuthoritiesResponse* response) {
  return calls_.Answer(context, "ListAuthorities", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.List(
                             actor, asked.parent(), {asked.page_size(), asked.page_token()},
                             *answer.mutable_authorities(), *answer.mutable_next_page_token());
                       });
}

grpc::ServerUnaryReactor* ProcessesService::DeleteAuthority(
    grpc::CallbackServerContext* context, const v1::DeleteAuthorityRequest* request,
    google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteAuthority", request, response,
                       [this](const Actor& actor, const auto& asked, auto&) {
                         return drafts_.Delete<v1::Authority>(
                             actor, {"DeleteAuthority", asked.request_id(), asked}, asked.name());
                       });
}

}  // namespace urna::services
