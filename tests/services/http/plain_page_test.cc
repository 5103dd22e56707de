// Pages behind links of mails, as a browser that knows no script gets them.
#include "services/http/plain_page.h"

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "pch.h"

namespace urna::services {
namespace {

using testing::HasSubstr;
using testing::Not;

RequestHead Reading(const std::string& languages) {
  RequestHead head;
  if (!languages.empty()) head.fields.emplace_back("accept-language", languages);
  return head;
}

std::string Between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from) + from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

std::string FieldOf(const HttpAnswer& answer, std::string_view name) {
  for (const auto& [field, value] : answer.fields) {
    if (field == name) return value;
  }
  return "";
}

TEST(PlainPage, SpeaksTheLanguageThatTheBrowserWouldRatherRead) {
  for (const char* french : {"", "*", "fr", "fr-FR, en;q=0.9", "en;q=0.5, fr;q=0.8", "de, nl",
                             "FR-ca", "en;q=nonsense", "en;q=0", ";;,,q=", "fr;q=1,en;q=1"}) {
    EXPECT_TRUE(ReadsFrench(Reading(french))) << french;
  }
  for (const char* english :
       {"en", "en-GB,en;q=0.9,fr;q=0.8", "de, en;q=0.3", "fr;q=0.2,en;q=0.7"}) {
    EXPECT_FALSE(ReadsFrench(Reading(english))) << english;
  }
}

TEST(PlainPage, HasNothingWithAnEffectButItsOwnStyle) {
  const HttpAnswer page =
      PlainPage(200, true, {"Bonjour", "Hello"}, OneButton(true, {"Oui", "Yes"}));
  const std::string style = Between(page.body, "<style>", "</style>");
  EXPECT_THAT(FieldOf(page, "content-security-policy"),
              HasSubstr("default-src 'none'; style-src 'sha256-" +
                        crypto::ToBase64(crypto::Sha256(crypto::AsBytes(style))) + "';"));
  EXPECT_THAT(style, Not(HasSubstr("url(")));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_EQ(FieldOf(page, "cache-control"), "no-store");
  EXPECT_THAT(page.body, HasSubstr("<h1>Bonjour</h1>"));
  EXPECT_THAT(page.body, HasSubstr("<button>Oui</button>"));
  EXPECT_THAT(page.body, HasSubstr("<html lang=\"fr\">"));
}

TEST(PlainPage, SendsItsFormToWhereItIsOrIsTold) {
  EXPECT_THAT(OneButton(false, {"Oui", "Yes"}), HasSubstr("<form method=\"post\"><button>Yes"));
  EXPECT_THAT(OneButton(false, {"Oui", "Yes"}, "/auth/link", "token"),
              HasSubstr("<form method=\"post\" action=\"/auth/link\"><input type=\"hidden\" "
                        "name=\"t\" value=\"token\"><button>Yes"));
}

}  // namespace
}  // namespace urna::services
