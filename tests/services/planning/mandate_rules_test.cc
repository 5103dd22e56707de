#include "services/planning/mandate_rules.h"

#include "services/planning/form_rules.h"
#include "services/planning/plan_requests.h"

namespace urna::services {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;
using testing::StartsWith;

// Field -> description, as a client reads them.
std::map<std::string, std::string> FieldsOf(const FieldViolations& violations) {
  std::map<std::string, std::string> fields;
  const google::rpc::Status status = ToRpcStatus(violations.ToStatus());
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& one : bad.field_violations()) fields[one.field()] = one.description();
  }
  return fields;
}

v1::Process Paris() { return TwoLanguages("paris").process(); }

std::map<std::string, std::string> Wrong(const v1::Mandate& mandate) {
  FieldViolations violations;
  ValidateMandate(mandate, Paris(), "mandate", violations);
  return FieldsOf(violations);
}
std::map<std::string, std::string> Missing(const v1::Mandate& mandate) {
  FieldViolations missing;
  CheckMandateComplete(mandate, Paris(), "mandate", missing);
  return FieldsOf(missing);
}
std::map<std::string, std::string> WrongForm(const v1::SubmissionForm& form) {
  FieldViolations violations;
  ValidateForm(form, Paris(), "form", violations);
  return FieldsOf(violations);
}

// What people write, and what they do not.
struct TextCase {
  const char* name;
  std::string text;
  bool is_right;
};
std::vector<TextCase> TextCases(std::size_t most) {
  const std::string emoji = "\U0001F33B";
  return {
      {"nothing", "", false},
      {"one byte", "x", true},
      {"the most", std::string(most, 'x'), true},
      {"one byte more", std::string(most + 1, 'x'), false},
      {"right to left", "ميزانية تشاركية", true},
      {"right to left with a mark", "\u200fתקציב\u200f", true},
      {"an emoji", emoji + " fleurs", true},
      {"a family of emoji", "👩‍👩‍👧‍👦", true},
      {"lines and tabs", "a\n\tb", true},
      {"NUL", std::string("a\0b", 3), false},
      {"an escape", "a\x1b[31mb", false},
      {"half an emoji", emoji.substr(0, 3), false},
      {"a byte that is no UTF-8", "a\xff", false},
      {"an overlong form", "a\xc0\xaf", false},
  };
}

TEST(MandateRules, TakeAMandateThatSaysAll) {
  EXPECT_THAT(Wrong(FullMandate()), IsEmpty());
  EXPECT_THAT(Missing(FullMandate()), IsEmpty());
}

TEST(MandateRules, TakeADraftThatSaysNearlyNothing) {
  v1::Mandate mandate;
  mandate.set_envelope(1);
  EXPECT_THAT(Wrong(mandate), IsEmpty());
}

TEST(MandateRules, NameAllThatIsMissing) {
  const auto missing = Missing({});
  v1::Mandate mandate;
  for (const auto& [name, texts] : TextsOf(mandate)) {
    EXPECT_THAT(missing, Contains(Key("mandate." + name)));
  }
  EXPECT_THAT(missing, AllOf(Contains(Key("mandate.envelope")), Contains(Key("mandate.criteria")),
                             SizeIs(12)));
}

TEST(MandateRules, AskForEachTextInEachLanguage) {
  v1::Mandate whole = FullMandate();
  for (const auto& [name, texts] : TextsOf(whole)) {
    v1::Mandate mandate = FullMandate();
    TextsOf(mandate)[name]->DeleteSubrange(1, 1);
    EXPECT_THAT(Missing(mandate), AllOf(SizeIs(1), Contains(Key("mandate." + name))));
  }
  v1::Mandate mandate = FullMandate();
  mandate.mutable_criteria(1)->clear_text();
  EXPECT_THAT(Missing(mandate), AllOf(SizeIs(1), Contains(Key("mandate.criteria[1].text"))));
}

TEST(MandateRules, BoundEveryText) {
  v1::Mandate whole = FullMandate();
  for (const auto& [name, ignored] : TextsOf(whole)) {
    for (const TextCase& one : TextCases(4000)) {
      SCOPED_TRACE(name + ": " + one.name);
      v1::Mandate mandate = FullMandate();
      TextsOf(mandate)[name]->at(1).set_text(one.text);
      const auto wrong = Wrong(mandate);
      if (one.is_right) {
        EXPECT_THAT(wrong, IsEmpty());
      } else {
        EXPECT_THAT(wrong, AllOf(SizeIs(1), Contains(Key("mandate." + name + "[1].text"))));
      }
    }
  }
  for (const TextCase& one : TextCases(4000)) {
    v1::Mandate mandate = FullMandate();
    mandate.mutable_criteria(0)->mutable_text(0)->set_text(one.text);
    EXPECT_EQ(Wrong(mandate).contains("mandate.criteria[0].text[0].text"), !one.is_right)
        << one.name;
  }
}

TEST(MandateRules, KnowTheLanguagesOfTheProcessAlone) {
  v1::Mandate mandate = FullMandate();
  mandate.mutable_purpose(0)->set_language("de");
  mandate.mutable_limits(1)->set_language("fr");
  mandate.mutable_title(0)->set_language("not a tag");
  EXPECT_THAT(Wrong(mandate), AllOf(SizeIs(3), Contains(Key("mandate.purpose[0].language")),
                                    Contains(Key("mandate.limits[1].language")),
                                    Contains(Key("mandate.title[0].language"))));
}

TEST(MandateRules, TellCriteriaApart) {
  v1::Mandate mandate = FullMandate();
  mandate.mutable_criteria(1)->set_id("territory");
  EXPECT_THAT(Wrong(mandate), AllOf(SizeIs(1), Contains(Key("mandate.criteria[1].id"))));
  for (const char* id : {"", "Territory", "1st", "a_b", "é"}) {
    mandate.mutable_criteria(1)->set_id(id);
    EXPECT_THAT(Wrong(mandate), Contains(Key("mandate.criteria[1].id"))) << id;
  }
  mandate.mutable_criteria(1)->set_id(std::string(63, 'a'));
  EXPECT_THAT(Wrong(mandate), IsEmpty());
  mandate.mutable_criteria(1)->set_id(std::string(64, 'a'));
  EXPECT_THAT(Wrong(mandate), Contains(Key("mandate.criteria[1].id")));
}

TEST(MandateRules, BoundTheWhole) {
  EXPECT_THAT(Wrong({}), AllOf(SizeIs(1), Contains(Key("mandate"))));
  v1::Mandate mandate = FullMandate();
  while (mandate.criteria_size() < kMaxCriteria) {
    v1::Criterion& criterion = *mandate.add_criteria();
    criterion.set_id("c" + std::to_string(mandate.criteria_size()));
  }
  EXPECT_THAT(Wrong(mandate), IsEmpty());
  for (v1::Criterion& criterion : *mandate.mutable_criteria()) {
    Say(*criterion.mutable_text(), std::string(4000, 'x'));
  }
  EXPECT_THAT(Wrong(mandate), AllOf(SizeIs(1), Contains(Key("mandate"))));
  // To the byte.
  while (mandate.ByteSizeLong() > kMaxPlanBytes) mandate.mutable_criteria()->RemoveLast();
  v1::Criterion& last = *mandate.add_criteria();
  last.set_id("last");
  Say(*last.mutable_text(), "x");
  for (int i = 0; mandate.ByteSizeLong() < kMaxPlanBytes; ++i) {
    last.mutable_text(i < 3999 ? 0 : 1)->mutable_text()->push_back('x');
  }
  ASSERT_EQ(mandate.ByteSizeLong(), kMaxPlanBytes);
  EXPECT_THAT(Wrong(mandate), IsEmpty());
  last.mutable_text(1)->mutable_text()->push_back('x');
  EXPECT_THAT(Wrong(mandate), AllOf(SizeIs(1), Contains(Key("mandate"))));
  mandate = FullMandate();
  mandate.add_criteria()->set_id(std::string(63, 'c'));
  for (int i = 0; i < kMaxCriteria - 2; ++i) mandate.add_criteria()->set_id("d");
  EXPECT_THAT(Wrong(mandate), Contains(Key("mandate.criteria")));
}

TEST(MandateRules, KnowMoneyAndNothingFromAnotherVersion) {
  v1::Mandate mandate = FullMandate();
  mandate.set_envelope(-1);
  EXPECT_THAT(Wrong(mandate), Contains(Key("mandate.envelope")));
  mandate.set_envelope((std::int64_t{1} << 53) + 1);
  EXPECT_THAT(Wrong(mandate), Contains(Key("mandate.envelope")));
  mandate.set_envelope(std::int64_t{1} << 53);
  EXPECT_THAT(Wrong(mandate), IsEmpty());
  auto& criterion = *mandate.mutable_criteria(0);
  criterion.GetReflection()->MutableUnknownFields(&criterion)->AddVarint(500, 1);
  EXPECT_THAT(Wrong(mandate), AllOf(SizeIs(1), Contains(Key("mandate"))));
}

TEST(FormRules, TakeAFormAndAnEmptyOne) {
  EXPECT_THAT(WrongForm(FullForm()), IsEmpty());
  EXPECT_THAT(WrongForm({}), IsEmpty());
}

TEST(FormRules, BoundEveryText) {
  for (const TextCase& one : TextCases(4000)) {
    v1::SubmissionForm form = FullForm();
    form.mutable_fields(0)->mutable_label(0)->set_text(one.text);
    EXPECT_EQ(WrongForm(form).contains("form.fields[0].label[0].text"), !one.is_right) << one.name;
  }
  for (const TextCase& one : TextCases(100)) {
    v1::SubmissionForm form = FullForm();
    form.mutable_categories(0)->mutable_title(0)->set_text(one.text);
    form.mutable_fields(0)->set_choices(1, one.text);
    const auto wrong = WrongForm(form);
    EXPECT_EQ(wrong.contains("form.categories[0].title[0].text"), !one.is_right) << one.name;
    EXPECT_EQ(wrong.contains("form.fields[0].choices[1]"), !one.is_right) << one.name;
  }
}

TEST(FormRules, AskForLabelsInEveryLanguage) {
  v1::SubmissionForm form = FullForm();
  form.mutable_fields(1)->mutable_label()->RemoveLast();
  form.mutable_categories(0)->clear_title();
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(2), Contains(Key("form.fields[1].label")),
                                     Contains(Key("form.categories[0].title"))));
}

TEST(FormRules, TellFieldsAndCategoriesApart) {
  v1::SubmissionForm form = FullForm();
  form.mutable_fields(1)->set_id("kind");
  *form.add_categories() = form.categories(0);
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(2), Contains(Key("form.fields[1].id")),
                                     Contains(Key("form.categories[1].id"))));
  // Each list by itself.
  form = FullForm();
  form.mutable_categories(0)->set_id("kind");
  EXPECT_THAT(WrongForm(form), IsEmpty());
}

TEST(FormRules, KnowWhatHasChoices) {
  v1::SubmissionForm form = FullForm();
  form.mutable_fields(1)->add_choices("a");
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.fields[1].choices"))));
  form = FullForm();
  form.mutable_fields(0)->mutable_choices()->RemoveLast();
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.fields[0].choices"))));
  form = FullForm();
  form.mutable_fields(0)->set_choices(1, "new");
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.fields[0].choices[1]"))));
  form = FullForm();
  for (int i = 0; form.fields(0).choices_size() <= kMaxChoices; ++i) {
    form.mutable_fields(0)->add_choices("c" + std::to_string(i));
  }
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.fields[0].choices"))));
}

TEST(FormRules, KeepMailFromThePublic) {
  v1::SubmissionForm form = FullForm();
  form.mutable_fields(1)->set_internal(false);
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.fields[1].internal"))));
}

TEST(FormRules, KnowTheTypes) {
  v1::SubmissionForm form = FullForm();
  form.mutable_fields(1)->clear_type();
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.fields[1].type"))));
  form.mutable_fields(1)->set_type(static_cast<v1::FieldType>(99));
  EXPECT_THAT(WrongForm(form), Contains(Key("form.fields[1].type")));
  for (int type = v1::FIELD_TYPE_LINE; type <= v1::FIELD_TYPE_MAIL; ++type) {
    if (type == v1::FIELD_TYPE_CHOICE) continue;
    form.mutable_fields(1)->set_type(static_cast<v1::FieldType>(type));
    EXPECT_THAT(WrongForm(form), IsEmpty()) << type;
  }
}

TEST(FormRules, AskWhoSupportsWhereSupportIsNeededAndNowhereElse) {
  v1::SubmissionForm form = FullForm();
  form.clear_support_by();
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.support_by"))));
  form.clear_support_needed();
  EXPECT_THAT(WrongForm(form), IsEmpty());
  form.set_support_by(v1::SUPPORT_BY_PAPER_LISTS);
  EXPECT_THAT(WrongForm(form), Contains(Key("form.support_by")));
  form.set_support_needed(1);
  form.set_support_by(v1::SUPPORT_BY_PROVIDER);
  EXPECT_THAT(WrongForm(form)["form.support_by"], StartsWith("this server asks no identity"));
}

TEST(FormRules, BoundTheLists) {
  v1::SubmissionForm form;
  const auto add = [&] {
    v1::FormField& field = *form.add_fields();
    field.set_id("f" + std::to_string(form.fields_size()));
    Say(*field.mutable_label(), "f");
    field.set_type(v1::FIELD_TYPE_LINE);
  };
  while (form.fields_size() < kMaxFormFields) add();
  EXPECT_THAT(WrongForm(form), IsEmpty());
  add();
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.fields"))));
  form.Clear();
  while (form.categories_size() < kMaxFormCategories) {
    v1::FormCategory& category = *form.add_categories();
    category.set_id("c" + std::to_string(form.categories_size()));
    Say(*category.mutable_title(), "c");
  }
  EXPECT_THAT(WrongForm(form), IsEmpty());
  form.add_categories();
  EXPECT_THAT(WrongForm(form), AllOf(SizeIs(1), Contains(Key("form.categories"))));
}

}  // namespace
}  // namespace urna::services
