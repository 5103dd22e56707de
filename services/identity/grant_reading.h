// Grants as messages bring them.
#pragma once

#include <string_view>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "services/base/errors.h"
#include "services/identity/principal.h"
#include "urna/v1/administration_service.pb.h"

namespace urna::services {

inline constexpr int kMaxGrants = 100;

// At most kMaxGrants, each with a role that there is, in a process of a well-formed name or everywhere.
std::vector<Grant> ReadGrants(const google::protobuf::RepeatedPtrField<v1::Grant>& grants,
                              std::string_view at, FieldViolations& violations);

}  // namespace urna::services
