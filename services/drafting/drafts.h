// A process while it is written: its areas, contests, projects, electorates, registrars,
// authorities and trustees, with Google's standard methods. From the moment the process is frozen
// they can only be read.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/base/clock.h"
#include "services/base/resource_name.h"
#include "services/records/call.h"
#include "services/records/changes.h"
#include "services/records/creation_orders.h"
#include "storage/store.h"
#include "urna/v1/processes_service.pb.h"
#include "urna/v1/projects_service.pb.h"

namespace urna::services {

// Which page of which list is asked for.
struct PageRequest {
  std::int32_t size;
  std::string_view token;
};

// Thread-safe. `Resource` is any of v1::Area, Contest, Project, Electorate, Registrar, Authority
// and Trustee. Besides what is said below, writing fails with
//   INVALID_ARGUMENT     a field is wrong; the details name all that are
//   NOT_FOUND            the resource, its parent or its process does not exist
// and as Changes::Apply. What fails changes nothing.
class Drafts {
 public:
  // All must outlive this object. `server_name` begins the name of every log.
  Drafts(storage::Store& store, Changes& changes, const LogRegistry& logs, Journals& journals,
         CreationOrders& orders, const Clock& clock, std::string server_name);

  absl::Status CreateProcess(const Call& call, const v1::CreateProcessRequest& request,
                             v1::Process& response);
  absl::Status GetProcess(const v1::GetProcessRequest& request, v1::Process& response) const;
  // By name; drafts for those who may read them.
  absl::Status ListProcesses(const Call& call, const v1::ListProcessesRequest& request,
                             v1::ListProcessesResponse& response) const;
  // ABORTED (ETAG_MISMATCH) when the process has changed since it was read; FAILED_PRECONDITION
  // (PROCESS_IS_PUBLIC) for what no longer changes once citizens propose.
  absl::Status UpdateProcess(const Call& call, const v1::UpdateProcessRequest& request,
                             v1::Process& response);
  // With all that is in it.
  absl::Status DeleteProcess(const Call& call, const v1::DeleteProcessRequest& request,
                             google::protobuf::Empty& response);

  // ALREADY_EXISTS when the id is taken; FAILED_PRECONDITION (TOO_MANY_RESOURCES) when there are as
  // many as a process can hold.
  template <typename Resource>
  absl::Status Create(const Call& call, const google::protobuf::Message& request,
                      std::string_view parent, std::string_view id, const Resource& resource,
                      Resource& response);
  // All or none.
  absl::Status BatchCreateProjects(const Call& call, const v1::BatchCreateProjectsRequest& request,
                                   v1::BatchCreateProjectsResponse& response);
  template <typename Resource>
  absl::Status Get(std::string_view name, Resource& response) const;
  template <typename Resource>
  absl::Status List(std::string_view parent, const PageRequest& page,
                    google::protobuf::RepeatedPtrField<Resource>& resources,
                    std::string& next_page_token) const;
  template <typename Resource>
  absl::Status Update(const Call& call, const google::protobuf::Message& request,
                      const Resource& resource, const google::protobuf::FieldMask& mask,
                      Resource& response);
  // FAILED_PRECONDITION (RESOURCE_IN_USE) while another resource refers to it or it holds projects.
  template <typename Resource>
  absl::Status Delete(const Call& call, const google::protobuf::Message& request,
                      std::string_view name, google::protobuf::Empty& response);

 private:
  const storage::Store& store_;
  Changes& changes_;
  const LogRegistry& logs_;
  Journals& journals_;
  CreationOrders& orders_;
  const Clock& clock_;
  const std::string server_name_;
};

}  // namespace urna::services
