#include "services/server/network.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace urna::services {
namespace {

constexpr std::ptrdiff_t kNetworkBytes = 8;
constexpr std::size_t kMappedAt = 12;

}  // namespace

Network NetworkOf(const sockaddr_storage& address) {
  Network source;
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    source.prefix[kMappedAt - 2] = source.prefix[kMappedAt - 1] = 0xff;
    std::memcpy(&source.prefix[kMappedAt], &v4.sin_addr, sizeof v4.sin_addr);
  } else if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::memcpy(source.prefix.data(), &v6.sin6_addr, source.prefix.size());
    if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      std::fill(source.prefix.begin() + kNetworkBytes, source.prefix.end(), 0);
    }
  }
  return source;
}

}  // namespace urna::services
