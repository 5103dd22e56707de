#include "ledger/note.h"

namespace urna::ledger {

absl::StatusOr<crypto::Checkpoint> VerifyNote(const crypto::LogKey& log,
                                              std::span<const crypto::WitnessKey> witnesses,
                                              std::string_view note) {
  auto checkpoint = crypto::VerifyCheckpoint(note, log);
  if (!checkpoint.ok()) return checkpoint;
  auto cosigned = crypto::CountCosignatures(note, witnesses);
  if (!cosigned.ok()) return cosigned.status();
  return checkpoint;
}

absl::StatusOr<crypto::Checkpoint> VerifyNote(const Manifest& manifest, std::string_view note) {
  return VerifyNote(manifest.log_key(), manifest.frozen().witnesses(), note);
}

}  // namespace urna::ledger
