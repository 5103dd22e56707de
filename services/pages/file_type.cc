#include "services/pages/file_type.h"

namespace urna::services {
namespace {

struct Ending {
  std::string_view ending;
  FileType type;
};

constexpr Ending kEndings[] = {
    {".html", {"text/html; charset=utf-8", true}},
    {".js", {"text/javascript; charset=utf-8", true}},
    {".mjs", {"text/javascript; charset=utf-8", true}},
    {".css", {"text/css; charset=utf-8", true}},
    {".svg", {"image/svg+xml", true}},
    {".json", {"application/json", true}},
    {".map", {"application/json", true}},
    {".geojson", {"application/geo+json", true}},
    {".webmanifest", {"application/manifest+json", true}},
    {".wasm", {"application/wasm", true}},
    {".txt", {"text/plain; charset=utf-8", true}},
    {".sha256", {"text/plain; charset=utf-8", true}},
    {".ico", {"image/x-icon", true}},
    {".png", {"image/png", false}},
    {".jpg", {"image/jpeg", false}},
    {".webp", {"image/webp", false}},
    {".woff2", {"font/woff2", false}},
    {".pdf", {"application/pdf", false}},
    {".pmtiles", {"application/vnd.pmtiles", false}},
};

}  // namespace

FileType TypeOfFile(std::string_view name) {
  for (const Ending& one : kEndings) {
    if (name.ends_with(one.ending)) return one.type;
  }
  return {"application/octet-stream", false};
}

}  // namespace urna::services
