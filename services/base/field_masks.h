// Partial updates (AIP-134).
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace urna::services {

// Copies the fields that `mask` names from `source` to `target`, a message of the same type; a
// named field that `source` leaves empty becomes empty. "*" names all fields but the `fixed` ones,
// an empty mask all that `source` sets but those.
//
// INVALID_ARGUMENT at `update_mask` for a path that the type does not have and for one that leads
// into a `fixed` field: names and output-only fields.
absl::Status ApplyMask(const google::protobuf::Message& source,
                       const google::protobuf::FieldMask& mask, const std::set<std::string>& fixed,
                       google::protobuf::Message& target);

}  // namespace urna::services
