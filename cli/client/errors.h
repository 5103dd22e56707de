// What a server refuses, in the terms of ledger/errors.h: code, message, reason, field, facts.
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace urna::client {

// The first field violation of google.rpc.BadRequest becomes the status' field, and where there are several all of
// them the fact kViolationsFact; the metadata of google.rpc.ErrorInfo become facts. All of it as Shown() has it: it is a server's text.
absl::Status FromGrpc(const grpc::Status& status);

// One a line, "field: what was expected".
inline constexpr std::string_view kViolationsFact = "violations";

// For people: the message, then the reason in brackets where there is one.
std::string Explain(const absl::Status& status);

// The same status with "`what`: " before its message; nothing that is attached to it is lost.
absl::Status While(std::string_view what, const absl::Status& status);

}  // namespace urna::client
