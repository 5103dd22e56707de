// The pages of the front end, as the HTTP door gives them: a table of files in memory that is made once and never
// changes. No request reaches the file system through it, whatever its path.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "services/pages/page_routes.h"
#include "web/pages.h"

namespace urna::services {

// What is given for a path. Refers to the Pages that gave it.
struct Page {
  std::string_view bytes;
  // The same in gzip; empty where that is not smaller.
  std::string_view packed;
  // Hexadecimal digits of the SHA-256 of `bytes`.
  std::string_view etag;
  // For browsers: content-type, cache-control, and of html what it may do. Names are in small letters.
  std::span<const std::pair<std::string, std::string>> fields;
};

// Immutable.
class Pages {
 public:
  static constexpr std::size_t kMostFiles = 5000;
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

  // `files` has a file routes.json (ParsePageRoutes) and the html that it names. The bytes must outlive the pages
  // unless `owner` holds them. Packs all that is packable. INVALID_ARGUMENT says in a sentence what is wrong: too much,
  // a name that no URL has, one that stands twice, routes that are none or whose html is not there.
  static absl::StatusOr<std::shared_ptr<const Pages>> Make(
      std::span<const web::BuiltFile> files, std::shared_ptr<const void> owner = nullptr);
  // Made by Make.
  ~Pages() = default;
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // `path` is as PagePath gives it: that of a file; /pages.sha256; or of the html whose route is above it, but for
  // what is missing below /assets/. A route is given without its last slash too. Html that no route names may do
  // nothing.
  std::optional<Page> Find(std::string_view path) const;

  // What stands in /pages.sha256: a line "<SHA-256 in 64 hexadecimal digits>  <name>\n" for each file, sorted by the
  // bytes of the names. `sha256sum -c` reads it.
  const std::string& list() const { return list_; }
  // Of `list`: what a manifest says of the pages (section 3 of docs/protocol.md).
  const crypto::Hash256& digest() const { return digest_; }

 private:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  struct File {
    std::string_view bytes;
    std::string packed;
    std::string etag;
    Fields fields;
  };
  struct Route {
    std::string path;
    const File* file;
    Fields fields;
  };

  explicit Pages(std::shared_ptr<const void> owner) : owner_(std::move(owner)) {}
  absl::Status Add(const web::BuiltFile& file);
  absl::Status AddRoutes(std::span<const PageRoute> routes);
  void MakeList();
  static Page PageOf(const File& file, const Fields& fields);

  const std::shared_ptr<const void> owner_;
  // Files stay where they are: routes refer to them.
  absl::flat_hash_map<std::string, std::unique_ptr<File>> files_;
  std::vector<Route> routes_;
  std::string list_;
  File list_file_;
  crypto::Hash256 digest_{};
};

}  // namespace urna::services
