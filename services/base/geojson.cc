#include "services/base/geojson.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace urna::services {
namespace {

using nlohmann::json;

bool IsPosition(const json& value) {
  constexpr double kMostLongitude = 180;
  constexpr double kMostLatitude = 90;
  if (!value.is_array() || value.size() < 2 || value.size() > 3) return false;
  for (const json& number : value) {
    if (!number.is_number() || !std::isfinite(number.get<double>())) return false;
  }
  return std::abs(value[0].get<double>()) <= kMostLongitude &&
         std::abs(value[1].get<double>()) <= kMostLatitude;
}

// At least `least` positions in a row.
bool ArePositions(const json& value, std::size_t least, std::size_t& room) {
  if (!value.is_array() || value.size() < least || value.size() > room) return false;
  room -= value.size();
  for (const json& position : value) {
    if (!IsPosition(position)) return false;
  }
  return true;
}

// RFC 7946, 3.1.6: a ring is closed and has four positions or more.
bool AreRings(const json& value, std::size_t& room) {
  constexpr std::size_t kLeastOfRing = 4;
  if (!value.is_array() || value.empty()) return false;
  for (const json& ring : value) {
    if (!ArePositions(ring, kLeastOfRing, room) || ring.front() != ring.back()) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> WrongPlace(std::string_view geojson) {
  constexpr bool kThrow = false;
  if (geojson.size() > kMaxPlaceBytes) return "expected at most 16,384 bytes";
  const json place = json::parse(geojson, nullptr, kThrow);
  if (!place.is_object() || place.size() != 2 || !place.contains("type") ||
      !place.contains("coordinates") || !place["type"].is_string()) {
    return "expected a GeoJSON geometry: {\"type\": .., \"coordinates\": ..}";
  }
  const std::string type = place["type"].get<std::string>();
  const json& coordinates = place["coordinates"];
  std::size_t room = kMaxPlacePositions;
  constexpr std::size_t kLeastOfLine = 2;
  const bool known = type == "Point" || type == "LineString" || type == "Polygon";
  if (!known) return "expected the type Point, LineString or Polygon";
  const bool right = type == "Point"        ? IsPosition(coordinates)
                     : type == "LineString" ? ArePositions(coordinates, kLeastOfLine, room)
                                            : AreRings(coordinates, room);
  if (right) return std::nullopt;
  return fmt::format(
      "its coordinates are none of a {}: [longitude, latitude], -180 to 180 and -90 to 90; rings "
      "are "
      "closed; at most {} positions",
      type, kMaxPlacePositions);
}

}  // namespace urna::services
