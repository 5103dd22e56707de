#include "cli/client/receipt.h"

#include <fmt/format.h>

#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "crypto/merkle.h"
#include "ledger/leaf.h"
#include "ledger/limits.h"

namespace urna::client {
namespace {

using nlohmann::json;

absl::Status NotA(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("the file is not {}", what));
}

// The object's texts under these keys, or nothing. Without `slot` where it is left out.
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
  const auto slot = object.find("slot");
  if (slot != object.end()) {
    if (!slot->is_string()) return std::nullopt;
    out["slot"] = slot->get<std::string>();
  }
  return out;
}

// What a receipt says once it holds.
struct Claim {
  crypto::Checkpoint checkpoint;
  std::uint64_t index;
  ledger::BallotLeaf ballot;
  crypto::Hash256 hash;
};

absl::StatusOr<Claim> ReadClaim(const Receipt& receipt) {
  auto log = crypto::LogKey::FromVkey(receipt.log_vkey);
  if (!log.ok()) return log.status();
  auto proof = crypto::LogProof::Parse(receipt.proof);
  if (!proof.ok()) return proof.status();
  auto checkpoint = crypto::VerifyLogProof(*proof, receipt.leaf, *log);
  if (!checkpoint.ok()) return checkpoint.status();
  auto leaf = ledger::ParseLeaf(receipt.leaf);
  if (!leaf.ok()) return leaf.status();
  const auto* ballot = std::get_if<ledger::BallotLeaf>(&leaf->body);
  if (ballot == nullptr || ledger::BallotTracker(*leaf) != receipt.tracker) {
    return absl::InvalidArgumentError("the receipt's tracker is not that of its record");
  }
  return Claim{*std::move(checkpoint), proof->index, *ballot, crypto::LeafHash(receipt.leaf)};
}

// Why two claims of one log cannot both be true; empty where they can.
std::string_view Contradiction(const Claim& a, const Claim& b) {
  if (a.checkpoint.size == b.checkpoint.size && a.checkpoint.root != b.checkpoint.root) {
    return "the log signed two roots of one size";
  }
  const bool same_record = a.hash == b.hash;
  if (a.index == b.index && !same_record) return "they are of two records at one index";
  if (a.index != b.index && same_record) return "one record stands at two indexes";
  if (same_record || a.ballot.voting_key != b.ballot.voting_key ||
      a.ballot.contest != b.ballot.contest) {
    return "";
  }
  if (a.ballot.sequence == b.ballot.sequence) return "they are of two ballots of one number";
  const Claim& before = a.ballot.sequence < b.ballot.sequence ? a : b;
  const Claim& after = &before == &a ? b : a;
  if (after.index < before.index) return "the later ballot stands before the earlier one";
  if (after.ballot.sequence == before.ballot.sequence + 1 && after.ballot.previous != before.hash) {
    return "the later ballot does not follow the earlier one";
  }
  return "";
}

}  // namespace

std::string Receipt::ToJson() const {
  json object = {{"process", process},
                 {"tracker", tracker},
                 {"leaf", crypto::ToBase64(leaf)},
                 {"receipt", proof},
                 {"log_vkey", log_vkey}};
  if (!slot.empty()) object["slot"] = slot;
  return object.dump(2) + "\n";
}

absl::StatusOr<Receipt> Receipt::FromJson(std::string_view text) {
  auto texts = Texts(text, {"process", "tracker", "leaf", "receipt", "log_vkey"});
  if (!texts.has_value()) return NotA("a receipt");
  auto leaf = crypto::FromBase64((*texts)["leaf"]);
  if (!leaf.ok() || leaf->size() > ledger::kMaxLeafSize) return NotA("a receipt");
  return Receipt{(*texts)["process"], (*texts)["tracker"],  *std::move(leaf),
                 (*texts)["receipt"], (*texts)["log_vkey"], (*texts)["slot"]};
}

absl::StatusOr<std::uint64_t> CheckReceipt(const Receipt& receipt, std::string_view log_vkey) {
  if (!log_vkey.empty() && log_vkey != receipt.log_vkey) {
    return absl::InvalidArgumentError(
        fmt::format("the receipt is of the log {}, not of {}", receipt.log_vkey, log_vkey));
  }
  auto claim = ReadClaim(receipt);
  if (!claim.ok()) return claim.status();
  return claim->index;
}

absl::Status CheckReceiptsTogether(std::span<const Receipt> receipts) {
  std::vector<Claim> claims;
  for (const Receipt& receipt : receipts) {
    auto claim = ReadClaim(receipt);
    if (!claim.ok()) return claim.status();
    claims.push_back(*std::move(claim));
  }
  for (std::size_t i = 0; i < claims.size(); ++i) {
    for (std::size_t j = i + 1; j < claims.size(); ++j) {
      if (receipts[i].log_vkey != receipts[j].log_vkey) continue;
      const std::string_view why = Contradiction(claims[i], claims[j]);
      if (why.empty()) continue;
      return absl::InvalidArgumentError(fmt::format(
          "the receipts of {} and {} contradict each other: {}; keep both, they prove it",
          receipts[i].tracker, receipts[j].tracker, why));
    }
  }
  return absl::OkStatus();
}

std::string OpeningFile::ToJson() const {
  json object = {{"process", process},
                 {"tracker", tracker},
                 {"head", crypto::ToBase64(opening.head)},
                 {"payload", crypto::ToBase64(opening.payload)},
                 {"randomness", crypto::ToBase64(opening.randomness.bytes())}};
  if (!slot.empty()) object["slot"] = slot;
  return object.dump(2) + "\n";
}

absl::StatusOr<OpeningFile> OpeningFile::FromJson(std::string_view text) {
  auto texts = Texts(text, {"process", "tracker", "head", "payload", "randomness"});
  if (!texts.has_value()) return NotA("an opened ballot");
  auto head = crypto::FromBase64((*texts)["head"]);
  auto payload = crypto::FromBase64((*texts)["payload"]);
  auto randomness = crypto::FromBase64((*texts)["randomness"]);
  if (!head.ok() || !payload.ok() || !randomness.ok()) return NotA("an opened ballot");
  auto scalar = crypto::Scalar::Parse(*randomness);
  if (!scalar.ok()) return NotA("an opened ballot");
  return OpeningFile{{*std::move(head), *std::move(payload), *scalar},
                     (*texts)["tracker"],
                     (*texts)["process"],
                     (*texts)["slot"]};
}

}  // namespace urna::client
