// JSON that somebody else wrote.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace urna::services::openid {

using Json = nlohmann::json;

// Nothing for what is no object.
std::optional<Json> ParseObject(std::string_view text);

// The member, where it is text; empty otherwise.
std::string TextOf(const Json& object, std::string_view name);
// The member, where it is a number of seconds since 1970 (RFC 7519, 2), without its fraction.
std::optional<std::int64_t> SecondsOf(const Json& object, std::string_view name);
// Whether the member is this text, or a list with it.
bool Holds(const Json& object, std::string_view name, std::string_view text);

}  // namespace urna::services::openid
