#include "services/pages/page_source.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "ledger/folder.h"

namespace urna::services {
namespace {

// Enough for any build; a folder that is mounted in itself has no end.
constexpr int kMostDepth = 16;

struct NamedFile {
  std::string name;
  crypto::Bytes bytes;
};

absl::Status Bad(const std::string& what) { return absl::InvalidArgumentError(what); }

// Reads a folder with all that is below it, within the limits of Pages.
class FolderReader {
 public:
  absl::Status Read(const ledger::Folder& folder, const std::string& prefix, int depth) {
    if (depth > kMostDepth) return Bad("its folders are too deep");
    const auto entries = folder.List(Pages::kMostFiles + 1);
    if (!entries.ok()) return Bad(std::string(entries.status().message()));
    for (const ledger::FolderEntry& entry : *entries) {
      if (++entries_ > Pages::kMostFiles) {
        return Bad(fmt::format("more than {} files and folders", Pages::kMostFiles));
      }
      const std::string name = prefix + entry.name;
      if (absl::Status read = ReadEntry(folder, entry, name, depth); !read.ok()) return read;
    }
    return absl::OkStatus();
  }

  std::vector<NamedFile> TakeFiles() { return std::move(files_); }

 private:
  absl::Status ReadEntry(const ledger::Folder& folder, const ledger::FolderEntry& entry,
                         const std::string& name, int depth) {
    if (entry.kind == ledger::FolderEntry::Kind::kFolder) {
      const absl::StatusOr<ledger::Folder> sub = folder.Sub(entry.name);
      if (!sub.ok()) return Bad(std::string(sub.status().message()));
      return Read(*sub, name + "/", depth + 1);
    }
    if (entry.kind != ledger::FolderEntry::Kind::kFile) {
      return Bad("expected files and folders alone, without links");
    }
    if (entry.size > Pages::kMostBytes - bytes_) {
      return Bad(fmt::format("more than {} bytes", Pages::kMostBytes));
    }
    bytes_ += entry.size;
    absl::StatusOr<crypto::Bytes> bytes = folder.Read(entry.name, entry.size);
    if (!bytes.ok()) return Bad(std::string(bytes.status().message()));
    files_.push_back({name, *std::move(bytes)});
    return absl::OkStatus();
  }

  std::size_t entries_ = 0;
  std::uint64_t bytes_ = 0;
  std::vector<NamedFile> files_;
};

absl::StatusOr<std::shared_ptr<const Pages>> PagesOfFolder(const std::string& path) {
  const absl::StatusOr<ledger::Folder> folder = ledger::Folder::Open(path);
  if (!folder.ok()) return Bad(std::string(folder.status().message()));
  FolderReader reader;
  if (absl::Status read = reader.Read(*folder, "", 0); !read.ok()) return read;
  const auto files = std::make_shared<const std::vector<NamedFile>>(reader.TakeFiles());
  std::vector<web::BuiltFile> views;
  for (const NamedFile& file : *files) views.push_back({file.name, crypto::AsText(file.bytes)});
  return Pages::Make(views, files);
}

// The same for all servers of this program. One that was built before the front end was has none.
absl::StatusOr<std::shared_ptr<const Pages>> BuiltInPages() {
  static const auto* const pages = new absl::StatusOr<std::shared_ptr<const Pages>>(
      web::BuiltPage("routes.json") ? Pages::Make(web::BuiltPages()) : nullptr);
  return *pages;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Pages>> LoadPages(const std::string& source) {
  if (source == "none") return nullptr;
  auto pages = source == "built-in" ? BuiltInPages() : PagesOfFolder(source);
  if (pages.ok()) return pages;
  return absl::InvalidArgumentError(
      fmt::format("pages: {}: {}", source, std::string(pages.status().message())));
}

}  // namespace urna::services
