// TrusteeClient: the key ceremony, and the signature under the manifest.
#include <fmt/format.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "cli/client/registrar_client.h"
#include "cli/client/trustee_client.h"
#include "cli/client/trustee_steps.h"
#include "ledger/errors.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

constexpr std::size_t kCommitmentSize = 128;

// The message of a trustee, 1 to n; empty where it is still missing.
std::string_view MessageOf(const google::protobuf::RepeatedPtrField<std::string>& list,
                           std::uint32_t trustee) {
  return static_cast<int>(trustee) <= list.size()
             ? std::string_view(list[static_cast<int>(trustee) - 1])
             : std::string_view();
}

absl::StatusOr<std::vector<crypto::CeremonyCommitment>> ParseCommitments(
    const crypto::CeremonyParameters& parameters, const v1::Ceremony& ceremony) {
  std::vector<crypto::CeremonyCommitment> out;
  for (std::uint32_t j = 1; j <= parameters.trustees.size(); ++j) {
    const std::string_view bytes = MessageOf(ceremony.commitments(), j);
    if (bytes.size() != kCommitmentSize) {
      return NotAsPromised(fmt::format("the commitment of trustee {} is malformed", j));
    }
    crypto::ByteReader reader(crypto::AsBytes(bytes));
    const crypto::CeremonyCommitment commitment{reader.Array<64>(), reader.Array<64>()};
    if (auto status = crypto::VerifyCommitment(parameters, j, commitment); !status.ok()) {
      return NotAsPromised(ledger::MessageOf(status));
    }
    out.push_back(commitment);
  }
  return out;
}

absl::StatusOr<std::vector<crypto::CeremonyReveal>> ParseReveals(
    const crypto::CeremonyParameters& parameters,
    const std::vector<crypto::CeremonyCommitment>& commitments, const v1::Ceremony& ceremony) {
  std::vector<crypto::CeremonyReveal> out;
  for (std::uint32_t j = 1; j <= parameters.trustees.size(); ++j) {
    auto reveal = crypto::CeremonyReveal::Parse(parameters,
                                                crypto::AsBytes(MessageOf(ceremony.reveals(), j)));
    if (!reveal.ok()) {
      return NotAsPromised(fmt::format("trustee {}: {}", j, ledger::MessageOf(reveal.status())));
    }
    auto status = crypto::VerifyReveal(parameters, j, commitments[j - 1], *reveal);
    if (!status.ok()) return NotAsPromised(ledger::MessageOf(status));
    out.push_back(*std::move(reveal));
  }
  return out;
}

// Whom the ceremony's error names: "trustee <j>: ..".
std::uint32_t AccusedIn(const absl::Status& status) {
  constexpr std::string_view kPrefix = "trustee ";
  const std::string message = ledger::MessageOf(status);
  std::uint32_t accused = 0;
  if (!message.starts_with(kPrefix) ||
      !absl::SimpleAtoi(message.substr(kPrefix.size(), message.find(':') - kPrefix.size()),
                        &accused)) {
    return 0;
  }
  return accused;
}

crypto::Bytes ComplaintBody(std::uint32_t complainant, std::uint32_t accused) {
  crypto::Bytes body;
  crypto::AppendLe64(body, complainant);
  crypto::AppendLe64(body, accused);
  return body;
}

}  // namespace

absl::StatusOr<TrusteeClient::Place> TrusteeClient::FindPlace() {
  auto config = reader_->ReadConfig();
  if (!config.ok()) return config.status();
  Place place;
  place.config = std::make_shared<const ledger::FrozenConfig>(*std::move(config));
  const auto& trustees = place.config->config().trustees();
  const auto mine = std::find_if(trustees.begin(), trustees.end(), [&](const auto& trustee) {
    return trustee.signing_key() == crypto::AsText(key().bytes()) &&
           trustee.box_key() == crypto::AsText(memory_.keys.box_public);
  });
  if (mine == trustees.end()) {
    return absl::NotFoundError("the process has no trustee with these keys");
  }
  place.index = static_cast<std::uint32_t>(mine - trustees.begin()) + 1;
  TrusteeElection& election = memory_.elections[place.config->election_id()];
  place.election = &election;
  return place;
}

absl::StatusOr<TrusteeClient::Place> TrusteeClient::FindOwnPlace() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  if (place->election->config_hash != place->config->hash()) {
    return absl::FailedPreconditionError(fmt::format(
        "the server shows another configuration (attempt {}) than the one whose key ceremony this "
        "trustee took part in (attempt {})",
        place->config->config().attempt(), place->election->attempt));
  }
  return place;
}

absl::Status TrusteeClient::CheckBegin(const Place& place) const {
  const TrusteeElection& known = *place.election;
  const std::uint32_t attempt = place.config->config().attempt();
  if (attempt <= known.attempt) {
    return NotAsPromised(fmt::format(
        "attempt {} of the key ceremony is shown, and this trustee has taken part in attempt {} of "
        "another configuration: nothing is sent",
        attempt, known.attempt));
  }
  if (known.closing.has_value() || !known.decrypted.empty()) {
    return absl::FailedPreconditionError(
        "this trustee has signed the closing of this election: its shares are kept, and nothing is "
        "sent");
  }
  if (known.manifest_hash.has_value() && Seconds(options_.now()) >= known.opening_time) {
    return absl::FailedPreconditionError(
        "this trustee has signed a manifest of this election whose voting has begun: its shares "
        "are "
        "kept, and nothing is sent");
  }
  if (!known.shares.empty() && !options_.erase_earlier_shares) {
    return absl::FailedPreconditionError(fmt::format(
        "attempt {} of the key ceremony begins, and the shares of attempt {} would be erased: that "
        "takes their owner's consent (--erase-earlier-shares)",
        attempt, known.attempt));
  }
  return absl::OkStatus();
}

absl::StatusOr<TrusteeStep> TrusteeClient::Ceremony() {
  auto place = FindPlace();
  if (!place.ok()) return place.status();
  v1::GetCeremonyRequest request;
  request.set_process(reader_->process());
  auto ceremony = reader_->connection().Call(*trustees_, &v1::Trustees::Stub::GetCeremony, request);
  if (!ceremony.ok()) return ceremony.status();
  const auto missing = [&](const auto& list) { return MessageOf(list, place->index).empty(); };
  if (ceremony->state() != v1::CEREMONY_STATE_COMMITTING &&
      ceremony->state() != v1::CEREMONY_STATE_ABORTED) {
    if (auto own = FindOwnPlace(); !own.ok()) return own.status();
  }
  switch (ceremony->state()) {
    case v1::CEREMONY_STATE_COMMITTING:
      return missing(ceremony->commitments()) ? Commit(*place) : Nothing();
    case v1::CEREMONY_STATE_REVEALING:
      return missing(ceremony->reveals()) ? Reveal(*place, *ceremony) : Nothing();
    case v1::CEREMONY_STATE_CONFIRMING:
      return missing(ceremony->confirmations()) ? Confirm(*place, *ceremony) : Nothing();
    case v1::CEREMONY_STATE_DONE:
      return Finished();
    case v1::CEREMONY_STATE_ABORTED:
      break;
    default:
      return NotAsPromised("the ceremony is in a state that does not exist");
  }
  std::string complaints;
  for (const auto& complaint : ceremony->complaints()) {
    complaints +=
        fmt::format(" trustee {} complains of {};", complaint.complainant(), complaint.accused());
  }
  return absl::FailedPreconditionError(
      fmt::format("the key ceremony was broken off:{} the trustees settle it, then an "
                  "administrator restarts it",
                  complaints));
}

absl::StatusOr<TrusteeStep> TrusteeClient::Commit(const Place& place) {
  TrusteeElection& election = *place.election;
  const bool again = election.config_hash == place.config->hash() && !election.ceremony.empty();
  if (!again) {
    if (auto status = CheckBegin(place); !status.ok()) return status;
  }
  auto participant = again ? crypto::CeremonyParticipant::Resume(
                                 place.config->ceremony(), place.index, memory_.keys,
                                 {election.ceremony.data(), election.ceremony.size()})
                           : crypto::CeremonyParticipant::Start(place.config->ceremony(),
                                                                place.index, memory_.keys);
  if (!participant.ok()) return participant.status();
  if (!again) {
    election = TrusteeElection{};
    election.attempt = place.config->config().attempt();
    election.config_hash = place.config->hash();
    election.ceremony = participant->SerializeSecrets();
    if (auto status = vault_->Save(memory_); !status.ok()) return status;
  }

  const crypto::CeremonyCommitment commitment = participant->Commit();
  crypto::Bytes bytes(commitment.commitment.begin(), commitment.commitment.end());
  crypto::Append(bytes, commitment.signature);
  v1::SubmitCommitmentRequest request;
  request.set_process(reader_->process());
  request.set_trustee(place.index);
  request.set_commitment(bytes.data(), bytes.size());
  auto done =
      reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SubmitCommitment, request);
  if (!done.ok()) return done.status();
  return Did("sent the commitment of the key ceremony (round 1 of 3)");
}

absl::StatusOr<TrusteeStep> TrusteeClient::Reveal(const Place& place,
                                                  const v1::Ceremony& ceremony) {
  const auto& parameters = place.config->ceremony();
  auto commitments = ParseCommitments(parameters, ceremony);
  if (!commitments.ok()) return commitments.status();
  const crypto::SecretBytes& secrets = place.election->ceremony;
  auto participant = crypto::CeremonyParticipant::Resume(parameters, place.index, memory_.keys,
                                                         {secrets.data(), secrets.size()});
  if (!participant.ok()) return participant.status();
  if (participant->Commit().commitment != (*commitments)[place.index - 1].commitment) {
    return NotAsPromised("the server holds another commitment of this trustee than it made");
  }
  auto reveal = participant->Reveal();
  if (!reveal.ok()) return reveal.status();
  const crypto::Bytes bytes = reveal->Serialize();
  v1::SubmitRevealRequest request;
  request.set_process(reader_->process());
  request.set_trustee(place.index);
  request.set_reveal(bytes.data(), bytes.size());
  auto done = reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SubmitReveal, request);
  if (!done.ok()) return done.status();
  return Did("sent the shares of the key ceremony (round 2 of 3)");
}

absl::StatusOr<TrusteeStep> TrusteeClient::Confirm(const Place& place,
                                                   const v1::Ceremony& ceremony) {
  const auto& parameters = place.config->ceremony();
  auto commitments = ParseCommitments(parameters, ceremony);
  if (!commitments.ok()) return commitments.status();
  auto reveals = ParseReveals(parameters, *commitments, ceremony);
  if (!reveals.ok()) return reveals.status();
  const crypto::SecretBytes& secrets = place.election->ceremony;
  auto participant = crypto::CeremonyParticipant::Resume(parameters, place.index, memory_.keys,
                                                         {secrets.data(), secrets.size()});
  if (!participant.ok()) return participant.status();
  auto shares = participant->Finish(*commitments, *reveals);
  if (!shares.ok()) {
    // Everything public has been verified above, so what failed is the share for this trustee.
    const std::uint32_t accused = AccusedIn(shares.status());
    if (accused == 0 || accused == place.index) return shares.status();
    v1::FileComplaintRequest request;
    request.set_process(reader_->process());
    v1::Complaint& complaint = *request.mutable_complaint();
    complaint.set_complainant(place.index);
    complaint.set_accused(accused);
    const crypto::Signature signature = memory_.keys.signing.Sign(
        "dkg-complaint", place.config->hash(), ComplaintBody(place.index, accused));
    complaint.set_signature(signature.data(), signature.size());
    auto filed =
        reader_->connection().Call(*trustees_, &v1::Trustees::Stub::FileComplaint, request);
    return While(filed.ok() ? "a complaint was filed" : "a complaint could not be filed",
                 shares.status());
  }
  place.election->shares = *std::move(shares);
  if (auto status = vault_->Save(memory_); !status.ok()) return status;

  const crypto::Bytes record = crypto::SerializeCeremony(parameters, *commitments, *reveals);
  const crypto::Signature signature =
      crypto::ConfirmCeremony(memory_.keys.signing, parameters, record);
  v1::SubmitConfirmationRequest request;
  request.set_process(reader_->process());
  request.set_trustee(place.index);
  request.set_signature(signature.data(), signature.size());
  auto done =
      reader_->connection().Call(*trustees_, &v1::Trustees::Stub::SubmitConfirmation, request);
  if (!done.ok()) return done.status();
  return Did("confirmed the keys (round 3 of 3)");
}

absl::Status TrusteeClient::CheckShares(const Place& place,
                                        const ledger::Manifest& manifest) const {
  const auto& shares = place.election->shares;
  const auto& ballot_keys = manifest.trustee_ballot_keys(place.index);
  bool same = shares.size() == ballot_keys.size() + 1;
  for (std::size_t l = 0; same && l < ballot_keys.size(); ++l) {
    same = crypto::BaseMultiply(shares[l]) == ballot_keys[l];
  }
  if (!same || crypto::BaseMultiply(shares.back()) != manifest.trustee_lot_key(place.index)) {
    return absl::FailedPreconditionError(
        "the keys of the manifest are not those of the ceremony that this trustee took part in");
  }
  return absl::OkStatus();
}

absl::StatusOr<TrusteeStep> TrusteeClient::Approve() {
  auto place = FindOwnPlace();
  if (!place.ok()) return place.status();
  auto sealed = reader_->ReadManifest(options_.pins);
  if (!sealed.ok()) return sealed.status();
  const ledger::Manifest& manifest = *sealed->manifest;
  if (manifest.frozen().hash() != place->config->hash()) {
    return NotAsPromised("the server showed two configurations");
  }
  auto& known = place->election->manifest_hash;
  if (known.has_value() && *known != manifest.hash()) {
    return NotAsPromised("this trustee has signed another manifest of this configuration");
  }
  if (auto status = CheckShares(*place, manifest); !status.ok()) return status;
  auto rolls = reader_->ReadVerifiedRolls(manifest.config(), manifest.election_id(),
                                          options_.threads, ProgressOf("verifying the rolls"));
  if (!rolls.ok()) return rolls.status();
  const ledger::Party party{ledger::PartyRole::kTrustee, static_cast<std::uint8_t>(place->index)};
  const bool signed_already =
      std::any_of(sealed->approvals.begin(), sealed->approvals.end(),
                  [&](const auto& approval) { return approval.party == party; });
  if (!known.has_value()) {
    known = manifest.hash();
    place->election->opening_time = manifest.config().opening_time();
    place->election->ceremony.clear();
    place->election->ceremony.shrink_to_fit();
    if (auto status = vault_->Save(memory_); !status.ok()) return status;
  }
  if (signed_already) return Finished();
  auto missing = SubmitApproval(*reader_, manifest, party, memory_.keys.signing);
  if (!missing.ok()) return missing.status();
  return Did(fmt::format("signed the manifest {}; {} missing", crypto::ToHex(manifest.hash()),
                         ledger::Counted(*missing, "signature is", "signatures are")),
             true);
}

}  // namespace urna::client
