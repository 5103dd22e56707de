#include "services/publishing/published_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/bundle_paths.h"
#include "ledger/closing.h"
#include "ledger/part.h"
#include "ledger/roll.h"
#include "services/base/signatures.h"
#include "services/counting/closed_log.h"
#include "services/publishing/file_bytes.h"
#include "services/publishing/journal_files.h"
#include "services/publishing/log_files.h"
#include "services/records/process_records.h"

namespace urna::services {
namespace {

using internal::v1::ProcessRecord;
using ledger::ArtefactKind;
using ledger::ContestId;

// Before the tiles, which are listed by themselves. Those that are not there yet are left out.
constexpr std::string_view kMadeFiles[] = {ledger::kConfigFile, ledger::kKeyRecordFile,
                                           ledger::kApprovalsFile, ledger::kClosingsFile,
                                           ledger::kCloseCheckpointFile};

// Every party has signed: the process is sealed.
crypto::Bytes ApprovalsOf(const ledger::Manifest& manifest, const ProcessRecord& record) {
  std::vector<ledger::ManifestApproval> approvals;
  for (const ledger::Party& party : manifest.parties()) {
    for (const internal::v1::PartySignature& one : record.approvals()) {
      if (one.role() != static_cast<std::uint32_t>(party.role) || one.index() != party.index) {
        continue;
      }
      ledger::ManifestApproval approval{party, {}};
      std::copy_n(crypto::AsBytes(one.signature()).begin(),
                  std::min(one.signature().size(), approval.signature.size()),
                  approval.signature.begin());
      approvals.push_back(approval);
      break;
    }
  }
  return ledger::SerializeApprovals(approvals);
}

bool IsClosed(const ProcessLog& log) {
  return log.WithState(
      [](const ledger::ElectionState& state) { return state.stage() == ledger::Stage::kClosed; });
}

// "mix/3/77.mix" and "result/3.pb" are of contest 3.
absl::StatusOr<ContestId> ContestIn(std::string_view path, const ledger::Manifest& manifest) {
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return NoSuchFile();
  std::uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(path.data() + slash + 1, path.data() + path.size(), number);
  if (error != std::errc() || !manifest.HasContest(ContestId{number})) return NoSuchFile();
  return ContestId{number};
}

std::string_view TypeOf(std::string_view path) {
  if (path.ends_with(".tally")) return kJsonFile;
  return path.ends_with(".pb") ? kTextFile : kBinaryFile;
}

}  // namespace

PublicFile PublishedBundle::Open(const Stated& file) const {
  PublicFile opened = StoredFile(store_, file.space, file.owner, file.sha256, file.size);
  opened.content_type = TypeOf(file.path);
  return opened;
}

absl::StatusOr<std::vector<PublishedBundle::Stated>> PublishedBundle::Rolls() const {
  const v1::Config& config = log_->manifest().config();
  std::vector<Stated> files;
  for (const v1::ElectorateConfig& electorate : config.electorates()) {
    const std::string owner = fmt::format("{}/electorates/{}", config.process(), electorate.id());
    const auto add = [&](std::string path, const std::string& digest, std::uint64_t size) {
      const absl::StatusOr<crypto::Hash256> sha256 = ParseHash(digest, "sha256");
      if (!sha256.ok()) return sha256.status();
      files.push_back({std::move(path), kRollFiles, owner, *sha256, size});
      return absl::OkStatus();
    };
    absl::Status added = add(ledger::RollPath(electorate.id()), electorate.roll_sha256(),
                             electorate.slots() * ledger::kRollRecordSize);
    for (int j = 0; added.ok() && j < electorate.part_sha256_size(); ++j) {
      added = add(ledger::PartPath(electorate.id(), static_cast<std::uint32_t>(j) + 1),
                  electorate.part_sha256(j),
                  ledger::kPartHeaderSize + electorate.slots() * ledger::kPartRecordSize);
    }
    if (!added.ok()) return added;
  }
  return files;
}

std::vector<PublishedBundle::Stated> PublishedBundle::Artefacts(ContestId contest) const {
  const ledger::ContestArtefacts announced = log_->WithState(
      [contest](const ledger::ElectionState& state) { return state.artefacts(contest); });
  std::vector<Stated> files;
  const auto add = [&](ArtefactKind kind, const auto& artefacts) {
    for (const ledger::AnnouncedArtefact& one : artefacts) {
      ledger::ArtefactLeaf leaf{};
      leaf.contest = contest;
      leaf.kind = kind;
      files.push_back({ledger::ArtefactPath(leaf, one.leaf_index), kArtefactFiles,
                       log_->process_id(), one.sha256, one.size});
    }
  };
  const auto add_result = [&](ArtefactKind kind, const auto& artefact) {
    if (artefact) add(kind, std::vector{*artefact});
  };
  add(ArtefactKind::kMix, announced.mixes);
  add(ArtefactKind::kDecryption, announced.decryptions);
  add(ArtefactKind::kLot, announced.lots);
  add_result(ArtefactKind::kBallots, announced.ballots);
  add_result(ArtefactKind::kPabulib, announced.pabulib);
  add_result(ArtefactKind::kOutcome, announced.outcome);
  return files;
}

// What is made of what the server keeps of the process.
absl::StatusOr<PublicFile> PublishedBundle::FindMade(std::string_view path) const {
  const std::shared_ptr<const ledger::Manifest>& manifest = log_->shared_manifest();
  const auto for_ever = [](PublicFile file) {
    file.is_immutable = true;
    return file;
  };
  if (path == ledger::kConfigFile) {
    return for_ever(FileOfBytes(manifest, manifest->frozen().bytes()));
  }
  if (path == ledger::kKeyRecordFile) {
    return for_ever(FileOfBytes(manifest, manifest->key_record()));
  }
  const absl::StatusOr<ProcessRecord> record =
      ReadProcessRecord(store_, manifest->config().process());
  if (!record.ok()) return record.status();
  if (path == ledger::kApprovalsFile) return for_ever(FileOfBytes(ApprovalsOf(*manifest, *record)));
  if (!IsClosed(*log_) || !CheckClosingHolds(*manifest, *record).ok()) return NoSuchFile();
  // Others may still sign until all is counted.
  if (path == ledger::kClosingsFile) {
    return FileOfBytes(ledger::SerializeClosings(KeptClosings(*record)));
  }
  if (manifest->config().witness_quorum() == 0) return NoSuchFile();
  const auto note = std::make_shared<const std::string>(record->close_checkpoint());
  PublicFile file = FileOfBytes(note, crypto::AsBytes(*note));
  file.content_type = kTextFile;
  return for_ever(std::move(file));
}

absl::StatusOr<PublicFile> PublishedBundle::Find(std::string_view path) const {
  if (!ledger::IsBundleFile(path)) return NoSuchFile();
  if (path == ledger::kCheckpointFile || path.starts_with("tile/")) return FindLogFile(log_, path);
  if (std::ranges::find(kMadeFiles, path) != std::end(kMadeFiles)) return FindMade(path);
  if (path.starts_with(ledger::kJournalFolder)) {
    absl::StatusOr<std::shared_ptr<LiveJournal>> journal = Journal();
    if (!journal.ok()) return journal.status();
    return FindJournalFile(*std::move(journal), path.substr(ledger::kJournalFolder.size()));
  }
  absl::StatusOr<std::vector<Stated>> files = std::vector<Stated>();
  if (path.starts_with("roll/")) {
    files = Rolls();
    if (!files.ok()) return files.status();
  } else {
    const absl::StatusOr<ContestId> contest = ContestIn(path, log_->manifest());
    if (!contest.ok()) return contest.status();
    files = Artefacts(*contest);
  }
  const auto file = std::ranges::find(*files, path, &Stated::path);
  return file == files->end() ? NoSuchFile() : absl::StatusOr<PublicFile>(Open(*file));
}

absl::StatusOr<PublicFile> PublishedBundle::Index() const {
  const ledger::Manifest& manifest = log_->manifest();
  const std::string note = log_->Checkpoint();
  const absl::StatusOr<crypto::Checkpoint> checkpoint =
      crypto::VerifyCheckpoint(note, manifest.log_key());
  if (!checkpoint.ok())
    return absl::InternalError("a checkpoint that the server signed is not good");
  BundleListing listing(manifest.config().process(), checkpoint->size);
  listing.Add(ledger::kCheckpointFile, note.size(), crypto::Sha256(crypto::AsBytes(note)));
  for (const std::string_view path : kMadeFiles) {
    absl::StatusOr<PublicFile> file = FindMade(path);
    if (absl::IsNotFound(file.status())) continue;
    if (!file.ok()) return file.status();
    listing.Add(path, file->size, file->etag);
  }
  absl::StatusOr<std::vector<Stated>> files = Rolls();
  if (!files.ok()) return files.status();
  for (std::uint32_t contest = 0; contest < manifest.contests(); ++contest) {
    std::ranges::move(Artefacts(ContestId{contest}), std::back_inserter(*files));
  }
  for (const Stated& file : *files) listing.Add(file.path, file.size, file.sha256);
  if (absl::Status listed = ListJournal(listing); !listed.ok()) return listed;
  return std::move(listing).ToFile();
}

absl::StatusOr<std::shared_ptr<LiveJournal>> PublishedBundle::Journal() const {
  const v1::Config& config = log_->manifest().config();
  if (!config.has_journal()) return NoSuchFile();
  return journals_.Get(config.process());
}

absl::Status PublishedBundle::ListJournal(BundleListing& listing) const {
  const absl::StatusOr<std::shared_ptr<LiveJournal>> journal = Journal();
  if (absl::IsNotFound(journal.status())) return absl::OkStatus();
  if (!journal.ok()) return journal.status();
  const LiveJournal::Published published = (*journal)->ListPublished();
  const std::string& note = published.checkpoint;
  listing.Add(ledger::kJournalCheckpointFile, note.size(), crypto::Sha256(crypto::AsBytes(note)));
  listing.AddTiles(ledger::kJournalFolder, published.size);
  for (const crypto::Hash256& sha256 : published.documents) {
    listing.Add(ledger::DocumentPath(sha256), crypto::ToHex(sha256));
  }
  return absl::OkStatus();
}

}  // namespace urna::services
