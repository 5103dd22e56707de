// Fields of a Pabulib file that are numbers, as people and spreadsheets write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace urna::tallying {

// Degrees, WGS 84.
struct PabulibPlace {
  double latitude = 0;
  double longitude = 0;
};

// "3", or "3.0" and "3,0" as spreadsheets write it; nothing for what is no whole number of 64 bits.
std::optional<std::int64_t> WholeNumber(std::string_view text);

// Nothing where either is no decimal number of degrees, or out of range.
std::optional<PabulibPlace> ReadPlace(std::string_view latitude, std::string_view longitude);

}  // namespace urna::tallying
