// A bundle: the folder that holds all that an observer needs, offline (section 13 of
// docs/protocol.md).
//
// Any static web server can serve it. It holds the files of bundle_paths.h and no others; what
// desktop systems leave behind in every folder is ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "ledger/bundle_paths.h"
#include "ledger/folder.h"

namespace urna::ledger {

// Files, folders and whatever else: a folder that holds more is not looked at any further.
inline constexpr std::size_t kMaxBundleEntries = 1000000;

// Reads a bundle, following no link in it. What it returns is untrusted.
class Bundle {
 public:
  // What a bundle may not hold.
  struct Refused {
    // Escaped, from the bundle's root.
    std::string path;
    // Ends a sentence that the path begins.
    std::string reason;
  };

  // Lists the folder, and sorts all that it holds into files, ignored and refused. NOT_FOUND when
  // there is none, UNAVAILABLE when it or a folder in it cannot be listed.
  static absl::StatusOr<Bundle> Open(const std::string& folder,
                                     std::size_t max_entries = kMaxBundleEntries);
  // Files that have the name of one of a bundle: paths from the bundle's root with their sizes,
  // ascending.
  const std::map<std::string, std::uint64_t>& files() const { return files_; }
  // What means nothing, escaped: files `.DS_Store`, `Thumbs.db` and `desktop.ini`, files named `._`
  // and then as something beside them, and the folder `__MACOSX` at the top, which is not looked
  // into.
  const std::vector<std::string>& ignored() const { return ignored_; }
  // Everything else: links, whatever is neither file nor folder, other names, and empty folders,
  // which are those that hold ignored files at most. Refused folders are not looked into.
  const std::vector<Refused>& refused() const { return refused_; }
  bool Has(std::string_view path) const { return files_.contains(std::string(path)); }
  // NOT_FOUND for a file that is not among `files()`, UNAVAILABLE when it cannot be read or is not
  // as it was when it was listed, OUT_OF_RANGE above `max_size`.
  absl::StatusOr<crypto::Bytes> Read(std::string_view path, std::uint64_t max_size) const;

 private:
  friend class BundleLister;
  explicit Bundle(Folder root) : root_(std::make_shared<const Folder>(std::move(root))) {}

  std::shared_ptr<const Folder> root_;
  std::map<std::string, std::uint64_t> files_;
  std::vector<std::string> ignored_;
  std::vector<Refused> refused_;
};

// Writes a bundle into a new folder.
class BundleWriter {
 public:
  // ALREADY_EXISTS when `folder` exists and is not empty, or is no folder. Writes nothing.
  static absl::Status CheckIsFree(const std::string& folder);
  // As CheckIsFree; UNAVAILABLE when it cannot be made.
  static absl::StatusOr<BundleWriter> Create(const std::string& folder);
  // `path` is one of bundle_paths.h.
  absl::Status Add(std::string_view path, crypto::ByteView bytes);
  // The checkpoint and every tile of the log of these records, below `folder`: "" or kJournalFolder.
  absl::Status AddLog(const std::vector<crypto::Bytes>& leaves, std::string_view checkpoint_note,
                      std::string_view folder = "");
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace urna::ledger
