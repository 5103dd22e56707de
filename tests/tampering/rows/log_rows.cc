// Tiles that are not those of the log that was signed, and logs that are not a continuation of what
// an observer has kept of them.
#include <algorithm>

#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "ledger/tiles.h"
#include "tampering/rows/all.h"
#include "tampering/rows/journals.h"
#include "tampering/rows/notes.h"

namespace urna::ledger {
namespace {

using Leaves = std::vector<crypto::Bytes>;
// The first ballot of Small and TwoContests.
constexpr std::uint64_t kBallot = 2;

// Checkpoint and hash tiles stay; the entries are others.
Row Entries(std::string name, std::function<void(Leaves&)> change) {
  return {std::move(name), [change = std::move(change)] {
            PublishedBundle bundle = Publish(Small().counted());
            Leaves leaves = Small().counted().leaves();
            const std::string path = Tile{Tile::kEntries, 0, leaves.size()}.Path();
            change(leaves);
            bundle.files.at(path) = EntryTile(leaves);
            return bundle;
          }};
}

Row FlippedInALongLog(std::string name, std::string path) {
  return {std::move(name), [path = std::move(path)] {
            PublishedBundle bundle = Publish(LongLog().counted());
            auto& bytes = bundle.files.at(path);
            bytes[bytes.size() / 2] ^= 1;
            return bundle;
          }};
}

// A log of other records, consistent in itself.
PublishedBundle Relogged(const Course& course, const std::function<void(Leaves&)>& change) {
  Leaves leaves = course.counted().leaves();
  change(leaves);
  return PublishLog(course.election(), course.counted(), leaves);
}

std::string ReceiptOf(const Leaves& leaves, std::uint64_t index, const std::string& note) {
  crypto::MerkleTree tree;
  for (const auto& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
  return crypto::LogProof{index, tree.InclusionProof(index, leaves.size()).value(), note}
      .Serialize();
}

// The honest bundle, and what `bring` does with it.
Row Brings(std::string name, const Course& (*course)(),
           std::function<void(PublishedBundle&, const ElectionRun&)> bring) {
  return {std::move(name), [course, bring = std::move(bring)] {
            PublishedBundle bundle = Publish(course().counted());
            bring(bundle, course().counted());
            return bundle;
          }};
}

// A receipt of record `index`, whatever it is, under the newest checkpoint.
void BringReceiptOf(PublishedBundle& bundle, const ElectionRun& run, std::uint64_t index) {
  bundle.BringReceipt(run.Receipt(index), run.leaves()[index]);
}

std::string VkeyOf(const ElectionRun& run) { return run.state().manifest().config().log().vkey(); }
std::string HashOf(const ElectionRun& run) { return crypto::ToHex(run.state().manifest().hash()); }

Rows Pins() {
  return {
      Brings("pin_of_the_log_s_key", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               bundle.arguments.emplace_back("--vkey", VkeyOf(run));
               bundle.arguments.emplace_back("--manifest", HashOf(run));
             }),
      Brings("pin_of_another_log_s_key", Small,
             [](PublishedBundle& bundle, const ElectionRun&) {
               const crypto::LogKey other{"urna.test/test",
                                          Small().election().authority(0).public_key()};
               bundle.arguments.emplace_back("--vkey", other.ToVkey());
             }),
      Brings("pin_of_another_manifest", Small, [](PublishedBundle& bundle, const ElectionRun& run) {
        std::string other = HashOf(run);
        other[5] = other[5] == '0' ? '1' : '0';
        bundle.arguments.emplace_back("--manifest", other);
      })};
}

Rows KeptCheckpoints() {
  return {Brings("kept_checkpoint_of_the_vote", Small,
                 [](PublishedBundle& bundle, const ElectionRun& run) {
                   bundle.BringCheckpoint(run.CheckpointNote(4));
                   bundle.BringCheckpoint(run.CheckpointNote());
                   bundle.BringCheckpoint(run.CheckpointNote(1));
                 }),
          Brings("kept_checkpoint_of_a_longer_log", Small,
                 [](PublishedBundle& bundle, const ElectionRun& run) {
                   Leaves leaves = run.leaves();
                   leaves.push_back(leaves.back());
                   bundle.BringCheckpoint(NoteOf(Small().election(), leaves));
                 }),
          Brings("kept_checkpoint_of_a_fork", Small,
                 [](PublishedBundle& bundle, const ElectionRun& run) {
                   Leaves leaves = run.leaves();
                   leaves.resize(5);
                   std::swap(leaves[2], leaves[3]);
                   bundle.BringCheckpoint(run.CheckpointNote(4));
                   bundle.BringCheckpoint(NoteOf(Small().election(), leaves));
                 }),
          Brings("kept_checkpoint_of_another_log", Small,
                 [](PublishedBundle& bundle, const ElectionRun&) {
                   bundle.BringCheckpoint(crypto::SignCheckpoint(
                       {"urna.test/other", 1, {}}, Small().election().LogSigningKey()));
                 }),
          Brings("kept_checkpoint_signed_by_another", Small,
                 [](PublishedBundle& bundle, const ElectionRun&) {
                   bundle.BringCheckpoint(crypto::SignCheckpoint(FinalCheckpoint(Small()),
                                                                 Small().election().authority(0)));
                 }),
          Brings("kept_checkpoint_with_a_wrong_witness", Witnessed,
                 [](PublishedBundle& bundle, const ElectionRun& run) {
                   bundle.BringCheckpoint(run.CheckpointNote() +
                                          crypto::Cosign("x\n", ElectionFixture::WitnessName(1),
                                                         Witnessed().election().witness(1), 1));
                 }),
          Brings("kept_checkpoint_of_a_journal_that_was_not_sealed", Small,
                 [](PublishedBundle& bundle, const ElectionRun& run) {
                   const v1::Config& config = run.state().manifest().config();
                   bundle.BringCheckpoint(JournalRun::Of(config).Note(config, 3));
                 })};
}

Rows Receipts() {
  return {
      Brings("receipt_counted", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               BringReceiptOf(bundle, run, kBallot);
             }),
      // Of the voter who votes again: the first ballot, and then both.
      Brings("receipt_replaced", TwoContests,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               BringReceiptOf(bundle, run, kBallot);
             }),
      Brings("receipt_replaced_by_one_that_was_kept", TwoContests,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               BringReceiptOf(bundle, run, kBallot);
               BringReceiptOf(bundle, run, 13);
             }),
      Brings("receipt_cancelled", TwoContests,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               BringReceiptOf(bundle, run, 11);
               BringReceiptOf(bundle, run, 3);
             }),
      Brings(
          "receipt_of_a_contest_that_was_not_counted", FewAndNone,
          [](PublishedBundle& bundle, const ElectionRun& run) { BringReceiptOf(bundle, run, 6); }),
      Brings(
          "receipt_of_no_ballot", Small,
          [](PublishedBundle& bundle, const ElectionRun& run) { BringReceiptOf(bundle, run, 1); }),
      Brings("receipt_of_another_record", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               bundle.BringReceipt(run.Receipt(kBallot), run.leaves()[kBallot + 1]);
             }),
      Brings("receipt_of_another_index", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               auto proof = crypto::LogProof::Parse(run.Receipt(kBallot)).value();
               ++proof.index;
               bundle.BringReceipt(proof.Serialize(), run.leaves()[kBallot]);
             }),
      Brings("receipt_without_its_path", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               auto proof = crypto::LogProof::Parse(run.Receipt(kBallot)).value();
               proof.path.pop_back();
               bundle.BringReceipt(proof.Serialize(), run.leaves()[kBallot]);
             }),
      Brings("receipt_with_a_wrong_witness", Witnessed,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               bundle.BringReceipt(
                   run.Receipt(kBallot) + crypto::Cosign("x\n", ElectionFixture::WitnessName(1),
                                                         Witnessed().election().witness(1), 1),
                   run.leaves()[kBallot]);
             }),
      Brings("receipt_with_an_extra_line", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               std::string text = run.Receipt(kBallot);
               text.insert(text.find("index"), "extra eA==\n");
               bundle.BringReceipt(text, run.leaves()[kBallot]);
             }),
      Brings("receipt_of_another_format", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               std::string text = run.Receipt(kBallot);
               text[text.find("@v1") + 2] = '2';
               bundle.BringReceipt(text, run.leaves()[kBallot]);
             }),
      Brings("receipt_of_an_index_with_a_leading_zero", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               std::string text = run.Receipt(kBallot);
               text.insert(text.find("index ") + 6, "0");
               bundle.BringReceipt(text, run.leaves()[kBallot]);
             }),
      Brings("receipt_with_a_short_hash", Small,
             [](PublishedBundle& bundle, const ElectionRun& run) {
               std::string text = run.Receipt(kBallot);
               const std::size_t hash = text.find('\n', text.find("index")) + 1;
               text.replace(hash, text.find('\n', hash) - hash, "AAAA");
               bundle.BringReceipt(text, run.leaves()[kBallot]);
             }),
      {"receipt_of_a_ballot_that_was_dropped",
       [] {
         PublishedBundle bundle = Relogged(
             TwoContests(), [](Leaves& leaves) { leaves.erase(leaves.begin() + kBallot); });
         BringReceiptOf(bundle, TwoContests().counted(), kBallot);
         return bundle;
       }},
      {"receipt_of_a_fork", [] {
         // The server shows the voter a log of his ballot, and everybody else another one.
         Leaves fork(Small().counted().leaves().begin(), Small().counted().leaves().begin() + 4);
         fork.push_back(Small().election().Ballot(4, {1}));
         PublishedBundle bundle = Publish(Small().counted());
         bundle.BringReceipt(ReceiptOf(fork, 4, NoteOf(Small().election(), fork)), fork[4]);
         return bundle;
       }}};
}

}  // namespace

Rows TileRows() {
  return {Entries("entries_dropped", [](Leaves& leaves) { leaves.erase(leaves.begin() + 3); }),
          Entries("entries_doubled",
                  [](Leaves& leaves) { leaves.insert(leaves.begin() + 3, leaves[3]); }),
          Entries("entries_swapped", [](Leaves& leaves) { std::swap(leaves[3], leaves[4]); }),
          Entries("entries_replaced",
                  [](Leaves& leaves) { leaves[3] = Small().election().Ballot(1, {0}); }),
          FlippedInALongLog("tile_flipped_in_a_full_one", "tile/0/000"),
          FlippedInALongLog("tile_flipped_of_the_second_level", "tile/1/000.p/1"),
          FlippedInALongLog("entries_flipped_in_a_full_tile", "tile/entries/000")};
}

Rows KeptRows() {
  Rows rows = Pins();
  for (const Rows& more : {KeptCheckpoints(), Receipts()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
