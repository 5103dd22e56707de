#include "services/publishing/process_files.h"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "services/base/resource_name.h"
#include "services/publishing/attachment_files.h"
#include "services/publishing/file_bytes.h"
#include "services/publishing/journal_files.h"
#include "services/publishing/log_files.h"
#include "services/publishing/published_bundle.h"
#include "services/records/current_phase.h"
#include "services/records/named_log.h"

namespace urna::services {
namespace {

constexpr std::string_view kLogs = "/log/";
constexpr std::string_view kJournals = "/journal/";
constexpr std::string_view kBundles = "/bundle/";
constexpr std::string_view kAttached = "/attachment/";
// No file's path is longer: an id of a process, one of an electorate, and what stands between them.
constexpr std::size_t kLongestPath = 512;

}  // namespace

absl::StatusOr<PublicFile> ProcessFiles::Find(std::string_view path) {
  if (path.size() > kLongestPath) return NoSuchFile();
  std::string_view space;
  for (const std::string_view one : {kLogs, kJournals, kBundles, kAttached}) {
    if (path.starts_with(one)) space = one;
  }
  path.remove_prefix(space.size());
  const std::size_t slash = path.find('/');
  if (space.empty() || slash == path.npos) return NoSuchFile();
  const std::string process = fmt::format("processes/{}", path.substr(0, slash));
  path.remove_prefix(slash + 1);
  if (space == kJournals || space == kAttached) {
    return FindOfJournal(process, path, space == kAttached);
  }
  const absl::StatusOr<std::shared_ptr<ProcessLog>> log = FindNamedLog(logs_, process, "process");
  if (absl::IsInvalidArgument(log.status()) || absl::IsFailedPrecondition(log.status())) {
    return NoSuchFile();
  }
  if (!log.ok()) return log.status();
  if (space == kLogs) return FindLogFile(*log, path);
  const PublishedBundle bundle(store_, *log, journals_);
  return path.empty() ? bundle.Index() : bundle.Find(path);
}

absl::StatusOr<PublicFile> ProcessFiles::FindOfJournal(const std::string& process,
                                                       std::string_view path, bool is_attached) {
  if (!ResourceName::Parse(Kind::kProcess, process, "process").ok()) return NoSuchFile();
  const absl::StatusOr<v1::Phase> phase = CurrentPhase(store_, logs_, process);
  if (absl::IsNotFound(phase.status()) || (phase.ok() && *phase == v1::PHASE_DRAFT)) {
    return NoSuchFile();
  }
  if (!phase.ok()) return phase.status();
  absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals_.Get(process);
  if (absl::IsNotFound(journal.status())) return NoSuchFile();
  if (!journal.ok()) return journal.status();
  if (is_attached) return FindAttachmentFile(store_, **journal, process, path);
  return FindJournalFile(*std::move(journal), path);
}

}  // namespace urna::services
