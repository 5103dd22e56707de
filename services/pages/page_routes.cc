#include "services/pages/page_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "services/pages/page_path.h"

namespace urna::services {
namespace {

using nlohmann::json;

absl::Status Bad(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("routes.json {}", what));
}

bool IsRoutePath(const std::string& path) {
  return path == "/" || (path.starts_with('/') && path.ends_with('/') &&
                         IsPageName(std::string_view(path).substr(1, path.size() - 2)));
}

bool IsFieldValue(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// An object with texts of these names and nothing else.
bool HasTexts(const json& object, const std::set<std::string>& names) {
  return object.is_object() && object.size() == names.size() &&
         std::all_of(names.begin(), names.end(), [&](const std::string& name) {
           return object.contains(name) && object[name].is_string();
         });
}

absl::StatusOr<PageRoute> ReadRoute(const json& route) {
  if (!HasTexts(route, {"path", "file", "csp"})) {
    return Bad("has a route that is no {\"path\", \"file\", \"csp\"} of texts");
  }
  PageRoute read{.path = route["path"], .file = route["file"], .policy = route["csp"]};
  if (!IsRoutePath(read.path)) {
    return Bad("has a route whose path is none: expected such as /vote/");
  }
  if (!IsPageName(read.file)) return Bad(fmt::format("has no file for {}", read.path));
  if (!IsFieldValue(read.policy)) return Bad(fmt::format("has no csp for {}", read.path));
  return read;
}

absl::Status ReadEmbeddable(const json& paths, std::vector<PageRoute>& routes) {
  for (const json& path : paths) {
    const auto route = std::find_if(routes.begin(), routes.end(), [&](const PageRoute& one) {
      return path.is_string() && one.path == path.get_ref<const std::string&>();
    });
    if (route == routes.end()) return Bad("has an embeddable path that is no route's");
    route->is_embeddable = true;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<PageRoute>> ParsePageRoutes(std::string_view text) {
  const json document = json::parse(text, nullptr, false);
  if (document.is_discarded()) return Bad("is no JSON");
  if (!document.is_object() || document.size() != 2 || !document.contains("routes") ||
      !document["routes"].is_array() || !document.contains("embeddable") ||
      !document["embeddable"].is_array()) {
    return Bad("is no {\"routes\": [..], \"embeddable\": [..]}");
  }
  std::vector<PageRoute> routes;
  std::set<std::string> paths;
  for (const json& one : document["routes"]) {
    absl::StatusOr<PageRoute> route = ReadRoute(one);
    if (!route.ok()) return route.status();
    if (!paths.insert(route->path).second) {
      return Bad(fmt::format("has two routes for {}", route->path));
    }
    routes.push_back(*std::move(route));
  }
  if (absl::Status read = ReadEmbeddable(document["embeddable"], routes); !read.ok()) return read;
  for (PageRoute& route : routes) {
    if (route.policy.find("frame-ancestors") != route.policy.npos) continue;
    route.policy += route.is_embeddable ? "; frame-ancestors *" : "; frame-ancestors 'none'";
  }
  // None stands twice.
  std::sort(routes.begin(), routes.end(), [](const PageRoute& a, const PageRoute& b) {
    return std::pair(b.path.size(), a.path) < std::pair(a.path.size(), b.path);
  });
  return routes;
}

}  // namespace urna::services
