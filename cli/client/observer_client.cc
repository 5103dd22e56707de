#include "cli/client/observer_client.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/bundle.h"
#include "ledger/text.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::client {
namespace {

// Reading the log is this part of the progress that is told, artefacts the rest.
constexpr double kLogPart = 0.5;

absl::StatusOr<crypto::Bytes> ReadClosings(const LogReplica& log) {
  auto stub = v1::Trustees::NewStub(log.reader().connection().channel());
  v1::GetCountRequest request;
  request.set_process(log.reader().process());
  auto count = log.reader().connection().Call(*stub, &v1::Trustees::Stub::GetCount, request);
  if (!count.ok()) return count.status();
  if (count->closing_signers_size() != count->closing_signatures_size()) {
    return NotAsPromised("the closing has not a signature for each signer");
  }
  std::vector<ledger::ClosingSignature> signatures;
  for (int i = 0; i < count->closing_signers_size(); ++i) {
    ledger::ClosingSignature signature{static_cast<std::uint8_t>(count->closing_signers(i)), {}};
    const std::string& bytes = count->closing_signatures(i);
    if (bytes.size() != signature.signature.size()) {
      return NotAsPromised("a signature under the closing is malformed");
    }
    std::copy(bytes.begin(), bytes.end(), signature.signature.begin());
    signatures.push_back(signature);
  }
  crypto::Bytes file = ledger::SerializeClosings(std::move(signatures));
  auto closing = log.ReadClosing();
  if (!closing.ok()) return closing.status();
  auto status = ledger::VerifyClosings(log.manifest(), closing->index, closing->root, file);
  if (!status.ok()) return NotAsPromised(ledger::MessageOf(status));
  return file;
}

absl::Status AddArtefacts(const LogReplica& log, ledger::BundleWriter& writer,
                          const Progress& progress) {
  for (std::size_t i = 0; i < log.leaves().size(); ++i) {
    auto leaf = ledger::ParseLeaf(log.leaves()[i]);
    const auto* artefact = leaf.ok() ? std::get_if<ledger::ArtefactLeaf>(&leaf->body) : nullptr;
    if (artefact == nullptr) continue;
    auto file = log.reader().ReadArtefact(i, artefact->size, artefact->sha256);
    if (!file.ok()) return file.status();
    if (auto status = writer.Add(ledger::ArtefactPath(*artefact), *file); !status.ok()) {
      return status;
    }
    if (progress) {
      progress(kLogPart + (1 - kLogPart) * static_cast<double>(i + 1) /
                              static_cast<double>(log.leaves().size()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MirrorBundle(std::shared_ptr<const ProcessReader> reader, const Pins& pins,
                          const std::string& folder, int threads, const Progress& progress) {
  auto log = LogReplica::Download(std::move(reader), pins, threads, [&](double done) {
    if (progress) progress(done * kLogPart);
  });
  if (!log.ok()) return log.status();
  const auto closings = ReadClosings(*log);
  if (!closings.ok()) return closings.status();
  const ledger::Manifest& manifest = log->manifest();
  const crypto::Bytes approvals = ledger::SerializeApprovals(log->sealed().approvals);

  auto writer = ledger::BundleWriter::Create(folder);
  if (!writer.ok()) return writer.status();
  for (const auto& [path, bytes] : {std::pair(ledger::kConfigFile, &manifest.frozen().bytes()),
                                    std::pair(ledger::kKeyRecordFile, &manifest.key_record()),
                                    std::pair(ledger::kApprovalsFile, &approvals),
                                    std::pair(ledger::kClosingsFile, &*closings)}) {
    if (auto status = writer->Add(path, *bytes); !status.ok()) return status;
  }
  for (const auto& electorate : manifest.config().electorates()) {
    auto roll = log->reader().ReadRoll(electorate);
    if (!roll.ok()) return roll.status();
    auto status = writer->Add(ledger::RollPath(electorate.id()), *roll);
    if (!status.ok()) return status;
  }
  if (auto status = AddArtefacts(*log, *writer, progress); !status.ok()) return status;
  // Last, so that a mirror that was cut short has no checkpoint.
  return writer->AddLog(log->leaves(), log->checkpoint_note());
}

}  // namespace urna::client
