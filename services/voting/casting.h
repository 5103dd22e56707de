// Votes as they come in, and as they stand in the log.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "services/append/log_registry.h"
#include "urna/v1/ballots_service.pb.h"

namespace urna::services {

// Thread-safe.
class Casting {
 public:
  // Must outlive this object.
  explicit Casting(LogRegistry& logs) : logs_(logs) {}

  // Hands the ballot to its log, as ProcessLog::CastBallot. No thread is held while its record is
  // being written: `done` is told from any thread what came of it, and both messages must live until
  // then.
  void CastBallot(const v1::CastBallotRequest& request, v1::CastBallotResponse& response,
                  std::function<void(const absl::Status&)> done);

  // NOT_FOUND (BALLOT_NOT_FOUND) for a tracker of no ballot in the log.
  absl::Status GetBallot(const v1::GetBallotRequest& request, v1::Ballot& response);

 private:
  LogRegistry& logs_;
};

}  // namespace urna::services
