#include "services/http/parked_uploads.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "crypto/bytes.h"
#include "services/base/errors.h"
#include "services/base/limits.h"

namespace urna::services {
namespace {

constexpr std::size_t kKeyDigits = 32;

}  // namespace

absl::StatusOr<std::optional<ParkedUploads::Name>> ParkedUploads::NameOf(const RequestHead& head) {
  const std::optional<std::string> key = head.Field("upload-key");
  if (!key) return std::nullopt;
  if (key->size() != kKeyDigits || !std::all_of(key->begin(), key->end(), [](char c) {
        return absl::ascii_isxdigit(static_cast<unsigned char>(c));
      })) {
    return Error(
        absl::StatusCode::kInvalidArgument, "INVALID_HEADER",
        "the field upload-key is no such; expected 32 hexadecimal digits, drawn at random");
  }
  // No line ends within a path, a query or a field.
  return crypto::Sha256(crypto::AsBytes(fmt::format("{}\n{}\n{}\n{}", head.path, head.query, *key,
                                                    head.Field("authorization").value_or(""))));
}

absl::StatusOr<std::optional<std::uint64_t>> ParkedUploads::OffsetOf(const RequestHead& head) {
  const std::optional<std::string> text = head.Field("upload-offset");
  if (!text) return std::nullopt;
  std::uint64_t offset = 0;
  const char* end = text->data() + text->size();
  const auto [last, error] = std::from_chars(text->data(), end, offset);
  if (error == std::errc() && last == end) return offset;
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_HEADER",
               "the field upload-offset is no such; expected how many bytes have come");
}

ParkedUploads::~ParkedUploads() {
  absl::flat_hash_map<Name, std::unique_ptr<Held>> held;
  {
    const MutexLock lock(mutex_);
    held.swap(held_);
  }
  for (auto& [name, one] : held) End(std::move(one));
}

void ParkedUploads::Begin(const Name& name, std::shared_ptr<Watchdog::Watch> watch) {
  End(Remove(name, nullptr));
  const MutexLock lock(mutex_);
  under_way_[name] = std::move(watch);
}

void ParkedUploads::Park(const Name& name, const std::string& source, Parked parked) {
  // The watch knows itself: another upload may be parked under the same name by then.
  const auto own = std::make_shared<std::weak_ptr<Watchdog::Watch>>();
  const Watch watch = door_.watchdog.Begin([this, name, own] { Remove(name, own->lock().get()); });
  *own = watch;
  const absl::Time now = door_.clock.Now();
  auto held = std::make_unique<Held>();
  held->parked = std::move(parked);
  held->source = source;
  held->since = now;
  held->watch = watch;
  {
    const MutexLock lock(mutex_);
    under_way_.erase(name);
    held.swap(held_[name]);
  }
  End(std::move(held));
  watch->Expect(now + kUploadIdle);
  // From here on it may be taken, and give way.
  std::unique_ptr<Places::Place> place = door_.uploads.Enter(source, watch, now);
  if (place == nullptr) return End(Remove(name, watch.get()));
  const MutexLock lock(mutex_);
  const auto found = held_.find(name);
  if (found != held_.end() && found->second->watch == watch) found->second->place.swap(place);
}

bool ParkedUploads::DropOldestOf(const std::string& source) {
  std::optional<Name> oldest;
  {
    const MutexLock lock(mutex_);
    absl::Time since = absl::InfiniteFuture();
    for (const auto& [name, held] : held_) {
      if (held->source != source || held->since >= since) continue;
      oldest = name;
      since = held->since;
    }
  }
  if (!oldest) return false;
  End(Remove(*oldest, nullptr));
  return true;
}

void ParkedUploads::Forget(const Name& name) {
  const MutexLock lock(mutex_);
  under_way_.erase(name);
}

std::unique_ptr<ParkedUploads::Held> ParkedUploads::Remove(const Name& name,
                                                           const Watchdog::Watch* watch) {
  const MutexLock lock(mutex_);
  const auto found = held_.find(name);
  if (found == held_.end()) return nullptr;
  if (watch != nullptr && found->second->watch.get() != watch) return nullptr;
  std::unique_ptr<Held> held = std::move(found->second);
  held_.erase(found);
  return held;
}

// Not under the lock: the watch may wait for what looks into the map.
void ParkedUploads::End(std::unique_ptr<Held> held) {
  if (held != nullptr) held->watch->End();
}

absl::Status ParkedUploads::Missing(const Name& name) {
  Watch watch;
  {
    const MutexLock lock(mutex_);
    if (const auto found = under_way_.find(name); found != under_way_.end()) watch = found->second;
  }
  if (watch == nullptr) {
    return Error(absl::StatusCode::kNotFound, "UPLOAD_NOT_FOUND",
                 "nothing is kept of such an upload: begin it again, without Upload-Offset");
  }
  watch->Cut();
  return Error(absl::StatusCode::kUnavailable, "UPLOAD_UNDER_WAY",
               "its connection was open until now, and is cut: ask again in a moment");
}

absl::StatusOr<std::uint64_t> ParkedUploads::Offset(const Name& name) {
  {
    const MutexLock lock(mutex_);
    const auto found = held_.find(name);
    if (found != held_.end()) return found->second->parked.offset;
  }
  return Missing(name);
}

absl::StatusOr<ParkedUploads::Parked> ParkedUploads::Take(const Name& name) {
  std::unique_ptr<Held> held = Remove(name, nullptr);
  if (held == nullptr) return Missing(name);
  Parked parked = std::move(held->parked);
  parked.place = std::move(held->place);
  End(std::move(held));
  return parked;
}

}  // namespace urna::services
