#include "services/pages/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "services/base/compression.h"
#include "services/pages/file_type.h"
#include "services/pages/page_path.h"

namespace urna::services {
namespace {

constexpr std::string_view kRoutes = "routes.json";
constexpr std::string_view kList = "pages.sha256";
constexpr std::string_view kAssets = "assets/";
constexpr std::string_view kNothing = "default-src 'none'; frame-ancestors 'none'";
// A second device's key is read by the camera, and a place is found on the map; nothing else is asked for.
constexpr std::string_view kPermissions =
    "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), serial=(), hid=(), "
    "midi=(), display-capture=()";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Lets whoever has a copy ask whether it is still right.
constexpr std::string_view kAskFirst = "no-cache";
// Names of assets change with their bytes.
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";

std::vector<std::pair<std::string, std::string>> FieldsOf(std::string_view name) {
  return {{"content-type", std::string(TypeOfFile(name).content_type)},
          {"cache-control", std::string(name.starts_with(kAssets) ? kForEver : kAskFirst)}};
}

std::vector<std::pair<std::string, std::string>> HtmlFields(std::string_view policy,
                                                            bool is_embeddable) {
  return {{"content-type", std::string(TypeOfFile(".html").content_type)},
          {"cache-control", std::string(kAskFirst)},
          {"content-security-policy", std::string(policy)},
          {"referrer-policy", "no-referrer"},
          {"cross-origin-opener-policy", "same-origin"},
          {"cross-origin-resource-policy", is_embeddable ? "cross-origin" : "same-origin"},
          {"permissions-policy", std::string(kPermissions)}};
}

bool IsHtml(std::string_view name) { return name.ends_with(".html"); }

std::string PackedWhereSmaller(std::string_view name, std::string_view bytes) {
  if (!TypeOfFile(name).is_packable) return "";
  std::string packed = Pack(bytes, PackingWork::kAll);
  return packed.size() < bytes.size() ? packed : "";
}

std::string DigestText(std::string_view bytes) {
  return crypto::ToHex(crypto::Sha256(crypto::AsBytes(bytes)));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Pages>> Pages::Make(std::span<const web::BuiltFile> files,
                                                         std::shared_ptr<const void> owner) {
  std::size_t bytes = 0;
  for (const web::BuiltFile& file : files) bytes += file.bytes.size();
  if (files.size() > kMostFiles || bytes > kMostBytes) {
    return absl::InvalidArgumentError(
        fmt::format("{} files of {} bytes; at most {} of {} are served", files.size(), bytes,
                    kMostFiles, kMostBytes));
  }
  const std::shared_ptr<Pages> pages(new Pages(std::move(owner)));
  for (const web::BuiltFile& file : files) {
    if (absl::Status added = pages->Add(file); !added.ok()) return added;
  }
  const auto routes_file = pages->files_.find(View(kRoutes));
  if (routes_file == pages->files_.end()) {
    return absl::InvalidArgumentError("there is no routes.json; the front end's build makes it");
  }
  const absl::StatusOr<std::vector<PageRoute>> routes = ParsePageRoutes(routes_file->second->bytes);
  if (!routes.ok()) return routes.status();
  if (absl::Status added = pages->AddRoutes(*routes); !added.ok()) return added;
  pages->MakeList();
  return pages;
}

absl::Status Pages::Add(const web::BuiltFile& file) {
  if (!IsPageName(file.name)) {
    return absl::InvalidArgumentError("a file has a name that is none in a URL");
  }
  if (file.name == kList) {
    return absl::InvalidArgumentError(
        "there is a file pages.sha256, which the server makes itself");
  }
  auto added = std::make_unique<File>(
      File{.bytes = file.bytes,
           .packed = PackedWhereSmaller(file.name, file.bytes),
           .etag = DigestText(file.bytes),
           .fields = IsHtml(file.name) ? HtmlFields(kNothing, false) : FieldsOf(file.name)});
  if (!files_.emplace(std::string(file.name), std::move(added)).second) {
    return absl::InvalidArgumentError(fmt::format("{} is there twice", file.name));
  }
  return absl::OkStatus();
}

absl::Status Pages::AddRoutes(std::span<const PageRoute> routes) {
  for (const PageRoute& route : routes) {
    const auto file = files_.find(route.file);
    if (file == files_.end() || !IsHtml(route.file)) {
      return absl::InvalidArgumentError(
          fmt::format("routes.json names {}, which is no html here", route.file));
    }
    Fields fields = HtmlFields(route.policy, route.is_embeddable);
    // By its own name the html may do what the shortest of its routes lets it.
    file->second->fields = fields;
    routes_.push_back(
        {.path = route.path, .file = file->second.get(), .fields = std::move(fields)});
  }
  return absl::OkStatus();
}

void Pages::MakeList() {
  std::vector<std::pair<std::string_view, std::string_view>> lines;
  for (const auto& [name, file] : files_) lines.emplace_back(name, file->etag);
  std::sort(lines.begin(), lines.end());
  for (const auto& [name, etag] : lines) list_ += fmt::format("{}  {}\n", etag, name);
  digest_ = crypto::Sha256(crypto::AsBytes(list_));
  list_file_ = {.bytes = list_,
                .packed = PackedWhereSmaller(kList, list_),
                .etag = crypto::ToHex(digest_),
                .fields = FieldsOf(kList)};
}

Page Pages::PageOf(const File& file, const Fields& fields) {
  return {.bytes = file.bytes, .packed = file.packed, .etag = file.etag, .fields = fields};
}

std::optional<Page> Pages::Find(std::string_view path) const {
  if (!path.starts_with('/')) return std::nullopt;
  const std::string_view name = path.substr(1);
  if (name == kList) return PageOf(list_file_, list_file_.fields);
  if (const auto file = files_.find(View(name)); file != files_.end()) {
    return PageOf(*file->second, file->second->fields);
  }
  if (name.starts_with(kAssets)) return std::nullopt;
  for (const Route& route : routes_) {
    const bool is_route_itself =
        path.size() + 1 == route.path.size() && route.path.starts_with(path);
    if (is_route_itself || path.starts_with(route.path)) return PageOf(*route.file, route.fields);
  }
  return std::nullopt;
}

}  // namespace urna::services
