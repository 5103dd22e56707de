#include "services/server/certificate.h"

#include <fmt/format.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <utility>

#include "ledger/text.h"
#include "services/base/events.h"
#include "services/base/text_file.h"

namespace urna::services {
namespace {

constexpr absl::Duration kSettled = absl::Seconds(1);

template <auto Free>
struct Freeing {
  void operator()(auto* object) const { Free(object); }
};
using Bio = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using X509Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;

// OpenSSL would ask for one on the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

Bio BioOf(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

absl::Status Bad(const std::string& file, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", file, what));
}

absl::Status CheckAccess(const std::string& key_file) {
  struct stat state{};
  if (stat(key_file.c_str(), &state) != 0 || (state.st_mode & S_IRWXO) == 0) {
    return absl::OkStatus();
  }
  return Bad(key_file, fmt::format("everybody on this machine can use this secret key: chmod o= {}",
                                   key_file));
}

// gRPC asks them at each handshake whether there is another certificate.
class ReloadedCredentials final : public grpc::ServerCredentials {
 public:
  explicit ReloadedCredentials(Certificate& certificate)
      : certificate_(certificate),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE, &ReloadedCredentials::Fetch, this))) {}
  ~ReloadedCredentials() override { grpc_server_credentials_release(credentials_); }

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // gRPC calls it under a lock of its own.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    auto& credentials = *static_cast<ReloadedCredentials*>(self);
    const std::uint64_t version = credentials.certificate_.version();
    if (credentials.shown_ == version) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const CertificatePair pair = credentials.certificate_.pair();
    const grpc_ssl_pem_key_cert_pair pem = {pair.key.c_str(), pair.chain.c_str()};
    // Clients are asked for no certificate, so that these roots verify nothing; gRPC insists on some.
    *config = grpc_ssl_server_certificate_config_create(pair.chain.c_str(), &pem, 1);
    credentials.shown_ = version;
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  Certificate& certificate_;
  std::uint64_t shown_ = 0;
  grpc_server_credentials* const credentials_;
};

// Takes "http/1.1" where the client offers it, and goes on without where it offers others only.
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* out_size,
                   const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr unsigned char kHttp11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  // OpenSSL's type has no constant where its own example passes one.
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kHttp11, sizeof kHttp11, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// The pair has been verified: what fails here fails for want of memory alone.
std::shared_ptr<SSL_CTX> ContextOf(const CertificatePair& pair) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context.get(), ChooseProtocol, nullptr);
  const Bio chain = BioOf(pair.chain);
  const X509Certificate own(PEM_read_bio_X509(chain.get(), nullptr, NoPassphrase, nullptr));
  const Key secret(PEM_read_bio_PrivateKey(BioOf(pair.key).get(), nullptr, NoPassphrase, nullptr));
  SSL_CTX_use_certificate(context.get(), own.get());
  SSL_CTX_use_PrivateKey(context.get(), secret.get());
  while (X509* next = PEM_read_bio_X509(chain.get(), nullptr, NoPassphrase, nullptr)) {
    // It owns them.
    SSL_CTX_add0_chain_cert(context.get(), next);
  }
  ERR_clear_error();
  return context;
}

}  // namespace

absl::StatusOr<CertificatePair> ReadCertificatePair(const std::string& chain_file,
                                                    const std::string& key_file) {
  absl::StatusOr<std::string> chain = ReadTextFile(chain_file);
  if (!chain.ok()) return chain.status();
  absl::StatusOr<std::string> key = ReadTextFile(key_file);
  if (!key.ok()) return key.status();
  if (absl::Status allowed = CheckAccess(key_file); !allowed.ok()) return allowed;
  const X509Certificate certificate(
      PEM_read_bio_X509(BioOf(*chain).get(), nullptr, NoPassphrase, nullptr));
  const Key secret(PEM_read_bio_PrivateKey(BioOf(*key).get(), nullptr, NoPassphrase, nullptr));
  const bool fits = certificate != nullptr && secret != nullptr &&
                    X509_check_private_key(certificate.get(), secret.get()) == 1;
  // The next one to ask must not find them.
  ERR_clear_error();
  if (certificate == nullptr) return Bad(chain_file, "holds no certificate in PEM");
  if (secret == nullptr) {
    return Bad(key_file, "holds no secret key in PEM that can be read without a passphrase");
  }
  if (!fits) return Bad(key_file, fmt::format("is not the key of the certificate {}", chain_file));
  return CertificatePair{.chain = *std::move(chain), .key = *std::move(key)};
}

Certificate::Certificate(std::string chain_file, std::string key_file)
    : chain_file_(std::move(chain_file)), key_file_(std::move(key_file)) {}

Certificate::Mark Certificate::MarkOf(const std::string& file) {
  struct stat state{};
  if (stat(file.c_str(), &state) != 0) return {};
  return {.device = state.st_dev,
          .inode = state.st_ino,
          .size = state.st_size,
          .changed_ns = std::int64_t{state.st_ctim.tv_sec} * 1'000'000'000 + state.st_ctim.tv_nsec};
}

absl::StatusOr<std::unique_ptr<Certificate>> Certificate::Load(const std::string& chain_file,
                                                               const std::string& key_file) {
  std::unique_ptr<Certificate> certificate(new Certificate(chain_file, key_file));
  const Marks marks = {MarkOf(chain_file), MarkOf(key_file)};
  absl::StatusOr<CertificatePair> pair = ReadCertificatePair(chain_file, key_file);
  if (!pair.ok()) return pair.status();
  const MutexLock lock(certificate->mutex_);
  certificate->pair_ = *std::move(pair);
  certificate->context_ = ContextOf(certificate->pair_);
  certificate->taken_ = certificate->seen_ = marks;
  return certificate;
}

void Certificate::Refresh(absl::Time now) {
  const Marks marks = {MarkOf(chain_file_), MarkOf(key_file_)};
  const MutexLock lock(mutex_);
  if (marks != seen_) {
    seen_ = marks;
    seen_since_ = now;
    return;
  }
  if (marks == taken_ || now - seen_since_ < kSettled) return;
  taken_ = marks;
  absl::StatusOr<CertificatePair> pair = ReadCertificatePair(chain_file_, key_file_);
  if (!pair.ok()) {
    TellOperator(Severity::kError, "certificate not replaced",
                 {{"cause", ledger::MessageOf(pair.status())},
                  {"advice", "the one before stays in use until the files are right"}});
    return;
  }
  pair_ = *std::move(pair);
  context_ = ContextOf(pair_);
  ++version_;
  TellOperator(Severity::kInfo, "certificate replaced", {{"file", chain_file_}});
}

std::shared_ptr<grpc::ServerCredentials> Certificate::Credentials() {
  return std::make_shared<ReloadedCredentials>(*this);
}

std::shared_ptr<SSL_CTX> Certificate::TlsContext() {
  const MutexLock lock(mutex_);
  return context_;
}

std::uint64_t Certificate::version() const {
  const MutexLock lock(mutex_);
  return version_;
}

CertificatePair Certificate::pair() const {
  const MutexLock lock(mutex_);
  return pair_;
}

}  // namespace urna::services
