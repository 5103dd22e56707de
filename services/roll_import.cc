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
constexpr int kMaxUploads = 4;

absl::Status CheckSize(std::uint64_t size) {
  if (size % ledger::kRollRecordSize == 0 && size / ledger::kRollRecordSize <= ledger::kMaxSlots) {
    return absl::OkStatus();
  }
  return FieldError("header.size", "expected a multiple of 64, at most 64 times 2^24");
}

absl::StatusOr<ledger::ElectionId> ElectionIdOf(const v1::Process& process) {
  ledger::ElectionId id;
  if (process.election_id().size() != id.size()) return ResourceDamaged(process.name());
  std::copy_n(crypto::AsBytes(process.election_id()).begin(), id.size(), id.begin());
  return id;
}

}  // namespace

RollImports::Upload::~Upload() { imports_.uploads_.fetch_sub(1); }

absl::Status RollImports::CheckHeader(const storage::Reader& store,
                                      const v1::RollHeader& header) const {
  auto electorate =
      ResourceName::Parse(Kind::kElectorate, header.electorate(), "header.electorate");
  if (!electorate.ok()) return electorate.status();
  auto registrar = ResourceName::Parse(Kind::kRegistrar, header.registrar(), "header.registrar");
  if (!registrar.ok()) return registrar.status();
  if (registrar->process() != electorate->process()) {
    return FieldError("header.registrar", "is of another process than the electorate");
  }
  if (absl::Status size = CheckSize(header.size()); !size.ok()) return size;
  auto digest = ParseHash(header.sha256(), "header.sha256");
  if (!digest.ok()) return digest.status();
  auto signature = ParseSignature(header.signature(), "header.signature");
  if (!signature.ok()) return signature.status();

  absl::StatusOr<v1::Process> process = ReadDraft(store, electorate->process());
  if (!process.ok()) return process.status();
  absl::StatusOr<bool> exists = ResourceExists(store, electorate->text());
  if (!exists.ok()) return exists.status();
  if (!*exists) return ResourceNotFound(electorate->text());
  auto signer = ReadResource<v1::Registrar>(store, registrar->text());
  if (!signer.ok()) return signer.status();
  auto key = crypto::VerifyingKey::Parse(crypto::AsBytes(signer->signing_key()));
  if (!key.ok()) return ResourceDamaged(registrar->text());
  auto election = ElectionIdOf(*process);
  if (!election.ok()) return election.status();
  if (!ledger::VerifyRollSignature(*key, *election, electorate->text(), header.size(), *digest,
                                   *signature)) {
    return WrongSignature(registrar->text());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RollImports::Upload>> RollImports::Begin(
    const v1::RollHeader& header) {
  const std::unique_ptr<storage::Reader> snapshot = store_.Snapshot();
  if (absl::Status valid = CheckHeader(*snapshot, header); !valid.ok()) return valid;
  if (uploads_.fetch_add(1) >= kMaxUploads) {
    uploads_.fetch_sub(1);
    return Calls::Busy();
  }
  return std::unique_ptr<Upload>(new Upload(*this, header));
}

absl::Status RollImports::Upload::Add(std::string_view bytes) {
  if (bytes.size() > header_.size() - file_.size()) {
    return Error(absl::StatusCode::kInvalidArgument, "TOO_LONG",
                 fmt::format("more than the {} bytes that the header announced", header_.size()));
  }
  crypto::Append(file_, crypto::AsBytes(bytes));
  return absl::OkStatus();
}

absl::Status RollImports::Upload::Finish(v1::Electorate& response) {
  if (file_.size() != header_.size() || crypto::AsText(crypto::Sha256(file_)) != header_.sha256()) {
    return Error(absl::StatusCode::kInvalidArgument, "DIGEST_MISMATCH",
                 "the bytes are not those that the header announced");
  }
  const int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  if (absl::Status valid = ledger::RollFile::Parse(file_, threads).status(); !valid.ok()) {
    return Error(absl::StatusCode::kInvalidArgument, "ROLL_REFUSED", std::string(valid.message()));
  }
  return imports_.Keep(header_, file_, response);
}

absl::Status RollImports::Keep(const v1::RollHeader& header, crypto::ByteView file,
                               v1::Electorate& response) {
  const crypto::Hash256 digest = crypto::Sha256(file);
  const std::lock_guard lock(keeping_);
  if (absl::Status staged = StageRoll(store_, header.electorate(), digest, file); !staged.ok()) {
    return staged;
  }
  const auto keep = [&](const storage::Reader& store, storage::WriteBatch& batch,
                        google::protobuf::MessageLite&) -> absl::Status {
    // The process may have been frozen, the registrar replaced, while the roll came in.
    if (absl::Status valid = CheckHeader(store, header); !valid.ok()) return valid;
    absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, header.electorate());
    if (!stored.ok()) return stored.status();
    v1::Electorate electorate;
    if (!electorate.ParseFromString((*stored)->bytes)) return ResourceDamaged(header.electorate());
    electorate.set_slots(file.size() / ledger::kRollRecordSize);
    electorate.set_roll_sha256(header.sha256());
    PutResource(batch, header.electorate(), (*stored)->creation_order,
                electorate.SerializeAsString());
    response = std::move(electorate);
    return DeleteOtherRolls(store, header.electorate(), digest, batch);
  };
  return changes_.ApplySigned(keep, response);
}

absl::StatusOr<PublishedRoll> FindPublishedRoll(const storage::Reader& store,
                                                std::string_view text) {
  absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kElectorate, text, "electorate");
  if (!name.ok()) return name.status();
  auto process = ReadResource<v1::Process>(store, name->process());
  if (absl::IsNotFound(process.status())) return ResourceNotFound(text);
  if (!process.ok()) return process.status();
  if (process->phase() == v1::PHASE_DRAFT) return ResourceNotFound(text);
  auto electorate = ReadResource<v1::Electorate>(store, name->text());
  if (!electorate.ok()) return electorate.status();
  auto digest = ParseHash(electorate->roll_sha256(), "roll_sha256");
  if (!digest.ok()) return digest.status();
  return PublishedRoll{name->text(), *digest};
}

}  // namespace urna::services
