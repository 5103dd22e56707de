#include "services/projects_service.h"

namespace urna::services {

grpc::ServerUnaryReactor* ProjectsService::CreateProject(grpc::CallbackServerContext* context,
                                                         const v1::CreateProjectRequest* request,
                                                         v1::Project* response) {
  return calls_.Answer(context, "CreateProject", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Create(actor, {"CreateProject", asked.request_id(), asked},
                                               asked.parent(), asked.project_id(), asked.project(),
                                               answer);
                       });
}

grpc::ServerUnaryReactor* ProjectsService::GetProject(grpc::CallbackServerContext* context,
                                                      const v1::GetProjectRequest* request,
                                                      v1::Project* response) {
  return calls_.Answer(context, "GetProject", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Get(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* ProjectsService::ListProjects(grpc::CallbackServerContext* context,
                                                        const v1::ListProjectsRequest* request,
                                                        v1::ListProjectsResponse* response) {
  return calls_.Answer(context, "ListProjects", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.List(
                             actor, asked.parent(), {asked.page_size(), asked.page_token()},
                             *answer.mutable_projects(), *answer.mutable_next_page_token());
                       });
}

grpc::ServerUnaryReactor* ProjectsService::UpdateProject(grpc::CallbackServerContext* context,
                                                         const v1::UpdateProjectRequest* request,
                                                         v1::Project* response) {
  return calls_.Answer(context, "UpdateProject", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Update(actor, {"UpdateProject", asked.request_id(), asked},
                                               asked.project(), asked.update_mask(), answer);
                       });
}

grpc::ServerUnaryReactor* ProjectsService::DeleteProject(grpc::CallbackServerContext* context,
                                                         const v1::DeleteProjectRequest* request,
                                                         google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteProject", request, response,
                       [this](const Actor& actor, const auto& asked, auto&) {
                         return drafts_.Delete<v1::Project>(
                             actor, {"DeleteProject", asked.request_id(), asked}, asked.name());
                       });
}

grpc::ServerUnaryReactor* ProjectsService::BatchCreateProjects(
    grpc::CallbackServerContext* context, const v1::BatchCreateProjectsRequest* request,
    v1::BatchCreateProjectsResponse* response) {
  return calls_.Answer(context, "BatchCreateProjects", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.BatchCreateProjects(actor, asked, answer);
                       });
}

}  // namespace urna::services
