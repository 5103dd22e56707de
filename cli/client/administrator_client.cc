#include "cli/client/administrator_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/bytes.h"
#include "crypto/sodium.h"

namespace urna::client {
namespace {

constexpr std::size_t kProjectsPerBatch = 1000;

// Status of a call whose response is not needed.
template <typename T>
absl::Status StatusOf(const absl::StatusOr<T>& result, std::string_view what) {
  return While(what, result.status());
}

}  // namespace

std::string NewRequestId() {
  crypto::EnsureSodium();
  std::array<std::uint8_t, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = crypto::ToHex(bytes);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

AdministratorClient::AdministratorClient(Connection connection)
    : connection_(std::move(connection)),
      processes_(v1::Processes::NewStub(connection_.channel())),
      projects_(v1::Projects::NewStub(connection_.channel())),
      eligibility_(v1::Eligibility::NewStub(connection_.channel())),
      trustees_(v1::Trustees::NewStub(connection_.channel())) {}

absl::StatusOr<v1::Process> AdministratorClient::Create(const ProcessDescription& description) {
  v1::CreateProcessRequest request;
  request.set_process_id(description.id);
  *request.mutable_process() = description.process;
  // They name contests that do not exist yet.
  request.mutable_process()->clear_contest_groups();
  request.set_request_id(NewRequestId());
  auto process = connection_.Call(*processes_, &v1::Processes::Stub::CreateProcess, request);
  if (!process.ok()) return While(description.name(), process.status());
  if (auto status = Fill(description); !status.ok()) {
    // Whether this works or not, the first error is what the caller needs to know.
    Delete(description.name()).IgnoreError();
    return status;
  }
  return Get(description.name());
}

absl::Status AdministratorClient::Fill(const ProcessDescription& description) {
  const std::string parent = description.name();
  for (const auto& [id, area] : description.areas) {
    v1::CreateAreaRequest request;
    request.set_parent(parent);
    request.set_area_id(id);
    *request.mutable_area() = area;
    request.set_request_id(NewRequestId());
    auto done = connection_.Call(*processes_, &v1::Processes::Stub::CreateArea, request);
    if (!done.ok()) return StatusOf(done, fmt::format("area {}", id));
  }
  for (const auto& contest : description.contests) {
    if (auto status = CreateContest(parent, contest); !status.ok()) return status;
  }
  for (const auto& [id, electorate] : description.electorates) {
    v1::CreateElectorateRequest request;
    request.set_parent(parent);
    request.set_electorate_id(id);
    *request.mutable_electorate() = electorate;
    request.set_request_id(NewRequestId());
    auto done = connection_.Call(*eligibility_, &v1::Eligibility::Stub::CreateElectorate, request);
    if (!done.ok()) return StatusOf(done, fmt::format("electorate {}", id));
  }
  for (const auto& [id, registrar] : description.registrars) {
    v1::CreateRegistrarRequest request;
    request.set_parent(parent);
    request.set_registrar_id(id);
    *request.mutable_registrar() = registrar;
    request.set_request_id(NewRequestId());
    auto done = connection_.Call(*eligibility_, &v1::Eligibility::Stub::CreateRegistrar, request);
    if (!done.ok()) return StatusOf(done, fmt::format("registrar {}", id));
  }
  for (const auto& [id, authority] : description.authorities) {
    v1::CreateAuthorityRequest request;
    request.set_parent(parent);
    request.set_authority_id(id);
    *request.mutable_authority() = authority;
    request.set_request_id(NewRequestId());
    auto done = connection_.Call(*processes_, &v1::Processes::Stub::CreateAuthority, request);
    if (!done.ok()) return StatusOf(done, fmt::format("authority {}", id));
  }
  for (const auto& [id, trustee] : description.trustees) {
    v1::CreateTrusteeRequest request;
    request.set_parent(parent);
    request.set_trustee_id(id);
    *request.mutable_trustee() = trustee;
    request.set_request_id(NewRequestId());
    auto done = connection_.Call(*trustees_, &v1::Trustees::Stub::CreateTrustee, request);
    if (!done.ok()) return StatusOf(done, fmt::format("trustee {}", id));
  }
  if (description.process.contest_groups().empty()) return absl::OkStatus();
  v1::UpdateProcessRequest request;
  request.mutable_process()->set_name(parent);
  *request.mutable_process()->mutable_contest_groups() = description.process.contest_groups();
  request.mutable_update_mask()->add_paths("contest_groups");
  request.set_request_id(NewRequestId());
  return StatusOf(connection_.Call(*processes_, &v1::Processes::Stub::UpdateProcess, request),
                  "contest_groups");
}

absl::Status AdministratorClient::CreateContest(const std::string& parent,
                                                const ContestDescription& contest) {
  v1::CreateContestRequest request;
  request.set_parent(parent);
  request.set_contest_id(contest.id);
  *request.mutable_contest() = contest.contest;
  request.set_request_id(NewRequestId());
  auto created = connection_.Call(*processes_, &v1::Processes::Stub::CreateContest, request);
  if (!created.ok()) return StatusOf(created, fmt::format("contest {}", contest.id));
  for (std::size_t begin = 0; begin < contest.projects.size(); begin += kProjectsPerBatch) {
    v1::BatchCreateProjectsRequest batch;
    batch.set_parent(created->name());
    batch.set_request_id(NewRequestId());
    const std::size_t end = std::min(contest.projects.size(), begin + kProjectsPerBatch);
    for (std::size_t i = begin; i < end; ++i) {
      v1::CreateProjectRequest& one = *batch.add_requests();
      one.set_project_id(contest.projects[i].first);
      *one.mutable_project() = contest.projects[i].second;
    }
    auto done = connection_.Call(*projects_, &v1::Projects::Stub::BatchCreateProjects, batch);
    if (!done.ok()) return StatusOf(done, fmt::format("projects of contest {}", contest.id));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Process> AdministratorClient::Get(const std::string& name) {
  v1::GetProcessRequest request;
  request.set_name(name);
  return connection_.Call(*processes_, &v1::Processes::Stub::GetProcess, request);
}

absl::StatusOr<v1::Process> AdministratorClient::Freeze(const std::string& name) {
  v1::FreezeProcessRequest request;
  request.set_name(name);
  request.set_request_id(NewRequestId());
  return connection_.Call(*processes_, &v1::Processes::Stub::FreezeProcess, request);
}

absl::StatusOr<v1::Process> AdministratorClient::Unfreeze(const std::string& name) {
  v1::UnfreezeProcessRequest request;
  request.set_name(name);
  request.set_request_id(NewRequestId());
  return connection_.Call(*processes_, &v1::Processes::Stub::UnfreezeProcess, request);
}

absl::StatusOr<v1::Process> AdministratorClient::Seal(const std::string& name) {
  v1::SealProcessRequest request;
  request.set_name(name);
  request.set_request_id(NewRequestId());
  return connection_.Call(*processes_, &v1::Processes::Stub::SealProcess, request);
}

absl::Status AdministratorClient::Delete(const std::string& name) {
  v1::DeleteProcessRequest request;
  request.set_name(name);
  request.set_request_id(NewRequestId());
  return connection_.Call(*processes_, &v1::Processes::Stub::DeleteProcess, request).status();
}

absl::Status AdministratorClient::RestartCeremony(const std::string& name) {
  v1::RestartCeremonyRequest request;
  request.set_process(name);
  request.set_request_id(NewRequestId());
  return connection_.Call(*trustees_, &v1::Trustees::Stub::RestartCeremony, request).status();
}

}  // namespace urna::client
