// Places: GeoJSON geometries (RFC 7946).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace urna::services {

inline constexpr std::size_t kMaxPlaceBytes = std::size_t{16} << 10;
inline constexpr std::size_t kMaxPlacePositions = 1000;

// What is wrong with a place, for people; nothing where it is a Point, a LineString or a Polygon with
// longitudes and latitudes that there are, and no member but `type` and `coordinates`.
std::optional<std::string> WrongPlace(std::string_view geojson);

}  // namespace urna::services
