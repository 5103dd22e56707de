// The public files of all processes:
//
//   /log/{process}/checkpoint, /log/{process}/tile/..   the log, as C2SP tlog-tiles has it
//   /journal/{process}/checkpoint, /journal/{process}/tile/..   the journal, in the same way
//   /journal/{process}/doc/{SHA-256}                    a document of it, where it is public
//   /bundle/{process}/                                  the list of the bundle's files
//   /bundle/{process}/{path}                            a file of the bundle
//   /attachment/{process}/{SHA-256}.webp, ..            an image or a document that is attached (attachment_files.h)
//
// {process} is the last part of the process's name. Of a process that is not sealed there is no log and
// no bundle, of a draft no journal, and nobody learns whether there is such a draft.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/append/log_registry.h"
#include "services/journal/journals.h"
#include "services/publishing/public_file.h"
#include "storage/store.h"

namespace urna::services {

class ProcessFiles final : public PublicFiles {
 public:
  // All must outlive this object.
  ProcessFiles(const storage::Reader& store, LogRegistry& logs, Journals& journals)
      : store_(store), logs_(logs), journals_(journals) {}

  absl::StatusOr<PublicFile> Find(std::string_view path) override;

 private:
  // A file of the journal, or one that is attached to what it tells of.
  absl::StatusOr<PublicFile> FindOfJournal(const std::string& process, std::string_view path,
                                           bool is_attached);

  const storage::Reader& store_;
  LogRegistry& logs_;
  Journals& journals_;
};

}  // namespace urna::services
