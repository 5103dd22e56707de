// Writing a process, through the API.
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "crypto/checkpoint.h"
#include "services/base/pages.h"
#include "services/requests.h"
#include "services/test_server.h"
#include "urna/v1/journal_service.grpc.pb.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Processes = v1::Processes::Stub;
using Projects = v1::Projects::Stub;
using Eligibility = v1::Eligibility::Stub;
using Trustees = v1::Trustees::Stub;

constexpr char kUuid[] = "6f1c1f5e-1c1b-4b7e-9a52-0d6f1d3c2b1a";
constexpr char kOtherUuid[] = "6f1c1f5e-1c1b-4b7e-9a52-0d6f1d3c2b1b";

class Drafts : public testing::Test {
 protected:
  // A process with an area and a contest in it.
  void MakeContest() {
    ASSERT_THAT(server_.Admin(&Processes::CreateProcess, NewProcess("paris")).status, IsDone());
    ASSERT_THAT(server_.Admin(&Processes::CreateArea, NewArea("paris", "north")).status, IsDone());
    ASSERT_THAT(server_.Admin(&Processes::CreateContest, NewContest("paris", "north")).status,
                IsDone());
  }
  v1::Process Get(const std::string& name) {
    v1::GetProcessRequest request;
    request.set_name(name);
    return server_.Admin(&Processes::GetProcess, request).value;
  }
  TestServer server_;
};

TEST_F(Drafts, AProcessIsGivenWhatItNeedsToBeUnique) {
  const auto made = server_.Admin(&Processes::CreateProcess, NewProcess("paris"));
  ASSERT_THAT(made.status, IsDone());
  EXPECT_EQ(made.value.name(), "processes/paris");
  EXPECT_EQ(made.value.phase(), v1::PHASE_DRAFT);
  EXPECT_EQ(made.value.election_id().size(), 16u);
  EXPECT_EQ(made.value.log_origin(), "test.example/paris");
  EXPECT_EQ(made.value.ballots_per_key(), 50u);
  EXPECT_EQ(made.value.revote(), v1::REVOTE_POLICY_LAST);
  EXPECT_FALSE(made.value.etag().empty());
  EXPECT_EQ(made.value.create_time().seconds(), 1'750'000'000);
  const auto other = server_.Admin(&Processes::CreateProcess, NewProcess("lyon"));
  EXPECT_NE(other.value.election_id(), made.value.election_id());
}

TEST_F(Drafts, OnlyAdministratorsWriteThem) {
  EXPECT_THAT(server_.Anybody(&Processes::CreateProcess, NewProcess("paris")).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
  auto context = server_.Anonymous();
  context->AddMetadata("authorization", "Bearer urna_" + std::string(43, 'A'));
  v1::Process process;
  EXPECT_THAT(server_.processes().CreateProcess(context.get(), NewProcess("paris"), &process),
              IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_UNKNOWN"));
  v1::ListProcessesResponse all =
      server_.Admin(&Processes::ListProcesses, v1::ListProcessesRequest()).value;
  EXPECT_THAT(all.processes(), IsEmpty());
}

TEST_F(Drafts, AreHiddenFromEverybodyElse) {
  MakeContest();
  v1::GetProcessRequest get;
  get.set_name("processes/paris");
  const grpc::Status hidden = server_.Anybody(&Processes::GetProcess, get).status;
  EXPECT_THAT(hidden, IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  get.set_name("processes/lyons");
  const grpc::Status absent = server_.Anybody(&Processes::GetProcess, get).status;
  EXPECT_EQ(absent.error_code(), hidden.error_code());
  v1::ListContestsRequest list;
  list.set_parent("processes/paris");
  EXPECT_THAT(server_.Anybody(&Processes::ListContests, list).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(
      server_.Anybody(&Processes::ListProcesses, v1::ListProcessesRequest()).value.processes(),
      IsEmpty());
}

TEST_F(Drafts, RefuseWrongFieldsByPath) {
  v1::CreateProcessRequest request = NewProcess("Paris");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status, IsWrongAt("process_id"));
  request = NewProcess("paris");
  request.mutable_process()->set_currency("euro");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.currency"));
  request = NewProcess("paris");
  request.mutable_process()->mutable_title(0)->set_language("French!");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.title[0].language"));
  request = NewProcess("paris");
  request.mutable_process()->mutable_title(0)->set_text(std::string(4001, 'x'));
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.title[0].text"));
  request = NewProcess("paris");
  request.mutable_process()->mutable_closing_time()->set_seconds(
      request.process().opening_time().seconds());
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.closing_time"));
  request = NewProcess("paris");
  request.mutable_process()->set_log_origin("a b");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.log_origin"));
  EXPECT_THAT(
      server_.Admin(&Processes::ListProcesses, v1::ListProcessesRequest()).value.processes(),
      IsEmpty());
}

// A field of a later version of the API, at any depth.
TEST_F(Drafts, RefuseWhatThisServerDoesNotKnow) {
  const auto add = [](google::protobuf::Message& message) {
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(500, 1);
  };
  v1::CreateProcessRequest process = NewProcess("paris");
  add(*process.mutable_process()->mutable_title(0));
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, process).status, IsWrongAt("process"));
  MakeContest();
  v1::CreateContestRequest contest = NewContest("paris", "south");
  add(*contest.mutable_contest()->mutable_rule());
  EXPECT_THAT(server_.Admin(&Processes::CreateContest, contest).status, IsWrongAt("contest"));
  v1::CreateAreaRequest area = NewArea("paris", "south");
  add(*area.mutable_area());
  EXPECT_THAT(server_.Admin(&Processes::CreateArea, area).status, IsWrongAt("area"));
  v1::CreateProjectRequest project = NewProject("paris", "north", "trees");
  add(*project.mutable_project()->mutable_title(0));
  EXPECT_THAT(server_.Admin(&Projects::CreateProject, project).status, IsWrongAt("project"));
  v1::CreateElectorateRequest electorate = NewElectorate("paris", "all", {"north"});
  add(*electorate.mutable_electorate());
  EXPECT_THAT(server_.Admin(&Eligibility::CreateElectorate, electorate).status,
              IsWrongAt("electorate"));
  v1::CreateRegistrarRequest registrar = NewRegistrar("paris", "one", NewSigningKey());
  add(*registrar.mutable_registrar());
  EXPECT_THAT(server_.Admin(&Eligibility::CreateRegistrar, registrar).status,
              IsWrongAt("registrar"));
  v1::UpdateProcessRequest update;
  *update.mutable_process() = Get("processes/paris");
  add(*update.mutable_process()->mutable_title(0));
  update.mutable_update_mask()->add_paths("title");
  update.set_request_id(kUuid);
  EXPECT_THAT(server_.Admin(&Processes::UpdateProcess, update).status, IsWrongAt("process"));
}

TEST_F(Drafts, KeepWitnessesToWhatCanBeVerified) {
  const crypto::VerifyingKey key = crypto::SigningKey::Generate().public_key();
  const std::string witness = crypto::WitnessKey{"w.example", key}.ToVkey();
  const auto refused_at = [&](const std::string& field, const auto& change) {
    v1::CreateProcessRequest request = NewProcess("paris");
    change(*request.mutable_process());
    EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status, IsWrongAt(field));
  };
  refused_at("process.witness_quorum", [](v1::Process& p) { p.set_witness_quorum(1); });
  refused_at("process.witness_quorum", [&](v1::Process& p) {
    p.add_witness_vkeys(witness);
    p.set_witness_quorum(2);
  });
  refused_at("process.witness_vkeys", [&](v1::Process& p) {
    for (int i = 0; i < 17; ++i) p.add_witness_vkeys(witness);
  });
  refused_at("process.witness_vkeys[1]", [&](v1::Process& p) {
    p.add_witness_vkeys(witness);
    p.add_witness_vkeys(witness + "x");
  });
  // The key of a log signs logs.
  refused_at("process.witness_vkeys[0]", [&](v1::Process& p) {
    p.add_witness_vkeys(crypto::LogKey{"w.example", key}.ToVkey());
  });
  v1::CreateProcessRequest request = NewProcess("paris");
  request.mutable_process()->add_witness_vkeys(witness);
  request.mutable_process()->set_witness_quorum(1);
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status, IsDone());
}

TEST_F(Drafts, KeepNumbersToWhatTheFormatsHold) {
  v1::CreateProcessRequest request = NewProcess("paris");
  request.mutable_process()->set_closing_quorum(10);
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.closing_quorum"));
  MakeContest();
  v1::CreateElectorateRequest electorate = NewElectorate("paris", "all", {"north"});
  electorate.mutable_electorate()->set_code_registrars(4);
  EXPECT_THAT(server_.Admin(&Eligibility::CreateElectorate, electorate).status,
              IsWrongAt("electorate.code_registrars"));
  electorate.mutable_electorate()->set_code_registrars(3);
  EXPECT_THAT(server_.Admin(&Eligibility::CreateElectorate, electorate).status, IsDone());
}

// What an import says of an electorate is nobody's to write.
TEST_F(Drafts, GiveAnElectorateOneCodeRegistrarAndNoRoll) {
  MakeContest();
  v1::CreateElectorateRequest request = NewElectorate("paris", "all", {"north"});
  request.mutable_electorate()->set_slots(7);
  request.mutable_electorate()->set_roll_sha256(std::string(32, 'x'));
  request.mutable_electorate()->add_part_sha256(std::string(32, 'x'));
  const auto made = server_.Admin(&Eligibility::CreateElectorate, request);
  ASSERT_THAT(made.status, IsDone());
  EXPECT_EQ(made.value.code_registrars(), 1u);
  EXPECT_EQ(made.value.slots(), 0u);
  EXPECT_EQ(made.value.roll_sha256(), "");
  EXPECT_THAT(made.value.part_sha256(), IsEmpty());
}

// Left out is not the same as 0 where 0 is a choice.
TEST_F(Drafts, TellAZeroFromWhatIsLeftOut) {
  const auto made = server_.Admin(&Processes::CreateProcess, NewProcess("paris"));
  ASSERT_THAT(made.status, IsDone());
  EXPECT_FALSE(made.value.has_complaint_seconds());
  v1::UpdateProcessRequest request;
  request.mutable_process()->set_name("processes/paris");
  request.mutable_process()->set_complaint_seconds(0);
  const auto given = server_.Admin(&Processes::UpdateProcess, request);
  ASSERT_THAT(given.status, IsDone());
  EXPECT_TRUE(given.value.has_complaint_seconds());
  EXPECT_EQ(given.value.complaint_seconds(), 0u);
  request.mutable_process()->clear_complaint_seconds();
  request.mutable_update_mask()->add_paths("complaint_seconds");
  const auto taken_back = server_.Admin(&Processes::UpdateProcess, request);
  ASSERT_THAT(taken_back.status, IsDone());
  EXPECT_FALSE(taken_back.value.has_complaint_seconds());
}

TEST_F(Drafts, NeverShareALog) {
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, NewProcess("paris")).status, IsDone());
  v1::CreateProcessRequest request = NewProcess("lyon");
  request.mutable_process()->set_log_origin("test.example/paris");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.log_origin"));
}

TEST_F(Drafts, KeepContestsToWhatCanBeCounted) {
  MakeContest();
  const auto refused_at = [&](const std::string& field, const auto& change) {
    v1::CreateContestRequest request = NewContest("paris", "south");
    change(*request.mutable_contest());
    EXPECT_THAT(server_.Admin(&Processes::CreateContest, request).status, IsWrongAt(field));
  };
  refused_at("contest.budget", [](v1::Contest& c) { c.set_budget(-1); });
  refused_at("contest.area", [](v1::Contest& c) { c.set_area("processes/paris/areas/none"); });
  refused_at("contest.area", [](v1::Contest& c) { c.set_area("processes/lyon/areas/north"); });
  refused_at("contest.rule", [](v1::Contest& c) { c.mutable_rule()->set_rule("dice"); });
  refused_at("contest.rule.tie_break",
             [](v1::Contest& c) { c.mutable_rule()->set_tie_break(v1::TIE_BREAK_UNSPECIFIED); });
  refused_at("contest.ballot_format", [](v1::Contest& c) { c.clear_ballot_format(); });
  refused_at("contest.ballot_format.approval.max_length", [](v1::Contest& c) {
    c.mutable_ballot_format()->mutable_approval()->set_min_length(3);
    c.mutable_ballot_format()->mutable_approval()->set_max_length(2);
  });
  refused_at("contest.ballot_format.scoring.max_points", [](v1::Contest& c) {
    c.mutable_ballot_format()->mutable_scoring()->set_max_points(256);
  });
  refused_at("contest.title[0].language",
             [](v1::Contest& c) { c.mutable_title(0)->set_language("br"); });
  v1::ListContestsRequest list;
  list.set_parent("processes/paris");
  EXPECT_EQ(server_.Admin(&Processes::ListContests, list).value.contests_size(), 1);
}

TEST_F(Drafts, GiveEveryKeyOneRole) {
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, NewProcess("paris")).status, IsDone());
  const std::string key = NewSigningKey();
  ASSERT_THAT(
      server_.Admin(&Eligibility::CreateRegistrar, NewRegistrar("paris", "ville", key)).status,
      IsDone());
  v1::CreateAuthorityRequest authority = NewAuthority("paris", "juge", key);
  EXPECT_THAT(server_.Admin(&Processes::CreateAuthority, authority).status,
              IsWrongAt("authority.signing_key"));
  authority.mutable_authority()->set_signing_key(std::string(32, '\0'));
  EXPECT_THAT(server_.Admin(&Processes::CreateAuthority, authority).status,
              IsWrongAt("authority.signing_key"));
}

TEST_F(Drafts, AreListedInOrderOfCreationPageByPage) {
  MakeContest();
  for (const char* id : {"z", "a", "m", "b"}) {
    ASSERT_THAT(server_.Admin(&Projects::CreateProject, NewProject("paris", "north", id)).status,
                IsDone());
  }
  // A neighbour that sorts between the contest and its projects.
  v1::CreateContestRequest neighbour = NewContest("paris", "north-west");
  ASSERT_THAT(server_.Admin(&Processes::CreateContest, neighbour).status, IsDone());
  v1::ListProjectsRequest request;
  request.set_parent("processes/paris/contests/north");
  request.set_page_size(3);
  const auto first = server_.Admin(&Projects::ListProjects, request);
  ASSERT_THAT(first.status, IsDone());
  ASSERT_EQ(first.value.projects_size(), 3);
  EXPECT_EQ(first.value.projects(0).name(), "processes/paris/contests/north/projects/z");
  EXPECT_EQ(first.value.projects(2).name(), "processes/paris/contests/north/projects/m");
  request.set_page_token(first.value.next_page_token());
  const auto second = server_.Admin(&Projects::ListProjects, request);
  ASSERT_EQ(second.value.projects_size(), 1);
  EXPECT_THAT(second.value.next_page_token(), IsEmpty());
  request.set_parent("processes/paris/contests/north-west");
  EXPECT_THAT(server_.Admin(&Projects::ListProjects, request).status, IsWrongAt("page_token"));
  v1::ListContestsRequest contests;
  contests.set_parent("processes/paris");
  EXPECT_EQ(server_.Admin(&Processes::ListContests, contests).value.contests_size(), 2);
}

// "-" sorts before "/", so that what lies in "paris" comes after "paris-2026".
TEST_F(Drafts, OfProcessesAllAreListedPageByPage) {
  MakeContest();
  for (const char* id : {"zeta", "paris-2026", "paris2", "pari", "paris-2026-b"}) {
    ASSERT_THAT(server_.Admin(&Processes::CreateProcess, NewProcess(id)).status, IsDone());
  }
  for (const int size : {1, 2, 3, 6, 100}) {
    v1::ListProcessesRequest request;
    request.set_page_size(size);
    std::vector<std::string> names;
    do {
      const auto page = server_.Admin(&Processes::ListProcesses, request);
      ASSERT_THAT(page.status, IsDone());
      EXPECT_LE(page.value.processes_size(), size);
      for (const v1::Process& process : page.value.processes()) names.push_back(process.name());
      request.set_page_token(page.value.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_THAT(names, ElementsAre("processes/pari", "processes/paris", "processes/paris-2026",
                                   "processes/paris-2026-b", "processes/paris2", "processes/zeta"))
        << size;
  }
}

// Anybody can make a page token.
TEST_F(Drafts, AreNotShownByAForgedPageToken) {
  MakeContest();
  for (const char* after : {"processes/paris/", "processes/paris/areas/",
                            "processes/paris/contests/", "processes", "#", "processes/"}) {
    v1::ListProcessesRequest request;
    request.set_page_size(1);
    request.set_page_token(MakePageToken("processes", after));
    EXPECT_THAT(server_.Anybody(&Processes::ListProcesses, request).status, IsWrongAt("page_token"))
        << after;
  }
}

TEST_F(Drafts, ListProjectsWhoseIdsHaveSlashes) {
  MakeContest();
  const std::vector<std::string> ids = {"17/3", "17", "17/projects/4", "18"};
  for (const std::string& id : ids) {
    ASSERT_THAT(server_.Admin(&Projects::CreateProject, NewProject("paris", "north", id)).status,
                IsDone());
  }
  ASSERT_THAT(server_.Admin(&Processes::CreateContest, NewContest("paris", "south")).status,
              IsDone());
  v1::ListProjectsRequest list;
  list.set_parent("processes/paris/contests/north");
  const v1::ListProjectsResponse projects = server_.Admin(&Projects::ListProjects, list).value;
  ASSERT_EQ(projects.projects_size(), 4);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(projects.projects(i).name(), list.parent() + "/projects/" + ids[i]);
  }
  v1::ListContestsRequest contests;
  contests.set_parent("processes/paris");
  EXPECT_EQ(server_.Admin(&Processes::ListContests, contests).value.contests_size(), 2);
  v1::DeleteProjectRequest erase;
  erase.set_name(list.parent() + "/projects/17");
  ASSERT_THAT(server_.Admin(&Projects::DeleteProject, erase).status, IsDone());
  EXPECT_EQ(server_.Admin(&Projects::ListProjects, list).value.projects_size(), 3);
}

TEST_F(Drafts, CreateManyProjectsOrNone) {
  MakeContest();
  v1::BatchCreateProjectsRequest request;
  request.set_parent("processes/paris/contests/north");
  for (int i = 0; i < 1000; ++i) {
    *request.add_requests() = NewProject("paris", "north", std::to_string(i));
  }
  request.mutable_requests(999)->mutable_project()->set_cost(-1);
  EXPECT_THAT(server_.Admin(&Projects::BatchCreateProjects, request).status,
              IsWrongAt("requests[999].project.cost"));
  v1::ListProjectsRequest list;
  list.set_parent(request.parent());
  EXPECT_EQ(server_.Admin(&Projects::ListProjects, list).value.projects_size(), 0);
  request.mutable_requests(999)->mutable_project()->set_cost(1);
  request.mutable_requests(999)->set_project_id("0");
  EXPECT_THAT(server_.Admin(&Projects::BatchCreateProjects, request).status,
              IsRefused(StatusCode::ALREADY_EXISTS, "RESOURCE_EXISTS"));
  request.mutable_requests(999)->set_project_id("999");
  const auto made = server_.Admin(&Projects::BatchCreateProjects, request);
  ASSERT_THAT(made.status, IsDone());
  EXPECT_EQ(made.value.projects(17).name(), "processes/paris/contests/north/projects/17");
  list.set_page_size(1000);
  EXPECT_EQ(server_.Admin(&Projects::ListProjects, list).value.projects_size(), 1000);
}

TEST_F(Drafts, AnswerARetryAsTheFirstTime) {
  v1::CreateProcessRequest request = NewProcess("paris");
  request.set_request_id(kUuid);
  const auto first = server_.Admin(&Processes::CreateProcess, request);
  ASSERT_THAT(first.status, IsDone());
  server_.Restart();
  const auto second = server_.Admin(&Processes::CreateProcess, request);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(second.value.SerializeAsString(), first.value.SerializeAsString());
  request.set_request_id(kOtherUuid);
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsRefused(StatusCode::ALREADY_EXISTS, "RESOURCE_EXISTS"));
}

TEST_F(Drafts, RefuseARequestIdOfAnotherRequest) {
  v1::CreateProcessRequest request = NewProcess("paris");
  request.set_request_id(kUuid);
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, request).status, IsDone());
  request.set_process_id("lyon");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsRefused(StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"));
  request.set_request_id("not-a-uuid");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status, IsWrongAt("request_id"));
}

TEST_F(Drafts, ARefusedRequestMayBeMendedUnderTheSameId) {
  v1::CreateProcessRequest request = NewProcess("paris");
  request.set_request_id(kUuid);
  request.mutable_process()->set_currency("");
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, request).status,
              IsWrongAt("process.currency"));
  request.mutable_process()->set_currency("EUR");
  EXPECT_THAT(server_.Admin(&Processes::CreateProcess, request).status, IsDone());
}

TEST_F(Drafts, UpdateTheFieldsOfTheMask) {
  MakeContest();
  v1::UpdateContestRequest request;
  request.mutable_contest()->set_name("processes/paris/contests/north");
  request.mutable_contest()->set_budget(42);
  request.mutable_contest()->set_minimum_ballots(9);
  request.mutable_update_mask()->add_paths("budget");
  const auto updated = server_.Admin(&Processes::UpdateContest, request);
  ASSERT_THAT(updated.status, IsDone());
  EXPECT_EQ(updated.value.budget(), 42);
  EXPECT_FALSE(updated.value.has_minimum_ballots());
  EXPECT_EQ(updated.value.rule().rule(), "greedy");
  request.mutable_update_mask()->add_paths("number");
  EXPECT_THAT(server_.Admin(&Processes::UpdateContest, request).status, IsWrongAt("update_mask"));
  request.mutable_contest()->set_name("processes/paris/contests/none");
  request.mutable_update_mask()->clear_paths();
  EXPECT_THAT(server_.Admin(&Processes::UpdateContest, request).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

TEST_F(Drafts, RefuseAnUpdateOfWhatHasChanged) {
  const auto made = server_.Admin(&Processes::CreateProcess, NewProcess("paris"));
  v1::UpdateProcessRequest request;
  request.mutable_process()->set_name("processes/paris");
  request.mutable_process()->set_etag(made.value.etag());
  request.mutable_process()->set_trustee_threshold(3);
  request.mutable_update_mask()->add_paths("trustee_threshold");
  const auto updated = server_.Admin(&Processes::UpdateProcess, request);
  ASSERT_THAT(updated.status, IsDone());
  EXPECT_NE(updated.value.etag(), made.value.etag());
  request.mutable_process()->set_trustee_threshold(4);
  EXPECT_THAT(server_.Admin(&Processes::UpdateProcess, request).status,
              IsRefused(StatusCode::ABORTED, "ETAG_MISMATCH"));
  EXPECT_EQ(Get("processes/paris").trustee_threshold(), 3u);
}

TEST_F(Drafts, RefuseAnUpdateOfAContestThatHasChanged) {
  MakeContest();
  v1::GetContestRequest get;
  get.set_name("processes/paris/contests/north");
  const v1::Contest read = server_.Admin(&Processes::GetContest, get).value;
  ASSERT_NE(read.etag(), "");
  v1::UpdateContestRequest request;
  *request.mutable_contest() = read;
  request.mutable_contest()->set_budget(42);
  request.mutable_update_mask()->add_paths("budget");
  const auto updated = server_.Admin(&Processes::UpdateContest, request);
  ASSERT_THAT(updated.status, IsDone());
  EXPECT_NE(updated.value.etag(), read.etag());
  EXPECT_EQ(server_.Admin(&Processes::GetContest, get).value.etag(), updated.value.etag());
  // Whoever read what was there before, even to change another field.
  request.mutable_update_mask()->set_paths(0, "count_anyway");
  EXPECT_THAT(server_.Admin(&Processes::UpdateContest, request).status,
              IsRefused(StatusCode::ABORTED, "ETAG_MISMATCH"));
  // There and back again is a change too.
  request.mutable_contest()->set_etag(updated.value.etag());
  request.mutable_contest()->set_budget(read.budget());
  request.mutable_update_mask()->set_paths(0, "budget");
  const auto back = server_.Admin(&Processes::UpdateContest, request);
  ASSERT_THAT(back.status, IsDone());
  EXPECT_NE(back.value.etag(), read.etag());
  // Nobody sets it.
  request.mutable_contest()->set_etag("");
  request.mutable_update_mask()->set_paths(0, "etag");
  EXPECT_THAT(server_.Admin(&Processes::UpdateContest, request).status, IsWrongAt("update_mask"));
  v1::CreateContestRequest create = NewContest("paris", "south");
  create.mutable_contest()->set_etag("mine");
  const auto made = server_.Admin(&Processes::CreateContest, create);
  ASSERT_THAT(made.status, IsDone());
  EXPECT_NE(made.value.etag(), "mine");
}

TEST_F(Drafts, DeleteNothingThatIsInUse) {
  MakeContest();
  ASSERT_THAT(server_.Admin(&Projects::CreateProject, NewProject("paris", "north", "1")).status,
              IsDone());
  v1::DeleteAreaRequest area;
  area.set_name("processes/paris/areas/north");
  const grpc::Status used = server_.Admin(&Processes::DeleteArea, area).status;
  EXPECT_THAT(used, IsRefused(StatusCode::FAILED_PRECONDITION, "RESOURCE_IN_USE"));
  EXPECT_THAT(used.error_message(), HasSubstr("processes/paris/contests/north"));
  v1::DeleteContestRequest contest;
  contest.set_name("processes/paris/contests/north");
  EXPECT_THAT(server_.Admin(&Processes::DeleteContest, contest).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "RESOURCE_IN_USE"));
  v1::DeleteProjectRequest project;
  project.set_name("processes/paris/contests/north/projects/1");
  ASSERT_THAT(server_.Admin(&Projects::DeleteProject, project).status, IsDone());
  ASSERT_THAT(server_.Admin(&Processes::DeleteContest, contest).status, IsDone());
  EXPECT_THAT(server_.Admin(&Processes::DeleteArea, area).status, IsDone());
  EXPECT_THAT(server_.Admin(&Processes::DeleteArea, area).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

TEST_F(Drafts, GoWithAllThatIsInThem) {
  MakeContest();
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, NewProcess("paris-2")).status, IsDone());
  v1::DeleteProcessRequest request;
  request.set_name("processes/paris");
  ASSERT_THAT(server_.Admin(&Processes::DeleteProcess, request).status, IsDone());
  v1::GetContestRequest contest;
  contest.set_name("processes/paris/contests/north");
  EXPECT_THAT(server_.Admin(&Processes::GetContest, contest).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(Get("processes/paris-2").name(), "processes/paris-2");
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, NewProcess("paris")).status, IsDone());
  v1::ListContestsRequest list;
  list.set_parent("processes/paris");
  EXPECT_THAT(server_.Admin(&Processes::ListContests, list).value.contests(), IsEmpty());
}

TEST_F(Drafts, SurviveARestart) {
  MakeContest();
  const std::string before = Get("processes/paris").SerializeAsString();
  server_.Restart();
  EXPECT_EQ(Get("processes/paris").SerializeAsString(), before);
  ASSERT_THAT(server_.Admin(&Processes::CreateArea, NewArea("paris", "a")).status, IsDone());
  v1::ListAreasRequest list;
  list.set_parent("processes/paris");
  EXPECT_EQ(server_.Admin(&Processes::ListAreas, list).value.areas(1).name(),
            "processes/paris/areas/a");
}

TEST_F(Drafts, RefuseMessagesThatAreTooLong) {
  v1::CreateProcessRequest request = NewProcess("paris");
  request.mutable_process()->mutable_title(0)->set_text(std::string(5 << 20, 'x'));
  v1::Process process;
  auto context = server_.Administrator();
  EXPECT_EQ(server_.processes().CreateProcess(context.get(), request, &process).error_code(),
            StatusCode::RESOURCE_EXHAUSTED);
}

// Whoever reads a journal and whoever writes it next must have the same one, whatever it is called.
TEST_F(Drafts, AreRenamedWithoutLosingAnActOfAnybodyElse) {
  MakeContest();
  constexpr int kProjects = 60;
  std::atomic<bool> over = false;
  std::thread renaming([&] {
    for (int i = 0; !over; ++i) {
      v1::UpdateProcessRequest request;
      request.mutable_process()->set_name("processes/paris");
      request.mutable_process()->set_log_origin(fmt::format("test.example/paris-{}", i % 2));
      request.mutable_update_mask()->add_paths("log_origin");
      EXPECT_THAT(server_.Admin(&Processes::UpdateProcess, request).status, IsDone());
    }
  });
  v1::GetJournalRequest journal;
  journal.set_process("processes/paris");
  std::thread reading([&] {
    while (!over) {
      EXPECT_THAT(server_.Admin(&v1::Journal::Stub::GetJournal, journal).status, IsDone());
    }
  });
  for (int i = 0; i < kProjects; ++i) {
    EXPECT_THAT(
        server_.Admin(&Projects::CreateProject, NewProject("paris", "north", fmt::format("p{}", i)))
            .status,
        IsDone());
  }
  over = true;
  renaming.join();
  reading.join();
  const auto size = [&] {
    const auto answer = server_.Admin(&v1::Journal::Stub::GetJournal, journal);
    EXPECT_TRUE(
        answer.value.checkpoint().starts_with(Get("processes/paris").log_origin() + "/journal\n"));
    const std::string& note = answer.value.checkpoint();
    const std::size_t line = note.find('\n') + 1;
    return std::stoi(note.substr(line));
  };
  EXPECT_EQ(size(), kProjects + 1) << "the creation and every project";
  server_.Restart();
  EXPECT_EQ(size(), kProjects + 1);
}

}  // namespace
}  // namespace urna::services
