#include "services/http/http_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "pch.h"

namespace urna::services {
namespace {

// Longer than anything that the server waits for of itself.
constexpr timeval kPatience{.tv_sec = 30, .tv_usec = 0};

}  // namespace

std::string Written(const HttpRequest& request) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: test\r\n", request.method, request.target);
  for (const auto& [name, value] : request.fields) text += fmt::format("{}: {}\r\n", name, value);
  if (!request.body.empty() || request.method == "POST") {
    text += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  return text + "\r\n" + request.body;
}

HttpClient::HttpClient(const std::string& address)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where), 0);
}

HttpClient::~HttpClient() { close(socket_); }

bool HttpClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string HttpClient::ReadSome() {
  if (!unread_.empty()) return std::exchange(unread_, "");
  std::string bytes(std::size_t{64} << 10, '\0');
  const ssize_t read = recv(socket_, bytes.data(), bytes.size(), 0);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
  return bytes;
}

bool HttpClient::Await(std::size_t bytes) {
  while (unread_.size() < bytes) {
    std::string before = std::exchange(unread_, "");
    const std::string more = ReadSome();
    unread_ = std::move(before) + more;
    if (more.empty()) return false;
  }
  return true;
}

bool HttpClient::Await(std::string_view text) {
  while (unread_.find(text) == unread_.npos) {
    if (!Await(unread_.size() + 1)) return false;
  }
  return true;
}

bool HttpClient::ReadChunks(std::string& body) {
  while (Await("\r\n")) {
    std::size_t size = 0;
    std::from_chars(unread_.data(), unread_.data() + unread_.size(), size, 16);
    const std::size_t head = unread_.find("\r\n") + 2;
    if (!Await(head + size + 2)) return false;
    body += unread_.substr(head, size);
    unread_.erase(0, head + size + 2);
    if (size == 0) return true;
  }
  return false;
}

std::optional<HttpReply> HttpClient::Read(bool to_head) {
  if (!Await("\r\n\r\n")) return std::nullopt;
  const std::size_t end = unread_.find("\r\n\r\n");
  const std::vector<std::string> lines = absl::StrSplit(unread_.substr(0, end), "\r\n");
  unread_.erase(0, end + 4);
  HttpReply reply;
  EXPECT_TRUE(lines[0].starts_with("HTTP/1.1 ")) << lines[0];
  reply.status = std::stoi(lines[0].substr(9));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(": ");
    reply.fields[absl::AsciiStrToLower(lines[i].substr(0, colon))] = lines[i].substr(colon + 2);
  }
  if (to_head || reply.status == 100 || reply.status == 204 || reply.status == 304) return reply;
  if (reply.Field("transfer-encoding") == "chunked") {
    return ReadChunks(reply.body) ? std::optional(reply) : std::nullopt;
  }
  if (reply.fields.contains("content-length")) {
    const std::size_t size = std::stoul(reply.Field("content-length"));
    if (!Await(size)) return std::nullopt;
    reply.body = unread_.substr(0, size);
    unread_.erase(0, size);
    return reply;
  }
  for (std::string more = ReadSome(); !more.empty(); more = ReadSome()) reply.body += more;
  return reply;
}

HttpReply HttpClient::Call(const HttpRequest& request) {
  EXPECT_TRUE(Send(Written(request)));
  std::optional<HttpReply> reply = Read(request.method == "HEAD");
  EXPECT_TRUE(reply.has_value());
  return reply.value_or(HttpReply{});
}

bool HttpClient::HasSomething() const {
  constexpr int kMoment = 10;
  pollfd state{.fd = socket_, .events = POLLIN, .revents = 0};
  return !unread_.empty() || poll(&state, 1, kMoment) > 0;
}

void HttpClient::CloseSending() { shutdown(socket_, SHUT_WR); }

void HttpClient::Reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(std::exchange(socket_, -1));
}

}  // namespace urna::services
