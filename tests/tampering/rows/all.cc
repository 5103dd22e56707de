#include "tampering/rows/all.h"

namespace urna::ledger {
namespace {

Rows MakeAll() {
  Rows all;
  for (Rows (*const family)() : {HonestRows,        RuleRows,        InvalidBallotRows,
                                 HonestJournalRows, FolderRows,      ConfigRows,
                                 ConfigContestRows, ConfigBytesRows, ManifestSignatureRows,
                                 CeremonyRows,      CheckpointRows,  TileRows,
                                 KeptRows,          CourseRows,      ClosingRows,
                                 PartRows,          BallotRows,      OtherRecordRows,
                                 MixRows,           MixPlaceRows,    DecryptionRows,
                                 LotRows,           ResultRows,      ActRows,
                                 ReceivedActRows,   VerdictActRows,  ProjectActRows,
                                 SealedJournalRows, JournalFileRows}) {
    const Rows rows = family();
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

}  // namespace

const Rows& AllRows() {
  static const Rows rows = MakeAll();
  return rows;
}

}  // namespace urna::ledger
