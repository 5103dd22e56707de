// The HTTP door under TLS, with the certificate of the gRPC door.
#include <openssl/ssl.h>

#include <filesystem>
#include <memory>

#include "pch.h"
#include "services/http/http_client.h"
#include "services/server/server.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

using testing::HasSubstr;

// A client of OpenSSL's own.
class TlsClient {
 public:
  explicit TlsClient(const std::string& address, int most_version = 0,
                     const char* protocols = nullptr)
      : wire_(address), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    if (most_version != 0) SSL_CTX_set_max_proto_version(context_.get(), most_version);
    ssl_.reset(SSL_new(context_.get()));
    if (protocols != nullptr) {
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(protocols),
                          static_cast<unsigned>(std::strlen(protocols)));
    }
    SSL_set_fd(ssl_.get(), wire_.descriptor());
    is_connected_ = SSL_connect(ssl_.get()) == 1;
  }

  bool is_connected() const { return is_connected_; }
  std::string Protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  std::string Version() const { return SSL_get_version(ssl_.get()); }
  // What comes until the server closes.
  std::string Ask(const HttpRequest& request) {
    const std::string bytes = Written(request);
    EXPECT_GT(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())), 0);
    std::string all;
    char some[4096];
    while (true) {
      const int read = SSL_read(ssl_.get(), some, sizeof some);
      if (read <= 0) break;
      all.append(some, static_cast<std::size_t>(read));
    }
    said_goodbye_ = SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN;
    return all;
  }
  bool said_goodbye() const { return said_goodbye_; }

 private:
  HttpClient wire_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  bool is_connected_ = false;
  bool said_goodbye_ = false;
};

class Tls : public testing::Test {
 protected:
  Tls() {
    config_.name = "test.example";
    config_.data_dir = folder_.Sub("data");
    config_.listen = {"127.0.0.1:0"};
    config_.http_listen = {"127.0.0.1:0"};
    config_.tls_certificate = std::string(URNA_TEST_DATA) + "/tls/localhost.crt";
    config_.tls_key = folder_.Sub("key.pem");
    std::filesystem::copy_file(std::string(URNA_TEST_DATA) + "/tls/localhost.key", config_.tls_key);
    std::filesystem::permissions(config_.tls_key, std::filesystem::perms(0600));
    EXPECT_TRUE(InitialiseServerStore(config_, clock_).ok());
    server_ = Server::Start(config_, OpenServerStore(config_).value(), clock_).value();
  }
  const std::string& address() const { return server_->http_addresses()[0]; }

  TemporaryFolder folder_;
  ManualClock clock_;
  ServerConfig config_;
  std::unique_ptr<Server> server_;
};

TEST_F(Tls, CarriesCalls) {
  TlsClient client(address());
  ASSERT_TRUE(client.is_connected());
  EXPECT_EQ(client.Version(), "TLSv1.3");
  const std::string reply =
      client.Ask({.target = "/urna.v1.Processes/ListProcesses",
                  .fields = {{"Content-Type", "application/json"}, {"Connection", "close"}},
                  .body = "{}"});
  EXPECT_THAT(reply, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(reply, testing::EndsWith("\r\n\r\n{}"));
  EXPECT_TRUE(client.said_goodbye());
}

TEST_F(Tls, IsOfVersion12OrLaterAndForHttp11) {
  EXPECT_TRUE(TlsClient(address(), TLS1_2_VERSION).is_connected());
  EXPECT_FALSE(TlsClient(address(), TLS1_1_VERSION).is_connected());
  EXPECT_EQ(TlsClient(address(), 0, "\x02h2\x08http/1.1").Protocol(), "http/1.1");
  EXPECT_EQ(TlsClient(address(), 0, "\x02h2").Protocol(), "");
}

TEST_F(Tls, IsNotWaitedForLong) {
  HttpClient silent(address());
  EXPECT_EQ(silent.ReadWhile([this] {
    clock_.Advance(21);
    server_->CatchUp();
  }),
            std::nullopt);
  HttpClient plain(address());
  plain.Send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(plain.Read(), std::nullopt);
}

}  // namespace
}  // namespace urna::services
