// What a dishonest server can do to its own store: it holds the log's key, and writes what it
// likes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crypto/checkpoint.h"
#include "end_to_end/attacks/lying_proxy.h"
#include "ledger/closing.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "services/server/server_config.h"
#include "storage/store.h"

namespace urna::end_to_end {

// A log in the hands of whoever has its key: signs whatever records it is given.
class ForgedLog {
 public:
  ForgedLog(std::vector<crypto::Bytes> leaves, std::string origin, crypto::SigningKey key);

  const std::vector<crypto::Bytes>& leaves() const { return leaves_; }
  std::uint64_t Append(crypto::Bytes leaf);
  // As it was when it had so many records, to go on otherwise.
  ForgedLog Beginning(std::uint64_t size) const;
  // Well-formed, whatever the records are.
  std::string Checkpoint() const;
  crypto::LogProof Receipt(std::uint64_t index) const;
  // From now on whoever reads the log at the proxy reads this one, as it is now.
  void ShowAt(LyingProxy& proxy) const;
  // The bundle in `from` with this log in the place of its own, in a new folder.
  void WriteBundle(const std::string& from, const std::string& to) const;

 private:
  crypto::MerkleTree Tree() const;

  std::vector<crypto::Bytes> leaves_;
  std::string origin_;
  // Of all copies of this log.
  std::shared_ptr<const crypto::SigningKey> key_;
};

// The store of a server that is stopped meanwhile; when it serves again, all of it is signed.
class Forger {
 public:
  Forger(const services::ServerConfig& server, const std::string& process);
  ~Forger();

  const ledger::Manifest& manifest() const { return *manifest_; }
  const std::shared_ptr<const ledger::Manifest>& shared_manifest() const { return manifest_; }
  std::vector<crypto::Bytes> Leaves() const;
  // The records so far, with the key of the process's record.
  ForgedLog Log() const;
  // Puts a record at the end, without any check.
  std::uint64_t Append(const crypto::Bytes& leaf);
  // Of the first closing in the log.
  ledger::Closing Closing() const;
  // Puts a file into the store, and the record that announces it at the end of the log.
  // `announced` says all but size, digest and signature, which is under the closing.
  std::uint64_t Announce(ledger::ArtefactLeaf announced, const crypto::Bytes& file,
                         const crypto::SigningKey& trustee);

 private:
  crypto::SigningKey LogKey() const;

  const std::string process_;
  std::unique_ptr<storage::Store> store_;
  std::shared_ptr<const ledger::Manifest> manifest_;
};

}  // namespace urna::end_to_end
