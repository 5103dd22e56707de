#include "services/server/acceptor.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include "services/base/events.h"

namespace urna::services {
namespace {

using ledger::FileDescriptor;

constexpr int kEventsAtOnce = 256;
// Accepting costs a hundredth of what gRPC does for a new connection: those that wait in the
// kernel's line, where nobody takes turns, are fetched faster than they are taken up.
constexpr int kAcceptsAtOnce = 256;
constexpr int kTakenAtOnce = 8;
// However few connections there may be, those that come in one moment are not dropped.
constexpr std::size_t kLeastWaiting = 64;
// While descriptors or memory are short.
constexpr std::chrono::milliseconds kPause(20);
constexpr std::chrono::minutes kBetweenLines(1);

// Milliseconds since the other side last sent a byte, or since it came. What a connection gets does
// not count: one that only lets itself be written to is idle, and none is idler than one whose other
// side has ended its sending.
std::int64_t IdleMilliseconds(int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return info.tcpi_state == TCP_CLOSE_WAIT ? std::numeric_limits<std::int64_t>::max()
                                           : info.tcpi_last_data_recv;
}

}  // namespace

Acceptor::Acceptor(std::vector<FileDescriptor> listeners, const AcceptorLimits& limits,
                   HandOver hand_over, ConnectionMeter& meter)
    : listeners_(std::move(listeners)),
      limits_(limits),
      hand_over_(std::move(hand_over)),
      meter_(meter),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      ending_(eventfd(0, EFD_CLOEXEC)),
      reserve_(open("/dev/null", O_RDONLY | O_CLOEXEC)),
      waiting_(std::max(kLeastWaiting, limits.max_connections / 2)),
      table_(IdleMilliseconds),
      full_(kBetweenLines),
      shortage_(kBetweenLines) {
  Watch(ending_.get());
  for (const FileDescriptor& listener : listeners_) Watch(listener.get());
  thread_ = std::thread([this] { Run(); });
}

Acceptor::~Acceptor() {
  const std::uint64_t one = 1;
  while (write(ending_.get(), &one, sizeof one) < 0 && errno == EINTR) {
  }
  thread_.join();
  for (const int watched : table_.All()) close(watched);
}

void Acceptor::Watch(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

bool Acceptor::IsListener(int fd) const {
  return std::any_of(listeners_.begin(), listeners_.end(),
                     [fd](const FileDescriptor& listener) { return listener.get() == fd; });
}

void Acceptor::Run() {
  while (const std::optional<std::vector<int>> listeners = Await(waiting_.empty() ? -1 : 0)) {
    for (const int listener : *listeners) Accept(listener);
    for (int i = 0; i < kTakenAtOnce && !waiting_.empty(); ++i) Take(waiting_.Take());
  }
}

std::optional<std::vector<int>> Acceptor::Await(int milliseconds) {
  std::array<epoll_event, kEventsAtOnce> events{};
  const int count = epoll_wait(epoll_.get(), events.data(), kEventsAtOnce, milliseconds);
  std::vector<int> listeners;
  for (int i = 0; i < count; ++i) {
    const int fd = events[static_cast<std::size_t>(i)].data.fd;
    if (fd == ending_.get()) return std::nullopt;
    if (IsListener(fd)) {
      listeners.push_back(fd);
    } else {
      Forget(fd);
    }
  }
  return listeners;
}

void Acceptor::Forget(int watched) {
  table_.Remove(watched);
  meter_.NoteOver();
  // Closing does not do it while gRPC has the connection open, and the number is soon another's.
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, watched, nullptr);
  close(watched);
}

void Acceptor::Accept(int listener) {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    if (!AcceptOne(listener)) return;
  }
}

bool Acceptor::AcceptOne(int listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  FileDescriptor connection(accept4(listener, reinterpret_cast<sockaddr*>(&address), &size,
                                    SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (connection.get() >= 0) {
    waiting_.Add({std::move(connection), NetworkOf(address), listener});
    return true;
  }
  switch (errno) {
    case EAGAIN:
      return false;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      RideOutShortage(listener, errno);
      return false;
    default:
      // The network's errors are reported here, of a connection that is no more.
      return true;
  }
}

void Acceptor::Take(WaitingLine::Waiting next) {
  FileDescriptor watched(fcntl(next.connection.get(), F_DUPFD_CLOEXEC, 0));
  if (watched.get() < 0 || watched.get() >= limits_.max_descriptor) {
    // Those that were evicted are not closed yet; each costs gRPC a moment.
    next.connection = FileDescriptor(-1);
    watched = FileDescriptor(-1);
    EvictOne();
    std::this_thread::sleep_for(kPause);
    return;
  }
  // Those that are over go first.
  if (table_.size() >= limits_.max_connections) Await(0);
  while (table_.size() >= limits_.max_connections) EvictOne();
  epoll_event event{};
  // Told of what has ended in both directions, or broken, always: who has only ended its own sending may
  // still be answered, and holds its place until then.
  event.events = 0;
  event.data.fd = watched.get();
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, watched.get(), &event) != 0) return;
  table_.Add(watched.Release(), next.source);
  meter_.NoteTaken();
  hand_over_(next.connection.Release(), next.listener);
}

void Acceptor::EvictOne() {
  const int victim = table_.Victim();
  if (victim < 0) return;
  meter_.NoteEvicted();
  if (const std::int64_t times = full_.Happened(); times > 0) {
    TellOperator(Severity::kWarning, "connections full",
                 {{"max_connections", static_cast<std::int64_t>(limits_.max_connections)},
                  {"evicted", times},
                  {"advice",
                   "the idlest connection of the address with most of them is closed for "
                   "each newcomer"}});
  }
  // What was not sent yet is thrown away: the other side may never read it.
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(victim, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  shutdown(victim, SHUT_RDWR);
  Forget(victim);
}

void Acceptor::RideOutShortage(int listener, int error) {
  if (const std::int64_t times = shortage_.Happened(); times > 0) {
    TellOperator(Severity::kError, "cannot accept connections",
                 {{"cause", std::generic_category().message(error)},
                  {"times", times},
                  {"advice", "raise the limit of open files or lower max_connections"}});
  }
  reserve_ = FileDescriptor(-1);
  FileDescriptor turned_away(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  turned_away = FileDescriptor(-1);
  reserve_ = FileDescriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
  EvictOne();
  std::this_thread::sleep_for(kPause);
}

}  // namespace urna::services
