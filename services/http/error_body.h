// Errors in JSON, as Connect has them: {"code":"not_found","message":"…","details":[{"type","value","debug"}]}.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/http/answer.h"

namespace urna::services {

// Such as "not_found", and the HTTP status that goes with it.
std::string_view ConnectCode(absl::StatusCode code);
int HttpStatusOf(absl::StatusCode code);

// Details stand in `value` in Base64 without padding, and to be read in `debug`.
std::string ErrorJson(const absl::Status& status);

// What ends a Connect stream: {} where it ended well, {"error":…} where not.
std::string EndStreamJson(const absl::Status& status);

// With the status of its code, or with another.
HttpAnswer ErrorAnswer(const absl::Status& status);
HttpAnswer ErrorAnswer(int http_status, const absl::Status& status);

}  // namespace urna::services
