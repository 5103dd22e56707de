#include "cli/client/voter_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/client/errors.h"
#include "cli/client/files.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/note.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

using nlohmann::json;

constexpr char kFormat[] = "urna-voter-memory-2";
constexpr std::size_t kNameCharacters = 16;
// A thousand ballots in every contest would have more; nobody casts them.
constexpr std::uint64_t kMaxFile = std::uint64_t{64} << 20;
constexpr std::size_t kMaxEvidence = 16;

absl::Status Damaged(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("the voter's memory is damaged: {}", what));
}

std::string NameOf(const ledger::Manifest& manifest, const ledger::VotingKey& key) {
  const crypto::Hash256 hash = crypto::LabelledHash("voter-memory", {manifest.hash(), key.bytes});
  return fmt::format("urna-voter-{}.json", crypto::ToBase32(hash).substr(0, kNameCharacters));
}

// The members of a JSON object, each read as what it must be; after a failure all are empty and
// `ok` stays false.
class Members {
 public:
  explicit Members(const json& object) : object_(object), ok_(object.is_object()) {}
  bool ok() const { return ok_; }
  std::string Text(const char* name) {
    const json& value = Find(name);
    return Is(value.is_string()) ? value.get<std::string>() : std::string();
  }
  std::uint64_t Number(const char* name) {
    const json& value = Find(name);
    return Is(value.is_number_unsigned()) ? value.get<std::uint64_t>() : 0;
  }
  crypto::Bytes Base64(const char* name) {
    auto bytes = crypto::FromBase64(Text(name));
    return Is(bytes.ok() && bytes->size() <= ledger::kMaxLeafSize) ? *std::move(bytes)
                                                                   : crypto::Bytes();
  }
  const json& List(const char* name) {
    static const json kNone = json::array();
    const json& value = Find(name);
    return Is(value.is_array()) ? value : kNone;
  }

 private:
  const json& Find(const char* name) {
    static const json kNone;
    if (!ok_) return kNone;
    const auto it = object_.find(name);
    return it == object_.end() ? kNone : *it;
  }
  bool Is(bool condition) {
    ok_ = ok_ && condition;
    return ok_;
  }
  const json& object_;
  bool ok_;
};

absl::StatusOr<PendingBallot> ReadPending(const json& object, const ledger::Manifest& manifest,
                                          const ledger::VotingKey& key) {
  Members members(object);
  crypto::Bytes bytes = members.Base64("leaf");
  if (!members.ok()) return Damaged("an unanswered ballot is not readable");
  auto leaf = ledger::ParseLeaf(bytes);
  const auto* ballot = leaf.ok() ? std::get_if<ledger::BallotLeaf>(&leaf->body) : nullptr;
  if (ballot == nullptr || leaf->manifest_hash != manifest.hash() || ballot->voting_key != key ||
      !manifest.HasContest(ballot->contest)) {
    return Damaged("an unanswered ballot is not of this election and key");
  }
  return PendingBallot{ballot->contest, std::move(bytes)};
}

}  // namespace

ChainEnd VoterMemory::End(ledger::ContestId contest) const {
  const auto chain = ballots.find(contest);
  return chain == ballots.end() ? ChainEnd{} : EndOf(chain->second);
}

const PendingBallot* VoterMemory::FindUnanswered(const ledger::Manifest& manifest,
                                                 ledger::ContestId contest) const {
  const auto in_group = [&](ledger::ContestId other) {
    return std::any_of(manifest.config().choice_groups().begin(),
                       manifest.config().choice_groups().end(), [&](const auto& group) {
                         const auto has = [&](ledger::ContestId c) {
                           return std::find(group.contests().begin(), group.contests().end(),
                                            ledger::Number(c)) != group.contests().end();
                         };
                         return has(contest) && has(other);
                       });
  };
  for (const PendingBallot& ballot : pending) {
    if (ballot.contest == contest || in_group(ballot.contest)) return &ballot;
  }
  return nullptr;
}

std::string VoterMemory::ToJson(const ledger::Manifest& manifest) const {
  json unanswered = json::array();
  for (const PendingBallot& ballot : pending) {
    unanswered.push_back({{"leaf", crypto::ToBase64(ballot.leaf)}});
  }
  json receipts = json::array();
  for (const auto& [contest, chain] : ballots) {
    for (const ProvenBallot& ballot : chain) {
      receipts.push_back({{"contest", ledger::Number(contest)},
                          {"sequence", ballot.ballot.sequence},
                          {"leaf", crypto::ToBase64(ballot.leaf)},
                          {"receipt", ballot.proof}});
    }
  }
  const json object = {{"format", kFormat},
                       {"process", manifest.config().process()},
                       {"manifest_hash", crypto::ToHex(manifest.hash())},
                       {"checkpoint", checkpoint},
                       {"evidence", evidence},
                       {"unanswered", unanswered},
                       {"receipts", receipts},
                       {"encryptions", encryptions}};
  return object.dump(2) + "\n";
}

absl::StatusOr<VoterMemory> VoterMemory::FromJson(std::string_view text,
                                                  const ledger::Manifest& manifest,
                                                  const ledger::VotingKey& key) {
  const json object = json::parse(text, nullptr, false);
  Members members(object);
  if (members.Text("format") != kFormat) return Damaged("it is none");
  if (members.Text("manifest_hash") != crypto::ToHex(manifest.hash())) {
    return Damaged("it is of another election");
  }
  VoterMemory out;
  out.checkpoint = members.Text("checkpoint");
  out.encryptions = members.Number("encryptions");
  const json& evidence = members.List("evidence");
  const json& unanswered = members.List("unanswered");
  const json& receipts = members.List("receipts");
  if (!members.ok()) return Damaged("something is missing");
  if (!out.checkpoint.empty() && !ledger::VerifyNote(manifest, out.checkpoint).ok()) {
    return Damaged("its checkpoint does not hold");
  }
  for (const json& note : evidence) {
    if (!note.is_string()) return Damaged("a note is no text");
    out.evidence.push_back(note.get<std::string>());
  }
  if (out.evidence.size() > kMaxEvidence) return Damaged("it has too many notes");
  for (const json& one : unanswered) {
    auto ballot = ReadPending(one, manifest, key);
    if (!ballot.ok()) return ballot.status();
    out.pending.push_back(*std::move(ballot));
  }
  for (const json& one : receipts) {
    Members receipt(one);
    crypto::Bytes leaf = receipt.Base64("leaf");
    std::string proof = receipt.Text("receipt");
    if (!receipt.ok()) return Damaged("a receipt is not readable");
    auto ballot = VerifyProvenBallot(manifest, std::move(leaf), std::move(proof));
    if (!ballot.ok()) return Damaged(ledger::MessageOf(ballot.status()));
    const ledger::ContestId contest = ballot->ballot.contest;
    if (!CheckChain(key, contest, out.End(contest), {&*ballot, 1}).ok()) {
      return Damaged("its receipts do not follow one another");
    }
    out.ballots[contest].push_back(*std::move(ballot));
  }
  return out;
}

absl::StatusOr<std::unique_ptr<VoterFile>> VoterFile::Open(
    const std::string& folder, std::shared_ptr<const ledger::Manifest> manifest,
    const ledger::VotingKey& key) {
  auto lock = FileLock::Take((std::filesystem::path(folder) / NameOf(*manifest, key)).string());
  if (!lock.ok()) return While("the voter's memory", lock.status());
  std::string path = lock->path();
  return std::unique_ptr<VoterFile>(
      new VoterFile(std::move(path), std::move(manifest), key, *std::move(lock)));
}

absl::StatusOr<VoterMemory> VoterFile::Load() const {
  std::error_code error;
  if (!std::filesystem::exists(path_, error) && !error) return VoterMemory{};
  auto text = ReadText(path_, kMaxFile);
  if (!text.ok()) return text.status();
  auto memory = VoterMemory::FromJson(*text, *manifest_, key_);
  if (!memory.ok()) return While(path_, memory.status());
  return memory;
}

absl::Status VoterFile::Save(const VoterMemory& memory) {
  return ReplaceFile(path_, crypto::AsBytes(memory.ToJson(*manifest_)), Access::kOwnerOnly);
}

}  // namespace urna::client
