#include "services/uploads.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crypto/hash.h"
#include "services/call.h"
#include "services/errors.h"

namespace urna::services {
namespace {

absl::Status Dropped() {
  return Error(absl::StatusCode::kAborted, "UPLOAD_DROPPED",
               "the upload was dropped: the same party began another, or nothing came for too long "
               "while others waited; begin again");
}

}  // namespace

struct Uploads::File::State {
  State(std::string by, std::uint64_t bytes, absl::Time now)
      : party(std::move(by)), size(bytes), last(now) {}

  // Frees what has come, unless it is being verified. Whether it is dropped now.
  bool Drop() {
    const std::lock_guard lock(mutex);
    if (taken) return false;
    dropped = true;
    crypto::Bytes().swap(bytes);
    return true;
  }
  absl::Time LastSign() const {
    const std::lock_guard lock(mutex);
    return taken ? absl::InfiniteFuture() : last;
  }

  const std::string party;
  const std::uint64_t size;
  mutable std::mutex mutex;
  crypto::Bytes bytes ABSL_GUARDED_BY(mutex);
  absl::Time last ABSL_GUARDED_BY(mutex);
  bool dropped ABSL_GUARDED_BY(mutex) = false;
  bool taken ABSL_GUARDED_BY(mutex) = false;
};

Uploads::File::~File() {
  const std::lock_guard lock(uploads_.mutex_);
  uploads_.under_way_.remove(state_);
}

absl::Status Uploads::File::Add(std::string_view bytes) {
  const std::lock_guard lock(state_->mutex);
  if (state_->dropped) return Dropped();
  if (bytes.size() > state_->size - state_->bytes.size()) {
    return Error(absl::StatusCode::kInvalidArgument, "TOO_LONG",
                 fmt::format("more than the {} bytes that the header announced", state_->size));
  }
  crypto::Append(state_->bytes, crypto::AsBytes(bytes));
  // An empty piece is no sign of a file that arrives.
  if (!bytes.empty()) state_->last = uploads_.clock_.Now();
  return absl::OkStatus();
}

absl::StatusOr<crypto::Bytes> Uploads::File::Take(const crypto::Hash256& sha256) {
  crypto::Bytes bytes;
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->dropped) return Dropped();
    state_->taken = true;
    bytes = std::move(state_->bytes);
  }
  if (bytes.size() != state_->size || crypto::Sha256(bytes) != sha256) {
    return Error(absl::StatusCode::kInvalidArgument, "DIGEST_MISMATCH",
                 "the bytes are not those that the header announced");
  }
  return bytes;
}

absl::StatusOr<std::unique_ptr<Uploads::File>> Uploads::Begin(std::string party,
                                                              std::uint64_t size) {
  const absl::Time now = clock_.Now();
  const std::lock_guard lock(mutex_);
  under_way_.remove_if([&](const auto& one) { return one->party == party && one->Drop(); });
  if (under_way_.size() >= most_) {
    const auto idlest = std::min_element(
        under_way_.begin(), under_way_.end(),
        [](const auto& a, const auto& b) { return a->LastSign() < b->LastSign(); });
    if ((*idlest)->LastSign() > now - kIdle || !(*idlest)->Drop()) return Calls::Busy();
    under_way_.erase(idlest);
  }
  auto state = std::make_shared<File::State>(std::move(party), size, now);
  under_way_.push_back(state);
  return std::unique_ptr<File>(new File(*this, std::move(state)));
}

}  // namespace urna::services
