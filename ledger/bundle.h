// A bundle: the folder that holds all that an observer needs, offline (section 13 of
// docs/protocol.md).
//
// Any static web server can serve it. It holds the files of bundle_paths.h and no others.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "ledger/bundle_paths.h"

namespace urna::ledger {

// Reads a bundle. What it returns is untrusted.
class Bundle {
 public:
  // Lists the folder. NOT_FOUND when there is none, INVALID_ARGUMENT when it holds a link or
  // anything but files and folders, or more than a million files.
  static absl::StatusOr<Bundle> Open(const std::string& folder);
  // Paths from the bundle's root with their sizes, ascending.
  const std::map<std::string, std::uint64_t>& files() const { return files_; }
  bool Has(std::string_view path) const { return files_.contains(std::string(path)); }
  // NOT_FOUND for a file that is not there, UNAVAILABLE when it cannot be read, OUT_OF_RANGE above
  // `max_size`.
  absl::StatusOr<crypto::Bytes> Read(std::string_view path, std::uint64_t max_size) const;

 private:
  std::string folder_;
  std::map<std::string, std::uint64_t> files_;
};

// Writes a bundle into a new folder.
class BundleWriter {
 public:
  // ALREADY_EXISTS when `folder` exists and is not empty.
  static absl::StatusOr<BundleWriter> Create(const std::string& folder);
  // `path` is one of bundle_paths.h.
  absl::Status Add(std::string_view path, crypto::ByteView bytes);
  // The checkpoint and every tile of the log of these records.
  absl::Status AddLog(const std::vector<crypto::Bytes>& leaves, std::string_view checkpoint_note);
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace urna::ledger
