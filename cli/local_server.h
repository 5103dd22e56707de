// A server of one's own: this same program as a child process, on a free port of loopback, its data
// in a temporary folder.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace urna::cli {

// A folder that only its owner can enter.
class TemporaryFolder {
 public:
  static absl::StatusOr<TemporaryFolder> Create();
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  // Leaves it where it is.
  void Keep() { keep_ = true; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
  bool keep_ = false;
};

// An option of it: an HTTP door besides, on a free port.
inline constexpr char kHttpOnLoopback[] = "http_listen = [\"127.0.0.1:0\"]\n";

inline constexpr char kLocalStore[] = "data";

class LocalServer {
 public:
  // Makes a store in `folder`/data (kLocalStore) and serves it; the server writes to `folder`/server.log. More of
  // its options may be given, as lines of its file. UNAVAILABLE when it does not come up, with the
  // last lines of its log.
  static absl::StatusOr<std::unique_ptr<LocalServer>> Start(const std::string& folder,
                                                            const std::string& options = {});
  // The same, of another name than "localhost": its logs carry it.
  static absl::StatusOr<std::unique_ptr<LocalServer>> StartAs(const std::string& name,
                                                              const std::string& folder,
                                                              const std::string& options = {});
  // Asks it to end, and waits until it has.
  ~LocalServer();
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;

  const std::string& address() const { return address_; }
  // Of its HTTP door, "host:port"; empty unless the options have it listen there.
  const std::string& http_address() const { return http_address_; }
  const std::string& token() const { return token_; }
  pid_t process() const { return child_; }
  const std::string& log_file() const { return log_file_; }

 private:
  LocalServer() = default;
  absl::Status WaitUntilReady(const std::string& ready_file);

  pid_t child_ = -1;
  std::string address_;
  std::string http_address_;
  std::string token_;
  std::string log_file_;
};

}  // namespace urna::cli
