#include "services/publishing/log_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/records/named_log.h"

namespace urna::services {
namespace {

using absl::StatusCode;
using LogOrStatus = absl::StatusOr<std::shared_ptr<ProcessLog>>;

constexpr std::int32_t kDefaultEntries = 500;

absl::Status OutOfRange(std::string_view expected, std::uint64_t size) {
  return Error(StatusCode::kOutOfRange, "NO_SUCH_RECORD",
               fmt::format("expected {}; the log has {} records", expected, size),
               {{"size", std::to_string(size)}});
}

void AddHashes(const std::vector<crypto::Hash256>& hashes, auto& response) {
  for (const crypto::Hash256& hash : hashes) response.add_hashes(hash.data(), hash.size());
}

absl::Status ListRecords(const ProcessLog& log, const v1::ListEntriesRequest& request,
                         v1::ListEntriesResponse& response) {
  if (request.page_size() < 0) return FieldError("page_size", "must not be negative");
  const std::int32_t count =
      request.page_size() == 0 ? kDefaultEntries : std::min(request.page_size(), kListedEntries);
  const std::uint64_t size = log.size();
  if (request.start() > size) return OutOfRange("a start of at most the size", size);
  const absl::StatusOr<std::vector<crypto::Bytes>> entries =
      log.Records(request.start(), static_cast<std::size_t>(count), kListedEntryBytes);
  if (!entries.ok()) return entries.status();
  for (const crypto::Bytes& entry : *entries) response.add_entries(entry.data(), entry.size());
  // At least what the entries show, even while the log grows.
  response.set_size(log.size());
  return absl::OkStatus();
}

absl::Status ProveInclusion(const ProcessLog& log, const v1::GetInclusionProofRequest& request,
                            v1::GetInclusionProofResponse& response) {
  const std::uint64_t newest = log.size();
  const std::uint64_t size = request.size() == 0 ? newest : request.size();
  const auto proof = log.InclusionProof(request.index(), size);
  if (absl::IsOutOfRange(proof.status())) return OutOfRange("index < size", newest);
  if (!proof.ok()) return proof.status();
  AddHashes(*proof, response);
  response.set_size(size);
  return absl::OkStatus();
}

absl::Status ProveConsistency(const ProcessLog& log, const v1::GetConsistencyProofRequest& request,
                              v1::GetConsistencyProofResponse& response) {
  const std::uint64_t newest = log.size();
  const std::uint64_t size = request.size() == 0 ? newest : request.size();
  const auto proof = log.ConsistencyProof(request.old_size(), size);
  if (absl::IsOutOfRange(proof.status())) return OutOfRange("1 <= old_size <= size", newest);
  if (!proof.ok()) return proof.status();
  AddHashes(*proof, response);
  response.set_size(size);
  return absl::OkStatus();
}

}  // namespace

absl::Status LogReading::GetCheckpoint(const v1::GetCheckpointRequest& request,
                                       v1::GetCheckpointResponse& response) {
  const LogOrStatus log = FindNamedLog(logs_, request.process(), "process");
  if (log.ok()) response.set_checkpoint((*log)->Checkpoint());
  return log.status();
}

absl::Status LogReading::ListEntries(const v1::ListEntriesRequest& request,
                                     v1::ListEntriesResponse& response) {
  const LogOrStatus log = FindNamedLog(logs_, request.process(), "process");
  return log.ok() ? ListRecords(**log, request, response) : log.status();
}

absl::Status LogReading::GetInclusionProof(const v1::GetInclusionProofRequest& request,
                                           v1::GetInclusionProofResponse& response) {
  const LogOrStatus log = FindNamedLog(logs_, request.process(), "process");
  return log.ok() ? ProveInclusion(**log, request, response) : log.status();
}

absl::Status LogReading::GetConsistencyProof(const v1::GetConsistencyProofRequest& request,
                                             v1::GetConsistencyProofResponse& response) {
  const LogOrStatus log = FindNamedLog(logs_, request.process(), "process");
  return log.ok() ? ProveConsistency(**log, request, response) : log.status();
}

absl::Status LogReading::GetTile(const v1::GetTileRequest& request, v1::GetTileResponse& response) {
  const LogOrStatus log = FindNamedLog(logs_, request.process(), "process");
  if (!log.ok()) return log.status();
  const auto tile = (*log)->TileBytes(request.path());
  if (absl::IsInvalidArgument(tile.status())) {
    return FieldError("path",
                      "expected a path of C2SP tlog-tiles, such as tile/0/000.p/17 or "
                      "tile/entries/000");
  }
  if (tile.ok()) response.set_tile(tile->data(), tile->size());
  return tile.status();
}

absl::StatusOr<FileReading> LogReading::ReadArtefact(const v1::ReadArtefactRequest& request) {
  const LogOrStatus log = FindNamedLog(logs_, request.process(), "process");
  if (!log.ok()) return log.status();
  const absl::StatusOr<crypto::Bytes> bytes = (*log)->RecordAt(request.leaf_index());
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<ledger::Leaf> leaf = ledger::ParseLeaf(*bytes);
  if (!leaf.ok()) return leaf.status();
  const auto* artefact = std::get_if<ledger::ArtefactLeaf>(&leaf->body);
  if (artefact == nullptr) {
    return Error(StatusCode::kNotFound, "NO_ARTEFACT",
                 fmt::format("record {} announces no file", request.leaf_index()));
  }
  return FileReading(store_, kArtefactFiles, (*log)->process_id(), artefact->sha256,
                     artefact->size);
}

}  // namespace urna::services
