#include "cli/session.h"

#include "cli/progress_bar.h"

namespace urna::cli {

absl::StatusOr<Session> Begin(const ProcessOptions& options) {
  auto reader = OpenReader(options);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options);
  if (!pins.ok()) return pins.status();
  auto sealed = (*reader)->ReadManifest(*pins);
  if (!sealed.ok()) return sealed.status();
  return Session{*std::move(reader), *std::move(sealed)};
}

absl::StatusOr<client::LogReplica> DownloadLog(const ProcessOptions& options) {
  auto reader = OpenReader(options);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options);
  if (!pins.ok()) return pins.status();
  ProgressBar bar;
  auto log = client::LogReplica::Download(
      *reader, *pins, AllThreads(), [&](double done) { bar.Show("verifying the log", done); });
  bar.Clear();
  return log;
}

}  // namespace urna::cli
