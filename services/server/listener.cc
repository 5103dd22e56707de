#include "services/server/listener.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

#include "services/base/limits.h"

namespace urna::services {
namespace {

using ledger::FileDescriptor;

// A free port of the first address may be taken on the second one.
constexpr int kTries = 16;

struct AddressesDelete {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, AddressesDelete>;

absl::Status CannotListen(std::string_view address, std::string_view why) {
  return absl::UnavailableError(fmt::format("cannot listen on {}: {}", address, why));
}

std::string Words(int error) {
  switch (error) {
    case EADDRINUSE:
      return "another program listens there already; stop it, or choose another port";
    case EADDRNOTAVAIL:
      return "it is no address of this machine";
    case EACCES:
      return "this user may not; ports below 1024 need the right to them (CAP_NET_BIND_SERVICE)";
    default:
      return std::generic_category().message(error);
  }
}

absl::StatusOr<Addresses> Resolve(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  const std::string port = address.substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int failed = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); failed != 0) {
    return CannotListen(address,
                        fmt::format("{} stands for no address ({})", host, gai_strerror(failed)));
  }
  return Addresses(found);
}

in_port_t& PortOf(sockaddr_storage& address) {
  // At the same place in both families.
  static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
  return reinterpret_cast<sockaddr_in&>(address).sin_port;
}

// A socket that listens on one address, with `port` (0: a free one, which it becomes); or errno.
int ListenOn(const addrinfo& where, in_port_t& port, FileDescriptor& out) {
  FileDescriptor fd(
      socket(where.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, where.ai_protocol));
  if (fd.get() < 0) return errno;
  const int on = 1, off = 0;
  // A server that is started again need not wait for the connections of the one before.
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // What it accepts inherits this: answers are not held back to be joined with others.
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // As does this: a peer that takes nothing any more is gone, whatever waits for it.
  const auto user_timeout = static_cast<unsigned>(absl::ToInt64Milliseconds(kWriteTimeout));
  setsockopt(fd.get(), IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout, sizeof user_timeout);
  if (where.ai_family == AF_INET6) {
    setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  sockaddr_storage address{};
  std::memcpy(&address, where.ai_addr, where.ai_addrlen);
  if (port != 0) PortOf(address) = port;
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), where.ai_addrlen) != 0) return errno;
  if (listen(fd.get(), SOMAXCONN) != 0) return errno;
  socklen_t size = sizeof address;
  if (getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return errno;
  port = PortOf(address);
  out = std::move(fd);
  return 0;
}

// All addresses with one port, or errno. One that this machine has not (IPv6 may be off) is passed
// over when another is there.
int ListenOnAll(const addrinfo* where, in_port_t& port, std::vector<FileDescriptor>& sockets) {
  int absent = 0;
  for (; where != nullptr; where = where->ai_next) {
    FileDescriptor fd(-1);
    const int error = ListenOn(*where, port, fd);
    if (error == 0) {
      sockets.push_back(std::move(fd));
    } else if (error == EADDRNOTAVAIL || error == EAFNOSUPPORT) {
      absent = error;
    } else {
      return error;
    }
  }
  return sockets.empty() ? absent : 0;
}

}  // namespace

absl::StatusOr<Listener> Listen(const std::string& address) {
  const absl::StatusOr<Addresses> addresses = Resolve(address);
  if (!addresses.ok()) return addresses.status();
  const bool any_port = address.ends_with(":0");
  int error = 0;
  for (int i = 0; i < kTries; ++i) {
    in_port_t port = 0;
    Listener listener;
    error = ListenOnAll(addresses->get(), port, listener.sockets);
    if (error == 0) {
      listener.address = fmt::format("{}:{}", address.substr(0, address.rfind(':')), ntohs(port));
      return listener;
    }
    if (!any_port || error != EADDRINUSE) break;
  }
  return CannotListen(address, Words(error));
}

}  // namespace urna::services
