// What comes and goes on a connection, within the time that there is for it.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "services/api/door.h"
#include "services/http/transport.h"

namespace urna::services {

// Used by one coroutine at a time, but for what is said to be for any thread.
class Wire {
 public:
  // `door` must outlive it.
  Wire(Door& door, std::shared_ptr<Transport> transport);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  boost::asio::awaitable<bool> Handshake(absl::Duration limit);

  // What has come and was not consumed. At most kReadAhead bytes are read before they are asked for.
  std::string_view unread() const {
    return std::string_view(buffer_).substr(taken_, size_ - taken_);
  }
  void Consume(std::size_t bytes) { taken_ += bytes; }
  // Whether there is room for more of what was not consumed.
  bool is_full() const { return size_ - taken_ == kReadAhead; }
  // Idle connections hold little.
  void Shrink();
  // Reads more. False when nothing more comes: the other side has ended, or it is too late.
  boost::asio::awaitable<bool> Fill();

  // False when the other side is gone, or takes nothing any more. What is written must be taken within
  // kWriteTimeout, or by `limit`.
  boost::asio::awaitable<bool> Write(std::string_view bytes);
  boost::asio::awaitable<bool> Write(std::string_view bytes, absl::Time limit);

  // By when something must come, or the wire is cut: then only an answer can be written yet. For Arrivals,
  // which may cut it earlier.
  const std::shared_ptr<Watchdog::Watch>& watch() const { return watch_; }
  void ExpectWithin(absl::Duration time) { watch_->Expect(door_.clock.Now() + time); }
  bool is_cut() const { return is_cut_; }

  // Any thread: whether the other side has closed its end.
  bool HasLeft() const { return transport_->HasLeft(); }
  // Any thread: ends what waits on it.
  void Cut();

  // Says that nothing more is sent. Where the other side may still be sending, that is taken in and dropped
  // until it ends, within kLingerTime and kLingerBytes: closed before, the system would tell it that the
  // connection is broken, and it would not read the answer.
  boost::asio::awaitable<void> End(bool is_other_sending);

  static constexpr std::size_t kLeastBuffer = std::size_t{2} << 10;
  static constexpr std::size_t kReadAhead = std::size_t{16} << 10;

 private:
  // Watches anew, for what is said yet after the wire was cut.
  void WatchLastWords();
  boost::asio::awaitable<void> Linger();

  Door& door_;
  const std::shared_ptr<Transport> transport_;
  std::shared_ptr<Watchdog::Watch> watch_;
  std::atomic<bool> is_cut_ = false;
  // Of `room_` bytes, the first `size_` of which have come, and the first `taken_` were consumed.
  std::string buffer_;
  std::size_t room_ = kLeastBuffer;
  std::size_t size_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace urna::services
