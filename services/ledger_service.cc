#include "services/ledger_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "services/errors.h"
#include "services/resource_name.h"
#include "services/streams.h"

namespace urna::services {
namespace {

using absl::StatusCode;
using LogOrStatus = absl::StatusOr<std::shared_ptr<ProcessLog>>;

constexpr std::int32_t kDefaultEntries = 500;
constexpr std::int32_t kMaxEntries = 2000;
constexpr std::size_t kMaxEntryBytes = std::size_t{1} << 20;

LogOrStatus FindLog(const LogRegistry& logs, std::string_view process) {
  const absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, process, "process");
  if (!name.ok()) return name.status();
  return logs.Get(name->text());
}

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
      request.page_size() == 0 ? kDefaultEntries : std::min(request.page_size(), kMaxEntries);
  const std::uint64_t size = log.size();
  if (request.start() > size) return OutOfRange("a start of at most the size", size);
  const absl::StatusOr<std::vector<crypto::Bytes>> entries =
      log.Entries(request.start(), static_cast<std::size_t>(count), kMaxEntryBytes);
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

// A file that a record announces, read piece by piece.
class ArtefactReading {
 public:
  ArtefactReading(const LogRegistry& logs, const ArtefactStore& artefacts,
                  const v1::ReadArtefactRequest& request)
      : logs_(logs),
        artefacts_(artefacts),
        process_(request.process()),
        leaf_index_(request.leaf_index()) {}

  // Empty after the last piece.
  absl::StatusOr<std::string> Next() {
    if (log_ == nullptr) {
      if (absl::Status found = Find(); !found.ok()) return found;
    }
    if (sent_ == leaf_.size) return std::string();
    absl::StatusOr<std::string> piece =
        artefacts_.ReadPiece(log_->process_id(), leaf_.sha256, number_++);
    if (absl::IsNotFound(piece.status()) || (piece.ok() && piece->size() > leaf_.size - sent_)) {
      return absl::DataLossError(
          fmt::format("the file of record {} is not in the store as it was "
                      "announced",
                      leaf_index_));
    }
    if (piece.ok()) sent_ += piece->size();
    return piece;
  }

 private:
  absl::Status Find() {
    LogOrStatus log = FindLog(logs_, process_);
    if (!log.ok()) return log.status();
    const absl::StatusOr<crypto::Bytes> bytes = (*log)->Entry(leaf_index_);
    if (!bytes.ok()) return bytes.status();
    const absl::StatusOr<ledger::Leaf> leaf = ledger::ParseLeaf(*bytes);
    if (!leaf.ok()) return leaf.status();
    const auto* artefact = std::get_if<ledger::ArtefactLeaf>(&leaf->body);
    if (artefact == nullptr) {
      return Error(StatusCode::kNotFound, "NO_ARTEFACT",
                   fmt::format("record {} announces no file", leaf_index_));
    }
    leaf_ = *artefact;
    log_ = *std::move(log);
    return absl::OkStatus();
  }

  const LogRegistry& logs_;
  const ArtefactStore& artefacts_;
  const std::string process_;
  const std::uint64_t leaf_index_;
  std::shared_ptr<ProcessLog> log_;
  ledger::ArtefactLeaf leaf_{};
  std::uint32_t number_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace

grpc::ServerUnaryReactor* LedgerService::GetCheckpoint(grpc::CallbackServerContext* context,
                                                       const v1::GetCheckpointRequest* request,
                                                       v1::GetCheckpointResponse* response) {
  return calls_.Answer(context, "GetCheckpoint", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         const LogOrStatus log = FindLog(logs_, asked.process());
                         if (log.ok()) answer.set_checkpoint((*log)->Checkpoint());
                         return log.status();
                       });
}

grpc::ServerUnaryReactor* LedgerService::ListEntries(grpc::CallbackServerContext* context,
                                                     const v1::ListEntriesRequest* request,
                                                     v1::ListEntriesResponse* response) {
  return calls_.Answer(context, "ListEntries", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         const LogOrStatus log = FindLog(logs_, asked.process());
                         return log.ok() ? ListRecords(**log, asked, answer) : log.status();
                       });
}

grpc::ServerUnaryReactor* LedgerService::GetInclusionProof(
    grpc::CallbackServerContext* context, const v1::GetInclusionProofRequest* request,
    v1::GetInclusionProofResponse* response) {
  return calls_.Answer(context, "GetInclusionProof", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         const LogOrStatus log = FindLog(logs_, asked.process());
                         return log.ok() ? ProveInclusion(**log, asked, answer) : log.status();
                       });
}

grpc::ServerUnaryReactor* LedgerService::GetConsistencyProof(
    grpc::CallbackServerContext* context, const v1::GetConsistencyProofRequest* request,
    v1::GetConsistencyProofResponse* response) {
  return calls_.Answer(context, "GetConsistencyProof", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         const LogOrStatus log = FindLog(logs_, asked.process());
                         return log.ok() ? ProveConsistency(**log, asked, answer) : log.status();
                       });
}

grpc::ServerUnaryReactor* LedgerService::GetTile(grpc::CallbackServerContext* context,
                                                 const v1::GetTileRequest* request,
                                                 v1::GetTileResponse* response) {
  return calls_.Answer(context, "GetTile", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) -> absl::Status {
                         const LogOrStatus log = FindLog(logs_, asked.process());
                         if (!log.ok()) return log.status();
                         const auto tile = (*log)->TileBytes(asked.path());
                         if (absl::IsInvalidArgument(tile.status())) {
                           return FieldError("path",
                                             "expected a path of C2SP tlog-tiles, such as "
                                             "tile/0/000.p/17 or tile/entries/000");
                         }
                         if (tile.ok()) answer.set_tile(tile->data(), tile->size());
                         return tile.status();
                       });
}

grpc::ServerWriteReactor<v1::ReadArtefactResponse>* LedgerService::ReadArtefact(
    grpc::CallbackServerContext*, const v1::ReadArtefactRequest* request) {
  const auto reading = std::make_shared<ArtefactReading>(logs_, artefacts_, *request);
  return new DownloadReactor<v1::ReadArtefactResponse>(calls_, "ReadArtefact",
                                                       [reading] { return reading->Next(); });
}

}  // namespace urna::services
