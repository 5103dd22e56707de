#include "services/api/source.h"

#include <gtest/gtest.h>

namespace urna::services {
namespace {

TEST(Source, IsTheAddressWithoutThePort) {
  EXPECT_EQ(SourceOf("ipv4:192.0.2.7:51234", "", {}), "192.0.2.7");
  EXPECT_EQ(SourceOf("ipv4:192.0.2.7:1", "", {}), SourceOf("ipv4:192.0.2.7:65535", "", {}));
}

TEST(Source, OfOneNetworkOfVersion6IsOne) {
  EXPECT_EQ(SourceOf("ipv6:%5B2001:db8:1:2:3:4:5:6%5D:443", "", {}), "2001:db8:1:2::");
  EXPECT_EQ(SourceOf("ipv6:[2001:db8:1:2::9]:443", "", {}), "2001:db8:1:2::");
  EXPECT_NE(SourceOf("ipv6:[2001:db8:1:3::9]:443", "", {}), "2001:db8:1:2::");
  EXPECT_EQ(SourceOf("ipv6:[::ffff:192.0.2.7]:443", "", {}), "192.0.2.7");
}

TEST(Source, IsWhatATrustedProxySaysAndNobodyElse) {
  const std::vector<std::string> proxies = {"127.0.0.1"};
  EXPECT_EQ(SourceOf("ipv4:127.0.0.1:9", "192.0.2.7", proxies), "192.0.2.7");
  EXPECT_EQ(SourceOf("ipv4:198.51.100.1:9", "192.0.2.7", proxies), "198.51.100.1");
  EXPECT_EQ(SourceOf("ipv4:127.0.0.1:9", "192.0.2.7", {}), "127.0.0.1");
}

// What stands before the proxy's own entry was written by whoever called it.
TEST(Source, IsTheEntryThatTheProxyWrote) {
  const std::vector<std::string> proxies = {"127.0.0.1"};
  EXPECT_EQ(SourceOf("ipv4:127.0.0.1:9", "203.0.113.1, 192.0.2.7 ", proxies), "192.0.2.7");
  EXPECT_EQ(SourceOf("ipv4:127.0.0.1:9", "nonsense", proxies), "127.0.0.1");
  EXPECT_EQ(SourceOf("ipv4:127.0.0.1:9", "", proxies), "127.0.0.1");
}

TEST(Source, OfAnyOtherPeerIsItsName) { EXPECT_EQ(SourceOf("unix:/x", "", {}), "unix:/x"); }

}  // namespace
}  // namespace urna::services
