#include "services/http/http_door.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "services/base/errors.h"
#include "services/http/http_calls.h"

namespace urna::services {

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
          .name = "test.example", .upload_bytes = 1 << 20, .threads = 2, .queue = 64},
      *store_, clock_);
  EXPECT_TRUE(application_->Open().ok());
  door_ =
      std::make_unique<Door>(application_->dispatcher(), watchdog_, clock_,
                             std::vector<std::string>{}, std::uint64_t{64} << 20, kLargestMessage);
  listener_ = Listen("127.0.0.1:0").value();
  clock_.OnChange([this] { watchdog_.Tick(clock_.Now()); });
}

void HttpDoor::Serve(const std::string& name, Lane lane, bool reads_only, Method::Handler handler) {
  const auto& method = MethodAt(name);
  table_.emplace_back(
      &method, MethodRule{method.name(), Access::kReaders, Span::kAlways, lane, reads_only, ""},
      std::move(handler));
}

void HttpDoor::Start() {
  server_ = std::make_unique<HttpServer>(*door_, table_, &files_,
                                         HttpOptions{.origins = {},
                                                     .largest_message = kLargestMessage,
                                                     .handshake = absl::Seconds(20),
                                                     .idle = absl::Seconds(600)},
                                         nullptr);
}

std::unique_ptr<HttpClient> HttpDoor::Connect() {
  auto client = std::make_unique<HttpClient>(listener_.address);
  const int listener = listener_.sockets[0].get();
  pollfd state{.fd = listener, .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&state, 1, -1), 1);
  server_->Take(accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  return client;
}

}  // namespace urna::services
