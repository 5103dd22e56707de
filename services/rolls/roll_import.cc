#include "services/rolls/roll_import.h"

#include <fmt/format.h>

#include <algorithm>

#include "concurrency/processors.h"
#include "crypto/hash.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/roll.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/records/draft_process.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

absl::Status CheckSize(std::uint64_t size) {
  if (size >= ledger::kPartHeaderSize &&
      (size - ledger::kPartHeaderSize) % ledger::kPartRecordSize == 0 &&
      (size - ledger::kPartHeaderSize) / ledger::kPartRecordSize <= ledger::kMaxSlots) {
    return absl::OkStatus();
  }
  return FieldError("header.size", "expected 24 and a multiple of 128, at most 128 times 2^24");
}

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

// The call is over when its upload is; what it says of the caller is kept here.
class RollImports::PartUpload final : public Upload {
 public:
  PartUpload(RollImports& imports, const Call& call, v1::PartHeader header, Place place,
             std::unique_ptr<Uploads::File> file)
      : imports_(imports),
        principal_(call.principal),
        rule_(call.rule),
        process_(call.process),
        header_(std::move(header)),
        place_(place),
        file_(std::move(file)) {}

  absl::Status Add(std::string_view bytes) override { return file_->Add(bytes); }

  absl::Status Finish(google::protobuf::Message& response) override {
    absl::StatusOr<crypto::Hash256> digest = ParseHash(header_.sha256(), "header.sha256");
    if (!digest.ok()) return digest.status();
    absl::StatusOr<crypto::Bytes> bytes = file_->Take(*digest);
    if (!bytes.ok()) return bytes.status();
    absl::StatusOr<ledger::PartFile> part =
        ledger::PartFile::Parse(*bytes, place_.election, place_.registrar, Processors());
    if (!part.ok()) {
      return Error(absl::StatusCode::kInvalidArgument, "PART_REFUSED",
                   std::string(part.status().message()));
    }
    return imports_.Keep({principal_, rule_, process_}, header_, *part, *bytes, place_,
                         static_cast<v1::Electorate&>(response));
  }

 private:
  RollImports& imports_;
  const Principal principal_;
  const MethodRule& rule_;
  const std::string process_;
  const v1::PartHeader header_;
  const Place place_;
  const std::unique_ptr<Uploads::File> file_;
};

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
  auto key = crypto::VerifyingKey::Parse(crypto::AsBytes(signer->signing_key()));
  if (!key.ok()) return ResourceDamaged(registrar->text());
  auto election = ElectionIdOf(*process);
  if (!election.ok()) return election.status();
  if (!ledger::VerifyPartSignature(*key, *election, name->text(), *number, header.size(), *digest,
                                   *signature)) {
    return WrongSignature(registrar->text());
  }
  if (*number > electorate->code_registrars()) {
    return FieldError(
        "header.registrar",
        fmt::format("is registrar {} of the process; the codes of this electorate are "
                    "made by the first {}",
                    *number, electorate->code_registrars()));
  }
  return Place{*election, *number};
}

absl::StatusOr<std::unique_ptr<Upload>> RollImports::ImportPart(const Call& call,
                                                                const v1::PartHeader& header) {
  const absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  absl::StatusOr<Place> place = CheckHeader(**snapshot, header);
  // Whoever has not signed as a registrar of the draft, and may not read it, learns nothing of it.
  if (!place.ok() && !absl::IsInvalidArgument(place.status()) &&
      !call.principal.May(Permission::kReadDrafts, call.process)) {
    return WrongSignature(header.registrar());
  }
  if (!place.ok()) return place.status();
  auto file =
      uploads_.Begin(fmt::format("{}/{}", header.electorate(), place->registrar), header.size());
  if (!file.ok()) return file.status();
  return std::make_unique<PartUpload>(*this, call, header, *place, *std::move(file));
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
    absl::StatusOr<crypto::Bytes> bytes = kRollFiles.Read(store_, electorate.name(), *digest);
    if (!bytes.ok()) return bytes.status();
    auto part = ledger::PartFile::ParseAccepted(*bytes, j);
    if (!part.ok()) return part.status();
    parts.push_back(*std::move(part));
  }
  absl::StatusOr<crypto::Bytes> roll = ledger::CombineParts(parts, Processors());
  // Parts that differ are no error of this one: the other may be the one to be replaced.
  if (!roll.ok()) return std::nullopt;
  return *std::move(roll);
}

absl::Status RollImports::Keep(const Call& call, const v1::PartHeader& header,
                               const ledger::PartFile& part, crypto::ByteView file,
                               const Place& place, v1::Electorate& response) {
  const MutexLock lock(keeping_);
  auto before = ReadResource<v1::Electorate>(store_, header.electorate());
  if (!before.ok()) return before.status();
  if (place.registrar > before->code_registrars()) return ResourceNotFound(header.electorate());
  absl::StatusOr<std::optional<crypto::Bytes>> roll = Combine(*before, part, place);
  if (!roll.ok()) return roll.status();
  auto staged = kRollFiles.Write(store_, header.electorate(), file);
  if (staged.ok() && *roll) staged = kRollFiles.Write(store_, header.electorate(), **roll);
  if (!staged.ok()) return staged.status();
  const auto pieces = kRollFiles.ListKeys(store_, header.electorate());
  if (!pieces.ok()) return pieces.status();
  const auto keep = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
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
    kRollFiles.DeleteOthers(header.electorate(), *pieces, kept, batch);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, keep);
}

absl::StatusOr<FileReading> ReadRoll(const storage::Reader& store,
                                     const v1::ReadRollRequest& request) {
  absl::StatusOr<ResourceName> name =
      ResourceName::Parse(Kind::kElectorate, request.electorate(), "electorate");
  if (!name.ok()) return name.status();
  auto electorate = ReadResource<v1::Electorate>(store, name->text());
  if (!electorate.ok()) return electorate.status();
  const std::uint32_t part = request.code_registrar();
  if (part > static_cast<std::uint32_t>(electorate->part_sha256_size())) {
    return Error(
        absl::StatusCode::kNotFound, "NO_SUCH_PART",
        fmt::format("the electorate has {} code registrars", electorate->part_sha256_size()));
  }
  auto digest = ParseHash(
      part == 0 ? electorate->roll_sha256() : electorate->part_sha256(static_cast<int>(part) - 1),
      "sha256");
  if (!digest.ok()) return ResourceDamaged(name->text());
  return FileReading(store, kRollFiles, name->text(), *digest, std::nullopt);
}

}  // namespace urna::services
