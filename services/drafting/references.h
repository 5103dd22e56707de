// Which resources refer to which, within one process.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "services/base/errors.h"
#include "services/base/resource_name.h"
#include "storage/store.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// Adds a violation for every name below `at` that is no resource of the same process, and for a key
// that another party of the process has: every key has exactly one role. The status is not OK only
// when the store cannot be read.
template <typename Resource>
absl::Status CheckReferences(const storage::Reader&, const Resource&, std::string_view,
                             FieldViolations&) {
  return absl::OkStatus();
}
absl::Status CheckReferences(const storage::Reader& store, const v1::Contest& contest,
                             std::string_view at, FieldViolations& violations);
absl::Status CheckReferences(const storage::Reader& store, const v1::Electorate& electorate,
                             std::string_view at, FieldViolations& violations);
absl::Status CheckReferences(const storage::Reader& store, const v1::Registrar& registrar,
                             std::string_view at, FieldViolations& violations);
absl::Status CheckReferences(const storage::Reader& store, const v1::Authority& authority,
                             std::string_view at, FieldViolations& violations);
absl::Status CheckReferences(const storage::Reader& store, const v1::Trustee& trustee,
                             std::string_view at, FieldViolations& violations);
// Contest groups, and that no other process of this server has the same log.
absl::Status CheckReferences(const storage::Reader& store, const v1::Process& process,
                             FieldViolations& violations);

// FAILED_PRECONDITION (RESOURCE_IN_USE), naming a resource that refers to `name` or lies in it.
absl::Status CheckUnused(const storage::Reader& store, const ResourceName& name);

}  // namespace urna::services
