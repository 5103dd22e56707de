#include "services/counting/published_tally.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "services/base/signatures.h"
#include "services/files/file_space.h"

namespace urna::services {
namespace {

absl::StatusOr<crypto::Bytes> ReadAnnounced(const storage::Reader& store, const ProcessLog& log,
                                            const std::optional<ledger::AnnouncedArtefact>& file) {
  if (!file) return crypto::Bytes();
  return kArtefactFiles.Read(store, log.process_id(), file->sha256);
}

// What the outcome says, which this server or another wrote and a trustee signed.
bool ReadOutcome(const v1::ContestConfig& contest, ledger::TallyFiles& files) {
  const auto json = nlohmann::json::parse(files.outcome, nullptr, false);
  if (!json.is_object() || !json.contains("status")) return false;
  files.too_few_ballots = json["status"] == "TOO_FEW_BALLOTS";
  if (files.too_few_ballots) return true;
  const nlohmann::json::json_pointer selection("/outcome/selected");
  if (!json.contains("invalid") || !json.contains("ballots") || !json.contains(selection)) {
    return false;
  }
  const auto& ballots = json["ballots"];
  const auto& invalid = json["invalid"];
  const auto& selected = json[selection];
  if (!ballots.is_number_unsigned() || !invalid.is_number_unsigned() || !selected.is_array()) {
    return false;
  }
  files.invalid = invalid.get<std::uint64_t>();
  files.valid = ballots.get<std::uint64_t>() - files.invalid;
  for (const auto& id : selected) {
    if (!id.is_string()) return false;
    files.selected.push_back(id.get<std::string>());
  }
  for (const v1::ProjectConfig& project : contest.projects()) {
    for (const std::string& id : files.selected) {
      if (id == project.id()) files.cost += project.cost();
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<ledger::TallyFiles> ReadPublishedTally(const storage::Reader& store,
                                                      const ProcessLog& log,
                                                      ledger::ContestId contest) {
  const ledger::ContestArtefacts announced = log.WithState(
      [contest](const ledger::ElectionState& state) { return state.artefacts(contest); });
  auto outcome = ReadAnnounced(store, log, announced.outcome);
  if (!outcome.ok()) return outcome.status();
  auto ballots = ReadAnnounced(store, log, announced.ballots);
  if (!ballots.ok()) return ballots.status();
  auto pabulib = ReadAnnounced(store, log, announced.pabulib);
  if (!pabulib.ok()) return pabulib.status();
  ledger::TallyFiles files;
  files.outcome = ToText(*outcome);
  files.ballots = *std::move(ballots);
  files.pabulib = ToText(*pabulib);
  if (!ReadOutcome(log.manifest().contest(contest), files)) {
    return absl::DataLossError("a published outcome cannot be read");
  }
  return files;
}

}  // namespace urna::services
