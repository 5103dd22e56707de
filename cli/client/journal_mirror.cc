#include "cli/client/journal_mirror.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/client/process_reader.h"
#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "ledger/bundle_paths.h"
#include "ledger/journal_state.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "urna/v1/journal_service.grpc.pb.h"

namespace urna::client {
namespace {

constexpr int kActsPerPage = 1000;
// What is erased while it is read is read again without it.
constexpr int kAttempts = 3;

struct JournalCopy {
  std::string checkpoint_note;
  std::vector<crypto::Bytes> leaves;
  std::vector<std::pair<crypto::Hash256, crypto::Bytes>> documents;
};

class JournalReader {
 public:
  JournalReader(const Connection& connection, const v1::Config& config)
      : connection_(connection),
        config_(config),
        stub_(v1::Journal::NewStub(connection.channel())) {}

  // ABORTED where a document has gone in the meantime.
  absl::StatusOr<JournalCopy> Read(const ledger::ElectionId& process) const {
    auto key = crypto::LogKey::FromVkey(config_.journal().vkey());
    if (!key.ok()) return key.status();
    v1::GetJournalRequest request;
    request.set_process(config_.process());
    auto journal = connection_.Call(*stub_, &v1::Journal::Stub::GetJournal, request);
    if (!journal.ok()) return journal.status();
    JournalCopy copy{journal->checkpoint(), {}, {}};
    auto checkpoint = crypto::VerifyCheckpoint(copy.checkpoint_note, *key);
    if (!checkpoint.ok() || checkpoint->size > ledger::kMaxLogSize) {
      return NotAsPromised("the journal's checkpoint is not one of its key");
    }
    if (absl::Status read = ReadActs(checkpoint->size, copy); !read.ok()) return read;
    crypto::MerkleTree tree;
    for (const crypto::Bytes& leaf : copy.leaves) tree.Append(crypto::LeafHash(leaf));
    if (tree.Root() != checkpoint->root) {
      return NotAsPromised("the journal has another root than its checkpoint says");
    }
    if (absl::Status read = ReadDocuments(process, copy); !read.ok()) return read;
    return copy;
  }

 private:
  absl::Status ReadActs(std::uint64_t size, JournalCopy& copy) const {
    v1::ListActsRequest request;
    request.set_process(config_.process());
    request.set_page_size(kActsPerPage);
    while (copy.leaves.size() < size) {
      auto page = connection_.Call(*stub_, &v1::Journal::Stub::ListActs, request);
      if (!page.ok()) return page.status();
      for (const v1::JournalEntry& entry : page->entries()) {
        if (copy.leaves.size() == size) break;
        if (entry.record().size() > ledger::kMaxLeafSize) {
          return NotAsPromised("an act is too long");
        }
        const crypto::ByteView bytes = crypto::AsBytes(entry.record());
        copy.leaves.emplace_back(bytes.begin(), bytes.end());
      }
      if (page->entries().empty() ||
          (page->next_page_token().empty() && copy.leaves.size() < size)) {
        return NotAsPromised("the server does not give the acts that its checkpoint counts");
      }
      request.set_page_token(page->next_page_token());
    }
    return absl::OkStatus();
  }

  absl::Status ReadDocuments(const ledger::ElectionId& process, JournalCopy& copy) const {
    ledger::JournalState state(process);
    // An act that is wrong is the audit's to name.
    for (const crypto::Bytes& leaf : copy.leaves) (void)state.Fold(leaf);
    for (const auto& [sha256, document] : state.documents()) {
      if (state.VisibilityOf(document) != ledger::Visibility::kPublic) continue;
      v1::GetDocumentRequest request;
      request.set_process(config_.process());
      request.set_sha256(std::string(crypto::AsText(sha256)));
      auto answer = connection_.Call(*stub_, &v1::Journal::Stub::GetDocument, request);
      if (absl::IsNotFound(answer.status())) {
        return absl::AbortedError("a document of the journal is not there");
      }
      if (!answer.ok()) return answer.status();
      const crypto::ByteView bytes = crypto::AsBytes(answer->bytes());
      if (crypto::Sha256(bytes) != sha256) {
        return NotAsPromised("a document of the journal is another");
      }
      copy.documents.emplace_back(sha256, crypto::Bytes(bytes.begin(), bytes.end()));
    }
    return absl::OkStatus();
  }

  const Connection& connection_;
  const v1::Config& config_;
  const std::unique_ptr<v1::Journal::Stub> stub_;
};

absl::Status Write(const JournalCopy& copy, ledger::BundleWriter& writer) {
  for (const auto& [sha256, bytes] : copy.documents) {
    if (auto s = writer.Add(ledger::DocumentPath(sha256), bytes); !s.ok()) return s;
  }
  return writer.AddLog(copy.leaves, copy.checkpoint_note, ledger::kJournalFolder);
}

}  // namespace

absl::Status MirrorJournal(const Connection& connection, const ledger::FrozenConfig& config,
                           ledger::BundleWriter& writer) {
  if (!config.config().has_journal()) return absl::OkStatus();
  const JournalReader reader(connection, config.config());
  absl::Status last;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const absl::StatusOr<JournalCopy> copy = reader.Read(config.election_id());
    if (copy.ok()) return Write(*copy, writer);
    last = copy.status();
    if (!absl::IsAborted(last)) return last;
  }
  return NotAsPromised(ledger::MessageOf(last));
}

}  // namespace urna::client
