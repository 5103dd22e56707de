#include "services/http/http_door.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "pch.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "storage/rocks/rocks_store.h"

namespace urna::services {
namespace {

constexpr int kMayWait = 64;

// On loopback, at a port that was free.
int ListenOnLoopback(std::string& address) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof where;
  auto* const at = reinterpret_cast<sockaddr*>(&where);
  EXPECT_EQ(bind(listener, at, size), 0);
  EXPECT_EQ(listen(listener, kMayWait), 0);
  EXPECT_EQ(getsockname(listener, at, &size), 0);
  address = fmt::format("127.0.0.1:{}", ntohs(where.sin_port));
  return listener;
}

}  // namespace

absl::StatusOr<PublicFile> FilesInMemory::Find(std::string_view path) {
  const auto found = files.find(path);
  if (found == files.end()) {
    return Error(absl::StatusCode::kNotFound, "NO_SUCH_FILE", "there is no such file");
  }
  PublicFile file;
  file.content_type = "application/octet-stream";
  file.is_immutable = found->second.is_immutable;
  file.etag = found->second.etag;
  file.size = found->second.bytes.size();
  file.read = [&bytes = found->second.bytes](std::uint64_t offset,
                                             std::size_t most) -> absl::StatusOr<std::string> {
    return bytes.substr(std::min<std::size_t>(offset, bytes.size()), most);
  };
  return file;
}

HttpDoor::HttpDoor() {
  store_ = storage::OpenRocksStore(
               {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
               .value();
  application_ = std::make_unique<Application>(
      ApplicationOptions{
          .name = "test.example", .upload_bytes = 1 << 20, .threads = 2, .queue = 256},
      *store_, clock_);
  EXPECT_TRUE(application_->Open().ok());
  door_ =
      std::make_unique<Door>(application_->dispatcher(), watchdog_, clock_,
                             std::vector<std::string>{}, std::uint64_t{64} << 20, kLargestMessage);
  listener_ = ListenOnLoopback(address_);
  clock_.OnChange([this] { watchdog_.Tick(clock_.Now()); });
}

HttpDoor::~HttpDoor() {
  TakeNobody();
  server_.reset();
  // What its threads still hold may refer to the door.
  application_->dispatcher().End();
  close(listener_);
}

void HttpDoor::Serve(const std::string& name, Lane lane, bool reads_only, Method::Handler handler) {
  const auto& all = application_->methods();
  const auto known = std::find_if(all.begin(), all.end(),
                                  [&name](const Method& one) { return one.path() == name; });
  ASSERT_NE(known, all.end()) << name;
  const auto& method = *known->descriptor;
  table_.emplace_back(
      &method, MethodRule{method.name(), Access::kReaders, Span::kAlways, lane, reads_only, ""},
      std::move(handler));
}

void HttpDoor::Start() {
  server_ = std::make_unique<HttpServer>(*door_, table_, &files_, options_, nullptr);
}

int HttpDoor::Accept() const {
  return accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

std::unique_ptr<HttpClient> HttpDoor::Connect() {
  auto client = std::make_unique<HttpClient>(address_);
  server_->Take(Accept());
  return client;
}

void HttpDoor::TakeAll() {
  taking_ = std::thread([this] {
    for (int one = Accept(); one >= 0; one = Accept()) server_->Take(one);
  });
}

void HttpDoor::TakeNobody() {
  if (!taking_.joinable()) return;
  shutdown(listener_, SHUT_RDWR);
  taking_.join();
}

BusyReadLane::BusyReadLane(Dispatcher& dispatcher) {
  for (std::size_t i = 0; i < kReadThreads; ++i) {
    EXPECT_TRUE(dispatcher.Run(Lane::kRead, fmt::to_string(i), [this] {
      begun_.DecrementCount();
      end_.WaitForNotification();
      ended_.DecrementCount();
    }));
  }
  begun_.Wait();
}

BusyReadLane::~BusyReadLane() {
  end_.Notify();
  ended_.Wait();
}

}  // namespace urna::services
