// What PostgreSQL's five characters mean to us (its manual, appendix A).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/postgres/connection.h"

namespace urna::storage {

namespace sqlstate {
inline constexpr std::string_view kNotNullViolation = "23502";
inline constexpr std::string_view kReadOnly = "25006";
inline constexpr std::string_view kNotAuthorised = "28000";
inline constexpr std::string_view kWrongPassword = "28P01";
inline constexpr std::string_view kNoSuchDatabase = "3D000";
inline constexpr std::string_view kNoPrivilege = "42501";
inline constexpr std::string_view kNoSuchTable = "42P01";
inline constexpr std::string_view kNoSuchSchema = "3F000";
inline constexpr std::string_view kDiskFull = "53100";
inline constexpr std::string_view kTooManyConnections = "53300";
}  // namespace sqlstate

// Why the database did not carry something out, in words that name no host, user or key: "the
// database's disk is full".
std::string ReasonOf(const Answer& answer);

// Of a statement that only reads, or whose transaction is known not to be committed. UNAVAILABLE
// for what may pass, RESOURCE_EXHAUSTED for a full disk, DATA_LOSS for damage that the database
// has found, FAILED_PRECONDITION for what an operator must change, INTERNAL for the rest.
absl::Status StatusOf(const Answer& answer);

}  // namespace urna::storage
