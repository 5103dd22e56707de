// Where a connection comes from, as far as fairness goes.
#pragma once

#include <sys/socket.h>

#include <array>
#include <compare>
#include <utility>

namespace urna::services {

// An IPv4 address, or the first 64 bits of an IPv6 address: whoever has one address of such a
// network has them all. Kept in memory only, never logged.
struct Network {
  // As IPv6; an IPv4 address is ::ffff:a.b.c.d.
  std::array<unsigned char, 16> prefix{};

  friend auto operator<=>(const Network&, const Network&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Network& source) {
    return H::combine(std::move(state), source.prefix);
  }
};

// Addresses of other families are one source.
Network NetworkOf(const sockaddr_storage& address);

}  // namespace urna::services
