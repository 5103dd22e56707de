#include "services/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "crypto/hash.h"
#include "services/errors.h"
#include "services/families.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

// 8-4-4-4-12 hexadecimal digits (RFC 9562); which version does not matter.
bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const auto c = static_cast<unsigned char>(text[i]);
    if (hyphen ? c != '-' : !absl::ascii_isxdigit(c)) return false;
  }
  return true;
}

// Fixed-size actor and id at both ends of the method's name: no two keys run into each other.
std::string StoreKey(const Actor& actor, const RequestKey& key) {
  return fmt::format("{}{}/{}", *actor.administrator, key.method,
                     absl::AsciiStrToLower(std::string(key.request_id)));
}

}  // namespace

absl::Status Changes::Apply(const Actor& actor, const RequestKey& key, const Change& change,
                            google::protobuf::MessageLite& response) {
  if (absl::Status allowed = RequireAdministrator(actor); !allowed.ok()) return allowed;
  const bool remember = !key.request_id.empty();
  if (remember && !IsUuid(key.request_id)) {
    return FieldError("request_id", "expected a UUID of 36 characters, or nothing");
  }
  const std::string digest(
      crypto::AsText(crypto::Sha256(crypto::AsBytes(key.request.SerializeAsString()))));

  const std::lock_guard lock(mutex_);
  storage::WriteBatch batch;
  if (remember) {
    absl::StatusOr<std::optional<std::string>> earlier =
        store_.Get(kRequestsFamily, StoreKey(actor, key));
    if (!earlier.ok()) return earlier.status();
    if (earlier->has_value()) {
      internal::v1::AnsweredRequest answered;
      if (!answered.ParseFromString(**earlier)) {
        return absl::DataLossError("a stored answer cannot be read");
      }
      if (answered.request_sha256() != digest) {
        FieldViolations violations;
        violations.Add("request_id",
                       "was used with another request; a new request needs a new UUID");
        return violations.ToStatus(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED");
      }
      if (!response.ParseFromString(answered.response())) {
        return absl::DataLossError("a stored answer cannot be read");
      }
      return absl::OkStatus();
    }
  }
  if (absl::Status changed = change(store_, batch, response); !changed.ok()) return changed;
  if (remember) {
    internal::v1::AnsweredRequest answered;
    answered.set_request_sha256(digest);
    answered.set_response(response.SerializeAsString());
    batch.Put(kRequestsFamily, StoreKey(actor, key), answered.SerializeAsString());
  }
  return batch.empty() ? absl::OkStatus() : store_.Write(batch);
}

absl::Status Changes::ApplySigned(const Change& change, google::protobuf::MessageLite& response) {
  const std::lock_guard lock(mutex_);
  storage::WriteBatch batch;
  if (absl::Status changed = change(store_, batch, response); !changed.ok()) return changed;
  return batch.empty() ? absl::OkStatus() : store_.Write(batch);
}

}  // namespace urna::services
