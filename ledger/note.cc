#include "ledger/note.h"

namespace urna::ledger {

absl::StatusOr<crypto::Checkpoint> VerifyNote(const Manifest& manifest, std::string_view note) {
  auto checkpoint = crypto::VerifyCheckpoint(note, manifest.log_key());
  if (!checkpoint.ok()) return checkpoint;
  auto cosigned = crypto::CountCosignatures(note, manifest.frozen().witnesses());
  if (!cosigned.ok()) return cosigned.status();
  return checkpoint;
}

}  // namespace urna::ledger
