// The HTTP door by itself, over methods and files of the test's own.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/api/application.h"
#include "services/base/families.h"
#include "services/http/http_client.h"
#include "services/http/http_server.h"
#include "services/server/listener.h"
#include "services/test_server.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"

namespace urna::services {

class FilesInMemory final : public PublicFiles {
 public:
  struct File {
    std::string bytes;
    std::string etag;
    bool is_immutable = false;
  };
  std::map<std::string, File, std::less<>> files;

  absl::StatusOr<PublicFile> Find(std::string_view path) override;
};

class HttpDoor {
 public:
  HttpDoor();

  // Before Start. `name` is such as "/urna.v1.Processes/GetProcess".
  void Serve(const std::string& name, Lane lane, bool reads_only, Method::Handler handler);
  void Start();
  HttpServer& server() { return *server_; }
  Dispatcher& dispatcher() { return application_->dispatcher(); }
  Door& door() { return *door_; }
  ManualClock& clock() { return clock_; }
  FilesInMemory& files() { return files_; }

  std::unique_ptr<HttpClient> Connect();

  static constexpr std::size_t kLargestMessage = std::size_t{1} << 20;
  // As Door has it for its memory.
  static constexpr std::size_t kUploadsPerSource = 8;

 private:
  TemporaryFolder folder_;
  ManualClock clock_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Application> application_;
  Watchdog watchdog_;
  std::unique_ptr<Door> door_;
  std::vector<Method> table_;
  FilesInMemory files_;
  Listener listener_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace urna::services
