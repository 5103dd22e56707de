// A journal in the hands of a server that lies: it holds the key, and signs whatever acts it likes.
#pragma once

#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "services/server/server_config.h"
#include "storage/store.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::end_to_end {

enum class Forgery {
  // One act says something else.
  kForged,
  // One is not there.
  kDropped,
  // Two changed places.
  kMoved,
};

class ForgedJournal {
 public:
  // Of a server that is stopped. Throws where its store cannot be read.
  ForgedJournal(const services::ServerConfig& server, const std::string& process);

  // The bundle in `from` with a journal that lies, in the new folder `to`; well-formed and signed.
  void WriteBundle(const std::string& from, Forgery forgery, const std::string& to) const;

 private:
  ForgedJournal(storage::Store& store, const std::string& process);
  std::vector<crypto::Bytes> Leaves(Forgery forgery) const;

  std::vector<crypto::Bytes> leaves_;
  internal::v1::JournalKeys keys_;
};

}  // namespace urna::end_to_end
