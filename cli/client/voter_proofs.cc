#include "cli/client/voter_proofs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "cli/client/errors.h"
#include "cli/client/process_reader.h"
#include "cli/client/time_text.h"
#include "crypto/merkle.h"
#include "ledger/election_state.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/note.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

using ledger::MessageOf;

// A record of an answer, known to be in the log.
struct LoggedRecord {
  crypto::Bytes bytes;
  std::string proof;
  std::uint64_t index = 0;
  ledger::Leaf leaf;
  crypto::Checkpoint checkpoint;
  std::string note;
};

absl::Status NotProven(std::string_view what) {
  return NotAsPromised(fmt::format("the server's proof does not hold: {}", what));
}

absl::StatusOr<LoggedRecord> ReadLogged(const ledger::Manifest& manifest, crypto::Bytes bytes,
                                        std::string proof) {
  auto parsed = crypto::LogProof::Parse(proof);
  if (!parsed.ok()) return NotProven(MessageOf(parsed.status()));
  auto checkpoint = crypto::VerifyLogProof(*parsed, bytes, manifest.log_key());
  if (!checkpoint.ok()) return NotProven(MessageOf(checkpoint.status()));
  auto note = ledger::VerifyNote(manifest, parsed->checkpoint_note);
  if (!note.ok()) return NotProven(MessageOf(note.status()));
  auto leaf = ledger::ParseLeaf(bytes);
  if (!leaf.ok()) return NotProven(MessageOf(leaf.status()));
  if (leaf->manifest_hash != manifest.hash()) return NotProven("a record of another election");
  return LoggedRecord{std::move(bytes), std::move(proof),       parsed->index,
                      *std::move(leaf), *std::move(checkpoint), parsed->checkpoint_note};
}

// That each is a ballot with the shape of this election's, and its proof holds.
absl::StatusOr<std::vector<ProvenBallot>> ReadBallots(const ledger::Manifest& manifest,
                                                      std::vector<LoggedRecord> records) {
  std::vector<const ledger::Leaf*> leaves;
  for (const LoggedRecord& record : records) {
    const auto* ballot = std::get_if<ledger::BallotLeaf>(&record.leaf.body);
    if (ballot == nullptr || !manifest.HasContest(ballot->contest) ||
        ballot->points.size() != manifest.width() + 1) {
      return NotProven(fmt::format("record {} is no ballot of this election", record.index));
    }
    leaves.push_back(&record.leaf);
  }
  const std::vector<absl::Status> verdicts = ledger::VerifyBallotsCryptography(manifest, leaves);
  std::vector<ProvenBallot> out;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!verdicts[i].ok()) {
      return NotProven(fmt::format("record {}: {}", records[i].index, MessageOf(verdicts[i])));
    }
    const crypto::Hash256 hash = crypto::LeafHash(records[i].bytes);
    out.push_back({std::move(records[i].bytes), std::move(records[i].proof), records[i].index, hash,
                   std::get<ledger::BallotLeaf>(std::move(records[i].leaf.body))});
  }
  return out;
}

// The records of an answer: under one checkpoint, in the order of the log.
absl::StatusOr<std::vector<LoggedRecord>> ReadRecords(const ledger::Manifest& manifest,
                                                      const v1::ProveRefusalResponse& answer) {
  if (answer.records().empty()) return NotProven("it has no record");
  if (static_cast<std::uint32_t>(answer.records_size()) > ledger::kMaxBallotsPerKey) {
    return NotProven("it has more records than a key can have ballots");
  }
  std::vector<LoggedRecord> out;
  for (const v1::ProvenRecord& given : answer.records()) {
    const crypto::ByteView bytes = crypto::AsBytes(given.record());
    auto record = ReadLogged(manifest, {bytes.begin(), bytes.end()}, given.receipt());
    if (!record.ok()) return record.status();
    if (!out.empty()) {
      if (record->checkpoint.size != out[0].checkpoint.size ||
          record->checkpoint.root != out[0].checkpoint.root) {
        return NotProven("its records are not under one checkpoint");
      }
      if (record->index <= out.back().index) return NotProven("its records are out of order");
    }
    out.push_back(*std::move(record));
  }
  return out;
}

absl::Status CheckOfKey(const RefusalQuestion& question, const ProvenBallot& ballot) {
  if (ballot.ballot.voting_key == question.key) return absl::OkStatus();
  return NotProven(fmt::format("record {} is a ballot of another key", ballot.index));
}

absl::Status CheckFirstCounts(const ledger::Manifest& manifest, const RefusalQuestion& question,
                              const std::vector<ProvenBallot>& ballots) {
  if (manifest.config().revote() != v1::REVOTE_POLICY_FIRST) {
    return NotProven("in this election a ballot replaces the one before");
  }
  if (ballots.size() != 1) return NotProven("expected one ballot");
  if (auto status = CheckOfKey(question, ballots[0]); !status.ok()) return status;
  // Where the first one counts there is never a second.
  return CheckChain(question.key, question.contest, {}, ballots);
}

// That the contest is in a group of which the key has used as many other contests as it admits.
absl::Status CheckGroupIsFull(const ledger::Manifest& manifest, const RefusalQuestion& question,
                              const std::vector<ProvenBallot>& ballots) {
  if (question.before.sequence != 0) {
    return NotProven("the key has a ballot in this contest, so that a choice group is no obstacle");
  }
  std::set<std::uint32_t> used;
  for (const ProvenBallot& ballot : ballots) {
    if (auto status = CheckOfKey(question, ballot); !status.ok()) return status;
    used.insert(ledger::Number(ballot.ballot.contest));
  }
  const std::uint32_t asked = ledger::Number(question.contest);
  for (const v1::ChoiceGroup& group : manifest.config().choice_groups()) {
    const std::set<std::uint32_t> contests(group.contests().begin(), group.contests().end());
    if (!contests.contains(asked)) continue;
    const auto count = std::count_if(used.begin(), used.end(), [&](std::uint32_t contest) {
      return contest != asked && contests.contains(contest);
    });
    if (static_cast<std::uint64_t>(count) >= group.max()) return absl::OkStatus();
  }
  return NotProven("the ballots do not fill a choice group of the contest");
}

// The one record that authorities signed.
template <typename Body>
absl::StatusOr<Body> ReadSigned(const ledger::Manifest& manifest,
                                const std::vector<LoggedRecord>& records, std::string_view what) {
  if (records.size() != 1) return NotProven(fmt::format("expected one record, {}", what));
  const auto* body = std::get_if<Body>(&records[0].leaf.body);
  if (body == nullptr) return NotProven(fmt::format("record {} is not {}", records[0].index, what));
  if (auto status = ledger::VerifyAuthorities(manifest, records[0].leaf); !status.ok()) {
    return NotProven(MessageOf(status));
  }
  return *body;
}

std::string Authorities(const std::vector<ledger::KeyedSignature>& signatures) {
  std::string out;
  for (const auto& signature : signatures) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", signature.index);
  }
  return out;
}

std::string TellBallots(const ledger::Manifest& manifest,
                        const std::vector<ProvenBallot>& ballots) {
  std::string out;
  for (const ProvenBallot& ballot : ballots) {
    out += fmt::format("{}{} (contest {}, number {}, record {})", out.empty() ? "" : ", ",
                       ledger::BallotTracker({manifest.hash(), ballot.ballot}),
                       manifest.contest(ballot.ballot.contest).id(), ballot.ballot.sequence,
                       ballot.index);
  }
  return out;
}

}  // namespace

ChainEnd EndOf(std::span<const ProvenBallot> chain) {
  if (chain.empty()) return {};
  return {chain.back().ballot.sequence, chain.back().hash, chain.back().index};
}

absl::Status CheckChain(const ledger::VotingKey& key, ledger::ContestId contest,
                        const ChainEnd& before, std::span<const ProvenBallot> chain) {
  ChainEnd end = before;
  for (const ProvenBallot& ballot : chain) {
    if (ballot.ballot.voting_key != key || ballot.ballot.contest != contest) {
      return NotProven(
          fmt::format("record {} is a ballot of another key or contest", ballot.index));
    }
    if (ballot.ballot.sequence != end.sequence + 1) {
      return NotProven(fmt::format("ballot {} of the key is missing", end.sequence + 1));
    }
    if (ballot.ballot.previous != end.hash) {
      return NotProven(fmt::format("ballot {} of the key does not name the one before it",
                                   ballot.ballot.sequence));
    }
    if (end.sequence != 0 && ballot.index <= end.index) {
      return NotProven(
          fmt::format("ballot {} of the key stands before its predecessor", end.sequence + 1));
    }
    end = {ballot.ballot.sequence, ballot.hash, ballot.index};
  }
  return absl::OkStatus();
}

absl::StatusOr<ProvenBallot> VerifyProvenBallot(const ledger::Manifest& manifest,
                                                crypto::Bytes leaf, std::string proof) {
  auto record = ReadLogged(manifest, std::move(leaf), std::move(proof));
  if (!record.ok()) return record.status();
  std::vector<LoggedRecord> one;
  one.push_back(*std::move(record));
  auto ballots = ReadBallots(manifest, std::move(one));
  if (!ballots.ok()) return ballots.status();
  return std::move((*ballots)[0]);
}

absl::StatusOr<ProvenRefusal> VerifyRefusal(const ledger::Manifest& manifest,
                                            const RefusalQuestion& question,
                                            const v1::ProveRefusalResponse& answer) {
  ProvenRefusal out;
  out.reason = answer.reason();
  if (answer.reason() == v1::REFUSAL_REASON_UNSPECIFIED) {
    if (!answer.records().empty()) return NotProven("it has records and no reason");
    return out;
  }
  auto records = ReadRecords(manifest, answer);
  if (!records.ok()) return records.status();
  out.note = records->front().note;
  out.checkpoint = records->front().checkpoint;
  out.index = records->front().index;
  switch (answer.reason()) {
    case v1::REFUSAL_REASON_REVOKED: {
      auto revocation = ReadSigned<ledger::RevocationLeaf>(manifest, *records, "a revocation");
      if (!revocation.ok()) return revocation.status();
      // The keys of today are those of the roll, of generation 0.
      if (revocation->slot != question.slot || revocation->generation != 0) {
        return NotProven("the revocation is not known to be of this voter's key");
      }
      out.signatures = std::move(revocation->signatures);
      return out;
    }
    case v1::REFUSAL_REASON_CLOSED: {
      auto closing = ReadSigned<ledger::TimeLeaf>(manifest, *records, "a closing");
      if (!closing.ok()) return closing.status();
      if (closing->opens) return NotProven("the record is an opening");
      out.signatures = std::move(closing->signatures);
      out.unix_seconds = closing->unix_seconds;
      return out;
    }
    case v1::REFUSAL_REASON_SEQUENCE:
    case v1::REFUSAL_REASON_CHOICE_GROUP:
    case v1::REFUSAL_REASON_ALREADY_VOTED:
      break;
    default:
      return NotProven("its reason is not known to this program");
  }
  auto ballots = ReadBallots(manifest, *std::move(records));
  if (!ballots.ok()) return ballots.status();
  out.ballots = *std::move(ballots);
  absl::Status holds;
  if (answer.reason() == v1::REFUSAL_REASON_SEQUENCE) {
    // It would let the next number be signed, which here is never admitted.
    if (manifest.config().revote() == v1::REVOTE_POLICY_FIRST) {
      return NotProven("the first ballot counts in this election, and no number follows");
    }
    holds = CheckChain(question.key, question.contest, question.before, out.ballots);
  } else if (answer.reason() == v1::REFUSAL_REASON_CHOICE_GROUP) {
    holds = CheckGroupIsFull(manifest, question, out.ballots);
  } else {
    holds = CheckFirstCounts(manifest, question, out.ballots);
  }
  if (!holds.ok()) return holds;
  return out;
}

std::string Tell(const ledger::Manifest& manifest, const ProvenRefusal& refusal) {
  switch (refusal.reason) {
    case v1::REFUSAL_REASON_SEQUENCE:
      return fmt::format("the log has these ballots of the voter's key: {}",
                         TellBallots(manifest, refusal.ballots));
    case v1::REFUSAL_REASON_CHOICE_GROUP:
      return fmt::format(
          "the voter has used as many contests of a group as one may, which the log proves: {}",
          TellBallots(manifest, refusal.ballots));
    case v1::REFUSAL_REASON_ALREADY_VOTED:
      return fmt::format("the first ballot counts in this election, and the log has it: {}",
                         TellBallots(manifest, refusal.ballots));
    case v1::REFUSAL_REASON_REVOKED:
      return fmt::format(
          "the key of this slot was revoked: record {} of the log, signed by authorities {}",
          refusal.index, Authorities(refusal.signatures));
    case v1::REFUSAL_REASON_CLOSED:
      return fmt::format(
          "voting is closed: record {} of the log, signed by authorities {}, closed at {}",
          refusal.index, Authorities(refusal.signatures), TimeText(refusal.unix_seconds));
    default:
      return "nothing in the log speaks against the ballot, as far as the server goes";
  }
}

absl::Status CheckContinues(const crypto::Checkpoint& known, const crypto::Checkpoint& fresh,
                            const ConsistencyProofs& ask) {
  const auto forked = [&](std::string_view what) {
    return ledger::Refusal(
        absl::StatusCode::kDataLoss, "LOG_FORKED",
        fmt::format("the log of {} records does not continue the one of {} that this device has "
                    "seen: {}; nothing is signed",
                    fresh.size, known.size, what));
  };
  if (fresh.size < known.size) return forked("it is smaller");
  if (fresh.size == known.size) {
    return fresh.root == known.root ? absl::OkStatus() : forked("it has another root");
  }
  auto proof = ask(known.size, fresh.size);
  if (!proof.ok()) return While("proof that the log has only grown", proof.status());
  if (!crypto::VerifyConsistency(known.size, fresh.size, *proof, known.root, fresh.root)) {
    return forked("the server's proof that it does is false");
  }
  return absl::OkStatus();
}

}  // namespace urna::client
