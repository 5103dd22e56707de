// The public files of all processes:
//
//   /log/{process}/checkpoint, /log/{process}/tile/..   the log, as C2SP tlog-tiles has it
//   /bundle/{process}/                                  the list of the bundle's files
//   /bundle/{process}/{path}                            a file of the bundle
//
// {process} is the last part of the process's name. Of a process that is not sealed there are none,
// and nobody learns whether there is such a draft.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/append/log_registry.h"
#include "services/publishing/public_file.h"
#include "storage/store.h"

namespace urna::services {

class ProcessFiles final : public PublicFiles {
 public:
  // Both must outlive this object.
  ProcessFiles(const storage::Reader& store, LogRegistry& logs) : store_(store), logs_(logs) {}

  absl::StatusOr<PublicFile> Find(std::string_view path) override;

 private:
  const storage::Reader& store_;
  LogRegistry& logs_;
};

}  // namespace urna::services
