// The bytes of one connection, in the clear or under TLS.
#pragma once

#include <openssl/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace urna::services {

// What new connections show; null without TLS.
using TlsContext = std::function<std::shared_ptr<SSL_CTX>()>;

// Used by one coroutine at a time, but for what is said to be for any thread. Nothing throws: what fails
// has ended the connection.
class Transport : public std::enable_shared_from_this<Transport> {
 public:
  virtual ~Transport() = default;

  virtual boost::asio::awaitable<bool> Handshake() = 0;
  // At least one byte; 0 when the other side sends no more, or is gone.
  virtual boost::asio::awaitable<std::size_t> Read(std::span<char> into) = 0;
  virtual boost::asio::awaitable<bool> Write(std::string_view bytes) = 0;
  // Says that nothing more is sent, where that can be said while the other side still sends. Under TLS
  // it cannot: whoever has said so takes no more in.
  virtual void EndSending() = 0;
  // Says so in any case, and under TLS waits until the other side has said the same.
  virtual boost::asio::awaitable<void> End() = 0;

  // Any thread: has what waits for the other side now give up soon. Where that is a write, a part of it
  // was sent, and the connection is over; otherwise it can still be written to.
  void Interrupt();
  // Any thread: ends the connection. Closing does not, while another descriptor of it is watched (Acceptor).
  void Cut();
  // Any thread: whether the other side has closed its end.
  bool HasLeft();

 protected:
  explicit Transport(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  // Open for as long as this object.
  virtual int descriptor() = 0;

  // Ends what is awaited. Of `executor`, as is the flag.
  boost::asio::cancellation_signal cancel_;
  bool is_writing_ = false;

 private:
  const boost::asio::any_io_executor executor_;
};

// `connection` is a connected TCP socket that does not block; the transport owns it. Null where the system
// has no room to watch it.
std::shared_ptr<Transport> MakeTransport(const boost::asio::any_io_executor& executor,
                                         int connection, const TlsContext& tls);

}  // namespace urna::services
