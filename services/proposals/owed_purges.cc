#include "services/proposals/owed_purges.h"

#include <fmt/format.h>

#include <string>

#include "services/attachments/owed_files.h"
#include "services/base/families.h"
#include "services/base/purge.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

// Below every process: their ids begin with a letter or a digit.
constexpr std::string_view kFirst = "\1";
constexpr std::string_view kLimit = "\2";

}  // namespace

void OwePurge(storage::WriteBatch& batch, const ProposalName& name) {
  batch.Put(kProposalsFamily, fmt::format("{}{}", kFirst, name.text()), "");
}

absl::Status PayPurges(storage::Store& store) {
  storage::WriteBatch paid;
  bool owed = false;
  const absl::Status scanned = storage::ScanAll(store, kProposalsFamily, kFirst, kLimit,
                                                [&](std::string_view key, std::string_view) {
                                                  paid.Delete(kProposalsFamily, key);
                                                  owed = true;
                                                  return true;
                                                });
  if (!scanned.ok()) return scanned;
  if (absl::Status files = PayFiles(store); !files.ok() || !owed) return files;
  if (absl::Status gone = PurgeOrTell(store, {kDocumentsFamily, kProposalsFamily}); !gone.ok()) {
    return gone;
  }
  return store.Write(paid).status();
}

}  // namespace urna::services
