#include "services/api/source.h"

#include <arpa/inet.h>

#include <algorithm>

#include "absl/strings/ascii.h"

namespace urna::services {
namespace {

// The address as a text that is the same for all that count as one source; empty where it is none.
std::string Canonical(std::string_view address) {
  const std::string text(address);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return text;
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return "";
  // An IPv4 address in the form of an IPv6 one, as listeners for both see it.
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    char out[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, &v6.s6_addr[12], out, sizeof out);
  }
  std::fill(v6.s6_addr + 8, v6.s6_addr + 16, 0);
  char out[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, &v6, out, sizeof out);
}

std::string_view AddressIn(std::string_view peer) {
  const std::size_t scheme = peer.find(':');
  if (scheme == peer.npos) return "";
  peer.remove_prefix(scheme + 1);
  // gRPC escapes brackets: ipv6:%5B::1%5D:123.
  if (peer.starts_with("%5B")) {
    peer = peer.substr(3, peer.find("%5D") - 3);
    // Without the zone of a link-local address.
    return peer.substr(0, peer.find('%'));
  }
  if (peer.starts_with("[")) {
    peer = peer.substr(1, peer.find(']') - 1);
    return peer.substr(0, peer.find('%'));
  }
  return peer.substr(0, peer.rfind(':'));
}

}  // namespace

std::string SourceOf(std::string_view peer, std::string_view forwarded_for,
                     const std::vector<std::string>& trusted_proxies) {
  const std::string direct = Canonical(AddressIn(peer));
  if (direct.empty()) return std::string(peer);
  const bool trusted =
      std::any_of(trusted_proxies.begin(), trusted_proxies.end(),
                  [&](const std::string& proxy) { return Canonical(proxy) == direct; });
  if (!trusted) return direct;
  const std::size_t comma = forwarded_for.rfind(',');
  const std::string_view last =
      comma == forwarded_for.npos ? forwarded_for : forwarded_for.substr(comma + 1);
  const std::string forwarded = Canonical(
      std::string(absl::StripAsciiWhitespace(absl::string_view(last.data(), last.size()))));
  return forwarded.empty() ? direct : forwarded;
}

}  // namespace urna::services
