#include "cli/client/people_check.h"

#include "pch.h"

namespace urna::client {
namespace {

using testing::HasSubstr;

CsvTable Table(const std::string& text) { return ParseCsv(text).value(); }

// "first second: why" of each.
std::vector<std::string> Found(const std::string& text) {
  std::vector<std::string> out;
  for (const Resemblance& one : FindResemblances(Table(text), 0, 3)) {
    out.push_back(std::to_string(one.first_line) + " " + std::to_string(one.second_line) + ": " +
                  one.why);
  }
  return out;
}

TEST(PeopleCheck, RefusesALineThatStandsTwice) {
  EXPECT_TRUE(CheckNoLineTwice(Table("id,name\n1,Ada\n2,Ada\n")).ok());
  EXPECT_THAT(std::string(CheckNoLineTwice(Table("id,name\n1,Ada\n2,Bea\n1,Ada\n")).message()),
              HasSubstr("line 4 is line 2 once more"));
}

TEST(PeopleCheck, TellsIdsThatDifferInSpelling) {
  for (const char* id : {"p001", "P 001", "P-001", "\u2003P001", "\uff30001", "00P001"}) {
    EXPECT_THAT(Found("id,name,street,electorate\nP001,Ada,1 Street,n\n" + std::string(id) +
                      ",Bea,2 Street,n\n"),
                testing::ElementsAre(HasSubstr("2 3: their ids")))
        << id;
  }
}

TEST(PeopleCheck, TellsNamesThatAKeyboardWritesInOtherWays) {
  for (const char* name : {"Zoé Łoś", "Zoe\u0301 Łoś", "ZOÉ ŁOŚ", "Zoe Los", "zoe  los."}) {
    EXPECT_THAT(Found("id,name,street,electorate\n1,Zoé Łoś,Œuvre Straße 1,n\n2," +
                      std::string(name) + ",oeuvre strasse 1,n\n"),
                testing::ElementsAre(HasSubstr("2 3: all but the id")))
        << name;
  }
}

TEST(PeopleCheck, TellsNobodyBecauseAllSpeakOneLanguage) {
  std::string list = "id,name,language,electorate\n";
  for (int i = 0; i < 40; ++i) list += std::to_string(i + 1) + ",,fr,n\n";
  EXPECT_THAT(Found(list), testing::IsEmpty());
  EXPECT_THAT(Found(list + "0007,,fr,n\n"), testing::ElementsAre(HasSubstr("8 42: their ids")));
}

TEST(PeopleCheck, TellsOneMailAddress) {
  EXPECT_THAT(Found("id,name,mail,electorate\n1,Ada,ada@Example.org,n\n2,Bea,ADA@example.org ,n\n"),
              testing::ElementsAre(HasSubstr("mail address")));
  EXPECT_THAT(Found("id,name,mail,electorate\n1,Ada,a.da@example.org,n\n2,Bea,ada@example.org,n\n"),
              testing::IsEmpty());
}

TEST(PeopleCheck, TellsOneNameAtOneAddressInAnyElectorate) {
  EXPECT_THAT(Found("id,name,street,electorate\n1,Zoé Roy,1 Main St.,n\n2,ZOE  ROY,1 main st,s\n"),
              testing::ElementsAre(HasSubstr("2 3: all but the id")));
  EXPECT_THAT(Found("id,name,street,electorate\n1,Zoé,1 Street,n\n2,Zoé,11 Street,n\n"),
              testing::IsEmpty());
  // Two people of whom nothing else is said.
  EXPECT_THAT(Found("id,name,street,electorate\n1,,,n\n2,,,n\n"), testing::IsEmpty());
}

TEST(PeopleCheck, RefusesAnElectorateThatTheProcessDoesNotHave) {
  const CsvTable table = Table("id,electorate\n1,north\n2,nrth\n");
  EXPECT_TRUE(CheckElectorates(table, 1, {"north", "nrth"}).ok());
  EXPECT_THAT(std::string(CheckElectorates(table, 1, {"north", "south"}).message()),
              HasSubstr("line 3: the electorate is 'nrth'; the process has: north, south"));
}

}  // namespace
}  // namespace urna::client
