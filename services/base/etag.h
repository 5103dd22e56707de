// Etags (AIP-154): a change that carries the etag of what its author has read is refused once somebody else has changed
// that, so that nobody's work is written over unseen.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message_lite.h"

namespace urna::services {

// 16 hexadecimal digits that change with the message.
std::string EtagOf(const google::protobuf::MessageLite& message);

// For a resource that keeps its own. It changes even where a change goes back to what was before.
template <typename Resource>
void RenewEtag(Resource& resource) {
  resource.set_etag(EtagOf(resource));
}

// ABORTED (ETAG_MISMATCH) where `given` is not `current`. An empty one is not checked. `what` names
// what has changed, such as `processes/a/contests/b`.
absl::Status CheckEtag(std::string_view given, std::string_view current, std::string_view what);

}  // namespace urna::services
