// What makes a configuration complete and consistent (section 3 of docs/protocol.md).
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "urna/v1/config.pb.h"

namespace urna::ledger {

inline constexpr std::string_view kProtocol = "urna/v2";

// OK, or INVALID_ARGUMENT with the path of the first field that is wrong. Checked when a process is
// frozen, and again by every party that reads a manifest.
absl::Status ValidateConfig(const v1::Config& config);

// 1 to 63 lower-case letters, digits and hyphens, beginning with a letter.
bool IsResourceId(std::string_view id);
// 1 to 64 bytes of UTF-8 without control characters, commas, semicolons, or white space at an
// end: what a Pabulib file can hold.
bool IsProjectId(std::string_view id);
// 1 to 100 bytes without commas, or white space at an end: what a Pabulib file can hold, whose
// readers must find the same projects in a category.
bool IsCategory(std::string_view category);

// The closing quorum where nobody chose one: ceil((n + t) / 2), of n trustees of whom t decrypt.
std::uint32_t DefaultClosingQuorum(std::uint32_t trustees, std::uint32_t threshold);

// The points of a ballot that the widest contest needs. The contests must be valid.
absl::StatusOr<std::uint32_t> NecessaryWidth(const v1::Config& config);

}  // namespace urna::ledger
