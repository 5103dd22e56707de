// What a trustee does: the key ceremony, the signatures under manifest and closing, mixes,
// decryptions, outcomes. Each step checks everything that it builds on, from the log up.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/client/log_replica.h"
#include "cli/client/process_reader.h"
#include "cli/client/trustee_memory.h"
#include "urna/v1/tallies_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::client {

struct TrusteeOptions {
  int threads = 1;
  Pins pins;
  // Sign the closing even though the log holds records that should not have been admitted. They do
  // not change the count, but they are evidence against the server.
  bool despite_faults = false;
  // Begin a new attempt of a key ceremony although shares of an earlier one are kept: they are
  // erased.
  bool erase_earlier_shares = false;
  // Asked before a closing is signed for the first time: people have compared its hash aloud.
  // Without it no closing is signed.
  std::function<absl::StatusOr<bool>(const LogReplica& log, const crypto::Hash256& closing_hash)>
      confirm_closing;
  // The trustee's own clock.
  std::function<absl::Time()> now = [] { return absl::Now(); };
  // Told of what takes long: "mixing contest 0", and of its progress in [0, 1].
  std::function<void(std::string_view what, double done)> on_progress;
};

// What a call has done, and whether there is anything left for this trustee in this stage.
struct TrusteeStep {
  // For people: what was done; empty when nothing was to be done now.
  std::string did;
  // For people: what is waited for, where that is not others.
  std::string waits;
  // Nothing more will be asked of this trustee in this stage.
  bool finished = false;
};

// One trustee of one process. Not thread-safe. Every step may be repeated: what is done already is
// left alone. A refusal that means "not your turn" is no error but a step in which nothing was
// done.
class TrusteeClient {
 public:
  TrusteeClient(std::shared_ptr<const ProcessReader> reader, TrusteeMemory memory,
                std::unique_ptr<TrusteeVault> vault, TrusteeOptions options);

  // The next round of the ceremony, if it is this trustee's turn. When a share received is wrong
  // the complaint is filed, and the error says so.
  absl::StatusOr<TrusteeStep> Ceremony();
  // Signs the manifest, after checking that the keys in it are those of this trustee's ceremony,
  // and every part of every roll.
  absl::StatusOr<TrusteeStep> Approve();
  // Signs the closed log after replaying it, once for the manifest, ever: another is a fork
  // (DATA_LOSS). Not before the manifest's closing time by the trustee's own clock.
  absl::StatusOr<TrusteeStep> SignClosing();
  // Mixes each contest that awaits a mix, after verifying log, selection and all earlier mixes.
  absl::StatusOr<TrusteeStep> Mix();
  // Partial decryptions, and shares of lots, of each contest that is mixed.
  absl::StatusOr<TrusteeStep> Decrypt();
  // Computes each outcome, compares it with the server's byte for byte, signs it.
  absl::StatusOr<TrusteeStep> Tally();
  // Whatever comes next of the above. `finished` when the outcome of every contest is in the log.
  // It signs no manifest that is not pinned: FAILED_PRECONDITION until Approve() was called.
  absl::StatusOr<TrusteeStep> Next();

  const crypto::VerifyingKey& key() const { return memory_.keys.signing.public_key(); }

 private:
  struct Place {
    std::shared_ptr<const ledger::FrozenConfig> config;
    // 1 to n.
    std::uint32_t index;
    // Never null. Its attempt may be another than the configuration's.
    TrusteeElection* election;
  };
  absl::StatusOr<Place> FindPlace();
  // The same, where the configuration is the one that this trustee takes part in.
  absl::StatusOr<Place> FindOwnPlace();
  // Whether another attempt than the one that is kept may be begun.
  absl::Status CheckBegin(const Place& place) const;
  absl::StatusOr<TrusteeStep> Commit(const Place& place);
  absl::StatusOr<TrusteeStep> Reveal(const Place& place, const v1::Ceremony& ceremony);
  absl::StatusOr<TrusteeStep> Confirm(const Place& place, const v1::Ceremony& ceremony);
  absl::Status CheckShares(const Place& place, const ledger::Manifest& manifest) const;

  // The log as it is now, verified. FAILED_PRECONDITION before the manifest was approved here.
  absl::Status Refresh();
  // Verifies by itself that the quorum has signed the closing which this trustee has signed, and
  // that the complaint window is over; what is waited for otherwise.
  absl::StatusOr<std::string> WaitsFor(const Place& place, const v1::Count& count) const;
  // What every stage of the count begins with: the log as it is now, and this trustee's place in it;
  // or, as long as nothing can be counted, the step to answer with.
  absl::StatusOr<std::variant<Place, TrusteeStep>> BeginCounting();
  // The contest's artefacts, verified so far: what is done and what is not, the log says, and never
  // the server.
  absl::StatusOr<ledger::ArtefactWalk*> WalkTo(LogReplica::Until until, ledger::ContestId contest);
  // Whether the log announces what the contest's ballots come to.
  absl::StatusOr<bool> HasOutcome(ledger::ContestId contest);
  absl::Status MixContest(const Place& place, ledger::ContestId contest);
  absl::Status DecryptContest(const Place& place, ledger::ContestId contest, bool decryption,
                              bool lot);
  absl::Status TallyContest(const Place& place, const v1::ContestConfig& contest);
  crypto::Signature SignArtefact(const ledger::ArtefactLeaf& artefact) const;
  absl::Status Upload(const Place& place, ledger::ContestId contest, ledger::ArtefactKind kind,
                      std::uint64_t index, const crypto::Bytes& file);
  crypto::Progress ProgressOf(std::string what) const;

  std::shared_ptr<const ProcessReader> reader_;
  TrusteeMemory memory_;
  std::unique_ptr<TrusteeVault> vault_;
  TrusteeOptions options_;
  std::unique_ptr<v1::Trustees::Stub> trustees_;
  std::unique_ptr<v1::Tallies::Stub> tallies_;
  std::optional<LogReplica> log_;
};

}  // namespace urna::client
