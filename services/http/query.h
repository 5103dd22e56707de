// The query of a request, as forms write it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace urna::services {

// Names and values with their escapes undone; "+" stands for a space. Nothing for a "%" that is followed by
// no two hexadecimal digits, and for a name that comes twice: programs differ in which of them counts.
std::optional<std::map<std::string, std::string, std::less<>>> ParseQuery(std::string_view query);

}  // namespace urna::services
