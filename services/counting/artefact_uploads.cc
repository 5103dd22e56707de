#include "services/counting/artefact_uploads.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/closing.h"
#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/counting/closed_log.h"
#include "services/records/process_records.h"

namespace urna::services {
namespace {

absl::StatusOr<ledger::ArtefactLeaf> ParseHeader(const v1::ArtefactHeader& header,
                                                 const ledger::Manifest& manifest) {
  if (header.kind() != v1::ARTEFACT_KIND_MIX && header.kind() != v1::ARTEFACT_KIND_DECRYPTION &&
      header.kind() != v1::ARTEFACT_KIND_LOT) {
    return FieldError("header.kind", "expected a mix, a decryption or a lot");
  }
  if (header.contest() >= manifest.contests()) {
    return FieldError("header.contest",
                      fmt::format("the manifest has contests 0 to {}", manifest.contests() - 1));
  }
  if (absl::Status trustee = CheckTrustee(manifest, header.trustee()); !trustee.ok()) {
    return FieldError("header.trustee", fmt::format("expected 1 to {}", manifest.trustees()));
  }
  absl::StatusOr<crypto::Hash256> digest = ParseHash(header.sha256(), "header.sha256");
  if (!digest.ok()) return digest.status();
  absl::StatusOr<crypto::Signature> signature =
      ParseSignature(header.signature(), "header.signature");
  if (!signature.ok()) return signature.status();
  return ledger::ArtefactLeaf{ledger::ContestId{header.contest()},
                              static_cast<ledger::ArtefactKind>(header.kind()),
                              header.index(),
                              header.size(),
                              *digest,
                              static_cast<std::uint8_t>(header.trustee()),
                              *signature};
}

}  // namespace

class ArtefactUploads::ArtefactUpload final : public Upload {
 public:
  ArtefactUpload(std::shared_ptr<LiveCount> count, ledger::ArtefactLeaf leaf,
                 std::unique_ptr<Uploads::File> file)
      : count_(std::move(count)), leaf_(std::move(leaf)), file_(std::move(file)) {}

  absl::Status Add(std::string_view bytes) override { return file_->Add(bytes); }

  absl::Status Finish(google::protobuf::Message& response) override {
    absl::StatusOr<crypto::Bytes> bytes = file_->Take(leaf_.sha256);
    if (!bytes.ok()) return bytes.status();
    absl::StatusOr<std::uint64_t> index = count_->Submit(leaf_, *bytes);
    if (!index.ok()) return index.status();
    static_cast<v1::SubmitArtefactResponse&>(response).set_leaf_index(*index);
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<LiveCount> count_;
  const ledger::ArtefactLeaf leaf_;
  const std::unique_ptr<Uploads::File> file_;
};

absl::Status ArtefactUploads::CheckMixingAllowed(const ProcessLog& log,
                                                 std::uint32_t trustee) const {
  const ledger::Manifest& manifest = log.manifest();
  absl::StatusOr<internal::v1::ProcessRecord> record =
      ReadProcessRecord(store_, manifest.config().process());
  if (!record.ok()) return record.status();
  if (absl::Status holds = CheckClosingHolds(manifest, *record); !holds.ok()) return holds;
  const ledger::Party party{ledger::PartyRole::kTrustee, static_cast<std::uint8_t>(trustee)};
  const auto& kept = record->closing_signatures();
  const auto own =
      std::find_if(kept.begin(), kept.end(), [&](const auto& one) { return IsBy(one, party); });
  if (own == kept.end()) {
    return ClosingNotSigned(fmt::format("trustee {} has not signed the closing", trustee));
  }
  const std::uint64_t from = own->time() + manifest.config().complaint_seconds();
  if (absl::ToUnixSeconds(clock_.Now()) < static_cast<std::int64_t>(from)) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_EARLY",
                 fmt::format("complaints are heard until {} (seconds since 1970)", from));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Upload>> ArtefactUploads::SubmitArtefact(
    const v1::ArtefactHeader& header) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log =
      FindCountingLog(logs_, header.process(), "header.process");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  absl::StatusOr<ledger::ArtefactLeaf> leaf = ParseHeader(header, manifest);
  if (!leaf.ok()) return leaf.status();
  std::optional<std::uint64_t> announced;
  std::uint64_t ballots = 0;
  const absl::Status possible = (*log)->WithState([&](const ledger::ElectionState& state) {
    announced = FindAnnounced(state.artefacts(leaf->contest), *leaf);
    ballots = state.Selected(leaf->contest).size();
    return state.CheckArtefact(*leaf, state.size());
  });
  if (announced) {
    v1::SubmitArtefactResponse answer;
    answer.set_leaf_index(*announced);
    return std::make_unique<AnsweredUpload<v1::SubmitArtefactResponse>>(std::move(answer));
  }
  // Whose signature does not hold is told that first: nobody else's file takes a place.
  if (!possible.ok() && ErrorReason(possible) != "WRONG_SIZE") return possible;
  const std::uint64_t size = ledger::ArtefactSize(manifest, leaf->kind, ballots);
  if (header.size() != size) {
    return FieldError("header.size", fmt::format("such a file has {} bytes here", size));
  }
  absl::Status allowed = CheckMixingAllowed(**log, leaf->trustee);
  if (!allowed.ok()) return allowed;
  auto file = uploads_.Begin(fmt::format("{}/{}", header.process(), leaf->trustee), size);
  if (!file.ok()) return file.status();
  return std::make_unique<ArtefactUpload>(counts_.Of(*log, leaf->contest), *leaf, *std::move(file));
}

}  // namespace urna::services
