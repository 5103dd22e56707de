// The HTTP door by itself, over methods and files of the test's own; without gRPC, so that ThreadSanitizer can
// watch it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "services/api/application.h"
#include "services/base/limits.h"
#include "services/http/http_client.h"
#include "services/http/http_server.h"
#include "services/manual_clock.h"
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
  ~HttpDoor();

  // Before Start. `name` is such as "/urna.v1.Processes/GetProcess".
  void Serve(const std::string& name, Lane lane, bool reads_only, Method::Handler handler);
  // Before Start.
  void ServePages(std::shared_ptr<const Pages> pages) { options_.pages = std::move(pages); }
  void ServeMap(PublicFiles& map) { options_.map = &map; }
  void Start();
  HttpServer& server() { return *server_; }
  Dispatcher& dispatcher() { return application_->dispatcher(); }
  Door& door() { return *door_; }
  // The door's watchdog looks whenever it is set.
  ManualClock& clock() { return clock_; }
  FilesInMemory& files() { return files_; }

  // A client, and the connection that the server has taken.
  std::unique_ptr<HttpClient> Connect();
  // Takes whoever connects to the address by himself, until nobody is to be taken any more.
  void TakeAll();
  void TakeNobody();
  const std::string& address() const { return address_; }

  static constexpr std::size_t kLargestMessage = std::size_t{1} << 20;
  // As Door has it for its memory.
  static constexpr std::size_t kUploadsPerSource = 8;

 private:
  // -1 where nobody is taken any more.
  int Accept() const;

  TemporaryFolder folder_;
  ManualClock clock_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Application> application_;
  Watchdog watchdog_;
  std::unique_ptr<Door> door_;
  std::vector<Method> table_;
  FilesInMemory files_;
  HttpOptions options_{.origins = {},
                       .largest_message = kLargestMessage,
                       .handshake = absl::Seconds(20),
                       .idle = absl::Seconds(600)};
  int listener_ = -1;
  std::string address_;
  std::unique_ptr<HttpServer> server_;
  std::thread taking_;
};

// Holds all threads of Lane::kRead until it is destroyed.
class BusyReadLane {
 public:
  explicit BusyReadLane(Dispatcher& dispatcher);
  ~BusyReadLane();
  BusyReadLane(const BusyReadLane&) = delete;
  BusyReadLane& operator=(const BusyReadLane&) = delete;

 private:
  absl::BlockingCounter begun_{kReadThreads};
  absl::BlockingCounter ended_{kReadThreads};
  absl::Notification end_;
};

}  // namespace urna::services
