#include "services/records/draft_process.h"

#include <fmt/format.h>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/records/method_rule.h"
#include "services/records/resources.h"

namespace urna::services {

absl::StatusOr<v1::Process> ReadDraft(const storage::Reader& store, std::string_view name) {
  absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store, name);
  if (!process.ok()) return process.status();
  if (!IsUnfrozen(process->phase())) {
    return Error(absl::StatusCode::kFailedPrecondition, "PROCESS_NOT_IN_DRAFT",
                 fmt::format("{} is frozen and can no longer be changed", name));
  }
  return process;
}

void RenewEtag(v1::Process& process) {
  const std::string text = process.SerializeAsString();
  process.set_etag(crypto::ToHex(crypto::Sha256(crypto::AsBytes(text))).substr(0, 16));
}

}  // namespace urna::services
