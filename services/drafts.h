// A process while it is written: its areas, contests, projects, electorates, registrars,
// authorities and trustees, with Google's standard methods. From the moment the process is frozen
// they can only be read.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/access.h"
#include "services/changes.h"
#include "services/clock.h"
#include "services/resource_name.h"
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
//   FAILED_PRECONDITION  the process is no longer a draft (PROCESS_NOT_IN_DRAFT)
// and as Changes::Apply. What fails changes nothing.
class Drafts {
 public:
  // Fills in what the store does not hold of a process: where it is in its life by now.
  using Completion = std::function<void(v1::Process&)>;

  // All must outlive this object. `server_name` begins the name of every log.
  Drafts(const storage::Store& store, Changes& changes, const Clock& clock, std::string server_name,
         Completion complete);

  absl::Status CreateProcess(const Actor& actor, const v1::CreateProcessRequest& request,
                             v1::Process& response);
  // A draft only for administrators; NOT_FOUND for everybody else.
  absl::Status GetProcess(const Actor& actor, std::string_view name, v1::Process& response) const;
  // By name; drafts only for administrators.
  absl::Status ListProcesses(const Actor& actor, const v1::ListProcessesRequest& request,
                             v1::ListProcessesResponse& response) const;
  // ABORTED (ETAG_MISMATCH) when the process has changed since it was read.
  absl::Status UpdateProcess(const Actor& actor, const v1::UpdateProcessRequest& request,
                             v1::Process& response);
  // With all that is in it.
  absl::Status DeleteProcess(const Actor& actor, const v1::DeleteProcessRequest& request,
                             google::protobuf::Empty& response);

  // ALREADY_EXISTS when the id is taken; FAILED_PRECONDITION (TOO_MANY_RESOURCES) when there are as
  // many as a process can hold.
  template <typename Resource>
  absl::Status Create(const Actor& actor, const RequestKey& key, std::string_view parent,
                      std::string_view id, const Resource& resource, Resource& response);
  // All or none.
  absl::Status BatchCreateProjects(const Actor& actor,
                                   const v1::BatchCreateProjectsRequest& request,
                                   v1::BatchCreateProjectsResponse& response);
  template <typename Resource>
  absl::Status Get(const Actor& actor, std::string_view name, Resource& response) const;
  template <typename Resource>
  absl::Status List(const Actor& actor, std::string_view parent, const PageRequest& page,
                    google::protobuf::RepeatedPtrField<Resource>& resources,
                    std::string& next_page_token) const;
  template <typename Resource>
  absl::Status Update(const Actor& actor, const RequestKey& key, const Resource& resource,
                      const google::protobuf::FieldMask& mask, Resource& response);
  // FAILED_PRECONDITION (RESOURCE_IN_USE) while another resource refers to it or it holds projects.
  template <typename Resource>
  absl::Status Delete(const Actor& actor, const RequestKey& key, std::string_view name);

 private:
  // OK when the actor may read what is in the process.
  absl::Status CheckVisible(const Actor& actor, const storage::Reader& store,
                            const ResourceName& name) const;

  const storage::Store& store_;
  Changes& changes_;
  const Clock& clock_;
  const std::string server_name_;
  const Completion complete_;
};

// The stored process; FAILED_PRECONDITION (PROCESS_NOT_IN_DRAFT) unless it is a draft.
absl::StatusOr<v1::Process> ReadDraft(const storage::Reader& store, std::string_view process);

// What `etag` becomes when the process changes.
void RenewEtag(v1::Process& process);

}  // namespace urna::services
