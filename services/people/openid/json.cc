#include "services/people/openid/json.h"

#include <algorithm>

namespace urna::services::openid {

std::optional<Json> ParseObject(std::string_view text) {
  constexpr bool kThrow = false;
  Json value = Json::parse(text, nullptr, kThrow);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::string TextOf(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::int64_t> SecondsOf(const Json& object, std::string_view name) {
  // The year 9999.
  constexpr double kMost = 253402300799;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds <= kMost)) return std::nullopt;
  return static_cast<std::int64_t>(seconds);
}

bool Holds(const Json& object, std::string_view name, std::string_view text) {
  const auto found = object.find(name);
  if (found == object.end()) return false;
  const auto is_it = [text](const Json& one) {
    return one.is_string() && one.get_ref<const std::string&>() == text;
  };
  return found->is_array() ? std::any_of(found->begin(), found->end(), is_it) : is_it(*found);
}

}  // namespace urna::services::openid
