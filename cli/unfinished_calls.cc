#include "cli/unfinished_calls.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace urna::cli {
namespace {

// RFC 9113, section 6.
constexpr std::uint8_t kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kPing = 6, kWindow = 8;
constexpr std::uint8_t kAck = 1, kEndStream = 1, kEndHeaders = 4;
constexpr std::uint16_t kInitialWindowSize = 4;
constexpr std::size_t kFrameHeader = 9;
constexpr std::int64_t kLargestFrame = 16'384;
constexpr std::uint32_t kMessage = 4 << 20;
// What waits to be sent is kept small: the message itself is zeros.
constexpr std::size_t kWaiting = 256 << 10;
constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

std::string BigEndian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

std::uint32_t FromBigEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

// Of less than 128 bytes (RFC 7541, section 5.2, without Huffman's code).
std::string Literal(std::string_view text) {
  return static_cast<char>(text.size()) + std::string(text);
}

// Literals that are not indexed, under names of the static table (RFC 7541, appendix A).
std::string Headers(const std::string& method) {
  constexpr std::string_view kPostHttp = "\x83\x86", kPath = "\x04", kAuthority = "\x01";
  constexpr std::string_view kContentType = "\x0f\x10";
  std::string out(kPostHttp);
  out.append(kPath).append(Literal(method)).append(kAuthority).append(Literal("flood"));
  out.append(kContentType).append(Literal("application/grpc"));
  out.append(1, '\0').append(Literal("te")).append(Literal("trailers"));
  return out;
}

}  // namespace

UnfinishedCalls::UnfinishedCalls(ledger::FileDescriptor socket, std::string method, int calls)
    : socket_(std::move(socket)), method_(std::move(method)), to_send_(kPreface) {
  Put(kSettings, 0, 0, "");
  for (int i = 0; i < calls; ++i) Begin();
}

void UnfinishedCalls::Put(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                          std::string_view payload) {
  to_send_.append(BigEndian(payload.size(), 3)).append(BigEndian(type, 1));
  to_send_.append(BigEndian(flags, 1)).append(BigEndian(stream, 4)).append(payload);
}

void UnfinishedCalls::Begin() {
  const std::uint32_t stream = next_stream_;
  next_stream_ += 2;
  ++begun_;
  Put(kHeaders, kEndHeaders, stream, Headers(method_));
  // Not compressed, and its length.
  const std::string prefix = BigEndian(0, 1) + BigEndian(kMessage, 4);
  Put(kData, 0, stream, prefix);
  const auto size = static_cast<std::int64_t>(prefix.size());
  window_ -= size;
  calls_[stream] = {.window = first_window_ - size, .left = kMessage - 1};
}

void UnfinishedCalls::Take(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                           std::string_view payload) {
  const auto call = calls_.find(stream);
  if (type == kSettings && (flags & kAck) == 0) {
    for (; payload.size() >= 6; payload.remove_prefix(6)) {
      if (FromBigEndian(payload.substr(0, 2)) != kInitialWindowSize) continue;
      const std::int64_t size = FromBigEndian(payload.substr(2, 4));
      for (auto& [_, one] : calls_) one.window += size - first_window_;
      first_window_ = size;
    }
    Put(kSettings, kAck, 0, "");
  } else if (type == kPing && (flags & kAck) == 0) {
    Put(kPing, kAck, 0, payload);
  } else if (type == kWindow) {
    std::int64_t* const window =
        stream == 0 ? &window_ : call == calls_.end() ? nullptr : &call->second.window;
    if (window != nullptr) *window += FromBigEndian(payload);
  } else if (call != calls_.end() &&
             (type == kReset || (type == kHeaders && (flags & kEndStream) != 0))) {
    calls_.erase(call);
    ++ended_;
    Begin();
  }
}

void UnfinishedCalls::TakeFrames() {
  std::string_view left = received_;
  while (left.size() >= kFrameHeader) {
    const std::size_t size = FromBigEndian(left.substr(0, 3));
    if (left.size() < kFrameHeader + size) break;
    Take(static_cast<std::uint8_t>(left[3]), static_cast<std::uint8_t>(left[4]),
         FromBigEndian(left.substr(5, 4)), left.substr(kFrameHeader, size));
    left.remove_prefix(kFrameHeader + size);
  }
  received_.erase(0, received_.size() - left.size());
}

void UnfinishedCalls::Fill() {
  static const std::string zeros(kLargestFrame, '\0');
  for (auto& [stream, call] : calls_) {
    while (to_send_.size() < kWaiting) {
      const std::int64_t size = std::min({call.left, call.window, window_, kLargestFrame});
      if (size <= 0) break;
      Put(kData, 0, stream, std::string_view(zeros).substr(0, static_cast<std::size_t>(size)));
      call.left -= size;
      call.window -= size;
      window_ -= size;
    }
  }
}

bool UnfinishedCalls::Step() {
  std::array<char, 16'384> buffer;
  ssize_t got = 0;
  while ((got = recv(socket_.get(), buffer.data(), buffer.size(), 0)) > 0) {
    received_.append(buffer.data(), static_cast<std::size_t>(got));
    TakeFrames();
  }
  if (got == 0 || (errno != EAGAIN && errno != ENOTCONN)) return false;
  Fill();
  while (!to_send_.empty()) {
    const ssize_t sent = send(socket_.get(), to_send_.data(), to_send_.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == ENOTCONN;
    to_send_.erase(0, static_cast<std::size_t>(sent));
    Fill();
  }
  return true;
}

}  // namespace urna::cli
