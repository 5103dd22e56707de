// A server that shows an election of a test, as far as the test wants it seen, and believes
// whatever it is sent. For clients that must not believe it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/client/process_reader.h"
#include "support/election_fixture.h"
#include "support/election_run.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/ledger_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::client {

class ServedRun {
 public:
  // Both must outlive it.
  ServedRun(const ledger::ElectionFixture& election, ledger::ElectionRun& run);
  ~ServedRun();
  ServedRun(const ServedRun&) = delete;
  ServedRun& operator=(const ServedRun&) = delete;

  const std::string& address() const { return address_; }
  std::shared_ptr<const ProcessReader> Reader() const;
  // The signatures of the parties that suffice under the closing.
  void SignTheClosing();

  // Records that are shown; all where it is 0.
  std::uint64_t shown = 0;
  // Shown instead of the checkpoint of these records.
  std::string note;
  v1::Count count;
  // What was sent.
  std::vector<v1::SignClosingRequest> closings;
  std::vector<v1::SubmitCloseCheckpointRequest> checkpoints;
  // Bytes of artefacts that were asked for.
  std::uint64_t read = 0;

 private:
  class Processes;
  class Eligibility;
  class Ledger;
  class Trustees;
  std::uint64_t size() const { return shown == 0 ? run_.leaves().size() : shown; }

  const ledger::ElectionFixture& election_;
  ledger::ElectionRun& run_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace urna::client
