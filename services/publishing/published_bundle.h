// The bundle of a process as far as it is public now (section 13 of docs/protocol.md).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/append/process_log.h"
#include "services/files/file_space.h"
#include "services/journal/journals.h"
#include "services/publishing/bundle_listing.h"
#include "services/publishing/public_file.h"
#include "storage/store.h"

namespace urna::services {

// Configuration, signatures, rolls and log from the sealing on; who signed the closing once all have
// who must; artefacts and results as they are announced. Thread-safe.
class PublishedBundle {
 public:
  // `store` and `journals` must outlive this object and the files.
  PublishedBundle(const storage::Reader& store, std::shared_ptr<const ProcessLog> log,
                  Journals& journals)
      : store_(store), log_(std::move(log)), journals_(journals) {}

  // By its path in the bundle. NOT_FOUND (NO_SUCH_FILE).
  absl::StatusOr<PublicFile> Find(std::string_view path) const;
  // All files that are there, in JSON:
  //   {"process": "processes/p", "log_size": 300, "files": [{"path": "config", "size": 812,
  //   "sha256": "…"}, .., {"path": "tile/0/000", "size": 8192}, {"path": "tile/entries/000"}]}
  // The tiles are those of a checkpoint of `log_size` records, which proves what is in them; of
  // entries the size is left out, for they would have to be read.
  absl::StatusOr<PublicFile> Index() const;

 private:
  // A file whose digest the manifest or the log states.
  struct Stated {
    std::string path;
    FileSpace space;
    std::string owner;
    crypto::Hash256 sha256;
    std::uint64_t size;
  };
  PublicFile Open(const Stated& file) const;
  absl::StatusOr<std::vector<Stated>> Rolls() const;
  std::vector<Stated> Artefacts(ledger::ContestId contest) const;
  absl::StatusOr<PublicFile> FindMade(std::string_view path) const;
  // NOT_FOUND (NO_SUCH_FILE) where the manifest names no journal.
  absl::StatusOr<std::shared_ptr<LiveJournal>> Journal() const;
  absl::Status ListJournal(BundleListing& listing) const;

  const storage::Reader& store_;
  const std::shared_ptr<const ProcessLog> log_;
  Journals& journals_;
};

}  // namespace urna::services
