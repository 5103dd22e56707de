#include "services/messages/mail_address.h"

#include "pch.h"

namespace urna::services {
namespace {

TEST(MailAddress, IsOneAddressAndNothingElse) {
  for (const char* good :
       {"marie@example.org", "m.d+urna@mairie.example.org", "O'Neil@example.org", "a@b.co",
        "x_y-z@xn--bcher-kva.example"}) {
    EXPECT_TRUE(MailAddress::Parse(good).ok()) << good;
  }
  for (const char* bad :
       {"", "marie", "marie@", "@example.org", "marie@example", "marie@@example.org",
        "marie@example..org", ".marie@example.org", "marie.@example.org", "ma..rie@example.org",
        "marie@-example.org", "marie@example-.org", "marie dupont@example.org",
        "marie@example.org ", " marie@example.org", "marie@example.org,paul@example.org",
        "marie@example.org>", "<marie@example.org>", "\"marie\"@example.org", "marie@[127.0.0.1]",
        "marie@127.0.0.1", "marie@example.org\n", "marie@example.org\r\nBcc: paul@example.org",
        "marie\0@example.org", "märie@example.org", "marie@exämple.org", "a%b@c:25@example.org"}) {
    EXPECT_FALSE(MailAddress::Parse(bad).ok()) << bad;
  }
  EXPECT_FALSE(MailAddress::Parse(std::string_view("a\0b@example.org", 15)).ok());
  EXPECT_FALSE(MailAddress::Parse(std::string(65, 'a') + "@example.org").ok());
  EXPECT_FALSE(MailAddress::Parse("a@" + std::string(260, 'b') + ".org").ok());
}

TEST(MailAddress, KeepsTheLocalPartAndFoldsForComparing) {
  const MailAddress address = *MailAddress::Parse("Marie.D@Example.ORG");
  EXPECT_EQ(address.text(), "Marie.D@example.org");
  EXPECT_EQ(address.local(), "Marie.D");
  EXPECT_EQ(address.domain(), "example.org");
  EXPECT_EQ(address.Folded(), "marie.d@example.org");
  EXPECT_EQ(address.WithDetail("a1"), "Marie.D+a1@example.org");
}

RC_GTEST_PROP(MailAddress, HoldsNothingThatMeansSomethingInACommandOrAHeader,
              (const std::string& text)) {
  const auto address = MailAddress::Parse(text + "@example.org");
  if (!address.ok()) return;
  RC_ASSERT(address->text().find_first_of(" \t\r\n<>,;:\"()[]\\") == std::string::npos);
}

TEST(NamedAddress, HasANameOrNot) {
  const NamedAddress named = *NamedAddress::Parse("Budget citoyen <budget@example.org>");
  EXPECT_EQ(named.name, "Budget citoyen");
  EXPECT_EQ(named.address.text(), "budget@example.org");
  EXPECT_EQ(NamedAddress::Parse("budget@example.org")->name, "");
  for (const char* bad : {"", "Budget", "Budget <budget>", "Budget <budget@example.org",
                          "Budget\r\nBcc: x <budget@example.org>", "<a@b.org> <c@d.org>"}) {
    EXPECT_FALSE(NamedAddress::Parse(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace urna::services
