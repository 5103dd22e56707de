// People who are logged in, as browsers are, at a server that takes proposals.
#pragma once

#include <google/protobuf/util/json_util.h>

#include <string>

#include "services/http/http_client.h"
#include "services/people/accounts.h"
#include "services/people/sessions.h"
#include "services/proposals/proposal_requests.h"
#include "urna/v1/people_service.grpc.pb.h"

namespace urna::services {

// What a call over HTTP came to.
template <typename Response>
struct WebAnswer {
  int status = 0;
  // Of the error; empty where there is none.
  std::string reason;
  Response value;
  HttpReply reply;
};

class LoggedInTest : public ProposalsTest {
 protected:
  // The secret of a new session of this person, put into the store behind the server's back.
  std::string LogIn(const std::string& subject, bool staff = false, std::vector<Grant> grants = {},
                    const std::string& mail = "") {
    return LogInAs({.issuer = staff ? "https://staff.example" : "https://issuer.example",
                    .subject = subject,
                    .provider = "test",
                    .audience = staff ? v1::LOGIN_AUDIENCE_STAFF : v1::LOGIN_AUDIENCE_CITIZENS,
                    .display_name = subject,
                    .mail = mail,
                    .grants = std::move(grants)});
  }
  std::string LogInAs(const Identity& identity) {
    Accounts accounts(server_.store(), server_.clock());
    Sessions sessions(server_.store(), accounts, server_.clock(), SessionTimes());
    std::string secret;
    const auto account =
        accounts.SignIn(identity, [&](const Account& one, storage::WriteBatch& batch) {
          const auto begun = sessions.Begin(one, "", "", batch);
          if (!begun.ok()) return begun.status();
          secret = *begun;
          return absl::OkStatus();
        });
    EXPECT_TRUE(account.ok()) << account.status();
    return secret;
  }

  // As a page of the server's own calls; `cookie` is empty for nobody.
  template <typename Response, typename Request>
  WebAnswer<Response> Web(const std::string& cookie, const std::string& method,
                          const Request& request,
                          std::vector<std::pair<std::string, std::string>> more = {
                              {"origin", "http://127.0.0.1"}}) {
    HttpClient client(server_.http_address());
    HttpRequest asked{.target = "/urna.v1." + method};
    asked.fields = std::move(more);
    asked.fields.emplace_back("content-type", "application/json");
    if (!cookie.empty()) asked.fields.emplace_back("cookie", "urna-session=" + cookie);
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(request, &asked.body).ok());
    WebAnswer<Response> answer;
    answer.reply = client.Call(asked);
    answer.status = answer.reply.status;
    if (answer.status == 200) {
      EXPECT_TRUE(
          google::protobuf::util::JsonStringToMessage(answer.reply.body, &answer.value).ok());
      return answer;
    }
    const std::string& body = answer.reply.body;
    const std::string key = "\"reason\":\"";
    if (const std::size_t at = body.find(key); at != body.npos) {
      answer.reason =
          body.substr(at + key.size(), body.find('"', at + key.size()) - at - key.size());
    }
    return answer;
  }

  v1::Account Own(const std::string& cookie) {
    return Web<v1::Account>(cookie, "People/GetOwnAccount", v1::GetOwnAccountRequest()).value;
  }
  // The name of a draft that this person writes.
  std::string Write(const std::string& cookie, const std::string& title = "Un banc") {
    const auto made = Web<v1::CreateProposalResponse>(cookie, "Proposals/CreateProposal",
                                                      NewDraft(SomeContent(title)));
    EXPECT_EQ(made.status, 200) << made.reply.body;
    EXPECT_EQ(made.value.edit_key(), "");
    return made.value.proposal().name();
  }
  WebAnswer<v1::Proposal> HandInBy(const std::string& cookie, const std::string& name) {
    v1::SubmitProposalRequest request;
    request.set_name(name);
    return Web<v1::Proposal>(cookie, "Proposals/SubmitProposal", request);
  }
  std::vector<std::string> OwnProposals(const std::string& cookie) {
    std::vector<std::string> names;
    v1::ListOwnProposalsRequest request;
    request.set_page_size(2);
    do {
      const auto page =
          Web<v1::ListOwnProposalsResponse>(cookie, "People/ListOwnProposals", request);
      EXPECT_EQ(page.status, 200) << page.reply.body;
      for (const v1::Proposal& proposal : page.value.proposals()) names.push_back(proposal.name());
      request.set_page_token(page.value.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
};

}  // namespace urna::services
