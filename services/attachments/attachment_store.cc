#include "services/attachments/attachment_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "services/attachments/owed_files.h"
#include "services/base/errors.h"
#include "services/base/resource_name.h"
#include "services/records/resources.h"
#include "storage/scan.h"
#include "urna/v1/attachments_service.pb.h"

namespace urna::services {
namespace {

using internal::v1::StoredAlternative;
using internal::v1::StoredAttachment;
using internal::v1::StoredFile;

constexpr std::string_view kAttachments = "/attachments/";
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kIdCharacters = 2 * kIdBytes;
constexpr std::string_view kZero("\0", 1);

std::string Key(std::string_view process, char kind, std::string_view rest) {
  return fmt::format("{}{}{}{}", ProcessId(process), kZero, kind, rest);
}
std::string OwnerKey(std::string_view process, std::string_view owner, std::string_view id) {
  return Key(process, 'o', fmt::format("{}{}{}", owner, kZero, id));
}
std::string DigestKey(std::string_view process, std::string_view sha256, std::string_view id) {
  return Key(process, 'h', fmt::format("{}{}", sha256, id));
}

// The first key after all that begin with `prefix`.
std::string After(std::string prefix) {
  while (static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  ++prefix.back();
  return prefix;
}

absl::Status Damaged() { return absl::DataLossError("a stored attachment cannot be read"); }

absl::StatusOr<crypto::Hash256> DigestOf(const StoredFile& file) {
  crypto::Hash256 sha256;
  if (file.sha256().size() != sha256.size()) return Damaged();
  std::ranges::copy(crypto::AsBytes(file.sha256()), sha256.begin());
  return sha256;
}

// Those whose ids end the keys that begin with `prefix`.
absl::StatusOr<std::vector<StoredAttachment>> ReadNamed(const storage::Reader& store,
                                                        std::string_view process,
                                                        const std::string& prefix) {
  std::vector<std::string> ids;
  const absl::Status scanned = storage::ScanAll(store, kAttachmentsFamily, prefix, After(prefix),
                                                [&](std::string_view key, std::string_view) {
                                                  ids.emplace_back(key.substr(prefix.size()));
                                                  return true;
                                                });
  if (!scanned.ok()) return scanned;
  std::vector<StoredAttachment> out;
  for (std::string& id : ids) {
    absl::StatusOr<StoredAttachment> one =
        FindAttachment(store, {std::string(process), std::move(id)});
    // Deleted while this was read.
    if (absl::IsNotFound(one.status())) continue;
    if (!one.ok()) return one.status();
    out.push_back(*std::move(one));
  }
  return out;
}

auto Order(const StoredAttachment& one) {
  return std::tuple(one.subject(), one.verdict(), one.kind(), one.position(), one.id());
}

bool IsOfProposal(const StoredAttachment& one) {
  return one.subject() == v1::ATTACHMENT_SUBJECT_PROPOSAL;
}

}  // namespace

absl::StatusOr<AttachmentName> AttachmentName::Parse(std::string_view name,
                                                     std::string_view field) {
  const std::size_t at = name.rfind(kAttachments);
  if (at != name.npos) {
    const std::string_view process = name.substr(0, at);
    const std::string_view id = name.substr(at + kAttachments.size());
    if (ResourceName::Parse(Kind::kProcess, process, field).ok() && id.size() == kIdCharacters &&
        id.find_first_not_of("0123456789abcdef") == id.npos) {
      return AttachmentName{std::string(process), std::string(id)};
    }
  }
  return FieldError(field, "expected `processes/{process}/attachments/{attachment}`");
}

AttachmentName AttachmentName::New(std::string_view process) {
  std::array<std::uint8_t, kIdBytes> random;
  randombytes_buf(random.data(), random.size());
  return {std::string(process), crypto::ToHex(random)};
}

std::string AttachmentName::text() const {
  return fmt::format("{}{}{}", process, kAttachments, id);
}

std::string AttachmentName::FileOwner() const { return Key(process, 'f', id); }

absl::StatusOr<StoredAttachment> FindAttachment(const storage::Reader& store,
                                                const AttachmentName& name) {
  const absl::StatusOr<std::optional<std::string>> bytes =
      store.Get(kAttachmentsFamily, Key(name.process, 'a', name.id));
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return ResourceNotFound(name.text());
  StoredAttachment out;
  if (!out.ParseFromString(**bytes) || out.files().empty()) return Damaged();
  return out;
}

absl::StatusOr<std::vector<StoredAttachment>> AttachmentsOf(const storage::Reader& store,
                                                            std::string_view process,
                                                            std::string_view owner) {
  absl::StatusOr<std::vector<StoredAttachment>> out =
      ReadNamed(store, process, OwnerKey(process, owner, ""));
  if (out.ok()) std::ranges::sort(*out, {}, Order);
  return out;
}

absl::StatusOr<std::vector<StoredAttachment>> AttachmentsWith(const storage::Reader& store,
                                                              std::string_view process,
                                                              const crypto::Hash256& sha256) {
  return ReadNamed(store, process, DigestKey(process, crypto::AsText(sha256), ""));
}

absl::StatusOr<std::uint64_t> BytesOfProposals(const storage::Reader& store,
                                               std::string_view process) {
  const std::string first = Key(process, 'a', "");
  std::uint64_t bytes = 0;
  bool damaged = false;
  const absl::Status scanned = storage::ScanAll(store, kAttachmentsFamily, first, After(first),
                                                [&](std::string_view, std::string_view value) {
                                                  StoredAttachment one;
                                                  damaged = !one.ParseFromArray(
                                                      value.data(), static_cast<int>(value.size()));
                                                  if (damaged) return false;
                                                  if (!IsOfProposal(one)) return true;
                                                  for (const StoredFile& file : one.files())
                                                    bytes += file.size();
                                                  return true;
                                                });
  if (!scanned.ok()) return scanned;
  if (damaged) return Damaged();
  return bytes;
}

void PutAttachment(storage::WriteBatch& batch, std::string_view process,
                   const StoredAttachment& attachment) {
  const std::string& id = attachment.id();
  batch.Put(kAttachmentsFamily, Key(process, 'a', id), attachment.SerializeAsString());
  batch.Put(kAttachmentsFamily, OwnerKey(process, attachment.owner(), id), "");
  batch.Put(kAttachmentsFamily, DigestKey(process, attachment.files(0).sha256(), id), "");
}

void DeleteAttachment(storage::WriteBatch& batch, std::string_view process,
                      const StoredAttachment& attachment) {
  const AttachmentName name{std::string(process), attachment.id()};
  batch.Delete(kAttachmentsFamily, Key(process, 'a', name.id));
  batch.Delete(kAttachmentsFamily, OwnerKey(process, attachment.owner(), name.id));
  batch.Delete(kAttachmentsFamily, DigestKey(process, attachment.files(0).sha256(), name.id));
  for (const StoredFile& file : attachment.files()) {
    const absl::StatusOr<crypto::Hash256> sha256 = DigestOf(file);
    if (sha256.ok()) kAttachmentFiles.Delete(batch, name.FileOwner(), *sha256, file.size());
  }
  OweFiles(batch, name);
}

absl::Status DeleteAttachmentsOf(const storage::Reader& store, storage::WriteBatch& batch,
                                 std::string_view process, std::string_view owner) {
  const absl::StatusOr<std::vector<StoredAttachment>> all = AttachmentsOf(store, process, owner);
  if (!all.ok()) return all.status();
  for (const StoredAttachment& one : *all) DeleteAttachment(batch, process, one);
  batch.Delete(kAttachmentsFamily, Key(process, 'w', owner));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::vector<std::string>>> AttachedImages(const storage::Reader& store,
                                                                       std::string_view process,
                                                                       std::string_view owner) {
  const absl::StatusOr<std::optional<std::string>> noted =
      store.Get(kAttachmentsFamily, Key(process, 'w', owner));
  if (!noted.ok()) return noted.status();
  if (!noted->has_value()) return std::nullopt;
  const absl::StatusOr<std::vector<StoredAttachment>> all = AttachmentsOf(store, process, owner);
  if (!all.ok()) return all.status();
  std::vector<std::string> digests;
  for (const StoredAttachment& one : *all) {
    if (IsOfProposal(one) && one.kind() == v1::ATTACHMENT_KIND_IMAGE) {
      digests.push_back(one.files(0).sha256());
    }
  }
  return digests;
}

void NoteImages(storage::WriteBatch& batch, std::string_view process, std::string_view owner) {
  batch.Put(kAttachmentsFamily, Key(process, 'w', owner), "");
}

absl::Status HandInAttachments(const storage::Reader& store, storage::WriteBatch& batch,
                               std::string_view process, std::string_view before,
                               std::string_view after, std::uint32_t version) {
  absl::StatusOr<std::vector<StoredAttachment>> all = AttachmentsOf(store, process, before);
  if (!all.ok()) return all.status();
  for (StoredAttachment& one : *all) {
    if (!IsOfProposal(one)) continue;
    if (one.since_version() == 0) one.set_since_version(version);
    StoredAlternative& last = *one.mutable_alternatives()->rbegin();
    if (last.version() == 0) last.set_version(version);
    batch.Delete(kAttachmentsFamily, OwnerKey(process, before, one.id()));
    one.set_owner(std::string(after));
    PutAttachment(batch, process, one);
  }
  const absl::StatusOr<std::optional<std::string>> noted =
      store.Get(kAttachmentsFamily, Key(process, 'w', before));
  if (!noted.ok()) return noted.status();
  if (!noted->has_value()) return absl::OkStatus();
  batch.Delete(kAttachmentsFamily, Key(process, 'w', before));
  NoteImages(batch, process, after);
  return absl::OkStatus();
}

}  // namespace urna::services
