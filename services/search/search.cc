#include "services/search/search.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "services/base/errors.h"
#include "services/base/events.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

// When nothing has changed for so long, indexes are sealed.
constexpr std::chrono::seconds kIdle{10};
// An index that could not be made is tried again by whoever asks after so long.
constexpr std::chrono::seconds kRetry{30};
constexpr int kNiceness = 10;
constexpr std::size_t kListed = 100;
constexpr std::string_view kProcesses = "processes/";

absl::Status Rebuilding() {
  return Error(absl::StatusCode::kUnavailable, "SEARCH_REBUILDING",
               "the index that searches need is being made: try again in some seconds");
}

// The process has none any more, or never had: what is searched is not there.
bool IsGone(const storage::Reader& store, std::string_view process) {
  const absl::StatusOr<bool> exists = ResourceExists(store, process);
  return exists.ok() && !*exists;
}

std::uint64_t NumberIn(const std::string& text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Search::Search(std::string folder, storage::Store& store, Journals& journals,
               const ProposalTexts& proposals, absl::Duration patience)
    : folder_(std::move(folder)), sources_{store, journals, proposals}, patience_(patience) {}

Search::~Search() {
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    changed_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Search::Open() {
  if (!is_on()) return;
  const MutexLock lock(mutex_);
  is_open_ = true;
  thread_ = std::thread([this] { Work(); });
}

void Search::Work() {
  // Voters come first.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
  QueueAll();
  for (Job job = Take(); !job.process.empty(); job = Take()) {
    job.is_forget ? ServeForget(job.process) : Handle(job.process);
  }
  SealAll();
}

void Search::QueueAll() {
  std::vector<std::string> all;
  std::error_code error;
  // Those first that may hold what was erased.
  for (auto entry = fs::directory_iterator(folder_, error);
       !error && entry != fs::directory_iterator(); entry.increment(error)) {
    all.push_back(fmt::format("{}{}", kProcesses, entry->path().filename().string()));
  }
  std::string after;
  while (true) {
    const auto some = ListProcessesAfter(sources_.store, after, kListed);
    if (!some.ok()) break;
    for (const StoredChild& process : *some) all.push_back(process.name);
    if (some->size() < kListed) break;
    after = some->back().name;
  }
  const MutexLock lock(mutex_);
  for (const std::string& process : all) Queue(process, entries_[process]);
}

void Search::Queue(const std::string& process, Entry& entry) {
  if (entry.is_queued) return;
  entry.is_queued = true;
  queue_.push_back(process);
  changed_.NotifyAll();
}

Search::Job Search::Take() {
  bool is_idle = false;
  while (true) {
    if (is_idle) SealAll();
    const MutexLock lock(mutex_);
    const auto is_needed = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      return is_ending_ || !queue_.empty() || !forgets_.empty();
    };
    const auto limit = SteadyClock::now() + kIdle;
    bool in_time = true;
    while (!is_needed() && in_time) {
      // Once all are sealed there is nothing to wake up for.
      if (is_idle) {
        changed_.Wait(mutex_);
      } else {
        in_time = changed_.WaitUntil(mutex_, limit);
      }
    }
    if (is_ending_) return {"", false};
    if (!is_needed()) {
      is_idle = true;
      continue;
    }
    if (!forgets_.empty()) return {forgets_.front(), true};
    std::string process = std::move(queue_.front());
    queue_.pop_front();
    entries_[process].is_queued = false;
    return {std::move(process), false};
  }
}

void Search::SealAll() {
  for (const auto& [process, index] : indexes_) {
    bool is_ready = false;
    {
      const MutexLock lock(mutex_);
      is_ready = entries_[process].is_ready;
    }
    // One that is not sealed is made anew.
    if (is_ready) static_cast<void>(index->Seal());
  }
}

ProcessIndex& Search::IndexOf(const std::string& process) {
  std::unique_ptr<ProcessIndex>& index = indexes_[process];
  if (index == nullptr) {
    const std::string folder = (fs::path(folder_) / ProcessId(process)).string();
    index = std::make_unique<ProcessIndex>(folder, process, sources_);
  }
  return *index;
}

void Search::Handle(const std::string& process) {
  ProcessIndex& index = IndexOf(process);
  if (IsGone(sources_.store, process)) {
    Withdraw(process);
    static_cast<void>(index.Drop());
    indexes_.erase(process);
    return;
  }
  const absl::Status brought = Bring(process, index);
  if (brought.ok() || absl::IsAborted(brought)) return;
  TellOperator(Severity::kWarning, "the index for searches of a process could not be made",
               {{"process", process}, {"code", absl::StatusCodeToString(brought.code())}});
}

absl::Status Search::Bring(const std::string& process, ProcessIndex& index) {
  bool is_ready = false;
  {
    const MutexLock lock(mutex_);
    Entry& entry = entries_[process];
    entry.is_ready = entry.is_ready && !entry.is_torn;
    entry.is_torn = false;
    is_ready = entry.is_ready;
  }
  const auto go_on = [&] { return GoOn(process); };
  if (is_ready || index.Load()) {
    absl::Status caught_up = index.CatchUp(go_on);
    if (caught_up.ok()) {
      Publish(process, index);
      return index.RemoveOldGenerations();
    }
    if (absl::IsAborted(caught_up)) return caught_up;
    Withdraw(process);
  }
  return Make(process, index);
}

absl::Status Search::Make(const std::string& process, ProcessIndex& index) {
  {
    const MutexLock lock(mutex_);
    Entry& entry = entries_[process];
    if (SteadyClock::now() < entry.next_try) return absl::OkStatus();
  }
  made_.Add();
  absl::Status built = index.Build([&] { return GoOn(process); });
  if (built.ok()) {
    Publish(process, index);
    return built;
  }
  // Half an index is none, and holds words nobody takes out.
  static_cast<void>(index.Drop());
  const MutexLock lock(mutex_);
  Entry& entry = entries_[process];
  if (absl::IsAborted(built)) {
    if (!is_ending_) Queue(process, entry);
  } else {
    entry.next_try = SteadyClock::now() + kRetry;
  }
  return built;
}

void Search::ServeForget(const std::string& process) {
  std::uint64_t asked = 0;
  bool is_ready = false;
  {
    const MutexLock lock(mutex_);
    std::erase(forgets_, process);
    Entry& entry = entries_[process];
    asked = entry.forgets_asked;
    is_ready = entry.is_ready && !entry.is_torn;
  }
  ProcessIndex& index = IndexOf(process);
  absl::Status done = absl::DataLossError("not ready");
  if (is_ready) {
    done = index.CatchUp([] { return true; });
    if (done.ok()) {
      Publish(process, index);
      done = index.RemoveOldGenerations();
    }
  }
  if (!done.ok()) {
    Withdraw(process);
    done = index.Drop();
  }
  const MutexLock lock(mutex_);
  Entry& entry = entries_[process];
  entry.forgotten = done;
  entry.forgets_done = asked;
  if (!entry.is_ready) Queue(process, entry);
  changed_.NotifyAll();
}

bool Search::GoOn(const std::string& process) {
  while (true) {
    std::string other;
    {
      const MutexLock lock(mutex_);
      if (is_ending_) return false;
      if (forgets_.empty()) return true;
      other = forgets_.front();
    }
    // What was put already may be what is erased.
    if (other == process) return false;
    ServeForget(other);
  }
}

void Search::Publish(const std::string& process, const ProcessIndex& index) {
  const MutexLock lock(mutex_);
  Entry& entry = entries_[process];
  entry.is_ready = true;
  entry.generation_folder = index.generation_folder();
  entry.acts = index.position().acts;
  changed_.NotifyAll();
}

void Search::Withdraw(const std::string& process) {
  const MutexLock lock(mutex_);
  entries_[process].is_ready = false;
}

void Search::Notice(std::string_view process) {
  if (!is_on() || process.empty()) return;
  const MutexLock lock(mutex_);
  const std::string name(process);
  Queue(name, entries_[name]);
}

absl::Status Search::Forget(std::string_view process) {
  const std::string name(process);
  const MutexLock lock(mutex_);
  // The next start does it.
  if (!is_open_) return absl::OkStatus();
  Entry& entry = entries_[name];
  const std::uint64_t mine = ++entry.forgets_asked;
  forgets_.push_back(name);
  changed_.NotifyAll();
  while (entry.forgets_done < mine && !is_ending_) changed_.Wait(mutex_);
  const bool is_done = entry.forgets_done >= mine && entry.forgotten.ok();
  return is_done ? absl::OkStatus()
                 : absl::InternalError("what was erased is not gone from the index of searches");
}

absl::StatusOr<std::string> Search::ReadyFolder(const std::string& process) {
  const auto journal = sources_.journals.Get(process);
  if (!journal.ok() && !absl::IsNotFound(journal.status())) return journal.status();
  const std::uint64_t acts = journal.ok() ? (*journal)->size() : 0;
  const auto limit = SteadyClock::now() + absl::ToChronoNanoseconds(patience_);
  const MutexLock lock(mutex_);
  Entry& entry = entries_[process];
  const auto is_behind = [&] { return !entry.is_ready || entry.acts < acts; };
  if (is_behind()) {
    Queue(process, entry);
    if (!is_awaited_) {
      is_awaited_ = true;
      while (is_behind() && !is_ending_ && changed_.WaitUntil(mutex_, limit)) {
      }
      is_awaited_ = false;
    }
  }
  if (!entry.is_ready) return Rebuilding();
  return entry.generation_folder;
}

absl::StatusOr<std::vector<TextHit>> Search::Find(std::string_view process, IndexPart part,
                                                  const SearchText& text, std::string_view group,
                                                  bool with_relevance) {
  searches_.Add();
  const std::string name(process);
  std::string last;
  while (is_on()) {
    const absl::StatusOr<std::string> folder = ReadyFolder(name);
    if (!folder.ok()) {
      unready_.Add();
      return folder.status();
    }
    // The same twice is damage; another is the next generation.
    if (*folder == last) break;
    last = *folder;
    auto hits = FindTexts(PartFolder(*folder, part), text, group, with_relevance);
    if (hits.ok()) return hits;
  }
  if (!is_on()) return std::vector<TextHit>();
  unready_.Add();
  {
    const MutexLock lock(mutex_);
    Entry& entry = entries_[name];
    // Whoever came before has seen it too: what is made by now is not begun again.
    if (!entry.is_ready || entry.generation_folder != last) return Rebuilding();
    entry.is_ready = false;
    entry.is_torn = true;
    Queue(name, entry);
  }
  TellOperator(Severity::kWarning, "the index for searches of a process is damaged: made anew",
               {{"process", process}});
  return Rebuilding();
}

absl::StatusOr<std::vector<FoundProposal>> Search::FindProposals(std::string_view process,
                                                                 const SearchText& text,
                                                                 SearchedBy by,
                                                                 bool with_relevance) {
  const IndexPart part =
      by == SearchedBy::kStaff ? IndexPart::kProposalsForStaff : IndexPart::kProposalsForEverybody;
  const auto hits = Find(process, part, text, "", with_relevance);
  if (!hits.ok()) return hits.status();
  std::vector<FoundProposal> found;
  found.reserve(hits->size());
  for (const TextHit& hit : *hits) {
    const auto number = static_cast<std::uint32_t>(NumberIn(hit.id));
    found.push_back({ledger::ProposalNumber{number}, hit.relevance});
  }
  return found;
}

absl::StatusOr<std::vector<FoundProject>> Search::FindProjects(std::string_view process,
                                                               std::string_view contest,
                                                               const SearchText& text,
                                                               bool with_relevance) {
  auto hits = Find(process, IndexPart::kProjects, text, contest, with_relevance);
  if (!hits.ok()) return hits.status();
  std::vector<FoundProject> found;
  found.reserve(hits->size());
  for (TextHit& hit : *hits) {
    found.push_back({std::move(hit.id), NumberIn(hit.label), hit.relevance});
  }
  return found;
}

void Search::Measure(Measurements& out) const {
  const auto add = [&](const char* name, const char* help, const Counter& counter) {
    out.counters.push_back({name, help, {{{}, static_cast<double>(counter.value())}}});
  };
  add("urna_searches_total", "Searches of proposals and projects.", searches_);
  add("urna_searches_unready_total", "Searches refused while an index was made.", unready_);
  add("urna_search_indexes_made_total", "Indexes of processes that were made from the store.",
      made_);
}

}  // namespace urna::services
