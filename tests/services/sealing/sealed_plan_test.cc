// What the journal says of a process holds for what is frozen of it.
#include <fmt/format.h>

#include "services/election_driver.h"
#include "services/planning/plan_requests.h"
#include "urna/v1/proposals_service.grpc.pb.h"

namespace urna::services {
namespace {

using testing::ElementsAre;
using testing::Key;
using testing::Pair;
using Planning = v1::Planning::Stub;
using Processes = v1::Processes::Stub;
using Proposals = v1::Proposals::Stub;

// Not yet: the calendar begins by itself what has come.
constexpr std::int64_t kSubmissionBegins = kNow + 50;
constexpr std::int64_t kSubmissionEnds = kNow + 100;
constexpr std::int64_t kReviewEnds = kNow + 200;
constexpr std::int64_t kVotingEnds = kNow + 300;

// A process that is complete but for proposals; people vote from the end of the review on.
class SealedPlan : public ElectionTest {
 protected:
  void SetUp() override {
    election_.WriteDraft();
    election_.ImportParts();
    SetVotingTimes(kReviewEnds, kVotingEnds);
    auto keep = Of<v1::UpdateMandateDraftRequest>();
    *keep.mutable_mandate() = FrenchMandate();
    ASSERT_THAT(server_.Admin(&Planning::UpdateMandateDraft, keep).status, IsDone());
    ASSERT_THAT(server_.Admin(&Planning::PublishMandate, Of<v1::PublishMandateRequest>()).status,
                IsDone());
    ASSERT_THAT(server_.Admin(&Planning::SetForm, Of<v1::SetFormRequest>()).status, IsDone());
    auto calendar = Of<v1::SetCalendarRequest>();
    calendar.mutable_calendar()->set_time_zone("Europe/Paris");
    AddWindow(*calendar.mutable_calendar(), v1::WINDOW_KIND_SUBMISSION, kSubmissionBegins,
              kSubmissionEnds);
    AddWindow(*calendar.mutable_calendar(), v1::WINDOW_KIND_REVIEW, kSubmissionEnds, kReviewEnds);
    AddWindow(*calendar.mutable_calendar(), v1::WINDOW_KIND_VOTING, kReviewEnds, kVotingEnds);
    ASSERT_THAT(server_.Admin(&Planning::SetCalendar, calendar).status, IsDone());
  }
  void SetVotingTimes(std::int64_t opening, std::int64_t closing) {
    v1::UpdateProcessRequest update;
    update.mutable_process()->set_name(election_.process());
    update.mutable_process()->mutable_opening_time()->set_seconds(opening);
    update.mutable_process()->mutable_closing_time()->set_seconds(closing);
    update.mutable_update_mask()->add_paths("opening_time");
    update.mutable_update_mask()->add_paths("closing_time");
    ASSERT_THAT(server_.Admin(&Processes::UpdateProcess, update).status, IsDone());
  }
  template <typename Request, typename Response>
  Answer<Response> Propose(grpc::Status (Proposals::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                           const Request& request) {
    const auto stub = v1::Proposals::NewStub(server_.channel());
    Answer<Response> answer;
    answer.status = (*stub.*method)(server_.Administrator().get(), request, &answer.value);
    return answer;
  }
  void Begin(v1::Phase phase) {
    auto begin = Of<v1::BeginPhaseRequest>();
    begin.set_phase(phase);
    ASSERT_THAT(server_.Admin(&Planning::BeginPhase, begin).status, IsDone());
  }
  // `count` proposals on the list of the contest: p1, p2, ..
  void AdmitProposals(int count) {
    Begin(v1::PHASE_SUBMISSION);
    v1::ImportProposalsRequest import;
    import.set_parent(election_.process());
    import.set_channel(v1::CHANNEL_STAFF);
    for (int i = 1; i <= count; ++i) {
      v1::ProposalText& text = *import.add_contents()->mutable_text();
      text.set_language("fr");
      text.set_title(fmt::format("Banc {}", i));
      text.set_summary("Pour s'asseoir.");
      text.set_description("Sous les arbres.");
      text.set_area("north");
    }
    const auto imported = Propose(&Proposals::ImportProposals, import);
    ASSERT_THAT(imported.status, IsDone());
    Begin(v1::PHASE_REVIEW);
    v1::AdmitProposalsRequest admit;
    admit.set_parent(election_.process() + "/contests/north");
    for (const std::string& name : imported.value.names()) {
      for (const v1::ReviewStep step : {v1::REVIEW_STEP_FORMAL, v1::REVIEW_STEP_SUBSTANTIVE}) {
        v1::RecordVerdictRequest verdict;
        verdict.set_name(name);
        verdict.mutable_facts()->set_step(step);
        verdict.mutable_facts()->set_accepted(true);
        if (step == v1::REVIEW_STEP_SUBSTANTIVE) verdict.mutable_facts()->set_cost(100'000);
        v1::LocalizedText& why = *verdict.add_reason();
        why.set_language("fr");
        why.set_text("Parce que.");
        ASSERT_THAT(Propose(&Proposals::RecordVerdict, verdict).status, IsDone());
      }
      admit.add_names(name);
    }
    ASSERT_THAT(Propose(&Proposals::AdmitProposals, admit).status, IsDone());
  }
  void Exclude(const std::vector<int>& numbers) {
    v1::SetIncompatibleRequest exclude;
    exclude.set_parent(election_.process());
    for (const int number : numbers) {
      exclude.add_proposals(fmt::format("{}/proposals/p{}", election_.process(), number));
    }
    ASSERT_THAT(Propose(&Proposals::SetIncompatible, exclude).status, IsDone());
  }
  void SetRule(const std::map<std::string, std::string>& parameters) {
    v1::UpdateContestRequest update;
    update.mutable_contest()->set_name(election_.process() + "/contests/north");
    v1::RuleConfig& rule = *update.mutable_contest()->mutable_rule();
    rule.set_rule("approval");
    rule.set_tie_break(v1::TIE_BREAK_LEXICOGRAPHIC);
    for (const auto& [name, value] : parameters) {
      v1::RuleParameter& parameter = *rule.add_parameters();
      parameter.set_name(name);
      parameter.set_value(value);
    }
    update.mutable_update_mask()->add_paths("rule");
    ASSERT_THAT(server_.Admin(&Processes::UpdateContest, update).status, IsDone());
  }
  // Of the rule that was frozen.
  std::string Incompatible() {
    EXPECT_THAT(election_.Freeze().status, IsDone());
    election_.FetchConfig();
    for (const auto& parameter : election_.frozen().config().contests(0).rule().parameters()) {
      if (parameter.name() == "incompatible") return parameter.value();
    }
    return "no parameter";
  }
};

TEST_F(SealedPlan, IsVotedOnWhenItsCalendarSays) {
  SetVotingTimes(kReviewEnds + 1, kVotingEnds);
  EXPECT_THAT(Read(election_.Freeze().status).fields,
              ElementsAre(Pair("config.opening_time",
                               "is 2025-06-15T15:10:01+00:00, and 2025-06-15T15:10:00+00:00 in the "
                               "calendar: change one of them")));
  SetVotingTimes(kReviewEnds, kVotingEnds - 1);
  EXPECT_THAT(Read(election_.Freeze().status).fields, ElementsAre(Key("config.closing_time")));
  SetVotingTimes(kReviewEnds, kVotingEnds);
  EXPECT_THAT(election_.Freeze().status, IsDone());
}

TEST_F(SealedPlan, CountsWhatExcludesEachOtherAsTheJournalSays) {
  AdmitProposals(5);
  Exclude({1, 3});
  Exclude({2, 4, 5});
  EXPECT_EQ(Incompatible(), "p1,p3;p2,p4,p5");
}

TEST_F(SealedPlan, HasTheCategoriesOfItsForm) {
  auto set = Of<v1::SetFormRequest>();
  for (const auto& [id, title] : {std::pair("roads", "Rues"), std::pair("parks", "Parcs")}) {
    v1::FormCategory& category = *set.mutable_form()->add_categories();
    category.set_id(id);
    v1::LocalizedText& text = *category.add_title();
    text.set_language("fr");
    text.set_text(title);
  }
  ASSERT_THAT(server_.Admin(&Planning::SetForm, set).status, IsDone());
  EXPECT_THAT(election_.Freeze().status, IsDone());
  election_.FetchConfig();
  std::vector<std::string> sealed;
  for (const v1::CategoryConfig& category : election_.frozen().config().categories()) {
    sealed.push_back(fmt::format("{}: {}", category.id(), category.title(0).text()));
  }
  EXPECT_THAT(sealed, ElementsAre("roads: Rues", "parks: Parcs"));
}

TEST_F(SealedPlan, KeepsTheGroupsThatItsRuleHas) {
  SetRule({{"incompatible", "a,b"}});
  AdmitProposals(2);
  Exclude({1, 2});
  EXPECT_EQ(Incompatible(), "a,b;p1,p2");
}

TEST_F(SealedPlan, HasNoGroupOfOne) {
  AdmitProposals(2);
  Exclude({1, 2});
  v1::DeleteProjectRequest off;
  off.set_name(election_.process() + "/contests/north/projects/p2");
  ASSERT_THAT(server_.Admin(&v1::Projects::Stub::DeleteProject, off).status, IsDone());
  v1::WithdrawProposalRequest withdraw;
  withdraw.set_name(election_.process() + "/proposals/p2");
  v1::LocalizedText& why = *withdraw.add_reason();
  why.set_language("fr");
  why.set_text("Le terrain est vendu.");
  ASSERT_THAT(Propose(&Proposals::WithdrawProposal, withdraw).status, IsDone());
  EXPECT_EQ(Incompatible(), "");
}

}  // namespace
}  // namespace urna::services
