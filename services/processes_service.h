// The service Processes: thin, one expression a call.
#pragma once

#include "services/call.h"
#include "services/drafts.h"
#include "services/schedule.h"
#include "services/sealing.h"
#include "urna/v1/processes_service.grpc.pb.h"

namespace urna::services {

class ProcessesService final : public v1::Processes::CallbackService {
 public:
  // All must outlive the server.
  ProcessesService(Calls& calls, Drafts& drafts, Sealing& sealing, Schedule& schedule)
      : calls_(calls), drafts_(drafts), sealing_(sealing), schedule_(schedule) {}

  grpc::ServerUnaryReactor* CreateProcess(grpc::CallbackServerContext* context,
                                          const v1::CreateProcessRequest* request,
                                          v1::Process* response) override;
  grpc::ServerUnaryReactor* GetProcess(grpc::CallbackServerContext* context,
                                       const v1::GetProcessRequest* request,
                                       v1::Process* response) override;
  grpc::ServerUnaryReactor* ListProcesses(grpc::CallbackServerContext* context,
                                          const v1::ListProcessesRequest* request,
                                          v1::ListProcessesResponse* response) override;
  grpc::ServerUnaryReactor* UpdateProcess(grpc::CallbackServerContext* context,
                                          const v1::UpdateProcessRequest* request,
                                          v1::Process* response) override;
  grpc::ServerUnaryReactor* DeleteProcess(grpc::CallbackServerContext* context,
                                          const v1::DeleteProcessRequest* request,
                                          google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* FreezeProcess(grpc::CallbackServerContext* context,
                                          const v1::FreezeProcessRequest* request,
                                          v1::Process* response) override;
  grpc::ServerUnaryReactor* UnfreezeProcess(grpc::CallbackServerContext* context,
                                            const v1::UnfreezeProcessRequest* request,
                                            v1::Process* response) override;
  grpc::ServerUnaryReactor* GetManifest(grpc::CallbackServerContext* context,
                                        const v1::GetManifestRequest* request,
                                        v1::Manifest* response) override;
  grpc::ServerUnaryReactor* ApproveManifest(grpc::CallbackServerContext* context,
                                            const v1::ApproveManifestRequest* request,
                                            v1::ApproveManifestResponse* response) override;
  grpc::ServerUnaryReactor* SealProcess(grpc::CallbackServerContext* context,
                                        const v1::SealProcessRequest* request,
                                        v1::Process* response) override;
  grpc::ServerUnaryReactor* ScheduleOpening(grpc::CallbackServerContext* context,
                                            const v1::ScheduleOpeningRequest* request,
                                            v1::Process* response) override;
  grpc::ServerUnaryReactor* ScheduleClosing(grpc::CallbackServerContext* context,
                                            const v1::ScheduleClosingRequest* request,
                                            v1::Process* response) override;
  grpc::ServerUnaryReactor* CreateArea(grpc::CallbackServerContext* context,
                                       const v1::CreateAreaRequest* request,
                                       v1::Area* response) override;
  grpc::ServerUnaryReactor* GetArea(grpc::CallbackServerContext* context,
                                    const v1::GetAreaRequest* request, v1::Area* response) override;
  grpc::ServerUnaryReactor* ListAreas(grpc::CallbackServerContext* context,
                                      const v1::ListAreasRequest* request,
                                      v1::ListAreasResponse* response) override;
  grpc::ServerUnaryReactor* DeleteArea(grpc::CallbackServerContext* context,
                                       const v1::DeleteAreaRequest* request,
                                       google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* CreateContest(grpc::CallbackServerContext* context,
                                          const v1::CreateContestRequest* request,
                                          v1::Contest* response) override;
  grpc::ServerUnaryReactor* GetContest(grpc::CallbackServerContext* context,
                                       const v1::GetContestRequest* request,
                                       v1::Contest* response) override;
  grpc::ServerUnaryReactor* ListContests(grpc::CallbackServerContext* context,
                                         const v1::ListContestsRequest* request,
                                         v1::ListContestsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateContest(grpc::CallbackServerContext* context,
                                          const v1::UpdateContestRequest* request,
                                          v1::Contest* response) override;
  grpc::ServerUnaryReactor* DeleteContest(grpc::CallbackServerContext* context,
                                          const v1::DeleteContestRequest* request,
                                          google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* CreateAuthority(grpc::CallbackServerContext* context,
                                            const v1::CreateAuthorityRequest* request,
                                            v1::Authority* response) override;
  grpc::ServerUnaryReactor* GetAuthority(grpc::CallbackServerContext* context,
                                         const v1::GetAuthorityRequest* request,
                                         v1::Authority* response) override;
  grpc::ServerUnaryReactor* ListAuthorities(grpc::CallbackServerContext* context,
                                            const v1::ListAuthoritiesRequest* request,
                                            v1::ListAuthoritiesResponse* response) override;
  grpc::ServerUnaryReactor* DeleteAuthority(grpc::CallbackServerContext* context,
                                            const v1::DeleteAuthorityRequest* request,
                                            google::protobuf::Empty* response) override;

 private:
  Calls& calls_;
  Drafts& drafts_;
  Sealing& sealing_;
  Schedule& schedule_;
};

}  // namespace urna::services
