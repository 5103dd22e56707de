// The index of one process on disk: of its proposals as the staff sees them, of the same as everybody
// does, and of its projects. It is a cache: all of it is a function of the store, as far as the journal of
// the process is known.
//
// What somebody may not see is in no index that answers them, so that neither an answer nor its order
// or its time tells of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/act.h"
#include "services/journal/journals.h"
#include "services/search/index_seal.h"
#include "services/search/searched_text.h"
#include "services/search/text_index.h"
#include "storage/store.h"

namespace urna::services {

// What is searched of proposals, as whoever keeps them knows it. Thread-safe.
class ProposalTexts {
 public:
  virtual ~ProposalTexts() = default;
  struct Texts {
    SearchedText for_staff;
    SearchedText for_everybody;
  };
  // As they are now; none of a proposal that was erased.
  virtual absl::StatusOr<Texts> Read(std::string_view process,
                                     ledger::ProposalNumber number) const = 0;
};

// What an index is made of.
struct IndexSources {
  storage::Store& store;
  Journals& journals;
  const ProposalTexts& proposals;
};

enum class IndexPart { kProposalsForStaff, kProposalsForEverybody, kProjects };

// One thread at a time.
class ProcessIndex {
 public:
  // In `folder`, which may be missing; `process` is a resource name. `sources` must outlive this object.
  ProcessIndex(std::string folder, std::string process, const IndexSources& sources);
  ~ProcessIndex();

  // Takes what lies in the folder. False where that is no whole index, or one of another past than the
  // journal's: then it is gone.
  bool Load();
  // Asked between two texts; false ends the work, which is ABORTED then.
  using GoOn = std::function<bool()>;
  // Makes it anew from the store.
  absl::Status Build(const GoOn& go_on);
  // Puts in what the journal says since. Where something was erased, its words are in no file of the current
  // generation. DATA_LOSS where the index cannot be used any more.
  absl::Status CatchUp(const GoOn& go_on);
  // Deletes what it was before it was compacted.
  absl::Status RemoveOldGenerations();
  // Lets go of its files, and notes what they are for the next start; does nothing where that was done.
  absl::Status Seal();
  // Deletes it.
  absl::Status Drop();

  const IndexPosition& position() const { return position_; }
  // Where FindTexts finds a part: a folder of one generation.
  std::string generation_folder() const { return GenerationFolder(folder_, generation_); }
  bool is_sealed() const { return is_sealed_; }

 private:
  struct Writers;
  // What the journal says changed between two positions.
  struct Changed {
    std::set<ledger::ProposalNumber> proposals;
    std::set<std::string> projects;
    bool erased = false;
    bool empty() const { return proposals.empty() && projects.empty() && !erased; }
  };

  // Null where the process has no journal.
  absl::StatusOr<std::shared_ptr<LiveJournal>> Journal() const;
  static absl::StatusOr<IndexPosition> PositionOf(const LiveJournal* journal);
  static bool IsPastOf(const IndexPosition& position, const LiveJournal* journal);
  static absl::StatusOr<Changed> ReadChanges(const LiveJournal& journal, std::uint64_t from,
                                             std::uint64_t to);
  absl::Status OpenWriters();
  absl::Status PutProposal(ledger::ProposalNumber number);
  absl::Status PutProject(std::string_view name);
  absl::Status PutAllProposals(const LiveJournal& journal, const GoOn& go_on);
  absl::Status PutAllProjects(const GoOn& go_on);
  absl::Status PutChanged(const Changed& changed, const GoOn& go_on);
  absl::Status Commit();
  absl::Status Compact();

  const std::string folder_;
  const std::string process_;
  const IndexSources& sources_;
  std::uint64_t generation_ = 0;
  IndexPosition position_;
  bool is_sealed_ = false;
  // Null while nothing is written.
  std::unique_ptr<Writers> writers_;
};

// The folder of a part in one of a generation.
std::string PartFolder(const std::string& generation_folder, IndexPart part);

}  // namespace urna::services
