// Counting a contest after the closing: mixes, decryptions, lots, then the outcome (sections 10 to
// 13 of docs/protocol.md). Server, trustees and audit do it with this code.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/decryption.h"
#include "crypto/shuffle.h"
#include "ledger/election_state.h"
#include "ledger/tally.h"

namespace urna::ledger {

// "contest:<n>/mix:<record that it takes>", "contest:<n>/decrypt", "tie:<n>", "lot:tie:<n>".
std::string MixContext(ContestId contest, std::uint64_t input);
std::string DecryptionContext(ContestId contest);
std::string LotPurpose(ContestId contest);
std::string LotContext(ContestId contest);

// All are bound to the closing (ClosingHash). `input` is the record of the mix whose output is
// taken, 0 for the selection.
crypto::ShuffleStatement MixStatement(const Manifest& manifest, const crypto::Hash256& closing_hash,
                                      ContestId contest, std::uint64_t input);
crypto::DecryptionStatement DecryptionStatementOf(const Manifest& manifest,
                                                  const crypto::Hash256& closing_hash,
                                                  ContestId contest, std::uint32_t trustee);
crypto::DecryptionStatement LotStatement(const Manifest& manifest,
                                         const crypto::Hash256& closing_hash, ContestId contest,
                                         std::uint32_t trustee);

// Returns the bytes of a record of the log.
using LeafReader = std::function<absl::StatusOr<crypto::Bytes>(std::uint64_t index)>;
// The input of the first mix: the ballots that Select names, in order. Empty where none is.
absl::StatusOr<crypto::CiphertextList> SelectedCiphertexts(const ElectionState& state,
                                                           ContestId contest,
                                                           const LeafReader& read);

// Who does the group's arithmetic on public data: libsodium alone, or libdecaf, which agrees with
// it and is several times faster.
enum class Engine { kReference, kAccelerated };

// Whether a file is verified when it is added: one that its adder has just made need not be.
enum class Trust { kNone, kOwn };

// The count of one contest, artefact by artefact, each verified as it is added. Not thread-safe;
// uses `threads` threads inside.
class ContestCounter {
 public:
  // `input` are the selected ciphertexts. `too_few` leads to an outcome that says so, and nothing
  // is mixed.
  ContestCounter(std::shared_ptr<const Manifest> manifest, const crypto::Hash256& closing_hash,
                 ContestId contest, crypto::CiphertextList input, bool too_few, int threads,
                 Engine engine = Engine::kAccelerated);

  // INVALID_ARGUMENT names what does not hold: the file's form, or the equation that fails. What
  // does not hold leaves no trace. `record` is that of the mix; it takes the last one's output.
  absl::Status AddMix(std::uint64_t record, crypto::ByteView file, Trust trust = Trust::kNone);
  // For a mix that was added before its record was appended: the record, once it is known.
  void NameLastMix(std::uint64_t record) { last_mix_ = record; }
  absl::Status AddDecryption(std::uint32_t trustee, crypto::ByteView file,
                             Trust trust = Trust::kNone);
  absl::Status AddLot(std::uint32_t trustee, crypto::ByteView file);

  // The output of the last mix; the input of the next.
  const crypto::CiphertextList& current() const { return current_; }
  // How many mixes hold, and the record of the last; 0 where there is none.
  std::uint32_t mixes() const { return mixes_; }
  std::uint64_t last_mix() const { return last_mix_; }
  std::size_t decryptions() const { return decryptions_.size(); }
  std::size_t lots() const { return lots_.size(); }
  bool needs_lot() const;
  // Enough of everything for an outcome.
  bool IsComplete() const;
  // FAILED_PRECONDITION unless IsComplete(). A pure function of the manifest and the verified
  // artefacts.
  absl::StatusOr<TallyFiles> Tally() const;

 private:
  std::shared_ptr<const Manifest> manifest_;
  crypto::Hash256 closing_hash_;
  ContestId contest_;
  crypto::CiphertextList current_;
  bool too_few_;
  int threads_;
  Engine engine_;
  std::uint32_t mixes_ = 0;
  std::uint64_t last_mix_ = 0;
  std::vector<crypto::PartialDecryption> decryptions_, lots_;
};

// Bytes of the artefact that a trustee may hand in: what bounds an upload before it is read. 0 for
// what is computed.
std::uint64_t ArtefactSize(const Manifest& manifest, ArtefactKind kind, std::uint64_t ballots);

}  // namespace urna::ledger
