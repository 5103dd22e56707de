// Attachments as they lie in the store, in kAttachmentsFamily below the id of their process and 0x00:
//
//   "a" id                       internal.v1.StoredAttachment
//   "o" owner, 0x00, id          that it belongs to that
//   "h" SHA-256, then id         that its first file is that
//   "f" id, ..                   its files (kAttachmentFiles)
//   "w" owner                    that images were attached to it, even if there are none now
//
// An owner is the last part of a proposal's name, or kMandate. All of one attachment is in the store, or nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "services/files/file_space.h"
#include "storage/store.h"
#include "urna/internal/v1/attachments.pb.h"

namespace urna::services {

// The owner of what belongs to the mandate. No proposal is called so.
inline constexpr std::string_view kMandate = "mandate";

// Files of attachments. The owner is FileOwner's.
inline constexpr FileSpace kAttachmentFiles{kAttachmentsFamily, FileSpace::Keys::kBytes};

// `processes/{process}/attachments/{attachment}`, well-formed.
struct AttachmentName {
  std::string process;
  // 16 hexadecimal digits.
  std::string id;

  // INVALID_ARGUMENT at `field`.
  static absl::StatusOr<AttachmentName> Parse(std::string_view name, std::string_view field);
  // One that there is not yet.
  static AttachmentName New(std::string_view process);

  std::string text() const;
  // In kAttachmentFiles.
  std::string FileOwner() const;
};

// NOT_FOUND (RESOURCE_NOT_FOUND).
absl::StatusOr<internal::v1::StoredAttachment> FindAttachment(const storage::Reader& store,
                                                              const AttachmentName& name);
// Of one owner: by subject, verdict, kind and position.
absl::StatusOr<std::vector<internal::v1::StoredAttachment>> AttachmentsOf(
    const storage::Reader& store, std::string_view process, std::string_view owner);
// All of which the first file is this; the same may have come from several.
absl::StatusOr<std::vector<internal::v1::StoredAttachment>> AttachmentsWith(
    const storage::Reader& store, std::string_view process, const crypto::Hash256& sha256);
// Bytes of the files of all proposals' attachments in the process that are no verdict's.
absl::StatusOr<std::uint64_t> BytesOfProposals(const storage::Reader& store,
                                               std::string_view process);

// Without its files, which are put by themselves.
void PutAttachment(storage::WriteBatch& batch, std::string_view process,
                   const internal::v1::StoredAttachment& attachment);
// With its files. That this is gone from the files of the store, too, is owed from then on (owed_files.h).
void DeleteAttachment(storage::WriteBatch& batch, std::string_view process,
                      const internal::v1::StoredAttachment& attachment);
// All of an owner, and that there were any.
absl::Status DeleteAttachmentsOf(const storage::Reader& store, storage::WriteBatch& batch,
                                 std::string_view process, std::string_view owner);

// Digests of the images of a proposal, in their order; nothing where none was ever attached: then its author
// may name images that lie elsewhere.
absl::StatusOr<std::optional<std::vector<std::string>>> AttachedImages(const storage::Reader& store,
                                                                       std::string_view process,
                                                                       std::string_view owner);
void NoteImages(storage::WriteBatch& batch, std::string_view process, std::string_view owner);

// What belongs to a proposal is handed in as a part of `version`; by then its owner may be called otherwise.
absl::Status HandInAttachments(const storage::Reader& store, storage::WriteBatch& batch,
                               std::string_view process, std::string_view before,
                               std::string_view after, std::uint32_t version);

}  // namespace urna::services
