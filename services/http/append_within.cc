#include "services/http/append_within.h"

#include <algorithm>

namespace urna::services {

void AppendWithin(std::size_t most, std::string_view piece, std::string& bytes) {
  const std::size_t size = bytes.size() + piece.size();
  if (size > bytes.capacity()) {
    // Asked for less than twice what it has, a string makes room for that.
    const std::size_t least = std::max(size, 2 * bytes.capacity());
    std::size_t room = most;
    while (room / 2 >= least) room /= 2;
    bytes.reserve(room);
  }
  bytes.append(piece);
}

}  // namespace urna::services
