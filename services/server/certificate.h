// The certificate that the server shows, read anew when its files are replaced.
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <openssl/types.h>
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"

namespace urna::services {

// PEM. The chain begins with the server's own certificate.
struct CertificatePair {
  std::string chain;
  std::string key;
};

// INVALID_ARGUMENT, with a sentence that names the file: one that cannot be read or is no PEM, a key
// that is protected by a passphrase, that others than its owner and group may use, or that is of
// another certificate.
absl::StatusOr<CertificatePair> ReadCertificatePair(const std::string& chain_file,
                                                    const std::string& key_file);

// Thread-safe.
class Certificate {
 public:
  // The errors are those of ReadCertificatePair.
  static absl::StatusOr<std::unique_ptr<Certificate>> Load(const std::string& chain_file,
                                                           const std::string& key_file);
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  // Looks at the files. To be called several times a second: a pair is taken once both files have
  // been left alone for a second, so that chain and key may be replaced one after the other. One
  // that is not good is told to the operator, and the pair before it stays.
  void Refresh(absl::Time now);

  // For one port of a server; this object must outlive the server. Connections that are made after
  // a pair was taken see it, those that are open keep theirs.
  std::shared_ptr<grpc::ServerCredentials> Credentials();

  // For one connection over HTTP: with the pair that is in use, TLS 1.2 or later, and "http/1.1" by ALPN.
  // Never null.
  std::shared_ptr<SSL_CTX> TlsContext();

  // How many pairs have been taken: 1 after Load.
  std::uint64_t version() const;
  CertificatePair pair() const;

 private:
  // What tells that a file is another than before.
  struct Mark {
    dev_t device;
    ino_t inode;
    off_t size;
    std::int64_t changed_ns;
    friend bool operator==(const Mark&, const Mark&) = default;
  };
  struct Marks {
    Mark chain;
    Mark key;
    friend bool operator==(const Marks&, const Marks&) = default;
  };

  Certificate(std::string chain_file, std::string key_file);
  static Mark MarkOf(const std::string& file);

  const std::string chain_file_;
  const std::string key_file_;
  mutable Mutex mutex_;
  CertificatePair pair_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t version_ ABSL_GUARDED_BY(mutex_) = 1;
  // As the files were when they were read, and as they were at the last look.
  Marks taken_ ABSL_GUARDED_BY(mutex_){};
  Marks seen_ ABSL_GUARDED_BY(mutex_){};
  absl::Time seen_since_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Made of pair_.
  std::shared_ptr<SSL_CTX> context_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
