#include "services/http/transport.h"

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace urna::services {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// What is awaited can be cancelled. Cancelling the socket would not do: what TLS awaits takes several reads
// and writes of the socket, and between two of them nothing is there to be cancelled, so that it would go on.
auto Cancelled(asio::cancellation_signal& by) {
  return asio::bind_cancellation_slot(by.slot(), asio::as_tuple(asio::use_awaitable));
}

template <typename Stream>
asio::awaitable<std::size_t> ReadFrom(Stream& stream, std::span<char> into,
                                      asio::cancellation_signal& cancel) {
  const auto [error, size] =
      co_await stream.async_read_some(asio::buffer(into.data(), into.size()), Cancelled(cancel));
  co_return error ? 0 : size;
}

template <typename Stream>
asio::awaitable<bool> WriteTo(Stream& stream, std::string_view bytes,
                              asio::cancellation_signal& cancel) {
  const auto [error, size] = co_await asio::async_write(
      stream, asio::buffer(bytes.data(), bytes.size()), Cancelled(cancel));
  co_return !error;
}

// While it waits for room; the flag is read by the same executor.
class Writing {
 public:
  explicit Writing(bool& flag) : flag_(flag) { flag_ = true; }
  ~Writing() { flag_ = false; }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  bool& flag_;
};

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(tcp::socket socket)
      : Transport(socket.get_executor()), socket_(std::move(socket)) {}

  asio::awaitable<bool> Handshake() override { co_return true; }
  asio::awaitable<std::size_t> Read(std::span<char> into) override {
    return ReadFrom(socket_, into, cancel_);
  }
  asio::awaitable<bool> Write(std::string_view bytes) override {
    const Writing writing(is_writing_);
    co_return co_await WriteTo(socket_, bytes, cancel_);
  }
  void EndSending() override {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  asio::awaitable<void> End() override {
    EndSending();
    co_return;
  }

 protected:
  int descriptor() override { return socket_.native_handle(); }

 private:
  tcp::socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(tcp::socket socket, SSL_CTX* context)
      : Transport(socket.get_executor()),
        context_((SSL_CTX_up_ref(context), context)),
        stream_(std::move(socket), context_) {}

  asio::awaitable<bool> Handshake() override {
    const auto [error] =
        co_await stream_.async_handshake(asio::ssl::stream_base::server, Cancelled(cancel_));
    co_return !error;
  }
  asio::awaitable<std::size_t> Read(std::span<char> into) override {
    return ReadFrom(stream_, into, cancel_);
  }
  asio::awaitable<bool> Write(std::string_view bytes) override {
    const Writing writing(is_writing_);
    co_return co_await WriteTo(stream_, bytes, cancel_);
  }
  void EndSending() override {}
  asio::awaitable<void> End() override { co_await stream_.async_shutdown(Cancelled(cancel_)); }

 protected:
  int descriptor() override { return stream_.next_layer().native_handle(); }

 private:
  asio::ssl::context context_;
  asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

void Transport::Interrupt() {
  asio::post(executor_, [self = shared_from_this()] {
    if (self->is_writing_) shutdown(self->descriptor(), SHUT_RDWR);
    self->cancel_.emit(asio::cancellation_type::terminal);
  });
}

void Transport::Cut() {
  // Whoever waits for the socket hears of it, and whatever is tried from now on fails at once.
  shutdown(descriptor(), SHUT_RDWR);
  asio::post(executor_, [self = shared_from_this()] {
    self->cancel_.emit(asio::cancellation_type::terminal);
  });
}

bool Transport::HasLeft() {
  pollfd state{.fd = descriptor(), .events = POLLRDHUP, .revents = 0};
  return poll(&state, 1, 0) > 0;
}

std::shared_ptr<Transport> MakeTransport(const asio::any_io_executor& executor, int connection,
                                         const TlsContext& tls) {
  tcp::socket socket(executor);
  boost::system::error_code error;
  // The family matters to nothing that is done with a connected socket.
  socket.assign(tcp::v4(), connection, error);
  if (error) {
    close(connection);
    return nullptr;
  }
  if (tls == nullptr) return std::make_shared<PlainTransport>(std::move(socket));
  return std::make_shared<TlsTransport>(std::move(socket), tls().get());
}

}  // namespace urna::services
