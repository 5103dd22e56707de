// Search of proposals and projects: an index for each process, kept by one thread.
//
// An index is as old as the journal says, and brought up to date after each change. Whoever searches waits
// for what was written before, one caller at a time and at most kSearchPatience; the others, and whoever has
// waited so long, are answered from what the index has. What somebody may not see any more is not the
// index's to know: callers look at what it gives them before they show it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/limits.h"
#include "services/base/measurements.h"
#include "services/search/process_index.h"
#include "services/search/search_text.h"

namespace urna::services {

// Whether the caller sees what nobody has screened.
enum class SearchedBy { kEverybody, kStaff };

struct FoundProposal {
  ledger::ProposalNumber number;
  // 0 where it was not asked for.
  double relevance;
};

struct FoundProject {
  std::string name;
  std::uint64_t creation_order;
  double relevance;
};

// Thread-safe. Processes are named as resources, `processes/{process}`. Searches give UNAVAILABLE
// (SEARCH_REBUILDING) while the index of the process is made.
class Search {
 public:
  // The indexes lie in `folder`; where it is empty there are none, and nothing is ever found. All others must
  // outlive this object. `patience` is for how long a caller waits for what was written before.
  Search(std::string folder, storage::Store& store, Journals& journals,
         const ProposalTexts& proposals, absl::Duration patience = kSearchPatience);
  // Ends its thread, and leaves the indexes so that the next start finds them.
  ~Search();
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  // Begins to read the indexes that there are, and to make those that there are not. Once.
  void Open();

  // Something of the process has changed: returns at once.
  void Notice(std::string_view process);
  // Returns when what was erased before is in no file of an index. INTERNAL where that failed: the next start
  // does it.
  absl::Status Forget(std::string_view process);

  // In no order.
  absl::StatusOr<std::vector<FoundProposal>> FindProposals(std::string_view process,
                                                           const SearchText& text, SearchedBy by,
                                                           bool with_relevance);
  // Of one contest, a resource name, or of all where it is empty.
  absl::StatusOr<std::vector<FoundProject>> FindProjects(std::string_view process,
                                                         std::string_view contest,
                                                         const SearchText& text,
                                                         bool with_relevance);

  void Measure(Measurements& out) const;

 private:
  // What callers know of an index.
  struct Entry {
    bool is_ready = false;
    bool is_queued = false;
    // Somebody could not read it.
    bool is_torn = false;
    std::string generation_folder;
    std::uint64_t acts = 0;
    // Not tried before.
    std::chrono::steady_clock::time_point next_try;
    // Erasures that somebody waits for, and of these those that are done.
    std::uint64_t forgets_asked = 0;
    std::uint64_t forgets_done = 0;
    absl::Status forgotten;
  };

  struct Job {
    // Empty when it is over.
    std::string process;
    // Whether somebody waits for an erasure in it.
    bool is_forget;
  };

  bool is_on() const { return !folder_.empty(); }
  void Work();
  void QueueAll();
  // Waits for the next.
  Job Take() ABSL_LOCKS_EXCLUDED(mutex_);
  void SealAll();
  void Handle(const std::string& process);
  // Brings it up to date, or makes it.
  absl::Status Bring(const std::string& process, ProcessIndex& index);
  absl::Status Make(const std::string& process, ProcessIndex& index);
  // Without what was erased, at once: an index that is not ready is deleted.
  void ServeForget(const std::string& process);
  // Whether work on the index of `process` may go on; serves who erases in others meanwhile.
  bool GoOn(const std::string& process);
  ProcessIndex& IndexOf(const std::string& process);
  void Publish(const std::string& process, const ProcessIndex& index);
  void Withdraw(const std::string& process);
  void Queue(const std::string& process, Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::string> ReadyFolder(const std::string& process);
  absl::StatusOr<std::vector<TextHit>> Find(std::string_view process, IndexPart part,
                                            const SearchText& text, std::string_view group,
                                            bool with_relevance);

  const std::string folder_;
  const IndexSources sources_;
  const absl::Duration patience_;

  mutable Mutex mutex_;
  Condition changed_;
  bool is_open_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_awaited_ ABSL_GUARDED_BY(mutex_) = false;
  // References stay valid while others come.
  std::map<std::string, Entry, std::less<>> entries_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> queue_ ABSL_GUARDED_BY(mutex_);
  // Those in which somebody waits for an erasure.
  std::deque<std::string> forgets_ ABSL_GUARDED_BY(mutex_);

  Counter searches_;
  Counter unready_;
  Counter made_;

  // The thread's own.
  std::map<std::string, std::unique_ptr<ProcessIndex>> indexes_;
  std::thread thread_;
};

}  // namespace urna::services
