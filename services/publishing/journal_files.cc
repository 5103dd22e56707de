#include "services/publishing/journal_files.h"

#include <algorithm>
#include <utility>

#include "crypto/hash.h"
#include "services/publishing/file_bytes.h"
#include "services/publishing/log_files.h"

namespace urna::services {
namespace {

constexpr std::string_view kDocuments = "doc/";

// Lower-case hexadecimal alone: a file has one path.
absl::StatusOr<crypto::Hash256> ReadHash(std::string_view text) {
  const absl::StatusOr<crypto::Bytes> bytes = crypto::FromHex(text);
  crypto::Hash256 hash{};
  if (!bytes.ok() || bytes->size() != hash.size() || crypto::ToHex(*bytes) != text) {
    return NoSuchFile();
  }
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

}  // namespace

absl::StatusOr<PublicFile> FindJournalFile(std::shared_ptr<const LiveJournal> journal,
                                           std::string_view path) {
  if (!path.starts_with(kDocuments)) return FindLogFile(std::move(journal), path);
  const absl::StatusOr<crypto::Hash256> hash = ReadHash(path.substr(kDocuments.size()));
  if (!hash.ok()) return hash.status();
  absl::StatusOr<crypto::Bytes> bytes = journal->PublicDocument(*hash);
  if (absl::IsNotFound(bytes.status())) return NoSuchFile();
  if (!bytes.ok()) return bytes.status();
  // The bytes of this path never change, but they may be gone: nobody keeps what was erased.
  return FileOfBytes(*std::move(bytes));
}

}  // namespace urna::services
