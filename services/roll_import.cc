#include "services/roll_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "crypto/hash.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/roll.h"
#include "services/call.h"
#include "services/drafts.h"
#include "services/errors.h"
#include "services/resources.h"
#include "services/rolls.h"
#include "services/signatures.h"

namespace urna::services {
namespace {

// Each holds a whole roll in memory.
constexpr std::size_t kMaxUploads = 4;

absl::Status CheckSize(std::uint64_t size) {
  if (size >= ledger::kPartHeaderSize &&
      (size - ledger::kPartHeaderSize) % ledger::kPartRecordSize == 0 &&
      (size - ledger::kPartHeaderSize) / ledger::kPartRecordSize <= ledger::kMaxSlots) {
    return absl::OkStatus();
  }
  return FieldError("header.size", "expected 24 and a multiple of 128, at most 128 times 2^24");
}

int Threads() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

// Which code registrar of the process's electorates this is, from 1.
absl::StatusOr<std::uint32_t> NumberOf(const storage::Reader& store, std::string_view process,
                                       std::string_view registrar) {
  absl::StatusOr<std::vector<v1::Registrar>> all =
      ReadResources<v1::Registrar>(store, std::string(process));
  if (!all.ok()) return all.status();
  for (std::size_t i = 0; i < all->size(); ++i) {
    if ((*all)[i].name() == registrar) return static_cast<std::uint32_t>(i + 1);
  }
  return ResourceNotFound(registrar);
}

// As many digests as there are code registrars; empty where a part is missing.
std::vector<std::string> PartDigests(const v1::Electorate& electorate) {
  std::vector<std::string> digests(electorate.part_sha256().begin(),
                                   electorate.part_sha256().end());
  digests.resize(electorate.code_registrars());
  return digests;
}

absl::StatusOr<crypto::Hash256> DigestOf(const std::string& bytes) {
  return ParseHash(bytes, "part_sha256");
}

absl::StatusOr<ledger::ElectionId> ElectionIdOf(const v1::Process& process) {
  ledger::ElectionId id;
  if (process.election_id().size() != id.size()) return ResourceDamaged(process.name());
  std::copy_n(crypto::AsBytes(process.election_id()).begin(), id.size(), id.begin());
  return id;
}

}  // namespace

RollImports::RollImports(storage::Store& store, Changes& changes, const Clock& clock)
    : store_(store), changes_(changes), uploads_(clock, kMaxUploads) {}

absl::StatusOr<RollImports::Place> RollImports::CheckHeader(const storage::Reader& store,
                                                            const v1::PartHeader& header) const {
  auto name = ResourceName::Parse(Kind::kElectorate, header.electorate(), "header.electorate");
  if (!name.ok()) return name.status();
  auto registrar = ResourceName::Parse(Kind::kRegistrar, header.registrar(), "header.registrar");
  if (!registrar.ok()) return registrar.status();
  if (registrar->process() != name->process()) {
    return FieldError("header.registrar", "is of another process than the electorate");
  }
  if (absl::Status size = CheckSize(header.size()); !size.ok()) return size;
  auto digest = ParseHash(header.sha256(), "header.sha256");
  if (!digest.ok()) return digest.status();
  auto signature = ParseSignature(header.signature(), "header.signature");
  if (!signature.ok()) return signature.status();

  absl::StatusOr<v1::Process> process = ReadDraft(store, name->process());
  if (!process.ok()) return process.status();
  auto electorate = ReadResource<v1::Electorate>(store, name->text());
  if (!electorate.ok()) return electorate.status();
  auto signer = ReadResource<v1::Registrar>(store, registrar->text());
  if (!signer.ok()) return signer.status();
  auto number = NumberOf(store, name->process(), registrar->text());
  if (!number.ok()) return number.status();
  if (*number > electorate->code_registrars()) {
    return FieldError(
        "header.registrar",
        fmt::format("is registrar {} of the process; the codes of this electorate are "
                    "made by the first {}",
                    *number, electorate->code_registrars()));
  }
  auto key = crypto::VerifyingKey::Parse(crypto::AsBytes(signer->signing_key()));
  if (!key.ok()) return ResourceDamaged(registrar->text());
  auto election = ElectionIdOf(*process);
  if (!election.ok()) return election.status();
  if (!ledger::VerifyPartSignature(*key, *election, name->text(), *number, header.size(), *digest,
                                   *signature)) {
    return WrongSignature(registrar->text());
  }
  return Place{*election, *number};
}

absl::StatusOr<std::unique_ptr<RollImports::Upload>> RollImports::Begin(
    const v1::PartHeader& header) {
  const std::unique_ptr<storage::Reader> snapshot = store_.Snapshot();
  absl::StatusOr<Place> place = CheckHeader(*snapshot, header);
  if (!place.ok()) return place.status();
  auto file =
      uploads_.Begin(fmt::format("{}/{}", header.electorate(), place->registrar), header.size());
  if (!file.ok()) return file.status();
  return std::unique_ptr<Upload>(new Upload(*this, header, *place, *std::move(file)));
}

absl::Status RollImports::Upload::Finish(v1::Electorate& response) {
  absl::StatusOr<crypto::Hash256> digest = ParseHash(header_.sha256(), "header.sha256");
  if (!digest.ok()) return digest.status();
  absl::StatusOr<crypto::Bytes> bytes = file_->Take(*digest);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<ledger::PartFile> part =
      ledger::PartFile::Parse(*bytes, place_.election, place_.registrar, Threads());
  if (!part.ok()) {
    return Error(absl::StatusCode::kInvalidArgument, "PART_REFUSED",
                 std::string(part.status().message()));
  }
  return imports_.Keep(header_, *part, *bytes, place_, response);
}

absl::StatusOr<std::optional<crypto::Bytes>> RollImports::Combine(const v1::Electorate& electorate,
                                                                  const ledger::PartFile& fresh,
                                                                  const Place& place) const {
  const std::vector<std::string> digests = PartDigests(electorate);
  std::vector<ledger::PartFile> parts;
  for (std::uint32_t j = 1; j <= electorate.code_registrars(); ++j) {
    if (j == place.registrar) {
      parts.push_back(fresh);
      continue;
    }
    if (digests[j - 1].empty()) return std::nullopt;
    absl::StatusOr<crypto::Hash256> digest = DigestOf(digests[j - 1]);
    if (!digest.ok()) return digest.status();
    absl::StatusOr<crypto::Bytes> bytes = ReadRoll(store_, electorate.name(), *digest);
    if (!bytes.ok()) return bytes.status();
    auto part = ledger::PartFile::ParseAccepted(*bytes, j);
    if (!part.ok()) return part.status();
    parts.push_back(*std::move(part));
  }
  absl::StatusOr<crypto::Bytes> roll = ledger::CombineParts(parts, Threads());
  // Parts that differ are no error of this one: the other may be the one to be replaced.
  if (!roll.ok()) return std::nullopt;
  return *std::move(roll);
}

absl::Status RollImports::Keep(const v1::PartHeader& header, const ledger::PartFile& part,
                               crypto::ByteView file, const Place& place,
                               v1::Electorate& response) {
  const crypto::Hash256 digest = crypto::Sha256(file);
  const std::lock_guard lock(keeping_);
  auto before = ReadResource<v1::Electorate>(store_, header.electorate());
  if (!before.ok()) return before.status();
  if (place.registrar > before->code_registrars()) return ResourceNotFound(header.electorate());
  absl::StatusOr<std::optional<crypto::Bytes>> roll = Combine(*before, part, place);
  if (!roll.ok()) return roll.status();
  absl::Status staged = StageRoll(store_, header.electorate(), digest, file);
  if (staged.ok() && *roll) {
    staged = StageRoll(store_, header.electorate(), crypto::Sha256(**roll), **roll);
  }
  if (!staged.ok()) return staged;
  const auto keep = [&](const storage::Reader& store, storage::WriteBatch& batch,
                        google::protobuf::MessageLite&) -> absl::Status {
    // The process may have been frozen, the registrar replaced, while the part came in.
    absl::StatusOr<Place> valid = CheckHeader(store, header);
    if (!valid.ok()) return valid.status();
    absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, header.electorate());
    if (!stored.ok()) return stored.status();
    v1::Electorate electorate;
    if (!electorate.ParseFromString((*stored)->bytes)) return ResourceDamaged(header.electorate());
    if (valid->registrar != place.registrar || PartDigests(electorate) != PartDigests(*before)) {
      return Error(absl::StatusCode::kAborted, "PROCESS_CHANGED",
                   "the process has changed at the same time: look at it and try again");
    }
    std::vector<std::string> digests = PartDigests(electorate);
    digests[place.registrar - 1] = header.sha256();
    std::vector<crypto::Hash256> kept;
    electorate.clear_part_sha256();
    for (const std::string& one : digests) {
      electorate.add_part_sha256(one);
      if (one.empty()) continue;
      absl::StatusOr<crypto::Hash256> hash = DigestOf(one);
      if (!hash.ok()) return hash.status();
      kept.push_back(*hash);
    }
    electorate.clear_slots();
    electorate.clear_roll_sha256();
    if (*roll) {
      kept.push_back(crypto::Sha256(**roll));
      electorate.set_slots((*roll)->size() / ledger::kRollRecordSize);
      electorate.set_roll_sha256(ToText(kept.back()));
    }
    PutResource(batch, header.electorate(), (*stored)->creation_order,
                electorate.SerializeAsString());
    response = std::move(electorate);
    return DeleteOtherRolls(store, header.electorate(), kept, batch);
  };
  return changes_.ApplySigned(keep, response);
}

absl::StatusOr<PublishedRoll> FindPublishedRoll(const storage::Reader& store, std::string_view text,
                                                std::uint32_t code_registrar) {
  absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kElectorate, text, "electorate");
  if (!name.ok()) return name.status();
  auto process = ReadResource<v1::Process>(store, name->process());
  if (absl::IsNotFound(process.status())) return ResourceNotFound(text);
  if (!process.ok()) return process.status();
  if (process->phase() == v1::PHASE_DRAFT) return ResourceNotFound(text);
  auto electorate = ReadResource<v1::Electorate>(store, name->text());
  if (!electorate.ok()) return electorate.status();
  if (code_registrar > static_cast<std::uint32_t>(electorate->part_sha256_size())) {
    return Error(
        absl::StatusCode::kNotFound, "NO_SUCH_PART",
        fmt::format("the electorate has {} code registrars", electorate->part_sha256_size()));
  }
  auto digest =
      ParseHash(code_registrar == 0 ? electorate->roll_sha256()
                                    : electorate->part_sha256(static_cast<int>(code_registrar) - 1),
                "sha256");
  if (!digest.ok()) return digest.status();
  return PublishedRoll{name->text(), *digest};
}

}  // namespace urna::services
