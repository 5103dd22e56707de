#include "cli/client/authority_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "cli/client/closings.h"
#include "cli/client/registrar_client.h"
#include "cli/client/role_key.h"
#include "ledger/closing.h"
#include "ledger/leaf.h"
#include "ledger/text.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::client {

AuthorityClient::AuthorityClient(std::shared_ptr<const ProcessReader> reader,
                                 AuthorityMemory memory, std::unique_ptr<AuthorityVault> vault)
    : reader_(std::move(reader)),
      memory_(std::move(memory)),
      vault_(std::move(vault)),
      processes_(v1::Processes::NewStub(reader_->connection().channel())) {}

absl::StatusOr<std::uint32_t> AuthorityClient::Index(const ledger::Manifest& manifest) const {
  return IndexOfKey(manifest.config().authority_keys(), memory_.key.public_key());
}

absl::StatusOr<std::uint32_t> AuthorityClient::Approve(const SealedManifest& sealed, int threads,
                                                       const Progress& progress) {
  const ledger::Manifest& manifest = *sealed.manifest;
  auto index = Index(manifest);
  if (!index.ok()) return index.status();
  auto rolls =
      reader_->ReadVerifiedRolls(manifest.config(), manifest.election_id(), threads, progress);
  if (!rolls.ok()) return rolls.status();
  return SubmitApproval(*reader_, manifest,
                        {ledger::PartyRole::kAuthority, static_cast<std::uint8_t>(*index)},
                        memory_.key);
}

absl::StatusOr<v1::AuthoritySignature> AuthorityClient::SignTime(const ledger::Manifest& manifest,
                                                                 bool opens,
                                                                 absl::Time time) const {
  auto index = Index(manifest);
  if (!index.ok()) return index.status();
  const ledger::Leaf leaf{
      manifest.hash(),
      ledger::TimeLeaf{opens, static_cast<std::uint64_t>(absl::ToUnixSeconds(time)), {}}};
  const crypto::Signature signature = memory_.key.Sign(ledger::SignaturePurpose(leaf.body),
                                                       manifest.hash(), ledger::SignedPart(leaf));
  v1::AuthoritySignature out;
  out.set_authority(*index);
  out.set_signature(signature.data(), signature.size());
  return out;
}

absl::StatusOr<v1::Process> AuthorityClient::Open(const ledger::Manifest& manifest,
                                                  absl::Time time) {
  auto signature = SignTime(manifest, true, time);
  if (!signature.ok()) return signature.status();
  v1::ScheduleOpeningRequest request;
  request.set_name(reader_->process());
  request.mutable_time()->set_seconds(absl::ToUnixSeconds(time));
  *request.mutable_signature() = *std::move(signature);
  return reader_->connection().Call(*processes_, &v1::Processes::Stub::ScheduleOpening, request);
}

absl::StatusOr<v1::Process> AuthorityClient::Close(const ledger::Manifest& manifest,
                                                   absl::Time time) {
  auto signature = SignTime(manifest, false, time);
  if (!signature.ok()) return signature.status();
  v1::ScheduleClosingRequest request;
  request.set_name(reader_->process());
  request.mutable_time()->set_seconds(absl::ToUnixSeconds(time));
  *request.mutable_signature() = *std::move(signature);
  return reader_->connection().Call(*processes_, &v1::Processes::Stub::ScheduleClosing, request);
}

absl::StatusOr<v1::SignClosingResponse> AuthorityClient::SignClosing(const LogReplica& log,
                                                                     bool despite_faults) {
  const ledger::Manifest& manifest = log.manifest();
  auto index = Index(manifest);
  if (!index.ok()) return index.status();
  const auto closing = log.ReadClosing();
  if (!closing.ok()) return closing.status();
  // What was signed once may be sent again.
  if (!despite_faults && !memory_.closings.contains(manifest.hash())) {
    if (auto status = log.CheckNoFaults(); !status.ok()) return status;
  }
  if (manifest.config().witness_quorum() > 0) {
    auto count = ReadCount(*reader_);
    if (!count.ok()) return count.status();
    if (auto s = CheckCosigned(manifest, *closing, *count); !s.ok()) return s;
  }
  const auto now = static_cast<std::uint64_t>(absl::ToUnixSeconds(absl::Now()));
  absl::Status kept = memory_.Enter(manifest.hash(), *closing, now);
  if (kept.ok()) kept = vault_->Save(memory_);
  if (!kept.ok()) return kept;

  const crypto::Signature signature = ledger::SignClosing(memory_.key, manifest.hash(), *closing);
  auto stub = v1::Trustees::NewStub(reader_->connection().channel());
  v1::SignClosingRequest request;
  request.set_process(reader_->process());
  request.set_role(static_cast<v1::ManifestRole>(ledger::PartyRole::kAuthority));
  request.set_index(*index);
  request.set_signature(signature.data(), signature.size());
  return reader_->connection().Call(*stub, &v1::Trustees::Stub::SignClosing, request);
}

absl::StatusOr<v1::RevokeKeyResponse> AuthorityClient::Revoke(const ledger::Manifest& manifest,
                                                              const ledger::SlotTag& slot,
                                                              std::uint8_t reason) {
  auto index = Index(manifest);
  if (!index.ok()) return index.status();
  const ledger::Leaf leaf{manifest.hash(), ledger::RevocationLeaf{slot, 0, reason, {}}};
  const crypto::Signature signature = memory_.key.Sign(ledger::SignaturePurpose(leaf.body),
                                                       manifest.hash(), ledger::SignedPart(leaf));
  v1::RevokeKeyRequest request;
  request.set_name(reader_->process());
  request.set_slot_tag(slot.bytes.data(), slot.bytes.size());
  request.set_reason(reason);
  request.set_authority(*index);
  request.set_signature(signature.data(), signature.size());
  auto stub = v1::Eligibility::NewStub(reader_->connection().channel());
  return reader_->connection().Call(*stub, &v1::Eligibility::Stub::RevokeKey, request);
}

absl::StatusOr<ledger::SlotTag> FindSlot(const ledger::Rolls& rolls, std::string_view printed) {
  std::string wanted(printed);
  std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (wanted.size() != ledger::SlotTag{}.Printed().size()) {
    return absl::InvalidArgumentError("a letter prints 16 characters of its slot's tag");
  }
  std::optional<ledger::SlotTag> found;
  for (std::size_t i = 0; i < rolls.size(); ++i) {
    const ledger::SlotTag& tag =
        rolls.slot(static_cast<ledger::SlotIndex>(static_cast<std::uint32_t>(i))).tag;
    if (tag.Printed() != wanted) continue;
    if (found) {
      return absl::FailedPreconditionError(
          "the tags of several slots begin like that: give all 64 hexadecimal digits");
    }
    found = tag;
  }
  if (!found) return absl::NotFoundError("no slot on the rolls has a tag that begins like that");
  return *found;
}

}  // namespace urna::client
