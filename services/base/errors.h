// What goes wrong, in the form of Google's error model (AIP-193): a canonical code, a message for
// the developer of a client that says what was wrong, where, and what to do, a reason for programs,
// and the fields of the request that are at fault.
//
// Inside the server an error is an absl::Status that carries its details as payloads; it becomes a
// google.rpc.Status at the very last moment, in one place. Messages and details never hold a
// ballot, an identity, a code, a key or a token.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "storage/write_result.h"

namespace urna::services {

// The `domain` of every google.rpc.ErrorInfo that the server sends.
inline constexpr std::string_view kErrorDomain = "urna.v1";

// An error with a google.rpc.ErrorInfo. `reason` is UPPER_SNAKE_CASE and stable: clients branch on
// it.
absl::Status Error(
    absl::StatusCode code, std::string_view reason, std::string_view message,
    std::initializer_list<std::pair<std::string_view, std::string_view>> metadata = {});

// The reason of an error made here or by ledger/errors.h; empty for a status made elsewhere.
std::string ErrorReason(const absl::Status& status);

// INVALID_ARGUMENT for one field, with reason INVALID_FIELD.
absl::Status FieldError(std::string_view field, std::string_view description);

// Collects all that is wrong with a request, so that its author learns it at once. At most
// kMaxViolations of at most kMaxBytes are kept: the answer to a bad request stays small.
class FieldViolations {
 public:
  static constexpr std::size_t kMaxViolations = 64;
  static constexpr std::size_t kMaxBytes = 3500;
  // `field` is the path from the request, such as `contest.rule.parameters[2].name`.
  void Add(std::string field, std::string description);
  bool empty() const { return violations_.empty(); }
  // OK when nothing was added; else `code` with a google.rpc.BadRequest and an ErrorInfo of
  // `reason`.
  absl::Status ToStatus(absl::StatusCode code = absl::StatusCode::kInvalidArgument,
                        std::string_view reason = "INVALID_FIELD") const;

 private:
  std::vector<std::pair<std::string, std::string>> violations_;
  std::size_t size_ = 0;
  std::size_t dropped_ = 0;
};

// `status` as it is sent, with its details; what ledger/errors.h attaches becomes ErrorInfo and
// BadRequest too. An error without an ErrorInfo gets one whose reason is the name of the code. What
// the server cannot explain to a client (INTERNAL, UNKNOWN, DATA_LOSS: a fault of its own) is
// told to the operator with a number, and the client is told the number.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// UNAVAILABLE (SERVER_BUSY): nothing was done.
absl::Status ServerBusy();

// What a caller is told of a write: UNAVAILABLE with NOT_WRITTEN, WRITE_UNCERTAIN or STORE_FENCED,
// and nothing of the machine. INTERNAL for what the store refused.
absl::Status WriteStatus(const storage::WriteResult& result);

}  // namespace urna::services
