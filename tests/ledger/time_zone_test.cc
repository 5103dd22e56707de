#include "ledger/time_zone.h"

#include "pch.h"

namespace urna::ledger {
namespace {

TEST(TimeZones, AreThoseOfTheDatabase) {
  for (const char* name : {"Europe/Paris", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5",
                           "America/Port-au-Prince", "EST5EDT"}) {
    const auto zone = FindTimeZone(name);
    ASSERT_TRUE(zone.has_value()) << name;
    EXPECT_EQ(zone->name(), name);
  }
}

// A file of the machine is none, nor is what only one library knows.
TEST(TimeZones, AreNothingElse) {
  for (const std::string& name :
       {std::string(), std::string("Paris"), std::string("europe/paris"), std::string("localtime"),
        std::string("/etc/localtime"), std::string("/usr/share/zoneinfo/UTC"),
        std::string("file:/etc/localtime"), std::string("libc:localtime"),
        std::string("../zoneinfo/UTC"), std::string("Europe/../UTC"), std::string("Europe"),
        std::string("Fixed/UTC+01:00:00"), std::string("posix/UTC"), std::string("right/UTC"),
        std::string("Europe/Paris "), std::string("Europe/Paris\0", 13), std::string("Europe/Paris\n"),
        std::string("ÉTÉ"), std::string("U\xff"), std::string(65, 'U')}) {
    EXPECT_FALSE(FindTimeZone(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace urna::ledger
