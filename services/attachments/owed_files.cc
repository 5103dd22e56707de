#include "services/attachments/owed_files.h"

#include <fmt/format.h>

#include "services/base/purge.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

// Below every process: their ids begin with a letter or a digit.
constexpr std::string_view kFirst = "\1";
constexpr std::string_view kLimit = "\2";

}  // namespace

void OweFiles(storage::WriteBatch& batch, const AttachmentName& name) {
  batch.Put(kAttachmentsFamily, fmt::format("{}{}", kFirst, name.text()), "");
}

void OweFilesOf(storage::WriteBatch& batch, std::string_view process) {
  batch.Put(kAttachmentsFamily, fmt::format("{}{}", kFirst, process), "");
}

absl::Status PayFiles(storage::Store& store) {
  storage::WriteBatch paid;
  bool owed = false;
  const absl::Status scanned = storage::ScanAll(store, kAttachmentsFamily, kFirst, kLimit,
                                                [&](std::string_view key, std::string_view) {
                                                  paid.Delete(kAttachmentsFamily, key);
                                                  owed = true;
                                                  return true;
                                                });
  if (!scanned.ok() || !owed) return scanned;
  if (absl::Status gone = PurgeOrTell(store, {kAttachmentsFamily}); !gone.ok()) return gone;
  return store.Write(paid).status();
}

}  // namespace urna::services
