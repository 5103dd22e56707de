// What waits for the other side ends when it is told to, whatever comes at that moment.
#include "services/http/transport.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <thread>

#include "pch.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

// More than the system takes while nobody reads.
const std::string kLarge(std::size_t{32} << 20, 'x');

std::shared_ptr<SSL_CTX> Context() {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  const std::string folder = std::string(URNA_TEST_DATA) + "/tls/";
  SSL_CTX_use_certificate_file(context.get(), (folder + "localhost.crt").c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_use_PrivateKey_file(context.get(), (folder + "localhost.key").c_str(), SSL_FILETYPE_PEM);
  return context;
}

// A connection whose server side runs when the test says so.
class TransportTest : public testing::Test {
 protected:
  TransportTest() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    auto* const address = reinterpret_cast<sockaddr*>(&where);
    EXPECT_EQ(bind(listener, address, size), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    EXPECT_EQ(getsockname(listener, address, &size), 0);
    EXPECT_EQ(connect(client_, address, size), 0);
    server_ = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    close(listener);
  }
  ~TransportTest() override { close(client_); }

  void Open(const TlsContext& tls) { transport_ = MakeTransport(strand_, server_, tls); }
  template <typename Awaitable>
  void Begin(Awaitable awaitable) {
    asio::co_spawn(strand_, std::move(awaitable),
                   [this](const std::exception_ptr&, auto) { is_over_ = true; });
    io_.poll();
    ASSERT_FALSE(is_over_);
  }
  // Something comes, and the transport reads it, after it was told to give up and before it does.
  void InterruptWhile(std::string_view comes) {
    asio::post(strand_, [this, comes] {
      transport_->Interrupt();
      EXPECT_EQ(send(client_, comes.data(), comes.size(), 0), static_cast<ssize_t>(comes.size()));
      // The strand is taken: what another thread has read waits behind.
      std::thread([this] { io_.poll(); }).join();
    });
    io_.poll();
  }

  asio::io_context io_;
  // It goes on when there is nothing to do for now.
  const asio::executor_work_guard<asio::io_context::executor_type> work_ =
      asio::make_work_guard(io_);
  asio::strand<asio::io_context::executor_type> strand_ = asio::make_strand(io_);
  int client_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int server_ = -1;
  std::shared_ptr<Transport> transport_;
  bool is_over_ = false;
};

TEST_F(TransportTest, ReadsNoMoreOnceInterrupted) {
  Open(nullptr);
  char some[16];
  Begin(transport_->Read(some));
  InterruptWhile("x");
  EXPECT_TRUE(is_over_);
}

// Whoever sends a handshake byte by byte would hold the connection for as long as he likes.
TEST_F(TransportTest, ShakesHandsNoMoreOnceInterrupted) {
  Open(Context);
  Begin(transport_->Handshake());
  InterruptWhile("\x16\x03");
  EXPECT_TRUE(is_over_);
}

TEST_F(TransportTest, WritesNoMoreOnceInterrupted) {
  Open(nullptr);
  Begin(transport_->Write(kLarge));
  transport_->Interrupt();
  io_.poll();
  EXPECT_TRUE(is_over_);
}

TEST_F(TransportTest, WritesNoMoreOnceCut) {
  Open(nullptr);
  Begin(transport_->Write(kLarge));
  transport_->Cut();
  io_.poll();
  EXPECT_TRUE(is_over_);
}

TEST_F(TransportTest, CanBeWrittenToAfterAReadWasInterrupted) {
  Open(nullptr);
  char some[16];
  Begin(transport_->Read(some));
  transport_->Interrupt();
  io_.poll();
  ASSERT_TRUE(is_over_);
  asio::co_spawn(strand_, transport_->Write("words"), [](const std::exception_ptr&, bool) {});
  io_.poll();
  EXPECT_EQ(recv(client_, some, sizeof some, MSG_DONTWAIT), 5);
}

}  // namespace
}  // namespace urna::services
