// A process that takes proposals, and requests of proposals that are valid as they are.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/planning/plan_requests.h"
#include "services/test_server.h"
#include "urna/v1/proposals_service.grpc.pb.h"

namespace urna::services {

// A draft, and the key of its author.
struct MadeProposal {
  std::string name;
  std::string key;
};

inline v1::ProposalContent SomeContent(const std::string& title = "Un banc") {
  v1::ProposalContent content;
  v1::ProposalText& text = *content.mutable_text();
  text.set_language("fr");
  text.set_title(title);
  text.set_summary("Pour s'asseoir.");
  text.set_description("Sous les arbres.");
  text.set_area("north");
  text.set_category("green");
  text.set_estimated_cost(120'000);
  content.set_author_name("Ada");
  content.set_contact("ada@example.org");
  return content;
}

// "paris" takes proposals from everybody; the form asks for a category, and for no support.
class ProposalsTest : public PlanTest {
 protected:
  using Stub = v1::Proposals::Stub;

  void SetUp() override {
    PlanTest::SetUp();
    Propose(kProcess, OpenForm());
  }

  static v1::SubmissionForm OpenForm() {
    v1::SubmissionForm form = FullForm();
    form.clear_support_needed();
    form.clear_support_by();
    return form;
  }
  // Areas, mandate, form and calendar of a process that there is, and its phase SUBMISSION.
  void Propose(const std::string& process, const v1::SubmissionForm& form) {
    const std::string id = process.substr(process.find('/') + 1);
    for (const char* area : {"north", "south"}) {
      ASSERT_THAT(server_.Admin(&Processes::CreateArea, NewArea(id, area)).status, IsDone());
    }
    PublishMandate(process);
    ASSERT_THAT(SetForm(form, process).status, IsDone());
    ASSERT_THAT(SetCalendar(FullCalendar(), process).status, IsDone());
    ASSERT_THAT(Begin(v1::PHASE_SUBMISSION, process).status, IsDone());
  }

  std::string MakeToken(v1::StaffRole role, const std::string& process = kProcess) {
    v1::CreateAccessTokenRequest request;
    request.mutable_access_token()->set_display_name("test");
    v1::Grant& grant = *request.mutable_access_token()->add_grants();
    grant.set_role(role);
    grant.set_process(process);
    auto made = server_.Admin(&v1::Administration::Stub::CreateAccessToken, request);
    EXPECT_THAT(made.status, IsDone());
    last_token_ = made.value.access_token().name();
    return made.value.secret();
  }

  // One call by whoever has this token, or by nobody; from this address where one is given.
  template <typename Request, typename Response>
  Answer<Response> By(const std::string& token,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request, const std::string& from = "") {
    auto context = token.empty() ? server_.Anonymous() : server_.With(token);
    if (!from.empty()) context->AddMetadata("x-forwarded-for", from);
    const auto stub = v1::Proposals::NewStub(server_.channel());
    Answer<Response> answer;
    answer.status = (stub.get()->*method)(context.get(), request, &answer.value);
    return answer;
  }
  template <typename Request, typename Response>
  Answer<Response> Admin(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                         const Request& request) {
    return By(server_.token(), method, request);
  }

  static v1::CreateProposalRequest NewDraft(const v1::ProposalContent& content = SomeContent(),
                                            const std::string& process = kProcess) {
    v1::CreateProposalRequest request;
    request.set_parent(process);
    request.set_channel(v1::CHANNEL_ONLINE);
    *request.mutable_content() = content;
    return request;
  }
  MadeProposal Draft(const v1::ProposalContent& content = SomeContent(),
                     const std::string& process = kProcess) {
    const auto made = By("", &Stub::CreateProposal, NewDraft(content, process));
    EXPECT_THAT(made.status, IsDone());
    return {made.value.proposal().name(), made.value.edit_key()};
  }
  // A request about a proposal, by its author.
  template <typename Request>
  static Request About(const MadeProposal& proposal) {
    Request request;
    request.set_name(proposal.name);
    if constexpr (requires { request.set_edit_key(""); }) request.set_edit_key(proposal.key);
    return request;
  }
  Answer<v1::Proposal> Submit(const MadeProposal& proposal) {
    return By("", &Stub::SubmitProposal, About<v1::SubmitProposalRequest>(proposal));
  }
  // Handed in by its author.
  MadeProposal HandedIn(const v1::ProposalContent& content = SomeContent(),
                        const std::string& process = kProcess) {
    const MadeProposal draft = Draft(content, process);
    const auto submitted = Submit(draft);
    EXPECT_THAT(submitted.status, IsDone());
    return {submitted.value.name(), draft.key};
  }
  // The same, and public.
  MadeProposal Public(const v1::ProposalContent& content = SomeContent()) {
    const MadeProposal proposal = HandedIn(content);
    Screen(proposal);
    return proposal;
  }
  void Screen(const MadeProposal& proposal) {
    ASSERT_THAT(Admin(&Stub::ScreenProposal, About<v1::ScreenProposalRequest>(proposal)).status,
                IsDone());
  }
  Answer<v1::Proposal> Return(const MadeProposal& proposal) {
    auto request = About<v1::ReturnProposalRequest>(proposal);
    Because(*request.mutable_reason());
    request.mutable_due_time()->set_seconds(kNow + 5 * kDay);
    return Admin(&Stub::ReturnProposal, request);
  }
  // A new version by its author, of what was returned.
  void Revise(const MadeProposal& proposal, const v1::ProposalContent& content) {
    auto update = About<v1::UpdateProposalRequest>(proposal);
    *update.mutable_content() = content;
    ASSERT_THAT(By("", &Stub::UpdateProposal, update).status, IsDone());
    ASSERT_THAT(Submit(proposal).status, IsDone());
  }
  Answer<v1::Proposal> Decide(const MadeProposal& proposal, v1::ReviewStep step, bool accepted) {
    auto request = About<v1::RecordVerdictRequest>(proposal);
    request.mutable_facts()->set_step(step);
    request.mutable_facts()->set_accepted(accepted);
    if (accepted && step == v1::REVIEW_STEP_SUBSTANTIVE) request.mutable_facts()->set_cost(100'000);
    Because(*request.mutable_reason());
    return Admin(&Stub::RecordVerdict, request);
  }
  static void Because(google::protobuf::RepeatedPtrField<v1::LocalizedText>& reason,
                      const std::string& text = "Parce que.") {
    v1::LocalizedText& one = *reason.Add();
    one.set_language("fr");
    one.set_text(text);
  }
  Answer<v1::Proposal> Get(const MadeProposal& proposal, const std::string& token = "",
                           bool by_author = false) {
    v1::GetProposalRequest request;
    request.set_name(proposal.name);
    if (by_author) request.set_edit_key(proposal.key);
    return By(token, &Stub::GetProposal, request);
  }
  static v1::ListProposalsRequest ListOf(const std::string& parent = kProcess) {
    v1::ListProposalsRequest request;
    request.set_parent(parent);
    return request;
  }
  // What is searched while its index is being made is asked for again.
  Answer<v1::ListProposalsResponse> List(const std::string& token,
                                         const v1::ListProposalsRequest& request) {
    while (true) {
      auto page = By(token, &Stub::ListProposals, request);
      if (page.status.error_message().find("the index that searches need is being made") ==
          std::string::npos) {
        return page;
      }
    }
  }
  // All pages of a list, by the last part of the names.
  std::vector<std::string> ReadAll(const std::string& token, v1::ListProposalsRequest request) {
    std::vector<std::string> ids;
    do {
      const auto page = List(token, request);
      EXPECT_THAT(page.status, IsDone());
      for (const v1::Proposal& proposal : page.value.proposals()) {
        ids.push_back(proposal.name().substr(proposal.name().rfind('/') + 1));
      }
      request.set_page_token(page.value.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
  // `contents` at once, by the staff.
  Answer<v1::ImportProposalsResponse> Import(const std::vector<v1::ProposalContent>& contents,
                                             const std::string& request_id = "") {
    v1::ImportProposalsRequest request;
    request.set_parent(kProcess);
    request.set_channel(v1::CHANNEL_STAFF);
    request.set_request_id(request_id);
    *request.mutable_contents() = {contents.begin(), contents.end()};
    return Admin(&Stub::ImportProposals, request);
  }

  // `accessTokens/{token}` of the last that was made.
  std::string last_token_;
};

}  // namespace urna::services
