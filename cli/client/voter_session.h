// A voter at a device: which ballot may be signed next, and what became of those that were
// (sections 6.6 and 7 of docs/protocol.md).
//
// A ballot is signed only where all ballots of the key in the contest before it are proven, and
// where none is unanswered in the contest or in another of its choice groups. What is unanswered is
// sent again, byte for byte, and ends with a receipt or with a refusal that is proven. Whatever
// else a server says, the ballot stays unanswered and nothing else is signed in its place.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/ballot_server.h"
#include "cli/client/receipt.h"
#include "cli/client/voter_memory.h"
#include "crypto/voter_key.h"
#include "ledger/voter.h"

namespace urna::client {

// What becomes of a ballot that is handed in: it is cast, or its number was taken, which is proven,
// and the next one may be encrypted, for that place.
using CastAnswer = std::variant<Receipt, ledger::ChainPlace>;

// Not thread-safe. All that it is given must outlive it.
class VoterSession {
 public:
  // `memory` is what `vault` holds. `slot` is the key's, where it is known.
  VoterSession(const BallotServer& server, const ledger::Manifest& manifest,
               const crypto::VoterKey& key, std::optional<ledger::SlotTag> slot, VoterMemory memory,
               VoterVault& vault);

  const VoterMemory& memory() const { return memory_; }

  // Ballots of the key that this device has learnt of since it was last asked: cast on another
  // device, or by somebody else. The voter is told of them whatever else comes of a call: any of
  // those below may find some, and fail all the same.
  std::vector<Receipt> TakeFound() { return std::exchange(found_, {}); }

  // Asks for the place of the next ballot, and verifies what is answered.
  //   FAILED_PRECONDITION  UNANSWERED: a ballot of this contest or its groups is; SettleAll() first
  //   as refused: ALREADY_VOTED, CHOICE_GROUP_FULL, KEY_REVOKED, VOTING_CLOSED, each proven
  //   RESOURCE_EXHAUSTED   TOO_MANY_BALLOTS
  //   DATA_LOSS            SERVER_NOT_HONEST, LOG_FORKED
  absl::StatusOr<ledger::ChainPlace> FindPlace(ledger::ContestId contest);

  // A ballot for that place, encrypted. Its voter sees the tracker, then decides.
  absl::StatusOr<ledger::BallotDraft> Encrypt(ledger::ContestId contest,
                                              const ledger::Choices& choices,
                                              const ledger::ChainPlace& place);

  // Signs the ballot, keeps it, hands it in and verifies the answer. After an error that is not a
  // proven refusal the ballot is unanswered: the fact "unanswered" of the status is its tracker.
  // The place must be the one that FindPlace, or the answer before, gave; the first one of a
  // contest may be tried without asking.
  absl::StatusOr<CastAnswer> Cast(ledger::BallotDraft draft);

  // Sends again what is unanswered, and says what came of each.
  struct Settled {
    ledger::ContestId contest{};
    ledger::Tracker tracker;
    absl::StatusOr<CastAnswer> answer;
  };
  std::vector<Settled> SettleAll();

 private:
  absl::StatusOr<CastAnswer> Settle(const PendingBallot& ballot);
  // The receipt in an answer to CastBallot, verified and kept.
  absl::StatusOr<Receipt> TakeReceipt(const PendingBallot& ballot,
                                      const v1::CastBallotResponse& answer);
  // What a refusal comes to once its proof is verified; the refusal itself without one.
  absl::StatusOr<CastAnswer> TakeRefusal(const PendingBallot& ballot, const absl::Status& refusal);
  // Asks why the ballot after `before` cannot be cast, and verifies the answer.
  absl::StatusOr<ProvenRefusal> Ask(ledger::ContestId contest, const ChainEnd& before);
  // Verifies that the log has only grown, and remembers how far.
  absl::Status SeeCheckpoint(const std::string& note, const crypto::Checkpoint& checkpoint);
  // Keeps a note that is not proven to continue the newest one: a server that is asked for that
  // proof, and is silent, may have shown a fork.
  absl::Status KeepEvidence(const std::string& note, bool is_fork);
  // Gives up the notes that turn out to be beginnings of the newest checkpoint.
  void ClearEvidence(const crypto::Checkpoint& newest);
  absl::Status CheckGrown(const crypto::Checkpoint& known, const crypto::Checkpoint& fresh) const;
  // Remembers ballots, and that `answered`, where it is given, is unanswered no longer: at once, so
  // that a crash leaves no ballot both ways.
  absl::Status Keep(std::vector<ProvenBallot> ballots, const PendingBallot* answered);
  absl::StatusOr<ledger::ChainPlace> NextPlace(ledger::ContestId contest) const;
  Receipt MakeReceipt(const ProvenBallot& ballot) const;

  const BallotServer& server_;
  const ledger::Manifest& manifest_;
  const crypto::VoterKey& key_;
  const ledger::VotingKey voting_key_;
  const std::optional<ledger::SlotTag> slot_;
  VoterMemory memory_;
  VoterVault& vault_;
  std::vector<Receipt> found_;
};

}  // namespace urna::client
