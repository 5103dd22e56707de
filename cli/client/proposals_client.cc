#include "cli/client/proposals_client.h"

#include <utility>

namespace urna::client {

ProposalsClient::ProposalsClient(Connection connection)
    : connection_(std::move(connection)),
      proposals_(v1::Proposals::NewStub(connection_.channel())),
      planning_(v1::Planning::NewStub(connection_.channel())),
      processes_(v1::Processes::NewStub(connection_.channel())) {}

absl::Status ProposalsClient::ForEach(v1::ListProposalsRequest request,
                                      const std::function<bool(const v1::Proposal&)>& visit) const {
  do {
    const auto page = connection_.Call(*proposals_, &Stub::ListProposals, request);
    if (!page.ok()) return page.status();
    for (const v1::Proposal& proposal : page->proposals()) {
      if (!visit(proposal)) return absl::OkStatus();
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::StatusOr<v1::Process> ProposalsClient::ReadProcess(const std::string& process) const {
  v1::GetProcessRequest request;
  request.set_name(process);
  return connection_.Call(*processes_, &v1::Processes::Stub::GetProcess, request);
}

absl::StatusOr<v1::Contest> ProposalsClient::ReadContest(const std::string& contest) const {
  v1::GetContestRequest request;
  request.set_name(contest);
  return connection_.Call(*processes_, &v1::Processes::Stub::GetContest, request);
}

absl::StatusOr<ProposalRules> ProposalsClient::ReadRules(const std::string& process) const {
  ProposalRules rules;
  const auto found = ReadProcess(process);
  if (!found.ok()) return found.status();
  rules.currency = found->currency();
  rules.currency_digits = static_cast<int>(found->currency_digits());
  if (!found->title().empty()) rules.language = found->title(0).language();

  v1::ListAreasRequest areas;
  areas.set_parent(process);
  do {
    const auto page = connection_.Call(*processes_, &v1::Processes::Stub::ListAreas, areas);
    if (!page.ok()) return page.status();
    for (const v1::Area& area : page->areas()) {
      rules.areas.push_back(area.name().substr(area.name().rfind('/') + 1));
    }
    areas.set_page_token(page->next_page_token());
  } while (!areas.page_token().empty());

  v1::GetFormRequest form;
  form.set_process(process);
  const auto view = connection_.Call(*planning_, &v1::Planning::Stub::GetForm, form);
  if (!view.ok()) return view.status();
  rules.form = view->form();
  return rules;
}

}  // namespace urna::client
