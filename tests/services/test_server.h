// A real server on loopback, with a store in a folder of its own and a clock that the test sets.
#pragma once

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "services/manual_clock.h"
#include "services/server/server.h"
#include "support/faulty_store.h"
#include "support/temporary_folder.h"
#include "urna/v1/administration_service.grpc.pb.h"
#include "urna/v1/attachments_service.grpc.pb.h"
#include "urna/v1/ballots_service.grpc.pb.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/journal_service.grpc.pb.h"
#include "urna/v1/ledger_service.grpc.pb.h"
#include "urna/v1/messages_service.grpc.pb.h"
#include "urna/v1/planning_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"
#include "urna/v1/projects_service.grpc.pb.h"
#include "urna/v1/tallies_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::services {

class Application;

// What an error says, in a form that tests compare.
struct Refusal {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string reason;
  // Field -> description.
  std::map<std::string, std::string> fields;
  std::map<std::string, std::string> metadata;
};
// Fails the test unless an error has exactly one ErrorInfo of the domain "urna.v1".
Refusal Read(const grpc::Status& status);

// "OK", or code, reason and fields: what most tests expect of an answer.
MATCHER_P2(IsRefused, code, reason, "") {
  const Refusal refusal = Read(arg);
  *result_listener << "which is " << refusal.code << " " << refusal.reason << ": "
                   << arg.error_message();
  return refusal.code == code && refusal.reason == reason;
}
MATCHER_P(IsWrongAt, field, "") {
  const Refusal refusal = Read(arg);
  *result_listener << "which is " << refusal.code << " " << refusal.reason << ": "
                   << arg.error_message();
  return refusal.code == grpc::StatusCode::INVALID_ARGUMENT && refusal.fields.contains(field);
}
MATCHER(IsDone, "") {
  *result_listener << arg.error_message();
  return arg.ok();
}

// A unary call by name, with bytes as they stand; the response is appended to `response`.
grpc::Status CallByName(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                        const std::string& request, std::string& response);

template <typename Response>
struct Answer {
  grpc::Status status;
  Response value;
};

class TestServer {
 public:
  TestServer();
  ~TestServer();

  ManualClock& clock() { return clock_; }
  const std::string& token() const { return token_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Another connection: one has 100 calls at a time.
  std::shared_ptr<grpc::Channel> Connect() const;
  // Where it is reached over HTTP, "host:port".
  const std::string& http_address() const { return server_->http_addresses()[0]; }
  const ServerConfig& config() const { return config_; }
  // Ends the server and starts another on the same store, which fails as `script` says.
  void Restart(storage::FaultScript script = nullptr);
  // Restarts it with other pages (LoadPages).
  void ServePages(const std::string& source);
  // Restarts it with another configuration.
  void Configure(const std::function<void(ServerConfig& config)>& change);
  // Restarts it with this mail server, "host:port".
  void SendMailBy(const std::string& smtp_server);
  // Ends the server, hands over an application without doors on the same store, and starts another
  // server.
  void WithoutDoors(const std::function<void(Application& application)>& use);
  // What the server that runs stands on, so that a test can change it behind its back.
  storage::Store& store() { return *store_; }
  // What grpc.health.v1 says, as the number of its status: 1 SERVING, 2 NOT_SERVING.
  int Health() const;

  // A call without and one with the administrator's token.
  std::unique_ptr<grpc::ClientContext> Anonymous() const;
  std::unique_ptr<grpc::ClientContext> Administrator() const;
  // One with another token.
  std::unique_ptr<grpc::ClientContext> With(const std::string& token) const;

  // One unary call, such as Admin(&v1::Processes::Stub::GetProcess, request).
  template <typename Stub, typename Request, typename Response>
  Answer<Response> Admin(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                         const Request& request) {
    return Call(method, request, *Administrator());
  }
  template <typename Stub, typename Request, typename Response>
  Answer<Response> Anybody(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                           const Request& request) {
    return Call(method, request, *Anonymous());
  }

  v1::Administration::Stub& administration() { return *administration_; }
  v1::Processes::Stub& processes() { return *processes_; }
  v1::Projects::Stub& projects() { return *projects_; }
  v1::Eligibility::Stub& eligibility() { return *eligibility_; }
  v1::Trustees::Stub& trustees() { return *trustees_; }
  v1::Ballots::Stub& ballots() { return *ballots_; }
  v1::Tallies::Stub& tallies() { return *tallies_; }
  v1::Ledger::Stub& ledger() { return *ledger_; }
  v1::Planning::Stub& planning() { return *planning_; }
  v1::Journal::Stub& journal() { return *journal_; }

 private:
  void Start(storage::FaultScript script);
  void End();
  template <typename Stub, typename Request, typename Response>
  Answer<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        const Request& request, grpc::ClientContext& context) {
    Answer<Response> answer;
    answer.status = (StubOf(static_cast<Stub*>(nullptr)).*method)(&context, request, &answer.value);
    return answer;
  }
  v1::Administration::Stub& StubOf(v1::Administration::Stub*) { return *administration_; }
  v1::Processes::Stub& StubOf(v1::Processes::Stub*) { return *processes_; }
  v1::Projects::Stub& StubOf(v1::Projects::Stub*) { return *projects_; }
  v1::Eligibility::Stub& StubOf(v1::Eligibility::Stub*) { return *eligibility_; }
  v1::Trustees::Stub& StubOf(v1::Trustees::Stub*) { return *trustees_; }
  v1::Ballots::Stub& StubOf(v1::Ballots::Stub*) { return *ballots_; }
  v1::Tallies::Stub& StubOf(v1::Tallies::Stub*) { return *tallies_; }
  v1::Ledger::Stub& StubOf(v1::Ledger::Stub*) { return *ledger_; }
  v1::Planning::Stub& StubOf(v1::Planning::Stub*) { return *planning_; }
  v1::Messages::Stub& StubOf(v1::Messages::Stub*) { return *messages_; }
  v1::Attachments::Stub& StubOf(v1::Attachments::Stub*) { return *attachments_; }
  v1::Journal::Stub& StubOf(v1::Journal::Stub*) { return *journal_; }

  TemporaryFolder folder_;
  ManualClock clock_;
  ServerConfig config_;
  std::string token_;
  storage::Store* store_ = nullptr;  // the server's
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Administration::Stub> administration_;
  std::unique_ptr<v1::Processes::Stub> processes_;
  std::unique_ptr<v1::Projects::Stub> projects_;
  std::unique_ptr<v1::Eligibility::Stub> eligibility_;
  std::unique_ptr<v1::Trustees::Stub> trustees_;
  std::unique_ptr<v1::Ballots::Stub> ballots_;
  std::unique_ptr<v1::Tallies::Stub> tallies_;
  std::unique_ptr<v1::Ledger::Stub> ledger_;
  std::unique_ptr<v1::Planning::Stub> planning_;
  std::unique_ptr<v1::Journal::Stub> journal_;
  std::unique_ptr<v1::Messages::Stub> messages_;
  std::unique_ptr<v1::Attachments::Stub> attachments_;
};

}  // namespace urna::services
