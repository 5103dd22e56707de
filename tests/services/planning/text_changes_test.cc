#include "services/planning/text_changes.h"

#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>

#include <set>

#include "services/planning/plan_requests.h"
#include "urna/v1/journal.pb.h"

namespace urna::services {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Changed(const google::protobuf::Message& before,
                                 const google::protobuf::Message& after) {
  google::protobuf::RepeatedPtrField<v1::TextChange> changes;
  AddTextChanges(before, after, changes);
  std::vector<std::string> lines;
  for (const v1::TextChange& change : changes) {
    lines.push_back(fmt::format("{} {}: {} -> {}", change.field(), change.language(),
                                change.before(), change.after()));
  }
  return lines;
}

TEST(TextChanges, AreNoneBetweenTheSame) {
  EXPECT_THAT(Changed(FullMandate(), FullMandate()), IsEmpty());
  EXPECT_THAT(Changed(v1::ProposalText(), v1::ProposalText()), IsEmpty());
}

TEST(TextChanges, AreNamedByLanguage) {
  v1::Mandate after = FullMandate();
  after.mutable_purpose(1)->set_text("other");
  after.mutable_limits()->DeleteSubrange(0, 1);
  v1::LocalizedText& german = *after.add_limits();
  german.set_language("de");
  german.set_text("Grenzen");
  EXPECT_THAT(Changed(FullMandate(), after),
              ElementsAre("purpose en: of the purpose -> other", "limits fr: of the limits -> ",
                          "limits de:  -> Grenzen"));
}

TEST(TextChanges, DoNotMindInWhichOrderLanguagesStand) {
  v1::Mandate after = FullMandate();
  after.mutable_title()->SwapElements(0, 1);
  EXPECT_THAT(Changed(FullMandate(), after), IsEmpty());
}

TEST(TextChanges, TellOfMoney) {
  v1::Mandate after = FullMandate();
  after.set_envelope(1);
  EXPECT_THAT(Changed(FullMandate(), after), ElementsAre("envelope : 50000000 -> 1"));
  EXPECT_THAT(Changed(v1::Mandate(), FullMandate()).size(), 10 * 2 + 1 + 2 * 3);
}

TEST(TextChanges, FindCriteriaById) {
  v1::Mandate after = FullMandate();
  after.mutable_criteria(0)->mutable_text(0)->set_text("elsewhere");
  v1::Criterion& added = *after.add_criteria();
  added.set_id("time");
  after.mutable_criteria()->SwapElements(0, 2);
  // territory, cost -> time, cost, territory.
  EXPECT_THAT(Changed(FullMandate(), after),
              ElementsAre("criteria : territory, cost -> cost, territory",
                          "criteria[territory].text fr: criterion territory -> elsewhere",
                          "criteria[time].id :  -> time"));
  EXPECT_THAT(Changed(after, FullMandate()).back(),
              "criteria[territory].text fr: elsewhere -> "
              "criterion territory");
}

TEST(TextChanges, AreThoseOfProposalsToo) {
  v1::ProposalText before;
  before.set_title("A bench");
  before.set_estimated_cost(0);
  v1::FieldAnswer& answer = *before.add_answers();
  answer.set_field("kind");
  answer.set_value("new");
  v1::ProposalText after = before;
  after.clear_estimated_cost();
  after.mutable_answers(0)->set_value("repair");
  after.add_image_sha256("\x01\xff");
  EXPECT_THAT(Changed(before, after),
              ElementsAre("estimated_cost : 0 -> ", "answers[kind].value : new -> repair",
                          "image_sha256 :  -> 01ff"));
}

TEST(TextChanges, AreThoseOfForms) {
  v1::SubmissionForm after = FullForm();
  after.set_open_submission(false);
  after.mutable_fields(0)->add_choices("other");
  after.mutable_fields(1)->set_type(v1::FIELD_TYPE_LINE);
  EXPECT_THAT(Changed(FullForm(), after),
              ElementsAre("fields[kind].choices : new, repair -> new, repair, other",
                          "fields[mail].type : FIELD_TYPE_MAIL -> FIELD_TYPE_LINE",
                          "open_submission : true -> false"));
}

// Windows have no id.
TEST(TextChanges, ComparePlaceByPlaceWhatHasNoId) {
  v1::Calendar after = FullCalendar();
  after.mutable_windows(4)->set_end_time(2'000'000'000);
  after.mutable_windows()->RemoveLast();
  const auto changed = Changed(FullCalendar(), after);
  EXPECT_THAT(changed.front(), testing::StartsWith("windows[4].kind : WINDOW_KIND_VOTING -> "));
  EXPECT_EQ(changed.size(), 3u);
}

v1::Mandate AnyMandate() {
  const auto text = [] {
    return *rc::gen::elementOf(std::vector<std::string>{"", "a", "b", "ä", "\U0001F33B"});
  };
  v1::Mandate mandate;
  for (const auto& [name, texts] : TextsOf(mandate)) {
    for (const char* language : {"fr", "en"}) {
      const std::string said = text();
      if (said.empty()) continue;
      v1::LocalizedText& one = *texts->Add();
      one.set_language(language);
      one.set_text(said);
    }
  }
  mandate.set_envelope(*rc::gen::inRange<std::int64_t>(0, 3));
  std::set<std::string> seen;
  for (const std::string& id : *rc::gen::container<std::vector<std::string>>(
           rc::gen::elementOf(std::vector<std::string>{"a", "b", "c", "d"}))) {
    if (!seen.insert(id).second) continue;
    v1::Criterion& criterion = *mandate.add_criteria();
    criterion.set_id(id);
    if (const std::string said = text(); !said.empty()) {
      v1::LocalizedText& one = *criterion.add_text();
      one.set_language("fr");
      one.set_text(said);
    }
  }
  return mandate;
}

RC_GTEST_PROP(TextChangesProperty, AreThereExactlyWhereSomethingDiffers, ()) {
  const v1::Mandate before = AnyMandate(), after = AnyMandate();
  RC_ASSERT(Changed(before, after).empty() ==
            google::protobuf::util::MessageDifferencer::Equals(before, after));
}

RC_GTEST_PROP(TextChangesProperty, AreTheSameBackwards, ()) {
  const v1::Mandate before = AnyMandate(), after = AnyMandate();
  google::protobuf::RepeatedPtrField<v1::TextChange> there, back;
  AddTextChanges(before, after, there);
  AddTextChanges(after, before, back);
  const auto line = [](const v1::TextChange& change, bool turned) {
    const std::string& first = turned ? change.after() : change.before();
    const std::string& second = turned ? change.before() : change.after();
    return fmt::format("{} {} {} {}", change.field(), change.language(), first, second);
  };
  std::multiset<std::string> one, other;
  for (const v1::TextChange& change : there) one.insert(line(change, false));
  for (const v1::TextChange& change : back) other.insert(line(change, true));
  RC_ASSERT(one == other);
}

}  // namespace
}  // namespace urna::services
