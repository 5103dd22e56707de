#include "cli/client/registrar_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/client/files.h"
#include "cli/client/role_key.h"
#include "crypto/hash.h"
#include "ledger/code.h"
#include "ledger/config.h"
#include "ledger/limits.h"
#include "ledger/roll.h"
#include "ledger/text.h"
#include "urna/v1/eligibility_service.grpc.pb.h"

namespace urna::client {
namespace {

constexpr std::string_view kLettersFile = "letters.csv";
constexpr std::string_view kRollSuffix = ".roll";
constexpr std::string_view kCodeColumn = "code";
constexpr std::uint64_t kMaxRollSize = ledger::kMaxSlots * ledger::kRollRecordSize;

void AppendText(crypto::SecretBytes& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

// Wipes the text that a code passed through.
void Wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

}  // namespace

absl::StatusOr<IssuedCodes> IssueCodes(const CsvTable& people, std::string_view electorate_column,
                                       const ledger::ElectionId& election,
                                       const Progress& progress) {
  const auto column = people.Column(electorate_column);
  if (!column.ok()) return column.status();
  if (people.Column(kCodeColumn).ok()) {
    return absl::InvalidArgumentError(
        "the list has a column 'code' already: codes are drawn here and nowhere else");
  }
  if (people.rows.empty() || people.rows.size() > ledger::kMaxSlots) {
    return absl::InvalidArgumentError("the list must have 1 to 2^24 people");
  }
  for (std::size_t i = 0; i < people.rows.size(); ++i) {
    if (!ledger::IsResourceId(people.rows[i][*column])) {
      return absl::InvalidArgumentError(
          fmt::format("record {}: the electorate is '{}'; expected the id of an electorate", i + 2,
                      people.rows[i][*column]));
    }
  }
  IssuedCodes out;
  std::vector<std::string> header = people.header;
  header.emplace_back(kCodeColumn);
  AppendText(out.letters, CsvLine(header));
  std::map<std::string, std::vector<ledger::RollRecord>> records;
  for (const auto& row : people.rows) {
    const ledger::VotingCode code = ledger::VotingCode::Draw();
    records[row[*column]].push_back(
        {code.Tag(election), {code.Key(election).public_key().bytes()}});
    std::vector<std::string> letter = row;
    letter.push_back(code.RevealForLetter());
    std::string line = CsvLine(letter);
    AppendText(out.letters, line);
    Wipe(line);
    Wipe(letter.back());
    ++out.people;
    if (progress && out.people % 256 == 0) {
      progress(static_cast<double>(out.people) / static_cast<double>(people.rows.size()));
    }
  }
  for (auto& [electorate, list] : records) {
    out.rolls[electorate] = ledger::RollFile::Serialize(std::move(list));
  }
  return out;
}

absl::Status WriteIssued(const IssuedCodes& issued, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::UnavailableError(fmt::format("cannot create {}: {}", folder, error.message()));
  }
  const std::filesystem::path base(folder);
  for (const auto& [electorate, roll] : issued.rolls) {
    const std::string path = (base / fmt::format("{}{}", electorate, kRollSuffix)).string();
    if (auto status = WriteNewFile(path, roll, Access::kPublic); !status.ok()) return status;
  }
  return WriteNewFile((base / kLettersFile).string(),
                      {issued.letters.data(), issued.letters.size()}, Access::kOwnerOnly);
}

absl::StatusOr<std::map<std::string, crypto::Bytes>> ReadIssuedRolls(const std::string& folder) {
  std::map<std::string, crypto::Bytes> out;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() != kRollSuffix) continue;
    auto bytes = ReadFile(it->path().string(), kMaxRollSize);
    if (!bytes.ok()) return bytes.status();
    if (auto parsed = ledger::RollFile::Parse(*bytes); !parsed.ok()) {
      return While(it->path().string(), parsed.status());
    }
    out[it->path().stem().string()] = *std::move(bytes);
  }
  if (error || out.empty()) {
    return absl::NotFoundError(fmt::format("there is no roll file in {}", folder));
  }
  return out;
}

RegistrarClient::RegistrarClient(std::shared_ptr<const ProcessReader> reader,
                                 crypto::SigningKey key)
    : reader_(std::move(reader)), key_(std::move(key)) {}

absl::Status RegistrarClient::UploadRoll(const ledger::ElectionId& election,
                                         const std::string& registrar,
                                         const std::string& electorate, const crypto::Bytes& roll,
                                         const Progress& progress) {
  const std::string name = fmt::format("{}/electorates/{}", reader_->process(), electorate);
  const crypto::Hash256 sha256 = crypto::Sha256(roll);
  const crypto::Signature signature = ledger::SignRoll(key_, election, name, roll.size(), sha256);

  auto stub = v1::Eligibility::NewStub(reader_->connection().channel());
  grpc::ClientContext context;
  reader_->connection().Prepare(context, kUploadTime);
  v1::Electorate response;
  auto writer = stub->ImportRoll(&context, &response);
  v1::ImportRollRequest request;
  v1::RollHeader& header = *request.mutable_header();
  header.set_electorate(name);
  header.set_registrar(fmt::format("{}/registrars/{}", reader_->process(), registrar));
  header.set_size(roll.size());
  header.set_sha256(sha256.data(), sha256.size());
  header.set_signature(signature.data(), signature.size());
  std::size_t sent = 0;
  bool writing = writer->Write(request);
  while (writing && sent < roll.size()) {
    request.Clear();
    const std::size_t size = std::min(kPieceBytes, roll.size() - sent);
    request.set_data(roll.data() + sent, size);
    writing = writer->Write(request);
    sent += size;
    if (progress) progress(static_cast<double>(sent) / static_cast<double>(roll.size()));
  }
  writer->WritesDone();
  if (const grpc::Status status = writer->Finish(); !status.ok()) return FromGrpc(status);
  if (response.slots() != roll.size() / ledger::kRollRecordSize ||
      response.roll_sha256() != crypto::AsText(sha256)) {
    return NotAsPromised("the server says that it took another roll");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::uint32_t> RegistrarClient::Approve(
    const SealedManifest& sealed, const std::map<std::string, crypto::Bytes>& rolls) {
  const v1::Config& config = sealed.manifest->config();
  for (const auto& electorate : config.electorates()) {
    const auto roll = rolls.find(electorate.id());
    if (roll == rolls.end()) {
      return absl::FailedPreconditionError(fmt::format(
          "the manifest has an electorate {} that no roll was issued for here", electorate.id()));
    }
    if (electorate.slots() != roll->second.size() / ledger::kRollRecordSize ||
        electorate.roll_sha256() != crypto::AsText(crypto::Sha256(roll->second))) {
      return absl::FailedPreconditionError(fmt::format(
          "the manifest's roll of {} is not the one issued here: {} people, not {}",
          electorate.id(), electorate.slots(), roll->second.size() / ledger::kRollRecordSize));
    }
  }
  auto index = IndexOfKey(config.registrar_keys(), key_.public_key());
  if (!index.ok()) return index.status();
  return SubmitApproval(*reader_, *sealed.manifest,
                        {ledger::PartyRole::kRegistrar, static_cast<std::uint8_t>(*index)}, key_);
}

absl::StatusOr<std::uint32_t> SubmitApproval(const ProcessReader& reader,
                                             const ledger::Manifest& manifest,
                                             const ledger::Party& party,
                                             const crypto::SigningKey& key) {
  auto stub = v1::Processes::NewStub(reader.connection().channel());
  v1::ApproveManifestRequest request;
  request.set_name(reader.process());
  v1::ManifestSignature& signature = *request.mutable_signature();
  signature.set_role(static_cast<v1::ManifestRole>(party.role));
  signature.set_index(party.index);
  const crypto::Signature made = ledger::SignManifest(key, manifest.hash());
  signature.set_signature(made.data(), made.size());
  auto response = reader.connection().Call(*stub, &v1::Processes::Stub::ApproveManifest, request);
  if (!response.ok()) return response.status();
  return response->missing();
}

}  // namespace urna::client
