// Accounts and sessions over HTTP, by whoever they belong to, by administrators, and by others.
#include "services/messages/message_store.h"
#include "services/people/door/logged_in.h"
#include "support/stored_text.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {
namespace {

using testing::HasSubstr;

class AccountsOverHttp : public LoggedInTest {
 protected:
  template <typename Response, typename Request>
  WebAnswer<Response> ByToken(const std::string& method, const Request& request) {
    return Web<Response>("", method, request, {{"authorization", "Bearer " + server_.token()}});
  }
};

TEST_F(AccountsOverHttp, AreToldToWhoeverIsLoggedIn) {
  const std::string ada = LogIn("ada");
  const v1::Account own = Own(ada);
  EXPECT_EQ(own.display_name(), "ada");
  EXPECT_EQ(own.audience(), v1::LOGIN_AUDIENCE_CITIZENS);
  EXPECT_EQ(Web<v1::Account>("", "People/GetOwnAccount", v1::GetOwnAccountRequest()).reason,
            "TOKEN_MISSING");
  EXPECT_EQ(ByToken<v1::Account>("People/GetOwnAccount", v1::GetOwnAccountRequest()).reason,
            "NO_ACCOUNT");
}

TEST_F(AccountsOverHttp, AreListedForAdministratorsAlone) {
  const std::string agent = LogIn("bea", true, {{Role::kAgent, kProcess}});
  for (const char* name : {"ada", "charles", "charlotte"}) LogIn(name);
  v1::ListAccountsRequest request;
  EXPECT_EQ(Web<v1::ListAccountsResponse>(agent, "People/ListAccounts", request).reason,
            "ROLE_MISSING");
  EXPECT_EQ(ByToken<v1::ListAccountsResponse>("People/ListAccounts", request).value.accounts_size(),
            4);
  request.set_text("CHARL");
  request.set_page_size(1);
  std::set<std::string> names;
  do {
    const auto page = ByToken<v1::ListAccountsResponse>("People/ListAccounts", request);
    ASSERT_EQ(page.status, 200) << page.reply.body;
    for (const v1::Account& one : page.value.accounts()) names.insert(one.display_name());
    request.set_page_token(page.value.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names, (std::set<std::string>{"charles", "charlotte"}));
  v1::ListAccountsRequest staff;
  staff.set_with_role(true);
  EXPECT_EQ(ByToken<v1::ListAccountsResponse>("People/ListAccounts", staff)
                .value.accounts(0)
                .display_name(),
            "bea");
}

TEST_F(AccountsOverHttp, OfTheStaffOpenWhatTheirRolesOpen) {
  const std::string agent = LogIn("bea", true, {{Role::kAgent, kProcess}});
  v1::CreateAreaRequest area = NewArea("paris", "west");
  EXPECT_EQ(Web<v1::Area>(agent, "Processes/CreateArea", area).status, 200);
  EXPECT_EQ(Web<v1::Area>(LogIn("ada"), "Processes/CreateArea", NewArea("paris", "east")).reason,
            "ROLE_MISSING");
  v1::UpdateAccountGrantsRequest grants;
  grants.set_name(Own(agent).name());
  grants.add_grants()->set_role(v1::STAFF_ROLE_ADMINISTRATOR);
  EXPECT_EQ(Web<v1::Account>(agent, "People/UpdateAccountGrants", grants).reason, "ROLE_MISSING");
  ASSERT_EQ(ByToken<v1::Account>("People/UpdateAccountGrants", grants).status, 200);
  EXPECT_EQ(
      Web<v1::ListAccountsResponse>(agent, "People/ListAccounts", v1::ListAccountsRequest()).status,
      200);
}

TEST_F(AccountsOverHttp, EndTheirSessionsAndNobodyElses) {
  const std::string ada = LogIn("ada");
  const std::string elsewhere = LogIn("ada");
  const std::string eve = LogIn("eve");
  v1::ListSessionsRequest list;
  list.set_parent(Own(ada).name());
  EXPECT_EQ(Web<v1::ListSessionsResponse>(eve, "People/ListSessions", list).reason, "ROLE_MISSING");
  const auto sessions = Web<v1::ListSessionsResponse>(ada, "People/ListSessions", list).value;
  ASSERT_EQ(sessions.sessions_size(), 2);
  for (const v1::Session& session : sessions.sessions()) {
    if (session.current()) continue;
    v1::EndSessionRequest end;
    end.set_name(session.name());
    EXPECT_EQ(Web<google::protobuf::Empty>(eve, "People/EndSession", end).reason, "ROLE_MISSING");
    EXPECT_EQ(Web<google::protobuf::Empty>(ada, "People/EndSession", end).status, 200);
  }
  EXPECT_EQ(Own(elsewhere).name(), "");
  EXPECT_EQ(Own(ada).name(), list.parent());
}

TEST_F(AccountsOverHttp, AreOnlyForPagesOfTheServersOwn) {
  const std::string ada = LogIn("ada");
  const v1::CreateProposalRequest draft = NewDraft();
  for (const char* origin : {"https://vote.example", "https://evil.example", "null"}) {
    EXPECT_EQ(Web<v1::CreateProposalResponse>(ada, "Proposals/CreateProposal", draft,
                                              {{"origin", origin}})
                  .reason,
              "OTHER_ORIGIN");
  }
  EXPECT_EQ(Web<v1::CreateProposalResponse>(ada, "Proposals/CreateProposal", draft, {}).reason,
            "OTHER_ORIGIN");
  EXPECT_EQ(Web<v1::CreateProposalResponse>(ada, "Proposals/CreateProposal", draft,
                                            {{"sec-fetch-site", "same-origin"}})
                .status,
            200);
}

// A ballot is taken whatever cookie a browser sends with it: nobody looks.
TEST_F(AccountsOverHttp, AreNotLookedAtWhereASignatureSpeaks) {
  for (const std::string& cookie : {std::string("nothing"), LogIn("ada"), std::string()}) {
    v1::CastBallotRequest ballot;
    ballot.set_process(kProcess);
    const auto answer = Web<v1::CastBallotResponse>(cookie, "Ballots/CastBallot", ballot,
                                                    {{"origin", "https://evil.example"}});
    EXPECT_EQ(answer.reason, "NOT_SEALED");
  }
}

TEST_F(AccountsOverHttp, OfSessionsThatAreOverReadWhatEverybodyReads) {
  const std::string over = std::string(43, 'A');
  const auto read =
      Web<v1::ListProcessesResponse>(over, "Processes/ListProcesses", v1::ListProcessesRequest());
  EXPECT_EQ(read.status, 200);
  const auto written =
      Web<v1::CreateProposalResponse>(over, "Proposals/CreateProposal", NewDraft());
  EXPECT_EQ(written.reason, "SESSION_OVER");
  EXPECT_THAT(written.reply.Field("set-cookie"), HasSubstr("urna-session=; "));
  EXPECT_THAT(written.reply.Field("set-cookie"), HasSubstr("Max-Age=0"));
}

TEST_F(AccountsOverHttp, GiveWayToATokenBesideThem) {
  const std::string ada = LogIn("ada");
  const auto own =
      Web<v1::AccessToken>(ada, "Administration/GetOwnAccessToken", v1::GetOwnAccessTokenRequest(),
                           {{"authorization", "Bearer " + server_.token()}});
  EXPECT_EQ(own.status, 200);
  EXPECT_EQ(Web<v1::Account>(ada, "People/GetOwnAccount", v1::GetOwnAccountRequest(),
                             {{"authorization", "Bearer wrong"}})
                .reason,
            "TOKEN_MALFORMED");
}

// gRPC knows no cookies.
TEST_F(AccountsOverHttp, AreNotKnownOverGrpc) {
  const auto stub = v1::People::NewStub(server_.channel());
  grpc::ClientContext context;
  context.AddMetadata("cookie", "urna-session=" + LogIn("ada"));
  context.AddMetadata("origin", "http://127.0.0.1");
  v1::Account account;
  EXPECT_THAT(stub->GetOwnAccount(&context, v1::GetOwnAccountRequest(), &account),
              IsRefused(grpc::StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
}

// The mail that somebody follows by says who they are as much as the account does.
TEST_F(AccountsOverHttp, AreErasedWithTheMailThatGoesToThem) {
  const std::string ada = LogIn("ada", false, {}, "ada.lovelace@example.org");
  const std::string about = AboutKey("paris", "");
  int number = 0;
  for (const char* address : {"ada.lovelace@EXAMPLE.org", "charles@example.org"}) {
    internal::v1::StoredFollower follower;
    follower.set_id(fmt::format("{:016}", number++));
    follower.set_address(address);
    follower.set_confirmed(true);
    storage::WriteBatch batch;
    batch.Put(kMessagesFamily, RowKey('f', about, follower.id()), follower.SerializeAsString());
    ASSERT_TRUE(server_.store().Write(batch).ok());
  }
  v1::EraseAccountRequest request;
  request.set_name(Own(ada).name());
  EXPECT_EQ(Web<v1::EraseAccountResponse>(LogIn("charles"), "People/EraseAccount", request).reason,
            "ROLE_MISSING");
  EXPECT_TRUE(IsInFiles(server_.config().data_dir, "da.lovelace@"));
  EXPECT_EQ(Web<v1::EraseAccountResponse>(ada, "People/EraseAccount", request).status, 200);
  EXPECT_FALSE(IsInFiles(server_.config().data_dir, "da.lovelace@"));
  EXPECT_TRUE(IsInFiles(server_.config().data_dir, "charles@example.org"));
}

// Whoever logs in reviews as well as whoever holds a token.
TEST_F(AccountsOverHttp, OfTheStaffAreGivenProposals) {
  const std::string bea = LogIn("bea", true, {{Role::kAgent, kProcess}});
  const std::string ada = LogIn("ada");
  const std::string draft = Write(ada);
  const auto handed_in = HandInBy(ada, draft);
  ASSERT_EQ(handed_in.status, 200) << handed_in.reply.body;
  v1::AssignProposalsRequest assign;
  assign.set_parent(kProcess);
  assign.add_names(handed_in.value.name());
  assign.set_assignee(Own(bea).name());
  const auto assigned = Web<v1::AssignProposalsResponse>(bea, "Proposals/AssignProposals", assign);
  ASSERT_EQ(assigned.status, 200) << assigned.reply.body;

  v1::ListProposalsRequest mine;
  mine.set_parent(kProcess);
  mine.mutable_filter()->set_assignee(Own(bea).name());
  const auto listed = Web<v1::ListProposalsResponse>(bea, "Proposals/ListProposals", mine);
  ASSERT_EQ(listed.value.proposals_size(), 1) << listed.reply.body;
  EXPECT_EQ(listed.value.proposals(0).internal().assignee(), Own(bea).name());
  mine.mutable_filter()->set_assignee("-");
  EXPECT_EQ(
      Web<v1::ListProposalsResponse>(bea, "Proposals/ListProposals", mine).value.proposals_size(),
      0);

  assign.set_assignee(Own(ada).name());
  EXPECT_EQ(Web<v1::AssignProposalsResponse>(bea, "Proposals/AssignProposals", assign).reason,
            "NO_REVIEWER");
  for (const char* nobody : {"accounts/0123456789abcdef", "accounts/", "accounts/x/y"}) {
    assign.set_assignee(nobody);
    EXPECT_EQ(Web<v1::AssignProposalsResponse>(bea, "Proposals/AssignProposals", assign).status,
              404)
        << nobody;
  }
}

// Who shares the work finds colleagues by their names, without being told what else they may do.
TEST_F(AccountsOverHttp, OfTheStaffFindThoseWhoReviewWithThem) {
  const std::string bea = LogIn("bea", true, {{Role::kAgent, kProcess}});
  const std::string dan = LogIn("dan", true, {{Role::kAdministrator, ""}});
  LogIn("moderator", true, {{Role::kModerator, kProcess}});
  LogIn("elsewhere", true, {{Role::kAgent, "processes/lyon"}});
  LogIn("ada");
  MakeToken(v1::STAFF_ROLE_AGENT);
  const std::string token = last_token_;
  MakeToken(v1::STAFF_ROLE_AGENT);
  v1::RevokeAccessTokenRequest revoke;
  revoke.set_name(last_token_);
  ASSERT_THAT(server_.Admin(&v1::Administration::Stub::RevokeAccessToken, revoke).status, IsDone());

  v1::ListReviewersRequest request;
  request.set_parent(kProcess);
  request.set_page_size(1);
  std::map<std::string, std::string> found;
  do {
    const auto page = Web<v1::ListReviewersResponse>(bea, "Proposals/ListReviewers", request);
    ASSERT_EQ(page.status, 200) << page.reply.body;
    for (const v1::Reviewer& one : page.value.reviewers()) found[one.name()] = one.display_name();
    request.set_page_token(page.value.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(found[Own(bea).name()], "bea");
  EXPECT_EQ(found[Own(dan).name()], "dan");
  EXPECT_EQ(found[token], "test");
  EXPECT_EQ(found.size(), 4u) << "and the server's own token";
  EXPECT_EQ(Web<v1::ListReviewersResponse>(LogIn("ada"), "Proposals/ListReviewers", request).reason,
            "ROLE_MISSING");
}

TEST_F(AccountsOverHttp, OfTheStaffSayWhereTheyGetMailAndAreErasedWithIt) {
  const std::string bea = LogIn("bea", true, {{Role::kAgent, kProcess}});
  v1::SetStaffAddressRequest set;
  set.set_address("b.lovelace@example.org");
  set.set_language("fr");
  const auto answer = Web<v1::StaffAddress>(bea, "Messages/SetStaffAddress", set);
  ASSERT_EQ(answer.status, 200) << answer.reply.body;
  EXPECT_EQ(answer.value.name(), Own(bea).name());
  EXPECT_EQ(Web<v1::StaffAddress>(bea, "Messages/GetStaffAddress", v1::GetStaffAddressRequest())
                .value.address(),
            "b.lovelace@example.org");
  const std::string eve = LogIn("eve", true, {{Role::kAgent, kProcess}});
  v1::GetStaffAddressRequest others;
  others.set_name(Own(bea).name());
  EXPECT_EQ(Web<v1::StaffAddress>(eve, "Messages/GetStaffAddress", others).reason, "ROLE_MISSING");
  EXPECT_EQ(ByToken<v1::StaffAddress>("Messages/GetStaffAddress", others).value.address(),
            "b.lovelace@example.org");
  v1::EraseAccountRequest erase;
  erase.set_name(Own(bea).name());
  EXPECT_TRUE(IsInFiles(server_.config().data_dir, "b.lovelace@"));
  ASSERT_EQ(ByToken<v1::EraseAccountResponse>("People/EraseAccount", erase).status, 200);
  EXPECT_FALSE(IsInFiles(server_.config().data_dir, "b.lovelace@"));
}

}  // namespace
}  // namespace urna::services
