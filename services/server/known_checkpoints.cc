#include "services/server/known_checkpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "crypto/bytes.h"
#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "ledger/journal_document.h"
#include "services/append/record_store.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/base/text_file.h"
#include "services/records/child_index.h"
#include "services/records/resources.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {
namespace {

// The first three lines of a note.
absl::StatusOr<crypto::Checkpoint> ReadCheckpoint(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadTextFile(file);
  if (!text.ok()) return text.status();
  const std::vector<std::string> lines = absl::StrSplit(*text, '\n');
  crypto::Checkpoint checkpoint;
  const bool has_size = lines.size() >= 3 && absl::SimpleAtoi(lines[1], &checkpoint.size);
  const absl::StatusOr<crypto::Bytes> root =
      has_size ? crypto::FromBase64(lines[2]) : absl::StatusOr<crypto::Bytes>(crypto::Bytes());
  if (!has_size || !root.ok() || root->size() != checkpoint.root.size()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is no checkpoint; expected a note with origin, size and root", file));
  }
  checkpoint.origin = lines[0];
  std::copy(root->begin(), root->end(), checkpoint.root.begin());
  return checkpoint;
}

absl::Status Compare(storage::Store& store, const std::string& process, storage::Family family,
                     const crypto::Checkpoint& checkpoint) {
  crypto::MerkleTree tree;
  const RecordStore records(store, ProcessId(process), family);
  const absl::Status read = records.Visit(0, checkpoint.size, [&tree](crypto::ByteView leaf) {
    tree.Append(crypto::LeafHash(leaf));
    return true;
  });
  if (!read.ok()) return read;
  if (tree.size() == checkpoint.size && tree.Root() == checkpoint.root) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "the store is older than what was signed, and nothing more is signed: {} had {} records, and "
      "has {}; was a backup restored, or a standby promoted that was behind?",
      checkpoint.origin, checkpoint.size,
      tree.size() == checkpoint.size ? "others" : fmt::format("{}", tree.size())));
}

}  // namespace

absl::Status CheckKnownCheckpoints(storage::Store& store, const std::vector<std::string>& files) {
  if (absl::Status indexed = EnsureChildIndex(store); !indexed.ok()) return indexed;
  absl::StatusOr<std::vector<v1::Process>> processes = ReadResources<v1::Process>(store, "");
  if (!processes.ok()) return processes.status();
  std::map<std::string, std::pair<std::string, storage::Family>> places;
  for (const v1::Process& process : *processes) {
    places.insert({process.log_origin(), {process.name(), kRecordsFamily}});
    places.insert({ledger::JournalOrigin(process.log_origin()), {process.name(), kJournalsFamily}});
  }
  for (const std::string& file : files) {
    const absl::StatusOr<crypto::Checkpoint> checkpoint = ReadCheckpoint(file);
    if (!checkpoint.ok()) return checkpoint.status();
    const auto place = places.find(checkpoint->origin);
    if (place == places.end()) {
      return absl::FailedPreconditionError(
          fmt::format("{}: the store has no log {}: is it older than that, or another server's?",
                      file, checkpoint->origin));
    }
    absl::Status compared = Compare(store, place->second.first, place->second.second, *checkpoint);
    if (!compared.ok()) return compared;
  }
  return absl::OkStatus();
}

}  // namespace urna::services
