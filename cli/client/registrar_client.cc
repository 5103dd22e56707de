#include "cli/client/registrar_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>

#include "cli/client/files.h"
#include "cli/client/person_id.h"
#include "cli/client/role_key.h"
#include "crypto/hash.h"
#include "ledger/code.h"
#include "ledger/config.h"
#include "ledger/limits.h"
#include "ledger/part.h"
#include "ledger/text.h"
#include "urna/v1/eligibility_service.grpc.pb.h"

namespace urna::client {
namespace {

constexpr std::string_view kLettersFile = "letters.csv";
constexpr std::string_view kPartSuffix = ".part";
constexpr std::string_view kCodeColumn = "code";
constexpr std::string_view kSlotColumn = "slot";
// Of a server that ends no list.
constexpr std::size_t kMaxElectorates = std::size_t{1} << 20;
constexpr std::uint64_t kMaxPartSize =
    ledger::kPartHeaderSize + ledger::kMaxSlots * ledger::kPartRecordSize;

void AppendText(crypto::SecretBytes& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

// Wipes the text that a code passed through.
void Wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

absl::Status CheckPeople(const CsvTable& people, std::size_t electorate, std::uint32_t number) {
  if (number < 1 || number > ledger::kMaxCodeRegistrars) {
    return absl::InvalidArgumentError(
        fmt::format("the number of a code registrar is 1 to {}", ledger::kMaxCodeRegistrars));
  }
  for (const std::string_view made_here : {kCodeColumn, kSlotColumn}) {
    if (people.Column(made_here).ok()) {
      return absl::InvalidArgumentError(fmt::format(
          "the list has a column '{}' already: codes and slots are made here and nowhere else",
          made_here));
    }
  }
  if (people.rows.empty() || people.rows.size() > ledger::kMaxSlots) {
    return absl::InvalidArgumentError("the list must have 1 to 2^24 people");
  }
  for (std::size_t i = 0; i < people.rows.size(); ++i) {
    if (!ledger::IsResourceId(people.rows[i][electorate])) {
      return absl::InvalidArgumentError(
          fmt::format("line {}: the electorate is '{}'; expected the id of an electorate",
                      people.LineOf(i), ledger::EscapedName(people.rows[i][electorate])));
    }
  }
  return absl::OkStatus();
}

// Of a file of WriteIssued: "<electorate>.<number>.part".
struct PartName {
  std::string electorate;
  std::uint32_t number = 0;
};
std::optional<PartName> ParsePartName(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  const std::size_t dot = stem.rfind('.');
  if (path.extension() != kPartSuffix || dot == std::string::npos) return std::nullopt;
  PartName out{stem.substr(0, dot), 0};
  const char* end = stem.data() + stem.size();
  const auto read = std::from_chars(stem.data() + dot + 1, end, out.number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return out;
}

absl::Status CheckOwnParts(const v1::Config& config, std::uint32_t number,
                           const std::map<std::string, crypto::Bytes>& parts) {
  std::set<std::string> known;
  for (const auto& electorate : config.electorates()) {
    known.insert(electorate.id());
    const auto part = parts.find(electorate.id());
    if (electorate.code_registrars() < number) {
      if (part == parts.end()) continue;
      return absl::FailedPreconditionError(
          fmt::format("a part was issued here for electorate {}, and the manifest has {} code "
                      "registrars for it, "
                      "not number {}",
                      electorate.id(), electorate.code_registrars(), number));
    }
    if (part == parts.end()) {
      return absl::FailedPreconditionError(fmt::format(
          "the manifest has an electorate {} that no part was issued for here", electorate.id()));
    }
    if (electorate.part_sha256(static_cast<int>(number) - 1) !=
        crypto::AsText(crypto::Sha256(part->second))) {
      return absl::FailedPreconditionError(
          fmt::format("the manifest's part {} of electorate {} is not the one issued here", number,
                      electorate.id()));
    }
  }
  for (const auto& [electorate, part] : parts) {
    if (!known.contains(electorate)) {
      return absl::FailedPreconditionError(
          fmt::format("a part was issued here for electorate {}, which the manifest does not have",
                      electorate));
    }
  }
  return absl::OkStatus();
}

// Whether the server says that it has taken the part.
bool HasTaken(const v1::Electorate& electorate, std::uint32_t number,
              const crypto::Hash256& sha256) {
  return static_cast<std::uint32_t>(electorate.part_sha256_size()) >= number &&
         electorate.part_sha256(static_cast<int>(number) - 1) == crypto::AsText(sha256);
}

}  // namespace

absl::StatusOr<IssuedCodes> IssueCodes(const CsvTable& people, const PeopleColumns& columns,
                                       const ledger::ElectionId& election,
                                       const ledger::RollKey& roll_key, std::uint32_t number,
                                       const Progress& progress) {
  const auto electorate = people.Column(columns.electorate);
  if (!electorate.ok()) return electorate.status();
  const auto person = people.Column(columns.person);
  if (!person.ok()) return person.status();
  if (auto status = CheckPeople(people, *electorate, number); !status.ok()) return status;
  const auto ids = NormalPersonIds(people, *person);
  if (!ids.ok()) return ids.status();
  IssuedCodes out;
  out.number = number;
  std::vector<std::string> header = people.header;
  header.emplace_back(kCodeColumn);
  header.emplace_back(kSlotColumn);
  AppendText(out.letters, CsvLine(header));
  std::map<std::string, std::vector<ledger::PartRecord>> records;
  for (std::size_t i = 0; i < people.rows.size(); ++i) {
    const ledger::SlotTag tag = ledger::TagOfPerson(roll_key, election, (*ids)[i]);
    const ledger::VotingCode code = ledger::VotingCode::Draw(number);
    const auto key = code.Key(election);
    if (!key.ok()) return key.status();
    records[people.rows[i][*electorate]].push_back(
        ledger::MakePartRecord(election, number, tag, *key));
    std::vector<std::string> letter = people.rows[i];
    letter.push_back(code.RevealForLetter());
    letter.push_back(tag.Printed());
    std::string line = CsvLine(letter);
    AppendText(out.letters, line);
    Wipe(line);
    Wipe(letter[people.header.size()]);
    ++out.people;
    if (progress && out.people % 256 == 0) {
      progress(static_cast<double>(out.people) / static_cast<double>(people.rows.size()));
    }
  }
  for (auto& [name, list] : records) {
    out.parts[name] = ledger::PartFile::Serialize(number, std::move(list));
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
  std::vector<std::filesystem::path> written;
  const auto write = [&](const std::string& name, crypto::ByteView content, Access access) {
    auto status = WriteNewFile((base / name).string(), content, access);
    if (status.ok()) written.push_back(base / name);
    return status;
  };
  // The codes before the parts: a part whose codes are lost could be handed in, and nobody could
  // vote with it.
  absl::Status status = write(std::string(kLettersFile),
                              {issued.letters.data(), issued.letters.size()}, Access::kOwnerOnly);
  for (auto part = issued.parts.begin(); status.ok() && part != issued.parts.end(); ++part) {
    status = write(fmt::format("{}.{}{}", part->first, issued.number, kPartSuffix), part->second,
                   Access::kPublic);
  }
  if (!status.ok()) {
    for (const auto& path : written) std::filesystem::remove(path, error);
  }
  return status;
}

absl::StatusOr<IssuedParts> ReadIssuedParts(const std::string& folder,
                                            const ledger::ElectionId& election,
                                            std::uint32_t number, int threads) {
  IssuedParts out{number, {}};
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::optional<PartName> name = ParsePartName(it->path());
    if (!name || (number != 0 && name->number != number)) continue;
    if (out.number != 0 && name->number != out.number) {
      return absl::InvalidArgumentError(fmt::format(
          "{} holds the parts of several code registrars: --number says whose are meant", folder));
    }
    out.number = name->number;
    auto bytes = ReadFile(it->path().string(), kMaxPartSize);
    if (!bytes.ok()) return bytes.status();
    auto parsed = ledger::PartFile::Parse(*bytes, election, name->number, threads);
    if (!parsed.ok()) return While(it->path().string(), parsed.status());
    out.files[name->electorate] = *std::move(bytes);
  }
  if (error || out.files.empty()) {
    return absl::NotFoundError(
        number == 0
            ? fmt::format("there is no part file in {}", folder)
            : fmt::format("there is no part file of code registrar {} in {}", number, folder));
  }
  return out;
}

RegistrarClient::RegistrarClient(std::shared_ptr<const ProcessReader> reader,
                                 crypto::SigningKey key)
    : reader_(std::move(reader)), key_(std::move(key)) {}

absl::StatusOr<v1::Electorate> RegistrarClient::UploadPart(
    const ledger::ElectionId& election, const std::string& registrar, const std::string& electorate,
    std::uint32_t number, const crypto::Bytes& part, const Progress& progress) {
  const std::string name = fmt::format("{}/electorates/{}", reader_->process(), electorate);
  const crypto::Hash256 sha256 = crypto::Sha256(part);
  const crypto::Signature signature =
      ledger::SignPart(key_, election, name, number, part.size(), sha256);

  auto stub = v1::Eligibility::NewStub(reader_->connection().channel());
  grpc::ClientContext context;
  reader_->connection().Prepare(context, kUploadTime);
  v1::Electorate response;
  auto writer = stub->ImportPart(&context, &response);
  v1::ImportPartRequest request;
  v1::PartHeader& header = *request.mutable_header();
  header.set_electorate(name);
  header.set_registrar(fmt::format("{}/registrars/{}", reader_->process(), registrar));
  header.set_size(part.size());
  header.set_sha256(sha256.data(), sha256.size());
  header.set_signature(signature.data(), signature.size());
  std::size_t sent = 0;
  bool writing = writer->Write(request);
  while (writing && sent < part.size()) {
    request.Clear();
    const std::size_t size = std::min(kPieceBytes, part.size() - sent);
    request.set_data(part.data() + sent, size);
    writing = writer->Write(request);
    sent += size;
    if (progress) progress(static_cast<double>(sent) / static_cast<double>(part.size()));
  }
  writer->WritesDone();
  if (const grpc::Status status = writer->Finish(); !status.ok()) return FromGrpc(status);
  if (!HasTaken(response, number, sha256)) {
    return NotAsPromised("the server says that it took another part");
  }
  return response;
}

absl::StatusOr<std::uint32_t> RegistrarClient::Number(const ledger::Manifest& manifest) const {
  auto index = IndexOfKey(manifest.config().registrar_keys(), key_.public_key());
  if (!index.ok()) return index.status();
  return *index + 1;
}

absl::StatusOr<std::uint32_t> RegistrarClient::Approve(
    const SealedManifest& sealed, const std::map<std::string, crypto::Bytes>& parts, int threads,
    const Progress& progress) {
  const ledger::Manifest& manifest = *sealed.manifest;
  auto number = Number(manifest);
  if (!number.ok()) return number.status();
  if (auto own = CheckOwnParts(manifest.config(), *number, parts); !own.ok()) return own;
  auto rolls =
      reader_->ReadVerifiedRolls(manifest.config(), manifest.election_id(), threads, progress);
  if (!rolls.ok()) return rolls.status();
  return SubmitApproval(*reader_, manifest,
                        {ledger::PartyRole::kRegistrar, static_cast<std::uint8_t>(*number - 1)},
                        key_);
}

absl::StatusOr<std::vector<v1::Electorate>> ListElectorates(const Connection& connection,
                                                            const std::string& process) {
  auto stub = v1::Eligibility::NewStub(connection.channel());
  std::vector<v1::Electorate> out;
  v1::ListElectoratesRequest request;
  request.set_parent(process);
  do {
    auto page = connection.Call(*stub, &v1::Eligibility::Stub::ListElectorates, request);
    if (!page.ok()) return page.status();
    out.insert(out.end(), page->electorates().begin(), page->electorates().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && out.size() < kMaxElectorates);
  return out;
}

bool IssuesCodes(const v1::Config& config, std::uint32_t number) {
  return std::any_of(
      config.electorates().begin(), config.electorates().end(),
      [&](const auto& electorate) { return electorate.code_registrars() >= number; });
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
