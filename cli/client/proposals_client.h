// What citizens and the staff do with proposals, through the API.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/administrator_client.h"
#include "cli/client/connection.h"
#include "urna/v1/mandate.pb.h"
#include "urna/v1/planning_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"
#include "urna/v1/proposals_service.grpc.pb.h"

namespace urna::client {

// What a process asks of its proposals.
struct ProposalRules {
  v1::SubmissionForm form;
  // The last parts of the names of its areas.
  std::vector<std::string> areas;
  // ISO 4217.
  std::string currency;
  int currency_digits = 2;
  // The first that its title is in.
  std::string language;
};

// Thread-safe. The connection carries the token of a member of the staff, or none.
class ProposalsClient {
 public:
  using Stub = v1::Proposals::Stub;

  explicit ProposalsClient(Connection connection);

  // One call. A request that can have an id gets one, so that it is carried out once however often it
  // is sent.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Request request) const {
    if constexpr (requires { request.set_request_id(""); }) request.set_request_id(NewRequestId());
    return connection_.Call(*proposals_, method, request);
  }

  // Calls `visit` for every proposal of every page, in the order asked for, until it returns false.
  // `page_size` of the request is that of one page.
  absl::Status ForEach(v1::ListProposalsRequest request,
                       const std::function<bool(const v1::Proposal&)>& visit) const;

  // `process` is `processes/{process}`.
  absl::StatusOr<ProposalRules> ReadRules(const std::string& process) const;
  // The process alone: its currency, the languages of its title.
  absl::StatusOr<v1::Process> ReadProcess(const std::string& process) const;
  // `contest` is `processes/{process}/contests/{contest}`.
  absl::StatusOr<v1::Contest> ReadContest(const std::string& contest) const;

 private:
  Connection connection_;
  std::unique_ptr<Stub> proposals_;
  std::unique_ptr<v1::Planning::Stub> planning_;
  std::unique_ptr<v1::Processes::Stub> processes_;
};

}  // namespace urna::client
