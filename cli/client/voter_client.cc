#include "cli/client/voter_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "cli/client/errors.h"
#include "cli/client/process_reader.h"
#include "cli/client/voter_proofs.h"
#include "cli/client/voter_session.h"
#include "crypto/hash.h"
#include "ledger/errors.h"
#include "ledger/part.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

constexpr absl::Duration kCastTime = absl::Seconds(10);
constexpr int kCastAttempts = 4;
// A key that is used elsewhere at the same moment may take number after number.
constexpr int kPlaceAttempts = 3;

// Is it unknown whether the ballot arrived?
bool IsUncertain(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kUnavailable;
}

absl::Status WrongCodes(std::string_view reason, std::string_view message) {
  return ledger::Refusal(absl::StatusCode::kInvalidArgument, reason, message);
}

// The electorate of a resource name; nothing where the manifest has none of that name.
std::optional<int> FindElectorate(const v1::Config& config, std::string_view name) {
  for (int i = 0; i < config.electorates_size(); ++i) {
    if (name == fmt::format("{}/electorates/{}", config.process(), config.electorates(i).id())) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace

absl::Status CheckEntitled(const ledger::Manifest& manifest, int electorate,
                           ledger::ContestId contest) {
  const auto& contests = manifest.config().electorates(electorate).contests();
  if (std::find(contests.begin(), contests.end(), ledger::Number(contest)) != contests.end()) {
    return absl::OkStatus();
  }
  return ledger::Refusal(
      absl::StatusCode::kInvalidArgument, "NOT_ENTITLED",
      fmt::format("the electorate {} does not vote in contest {}",
                  manifest.config().electorates(electorate).id(), manifest.contest(contest).id()));
}

absl::StatusOr<CodeSlot> VerifySlot(const ledger::Manifest& manifest, std::uint32_t registrar,
                                    const crypto::Point& key, const v1::Slot& answer) {
  if (answer.record().size() != ledger::kPartRecordSize) {
    return NotAsPromised("the record of the roll has a wrong length");
  }
  crypto::ByteReader reader(crypto::AsBytes(answer.record()));
  const auto tag = reader.Array<32>();
  const auto found = reader.Array<32>();
  auto r = crypto::Point::ParseNonIdentity(reader.Take(crypto::Point::kSize));
  auto z = crypto::Scalar::Parse(reader.Take(crypto::Scalar::kSize));
  if (found != key.bytes()) return NotAsPromised("the record of the roll is of another code");
  const crypto::Hash256 election = crypto::LabelledHash("election", {manifest.election_id()});
  if (!r.ok() || !z.ok() || !crypto::VerifyPossession({election, registrar, tag}, key, {*r, *z})) {
    return NotAsPromised("the record of the roll has no proof that the code is of this slot");
  }
  const auto electorate = FindElectorate(manifest.config(), answer.electorate());
  if (!electorate.has_value()) {
    return NotAsPromised("the code's electorate is not in the manifest");
  }
  const std::uint32_t codes = manifest.config().electorates(*electorate).code_registrars();
  if (registrar > codes) return NotAsPromised("the electorate has no such code");
  return CodeSlot{{tag}, *electorate, codes};
}

absl::StatusOr<CodeSlot> JoinSlots(std::span<const CodeSlot> slots) {
  if (slots.empty()) return WrongCodes("WRONG_NUMBER_OF_CODES", "a code is needed");
  for (const CodeSlot& slot : slots) {
    if (slot.tag != slots[0].tag) {
      return WrongCodes("CODES_OF_TWO_PEOPLE",
                        fmt::format("the codes are two people's: the letters are of the slots {} "
                                    "and {}",
                                    slots[0].tag.Printed(), slot.tag.Printed()));
    }
    if (slot.electorate != slots[0].electorate) {
      return NotAsPromised("one slot is said to be in two electorates");
    }
  }
  if (slots.size() != slots[0].codes) {
    return WrongCodes(
        "WRONG_NUMBER_OF_CODES",
        fmt::format("voters of this electorate have {} codes, each of its own letter; "
                    "{} were given",
                    slots[0].codes, slots.size()));
  }
  return slots[0];
}

VoterClient::VoterClient(Connection connection, std::shared_ptr<const ledger::Manifest> manifest)
    : connection_(std::move(connection)),
      manifest_(std::move(manifest)),
      ballots_(v1::Ballots::NewStub(connection_.channel())),
      eligibility_(v1::Eligibility::NewStub(connection_.channel())),
      ledger_(v1::Ledger::NewStub(connection_.channel())) {}

absl::StatusOr<CodeSlot> VoterClient::LookUpKey(std::uint32_t registrar,
                                                const crypto::Point& key) const {
  v1::FindSlotRequest request;
  request.set_process(manifest_->config().process());
  request.set_code_registrar(registrar);
  request.set_key(key.bytes().data(), key.bytes().size());
  auto answer = connection_.Call(*eligibility_, &v1::Eligibility::Stub::FindSlot, request);
  if (absl::IsNotFound(answer.status()) && ledger::ReasonOf(answer.status()) == "UNKNOWN_CODE") {
    return WrongCodes("UNKNOWN_CODE",
                      fmt::format("code {} is not on the roll: it is wrong", registrar));
  }
  if (!answer.ok()) return answer.status();
  return VerifySlot(*manifest_, registrar, key, *answer);
}

absl::StatusOr<CodeSlot> VoterClient::LookUpCode(const ledger::VotingCode& code) const {
  auto key = code.Key(manifest_->election_id());
  if (!key.ok()) return key.status();
  return LookUpKey(code.registrar(), key->public_key());
}

absl::StatusOr<Voter> VoterClient::JoinCodes(std::span<const ledger::VotingCode> codes) const {
  std::vector<crypto::VoterKey> keys;
  std::vector<CodeSlot> slots;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i].registrar() != i + 1) {
      return WrongCodes("WRONG_NUMBER_OF_CODES", fmt::format("code {} is missing", i + 1));
    }
    auto key = codes[i].Key(manifest_->election_id());
    if (!key.ok()) return key.status();
    auto slot = LookUpKey(codes[i].registrar(), key->public_key());
    if (!slot.ok()) return slot.status();
    keys.push_back(*std::move(key));
    slots.push_back(*slot);
  }
  auto slot = JoinSlots(slots);
  if (!slot.ok()) return slot.status();
  auto sum = crypto::VoterKey::Sum(keys);
  if (!sum.ok()) return sum.status();
  return Voter{*std::move(sum), *slot};
}

absl::StatusOr<Receipt> VoterClient::Cast(ledger::ContestId contest, const ledger::Choices& choices,
                                          const crypto::VoterKey& key) const {
  NoVoterFile nowhere;
  VoterSession session(*this, *manifest_, key, std::nullopt, {}, nowhere);
  ledger::ChainPlace place;
  for (int attempt = 0; attempt < kPlaceAttempts; ++attempt) {
    auto draft = session.Encrypt(contest, choices, place);
    if (!draft.ok()) return draft.status();
    auto answer = session.Cast(*std::move(draft));
    if (!answer.ok()) return answer.status();
    if (auto* receipt = std::get_if<Receipt>(&*answer)) return std::move(*receipt);
    place = std::get<ledger::ChainPlace>(*answer);
  }
  return absl::AbortedError("the key is being used elsewhere at this moment; try again");
}

v1::CastBallotRequest VoterClient::RequestOf(const crypto::Bytes& leaf) const {
  v1::CastBallotRequest request;
  request.set_process(manifest_->config().process());
  request.set_ballot(leaf.data(), leaf.size());
  return request;
}

void VoterClient::SendOnce(const crypto::Bytes& leaf, Answered answered) const {
  struct Call {
    grpc::ClientContext context;
    v1::CastBallotRequest request;
    v1::CastBallotResponse response;
  };
  const auto call = std::make_shared<Call>();
  call->request = RequestOf(leaf);
  connection_.Prepare(call->context, kCastTime);
  ballots_->async()->CastBallot(&call->context, &call->request, &call->response,
                                [call, answered = std::move(answered)](const grpc::Status& status) {
                                  if (!status.ok()) return answered(FromGrpc(status));
                                  answered(std::move(call->response));
                                });
}

absl::StatusOr<v1::CastBallotResponse> VoterClient::Send(const crypto::Bytes& leaf) const {
  const v1::CastBallotRequest request = RequestOf(leaf);
  absl::StatusOr<v1::CastBallotResponse> answer = absl::UnknownError("");
  for (int attempt = 0; attempt < kCastAttempts; ++attempt) {
    answer = connection_.Call(*ballots_, &v1::Ballots::Stub::CastBallot, request, kCastTime);
    if (answer.ok() || !IsUncertain(answer.status())) break;
  }
  return answer;
}

absl::StatusOr<Receipt> VoterClient::CheckAnswer(const crypto::Bytes& leaf,
                                                 const v1::CastBallotResponse& answer) const {
  auto parsed = ledger::ParseLeaf(leaf);
  if (!parsed.ok()) return parsed.status();
  Receipt receipt{manifest_->config().process(),
                  ledger::BallotTracker(*parsed),
                  leaf,
                  answer.receipt(),
                  manifest_->log_key().ToVkey(),
                  {}};
  auto index = CheckReceipt(receipt, {});
  if (!index.ok()) {
    return NotAsPromised(
        fmt::format("the receipt does not hold: {}", ledger::MessageOf(index.status())));
  }
  if (*index != answer.leaf_index()) {
    return NotAsPromised("the receipt is of another record than the answer says");
  }
  return receipt;
}

absl::StatusOr<Receipt> CheckFetched(const ledger::Manifest& manifest, std::string_view tracker,
                                     const v1::Ballot& answer) {
  auto asked = ledger::ParseTracker(tracker);
  if (!asked.ok()) return asked.status();
  auto proven = VerifyProvenBallot(manifest, {answer.ballot().begin(), answer.ballot().end()},
                                   answer.receipt());
  if (!proven.ok()) return proven.status();
  if (proven->index != answer.leaf_index()) {
    return NotAsPromised("the receipt is of another record than the answer says");
  }
  auto leaf = ledger::ParseLeaf(proven->leaf);
  if (!leaf.ok()) return leaf.status();
  const std::string full = ledger::FullTracker(ledger::SignedPart(*leaf));
  if (*asked != full && *asked != ledger::ShortTracker(full)) {
    return NotAsPromised(
        fmt::format("the server shows the ballot {} instead of the one that was asked for",
                    ledger::ShortTracker(full)));
  }
  return Receipt{manifest.config().process(),
                 ledger::ShortTracker(full),
                 proven->leaf,
                 proven->proof,
                 manifest.log_key().ToVkey(),
                 {}};
}

std::vector<ledger::Tracker> TrackersOf(std::span<const crypto::Bytes> leaves,
                                        const ledger::VotingKey& key) {
  std::vector<ledger::Tracker> out;
  for (const crypto::Bytes& bytes : leaves) {
    auto leaf = ledger::ParseLeaf(bytes);
    if (!leaf.ok()) continue;
    const auto* ballot = std::get_if<ledger::BallotLeaf>(&leaf->body);
    if (ballot != nullptr && ballot->voting_key == key) out.push_back(ledger::BallotTracker(*leaf));
  }
  return out;
}

absl::StatusOr<Receipt> VoterClient::FetchReceipt(std::string_view tracker) const {
  auto asked = ledger::ParseTracker(tracker);
  if (!asked.ok()) return While("--tracker", asked.status());
  v1::GetBallotRequest request;
  request.set_name(fmt::format("{}/ballots/{}", manifest_->config().process(), *asked));
  auto answer = connection_.Call(*ballots_, &v1::Ballots::Stub::GetBallot, request);
  if (!answer.ok()) return answer.status();
  return CheckFetched(*manifest_, *asked, *answer);
}

absl::StatusOr<v1::ProveRefusalResponse> VoterClient::AskRefusal(const ledger::VotingKey& key,
                                                                 ledger::ContestId contest,
                                                                 std::uint64_t sequence) const {
  v1::ProveRefusalRequest request;
  request.set_process(manifest_->config().process());
  request.set_voting_key(key.bytes.data(), key.bytes.size());
  request.set_contest(ledger::Number(contest));
  request.set_sequence(sequence);
  return connection_.Call(*ballots_, &v1::Ballots::Stub::ProveRefusal, request);
}

absl::StatusOr<std::string> VoterClient::ReadCheckpoint() const {
  v1::GetCheckpointRequest request;
  request.set_process(manifest_->config().process());
  auto answer = connection_.Call(*ledger_, &v1::Ledger::Stub::GetCheckpoint, request);
  if (!answer.ok()) return answer.status();
  return answer->checkpoint();
}

absl::StatusOr<std::vector<crypto::Hash256>> VoterClient::ReadConsistency(
    std::uint64_t old_size, std::uint64_t size) const {
  v1::GetConsistencyProofRequest request;
  request.set_process(manifest_->config().process());
  request.set_old_size(old_size);
  request.set_size(size);
  auto answer = connection_.Call(*ledger_, &v1::Ledger::Stub::GetConsistencyProof, request);
  if (!answer.ok()) return answer.status();
  std::vector<crypto::Hash256> out;
  for (const std::string& hash : answer->hashes()) {
    crypto::Hash256 one;
    if (hash.size() != one.size()) return NotAsPromised("a hash of a proof has a wrong length");
    std::copy(hash.begin(), hash.end(), one.begin());
    out.push_back(one);
  }
  return out;
}

}  // namespace urna::client
