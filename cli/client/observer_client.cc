#include "cli/client/observer_client.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/client/closings.h"
#include "cli/client/journal_mirror.h"
#include "ledger/bundle.h"
#include "ledger/closing.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

// Reading the log is this part of the progress that is told, artefacts the rest.
constexpr double kLogPart = 0.5;

// What is signed under the closed log.
struct ClosingFiles {
  crypto::Bytes closings;
  // Empty where no witness is needed.
  std::string checkpoint;
};

absl::StatusOr<ClosingFiles> ReadClosings(const LogReplica& log) {
  auto count = ReadCount(log.reader());
  if (!count.ok()) return count.status();
  std::vector<ledger::ClosingSignature> signatures;
  for (const v1::ClosingSignature& one : count->closing_signatures()) {
    auto signature = ReadClosingSignature(one);
    if (!signature.ok()) return signature.status();
    signatures.push_back(*signature);
  }
  ClosingFiles out;
  out.closings = ledger::SerializeClosings(std::move(signatures));
  auto closing = log.ReadClosing();
  if (!closing.ok()) return closing.status();
  auto status = ledger::VerifyClosings(log.manifest(), *closing, out.closings);
  if (!status.ok()) return NotAsPromised(ledger::MessageOf(status));
  status = CheckCosigned(log.manifest(), *closing, *count);
  if (!status.ok()) return status;
  if (log.manifest().config().witness_quorum() > 0) out.checkpoint = count->close_checkpoint();
  return out;
}

absl::Status AddRolls(const LogReplica& log, ledger::BundleWriter& writer) {
  for (const auto& electorate : log.manifest().config().electorates()) {
    auto roll = log.reader().ReadRoll(electorate);
    if (!roll.ok()) return roll.status();
    auto status = writer.Add(ledger::RollPath(electorate.id()), *roll);
    for (std::uint32_t j = 1; status.ok() && j <= electorate.code_registrars(); ++j) {
      auto part = log.reader().ReadPart(electorate, j);
      if (!part.ok()) return part.status();
      status = writer.Add(ledger::PartPath(electorate.id(), j), *part);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AddArtefacts(LogReplica& log, ledger::BundleWriter& writer, int threads,
                          const Progress& progress) {
  auto placed = log.WellPlaced(threads);
  if (!placed.ok()) return placed.status();
  std::size_t done = 0;
  for (const ledger::AnnouncedLeaf& one : *placed) {
    auto file = log.reader().ReadArtefact(one.record, one.leaf.size, one.leaf.sha256);
    if (!file.ok()) return file.status();
    auto status = writer.Add(ledger::ArtefactPath(one.leaf, one.record), *file);
    if (!status.ok()) return status;
    if (progress) {
      progress(kLogPart +
               (1 - kLogPart) * static_cast<double>(++done) / static_cast<double>(placed->size()));
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
                                    std::pair(ledger::kClosingsFile, &closings->closings)}) {
    if (auto status = writer->Add(path, *bytes); !status.ok()) return status;
  }
  if (!closings->checkpoint.empty()) {
    auto status = writer->Add(ledger::kCloseCheckpointFile, crypto::AsBytes(closings->checkpoint));
    if (!status.ok()) return status;
  }
  if (auto status = AddRolls(*log, *writer); !status.ok()) return status;
  if (auto status = AddArtefacts(*log, *writer, threads, progress); !status.ok()) return status;
  if (auto status = MirrorJournal(log->reader().connection(), manifest.frozen(), *writer);
      !status.ok()) {
    return status;
  }
  // Last, so that a mirror that was cut short has no checkpoint.
  return writer->AddLog(log->leaves(), log->checkpoint_note());
}

}  // namespace urna::client
