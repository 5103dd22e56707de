#include "services/publishing/attachment_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "crypto/bytes.h"
#include "services/attachments/attachment_store.h"
#include "services/attachments/attachment_view.h"
#include "services/publishing/file_bytes.h"

namespace urna::services {
namespace {

using internal::v1::StoredAttachment;

constexpr std::string_view kSmall = "-small";
constexpr std::size_t kDigestCharacters = 2 * sizeof(crypto::Hash256);
// Longer than somebody looks through a list; so long a copy may outlive what was hidden or erased.
constexpr absl::Duration kFresh = absl::Minutes(10);

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

absl::StatusOr<PublicFile> FindAttachmentFile(const storage::Reader& store,
                                              const LiveJournal& journal,
                                              const std::string& process, std::string_view path) {
  if (path.size() <= kDigestCharacters) return NoSuchFile();
  const absl::StatusOr<crypto::Hash256> digest = ReadHash(path.substr(0, kDigestCharacters));
  if (!digest.ok()) return digest.status();
  const absl::StatusOr<std::vector<StoredAttachment>> all =
      AttachmentsWith(store, process, *digest);
  if (!all.ok()) return all.status();
  for (const StoredAttachment& one : *all) {
    const std::uint32_t version = journal.WithState(
        [&](const ledger::JournalState& state) { return PublicVersionOf(state, one.owner()); });
    if (!IsPublic(one, version)) continue;
    const bool small = path.substr(kDigestCharacters).starts_with(kSmall) && one.files_size() > 1;
    const std::string its_path = PublicPath(process, one, small);
    if (!its_path.ends_with(path)) continue;
    const internal::v1::StoredFile& stored = one.files(small ? 1 : 0);
    const absl::StatusOr<crypto::Hash256> sha256 =
        ReadHash(crypto::ToHex(crypto::AsBytes(stored.sha256())));
    if (!sha256.ok()) return absl::DataLossError("a stored attachment names no file");
    PublicFile file =
        StoredFile(store, kAttachmentFiles, AttachmentName{process, one.id()}.FileOwner(), *sha256,
                   stored.size());
    const bool is_image = one.files_size() > 1;
    file.content_type = is_image ? "image/webp" : "application/pdf";
    file.handling = is_image ? PublicFile::Handling::kSandboxed : PublicFile::Handling::kDownloaded;
    file.file_name = std::string(path);
    // The bytes of this path never change, but they may be hidden or gone.
    file.is_immutable = false;
    file.fresh = kFresh;
    return file;
  }
  return NoSuchFile();
}

}  // namespace urna::services
