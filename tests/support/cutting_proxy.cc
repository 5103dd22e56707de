#include "support/cutting_proxy.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace urna {
namespace {

constexpr int kTurnMilliseconds = 5;

std::string NewFolder() {
  std::string folder = "/tmp/urna-wire-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
  return folder;
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  return address;
}

const sockaddr* Generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

bool SendAll(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(std::string server_socket)
    : server_socket_(std::move(server_socket)), folder_(NewFolder()) {
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = AddressOf(folder_ + "/.s.PGSQL.5432");
  if (bind(listener_, Generic(address), sizeof(address)) != 0 || listen(listener_, 64) != 0) {
    throw std::runtime_error("cannot listen in " + folder_);
  }
  thread_ = std::thread([this] { Listen(); });
}

CuttingProxy::~CuttingProxy() {
  ending_ = true;
  thread_.join();
  std::vector<std::unique_ptr<Wire>> wires;
  {
    const MutexLock lock(mutex_);
    wires.swap(wires_);
  }
  for (const auto& wire : wires) wire->thread.join();
  close(listener_);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void CuttingProxy::Listen() {
  while (!ending_) {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, kTurnMilliseconds) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = AddressOf(server_socket_);
    if (refuses_ || connect(server, Generic(address), sizeof(address)) != 0) {
      close(client);
      close(server);
      continue;
    }
    const MutexLock lock(mutex_);
    wires_.push_back(std::make_unique<Wire>());
    Wire& wire = *wires_.back();
    wire.client = client;
    wire.server = server;
    wire.thread = std::thread([this, &wire] { Carry(wire); });
  }
}

std::size_t CuttingProxy::Allow(Way way, std::size_t bytes) {
  const MutexLock lock(mutex_);
  std::size_t allowed = bytes;
  if (cut_way_ == way) {
    allowed = std::min<std::uint64_t>(bytes, cut_after_);
    cut_after_ -= allowed;
    if (allowed < bytes) cut_way_.reset();
  }
  passed_[static_cast<int>(way)] += allowed;
  return allowed;
}

void CuttingProxy::Carry(Wire& wire) {
  std::array<char, 1 << 16> buffer;
  bool open = true;
  while (open && !ending_ && !wire.cut) {
    std::array<pollfd, 2> ends = {pollfd{.fd = wire.client, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = wire.server, .events = POLLIN, .revents = 0}};
    if (holds_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    if (poll(ends.data(), ends.size(), kTurnMilliseconds) <= 0 || holds_) continue;
    for (const Way way : {Way::kToServer, Way::kToClient}) {
      const bool to_server = way == Way::kToServer;
      if ((ends[to_server ? 0 : 1].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      const ssize_t got =
          recv(to_server ? wire.client : wire.server, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        open = false;
        break;
      }
      const auto size = static_cast<std::size_t>(got);
      const std::size_t allowed = Allow(way, size);
      if (!SendAll(to_server ? wire.server : wire.client, buffer.data(), allowed) ||
          allowed < size) {
        open = false;
        break;
      }
    }
  }
  shutdown(wire.client, SHUT_RDWR);
  shutdown(wire.server, SHUT_RDWR);
  close(wire.client);
  close(wire.server);
}

void CuttingProxy::CutAfter(Way way, std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  cut_way_ = way;
  cut_after_ = bytes;
}

bool CuttingProxy::has_cut() const {
  const MutexLock lock(mutex_);
  return !cut_way_;
}

void CuttingProxy::CutAll() {
  const MutexLock lock(mutex_);
  cut_way_.reset();
  for (const auto& wire : wires_) wire->cut = true;
}

std::uint64_t CuttingProxy::passed(Way way) const {
  const MutexLock lock(mutex_);
  return passed_[static_cast<int>(way)];
}

}  // namespace urna
