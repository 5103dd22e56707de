#include "services/records/log_opener.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "concurrency/processors.h"
#include "crypto/secret.h"
#include "ledger/text.h"
#include "services/append/artefact_judge.h"
#include "services/base/events.h"
#include "services/base/signatures.h"
#include "services/files/file_space.h"

namespace urna::services {
namespace {

void TellFailedWrite(const std::string& process, const storage::WriteResult& failure) {
  if (failure.outcome() == storage::WriteResult::Outcome::kNotApplied) {
    TellOperator(Severity::kError, "records are refused: the store cannot write now",
                 {{"process", process}, {"cause", failure.reason()}});
  } else {
    TellOperator(Severity::kError, "log stopped: restart the server",
                 {{"process", process}, {"cause", ledger::MessageOf(failure.status())}});
  }
}

}  // namespace

absl::StatusOr<crypto::SigningKey> LogKeyOf(const internal::v1::ProcessRecord& record) {
  std::array<std::uint8_t, 32> seed;
  if (record.log_key_seed().size() != seed.size()) {
    return absl::DataLossError("a process record has no log key");
  }
  std::copy_n(crypto::AsBytes(record.log_key_seed()).begin(), seed.size(), seed.begin());
  const crypto::Secret<std::array<std::uint8_t, 32>> secret(seed);
  sodium_memzero(seed.data(), seed.size());
  return crypto::SigningKey::FromSeed(secret);
}

absl::StatusOr<std::shared_ptr<const ledger::Rolls>> LogOpener::LoadRolls(
    const ledger::Manifest& manifest) const {
  std::vector<ledger::RollFile> files;
  for (const v1::ElectorateConfig& electorate : manifest.config().electorates()) {
    auto digest = ParseHash(electorate.roll_sha256(), "roll_sha256");
    if (!digest.ok()) return digest.status();
    auto bytes = kRollFiles.Read(
        store_, fmt::format("{}/electorates/{}", manifest.config().process(), electorate.id()),
        *digest);
    if (!bytes.ok()) return bytes.status();
    auto file = ledger::RollFile::Parse(*bytes, Processors());
    if (!file.ok()) return file.status();
    files.push_back(*std::move(file));
  }
  auto rolls = ledger::Rolls::Join(files);
  if (!rolls.ok()) return rolls.status();
  return std::make_shared<const ledger::Rolls>(*std::move(rolls));
}

absl::StatusOr<std::shared_ptr<ProcessLog>> LogOpener::Open(
    const internal::v1::ProcessRecord& record, std::shared_ptr<const ledger::Manifest> manifest,
    std::shared_ptr<const ledger::Rolls> rolls) const {
  auto key = LogKeyOf(record);
  if (!key.ok()) return key.status();
  const std::string process = manifest->config().process();
  LiveLog::Judge judge = MakeArtefactJudge(store_, manifest);
  auto log = ProcessLog::Open(
      {.store = &store_,
       .manifest = std::move(manifest),
       .rolls = std::move(rolls),
       .log_key = *std::move(key),
       .clock = &clock_,
       .on_failure =
           [process](const storage::WriteResult& failure) { TellFailedWrite(process, failure); },
       .judge = std::move(judge),
       .batch_records = &batch_records_});
  if (!log.ok()) return log.status();
  return std::shared_ptr<ProcessLog>(*std::move(log));
}

absl::StatusOr<std::shared_ptr<ProcessLog>> LogOpener::OpenStored(std::string_view process) const {
  absl::StatusOr<internal::v1::ProcessRecord> record = ReadProcessRecord(store_, process);
  if (!record.ok()) return record.status();
  auto manifest = documents_.ManifestOf(*record);
  if (!manifest.ok()) return manifest.status();
  auto rolls = LoadRolls(**manifest);
  if (!rolls.ok()) return rolls.status();
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = Open(*record, *manifest, *rolls);
  if (!log.ok()) {
    return absl::Status(log.status().code(), fmt::format("{}: the log cannot be opened: {}",
                                                         process, ledger::MessageOf(log.status())));
  }
  return log;
}

}  // namespace urna::services
