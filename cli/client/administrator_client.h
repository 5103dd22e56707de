// What an administrator does: writes a process down, freezes it, seals it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "cli/client/process_description.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"
#include "urna/v1/projects_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::client {

// Thread-safe. The connection carries the administrator's token.
class AdministratorClient {
 public:
  explicit AdministratorClient(Connection connection);

  // Creates the process with everything in it and returns it, election id included. Where something
  // is refused, what was created is deleted again, and the error names the resource.
  absl::StatusOr<v1::Process> Create(const ProcessDescription& description);

  // `name` is `processes/{process}`.
  absl::StatusOr<v1::Process> Get(const std::string& name);
  absl::StatusOr<v1::Process> Freeze(const std::string& name);
  absl::StatusOr<v1::Process> Unfreeze(const std::string& name);
  absl::StatusOr<v1::Process> Seal(const std::string& name);
  absl::Status Delete(const std::string& name);
  absl::Status RestartCeremony(const std::string& name);

 private:
  absl::Status Fill(const ProcessDescription& description);
  absl::Status CreateContest(const std::string& parent, const ContestDescription& contest);

  Connection connection_;
  std::unique_ptr<v1::Processes::Stub> processes_;
  std::unique_ptr<v1::Projects::Stub> projects_;
  std::unique_ptr<v1::Eligibility::Stub> eligibility_;
  std::unique_ptr<v1::Trustees::Stub> trustees_;
};

// A random UUID (version 4): what makes a request safe to send twice.
std::string NewRequestId();

}  // namespace urna::client
