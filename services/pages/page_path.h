// The path of a request as the table of pages has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace urna::services {

// `path` begins with "/"; its percent signs are undone, once. Nothing for a path that two programs could read in two
// ways, or that names no file anywhere: with a "%" that is followed by no two hexadecimal digits, a slash that is
// escaped, a backslash, a control character, an empty part before the last, or a part "." or "..".
std::optional<std::string> PagePath(std::string_view path);

// Whether a file of the pages may have this name: one that PagePath gives back behind a "/", of printable ASCII.
bool IsPageName(std::string_view name);

}  // namespace urna::services
