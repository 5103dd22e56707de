#include "services/http/wire.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace urna::services {
namespace {

namespace asio = boost::asio;

// What is taken in of a body that nobody wants.
constexpr std::size_t kDrained = std::size_t{256} << 10;

}  // namespace

Wire::Wire(Door& door, std::unique_ptr<Transport> transport)
    : door_(door),
      transport_(std::move(transport)),
      watch_(door.watchdog.Begin([this] { OnLate(); })) {}

Wire::~Wire() {
  watch_->End();
  // Closing does not end the connection while another descriptor of it is watched (Acceptor).
  shutdown(transport_->descriptor(), SHUT_RDWR);
}

void Wire::OnLate() {
  is_cut_ = true;
  shutdown(transport_->descriptor(), is_writing_ ? SHUT_RDWR : SHUT_RD);
}

void Wire::Cut() {
  is_cut_ = true;
  shutdown(transport_->descriptor(), SHUT_RDWR);
}

bool Wire::HasLeft() const {
  pollfd state{.fd = transport_->descriptor(), .events = POLLRDHUP, .revents = 0};
  return poll(&state, 1, 0) > 0;
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
  // Set before it is looked whether it is cut: whoever cuts it sees one of the two.
  is_writing_ = true;
  if (is_cut_) {
    // The watch is over, and the last words are watched by another.
    watch_->End();
    watch_ = door_.watchdog.Begin([this] { Cut(); });
    limit = std::min(limit, door_.clock.Now() + kQuickTime);
  }
  watch_->Expect(limit);
  const bool is_written = co_await transport_->Write(bytes);
  watch_->Relax();
  is_writing_ = false;
  co_return is_written;
}

asio::awaitable<void> Wire::End(bool is_other_sending) {
  const bool was_cut = is_cut_;
  watch_->End();
  watch_ = door_.watchdog.Begin([this] { Cut(); });
  ExpectWithin(kQuickTime);
  co_await transport_->End();
  std::size_t drained = 0;
  while (is_other_sending && !was_cut && drained < kDrained && !is_cut_) {
    Consume(size_ - taken_);
    if (!co_await Fill()) break;
    drained += size_;
  }
}

}  // namespace urna::services
