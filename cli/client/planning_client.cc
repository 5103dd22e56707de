#include "cli/client/planning_client.h"

#include "cli/client/administrator_client.h"
#include "crypto/bytes.h"
#include "crypto/hash.h"

namespace urna::client {
namespace {

using Planning = v1::Planning::Stub;

constexpr int kPageSize = 1000;

template <typename Request>
Request Of(const std::string& process) {
  Request request;
  request.set_process(process);
  return request;
}

template <typename Item>
std::vector<Item> ToVector(const google::protobuf::RepeatedPtrField<Item>& items) {
  return {items.begin(), items.end()};
}

}  // namespace

PlanningClient::PlanningClient(Connection connection)
    : connection_(std::move(connection)),
      processes_(v1::Processes::NewStub(connection_.channel())),
      planning_(v1::Planning::NewStub(connection_.channel())),
      journal_(v1::Journal::NewStub(connection_.channel())) {}

absl::StatusOr<std::vector<v1::Process>> PlanningClient::ListProcesses() {
  std::vector<v1::Process> all;
  v1::ListProcessesRequest request;
  request.set_page_size(kPageSize);
  do {
    auto page = connection_.Call(*processes_, &v1::Processes::Stub::ListProcesses, request);
    if (!page.ok()) return page.status();
    all.insert(all.end(), page->processes().begin(), page->processes().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

absl::StatusOr<v1::Process> PlanningClient::GetProcess(const std::string& process) {
  v1::GetProcessRequest request;
  request.set_name(process);
  return connection_.Call(*processes_, &v1::Processes::Stub::GetProcess, request);
}

absl::StatusOr<v1::MandateVersion> PlanningClient::KeepMandateDraft(const std::string& process,
                                                                    const v1::Mandate& mandate) {
  auto request = Of<v1::UpdateMandateDraftRequest>(process);
  *request.mutable_mandate() = mandate;
  request.set_request_id(NewRequestId());
  return connection_.Call(*planning_, &Planning::UpdateMandateDraft, request);
}

absl::StatusOr<v1::MandateVersion> PlanningClient::GetMandateDraft(const std::string& process) {
  return connection_.Call(*planning_, &Planning::GetMandateDraft,
                          Of<v1::GetMandateDraftRequest>(process));
}

absl::StatusOr<v1::MandateVersion> PlanningClient::PublishMandate(const std::string& process) {
  auto request = Of<v1::PublishMandateRequest>(process);
  request.set_request_id(NewRequestId());
  return connection_.Call(*planning_, &Planning::PublishMandate, request);
}

absl::StatusOr<v1::MandateVersion> PlanningClient::GetMandate(const std::string& process,
                                                              std::uint32_t version) {
  auto request = Of<v1::GetMandateRequest>(process);
  request.set_version(version);
  return connection_.Call(*planning_, &Planning::GetMandate, request);
}

absl::StatusOr<std::vector<v1::MandateVersion>> PlanningClient::ListMandateVersions(
    const std::string& process) {
  auto answer = connection_.Call(*planning_, &Planning::ListMandateVersions,
                                 Of<v1::ListMandateVersionsRequest>(process));
  if (!answer.ok()) return answer.status();
  return ToVector(answer->versions());
}

absl::StatusOr<std::vector<v1::TextChange>> PlanningClient::CompareMandates(
    const std::string& process, std::uint32_t from, std::uint32_t to) {
  auto request = Of<v1::CompareMandatesRequest>(process);
  request.set_from_version(from);
  request.set_to_version(to);
  auto answer = connection_.Call(*planning_, &Planning::CompareMandates, request);
  if (!answer.ok()) return answer.status();
  return ToVector(answer->changes());
}

absl::StatusOr<v1::CalendarView> PlanningClient::SetCalendar(const std::string& process,
                                                             const v1::Calendar& calendar) {
  auto request = Of<v1::SetCalendarRequest>(process);
  *request.mutable_calendar() = calendar;
  request.set_request_id(NewRequestId());
  return connection_.Call(*planning_, &Planning::SetCalendar, request);
}

absl::StatusOr<v1::CalendarView> PlanningClient::GetCalendar(const std::string& process) {
  return connection_.Call(*planning_, &Planning::GetCalendar, Of<v1::GetCalendarRequest>(process));
}

absl::StatusOr<v1::FormView> PlanningClient::SetForm(const std::string& process,
                                                     const v1::SubmissionForm& form) {
  auto request = Of<v1::SetFormRequest>(process);
  *request.mutable_form() = form;
  request.set_request_id(NewRequestId());
  return connection_.Call(*planning_, &Planning::SetForm, request);
}

absl::StatusOr<v1::FormView> PlanningClient::GetForm(const std::string& process) {
  return connection_.Call(*planning_, &Planning::GetForm, Of<v1::GetFormRequest>(process));
}

absl::StatusOr<v1::Process> PlanningClient::BeginPhase(const std::string& process,
                                                       v1::Phase phase) {
  auto request = Of<v1::BeginPhaseRequest>(process);
  request.set_phase(phase);
  request.set_request_id(NewRequestId());
  return connection_.Call(*planning_, &Planning::BeginPhase, request);
}

absl::StatusOr<v1::Process> PlanningClient::Duplicate(const std::string& source,
                                                      const std::string& id) {
  v1::DuplicateProcessRequest request;
  request.set_source(source);
  request.set_process_id(id);
  request.set_request_id(NewRequestId());
  return connection_.Call(*planning_, &Planning::DuplicateProcess, request);
}

absl::StatusOr<std::vector<v1::JournalEntry>> PlanningClient::ListActs(
    const std::string& process, const std::string& resource) {
  std::vector<v1::JournalEntry> all;
  auto request = Of<v1::ListActsRequest>(process);
  request.set_resource(resource);
  request.set_page_size(kPageSize);
  do {
    auto page = connection_.Call(*journal_, &v1::Journal::Stub::ListActs, request);
    if (!page.ok()) return page.status();
    all.insert(all.end(), page->entries().begin(), page->entries().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

absl::StatusOr<v1::GetDocumentResponse> PlanningClient::GetDocument(const std::string& process,
                                                                    const std::string& sha256) {
  auto request = Of<v1::GetDocumentRequest>(process);
  request.set_sha256(sha256);
  auto answer = connection_.Call(*journal_, &v1::Journal::Stub::GetDocument, request);
  if (!answer.ok()) return answer.status();
  if (crypto::AsText(crypto::Sha256(crypto::AsBytes(answer->bytes()))) != sha256) {
    return absl::DataLossError("the server sent other bytes than those of this hash");
  }
  return answer;
}

}  // namespace urna::client
