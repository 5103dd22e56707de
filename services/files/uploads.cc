#include "services/files/uploads.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/limits.h"

namespace urna::services {
namespace {

absl::Status Dropped() {
  return Error(absl::StatusCode::kAborted, "UPLOAD_DROPPED",
               "the upload was dropped: the same party began another, or nothing came for too long "
               "while others waited; begin again");
}

}  // namespace

// All but the constants under the lock of Uploads.
struct Uploads::File::State {
  State(std::string by, std::uint64_t announced, absl::Time now)
      : party(std::move(by)), size(announced), last(now) {}

  // All of the file, so that no growth holds it twice: what has not arrived takes address space, and
  // no memory. False where the system has none.
  bool Reserve() {
    try {
      bytes.reserve(size);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  // Returns how many bytes that frees.
  std::uint64_t Drop() {
    dropped = true;
    crypto::Bytes().swap(bytes);
    return std::exchange(held, 0);
  }

  const std::string party;
  const std::uint64_t size;
  crypto::Bytes bytes;
  // What it holds, also once it was taken.
  std::uint64_t held = 0;
  absl::Time last;
  bool dropped = false;
  bool taken = false;
};

Uploads::File::~File() {
  const MutexLock lock(uploads_.mutex_);
  uploads_.held_ -= state_->held;
  uploads_.under_way_.remove(state_);
}

absl::Status Uploads::File::Add(std::string_view bytes) {
  const MutexLock lock(uploads_.mutex_);
  if (state_->dropped) return Dropped();
  if (bytes.size() > state_->size - state_->bytes.size()) {
    return Error(absl::StatusCode::kInvalidArgument, "TOO_LONG",
                 fmt::format("more than the {} bytes that the header announced", state_->size));
  }
  // An empty piece is no sign of a file that arrives.
  if (bytes.empty()) return absl::OkStatus();
  state_->last = uploads_.clock_.Now();
  if (!uploads_.MakeRoom(bytes.size())) return ServerBusy();
  if (!state_->Reserve()) return ServerBusy();
  crypto::Append(state_->bytes, crypto::AsBytes(bytes));
  state_->held += bytes.size();
  uploads_.held_ += bytes.size();
  return absl::OkStatus();
}

absl::StatusOr<crypto::Bytes> Uploads::File::Take(const crypto::Hash256& sha256) {
  crypto::Bytes bytes;
  {
    const MutexLock lock(uploads_.mutex_);
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

bool Uploads::MakeRoom(std::uint64_t bytes) {
  while (held_ + bytes > most_bytes_) {
    const auto idlest =
        std::min_element(under_way_.begin(), under_way_.end(), [](const auto& a, const auto& b) {
          return std::make_pair(a->taken, a->last) < std::make_pair(b->taken, b->last);
        });
    if (idlest == under_way_.end() || (*idlest)->taken ||
        (*idlest)->last > clock_.Now() - kUploadIdle) {
      return false;
    }
    held_ -= (*idlest)->Drop();
    under_way_.erase(idlest);
  }
  return true;
}

absl::StatusOr<std::unique_ptr<Uploads::File>> Uploads::Begin(std::string party,
                                                              std::uint64_t size) {
  if (size > most_bytes_) {
    return Error(absl::StatusCode::kResourceExhausted, "FILE_TOO_LARGE",
                 fmt::format("the file has {} bytes, and this server takes at most {} at once: its "
                             "operator can allow more (upload_bytes)",
                             size, most_bytes_));
  }
  const MutexLock lock(mutex_);
  for (auto one = under_way_.begin(); one != under_way_.end();) {
    const bool before = (*one)->party == party && !(*one)->taken;
    if (before) held_ -= (*one)->Drop();
    one = before ? under_way_.erase(one) : std::next(one);
  }
  auto state = std::make_shared<File::State>(std::move(party), size, clock_.Now());
  under_way_.push_back(state);
  return std::unique_ptr<File>(new File(*this, std::move(state)));
}

}  // namespace urna::services
