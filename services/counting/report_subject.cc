#include "services/counting/report_subject.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace urna::services {
namespace {

template <typename Texts>
tallying::ReportTexts ToTexts(const Texts& texts) {
  tallying::ReportTexts told;
  for (const auto& text : texts) told.push_back({text.language(), text.text()});
  return told;
}

struct Box {
  double west = std::numeric_limits<double>::infinity(), south = west;
  double east = -west, north = -west;
};

// Coordinates are a position, or lists of them, however deep.
void Widen(const nlohmann::json& coordinates, Box& box) {
  if (!coordinates.is_array() || coordinates.empty()) return;
  if (!coordinates[0].is_number()) {
    for (const auto& inner : coordinates) Widen(inner, box);
    return;
  }
  if (coordinates.size() < 2 || !coordinates[1].is_number()) return;
  const double longitude = coordinates[0].get<double>(), latitude = coordinates[1].get<double>();
  box.west = std::min(box.west, longitude);
  box.east = std::max(box.east, longitude);
  box.south = std::min(box.south, latitude);
  box.north = std::max(box.north, latitude);
}

}  // namespace

std::optional<tallying::GeoPoint> MiddleOf(std::string_view geometry) {
  if (geometry.empty()) return std::nullopt;
  const auto json = nlohmann::json::parse(geometry, nullptr, false);
  if (!json.is_object() || !json.contains("coordinates")) return std::nullopt;
  Box box;
  Widen(json["coordinates"], box);
  if (box.west > box.east) return std::nullopt;
  return tallying::GeoPoint{(box.west + box.east) / 2, (box.south + box.north) / 2};
}

tallying::ReportSubject SubjectOf(const ledger::Manifest& manifest, ledger::ContestId contest) {
  const v1::Config& config = manifest.config();
  const v1::ContestConfig& sealed = manifest.contest(contest);
  tallying::ReportSubject subject;
  subject.title = ToTexts(sealed.title());
  subject.currency = config.currency();
  bool placed = false;
  for (const v1::ProjectConfig& project : sealed.projects()) {
    subject.names.push_back(ToTexts(project.title()));
    subject.places.push_back(MiddleOf(project.place()));
    placed = placed || subject.places.back().has_value();
  }
  if (!placed) subject.places.clear();
  for (const v1::AreaConfig& area : config.areas()) {
    if (area.id() == sealed.area()) subject.areas[area.id()] = ToTexts(area.title());
  }
  return subject;
}

}  // namespace urna::services
