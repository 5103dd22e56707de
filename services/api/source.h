// Where a call comes from, for limits alone: it is never written down.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace urna::services {

// The IPv4 address, or the first 64 bits of the IPv6 address, of a peer as gRPC names it, such as
// "ipv4:192.0.2.7:51234" or "ipv6:[2001:db8::1]:51234". The whole text for any other peer.
//
// Where the peer is one of `trusted_proxies` (addresses as above), the last address of
// `forwarded_for`, the header X-Forwarded-For, is taken instead: the one that the proxy wrote itself.
std::string SourceOf(std::string_view peer, std::string_view forwarded_for,
                     const std::vector<std::string>& trusted_proxies);

}  // namespace urna::services
