#include "cli/vandal_connections.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"

namespace urna::cli {
namespace {

using ledger::FileDescriptor;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kRound(50);
constexpr int kRoundsPerSecond = 20;
constexpr int kOpenedPerRound = 20;
constexpr std::chrono::seconds kAnswerTime(10);
constexpr int kSmallWindow = 2048;
constexpr std::string_view kAnswerBegins = "HTTP/1.1 ";

class Holder {
 public:
  Holder(const std::string& address, const HeldConnections& held, Attack::Counts& counts)
      : to_(AddressOf(address)), rules_(held), counts_(counts) {}

  void Run() {
    for (std::uint64_t round = 0; !counts_.Sleep(kRound); ++round) {
      EndThoseThatAreOver();
      if (!rules_.trickles || round % kRoundsPerSecond == 0) SendMore();
      Open();
    }
  }

 private:
  struct Held {
    FileDescriptor fd;
    const std::string* text;
    std::size_t sent = 0;
    Clock::time_point begin = Clock::now();
  };

  void EndThoseThatAreOver() {
    std::vector<pollfd> states;
    const short events = rules_.reads ? POLLIN : POLLRDHUP;
    for (const Held& one : held_) {
      states.push_back({.fd = one.fd.get(), .events = events, .revents = 0});
    }
    poll(states.data(), states.size(), 0);
    std::size_t at = 0;
    std::erase_if(held_, [&](const Held& one) {
      const bool is_over = states[at++].revents != 0 && IsOver(one);
      if (is_over) ++counts_.rebuffed;
      return is_over || Clock::now() - one.begin > rules_.stay;
    });
  }

  bool IsOver(const Held& one) const {
    if (!rules_.reads) return true;
    std::array<char, 4096> buffer;
    const ssize_t got = recv(one.fd.get(), buffer.data(), buffer.size(), 0);
    return got == 0 || (got < 0 && errno != EAGAIN);
  }

  void SendMore() {
    for (Held& one : held_) {
      const std::string_view left = std::string_view(*one.text).substr(one.sent);
      const std::size_t size =
          rules_.trickles ? std::min<std::size_t>(1, left.size()) : left.size();
      if (size == 0) continue;
      const ssize_t sent = send(one.fd.get(), left.data(), size, MSG_NOSIGNAL);
      if (sent > 0) one.sent += static_cast<std::size_t>(sent);
    }
  }

  void Open() {
    for (int i = 0; i < kOpenedPerRound && held_.size() < rules_.count; ++i) {
      FileDescriptor fd = BeginConnecting(to_, rules_.reads ? Window::kUsual : Window::kSmall);
      if (fd.get() < 0) return;
      held_.push_back({std::move(fd), &rules_.first[counts_.attempts++ % rules_.first.size()]});
    }
  }

  const sockaddr_storage to_;
  const HeldConnections& rules_;
  Attack::Counts& counts_;
  std::vector<Held> held_;
};

// One request, and what comes of it.
class Conversation {
 public:
  Conversation(const sockaddr_storage& to, const LoneRequest& request)
      : request_(request), fd_(BeginConnecting(to)) {}

  LoneAnswer Run(const Attack::Counts& counts) {
    const auto limit = Clock::now() + kAnswerTime;
    while (fd_.get() >= 0 && Clock::now() < limit && !counts.ending && Step()) {
    }
    return answer_;
  }

 private:
  // Whether there is more to come.
  bool Step() {
    const std::string_view left = Left();
    const short events = static_cast<short>(left.empty() ? POLLIN : POLLIN | POLLOUT);
    pollfd state{.fd = fd_.get(), .events = events, .revents = 0};
    if (poll(&state, 1, static_cast<int>(kRound.count())) < 0) return errno == EINTR;
    // What was answered before the end is read, though nothing more can be sent.
    if ((state.revents & (POLLIN | POLLHUP | POLLERR)) != 0) return Read();
    if ((state.revents & POLLOUT) == 0) return true;
    const ssize_t sent = send(fd_.get(), left.data(), left.size(), MSG_NOSIGNAL);
    if (sent > 0) sent_ += static_cast<std::size_t>(sent);
    return true;
  }

  std::string_view Left() const {
    if (sent_ < request_.bytes.size()) return std::string_view(request_.bytes).substr(sent_);
    return answer_.answers == 0 ? std::string_view(request_.endless) : std::string_view();
  }

  bool Read() {
    std::array<char, 16'384> buffer;
    const ssize_t got = recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
    // A head that came in two pieces is seen as a whole.
    std::string text = std::exchange(tail_, {});
    text.append(buffer.data(), static_cast<std::size_t>(got));
    std::size_t at = 0;
    while ((at = text.find(kAnswerBegins, at)) != text.npos) {
      const std::size_t status = at + kAnswerBegins.size();
      if (text.size() < status + 3) break;
      at = status + 3;
      // Errors speak of HTTP/1.1 too.
      if (!absl::ascii_isdigit(static_cast<unsigned char>(text[status]))) continue;
      if (answer_.answers++ == 0) answer_.status = std::atoi(text.substr(status, 3).c_str());
    }
    const std::size_t kept = kAnswerBegins.size() + 2;
    tail_ =
        at == text.npos ? text.substr(text.size() - std::min(text.size(), kept)) : text.substr(at);
    return true;
  }

  const LoneRequest& request_;
  const FileDescriptor fd_;
  std::size_t sent_ = 0;
  LoneAnswer answer_;
  std::string tail_;
};

}  // namespace

sockaddr_storage AddressOf(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.starts_with("[")) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  sockaddr_storage address{};
  if (getaddrinfo(host.c_str(), text.substr(colon + 1).c_str(), &hints, &found) == 0) {
    std::memcpy(&address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
  }
  return address;
}

FileDescriptor BeginConnecting(const sockaddr_storage& to, Window window) {
  FileDescriptor fd(socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return fd;
  if (window == Window::kSmall) {
    setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &kSmallWindow, sizeof kSmallWindow);
  }
  if (to.ss_family == AF_INET) {
    sockaddr_in target{};
    std::memcpy(&target, &to, sizeof target);
    if ((ntohl(target.sin_addr.s_addr) >> 24) == 127) {
      sockaddr_in from{};
      from.sin_family = AF_INET;
      from.sin_addr.s_addr = htonl(0x7f0000ee);
      const int on = 1;
      setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
      static_cast<void>(bind(fd.get(), reinterpret_cast<const sockaddr*>(&from), sizeof from));
    }
  }
  const socklen_t size = to.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  static_cast<void>(connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), size));
  return fd;
}

void HoldConnections(const std::string& address, const HeldConnections& held,
                     Attack::Counts& counts) {
  Holder holder(address, held, counts);
  holder.Run();
}

LoneAnswer Ask(const sockaddr_storage& to, const LoneRequest& request,
               const Attack::Counts& counts) {
  Conversation conversation(to, request);
  return conversation.Run(counts);
}

}  // namespace urna::cli
