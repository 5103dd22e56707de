// Certificates that are replaced while the server serves.
#include "services/server/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/time/clock.h"
#include "pch.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

using testing::HasSubstr;

std::string Drain(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

// The PEM of the certificate that new connections to an address are shown.
std::string Shown(std::string address) {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  BIO* const connection = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(connection, address.data());
  std::string text;
  if (BIO_do_handshake(connection) == 1) {
    SSL* ssl = nullptr;
    BIO_get_ssl(connection, &ssl);
    X509* const certificate = SSL_get1_peer_certificate(ssl);
    BIO* const chain = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(chain, certificate);
    X509_free(certificate);
    text = Drain(chain);
  }
  BIO_free_all(connection);
  SSL_CTX_free(context);
  return text;
}

// A new key, and a certificate for localhost that it has signed itself.
CertificatePair NewPair() {
  EVP_PKEY* const key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
  X509* const certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* const names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate, key, EVP_sha256());
  BIO* const chain = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(chain, certificate);
  BIO* const secret = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return {.chain = Drain(chain), .key = Drain(secret)};
}

class Certificates : public testing::Test {
 protected:
  // As tools do that renew certificates: a new file takes the name of the old one.
  static void Replace(const std::string& path, const std::string& text, unsigned mode = 0600) {
    std::ofstream(path + ".new") << text;
    std::filesystem::permissions(path + ".new", std::filesystem::perms(mode));
    std::filesystem::rename(path + ".new", path);
  }
  void Replace(const CertificatePair& pair) {
    Replace(chain_, pair.chain);
    Replace(key_, pair.key);
  }
  std::string Refusal() {
    return std::string(ReadCertificatePair(chain_, key_).status().message());
  }

  TemporaryFolder folder_;
  const std::string chain_ = folder_.Sub("chain.pem");
  const std::string key_ = folder_.Sub("key.pem");
};

TEST_F(Certificates, AreReadWithTheirKeys) {
  Replace(NewPair());
  EXPECT_TRUE(ReadCertificatePair(chain_, key_).ok());
  std::filesystem::permissions(key_, std::filesystem::perms(0640));
  EXPECT_TRUE(ReadCertificatePair(chain_, key_).ok()) << "a group may read a key";
}

TEST_F(Certificates, AreRefusedWithASentence) {
  const CertificatePair pair = NewPair();
  Replace(pair);
  std::filesystem::permissions(key_, std::filesystem::perms(0644));
  EXPECT_THAT(Refusal(), HasSubstr("chmod o= " + key_));
  Replace(pair);
  Replace(key_, NewPair().key);
  EXPECT_THAT(Refusal(), HasSubstr("is not the key of the certificate"));
  Replace(key_, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_THAT(Refusal(), HasSubstr("without a passphrase"));
  Replace(chain_, pair.key);
  EXPECT_THAT(Refusal(), HasSubstr("holds no certificate"));
  std::filesystem::remove(chain_);
  EXPECT_THAT(Refusal(), HasSubstr(chain_));
}

TEST_F(Certificates, AreReplacedWhileTheServerServes) {
  const CertificatePair first = NewPair(), second = NewPair();
  Replace(first);
  ServerConfig config;
  config.name = "test.example";
  config.data_dir = folder_.Sub("data");
  config.listen = {"127.0.0.1:0"};
  config.http_listen = {"127.0.0.1:0"};
  config.tls_certificate = chain_;
  config.tls_key = key_;
  ManualClock clock;
  ASSERT_TRUE(InitialiseServerStore(config, clock).ok());
  auto server = Server::Start(config, *OpenServerStore(config), clock);
  ASSERT_TRUE(server.ok()) << server.status();
  // A client that trusts this one certificate.
  const auto sees = [&](const CertificatePair& pair) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = pair.chain;
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    std::string response;
    const bool over_grpc =
        CallByName(grpc::CreateCustomChannel((*server)->addresses()[0],
                                             grpc::SslCredentials(options), arguments),
                   "/grpc.health.v1.Health/Check", "", response)
            .ok();
    EXPECT_EQ(Shown((*server)->http_addresses()[0]) == pair.chain, over_grpc)
        << "both doors show the same";
    return over_grpc;
  };
  // The files are seen, and left alone for longer than they must be.
  const auto look = [&] {
    for (int i = 0; i < 2; ++i) {
      clock.Advance(2);
      (*server)->CatchUp();
    }
  };
  EXPECT_TRUE(sees(first));
  EXPECT_FALSE(sees(second));
  Replace(second);
  (*server)->CatchUp();
  EXPECT_TRUE(sees(first)) << "the other file may still be on its way";
  look();
  EXPECT_TRUE(sees(second));
  EXPECT_FALSE(sees(first));

  testing::internal::CaptureStderr();
  Replace(chain_, first.chain);  // and not the key
  look();
  EXPECT_TRUE(sees(second)) << "the one before stays";
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_THAT(told, HasSubstr("certificate not replaced"));
  EXPECT_THAT(told, HasSubstr("is not the key of the certificate"));
  Replace(key_, first.key);
  look();
  EXPECT_TRUE(sees(first));
}

}  // namespace
}  // namespace urna::services
