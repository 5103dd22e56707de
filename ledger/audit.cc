#include "ledger/audit.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "crypto/parallel.h"
#include "crypto/self_test.h"
#include "ledger/count.h"
#include "ledger/election_state.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "ledger/tiles.h"

namespace urna::ledger {
namespace {

constexpr std::uint64_t kMaxCheckpointSize = std::uint64_t{64} << 10;
constexpr std::uint64_t kMaxSignatureFile = std::uint64_t{64} << 10;
// A log beyond this is refused before anything of it is read.
constexpr std::uint64_t kMaxLogSize = std::uint64_t{1} << 32;
// Outcome files are compared with what is recomputed; this only bounds what is read of a wrong one.
constexpr std::uint64_t kMaxResultSize = std::uint64_t{16} << 30;

absl::Status Fail(std::string_view what) { return absl::InvalidArgumentError(std::string(what)); }

// Runs the steps on one bundle; each leaves behind what the next ones need.
class Auditor {
 public:
  Auditor(const Bundle& bundle, const AuditOptions& options) : bundle_(bundle), options_(options) {}

  AuditReport Run() {
    using Step = absl::Status (Auditor::*)();
    struct Entry {
      std::string_view name;
      Step step;
    };
    // As section 14 numbers them.
    const Entry steps[] = {
        {"self-test of the cryptographic library", &Auditor::SelfTest},
        {"configuration, manifest and its signatures", &Auditor::CheckManifest},
        {"key ceremony", &Auditor::CheckKeys},
        {"checkpoint and log", &Auditor::CheckLog},
        {"opening, closing and the trustees' signatures under it", &Auditor::CheckCourse},
        {"roll files", &Auditor::CheckRolls},
        {"every ballot's signature and proof, selection", &Auditor::CheckRecords},
        {"mixes", &Auditor::CheckMixes},
        {"partial decryptions and lots", &Auditor::CheckDecryptions},
        {"decrypted ballots", &Auditor::CheckBallots},
        {"outcomes", &Auditor::CheckOutcomes},
        {"Pabulib files", &Auditor::CheckPabulib},
    };
    int number = 0;
    for (const Entry& entry : steps) {
      ++number;
      if (options_.on_begin) options_.on_begin(number, entry.name);
      detail_.clear();
      AuditStep step{number, std::string(entry.name), (this->*entry.step)(), {}};
      step.detail = std::move(detail_);
      if (options_.on_step) options_.on_step(step);
      report_.steps.push_back(std::move(step));
      if (!report_.steps.back().status.ok()) break;
    }
    return std::move(report_);
  }

 private:
  void Progress(double done) const {
    if (options_.on_progress) options_.on_progress(done);
  }

  absl::Status SelfTest() { return crypto::RunSelfTest(); }

  // Every file below `prefix` is one of `expected`: a bundle holds nothing that was not checked.
  absl::Status CheckFolder(std::string_view prefix, const std::set<std::string>& expected) const {
    for (const auto& [path, size] : bundle_.files()) {
      if (path.starts_with(prefix) && !expected.contains(path)) {
        return Fail(Concat(path, ": no record announces this file"));
      }
    }
    for (const std::string& path : expected) {
      if (!bundle_.Has(path)) return Fail(Concat(path, ": is missing"));
    }
    return absl::OkStatus();
  }

  absl::Status CheckManifest() {
    if (!bundle_.refused().empty()) {
      const auto& [path, reason] = bundle_.refused().front();
      return Fail(Concat(path, ": ", reason));
    }
    auto config = bundle_.Read(kConfigFile, kMaxConfigSize);
    if (!config.ok()) return config.status();
    auto key_record = bundle_.Read(kKeyRecordFile, kMaxKeyRecordSize);
    if (!key_record.ok()) return key_record.status();
    auto approvals = bundle_.Read(kApprovalsFile, kMaxSignatureFile);
    if (!approvals.ok()) return approvals.status();
    auto frozen = FrozenConfig::Parse(*config);
    if (!frozen.ok()) return frozen.status();
    const crypto::Hash256 hash = ManifestHash(*config, *key_record);
    if (auto s = VerifyApprovals(*frozen, hash, *approvals); !s.ok()) return s;
    config_ = std::move(*config);
    key_record_ = std::move(*key_record);
    report_.process = frozen->config().process();
    report_.log_vkey = frozen->config().log().vkey();
    report_.manifest_hash = crypto::ToHex(hash);
    detail_ = Concat("manifest ", report_.manifest_hash);
    return absl::OkStatus();
  }

  absl::Status CheckKeys() {
    auto manifest = Manifest::Parse(config_, key_record_);
    if (!manifest.ok()) return manifest.status();
    manifest_ = std::move(*manifest);
    detail_ = Concat(manifest_->threshold(), " of ", manifest_->trustees(), " trustees");
    return absl::OkStatus();
  }

  absl::Status CheckLog() {
    if (!options_.vkey.empty() && options_.vkey != report_.log_vkey) {
      return Fail("config: the log's key is not the one that you know it by");
    }
    auto note = bundle_.Read(kCheckpointFile, kMaxCheckpointSize);
    if (!note.ok()) return note.status();
    auto checkpoint = crypto::VerifyCheckpoint(crypto::AsText(*note), manifest_->log_key());
    if (!checkpoint.ok()) return checkpoint.status();
    auto parsed = crypto::Note::Parse(crypto::AsText(*note));
    if (!parsed.ok()) return parsed.status();
    if (parsed->signatures.size() != 1) {
      return Fail("checkpoint: has a signature by a witness that the manifest does not name");
    }
    if (checkpoint->size < 1 || checkpoint->size > kMaxLogSize) {
      return Fail("checkpoint: the log's size is out of range");
    }
    if (auto s = ReadTiles(checkpoint->size); !s.ok()) return s;
    if (tree_.Root() != checkpoint->root) {
      return Fail("checkpoint: its root is not that of the entries");
    }
    if (auto s = CompareHashTiles(checkpoint->size); !s.ok()) return s;
    if (auto s = CheckKept(checkpoint->size); !s.ok()) return s;
    report_.root = crypto::ToHex(checkpoint->root);
    report_.log_size = checkpoint->size;
    detail_ = Concat(checkpoint->size, " records, root ", report_.root);
    if (options_.vkey.empty()) detail_ += "; the log's key is the bundle's own";
    return absl::OkStatus();
  }

  absl::Status ReadTiles(std::uint64_t size) {
    std::set<std::string> expected;
    const std::vector<Tile> tiles = TilesOf(size);
    for (const Tile& tile : tiles) expected.insert(tile.Path());
    if (auto s = CheckFolder("tile/", expected); !s.ok()) return s;
    for (const Tile& tile : tiles) {
      if (tile.level != Tile::kEntries) continue;
      auto bytes = bundle_.Read(tile.Path(), tile.width * (kMaxLeafSize + 2));
      if (!bytes.ok()) return bytes.status();
      auto leaves = ParseEntryTile(*bytes, tile.width);
      if (!leaves.ok()) return Fail(Concat(tile.Path(), ": ", MessageOf(leaves.status())));
      for (auto& leaf : *leaves) {
        tree_.Append(crypto::LeafHash(leaf));
        leaves_.push_back(std::move(leaf));
      }
      Progress(static_cast<double>(leaves_.size()) / static_cast<double>(size));
    }
    return absl::OkStatus();
  }

  absl::Status CompareHashTiles(std::uint64_t size) const {
    for (const Tile& tile : TilesOf(size)) {
      if (tile.level == Tile::kEntries) continue;
      auto bytes = bundle_.Read(tile.Path(), kTileWidth * sizeof(crypto::Hash256));
      if (!bytes.ok()) return bytes.status();
      auto expected = HashTile(tree_, tile);
      if (!expected.ok()) return expected.status();
      if (*bytes != *expected) {
        return Fail(Concat(tile.Path(), ": its hashes are not those of the entries"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckKeptRoot(const crypto::Checkpoint& kept, std::uint64_t size) const {
    if (kept.size > size) return Fail("log: is shorter than a checkpoint that you kept");
    auto root = tree_.Root(kept.size);
    if (!root.ok()) return root.status();
    if (*root != kept.root) return Fail("log: is not a continuation of a checkpoint that you kept");
    return absl::OkStatus();
  }

  absl::Status CheckKept(std::uint64_t size) const {
    for (const std::string& note : options_.kept_checkpoints) {
      auto kept = crypto::VerifyCheckpoint(note, manifest_->log_key());
      if (!kept.ok()) return Fail(Concat("kept checkpoint: ", MessageOf(kept.status())));
      if (auto s = CheckKeptRoot(*kept, size); !s.ok()) return s;
    }
    for (const auto& [text, leaf] : options_.kept_receipts) {
      auto proof = crypto::LogProof::Parse(text);
      if (!proof.ok()) return Fail(Concat("kept receipt: ", MessageOf(proof.status())));
      auto kept = crypto::VerifyLogProof(*proof, leaf, manifest_->log_key());
      if (!kept.ok()) return Fail(Concat("kept receipt: ", MessageOf(kept.status())));
      if (auto s = CheckKeptRoot(*kept, size); !s.ok()) return s;
      if (proof->index >= leaves_.size() || leaves_[proof->index] != leaf) {
        return Fail("log: does not hold a ballot that you have a receipt for");
      }
    }
    return absl::OkStatus();
  }

  // The order of the records, before any ballot is looked at.
  absl::Status CheckCourse() {
    if (leaves_[0] != manifest_->Leaf0()) return Fail("record 0 is not this manifest");
    // Opening and closing do not depend on who is on the roll.
    ElectionState course(manifest_, std::make_shared<const Rolls>());
    for (std::uint64_t i = 0; i < leaves_.size(); ++i) {
      // An empty record has no type.
      const std::uint8_t type = leaves_[i].empty() ? 0 : leaves_[i][0];
      const bool is_ballot = type == static_cast<std::uint8_t>(LeafType::kBallot);
      const bool is_artefact = type == static_cast<std::uint8_t>(LeafType::kArtefact);
      if (course.stage() == Stage::kSealed && is_ballot) {
        return Fail(Concat("record ", i, ": a ballot before the opening"));
      }
      if (course.stage() == Stage::kClosed && !is_artefact) {
        return Fail(Concat("record ", i, ": only artefacts may follow the closing"));
      }
      // What is wrong with other records shows in step 7, where the rolls are known.
      if (course.Fold(leaves_[i]).ok()) continue;
    }
    if (course.stage() != Stage::kClosed) return Fail("the process has not been closed");
    close_index_ = *course.close_index();
    auto root = tree_.Root(close_index_ + 1);
    if (!root.ok()) return root.status();
    auto closings = bundle_.Read(kClosingsFile, kMaxSignatureFile);
    if (!closings.ok()) return closings.status();
    if (auto s = VerifyClosings(*manifest_, close_index_, *root, *closings); !s.ok()) return s;
    detail_ = Concat("opened at ", *course.opened_at(), ", closed at ", *course.closed_at(),
                     " (Unix seconds)");
    return absl::OkStatus();
  }

  absl::Status CheckRolls() {
    std::set<std::string> expected;
    std::vector<RollFile> files;
    std::size_t slots = 0;
    for (const auto& electorate : manifest_->config().electorates()) {
      expected.insert(RollPath(electorate.id()));
    }
    if (auto s = CheckFolder("roll/", expected); !s.ok()) return s;
    for (const auto& electorate : manifest_->config().electorates()) {
      const std::string path = RollPath(electorate.id());
      auto bytes = bundle_.Read(path, kMaxSlots * kRollRecordSize);
      if (!bytes.ok()) return bytes.status();
      if (crypto::AsText(crypto::Sha256(*bytes)) != electorate.roll_sha256() ||
          bytes->size() != electorate.slots() * kRollRecordSize) {
        return Fail(Concat(path, ": is not the roll that the configuration names"));
      }
      auto file = RollFile::Parse(*bytes, options_.threads);
      if (!file.ok()) return Fail(Concat(path, ": ", MessageOf(file.status())));
      slots += file->records().size();
      files.push_back(std::move(*file));
    }
    auto rolls = Rolls::Join(files);
    if (!rolls.ok()) return rolls.status();
    rolls_ = std::make_shared<const Rolls>(std::move(*rolls));
    detail_ = Concat(slots, " persons entitled");
    return absl::OkStatus();
  }

  absl::Status CheckRecords() {
    // Signatures and proofs depend on the record alone; the rest on all records before it.
    std::vector<char> proven(leaves_.size(), 0);
    crypto::ParallelFor(
        leaves_.size(), options_.threads,
        [&](std::size_t begin, std::size_t end, std::size_t) {
          for (std::size_t i = begin; i < end; ++i) {
            auto leaf = ParseLeaf(leaves_[i]);
            if (!leaf.ok() || !std::holds_alternative<BallotLeaf>(leaf->body)) continue;
            proven[i] = VerifyBallotCryptography(*manifest_, *rolls_, *leaf).ok() ? 1 : 0;
          }
        },
        [&](std::size_t done) {
          Progress(static_cast<double>(done) / static_cast<double>(leaves_.size()));
        });
    state_ = std::make_unique<ElectionState>(manifest_, rolls_);
    for (std::uint64_t i = 0; i < leaves_.size(); ++i) {
      auto fault = state_->Fold(leaves_[i], proven[i] != 0);
      if (fault.ok()) continue;
      if (i > close_index_) return Fail(Concat("record ", i, ": ", MessageOf(fault)));
      report_.faults.push_back({i, MessageOf(fault)});
    }
    std::uint64_t counted = 0;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      const ContestId contest{c};
      const std::uint64_t ballots = state_->Selected(contest).size();
      if (ballots > state_->EntitledSlots(contest) || ballots > kMaxBallots) {
        return Fail(Concat("contest ", c, ": has more ballots than voters"));
      }
      counted += ballots;
      ContestReport report;
      report.contest = c;
      report.id = manifest_->contest(contest).id();
      report.entitled = state_->EntitledSlots(contest);
      report.ballots = ballots;
      report.budget = manifest_->contest(contest).budget();
      report.too_few_ballots = state_->HasTooFewBallots(contest);
      report_.contests.push_back(std::move(report));
    }
    detail_ = Concat(counted, " ballots count, ", state_->revocations(), " keys revoked, ",
                     report_.faults.size(), " faults");
    return absl::OkStatus();
  }

  // The file that a record announces, its digest checked.
  absl::StatusOr<crypto::Bytes> ReadAnnounced(ContestId contest, ArtefactKind kind,
                                              std::uint32_t index,
                                              const AnnouncedArtefact& announced) const {
    ArtefactLeaf leaf{};
    leaf.contest = contest;
    leaf.kind = kind;
    leaf.index = index;
    const std::string path = ArtefactPath(leaf, announced.leaf_index);
    auto bytes = bundle_.Read(path, std::min(announced.size, kMaxResultSize));
    if (!bytes.ok()) return bytes.status();
    if (bytes->size() != announced.size || crypto::Sha256(*bytes) != announced.sha256) {
      return Fail(
          Concat(path, ": is not the file that record ", announced.leaf_index, " announces"));
    }
    return bytes;
  }

  // Every artefact of those kinds that the log announces, as paths.
  std::set<std::string> AnnouncedPaths(const std::set<ArtefactKind>& kinds) const {
    std::set<std::string> paths;
    for (std::uint64_t i = close_index_ + 1; i < leaves_.size(); ++i) {
      auto leaf = ParseLeaf(leaves_[i]);
      if (!leaf.ok()) continue;
      const auto* artefact = std::get_if<ArtefactLeaf>(&leaf->body);
      if (artefact != nullptr && kinds.contains(artefact->kind))
        paths.insert(ArtefactPath(*artefact, i));
    }
    return paths;
  }

  absl::Status CheckMixes() {
    if (auto s = CheckFolder("mix/", AnnouncedPaths({ArtefactKind::kMix})); !s.ok()) return s;
    const LeafReader read = [this](std::uint64_t i) -> absl::StatusOr<crypto::Bytes> {
      return leaves_[i];
    };
    std::size_t total = 0;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      const ContestId contest{c};
      auto input = SelectedCiphertexts(*state_, contest, read);
      if (!input.ok()) return input.status();
      counters_.emplace_back(manifest_, contest, std::move(*input),
                             state_->HasTooFewBallots(contest), options_.threads,
                             options_.reference_only ? Engine::kReference : Engine::kAccelerated);
      const auto& mixes = state_->artefacts(contest).mixes;
      if (state_->IsCounted(contest) && mixes.size() < manifest_->threshold()) {
        return Fail(Concat("contest ", c, ": ", mixes.size(), " mixes, ", manifest_->threshold(),
                           " are needed"));
      }
      for (std::uint32_t position = 1; position <= mixes.size(); ++position) {
        auto file = ReadAnnounced(contest, ArtefactKind::kMix, position, mixes[position - 1]);
        if (!file.ok()) return file.status();
        if (auto s = counters_.back().AddMix(*file); !s.ok()) {
          return Fail(Concat("contest ", c, ", mix ", position, ": ", MessageOf(s)));
        }
        ++total;
        Progress((c + static_cast<double>(position) / static_cast<double>(mixes.size())) /
                 manifest_->contests());
      }
    }
    detail_ = Concat(total, " mixes");
    return absl::OkStatus();
  }

  // A share that does not hold is dropped; it is fatal only where too few are left.
  absl::Status AddShares(ContestId contest, ArtefactKind kind,
                         const std::vector<AnnouncedArtefact>& shares, std::size_t& total) {
    ContestCounter& counter = counters_[Number(contest)];
    for (const AnnouncedArtefact& share : shares) {
      auto file = ReadAnnounced(contest, kind, share.trustee, share);
      if (!file.ok()) return file.status();
      const absl::Status valid = kind == ArtefactKind::kLot
                                     ? counter.AddLot(share.trustee, *file)
                                     : counter.AddDecryption(share.trustee, *file);
      if (!valid.ok()) report_.faults.push_back({share.leaf_index, MessageOf(valid)});
      ++total;
    }
    return absl::OkStatus();
  }

  absl::Status CheckDecryptions() {
    if (auto s = CheckFolder("dec/", AnnouncedPaths({ArtefactKind::kDecryption})); !s.ok())
      return s;
    if (auto s = CheckFolder("lot/", AnnouncedPaths({ArtefactKind::kLot})); !s.ok()) return s;
    std::size_t total = 0;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      const ContestId contest{c};
      const ContestArtefacts& artefacts = state_->artefacts(contest);
      if (auto s = AddShares(contest, ArtefactKind::kDecryption, artefacts.decryptions, total);
          !s.ok()) {
        return s;
      }
      if (auto s = AddShares(contest, ArtefactKind::kLot, artefacts.lots, total); !s.ok()) return s;
      if (!counters_[c].IsComplete()) {
        return Fail(Concat("contest ", c, ": fewer than ", manifest_->threshold(),
                           " valid decryptions or lots"));
      }
      Progress(static_cast<double>(c + 1) / manifest_->contests());
    }
    detail_ = Concat(total, " decryptions and lots");
    return absl::OkStatus();
  }

  // The published file is byte for byte what the artefacts come to.
  absl::Status CompareResult(ContestId contest, ArtefactKind kind,
                             const std::optional<AnnouncedArtefact>& announced,
                             crypto::ByteView expected) const {
    if (!announced.has_value()) {
      return Fail(Concat("contest ", Number(contest), ": its result has not been published"));
    }
    auto file = ReadAnnounced(contest, kind, 0, *announced);
    if (!file.ok()) return file.status();
    if (!std::equal(file->begin(), file->end(), expected.begin(), expected.end())) {
      ArtefactLeaf leaf{};
      leaf.contest = contest;
      leaf.kind = kind;
      return Fail(
          Concat(ArtefactPath(leaf, announced->leaf_index), ": is not what the ballots come to"));
    }
    return absl::OkStatus();
  }

  absl::Status CheckBallots() {
    if (auto s =
            CheckFolder("result/", AnnouncedPaths({ArtefactKind::kBallots, ArtefactKind::kPabulib,
                                                   ArtefactKind::kOutcome}));
        !s.ok()) {
      return s;
    }
    std::uint64_t valid = 0, invalid = 0;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      auto tally = counters_[c].Tally();
      if (!tally.ok()) return tally.status();
      ContestReport& report = report_.contests[c];
      report.valid = tally->valid;
      report.invalid = tally->invalid;
      report.selected = tally->selected;
      report.cost = tally->cost;
      valid += tally->valid;
      invalid += tally->invalid;
      tallies_.push_back(std::move(*tally));
      if (tallies_.back().too_few_ballots) continue;
      const ContestId contest{c};
      if (auto s = CompareResult(contest, ArtefactKind::kBallots,
                                 state_->artefacts(contest).ballots, tallies_.back().ballots);
          !s.ok()) {
        return s;
      }
      Progress(static_cast<double>(c + 1) / manifest_->contests());
    }
    detail_ = Concat(valid, " valid, ", invalid, " invalid");
    return absl::OkStatus();
  }

  absl::Status CheckOutcomes() {
    crypto::Bytes all;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      const ContestId contest{c};
      const crypto::ByteView outcome = crypto::AsBytes(tallies_[c].outcome);
      if (auto s = CompareResult(contest, ArtefactKind::kOutcome,
                                 state_->artefacts(contest).outcome, outcome);
          !s.ok()) {
        return s;
      }
      crypto::AppendFrame(all, outcome);
    }
    report_.result_hash = crypto::ToHex(crypto::Sha256(all));
    detail_ = Concat("result ", report_.result_hash);
    return absl::OkStatus();
  }

  absl::Status CheckPabulib() {
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      if (tallies_[c].too_few_ballots) continue;
      const ContestId contest{c};
      if (auto s =
              CompareResult(contest, ArtefactKind::kPabulib, state_->artefacts(contest).pabulib,
                            crypto::AsBytes(tallies_[c].pabulib));
          !s.ok()) {
        return s;
      }
    }
    return absl::OkStatus();
  }

  const Bundle& bundle_;
  const AuditOptions& options_;
  AuditReport report_;
  std::string detail_;

  crypto::Bytes config_, key_record_;
  std::shared_ptr<const Manifest> manifest_;
  std::vector<crypto::Bytes> leaves_;
  crypto::MerkleTree tree_;
  std::uint64_t close_index_ = 0;
  std::shared_ptr<const Rolls> rolls_;
  std::unique_ptr<ElectionState> state_;
  std::vector<ContestCounter> counters_;
  std::vector<TallyFiles> tallies_;
};

}  // namespace

absl::StatusOr<AuditReport> Audit(const Bundle& bundle, const AuditOptions& options) {
  if (bundle.files().empty()) return absl::NotFoundError("the bundle is empty");
  return Auditor(bundle, options).Run();
}

}  // namespace urna::ledger
