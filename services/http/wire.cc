#include "services/http/wire.h"

#include <algorithm>
#include <utility>

#include "services/base/limits.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

}  // namespace

Wire::Wire(Door& door, std::shared_ptr<Transport> transport)
    : door_(door), transport_(std::move(transport)), watch_(door.watchdog.Begin([this] {
        is_cut_ = true;
        transport_->Interrupt();
      })) {}

Wire::~Wire() {
  watch_->End();
  transport_->Cut();
}

void Wire::Cut() {
  is_cut_ = true;
  transport_->Cut();
}

void Wire::WatchLastWords() {
  watch_->End();
  watch_ = door_.watchdog.Begin([this] { Cut(); });
}

asio::awaitable<bool> Wire::Handshake(absl::Duration limit) {
  ExpectWithin(limit);
  const bool is_done = co_await transport_->Handshake();
  watch_->Relax();
  co_return is_done && !is_cut_;
}

void Wire::Shrink() {
  if (!unread().empty() || room_ == kLeastBuffer) return;
  taken_ = size_ = 0;
  room_ = kLeastBuffer;
  std::string().swap(buffer_);
}

asio::awaitable<bool> Wire::Fill() {
  if (taken_ > 0) {
    buffer_.erase(0, taken_);
    size_ -= taken_;
    taken_ = 0;
  }
  // Whoever cuts it after this interrupts what is read.
  if (is_cut_) co_return false;
  // Whoever fills it gets more.
  if (size_ == room_) room_ = std::min(2 * room_, kReadAhead);
  buffer_.resize(room_);
  const std::size_t read =
      co_await transport_->Read(std::span(buffer_.data() + size_, room_ - size_));
  size_ += read;
  if (size_ == room_) room_ = std::min(2 * room_, kReadAhead);
  co_return read > 0;
}

asio::awaitable<bool> Wire::Write(std::string_view bytes) {
  return Write(bytes, door_.clock.Now() + kWriteTimeout);
}

asio::awaitable<bool> Wire::Write(std::string_view bytes, absl::Time limit) {
  if (is_cut_) {
    WatchLastWords();
    limit = std::min(limit, door_.clock.Now() + kQuickTime);
  }
  watch_->Expect(limit);
  const bool is_written = co_await transport_->Write(bytes);
  watch_->Relax();
  co_return is_written;
}

asio::awaitable<void> Wire::Linger() {
  transport_->EndSending();
  ExpectWithin(kLingerTime);
  std::size_t dropped = 0;
  while (dropped < kLingerBytes) {
    Consume(size_ - taken_);
    if (!co_await Fill()) co_return;
    dropped += size_;
  }
}

asio::awaitable<void> Wire::End(bool is_other_sending) {
  const bool was_cut = is_cut_;
  WatchLastWords();
  if (is_other_sending && !was_cut) co_await Linger();
  ExpectWithin(kQuickTime);
  co_await transport_->End();
}

}  // namespace urna::services
