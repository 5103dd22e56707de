// Texts with fields in braces. Values are put in as they are and never read as a text themselves, so
// nothing that a citizen writes can do anything but stand there.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace urna::services {

inline constexpr std::size_t kMaxSubjectTemplate = 200;
inline constexpr std::size_t kMaxBodyTemplate = 10'000;
// What is made of them is cut off there, between two characters.
inline constexpr std::size_t kMaxSubject = 300;
inline constexpr std::size_t kMaxBody = 64 << 10;

// INVALID_ARGUMENT, a plain one for the caller to give a field to, that says in which line and column
// (of bytes, from 1) a brace is alone or a field is none of `fields`, and which there are.
absl::Status CheckTemplate(std::string_view text, const std::vector<std::string>& fields);

// Puts the values in. `{{` and `}}` become braces. A line whose fields are all empty is left out, and
// so is an empty line after it; what CheckTemplate would refuse stands as it is. Takes time and room
// in proportion to what it gives, at most `most` bytes.
std::string FillTemplate(std::string_view text,
                         const std::function<std::string(std::string_view field)>& value,
                         std::size_t most);

// The front of the text: whole characters, at most `most` bytes.
std::string_view CutText(std::string_view text, std::size_t most);

}  // namespace urna::services
