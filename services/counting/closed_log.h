// The log of a closed process, and who has signed that it is closed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/closing.h"
#include "services/append/log_registry.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {

// As FindNamedLog; FAILED_PRECONDITION (NOT_CLOSED) before the closing.
absl::StatusOr<std::shared_ptr<ProcessLog>> FindClosedLog(LogRegistry& logs,
                                                          const std::string& process,
                                                          std::string_view field);
// The same as FindActiveLog: of one that is being counted.
absl::StatusOr<std::shared_ptr<ProcessLog>> FindCountingLog(LogRegistry& logs,
                                                            const std::string& process,
                                                            std::string_view field);

// A contest of a closed process.
struct NamedContest {
  std::shared_ptr<ProcessLog> log;
  ledger::ContestId contest;
};
// By resource name. NOT_FOUND (UNKNOWN_CONTEST) where the manifest has none of that name.
absl::StatusOr<NamedContest> FindContest(LogRegistry& logs, const std::string& name);

// What is signed of a closed log.
absl::StatusOr<ledger::Closing> ClosingOf(const ProcessLog& log);

// INVALID_ARGUMENT at "trustee" unless the manifest has it.
absl::Status CheckTrustee(const ledger::Manifest& manifest, std::uint32_t trustee);

std::vector<ledger::ClosingSignature> KeptClosings(const internal::v1::ProcessRecord& record);
bool IsBy(const internal::v1::ClosingSignature& one, const ledger::Party& party);

// FAILED_PRECONDITION (CLOSING_NOT_SIGNED) unless all have signed without whom nothing may be made of
// the closed log.
absl::Status CheckClosingHolds(const ledger::Manifest& manifest,
                               const internal::v1::ProcessRecord& record);
// FAILED_PRECONDITION (CLOSING_NOT_SIGNED).
absl::Status ClosingNotSigned(std::string_view what);

}  // namespace urna::services
