// The service Projects: thin, one expression a call.
#pragma once

#include "services/call.h"
#include "services/drafts.h"
#include "urna/v1/projects_service.grpc.pb.h"

namespace urna::services {

class ProjectsService final : public v1::Projects::CallbackService {
 public:
  // All must outlive the server.
  ProjectsService(Calls& calls, Drafts& drafts) : calls_(calls), drafts_(drafts) {}

  grpc::ServerUnaryReactor* CreateProject(grpc::CallbackServerContext* context,
                                          const v1::CreateProjectRequest* request,
                                          v1::Project* response) override;
  grpc::ServerUnaryReactor* GetProject(grpc::CallbackServerContext* context,
                                       const v1::GetProjectRequest* request,
                                       v1::Project* response) override;
  grpc::ServerUnaryReactor* ListProjects(grpc::CallbackServerContext* context,
                                         const v1::ListProjectsRequest* request,
                                         v1::ListProjectsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateProject(grpc::CallbackServerContext* context,
                                          const v1::UpdateProjectRequest* request,
                                          v1::Project* response) override;
  grpc::ServerUnaryReactor* DeleteProject(grpc::CallbackServerContext* context,
                                          const v1::DeleteProjectRequest* request,
                                          google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* BatchCreateProjects(grpc::CallbackServerContext* context,
                                                const v1::BatchCreateProjectsRequest* request,
                                                v1::BatchCreateProjectsResponse* response) override;

 private:
  Calls& calls_;
  Drafts& drafts_;
};

}  // namespace urna::services
