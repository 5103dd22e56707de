// The next edition of a process.
#include "ledger/config.h"
#include "services/election_driver.h"
#include "services/planning/plan_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Planning = v1::Planning::Stub;
using ProcessesStub = v1::Processes::Stub;

constexpr char kUuid[] = "6f1c1f5e-1c1b-4b7e-9a52-0d6f1d3c2b1a";

class Duplicates : public ElectionTest {
 protected:
  Answer<v1::Process> Duplicate(const std::string& id, const std::string& source = "",
                                const std::string& request_id = "") {
    v1::DuplicateProcessRequest request;
    request.set_source(source.empty() ? election_.process() : source);
    request.set_process_id(id);
    request.set_request_id(request_id);
    return server_.Admin(&Planning::DuplicateProcess, request);
  }
  template <typename Request, typename Stub, typename Response>
  Response List(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const std::string& process) {
    Request request;
    request.set_parent(process);
    auto answer = server_.Admin(method, request);
    EXPECT_THAT(answer.status, IsDone());
    return answer.value;
  }
  // With a mandate, a form and a calendar, in French alone.
  void Plan() {
    auto keep = Of<v1::UpdateMandateDraftRequest>();
    *keep.mutable_mandate() = FrenchMandate();
    ASSERT_THAT(server_.Admin(&Planning::UpdateMandateDraft, keep).status, IsDone());
    ASSERT_THAT(server_.Admin(&Planning::PublishMandate, Of<v1::PublishMandateRequest>()).status,
                IsDone());
    auto form = Of<v1::SetFormRequest>();
    form.mutable_form()->set_most_per_author(3);
    form.mutable_form()->set_open_submission(true);
    ASSERT_THAT(server_.Admin(&Planning::SetForm, form).status, IsDone());
    auto calendar = Of<v1::SetCalendarRequest>();
    *calendar.mutable_calendar() = ProposingCalendar();
    ASSERT_THAT(server_.Admin(&Planning::SetCalendar, calendar).status, IsDone());
  }
};

TEST_F(Duplicates, DecideTheSameAndLiveTheirOwnLife) {
  election_.WriteDraft({.contests = 2, .choice_max = 1});
  Plan();
  election_.ImportParts();
  ASSERT_THAT(election_.Freeze().status, IsDone());
  const v1::Process earlier =
      server_.Admin(&ProcessesStub::GetProcess, Named<v1::GetProcessRequest>()).value;
  const auto made = Duplicate("next");
  ASSERT_THAT(made.status, IsDone());
  const v1::Process& next = made.value;
  EXPECT_EQ(next.name(), "processes/next");
  EXPECT_EQ(next.phase(), v1::PHASE_DRAFT);
  EXPECT_EQ(next.log_origin(), "test.example/next");
  EXPECT_EQ(next.election_id().size(), 16u);
  EXPECT_NE(next.election_id(), earlier.election_id());
  EXPECT_FALSE(next.has_opening_time() || next.has_closing_time());
  EXPECT_EQ(next.log_vkey() + next.config_hash() + next.manifest_hash(), "");
  EXPECT_EQ(next.title(0).text(), earlier.title(0).text());
  EXPECT_EQ(next.trustee_threshold(), earlier.trustee_threshold());
  EXPECT_EQ(next.closing_quorum(), earlier.closing_quorum());
  ASSERT_THAT(next.contest_groups(), SizeIs(1));
  EXPECT_THAT(next.contest_groups(0).contests(),
              ElementsAre("processes/next/contests/north", "processes/next/contests/south"));

  const auto contests = List(&ProcessesStub::ListContests, next.name()).contests();
  ASSERT_THAT(contests, SizeIs(2));
  EXPECT_EQ(contests[0].area(), "processes/next/areas/north");
  EXPECT_EQ(contests[0].budget(), 1'000'000);
  EXPECT_EQ(contests[1].number(), 0u);
  EXPECT_THAT(List(&v1::Projects::Stub::ListProjects, contests[0].name()).projects(), IsEmpty());
  EXPECT_THAT(List(&ProcessesStub::ListAreas, next.name()).areas(),
              SizeIs(List(&ProcessesStub::ListAreas, earlier.name()).areas_size()));
  const auto electorates = List(&v1::Eligibility::Stub::ListElectorates, next.name()).electorates();
  ASSERT_THAT(electorates, SizeIs(1));
  EXPECT_EQ(electorates[0].roll_sha256(), "");
  EXPECT_THAT(electorates[0].part_sha256(), IsEmpty());
  EXPECT_EQ(electorates[0].slots(), 0u);
  EXPECT_EQ(electorates[0].code_registrars(), 2u);
  EXPECT_EQ(electorates[0].contests(0), "processes/next/contests/north");
  const auto trustees = List(&v1::Trustees::Stub::ListTrustees, next.name()).trustees();
  ASSERT_THAT(trustees, SizeIs(ElectionDriver::kTrustees));
  EXPECT_EQ(trustees[0].index(), 0u);
  EXPECT_THAT(List(&v1::Eligibility::Stub::ListRegistrars, next.name()).registrars(), SizeIs(2));
  EXPECT_THAT(List(&ProcessesStub::ListAuthorities, next.name()).authorities(),
              SizeIs(ElectionDriver::kAuthorities));
}

TEST_F(Duplicates, TakeTheFormAndTheMandateAsADraft) {
  election_.WriteDraft();
  Plan();
  ASSERT_THAT(Duplicate("next").status, IsDone());
  v1::GetFormRequest get_form;
  get_form.set_process("processes/next");
  const auto form = server_.Admin(&Planning::GetForm, get_form).value;
  EXPECT_EQ(form.form().most_per_author(), 3u);
  const auto old_form = server_.Admin(&Planning::GetForm, Of<v1::GetFormRequest>()).value;
  // A document of its own, with a salt of its own.
  EXPECT_NE(form.sha256(), old_form.sha256());
  v1::GetMandateDraftRequest get_draft;
  get_draft.set_process("processes/next");
  const auto draft = server_.Admin(&Planning::GetMandateDraft, get_draft).value;
  EXPECT_EQ(draft.version(), 0u);
  EXPECT_EQ(draft.mandate().purpose(0).text(), "of the purpose");
  v1::GetCalendarRequest get_calendar;
  get_calendar.set_process("processes/next");
  EXPECT_FALSE(server_.Admin(&Planning::GetCalendar, get_calendar).value.has_calendar());
  v1::ListActsRequest list;
  list.set_process("processes/next");
  const auto acts = server_.Admin(&v1::Journal::Stub::ListActs, list).value;
  ASSERT_THAT(acts.entries(), SizeIs(2));
  EXPECT_EQ(acts.entries(0).act(), v1::JOURNAL_ACT_CREATED);
  EXPECT_EQ(acts.entries(1).act(), v1::JOURNAL_ACT_FORM);
  // It can be published as it is.
  v1::PublishMandateRequest publish;
  publish.set_process("processes/next");
  EXPECT_THAT(server_.Admin(&Planning::PublishMandate, publish).status, IsDone());
}

TEST_F(Duplicates, TakeADraftOfAMandateWhereNoneWasPublished) {
  election_.WriteDraft();
  auto keep = Of<v1::UpdateMandateDraftRequest>();
  keep.mutable_mandate()->set_envelope(7);
  ASSERT_THAT(server_.Admin(&Planning::UpdateMandateDraft, keep).status, IsDone());
  ASSERT_THAT(Duplicate("next").status, IsDone());
  v1::GetMandateDraftRequest get_draft;
  get_draft.set_process("processes/next");
  EXPECT_EQ(server_.Admin(&Planning::GetMandateDraft, get_draft).value.mandate().envelope(), 7);
}

// New children have a place after those that were copied, and lists count them.
TEST_F(Duplicates, CanBeWrittenOn) {
  election_.WriteDraft();
  ASSERT_THAT(Duplicate("next").status, IsDone());
  ASSERT_THAT(server_.Admin(&ProcessesStub::CreateArea, NewArea("next", "east")).status, IsDone());
  const auto areas = List(&ProcessesStub::ListAreas, "processes/next").areas();
  EXPECT_EQ(areas.rbegin()->name(), "processes/next/areas/east");
  EXPECT_THAT(
      server_.Admin(&v1::Projects::Stub::CreateProject, NewProject("next", "north", "a")).status,
      IsDone());
  v1::DeleteProcessRequest erase;
  erase.set_name("processes/next");
  EXPECT_THAT(server_.Admin(&ProcessesStub::DeleteProcess, erase).status, IsDone());
  // The earlier one is as it was.
  EXPECT_THAT(List(&ProcessesStub::ListContests, election_.process()).contests(), SizeIs(1));
}

TEST_F(Duplicates, AreMadeOnce) {
  election_.WriteDraft();
  const auto first = Duplicate("next", "", kUuid), second = Duplicate("next", "", kUuid);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(first.value.SerializeAsString(), second.value.SerializeAsString());
  EXPECT_THAT(Duplicate("next").status, IsRefused(StatusCode::ALREADY_EXISTS, "RESOURCE_EXISTS"));
}

TEST_F(Duplicates, NeedASourceAndAnId) {
  election_.WriteDraft();
  EXPECT_THAT(Duplicate("Next").status, IsWrongAt("process_id"));
  EXPECT_THAT(Duplicate("next", "paris").status, IsWrongAt("source"));
  EXPECT_THAT(Duplicate("next", "processes/nowhere").status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

TEST_F(Duplicates, HaveALogOfTheirOwnName) {
  election_.WriteDraft();
  auto other = NewProcess("other");
  other.mutable_process()->set_log_origin("test.example/next");
  ASSERT_THAT(server_.Admin(&ProcessesStub::CreateProcess, other).status, IsDone());
  EXPECT_THAT(Duplicate("next").status, IsWrongAt("process_id"));
}

}  // namespace
}  // namespace urna::services
