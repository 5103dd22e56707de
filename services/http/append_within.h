// Bytes that are gathered piece by piece, and the room that is made for them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace urna::services {

// Appends `piece`; together they have at most `most` bytes. Room is made in steps of twice as much, as
// std::string does it, but the last of them is `most`: a string left to itself may hold room for nearly twice as
// much as it ever gets, and limits of memory count what messages may have.
void AppendWithin(std::size_t most, std::string_view piece, std::string& bytes);

}  // namespace urna::services
