// Messages as bytes or as JSON.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/api/method.h"
#include "services/http/call_format.h"

namespace urna::services {

// INVALID_ARGUMENT for what is no such message: MALFORMED_REQUEST, or INVALID_FIELD with the field where
// JSON holds one that the message has not, or a value of another kind. Nothing of what was sent is quoted
// but names of fields.
absl::Status ReadMessage(Codec codec, std::string_view bytes, Message& message);

// JSON as protobuf has it: names in lowerCamelCase, 64-bit integers as texts, no fields that are not set.
std::string WriteMessage(Codec codec, const Message& message);

}  // namespace urna::services
