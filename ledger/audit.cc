#include "ledger/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "crypto/self_test.h"
#include "ledger/bundled_log.h"
#include "ledger/closing.h"
#include "ledger/count.h"
#include "ledger/course.h"
#include "ledger/election_state.h"
#include "ledger/errors.h"
#include "ledger/journal_audit.h"
#include "ledger/limits.h"
#include "ledger/note.h"
#include "ledger/part.h"
#include "ledger/stated_limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kFolderStep = "the folder";
constexpr std::uint64_t kMaxSignatureFile = std::uint64_t{64} << 10;

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
        {kFolderStep, &Auditor::CheckFiles},
        {"self-test of the cryptographic library", &Auditor::SelfTest},
        {"configuration, manifest and its signatures", &Auditor::CheckManifest},
        {"key ceremony", &Auditor::CheckKeys},
        {"checkpoint and log", &Auditor::CheckLog},
        {"opening, closing and the signatures under it", &Auditor::CheckCourse},
        {"roll files and their parts", &Auditor::CheckRolls},
        {"every ballot's proof, selection", &Auditor::CheckRecords},
        {"mixes", &Auditor::CheckMixes},
        {"partial decryptions and lots", &Auditor::CheckDecryptions},
        {"decrypted ballots", &Auditor::CheckBallots},
        {"outcomes", &Auditor::CheckOutcomes},
        {"Pabulib files", &Auditor::CheckPabulib},
        {"journal", &Auditor::CheckJournal},
    };
    int number = -1;
    for (const Entry& entry : steps) {
      ++number;
      if (options_.on_begin) options_.on_begin(number, entry.name);
      detail_.clear();
      counts_.clear();
      AuditStep step{number, std::string(entry.name), (this->*entry.step)()};
      step.detail = std::move(detail_);
      step.counts = std::move(counts_);
      // What does not belong to a bundle shows where the log says what does.
      if (ReasonOf(step.status) == kUnlisted) step = {0, std::string(kFolderStep), step.status};
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

  absl::Status CheckFiles() {
    report_.ignored_files = bundle_.ignored();
    if (!bundle_.refused().empty()) {
      const auto& [path, reason] = bundle_.refused().front();
      return Fail(fmt::format("{}: {}", path, reason));
    }
    const std::size_t ignored = report_.ignored_files.size();
    detail_ = Counted(bundle_.files().size(), "file", "files");
    if (ignored > 0) {
      detail_ += fmt::format("; {} ignored",
                             Counted(ignored, "that means nothing is", "that mean nothing are"));
    }
    counts_ = {bundle_.files().size(), ignored};
    return absl::OkStatus();
  }

  absl::Status SelfTest() { return crypto::RunSelfTest(); }

  absl::Status CheckManifest() {
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
    report_.pages_sha256 = crypto::ToHex(crypto::AsBytes(frozen->config().pages_sha256()));
    report_.stated_limits = StatedLimits(frozen->config());
    if (!options_.manifest_hash.empty() && options_.manifest_hash != report_.manifest_hash) {
      return Fail("the manifest is not the one that you know it by");
    }
    detail_ = fmt::format("manifest {}", report_.manifest_hash);
    return absl::OkStatus();
  }

  absl::Status CheckKeys() {
    auto manifest = Manifest::Parse(config_, key_record_);
    if (!manifest.ok()) return manifest.status();
    manifest_ = std::move(*manifest);
    detail_ = fmt::format("{} of {}", manifest_->threshold(),
                          Counted(manifest_->trustees(), "trustee", "trustees"));
    counts_ = {manifest_->threshold(), manifest_->trustees()};
    return absl::OkStatus();
  }

  absl::Status CheckLog() {
    if (!options_.vkey.empty() && options_.vkey != report_.log_vkey) {
      return Fail("config: the log's key is not the one that you know it by");
    }
    auto note = bundle_.Read(kCheckpointFile, kMaxCheckpointSize);
    if (!note.ok()) return note.status();
    auto checkpoint = VerifyNote(*manifest_, crypto::AsText(*note));
    if (!checkpoint.ok()) return checkpoint.status();
    if (checkpoint->size < 1 || checkpoint->size > kMaxLogSize) {
      return Fail("checkpoint: the log's size is out of range");
    }
    auto log =
        ReadBundledLog(bundle_, "", checkpoint->size, [this](double done) { Progress(done); });
    if (!log.ok()) return log.status();
    leaves_ = std::move(log->leaves);
    tree_ = std::move(log->tree);
    if (tree_.Root() != checkpoint->root) {
      return Fail("checkpoint: its root is not that of the entries");
    }
    if (auto s = CheckKept(checkpoint->size); !s.ok()) return s;
    report_.root = crypto::ToHex(checkpoint->root);
    report_.log_size = checkpoint->size;
    detail_ =
        fmt::format("{}, root {}", Counted(checkpoint->size, "record", "records"), report_.root);
    counts_ = {checkpoint->size, options_.vkey.empty() ? 1U : 0U};
    if (options_.vkey.empty()) detail_ += "; the log's key is the bundle's own";
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
      const v1::Config& config = manifest_->config();
      if (config.has_journal() && IsNoteOf(note, config.journal().origin())) continue;
      auto kept = VerifyNote(*manifest_, note);
      if (!kept.ok()) return Fail(fmt::format("kept checkpoint: {}", MessageOf(kept.status())));
      if (auto s = CheckKeptRoot(*kept, size); !s.ok()) return s;
    }
    for (const auto& [text, leaf] : options_.kept_receipts) {
      auto proof = crypto::LogProof::Parse(text);
      if (!proof.ok()) return Fail(fmt::format("kept receipt: {}", MessageOf(proof.status())));
      auto kept = crypto::VerifyLogProof(*proof, leaf, manifest_->log_key());
      if (kept.ok()) kept = VerifyNote(*manifest_, proof->checkpoint_note);
      if (!kept.ok()) return Fail(fmt::format("kept receipt: {}", MessageOf(kept.status())));
      if (auto s = CheckKeptRoot(*kept, size); !s.ok()) return s;
      if (proof->index >= leaves_.size() || leaves_[proof->index] != leaf) {
        return Fail("log: does not hold a ballot that you have a receipt for");
      }
      const auto parsed = ParseLeaf(leaf);
      if (!parsed.ok() || !std::holds_alternative<BallotLeaf>(parsed->body)) {
        return Fail("kept receipt: is not of a ballot");
      }
    }
    return absl::OkStatus();
  }

  // The order of the records, before any ballot is looked at.
  absl::Status CheckCourse() {
    // Opening and closing do not depend on who is on the roll.
    ElectionState course(manifest_, std::make_shared<const Rolls>());
    for (std::uint64_t i = 0; i < leaves_.size(); ++i) {
      const absl::Status runs = CheckKindAt(*manifest_, course.stage(), i, leaves_[i]);
      if (!runs.ok()) return runs;
      // What is wrong with other records shows in step 7, where the rolls are known.
      (void)course.Fold(leaves_[i]);
    }
    if (course.stage() != Stage::kClosed) return Fail("the process has not been closed");
    closing_.index = *course.close_index();
    auto root = tree_.Root(closing_.index + 1);
    if (!root.ok()) return root.status();
    closing_.root = *root;
    auto closings = bundle_.Read(kClosingsFile, kMaxSignatureFile);
    if (!closings.ok()) return closings.status();
    if (auto s = VerifyClosings(*manifest_, closing_, *closings); !s.ok()) return s;
    if (auto s = CheckWitnesses(); !s.ok()) return s;
    report_.closing_hash = crypto::ToHex(ClosingHash(manifest_->hash(), closing_));
    detail_ =
        fmt::format("opened at {}, closed at {} (Unix seconds), closing {}", *course.opened_at(),
                    *course.closed_at(), ClosingGroups(ClosingHash(manifest_->hash(), closing_)));
    counts_ = {*course.opened_at(), *course.closed_at()};
    return absl::OkStatus();
  }

  // With a quorum of witnesses, their signatures under the log of the closing.
  absl::Status CheckWitnesses() {
    const std::uint32_t quorum = manifest_->config().witness_quorum();
    if (quorum == 0) return CheckFolder(bundle_, kCloseCheckpointFile, {});
    auto note = bundle_.Read(kCloseCheckpointFile, kMaxCheckpointSize);
    if (!note.ok()) return note.status();
    return VerifyCloseCheckpoint(*manifest_, closing_, crypto::AsText(*note));
  }

  absl::Status CheckRolls() {
    std::set<std::string> expected;
    for (const auto& electorate : manifest_->config().electorates()) {
      expected.insert(RollPath(electorate.id()));
      for (std::uint32_t j = 1; j <= electorate.code_registrars(); ++j) {
        expected.insert(PartPath(electorate.id(), j));
      }
    }
    if (auto s = CheckFolder(bundle_, "roll/", expected); !s.ok()) return s;
    std::vector<RollFile> files;
    std::vector<PartFile> all_parts;
    std::size_t slots = 0;
    for (const auto& electorate : manifest_->config().electorates()) {
      std::vector<PartFile> parts;
      if (auto s = ReadParts(electorate, parts); !s.ok()) return s;
      auto roll = ReadRoll(electorate, parts);
      if (!roll.ok()) return roll.status();
      slots += roll->records().size();
      files.push_back(*std::move(roll));
      std::move(parts.begin(), parts.end(), std::back_inserter(all_parts));
      Progress(static_cast<double>(files.size()) / manifest_->config().electorates_size());
    }
    std::vector<const PartFile*> pointers;
    for (const PartFile& part : all_parts) pointers.push_back(&part);
    if (auto s = CheckPartKeysDistinct(pointers); !s.ok()) return s;
    auto rolls = Rolls::Join(files);
    if (!rolls.ok()) return rolls.status();
    rolls_ = std::make_shared<const Rolls>(std::move(*rolls));
    detail_ = fmt::format("{} entitled", Counted(slots, "person", "persons"));
    counts_ = {slots};
    return absl::OkStatus();
  }

  absl::Status ReadParts(const v1::ElectorateConfig& electorate, std::vector<PartFile>& parts) {
    for (std::uint32_t j = 1; j <= electorate.code_registrars(); ++j) {
      const std::string path = PartPath(electorate.id(), j);
      auto bytes = bundle_.Read(path, kPartHeaderSize + electorate.slots() * kPartRecordSize);
      if (!bytes.ok()) return bytes.status();
      if (crypto::AsText(crypto::Sha256(*bytes)) !=
              electorate.part_sha256(static_cast<int>(j) - 1) ||
          bytes->size() != kPartHeaderSize + electorate.slots() * kPartRecordSize) {
        return Fail(fmt::format("{}: is not the part that the configuration names", path));
      }
      auto part = PartFile::Parse(*bytes, manifest_->election_id(), j, options_.threads);
      if (!part.ok()) return Fail(fmt::format("{}: {}", path, MessageOf(part.status())));
      parts.push_back(*std::move(part));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<RollFile> ReadRoll(const v1::ElectorateConfig& electorate,
                                    const std::vector<PartFile>& parts) const {
    const std::string path = RollPath(electorate.id());
    auto bytes = bundle_.Read(path, kMaxSlots * kRollRecordSize);
    if (!bytes.ok()) return bytes.status();
    if (crypto::AsText(crypto::Sha256(*bytes)) != electorate.roll_sha256() ||
        bytes->size() != electorate.slots() * kRollRecordSize) {
      return Fail(fmt::format("{}: is not the roll that the configuration names", path));
    }
    auto sums = CombineParts(parts, options_.threads);
    if (!sums.ok()) return Fail(fmt::format("{}: {}", path, MessageOf(sums.status())));
    if (*sums != *bytes)
      return Fail(fmt::format("{}: its keys are not the sums of the parts", path));
    auto file = RollFile::Parse(*bytes, options_.threads);
    if (!file.ok()) return Fail(fmt::format("{}: {}", path, MessageOf(file.status())));
    return file;
  }

  absl::Status CheckRecords() {
    // Proofs depend on the record alone; the rest on all records before it.
    const std::vector<char> proven =
        VerifyBallotRecords(*manifest_, leaves_, options_.threads, [&](std::size_t done) {
          Progress(static_cast<double>(done) / static_cast<double>(leaves_.size()));
        });
    state_ = std::make_unique<ElectionState>(manifest_, rolls_);
    index_ = std::make_unique<ArtefactIndex>(manifest_->contests());
    for (std::uint64_t i = 0; i < leaves_.size(); ++i) {
      auto fault = state_->Fold(leaves_[i], proven[i] != 0);
      if (!fault.ok()) {
        report_.faults.push_back({i, MessageOf(fault)});
      } else if (i > closing_.index) {
        index_->Add(i, leaves_[i]);
      }
    }
    state_->SetClosingRoot(closing_.root);
    report_.revocations = state_->revocations();
    for (const auto& kept : options_.kept_receipts) report_.fates.push_back(FateOfKept(kept));
    std::uint64_t counted = 0;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      const ContestId contest{c};
      const std::uint64_t ballots = state_->Selected(contest).size();
      if (ballots > state_->EntitledSlots(contest) || ballots > kMaxBallots) {
        return Fail(fmt::format("contest {}: has more ballots than voters", c));
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
    counts_ = {counted, report_.revocations.size(), report_.revoked_after_vote(),
               report_.faults.size()};
    detail_ = fmt::format("{}, {} revoked, {} of them after a vote, {}",
                          Counted(counts_[0], "ballot counts", "ballots count"),
                          Counted(counts_[1], "key", "keys"), counts_[2],
                          Counted(counts_[3], "fault", "faults"));
    return absl::OkStatus();
  }

  // CheckKept has found it in the log.
  BallotFate FateOfKept(const AuditOptions::KeptReceipt& kept) const {
    const auto proof = crypto::LogProof::Parse(kept.receipt);
    const auto leaf = ParseLeaf(kept.leaf);
    return FateOf(*state_, report_.faults, proof->index, std::get<BallotLeaf>(leaf->body));
  }

  // The file that a record announces, its digest checked. The record is well-placed, so of the size
  // that such a file has.
  absl::StatusOr<crypto::Bytes> ReadAnnounced(const AnnouncedLeaf& announced) const {
    const std::string path = ArtefactPath(announced.leaf, announced.record);
    auto bytes = bundle_.Read(path, announced.leaf.size);
    if (!bytes.ok()) return bytes.status();
    if (bytes->size() != announced.leaf.size || crypto::Sha256(*bytes) != announced.leaf.sha256) {
      return Fail(
          fmt::format("{}: is not the file that record {} announces", path, announced.record));
    }
    return bytes;
  }

  ArtefactReader Reader() const {
    return [this](const AnnouncedLeaf& announced) { return ReadAnnounced(announced); };
  }

  // What the walks found beyond what was reported.
  void ReportFaults(std::size_t before, const ArtefactWalk& walk) {
    report_.faults.insert(report_.faults.end(),
                          walk.faults().begin() + static_cast<std::ptrdiff_t>(before),
                          walk.faults().end());
  }

  // Every well-placed artefact of those kinds, as paths.
  std::set<std::string> WellPlaced(const std::set<ArtefactKind>& kinds) const {
    std::set<std::string> paths;
    for (const ArtefactWalk& walk : walks_) {
      for (const AnnouncedLeaf& one : walk.well_placed()) {
        if (kinds.contains(one.leaf.kind)) paths.insert(ArtefactPath(one.leaf, one.record));
      }
    }
    return paths;
  }

  // Of the faults found in a contest, the last: why something is missing.
  std::string BecauseOf(const ArtefactWalk& walk) const {
    if (walk.faults().empty()) return "";
    return fmt::format("; record {}: {}", walk.faults().back().record, walk.faults().back().reason);
  }

  absl::Status CheckMixes() {
    const LeafReader read = [this](std::uint64_t i) -> absl::StatusOr<crypto::Bytes> {
      return leaves_[i];
    };
    std::size_t total = 0;
    walks_.reserve(manifest_->contests());
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      const ContestId contest{c};
      auto input = SelectedCiphertexts(*state_, contest, read);
      if (!input.ok()) return input.status();
      walks_.emplace_back(
          *state_, contest,
          ContestCounter(manifest_, *state_->closing_hash(), contest, std::move(*input),
                         state_->HasTooFewBallots(contest), options_.threads,
                         options_.reference_only ? Engine::kReference : Engine::kAccelerated));
      ArtefactWalk& walk = walks_.back();
      const absl::Status walked = walk.WalkMixes(*index_, Reader());
      ReportFaults(0, walk);
      if (!walked.ok()) return walked;
      const std::size_t mixes = state_->artefacts(contest).mixes.size();
      if (state_->IsCounted(contest) && mixes < manifest_->threshold()) {
        return Fail(fmt::format("contest {}: {}, {}{} needed{}", c,
                                Counted(mixes, "mix holds", "mixes hold"), manifest_->threshold(),
                                manifest_->threshold() == 1 ? " is" : " are", BecauseOf(walk)));
      }
      total += mixes;
      Progress(static_cast<double>(c + 1) / manifest_->contests());
    }
    detail_ = Counted(total, "mix", "mixes");
    counts_ = {total};
    return CheckFolder(bundle_, "mix/", WellPlaced({ArtefactKind::kMix}));
  }

  absl::Status CheckDecryptions() {
    std::size_t total = 0;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      ArtefactWalk& walk = walks_[c];
      const std::size_t before = walk.faults().size();
      const absl::Status walked = walk.WalkShares(*index_, Reader());
      ReportFaults(before, walk);
      if (!walked.ok()) return walked;
      if (!walk.counter().IsComplete()) {
        return Fail(fmt::format("contest {}: fewer than {} valid decryptions or lots{}", c,
                                manifest_->threshold(), BecauseOf(walk)));
      }
      total += walk.counter().decryptions() + walk.counter().lots();
      Progress(static_cast<double>(c + 1) / manifest_->contests());
    }
    detail_ = Counted(total, "decryption or lot", "decryptions and lots");
    counts_ = {total};
    if (auto s = CheckFolder(bundle_, "dec/", WellPlaced({ArtefactKind::kDecryption})); !s.ok())
      return s;
    return CheckFolder(bundle_, "lot/", WellPlaced({ArtefactKind::kLot}));
  }

  // A right record announces the file, and the file is there, byte for byte.
  absl::Status CheckResult(ContestId contest, ArtefactKind kind,
                           const std::optional<AnnouncedArtefact>& right,
                           crypto::ByteView expected) const {
    ArtefactLeaf leaf{};
    leaf.contest = contest;
    leaf.kind = kind;
    const std::string path = ArtefactPath(leaf, 0);
    if (!right.has_value()) {
      return Fail(fmt::format("{}: no record announces what the ballots come to{}", path,
                              BecauseOf(walks_[Number(contest)])));
    }
    const auto found = bundle_.files().find(path);
    if (found != bundle_.files().end() && found->second != expected.size()) {
      return Fail(fmt::format("{}: is not what the ballots come to: has {} bytes instead of {}",
                              path, found->second, expected.size()));
    }
    auto file = bundle_.Read(path, expected.size());
    if (!file.ok()) return file.status();
    if (!std::equal(file->begin(), file->end(), expected.begin(), expected.end())) {
      return Fail(fmt::format("{}: is not what the ballots come to", path));
    }
    return absl::OkStatus();
  }

  absl::Status CheckBallots() {
    std::uint64_t valid = 0, invalid = 0;
    std::set<std::string> expected;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      ArtefactWalk& walk = walks_[c];
      auto tally = walk.counter().Tally();
      if (!tally.ok()) return tally.status();
      const std::size_t before = walk.faults().size();
      if (auto s = walk.WalkResults(*index_, *tally); !s.ok()) return s;
      ReportFaults(before, walk);
      ContestReport& report = report_.contests[c];
      report.valid = tally->valid;
      report.invalid = tally->invalid;
      report.selected = tally->selected;
      report.cost = tally->cost;
      valid += tally->valid;
      invalid += tally->invalid;
      tallies_.push_back(std::move(*tally));
      ArtefactLeaf leaf{};
      leaf.contest = ContestId{c};
      for (const ArtefactKind kind :
           {ArtefactKind::kBallots, ArtefactKind::kPabulib, ArtefactKind::kOutcome}) {
        leaf.kind = kind;
        if (kind == ArtefactKind::kOutcome || !tallies_.back().too_few_ballots) {
          expected.insert(ArtefactPath(leaf, 0));
        }
      }
      Progress(static_cast<double>(c + 1) / manifest_->contests());
    }
    detail_ = fmt::format("{} valid, {} invalid", valid, invalid);
    counts_ = {valid, invalid};
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      if (tallies_[c].too_few_ballots) continue;
      const ContestId contest{c};
      if (auto s = CheckResult(contest, ArtefactKind::kBallots, state_->artefacts(contest).ballots,
                               tallies_[c].ballots);
          !s.ok()) {
        return s;
      }
    }
    for (const auto& [path, size] : bundle_.files()) {
      if (path.starts_with("result/") && !expected.contains(path)) return Unlisted(path);
    }
    return absl::OkStatus();
  }

  absl::Status CheckOutcomes() {
    crypto::Bytes all;
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      const ContestId contest{c};
      const crypto::ByteView outcome = crypto::AsBytes(tallies_[c].outcome);
      if (auto s = CheckResult(contest, ArtefactKind::kOutcome, state_->artefacts(contest).outcome,
                               outcome);
          !s.ok()) {
        return s;
      }
      crypto::AppendFrame(all, outcome);
    }
    report_.result_hash = crypto::ToHex(crypto::Sha256(all));
    detail_ = fmt::format("result {}", report_.result_hash);
    return absl::OkStatus();
  }

  absl::Status CheckPabulib() {
    for (std::uint32_t c = 0; c < manifest_->contests(); ++c) {
      if (tallies_[c].too_few_ballots) continue;
      const ContestId contest{c};
      if (auto s = CheckResult(contest, ArtefactKind::kPabulib, state_->artefacts(contest).pabulib,
                               crypto::AsBytes(tallies_[c].pabulib));
          !s.ok()) {
        return s;
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckJournal() {
    const v1::Config& config = manifest_->config();
    if (!config.has_journal()) {
      detail_ = "this process has none";
      return CheckFolder(bundle_, kJournalFolder, {});
    }
    std::vector<std::string> kept;
    for (const std::string& note : options_.kept_checkpoints) {
      if (IsNoteOf(note, config.journal().origin())) kept.push_back(note);
    }
    JournalReport journal;
    const absl::Status audited = AuditJournal(
        bundle_, manifest_->frozen(), kept, [this](double done) { Progress(done); }, journal);
    counts_ = {journal.acts, journal.proposals, journal.public_documents,
               journal.withheld_documents, journal.erased_documents};
    detail_ =
        fmt::format("{}, {}, {}, {} withheld, {} erased", Counted(journal.acts, "act", "acts"),
                    Counted(journal.proposals, "proposal", "proposals"),
                    Counted(journal.public_documents, "document", "documents"),
                    journal.withheld_documents, journal.erased_documents);
    report_.journal_faults = std::move(journal.faults);
    return audited;
  }

  const Bundle& bundle_;
  const AuditOptions& options_;
  AuditReport report_;
  std::string detail_;
  std::vector<std::uint64_t> counts_;
  crypto::Bytes config_, key_record_;
  std::shared_ptr<const Manifest> manifest_;
  std::vector<crypto::Bytes> leaves_;
  crypto::MerkleTree tree_;
  Closing closing_;
  std::shared_ptr<const Rolls> rolls_;
  std::unique_ptr<ElectionState> state_;
  std::unique_ptr<ArtefactIndex> index_;
  std::vector<ArtefactWalk> walks_;
  std::vector<TallyFiles> tallies_;
};

}  // namespace

std::size_t AuditReport::revoked_after_vote() const {
  return static_cast<std::size_t>(
      std::count_if(revocations.begin(), revocations.end(),
                    [](const Revocation& revocation) { return revocation.after_vote; }));
}

bool AuditReport::receipts_ok() const {
  return std::all_of(fates.begin(), fates.end(), [this](const BallotFate& fate) {
    if (fate.fate == Fate::kCounted) return true;
    return fate.fate == Fate::kReplaced &&
           std::any_of(fates.begin(), fates.end(),
                       [&](const BallotFate& other) { return other.record == fate.by; });
  });
}

absl::StatusOr<AuditReport> Audit(const Bundle& bundle, const AuditOptions& options) {
  if (bundle.files().empty() && bundle.refused().empty()) {
    return absl::NotFoundError("the bundle is empty");
  }
  return Auditor(bundle, options).Run();
}

}  // namespace urna::ledger
