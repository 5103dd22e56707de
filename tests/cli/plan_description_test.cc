#include "cli/client/plan_description.h"

#include "ledger/text.h"
#include "pch.h"

namespace urna::client {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

v1::Process Euros() {
  v1::Process process;
  v1::LocalizedText& title = *process.add_title();
  title.set_language("en");
  title.set_text("Budget");
  process.set_currency("EUR");
  process.set_currency_digits(2);
  return process;
}
std::string Example(const std::string& name) {
  return std::string(URNA_TEST_DATA) + "/../../deploy/" + name + ".toml.example";
}
template <typename T>
std::string Fault(const absl::StatusOr<T>& result) {
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
  return ledger::MessageOf(result.status());
}

TEST(PlanDescription, TakesTheExamples) {
  const auto mandate = ReadMandate(Example("mandate"), Euros());
  ASSERT_TRUE(mandate.ok()) << mandate.status();
  EXPECT_EQ(mandate->envelope(), 50'000'000);
  EXPECT_THAT(mandate->criteria(), SizeIs(2));
  for (const auto* texts :
       {&mandate->title(), &mandate->purpose(), &mandate->promoter(), &mandate->territory(),
        &mandate->financing(), &mandate->who_may_submit(), &mandate->who_may_vote(),
        &mandate->calendar(), &mandate->commitment(), &mandate->limits()}) {
    EXPECT_THAT(*texts, SizeIs(2));
  }
  const auto calendar = ReadCalendar(Example("calendar"));
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  EXPECT_EQ(calendar->time_zone(), "Europe/Paris");
  ASSERT_THAT(calendar->windows(), SizeIs(5));
  // 1 March in winter, 31 March in summer.
  EXPECT_EQ(calendar->windows(0).start_time(), 1803888000u);
  EXPECT_EQ(calendar->windows(0).end_time(), 1803888000u + 30 * 86400 + 9 * 3600 - 3600);
  const auto form = ReadForm(Example("form"), Euros());
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->support_by(), v1::SUPPORT_BY_PAPER_LISTS);
  EXPECT_THAT(form->fields(), SizeIs(2));
  EXPECT_THAT(form->fields(0).choices(), ElementsAre("nouveau", "réparation"));
  EXPECT_EQ(form->fields(1).type(), v1::FIELD_TYPE_MAIL);
}

TEST(PlanDescription, TakesOneTextInTheLanguageOfTheFileOrTheProcess) {
  EXPECT_EQ(ParseMandate("title = \"x\"", "m", Euros())->title(0).language(), "en");
  EXPECT_EQ(ParseMandate("language = \"nl\"\ntitle = \"x\"", "m", Euros())->title(0).language(),
            "nl");
  EXPECT_THAT(ParseMandate("language = \"en\"", "m", Euros())->title(), IsEmpty());
}

TEST(PlanDescription, NamesWhatIsWrongInAMandate) {
  EXPECT_THAT(Fault(ParseMandate("titel = \"x\"", "m.toml", Euros())),
              AllOf(HasSubstr("m.toml:1"), HasSubstr("titel"), HasSubstr("misspelt")));
  EXPECT_THAT(Fault(ParseMandate("title = 7", "m", Euros())), HasSubstr("a text, or a table"));
  EXPECT_THAT(Fault(ParseMandate("title = { fr = 7 }", "m", Euros())), HasSubstr("each language"));
  EXPECT_THAT(Fault(ParseMandate("envelope = \"12.345\"", "m", Euros())), HasSubstr("envelope"));
  EXPECT_THAT(Fault(ParseMandate("envelope = true", "m", Euros())), HasSubstr("envelope"));
  EXPECT_THAT(Fault(ParseMandate("[[criteria]]\ntext = \"x\"", "m", Euros())),
              HasSubstr("criteria[0].id"));
  EXPECT_THAT(Fault(ParseMandate("title = \"", "m", Euros())), HasSubstr("m:1"));
  EXPECT_EQ(ParseMandate("envelope = \"12.34\"", "m", Euros())->envelope(), 1234);
}

std::string Window(const std::string& start, const std::string& end) {
  return "time_zone = \"Europe/Paris\"\n[submission]\nstart = " + start + "\nend = " + end;
}

TEST(PlanDescription, TakesTimesWithAndWithoutQuotesSecondsAndOffsets) {
  const auto first = ParseCalendar(Window("2027-03-01T09:00:00", "2027-03-28T18:00:00"), "c");
  ASSERT_TRUE(first.ok()) << first.status();
  for (const auto& [start, end] : std::vector<std::pair<std::string, std::string>>{
           {"\"2027-03-01T09:00\"", "\"2027-03-28T18:00\""},
           {"2027-03-01T09:00:00+01:00", "2027-03-28T16:00:00Z"},
           {"\"2027-03-01 09:00\"", "2027-03-28T11:00:00-05:00"}}) {
    EXPECT_EQ(ParseCalendar(Window(start, end), "c")->SerializeAsString(),
              first->SerializeAsString())
        << start;
  }
}

TEST(PlanDescription, TellsWhichTimesThereAreNot) {
  EXPECT_THAT(Fault(ParseCalendar(Window("2027-03-28T02:30:00", "2027-04-28T18:00:00"), "c.toml")),
              AllOf(HasSubstr("c.toml:3"), HasSubstr("submission.start"),
                    HasSubstr("does not exist in Europe/Paris")));
  EXPECT_THAT(Fault(ParseCalendar(Window("2027-10-01T02:30:00", "2027-10-31T02:30:00"), "c")),
              AllOf(HasSubstr("submission.end"), HasSubstr("happens twice")));
  EXPECT_TRUE(ParseCalendar(Window("2027-10-01T02:30:00", "2027-10-31T02:30:00+02:00"), "c").ok());
  EXPECT_THAT(Fault(ParseCalendar(Window("2027-03-28T09:00", "2027-04-28T18:00:00"), "c")),
              HasSubstr("in quotes"));
}

TEST(PlanDescription, NamesWhatIsWrongInACalendar) {
  EXPECT_THAT(Fault(ParseCalendar("time_zone = \"Paris\"", "c")), HasSubstr("time zone database"));
  EXPECT_THAT(Fault(ParseCalendar("[review]", "c")), HasSubstr("time_zone"));
  EXPECT_THAT(Fault(ParseCalendar("time_zone = \"UTC\"\nsubmission = 7", "c")),
              HasSubstr("a table with start and end"));
  EXPECT_THAT(Fault(ParseCalendar("time_zone = \"UTC\"\n[submissions]\n", "c")),
              HasSubstr("misspelt"));
  EXPECT_THAT(
      Fault(ParseCalendar("time_zone = \"UTC\"\n[review]\nstart = 2027-01-01T00:00:00", "c")),
      HasSubstr("review.end"));
  EXPECT_THAT(
      Fault(ParseCalendar("time_zone = \"UTC\"\n[review]\nstart = 2027-01-01\nend = 7", "c")),
      HasSubstr("review.start"));
}

TEST(PlanDescription, NamesWhatIsWrongInAForm) {
  EXPECT_THAT(Fault(ParseForm("place_required = 1", "f", Euros())), HasSubstr("true or false"));
  EXPECT_THAT(Fault(ParseForm("support_by = \"friends\"", "f", Euros())),
              HasSubstr("paper-lists, provider"));
  EXPECT_THAT(Fault(ParseForm("[[fields]]\nid = \"a\"\ntype = \"photo\"", "f", Euros())),
              HasSubstr("line, text, number"));
  EXPECT_THAT(Fault(ParseForm("most_per_author = -1", "f", Euros())), HasSubstr("most_per_author"));
  EXPECT_TRUE(ParseForm("open_submission = true", "f", Euros()).ok());
}

TEST(PlanDescription, IsNoEmptyFile) {
  for (const char* nothing : {"", "\n", "# nothing\n"}) {
    EXPECT_THAT(Fault(ParseMandate(nothing, "m", Euros())), HasSubstr("says nothing"));
    EXPECT_THAT(Fault(ParseCalendar(nothing, "c")), HasSubstr("says nothing"));
    EXPECT_THAT(Fault(ParseForm(nothing, "f", Euros())), HasSubstr("says nothing"));
  }
}

TEST(PlanDescription, NamesEveryKind) {
  for (int kind = v1::WINDOW_KIND_SUBMISSION; kind <= v1::WINDOW_KIND_PAPER_ENTRY; ++kind) {
    EXPECT_NE(WindowName(static_cast<v1::WindowKind>(kind)), "") << kind;
  }
  for (int type = v1::FIELD_TYPE_LINE; type <= v1::FIELD_TYPE_MAIL; ++type) {
    EXPECT_NE(FieldTypeName(static_cast<v1::FieldType>(type)), "") << type;
  }
  EXPECT_EQ(WindowName(v1::WINDOW_KIND_UNSPECIFIED), "");
}

// Whatever is in a file, it is a plan or an error.
RC_GTEST_PROP(PlanDescriptionProperty, OfAnythingIsAPlanOrAnError, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("title = \"x\"\n[[criteria]]{}1234-:T#'\0\xff\xc3", 38)));
  ParseMandate(text, "m", Euros()).status().IgnoreError();
  ParseCalendar("time_zone = \"UTC\"\n" + text, "c").status().IgnoreError();
  ParseForm(text, "f", Euros()).status().IgnoreError();
}

}  // namespace
}  // namespace urna::client
