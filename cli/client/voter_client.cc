#include "cli/client/voter_client.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/client/process_reader.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

using nlohmann::json;

constexpr absl::Duration kCastTime = absl::Seconds(10);
constexpr int kCastAttempts = 4;
constexpr int kSequenceAttempts = 3;
// A key cannot have come further: a higher number is a server's lie that would lock the voter out.
constexpr std::uint64_t kMaxSequence = std::uint64_t{1} << 40;

absl::Status NotA(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("the file is not {}", what));
}

// The object's texts under these keys, or nothing.
std::optional<std::map<std::string, std::string>> Texts(std::string_view text,
                                                        std::initializer_list<const char*> keys) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  std::map<std::string, std::string> out;
  for (const char* key : keys) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_string()) return std::nullopt;
    out[key] = it->get<std::string>();
  }
  return out;
}

// Is it unknown whether the ballot arrived?
bool IsUncertain(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kUnavailable;
}

}  // namespace

std::string Receipt::ToJson() const {
  const json object = {{"process", process},
                       {"tracker", tracker},
                       {"leaf", crypto::ToBase64(leaf)},
                       {"receipt", proof},
                       {"log_vkey", log_vkey}};
  return object.dump(2) + "\n";
}

absl::StatusOr<Receipt> Receipt::FromJson(std::string_view text) {
  auto texts = Texts(text, {"process", "tracker", "leaf", "receipt", "log_vkey"});
  if (!texts.has_value()) return NotA("a receipt");
  auto leaf = crypto::FromBase64((*texts)["leaf"]);
  if (!leaf.ok() || leaf->size() > ledger::kMaxLeafSize) return NotA("a receipt");
  return Receipt{(*texts)["process"], (*texts)["tracker"], *std::move(leaf), (*texts)["receipt"],
                 (*texts)["log_vkey"]};
}

absl::StatusOr<std::uint64_t> CheckReceipt(const Receipt& receipt, std::string_view log_vkey) {
  if (!log_vkey.empty() && log_vkey != receipt.log_vkey) {
    return absl::InvalidArgumentError(
        fmt::format("the receipt is of the log {}, not of {}", receipt.log_vkey, log_vkey));
  }
  auto log = crypto::LogKey::FromVkey(receipt.log_vkey);
  if (!log.ok()) return log.status();
  auto proof = crypto::LogProof::Parse(receipt.proof);
  if (!proof.ok()) return proof.status();
  auto checkpoint = crypto::VerifyLogProof(*proof, receipt.leaf, *log);
  if (!checkpoint.ok()) return checkpoint.status();
  auto leaf = ledger::ParseLeaf(receipt.leaf);
  if (!leaf.ok()) return leaf.status();
  if (!std::holds_alternative<ledger::BallotLeaf>(leaf->body) ||
      ledger::BallotTracker(*leaf) != receipt.tracker) {
    return absl::InvalidArgumentError("the receipt's tracker is not that of its record");
  }
  return proof->index;
}

std::string OpeningFile::ToJson() const {
  const json object = {{"process", process},
                       {"tracker", tracker},
                       {"unsigned_leaf", crypto::ToBase64(opening.unsigned_leaf)},
                       {"payload", crypto::ToBase64(opening.payload)},
                       {"randomness", crypto::ToBase64(opening.randomness.bytes())}};
  return object.dump(2) + "\n";
}

absl::StatusOr<OpeningFile> OpeningFile::FromJson(std::string_view text) {
  auto texts = Texts(text, {"process", "tracker", "unsigned_leaf", "payload", "randomness"});
  if (!texts.has_value()) return NotA("an opened ballot");
  auto leaf = crypto::FromBase64((*texts)["unsigned_leaf"]);
  auto payload = crypto::FromBase64((*texts)["payload"]);
  auto randomness = crypto::FromBase64((*texts)["randomness"]);
  if (!leaf.ok() || !payload.ok() || !randomness.ok()) return NotA("an opened ballot");
  auto scalar = crypto::Scalar::Parse(*randomness);
  if (!scalar.ok()) return NotA("an opened ballot");
  return OpeningFile{
      {*std::move(leaf), *std::move(payload), *scalar}, (*texts)["tracker"], (*texts)["process"]};
}

VoterClient::VoterClient(Connection connection, std::shared_ptr<const ledger::Manifest> manifest)
    : connection_(std::move(connection)),
      manifest_(std::move(manifest)),
      ballots_(v1::Ballots::NewStub(connection_.channel())) {}

absl::StatusOr<v1::CastBallotResponse> VoterClient::Send(const crypto::Bytes& leaf) const {
  v1::CastBallotRequest request;
  request.set_process(manifest_->config().process());
  request.set_ballot(leaf.data(), leaf.size());
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
  Receipt receipt{manifest_->config().process(), ledger::BallotTracker(*parsed), leaf,
                  answer.receipt(), manifest_->log_key().ToVkey()};
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

absl::StatusOr<Receipt> VoterClient::Submit(const crypto::Bytes& leaf) const {
  auto answer = Send(leaf);
  if (!answer.ok()) return answer.status();
  return CheckAnswer(leaf, *answer);
}

absl::StatusOr<Receipt> VoterClient::Cast(ledger::ContestId contest, const ledger::Choices& choices,
                                          const crypto::SigningKey& key) const {
  std::uint64_t sequence = 1;
  absl::StatusOr<Receipt> receipt = absl::UnknownError("");
  for (int attempt = 0; attempt < kSequenceAttempts; ++attempt) {
    auto draft =
        ledger::BallotDraft::Encrypt(*manifest_, contest, choices, key.public_key(), sequence);
    if (!draft.ok()) return draft.status();
    receipt = Submit(std::move(*draft).Cast(key));
    const auto next = receipt.ok() ? std::nullopt : NextSequence(receipt.status());
    if (!next.has_value()) return receipt;
    sequence = *next;
  }
  return receipt;
}

std::optional<std::uint64_t> NextSequence(const absl::Status& refusal) {
  if (ledger::ReasonOf(refusal) != "SEQUENCE_TOO_LOW") return std::nullopt;
  const std::string text = ledger::FactOf(refusal, "last_sequence");
  std::uint64_t last = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), last);
  if (error != std::errc() || end != text.data() + text.size() || last >= kMaxSequence) {
    return std::nullopt;
  }
  return last + 1;
}

}  // namespace urna::client
