#include "services/messages/scripted_smtp.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <optional>
#include <utility>

namespace urna::services {
namespace {

bool SendAll(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Until the line is closed by the other side, or by the end of the server.
void WaitForEnd(int socket) {
  char buffer[256];
  while (recv(socket, buffer, sizeof buffer, 0) > 0) {
  }
}

std::string Between(std::string_view line) {
  const std::size_t open = line.find('<');
  const std::size_t close = line.find('>');
  return open == line.npos || close == line.npos
             ? ""
             : std::string(line.substr(open + 1, close - open - 1));
}

// Lines of one connection.
class Lines {
 public:
  explicit Lines(int socket) : socket_(socket) {}

  // With its end; nothing when the line is closed.
  std::optional<std::string> Next() {
    while (true) {
      const std::size_t end = buffer_.find('\n');
      if (end != buffer_.npos) {
        std::string line = buffer_.substr(0, end + 1);
        buffer_.erase(0, end + 1);
        return line;
      }
      char bytes[4096];
      const ssize_t size = recv(socket_, bytes, sizeof bytes, 0);
      if (size <= 0) return std::nullopt;
      buffer_.append(bytes, static_cast<std::size_t>(size));
    }
  }

 private:
  const int socket_;
  std::string buffer_;
};

bool Begins(std::string_view line, std::string_view word) {
  return line.size() >= word.size() &&
         std::equal(word.begin(), word.end(), line.begin(), [](char a, char b) {
           return a == std::toupper(static_cast<unsigned char>(b));
         });
}

}  // namespace

ScriptedSmtp::ScriptedSmtp(Script script) : script_(std::move(script)) {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

ScriptedSmtp::~ScriptedSmtp() {
  is_ending_ = true;
  shutdown(listener_, SHUT_RDWR);
  {
    const MutexLock lock(mutex_);
    for (const int socket : open_) shutdown(socket, SHUT_RDWR);
  }
  accepting_.join();
  for (std::thread& talk : talks_) talk.join();
  close(listener_);
}

std::string ScriptedSmtp::address() const { return fmt::format("127.0.0.1:{}", port_); }

std::vector<ReceivedMail> ScriptedSmtp::received() const {
  const MutexLock lock(mutex_);
  return received_;
}

bool ScriptedSmtp::AwaitReceived(std::size_t count) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const MutexLock lock(mutex_);
  while (received_.size() < count) {
    if (!changed_.WaitUntil(mutex_, limit)) return received_.size() >= count;
  }
  return true;
}

std::string ScriptedSmtp::heard() const {
  const MutexLock lock(mutex_);
  return heard_;
}

void ScriptedSmtp::set_script(Script script) {
  const MutexLock lock(mutex_);
  script_ = std::move(script);
  reached_.assign(reached_.size(), 0);
}

void ScriptedSmtp::Accept() {
  while (!is_ending_) {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) continue;
    ++connections_;
    {
      const MutexLock lock(mutex_);
      open_.push_back(connection);
    }
    if (is_ending_) shutdown(connection, SHUT_RDWR);
    talks_.emplace_back([this, connection] {
      Talk(connection);
      {
        const MutexLock lock(mutex_);
        std::erase(open_, connection);
      }
      close(connection);
    });
  }
}

bool ScriptedSmtp::Speak(int connection, SmtpStep step, std::string_view line,
                         std::string_view usual, bool* is_usual) {
  SmtpDeed deed;
  {
    const MutexLock lock(mutex_);
    const int before = reached_[static_cast<std::size_t>(step)]++;
    if (script_) deed = script_(step, line, before);
  }
  switch (deed.kind) {
    case SmtpDeed::Kind::kSay:
      if (is_usual != nullptr) *is_usual = deed.text.empty();
      return SendAll(connection, deed.text.empty() ? usual : deed.text);
    case SmtpDeed::Kind::kHangUp:
    case SmtpDeed::Kind::kHangUpWithin:
      return false;
    case SmtpDeed::Kind::kSilence:
      WaitForEnd(connection);
      return false;
    case SmtpDeed::Kind::kEndless:
      while (SendAll(connection, "220-and there is more to be said before we begin\r\n")) {
      }
      return false;
  }
  return false;
}

void ScriptedSmtp::Talk(int connection) {
  Lines lines(connection);
  ReceivedMail mail;
  if (!Speak(connection, SmtpStep::kGreeting, "", "220 scripted ESMTP\r\n")) return;
  while (std::optional<std::string> line = lines.Next()) {
    {
      const MutexLock lock(mutex_);
      heard_ += *line;
    }
    bool goes_on = true;
    if (Begins(*line, "EHLO") || Begins(*line, "HELO")) {
      goes_on = Speak(connection, SmtpStep::kHello, *line, "250-scripted\r\n250 8BITMIME\r\n");
    } else if (Begins(*line, "STARTTLS")) {
      goes_on = Speak(connection, SmtpStep::kStartTls, *line, "454 not now\r\n");
    } else if (Begins(*line, "MAIL")) {
      mail = {.from = Between(*line)};
      goes_on = Speak(connection, SmtpStep::kSender, *line, "250 2.1.0 Ok\r\n");
    } else if (Begins(*line, "RCPT")) {
      mail.to = Between(*line);
      goes_on = Speak(connection, SmtpStep::kRecipient, *line, "250 2.1.5 Ok\r\n");
    } else if (Begins(*line, "DATA")) {
      bool hangs_up_within = false;
      {
        const MutexLock lock(mutex_);
        hangs_up_within =
            script_ && script_(SmtpStep::kData, *line, 0).kind == SmtpDeed::Kind::kHangUpWithin;
      }
      if (hangs_up_within) {
        SendAll(connection, "354 go on\r\n");
        char bytes[100];
        recv(connection, bytes, sizeof bytes, 0);
        return;
      }
      bool says_go_on = false;
      if (!Speak(connection, SmtpStep::kData, *line, "354 go on\r\n", &says_go_on)) return;
      if (!says_go_on) continue;
      bool is_whole = false;
      while (std::optional<std::string> data = lines.Next()) {
        {
          const MutexLock lock(mutex_);
          heard_ += *data;
        }
        if (*data == ".\r\n") {
          is_whole = true;
          break;
        }
        mail.bytes += data->starts_with('.') ? data->substr(1) : *data;
      }
      if (!is_whole) return;
      {
        const MutexLock lock(mutex_);
        received_.push_back(std::exchange(mail, {}));
      }
      changed_.NotifyAll();
      goes_on = Speak(connection, SmtpStep::kDot, "", "250 2.0.0 queued\r\n");
    } else if (Begins(*line, "QUIT")) {
      SendAll(connection, "221 bye\r\n");
      return;
    } else {
      goes_on = SendAll(connection, "500 what?\r\n");
    }
    if (!goes_on) return;
  }
}

}  // namespace urna::services
