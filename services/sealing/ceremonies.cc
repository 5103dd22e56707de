#include "services/sealing/ceremonies.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "crypto/key_ceremony.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/records/resources.h"
#include "services/sealing/sealing.h"

namespace urna::services {
namespace {

using internal::v1::CeremonyRecord;
using internal::v1::ProcessRecord;
using Messages = google::protobuf::RepeatedPtrField<std::string>;

constexpr std::size_t kCommitmentSize = 128;
constexpr std::string_view kComplaintPurpose = "dkg-complaint";

bool IsFull(const Messages& messages, std::size_t trustees) {
  return static_cast<std::size_t>(messages.size()) == trustees &&
         std::none_of(messages.begin(), messages.end(),
                      [](const std::string& message) { return message.empty(); });
}

v1::CeremonyState StateOf(const ProcessRecord& record, std::size_t trustees) {
  const CeremonyRecord& ceremony = record.ceremony();
  if (!record.key_record().empty()) return v1::CEREMONY_STATE_DONE;
  if (!ceremony.complaints().empty()) return v1::CEREMONY_STATE_ABORTED;
  if (!IsFull(ceremony.commitments(), trustees)) return v1::CEREMONY_STATE_COMMITTING;
  if (!IsFull(ceremony.reveals(), trustees)) return v1::CEREMONY_STATE_REVEALING;
  return v1::CEREMONY_STATE_CONFIRMING;
}

void Describe(const std::string& process, const ProcessRecord& record, std::size_t trustees,
              v1::Ceremony& response) {
  const auto copy = [trustees](const Messages& from, Messages& to) {
    to = from;
    while (static_cast<std::size_t>(to.size()) < trustees) to.Add();
  };
  response.set_process(process);
  response.set_attempt(record.attempt());
  response.set_state(StateOf(record, trustees));
  copy(record.ceremony().commitments(), *response.mutable_commitments());
  copy(record.ceremony().reveals(), *response.mutable_reveals());
  copy(record.ceremony().confirmations(), *response.mutable_confirmations());
  for (const internal::v1::CeremonyComplaint& complaint : record.ceremony().complaints()) {
    v1::Complaint& out = *response.add_complaints();
    out.set_complainant(complaint.complainant());
    out.set_accused(complaint.accused());
    out.set_signature(complaint.signature());
  }
}

// A ceremony that a message has come for.
struct Round {
  FrozenProcess frozen;
  std::shared_ptr<const ledger::FrozenConfig> config;

  const crypto::CeremonyParameters& parameters() const { return config->ceremony(); }
  std::size_t trustees() const { return parameters().trustees.size(); }
  CeremonyRecord& ceremony() { return *frozen.record.mutable_ceremony(); }
};

absl::StatusOr<Round> ReadRound(const storage::Reader& store, Documents& documents,
                                const std::string& process) {
  absl::StatusOr<FrozenProcess> frozen = ReadFrozenProcess(store, process, "process");
  if (!frozen.ok()) return frozen.status();
  absl::StatusOr<std::shared_ptr<const ledger::FrozenConfig>> config =
      documents.Frozen(frozen->record);
  if (!config.ok()) return config.status();
  return Round{*std::move(frozen), *std::move(config)};
}

absl::Status CheckTrustee(const Round& round, std::uint32_t trustee, std::string_view field) {
  if (trustee >= 1 && trustee <= round.trustees()) return absl::OkStatus();
  return FieldError(field, fmt::format("expected 1 to {}", round.trustees()));
}

// OK for the first message of `trustee` and for the same one again, which `*repeated` tells.
absl::Status CheckFirst(const Messages& messages, std::uint32_t trustee, const std::string& message,
                        bool& repeated) {
  repeated = false;
  const int at = static_cast<int>(trustee) - 1;
  if (at >= messages.size() || messages[at].empty()) return absl::OkStatus();
  repeated = messages[at] == message;
  if (repeated) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, "ALREADY_SAID",
               fmt::format("trustee {} has sent another message of this round", trustee));
}

void SetMessage(Messages& messages, std::uint32_t trustee, const std::string& message) {
  while (messages.size() < static_cast<int>(trustee)) messages.Add();
  messages[static_cast<int>(trustee) - 1] = message;
}

absl::Status CheckState(const Round& round, v1::CeremonyState expected) {
  const v1::CeremonyState state = StateOf(round.frozen.record, round.trustees());
  if (state == expected) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "WRONG_ROUND",
               fmt::format("the ceremony is in {}, the message belongs to {}",
                           v1::CeremonyState_Name(state), v1::CeremonyState_Name(expected)));
}

absl::StatusOr<crypto::CeremonyCommitment> ParseCommitment(const std::string& bytes,
                                                           std::string_view field) {
  if (bytes.size() != kCommitmentSize) {
    return FieldError(field, "expected 128 bytes: commitment and signature");
  }
  crypto::ByteReader reader(crypto::AsBytes(bytes));
  crypto::CeremonyCommitment commitment;
  commitment.commitment = reader.Array<64>();
  commitment.signature = reader.Array<64>();
  return commitment;
}

// What is stored was verified when it came.
absl::StatusOr<std::vector<crypto::CeremonyCommitment>> StoredCommitments(Round& round) {
  std::vector<crypto::CeremonyCommitment> commitments;
  for (const std::string& bytes : round.ceremony().commitments()) {
    absl::StatusOr<crypto::CeremonyCommitment> parsed = ParseCommitment(bytes, "commitment");
    if (!parsed.ok()) return parsed.status();
    commitments.push_back(*std::move(parsed));
  }
  return commitments;
}

absl::StatusOr<std::vector<crypto::CeremonyReveal>> StoredReveals(Round& round) {
  std::vector<crypto::CeremonyReveal> reveals;
  for (const std::string& bytes : round.ceremony().reveals()) {
    absl::StatusOr<crypto::CeremonyReveal> parsed =
        crypto::CeremonyReveal::Parse(round.parameters(), crypto::AsBytes(bytes));
    if (!parsed.ok()) return parsed.status();
    reveals.push_back(*std::move(parsed));
  }
  return reveals;
}

absl::StatusOr<crypto::Bytes> CeremonySoFar(Round& round) {
  auto commitments = StoredCommitments(round);
  if (!commitments.ok()) return commitments.status();
  auto reveals = StoredReveals(round);
  if (!reveals.ok()) return reveals.status();
  return crypto::SerializeCeremony(round.parameters(), *commitments, *reveals);
}

absl::Status Invalid(std::string_view reason, std::uint32_t trustee, const absl::Status& why) {
  return Error(absl::StatusCode::kInvalidArgument, reason,
               fmt::format("trustee {}: {}", trustee, std::string(why.message())));
}

// The ceremony is over: the record is sealed into the manifest.
absl::Status Conclude(Round& round, Documents& documents, const crypto::Bytes& ceremony) {
  std::vector<crypto::Signature> confirmations;
  for (const std::string& bytes : round.ceremony().confirmations()) {
    absl::StatusOr<crypto::Signature> signature = ParseSignature(bytes, "signature");
    if (!signature.ok()) return signature.status();
    confirmations.push_back(*signature);
  }
  round.frozen.record.set_key_record(ToText(crypto::SerializeRecord(ceremony, confirmations)));
  auto manifest = documents.ManifestOf(round.frozen.record);
  if (!manifest.ok()) {
    return Error(absl::StatusCode::kFailedPrecondition, "CEREMONY_FAILED",
                 fmt::format("the keys do not hold, restart the ceremony: {}",
                             std::string(manifest.status().message())));
  }
  round.frozen.process.set_manifest_hash(ToText((*manifest)->hash()));
  return absl::OkStatus();
}

}  // namespace

absl::Status Ceremonies::GetCeremony(const v1::GetCeremonyRequest& request,
                                     v1::Ceremony& response) const {
  const absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  const absl::StatusOr<FrozenProcess> frozen =
      ReadFrozenProcess(**snapshot, request.process(), "process");
  if (!frozen.ok()) return frozen.status();
  absl::StatusOr<std::shared_ptr<const ledger::FrozenConfig>> config =
      documents_.Frozen(frozen->record);
  if (!config.ok()) return config.status();
  Describe(request.process(), frozen->record, (*config)->ceremony().trustees.size(), response);
  return absl::OkStatus();
}

absl::Status Ceremonies::SubmitCommitment(const Call& call,
                                          const v1::SubmitCommitmentRequest& request,
                                          v1::Ceremony& response) {
  const auto commit = [&](const storage::Reader& store,
                          storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<Round> round = ReadRound(store, documents_, request.process());
    if (!round.ok()) return round.status();
    absl::Status checked = CheckTrustee(*round, request.trustee(), "trustee");
    if (!checked.ok()) return checked;
    auto commitment = ParseCommitment(request.commitment(), "commitment");
    if (!commitment.ok()) return commitment.status();
    bool repeated = false;
    checked = CheckFirst(round->ceremony().commitments(), request.trustee(), request.commitment(),
                         repeated);
    if (!checked.ok()) return checked;
    if (!repeated) {
      checked = CheckState(*round, v1::CEREMONY_STATE_COMMITTING);
      if (!checked.ok()) return checked;
      if (!crypto::VerifyCommitment(round->parameters(), request.trustee(), *commitment).ok()) {
        return WrongSignature(fmt::format("trustee {}", request.trustee()));
      }
      SetMessage(*round->ceremony().mutable_commitments(), request.trustee(), request.commitment());
      PutProcessRecord(batch, round->frozen.process.name(), round->frozen.record);
    }
    Describe(round->frozen.process.name(), round->frozen.record, round->trustees(), response);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, commit);
}

absl::Status Ceremonies::SubmitReveal(const Call& call, const v1::SubmitRevealRequest& request,
                                      v1::Ceremony& response) {
  const auto reveal = [&](const storage::Reader& store,
                          storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<Round> round = ReadRound(store, documents_, request.process());
    if (!round.ok()) return round.status();
    absl::Status checked = CheckTrustee(*round, request.trustee(), "trustee");
    if (!checked.ok()) return checked;
    bool repeated = false;
    checked =
        CheckFirst(round->ceremony().reveals(), request.trustee(), request.reveal(), repeated);
    if (!checked.ok()) return checked;
    if (!repeated) {
      checked = CheckState(*round, v1::CEREMONY_STATE_REVEALING);
      if (!checked.ok()) return checked;
      auto parsed =
          crypto::CeremonyReveal::Parse(round->parameters(), crypto::AsBytes(request.reveal()));
      if (!parsed.ok()) return Invalid("MALFORMED_REVEAL", request.trustee(), parsed.status());
      auto commitments = StoredCommitments(*round);
      if (!commitments.ok()) return commitments.status();
      checked = crypto::VerifyReveal(round->parameters(), request.trustee(),
                                     (*commitments)[request.trustee() - 1], *parsed);
      if (!checked.ok()) return Invalid("INVALID_REVEAL", request.trustee(), checked);
      SetMessage(*round->ceremony().mutable_reveals(), request.trustee(), request.reveal());
      PutProcessRecord(batch, round->frozen.process.name(), round->frozen.record);
    }
    Describe(round->frozen.process.name(), round->frozen.record, round->trustees(), response);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, reveal);
}

absl::Status Ceremonies::SubmitConfirmation(const Call& call,
                                            const v1::SubmitConfirmationRequest& request,
                                            v1::Ceremony& response) {
  const auto confirm = [&](const storage::Reader& store,
                           storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<Round> round = ReadRound(store, documents_, request.process());
    if (!round.ok()) return round.status();
    absl::Status checked = CheckTrustee(*round, request.trustee(), "trustee");
    if (!checked.ok()) return checked;
    absl::StatusOr<crypto::Signature> signature = ParseSignature(request.signature(), "signature");
    if (!signature.ok()) return signature.status();
    bool repeated = false;
    checked = CheckFirst(round->ceremony().confirmations(), request.trustee(), request.signature(),
                         repeated);
    if (!checked.ok()) return checked;
    if (!repeated) {
      checked = CheckState(*round, v1::CEREMONY_STATE_CONFIRMING);
      if (!checked.ok()) return checked;
      absl::StatusOr<crypto::Bytes> ceremony = CeremonySoFar(*round);
      if (!ceremony.ok()) return ceremony.status();
      if (!crypto::VerifyConfirmation(round->parameters(), request.trustee(), *ceremony,
                                      *signature)) {
        return WrongSignature(fmt::format("trustee {}", request.trustee()));
      }
      SetMessage(*round->ceremony().mutable_confirmations(), request.trustee(),
                 request.signature());
      if (IsFull(round->ceremony().confirmations(), round->trustees())) {
        checked = Conclude(*round, documents_, *ceremony);
        if (!checked.ok()) return checked;
      }
      checked = PutFrozenProcess(store, round->frozen, batch);
      if (!checked.ok()) return checked;
    }
    Describe(round->frozen.process.name(), round->frozen.record, round->trustees(), response);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, confirm);
}

absl::Status Ceremonies::FileComplaint(const Call& call, const v1::FileComplaintRequest& request,
                                       v1::Ceremony& response) {
  const auto complain = [&](const storage::Reader& store,
                            storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<Round> round = ReadRound(store, documents_, request.process());
    if (!round.ok()) return round.status();
    const v1::Complaint& given = request.complaint();
    absl::Status checked = CheckTrustee(*round, given.complainant(), "complaint.complainant");
    if (checked.ok()) checked = CheckTrustee(*round, given.accused(), "complaint.accused");
    if (!checked.ok()) return checked;
    auto signature = ParseSignature(given.signature(), "complaint.signature");
    if (!signature.ok()) return signature.status();
    crypto::Bytes body;
    crypto::AppendLe64(body, given.complainant());
    crypto::AppendLe64(body, given.accused());
    const crypto::VerifyingKey& key = round->parameters().trustees[given.complainant() - 1].signing;
    if (!key.Verify(kComplaintPurpose, round->config->hash(), body, *signature)) {
      return WrongSignature(fmt::format("trustee {}", given.complainant()));
    }
    const auto& complaints = round->ceremony().complaints();
    const bool repeated = std::any_of(
        complaints.begin(), complaints.end(), [&](const internal::v1::CeremonyComplaint& known) {
          return known.complainant() == given.complainant() && known.accused() == given.accused();
        });
    if (!repeated) {
      const v1::CeremonyState state = StateOf(round->frozen.record, round->trustees());
      if (state != v1::CEREMONY_STATE_CONFIRMING && state != v1::CEREMONY_STATE_ABORTED) {
        return CheckState(*round, v1::CEREMONY_STATE_CONFIRMING);
      }
      internal::v1::CeremonyComplaint& kept = *round->ceremony().add_complaints();
      kept.set_complainant(given.complainant());
      kept.set_accused(given.accused());
      kept.set_signature(given.signature());
      PutProcessRecord(batch, round->frozen.process.name(), round->frozen.record);
    }
    Describe(round->frozen.process.name(), round->frozen.record, round->trustees(), response);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, complain);
}

absl::Status Ceremonies::RestartCeremony(const Call& call,
                                         const v1::RestartCeremonyRequest& request,
                                         v1::Ceremony& response) {
  const auto restart = [&](const storage::Reader& store,
                           storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<Round> round = ReadRound(store, documents_, request.process());
    if (!round.ok()) return round.status();
    if (StateOf(round->frozen.record, round->trustees()) == v1::CEREMONY_STATE_DONE) {
      return Error(
          absl::StatusCode::kFailedPrecondition, "CEREMONY_OVER",
          "all trustees have confirmed the keys; only unfreezing the process gives them up");
    }
    // Another attempt is another configuration: no message of an earlier one fits.
    v1::Config config = round->config->config();
    round->frozen.record.set_attempt(round->frozen.record.attempt() + 1);
    config.set_attempt(round->frozen.record.attempt());
    round->frozen.record.set_config(config.SerializeAsString());
    round->frozen.record.clear_ceremony();
    absl::StatusOr<std::shared_ptr<const ledger::FrozenConfig>> frozen =
        documents_.Frozen(round->frozen.record);
    if (!frozen.ok()) return frozen.status();
    round->frozen.process.set_config_hash(ToText((*frozen)->hash()));
    if (absl::Status put = PutFrozenProcess(store, round->frozen, batch); !put.ok()) return put;
    Describe(round->frozen.process.name(), round->frozen.record, round->trustees(), response);
    return absl::OkStatus();
  };
  const auto again = [&](const storage::Reader& store) -> absl::Status {
    absl::StatusOr<Round> round = ReadRound(store, documents_, request.process());
    if (!round.ok()) return round.status();
    Describe(round->frozen.process.name(), round->frozen.record, round->trustees(), response);
    return absl::OkStatus();
  };
  return changes_.Apply(call, request, response, restart, Changes::Reach::kProcess, again);
}

}  // namespace urna::services
