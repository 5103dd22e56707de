// What the staff does with the plan of a process, and what everybody reads of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "urna/v1/journal_service.grpc.pb.h"
#include "urna/v1/planning_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"

namespace urna::client {

// Thread-safe. Processes are named `processes/{process}`. Errors are the server's, as FromGrpc has them.
class PlanningClient {
 public:
  explicit PlanningClient(Connection connection);

  // All that the caller may see, page after page.
  absl::StatusOr<std::vector<v1::Process>> ListProcesses();
  absl::StatusOr<v1::Process> GetProcess(const std::string& process);

  absl::StatusOr<v1::MandateVersion> KeepMandateDraft(const std::string& process,
                                                      const v1::Mandate& mandate);
  absl::StatusOr<v1::MandateVersion> GetMandateDraft(const std::string& process);
  absl::StatusOr<v1::MandateVersion> PublishMandate(const std::string& process);
  // The last one for 0.
  absl::StatusOr<v1::MandateVersion> GetMandate(const std::string& process, std::uint32_t version);
  absl::StatusOr<std::vector<v1::MandateVersion>> ListMandateVersions(const std::string& process);
  // To the last one for 0.
  absl::StatusOr<std::vector<v1::TextChange>> CompareMandates(const std::string& process,
                                                              std::uint32_t from, std::uint32_t to);

  absl::StatusOr<v1::CalendarView> SetCalendar(const std::string& process,
                                               const v1::Calendar& calendar);
  absl::StatusOr<v1::CalendarView> GetCalendar(const std::string& process);
  absl::StatusOr<v1::FormView> SetForm(const std::string& process, const v1::SubmissionForm& form);
  absl::StatusOr<v1::FormView> GetForm(const std::string& process);

  absl::StatusOr<v1::Process> BeginPhase(const std::string& process, v1::Phase phase);
  absl::StatusOr<v1::Process> Duplicate(const std::string& source, const std::string& id);

  // Of one resource, such as `processes/paris/proposals/p17`, or of all where it is empty; page after page.
  absl::StatusOr<std::vector<v1::JournalEntry>> ListActs(const std::string& process,
                                                         const std::string& resource);
  // DATA_LOSS where the bytes are not those of the hash.
  absl::StatusOr<v1::GetDocumentResponse> GetDocument(const std::string& process,
                                                      const std::string& sha256);

 private:
  Connection connection_;
  std::unique_ptr<v1::Processes::Stub> processes_;
  std::unique_ptr<v1::Planning::Stub> planning_;
  std::unique_ptr<v1::Journal::Stub> journal_;
};

}  // namespace urna::client
