#include "services/search/process_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "services/base/resource_name.h"
#include "services/records/child_index.h"
#include "services/records/resources.h"
#include "services/search/project_text.h"

namespace urna::services {
namespace {

namespace fs = std::filesystem;

// Texts that are put before they are committed: what is not is held in memory.
constexpr std::size_t kBatch = 500;
constexpr std::size_t kListed = 500;
constexpr std::size_t kActsAtOnce = 1000;
constexpr std::size_t kActBytesAtOnce = std::size_t{4} << 20;

constexpr IndexPart kParts[] = {IndexPart::kProposalsForStaff, IndexPart::kProposalsForEverybody,
                                IndexPart::kProjects};

absl::Status Stopped() { return absl::AbortedError("the work on an index was ended"); }

absl::Status RemoveFolder(const std::string& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  return error ? absl::DataLossError("the files of an index cannot be deleted") : absl::OkStatus();
}

bool IsOfProposals(IndexPart part) { return part != IndexPart::kProjects; }

}  // namespace

std::string PartFolder(const std::string& generation_folder, IndexPart part) {
  switch (part) {
    case IndexPart::kProposalsForStaff:
      return generation_folder + "/staff";
    case IndexPart::kProposalsForEverybody:
      return generation_folder + "/public";
    case IndexPart::kProjects:
      return generation_folder + "/projects";
  }
  return generation_folder;
}

struct ProcessIndex::Writers {
  std::unique_ptr<TextIndexWriter> staff;
  std::unique_ptr<TextIndexWriter> everybody;
  std::unique_ptr<TextIndexWriter> projects;

  std::unique_ptr<TextIndexWriter>& of(IndexPart part) {
    if (!IsOfProposals(part)) return projects;
    return part == IndexPart::kProposalsForStaff ? staff : everybody;
  }
};

ProcessIndex::ProcessIndex(std::string folder, std::string process, const IndexSources& sources)
    : folder_(std::move(folder)), process_(std::move(process)), sources_(sources) {}

ProcessIndex::~ProcessIndex() = default;

absl::StatusOr<std::shared_ptr<LiveJournal>> ProcessIndex::Journal() const {
  absl::StatusOr<std::shared_ptr<LiveJournal>> journal = sources_.journals.Get(process_);
  if (absl::IsNotFound(journal.status())) return nullptr;
  return journal;
}

absl::StatusOr<IndexPosition> ProcessIndex::PositionOf(const LiveJournal* journal) {
  if (journal == nullptr) return IndexPosition{};
  const std::uint64_t size = journal->size();
  const absl::StatusOr<crypto::Hash256> root = journal->RootAt(size);
  if (!root.ok()) return root.status();
  return IndexPosition{size, *root};
}

bool ProcessIndex::IsPastOf(const IndexPosition& position, const LiveJournal* journal) {
  if (journal == nullptr) return position == IndexPosition{};
  const absl::StatusOr<crypto::Hash256> root = journal->RootAt(position.acts);
  return root.ok() && *root == position.root;
}

bool ProcessIndex::Load() {
  const std::optional<IndexSeal> seal = ReadIndexSeal(folder_);
  const auto journal = Journal();
  if (seal && journal.ok() && IsPastOf(seal->position, journal->get())) {
    generation_ = seal->generation;
    position_ = seal->position;
    is_sealed_ = true;
    return true;
  }
  // What cannot be deleted is in the way of the next one, which says so.
  static_cast<void>(Drop());
  return false;
}

absl::Status ProcessIndex::Build(const GoOn& go_on) {
  if (absl::Status dropped = Drop(); !dropped.ok()) return dropped;
  const auto journal = Journal();
  if (!journal.ok()) return journal.status();
  // What changes from now on is put in again.
  const absl::StatusOr<IndexPosition> position = PositionOf(journal->get());
  if (!position.ok()) return position.status();
  // Nobody who still reads the last one takes this one for it.
  ++generation_;
  std::error_code error;
  fs::create_directories(generation_folder(), error);
  if (error) return absl::DataLossError("the folder of an index cannot be made");
  writers_ = std::make_unique<Writers>();
  for (const IndexPart part : kParts) {
    auto writer = TextIndexWriter::Create(PartFolder(generation_folder(), part));
    if (!writer.ok()) return writer.status();
    writers_->of(part) = *std::move(writer);
  }
  absl::Status put = *journal == nullptr ? absl::OkStatus() : PutAllProposals(**journal, go_on);
  if (put.ok()) put = PutAllProjects(go_on);
  if (put.ok()) put = Commit();
  if (!put.ok()) return put;
  position_ = *position;
  return CatchUp(go_on);
}

absl::Status ProcessIndex::CatchUp(const GoOn& go_on) {
  const auto journal = Journal();
  if (!journal.ok()) return journal.status();
  if (!IsPastOf(position_, journal->get())) {
    return absl::DataLossError("an index is of another past than the journal's");
  }
  const absl::StatusOr<IndexPosition> now = PositionOf(journal->get());
  if (!now.ok()) return now.status();
  if (now->acts == position_.acts) return absl::OkStatus();
  const absl::StatusOr<Changed> changed = ReadChanges(**journal, position_.acts, now->acts);
  if (!changed.ok()) return changed.status();
  if (!changed->empty()) {
    if (absl::Status opened = OpenWriters(); !opened.ok()) return opened;
    if (absl::Status put = PutChanged(*changed, go_on); !put.ok()) return put;
    absl::Status done = changed->erased ? Compact() : absl::OkStatus();
    if (!done.ok()) return done;
  }
  position_ = *now;
  return absl::OkStatus();
}

absl::StatusOr<ProcessIndex::Changed> ProcessIndex::ReadChanges(const LiveJournal& journal,
                                                                std::uint64_t from,
                                                                std::uint64_t to) {
  Changed changed;
  while (from < to) {
    const std::size_t most = std::min<std::uint64_t>(kActsAtOnce, to - from);
    const auto records = journal.Records(from, most, kActBytesAtOnce);
    if (!records.ok()) return records.status();
    if (records->empty()) return absl::DataLossError("a journal lacks records");
    for (const crypto::Bytes& record : *records) {
      const absl::StatusOr<ledger::Act> act = ledger::ParseAct(record);
      if (!act.ok()) return absl::DataLossError("a record of a journal cannot be read");
      changed.erased = changed.erased || act->act == v1::JOURNAL_ACT_ERASED;
      if (act->subject() == ledger::ActSubject::kProposal) {
        changed.proposals.insert(act->proposal());
      } else if (act->subject() == ledger::ActSubject::kProject) {
        changed.projects.insert(act->resource);
      }
    }
    from += records->size();
  }
  return changed;
}

absl::Status ProcessIndex::OpenWriters() {
  if (absl::Status broken = BreakIndexSeal(folder_); !broken.ok()) return broken;
  is_sealed_ = false;
  if (writers_ != nullptr) return absl::OkStatus();
  auto writers = std::make_unique<Writers>();
  for (const IndexPart part : kParts) {
    auto writer = TextIndexWriter::Open(PartFolder(generation_folder(), part));
    if (!writer.ok()) return writer.status();
    writers->of(part) = *std::move(writer);
  }
  writers_ = std::move(writers);
  return absl::OkStatus();
}

absl::Status ProcessIndex::PutProposal(ledger::ProposalNumber number) {
  const absl::StatusOr<ProposalTexts::Texts> texts = sources_.proposals.Read(process_, number);
  if (!texts.ok()) return texts.status();
  const std::string id = std::to_string(ledger::Number(number));
  absl::Status put = writers_->staff->Put(id, texts->for_staff);
  return put.ok() ? writers_->everybody->Put(id, texts->for_everybody) : put;
}

absl::Status ProcessIndex::PutProject(std::string_view name) {
  const absl::StatusOr<std::optional<StoredChild>> stored = FindResource(sources_.store, name);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return writers_->projects->Put(name, {});
  v1::Project project;
  if (!project.ParseFromString((*stored)->bytes)) return ResourceDamaged(name);
  const auto parsed = ResourceName::Parse(Kind::kProject, name, "name");
  if (!parsed.ok()) return parsed.status();
  return writers_->projects->Put(name, TextOf(project), parsed->parent(),
                                 std::to_string((*stored)->creation_order));
}

absl::Status ProcessIndex::PutAllProposals(const LiveJournal& journal, const GoOn& go_on) {
  const std::size_t count =
      journal.WithState([](const ledger::JournalState& state) { return state.proposals().size(); });
  for (std::size_t n = 1; n <= count; ++n) {
    if (!go_on()) return Stopped();
    const auto number = ledger::ProposalNumber{static_cast<std::uint32_t>(n)};
    if (absl::Status put = PutProposal(number); !put.ok()) return put;
    absl::Status committed = n % kBatch == 0 ? Commit() : absl::OkStatus();
    if (!committed.ok()) return committed;
  }
  return absl::OkStatus();
}

absl::Status ProcessIndex::PutAllProjects(const GoOn& go_on) {
  const auto contests = ListChildren(sources_.store, Kind::kContest, process_);
  if (!contests.ok()) return contests.status();
  for (const StoredChild& contest : *contests) {
    std::uint64_t after = 0;
    while (true) {
      const auto projects =
          ListChildrenAfter(sources_.store, Kind::kProject, contest.name, after, kListed);
      if (!projects.ok()) return projects.status();
      for (const StoredChild& project : *projects) {
        if (!go_on()) return Stopped();
        if (absl::Status put = PutProject(project.name); !put.ok()) return put;
        after = project.creation_order;
      }
      if (absl::Status committed = Commit(); !committed.ok()) return committed;
      if (projects->size() < kListed) break;
    }
  }
  return absl::OkStatus();
}

absl::Status ProcessIndex::PutChanged(const Changed& changed, const GoOn& go_on) {
  std::size_t put = 0;
  const auto after_one = [&]() -> absl::Status {
    if (!go_on()) return Stopped();
    return ++put % kBatch == 0 ? Commit() : absl::OkStatus();
  };
  for (const ledger::ProposalNumber number : changed.proposals) {
    absl::Status done = PutProposal(number);
    if (done.ok()) done = after_one();
    if (!done.ok()) return done;
  }
  for (const std::string& project : changed.projects) {
    absl::Status done = PutProject(fmt::format("{}/{}", process_, project));
    if (done.ok()) done = after_one();
    if (!done.ok()) return done;
  }
  return Commit();
}

absl::Status ProcessIndex::Commit() {
  for (const IndexPart part : kParts) {
    if (absl::Status done = writers_->of(part)->Commit(); !done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::Status ProcessIndex::Compact() {
  const std::string compacted = GenerationFolder(folder_, generation_ + 1);
  if (absl::Status gone = RemoveFolder(compacted); !gone.ok()) return gone;
  std::error_code error;
  fs::create_directories(compacted, error);
  if (error) return absl::DataLossError("the folder of an index cannot be made");
  for (const IndexPart part : kParts) {
    absl::Status copied = writers_->of(part)->CopyLive(PartFolder(compacted, part));
    if (!copied.ok()) return copied;
  }
  writers_.reset();
  ++generation_;
  return absl::OkStatus();
}

absl::Status ProcessIndex::RemoveOldGenerations() {
  std::error_code error;
  const std::string current = fs::path(generation_folder()).filename().string();
  std::vector<std::string> old;
  for (auto entry = fs::directory_iterator(folder_, error);
       !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->is_directory(error) && entry->path().filename() != current) {
      old.push_back(entry->path().string());
    }
  }
  if (error) return absl::DataLossError("the folder of an index cannot be read");
  for (const std::string& one : old) {
    if (absl::Status gone = RemoveFolder(one); !gone.ok()) return gone;
  }
  return absl::OkStatus();
}

absl::Status ProcessIndex::Seal() {
  if (is_sealed_) return absl::OkStatus();
  writers_.reset();
  absl::Status sealed = SealIndex(folder_, {generation_, position_});
  is_sealed_ = sealed.ok();
  return sealed;
}

absl::Status ProcessIndex::Drop() {
  writers_.reset();
  is_sealed_ = false;
  position_ = {};
  return RemoveFolder(folder_);
}

}  // namespace urna::services
