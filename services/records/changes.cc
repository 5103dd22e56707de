#include "services/records/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/limits.h"
#include "services/base/times.h"
#include "services/records/actor.h"
#include "services/records/current_phase.h"
#include "services/records/resources.h"
#include "storage/scan.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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

// Empty where the message has no such field.
std::string TextField(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->type() != FieldDescriptor::TYPE_STRING || field->is_repeated()) {
    return "";
  }
  return message.GetReflection()->GetString(message, field);
}

// The one repeated field of messages that an answer about many has; null where there is none.
const FieldDescriptor* ManyField(const Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->is_repeated() && field->message_type() != nullptr) return field;
  }
  return nullptr;
}

// The resources that an answer shows.
std::vector<std::string> NamesIn(const Message& response) {
  if (std::string name = TextField(response, "name"); !name.empty()) return {name};
  std::vector<std::string> names;
  const FieldDescriptor* many = ManyField(response);
  if (many == nullptr) return names;
  for (int i = 0; i < response.GetReflection()->FieldSize(response, many); ++i) {
    names.push_back(
        TextField(response.GetReflection()->GetRepeatedMessage(response, many, i), "name"));
  }
  return names;
}

absl::Status ReadInto(const storage::Reader& store, const std::string& name, Message& message) {
  absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, name);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return ResourceNotFound(name);
  return message.ParseFromString((*stored)->bytes) ? absl::OkStatus() : ResourceDamaged(name);
}

absl::Status ShowAgain(const storage::Reader& store, const internal::v1::AnsweredRequest& answered,
                       Message& response) {
  if (response.GetDescriptor()->FindFieldByName("name") != nullptr) {
    return answered.names().empty() ? absl::DataLossError("a stored request cannot be read")
                                    : ReadInto(store, answered.names(0), response);
  }
  const FieldDescriptor* many = ManyField(response);
  if (many == nullptr) return absl::OkStatus();
  for (const std::string& name : answered.names()) {
    absl::Status read =
        ReadInto(store, name, *response.GetReflection()->AddMessage(&response, many));
    if (!read.ok()) return read;
  }
  return absl::OkStatus();
}

// Fixed-size token and id at both ends of the method's name: no two keys run into each other.
std::string StoreKey(const Call& call, std::string_view request_id) {
  return fmt::format("{}{}/{}", call.principal.id(), call.rule.name,
                     absl::AsciiStrToLower(std::string(request_id)));
}

// What an earlier call with this id was; nothing where there was none.
absl::StatusOr<std::optional<internal::v1::AnsweredRequest>> FindEarlier(
    const storage::Reader& store, const std::string& key, const std::string& digest,
    absl::Time now) {
  absl::StatusOr<std::optional<std::string>> bytes = store.Get(kRequestsFamily, key);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::nullopt;
  internal::v1::AnsweredRequest earlier;
  if (!earlier.ParseFromString(**bytes)) {
    return absl::DataLossError("a stored request cannot be read");
  }
  if (FromProto(earlier.time()) + kRequestsRemembered <= now) return std::nullopt;
  if (earlier.request_sha256() != digest) {
    FieldViolations violations;
    violations.Add("request_id", "was used with another request; a new request needs a new UUID");
    return violations.ToStatus(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED");
  }
  return earlier;
}

}  // namespace

Mutex& Changes::LockOf(std::string_view process) {
  return processes_[std::hash<std::string_view>()(process) % processes_.size()];
}

absl::Status Changes::CheckPhase(const Call& call) const {
  if (call.rule.span == Span::kAlways || call.process.empty()) return absl::OkStatus();
  absl::StatusOr<v1::Phase> phase = CurrentPhase(store_, logs_, call.process);
  if (!phase.ok()) return phase.status();
  return CheckSpan(call.rule.span, *phase, call.process);
}

absl::Status Changes::Apply(const Call& call, const Message& request, Message& response,
                            const Decide& decide, Reach reach, const AnswerAgain& again) {
  return ApplyActs(
      call, request, response,
      [&](const storage::Reader& store, storage::WriteBatch& batch, Acts&) {
        return decide(store, batch);
      },
      reach, again);
}

absl::Status Changes::ApplyActs(const Call& call, const Message& request, Message& response,
                                const DecideActs& decide, Reach reach, const AnswerAgain& again) {
  const std::string request_id = TextField(request, "request_id");
  const bool remember = !request_id.empty();
  if (remember && !IsUuid(request_id)) {
    return FieldError("request_id", "expected a UUID of 36 characters, or nothing");
  }
  const std::string key = StoreKey(call, request_id);
  const std::string digest(
      crypto::AsText(crypto::Sha256(crypto::AsBytes(request.SerializeAsString()))));

  const auto apply = [&]() -> absl::Status {
    const absl::Time now = clock_.Now();
    if (remember) {
      auto earlier = FindEarlier(store_, key, digest, now);
      if (!earlier.ok()) return earlier.status();
      if (earlier->has_value()) {
        return again ? again(store_) : ShowAgain(store_, **earlier, response);
      }
    }
    if (absl::Status phase = CheckPhase(call); !phase.ok()) return phase;
    storage::WriteBatch batch;
    Acts acts(journals_, call.process, ActorOf(call), now);
    if (absl::Status decided = decide(store_, batch, acts); !decided.ok()) return decided;
    if (remember) {
      internal::v1::AnsweredRequest answered;
      answered.set_request_sha256(digest);
      *answered.mutable_time() = ToProto(now);
      for (std::string& name : NamesIn(response)) answered.add_names(std::move(name));
      batch.Put(kRequestsFamily, key, answered.SerializeAsString());
    }
    return WriteAll(call.process, batch, acts);
  };
  if (reach == Reach::kServer) {
    const MutexLock server(server_);
    const MutexLock process(LockOf(call.process));
    return apply();
  }
  const MutexLock process(LockOf(call.process));
  return apply();
}

absl::Status Changes::ApplySigned(const Call& call, const Decide& decide) {
  const MutexLock process(LockOf(call.process));
  if (absl::Status phase = CheckPhase(call); !phase.ok()) return phase;
  storage::WriteBatch batch;
  if (absl::Status decided = decide(store_, batch); !decided.ok()) return decided;
  return batch.empty() ? absl::OkStatus() : WriteStatus(store_.Write(batch));
}

absl::Status Changes::ApplyOwn(std::string_view process, const Decide& decide) {
  return ApplyOwnActs(process, [&](const storage::Reader& store, storage::WriteBatch& batch,
                                   Acts&) { return decide(store, batch); });
}

absl::Status Changes::ApplyOwnActs(std::string_view process, const DecideActs& decide) {
  const MutexLock lock(LockOf(process));
  storage::WriteBatch batch;
  Acts acts(journals_, process, Actor{}, clock_.Now());
  if (absl::Status decided = decide(store_, batch, acts); !decided.ok()) return decided;
  return WriteAll(process, batch, acts);
}

absl::Status Changes::WriteAll(std::string_view process, storage::WriteBatch& batch, Acts& acts) {
  if (batch.empty()) return absl::OkStatus();
  if (watcher_ != nullptr) {
    for (const ledger::Act& act : acts.added()) {
      absl::Status saw = watcher_->Saw(store_, acts.process(), act, batch);
      if (!saw.ok()) return saw;
    }
  }
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) return written;
  acts.Commit();
  if (told_) told_(process);
  return absl::OkStatus();
}

absl::Status Changes::ForgetOldRequests() {
  const absl::Time now = clock_.Now();
  storage::WriteBatch batch;
  const absl::Status scanned = storage::ScanAll(
      store_, kRequestsFamily, "", "", [&](std::string_view key, std::string_view value) {
        internal::v1::AnsweredRequest answered;
        const bool read = answered.ParseFromArray(value.data(), static_cast<int>(value.size()));
        if (!read || FromProto(answered.time()) + kRequestsRemembered <= now) {
          batch.Delete(kRequestsFamily, key);
        }
        return true;
      });
  if (!scanned.ok()) return scanned;
  return batch.empty() ? absl::OkStatus() : WriteStatus(store_.Write(batch));
}

}  // namespace urna::services
