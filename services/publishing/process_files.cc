#include "services/publishing/process_files.h"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "services/publishing/file_bytes.h"
#include "services/publishing/log_files.h"
#include "services/publishing/published_bundle.h"
#include "services/records/named_log.h"

namespace urna::services {
namespace {

constexpr std::string_view kLogs = "/log/";
constexpr std::string_view kBundles = "/bundle/";
// No file's path is longer: an id of a process, one of an electorate, and what stands between them.
constexpr std::size_t kLongestPath = 512;

}  // namespace

absl::StatusOr<PublicFile> ProcessFiles::Find(std::string_view path) {
  const bool of_log = path.starts_with(kLogs);
  if ((!of_log && !path.starts_with(kBundles)) || path.size() > kLongestPath) return NoSuchFile();
  path.remove_prefix(of_log ? kLogs.size() : kBundles.size());
  const std::size_t slash = path.find('/');
  if (slash == path.npos) return NoSuchFile();
  const std::string process = fmt::format("processes/{}", path.substr(0, slash));
  path.remove_prefix(slash + 1);
  const absl::StatusOr<std::shared_ptr<ProcessLog>> log = FindNamedLog(logs_, process, "process");
  if (absl::IsInvalidArgument(log.status()) || absl::IsFailedPrecondition(log.status())) {
    return NoSuchFile();
  }
  if (!log.ok()) return log.status();
  if (of_log) return FindLogFile(*log, path);
  const PublishedBundle bundle(store_, *log);
  return path.empty() ? bundle.Index() : bundle.Find(path);
}

}  // namespace urna::services
