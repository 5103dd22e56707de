#include "cli/client/process_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "concurrency/processors.h"
#include "crypto/hash.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/part.h"
#include "ledger/text.h"
#include "urna/v1/eligibility_service.grpc.pb.h"

namespace urna::client {
namespace {

constexpr int kEntriesPerPage = 2000;

// Collects a stream of pieces that must come to `size` bytes with this digest.
template <typename Reader, typename Piece>
absl::StatusOr<crypto::Bytes> Collect(Reader& reader, Piece& piece, std::uint64_t size,
                                      const crypto::Hash256& sha256, std::string_view what,
                                      grpc::ClientContext& context) {
  crypto::Bytes out;
  out.reserve(std::min<std::uint64_t>(size, std::uint64_t{64} << 20));
  while (reader.Read(&piece)) {
    if (piece.data().size() > size - out.size()) {
      context.TryCancel();
      return NotAsPromised(fmt::format("{} is longer than the {} bytes announced", what, size));
    }
    crypto::Append(out, crypto::AsBytes(piece.data()));
  }
  if (const grpc::Status status = reader.Finish(); !status.ok()) {
    return While(what, FromGrpc(status));
  }
  if (out.size() != size || crypto::Sha256(out) != sha256) {
    return NotAsPromised(fmt::format("{} has not the size and digest announced", what));
  }
  return out;
}

absl::StatusOr<std::vector<ledger::ManifestApproval>> ReadApprovals(
    const ledger::Manifest& manifest, const v1::Manifest& message) {
  std::vector<ledger::ManifestApproval> out;
  for (const auto& given : message.signatures()) {
    ledger::ManifestApproval approval;
    approval.party = {static_cast<ledger::PartyRole>(given.role()),
                      static_cast<std::uint8_t>(given.index())};
    if (given.signature().size() != approval.signature.size() || given.index() > 0xff) {
      return NotAsPromised("a signature under the manifest is malformed");
    }
    std::copy(given.signature().begin(), given.signature().end(), approval.signature.begin());
    if (!ledger::VerifyManifestSignature(manifest.frozen(), manifest.hash(), approval.party,
                                         approval.signature)) {
      return NotAsPromised("a signature under the manifest does not hold");
    }
    out.push_back(approval);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.party < b.party; });
  const auto same = [](const auto& a, const auto& b) { return a.party == b.party; };
  if (std::adjacent_find(out.begin(), out.end(), same) != out.end()) {
    return NotAsPromised("a party's signature under the manifest stands twice");
  }
  return out;
}

// As the files stand in a bundle (section 13 of docs/protocol.md).
std::string RollName(const v1::ElectorateConfig& electorate) {
  return fmt::format("roll/{}.roll", electorate.id());
}
std::string PartName(const v1::ElectorateConfig& electorate, std::uint32_t number) {
  return fmt::format("roll/{}.{}.part", electorate.id(), number);
}

absl::Status Wrong(std::string_view file, const absl::Status& status) {
  return NotAsPromised(fmt::format("{}: {}", file, ledger::MessageOf(status)));
}

// Every part of an electorate, its proofs verified; calls `advance` after each.
absl::StatusOr<std::vector<ledger::PartFile>> ReadVerifiedParts(
    const ProcessReader& reader, const v1::ElectorateConfig& electorate,
    const ledger::ElectionId& election, int threads, const std::function<void()>& advance) {
  std::vector<ledger::PartFile> parts;
  for (std::uint32_t number = 1; number <= electorate.code_registrars(); ++number) {
    auto bytes = reader.ReadPart(electorate, number);
    if (!bytes.ok()) return bytes.status();
    auto part = ledger::PartFile::Parse(*bytes, election, number, threads);
    if (!part.ok()) return Wrong(PartName(electorate, number), part.status());
    parts.push_back(*std::move(part));
    advance();
  }
  return parts;
}

}  // namespace

absl::Status NotAsPromised(std::string_view what) {
  return ledger::Refusal(absl::StatusCode::kDataLoss, "SERVER_NOT_HONEST", what);
}

absl::Status CheckPins(const ledger::Manifest& manifest, const Pins& pins) {
  if (!pins.log_vkey.empty() && pins.log_vkey != manifest.log_key().ToVkey()) {
    return NotAsPromised(
        fmt::format("the log is {}; {} was expected", manifest.log_key().ToVkey(), pins.log_vkey));
  }
  if (pins.manifest_hash.has_value() && *pins.manifest_hash != manifest.hash()) {
    return NotAsPromised(fmt::format("the manifest is {}; {} was expected",
                                     crypto::ToHex(manifest.hash()),
                                     crypto::ToHex(*pins.manifest_hash)));
  }
  return absl::OkStatus();
}

absl::Status CheckVkey(std::string_view log_vkey) {
  if (log_vkey.empty()) return absl::OkStatus();
  const auto key = crypto::LogKey::FromVkey(log_vkey);
  if (key.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("--vkey is malformed: {}; expected the whole of ORIGIN+KEYID+KEY, as published",
                  ledger::MessageOf(key.status())));
}

absl::StatusOr<Pins> MakePins(std::string_view log_vkey, std::string_view manifest_hash_hex) {
  Pins pins;
  if (auto status = CheckVkey(log_vkey); !status.ok()) return status;
  pins.log_vkey = std::string(log_vkey);
  if (!manifest_hash_hex.empty()) {
    auto bytes = crypto::FromHex(manifest_hash_hex);
    if (!bytes.ok() || bytes->size() != 32) {
      return absl::InvalidArgumentError(
          "--manifest is malformed: a manifest's hash is 64 hexadecimal digits");
    }
    pins.manifest_hash.emplace();
    std::copy(bytes->begin(), bytes->end(), pins.manifest_hash->begin());
  }
  return pins;
}

ProcessReader::ProcessReader(Connection connection, std::string process)
    : connection_(std::move(connection)),
      process_(std::move(process)),
      processes_(v1::Processes::NewStub(connection_.channel())),
      ledger_(v1::Ledger::NewStub(connection_.channel())) {}

absl::StatusOr<v1::Process> ProcessReader::Describe() const {
  v1::GetProcessRequest request;
  request.set_name(process_);
  return connection_.Call(*processes_, &v1::Processes::Stub::GetProcess, request);
}

absl::StatusOr<ledger::FrozenConfig> ProcessReader::ReadConfig() const {
  v1::GetManifestRequest request;
  request.set_name(process_);
  auto message = connection_.Call(*processes_, &v1::Processes::Stub::GetManifest, request);
  if (!message.ok()) return message.status();
  auto config = ledger::FrozenConfig::Parse(crypto::AsBytes(message->config()));
  if (!config.ok()) return NotAsPromised(ledger::MessageOf(config.status()));
  if (config->config().process() != process_) {
    return NotAsPromised("the configuration is another process's");
  }
  return config;
}

absl::StatusOr<SealedManifest> ProcessReader::ReadManifest(const Pins& pins) const {
  v1::GetManifestRequest request;
  request.set_name(process_);
  auto message = connection_.Call(*processes_, &v1::Processes::Stub::GetManifest, request);
  if (!message.ok()) return message.status();
  if (message->key_record().empty()) {
    return absl::FailedPreconditionError(
        "the trustees have not finished the key ceremony, so there is no manifest yet");
  }
  auto manifest = ledger::Manifest::Parse(crypto::AsBytes(message->config()),
                                          crypto::AsBytes(message->key_record()));
  if (!manifest.ok()) return NotAsPromised(ledger::MessageOf(manifest.status()));
  if ((*manifest)->config().process() != process_) {
    return NotAsPromised("the manifest is another process's");
  }
  if (auto status = CheckPins(**manifest, pins); !status.ok()) return status;
  auto approvals = ReadApprovals(**manifest, *message);
  if (!approvals.ok()) return approvals.status();
  return SealedManifest{*std::move(manifest), *std::move(approvals)};
}

absl::StatusOr<crypto::Bytes> ProcessReader::ReadRollFile(const v1::ElectorateConfig& electorate,
                                                          std::uint32_t number, std::uint64_t size,
                                                          const std::string& sha256) const {
  crypto::Hash256 digest{};
  if (electorate.slots() > ledger::kMaxSlots || sha256.size() != digest.size()) {
    return absl::InvalidArgumentError("the electorate has no roll");
  }
  std::copy(sha256.begin(), sha256.end(), digest.begin());
  auto stub = v1::Eligibility::NewStub(connection_.channel());
  v1::ReadRollRequest request;
  request.set_electorate(fmt::format("{}/electorates/{}", process_, electorate.id()));
  request.set_code_registrar(number);
  grpc::ClientContext context;
  connection_.Prepare(context, kDownloadTime);
  auto reader = stub->ReadRoll(&context, request);
  v1::ReadRollResponse piece;
  return Collect(*reader, piece, size, digest,
                 number == 0 ? RollName(electorate) : PartName(electorate, number), context);
}

absl::StatusOr<crypto::Bytes> ProcessReader::ReadRoll(
    const v1::ElectorateConfig& electorate) const {
  return ReadRollFile(electorate, 0, electorate.slots() * ledger::kRollRecordSize,
                      electorate.roll_sha256());
}

absl::StatusOr<crypto::Bytes> ProcessReader::ReadPart(const v1::ElectorateConfig& electorate,
                                                      std::uint32_t number) const {
  if (number < 1 || number > static_cast<std::uint32_t>(electorate.part_sha256_size())) {
    return absl::InvalidArgumentError(
        fmt::format("electorate {} has no code registrar {}", electorate.id(), number));
  }
  return ReadRollFile(electorate, number,
                      ledger::kPartHeaderSize + electorate.slots() * ledger::kPartRecordSize,
                      electorate.part_sha256(static_cast<int>(number) - 1));
}

absl::StatusOr<std::shared_ptr<const ledger::Rolls>> ProcessReader::ReadRolls(
    const v1::Config& config) const {
  std::vector<ledger::RollFile> files;
  for (const auto& electorate : config.electorates()) {
    auto bytes = ReadRoll(electorate);
    if (!bytes.ok()) return bytes.status();
    auto file = ledger::RollFile::Parse(*bytes, Processors());
    if (!file.ok()) return NotAsPromised(ledger::MessageOf(file.status()));
    files.push_back(*std::move(file));
  }
  auto rolls = ledger::Rolls::Join(files);
  if (!rolls.ok()) return NotAsPromised(ledger::MessageOf(rolls.status()));
  return std::make_shared<const ledger::Rolls>(*std::move(rolls));
}

absl::StatusOr<std::shared_ptr<const ledger::Rolls>> ProcessReader::ReadVerifiedRolls(
    const v1::Config& config, const ledger::ElectionId& election, int threads,
    const Progress& progress) const {
  int total = 0;
  for (const auto& electorate : config.electorates()) total += electorate.part_sha256_size() + 1;
  int done = 0;
  const auto advance = [&] {
    if (progress) progress(static_cast<double>(++done) / total);
  };
  std::vector<ledger::RollFile> rolls;
  // By electorate.
  std::vector<std::vector<ledger::PartFile>> parts;
  for (const auto& electorate : config.electorates()) {
    auto verified = ReadVerifiedParts(*this, electorate, election, threads, advance);
    if (!verified.ok()) return verified.status();
    auto bytes = ReadRoll(electorate);
    if (!bytes.ok()) return bytes.status();
    auto sums = ledger::CombineParts(*verified, threads);
    if (!sums.ok()) return Wrong(RollName(electorate), sums.status());
    if (*sums != *bytes) {
      return NotAsPromised(
          fmt::format("{}: is not what its parts add up to", RollName(electorate)));
    }
    auto roll = ledger::RollFile::Parse(*bytes, threads);
    if (!roll.ok()) return Wrong(RollName(electorate), roll.status());
    rolls.push_back(*std::move(roll));
    parts.push_back(*std::move(verified));
    advance();
  }
  std::vector<const ledger::PartFile*> all;
  for (const auto& of_electorate : parts) {
    for (const ledger::PartFile& part : of_electorate) all.push_back(&part);
  }
  if (auto status = ledger::CheckPartKeysDistinct(all); !status.ok()) {
    return NotAsPromised(ledger::MessageOf(status));
  }
  auto joined = ledger::Rolls::Join(rolls);
  if (!joined.ok()) return NotAsPromised(ledger::MessageOf(joined.status()));
  return std::make_shared<const ledger::Rolls>(*std::move(joined));
}

absl::StatusOr<std::string> ProcessReader::ReadCheckpoint() const {
  v1::GetCheckpointRequest request;
  request.set_process(process_);
  auto response = connection_.Call(*ledger_, &v1::Ledger::Stub::GetCheckpoint, request);
  if (!response.ok()) return response.status();
  return response->checkpoint();
}

absl::StatusOr<std::vector<crypto::Bytes>> ProcessReader::ReadEntries(
    std::uint64_t start, std::uint64_t end, const Progress& progress) const {
  std::vector<crypto::Bytes> out;
  const std::uint64_t total = end - start;
  while (out.size() < total) {
    v1::ListEntriesRequest request;
    request.set_process(process_);
    request.set_start(start + out.size());
    request.set_page_size(
        static_cast<int>(std::min<std::uint64_t>(kEntriesPerPage, total - out.size())));
    auto page = connection_.Call(*ledger_, &v1::Ledger::Stub::ListEntries, request);
    if (!page.ok()) return page.status();
    if (page->entries().empty()) {
      return NotAsPromised("the server does not give the records that its checkpoint counts");
    }
    for (const std::string& entry : page->entries()) {
      if (out.size() == total) break;
      if (entry.size() > ledger::kMaxLeafSize) return NotAsPromised("a record is too long");
      const crypto::ByteView bytes = crypto::AsBytes(entry);
      out.emplace_back(bytes.begin(), bytes.end());
    }
    if (progress) progress(static_cast<double>(out.size()) / static_cast<double>(total));
  }
  return out;
}

absl::StatusOr<crypto::Bytes> ProcessReader::ReadArtefact(std::uint64_t leaf_index,
                                                          std::uint64_t size,
                                                          const crypto::Hash256& sha256) const {
  v1::ReadArtefactRequest request;
  request.set_process(process_);
  request.set_leaf_index(leaf_index);
  grpc::ClientContext context;
  connection_.Prepare(context, kDownloadTime);
  auto reader = ledger_->ReadArtefact(&context, request);
  v1::ReadArtefactResponse piece;
  return Collect(*reader, piece, size, sha256,
                 fmt::format("the file that record {} announces", leaf_index), context);
}

}  // namespace urna::client
