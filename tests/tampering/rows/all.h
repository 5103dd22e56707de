// The rows of table.json, as what makes them: a family of tampering each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tampering/rows/published_bundle.h"

namespace urna::ledger {

struct Row {
  // As in the table.
  std::string name;
  // Made anew whenever it is called; keys of trustees are drawn, so that no two are byte for byte
  // the same, and all come to the same verdict.
  std::function<PublishedBundle()> make;
};
using Rows = std::vector<Row>;

Rows HonestRows();
Rows RuleRows();
Rows InvalidBallotRows();
Rows HonestJournalRows();
Rows FolderRows();
Rows ConfigRows();
Rows ConfigContestRows();
Rows ConfigBytesRows();
Rows ManifestSignatureRows();
Rows CeremonyRows();
Rows CheckpointRows();
Rows TileRows();
Rows KeptRows();
Rows CourseRows();
Rows ClosingRows();
Rows PartRows();
Rows BallotRows();
Rows OtherRecordRows();
Rows MixRows();
Rows MixPlaceRows();
Rows DecryptionRows();
Rows LotRows();
Rows ResultRows();
Rows ActRows();
Rows ReceivedActRows();
Rows VerdictActRows();
Rows ProjectActRows();
Rows SealedJournalRows();
Rows JournalFileRows();

// All of them, in this order.
const Rows& AllRows();

}  // namespace urna::ledger
