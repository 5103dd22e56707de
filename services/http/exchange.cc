#include "services/http/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <utility>

#include "services/base/errors.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

// What is written at a time: each must be taken in time.
constexpr std::size_t kSlice = std::size_t{64} << 10;

absl::Status Left() {
  return Error(absl::StatusCode::kCancelled, "CALLER_LEFT", "the caller has left");
}

absl::Status Late() {
  return Error(absl::StatusCode::kUnavailable, "MESSAGE_LATE",
               "what was to come did not come in time, or gave way to others: send it again; "
               "nothing was done");
}

// RFC 9110, 5.6.7.
std::string HttpDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

bool HasNoBody(int status) { return status == 204 || status == 304; }

}  // namespace

Exchange::Exchange(Door& door, Wire& wire, RequestHead head, std::string source, HttpFields fields,
                   const std::atomic<bool>& is_ending)
    : door_(door),
      wire_(wire),
      head_(std::move(head)),
      source_(std::move(source)),
      fields_(std::move(fields)),
      is_ending_(is_ending),
      body_(head_),
      pace_(door.clock.Now()),
      awaits_continue_(head_.expects_continue),
      keeps_alive_(head_.keeps_alive) {}

asio::awaitable<absl::StatusOr<std::string>> Exchange::ReadPiece(absl::Time limit) {
  std::string piece;
  wire_.watch()->Expect(limit);
  while (piece.empty() && !body_.is_complete()) {
    const absl::StatusOr<std::size_t> taken = body_.Take(wire_.unread(), piece);
    if (!taken.ok()) co_return taken.status();
    wire_.Consume(*taken);
    if (*taken > 0) continue;
    // A chunk's head that does not fit is none.
    if (wire_.is_full()) {
      co_return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_BODY",
                      "the head of a chunk is too large");
    }
    if (std::exchange(awaits_continue_, false) && wire_.unread().empty()) {
      if (!co_await Send("HTTP/1.1 100 Continue\r\n\r\n")) co_return Left();
      wire_.watch()->Expect(limit);
    }
    if (!co_await wire_.Fill()) co_return wire_.is_cut() ? Late() : Left();
  }
  wire_.watch()->Relax();
  door_.received.Add(piece.size());
  co_return piece;
}

void Exchange::PassOverBody() {
  if (awaits_continue_) return;
  std::string passed_over;
  while (true) {
    const absl::StatusOr<std::size_t> taken = body_.Take(wire_.unread(), passed_over);
    if (!taken.ok() || *taken == 0) return;
    wire_.Consume(*taken);
  }
}

std::string Exchange::HeadOf(int status, const HttpFields& fields,
                             std::optional<std::uint64_t> length) {
  PassOverBody();
  // The rest of a body that nobody has read would be taken for the next request.
  if (!body_.is_complete() || wire_.is_cut() || is_ending_) keeps_alive_ = false;
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", status,
                                 std::string_view(boost::beast::http::obsolete_reason(
                                     static_cast<boost::beast::http::status>(status))));
  const auto add = [&head](std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(head), "{}: {}\r\n", name, value);
  };
  for (const auto& [name, value] : fields) add(name, value);
  for (const auto& [name, value] : fields_) add(name, value);
  // What was asked for with a token is for its holder; files say themselves how long they hold.
  const bool says_itself = std::any_of(fields.begin(), fields.end(), [](const auto& field) {
    return field.first == "cache-control";
  });
  if (!says_itself) add("cache-control", "no-store");
  add("date", HttpDate(door_.clock.Now()));
  if (length && !HasNoBody(status)) {
    add("content-length", fmt::to_string(*length));
  } else if (!length && !head_.is_http_1_0) {
    add("transfer-encoding", "chunked");
    is_chunked_ = true;
  } else if (!length) {
    keeps_alive_ = false;
  }
  if (!keeps_alive_) {
    add("connection", "close");
  } else if (head_.is_http_1_0) {
    add("connection", "keep-alive");
  }
  return head.append("\r\n");
}

asio::awaitable<bool> Exchange::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view slice = bytes.substr(0, kSlice);
    if (!co_await wire_.Write(slice, pace_.Next(door_.clock.Now(), slice.size()))) {
      co_return false;
    }
    bytes.remove_prefix(slice.size());
  }
  co_return true;
}

asio::awaitable<void> Exchange::Answer(HttpAnswer answer) {
  std::string head = HeadOf(answer.status, answer.fields, answer.size());
  if (head_.method == "HEAD") answer = {};
  door_.sent.Add(answer.size());
  head.append(answer.before_body);
  // Small ones in one packet.
  if (answer.size() <= kSlice) {
    is_answered_ = co_await Send(head.append(answer.body).append(answer.after_body));
    co_return;
  }
  is_answered_ =
      co_await Send(head) && co_await Send(answer.body) && co_await Send(answer.after_body);
}

asio::awaitable<bool> Exchange::BeginAnswer(int status, HttpFields fields,
                                            std::optional<std::uint64_t> length) {
  const std::string head = HeadOf(status, fields, length);
  co_return co_await Send(head);
}

asio::awaitable<bool> Exchange::SendPiece(std::string_view piece) {
  door_.sent.Add(piece.size());
  if (!is_chunked_) co_return co_await Send(piece);
  // An empty chunk would be the last.
  if (piece.empty()) co_return true;
  std::string chunk = fmt::format("{:x}\r\n", piece.size());
  chunk.append(piece).append("\r\n");
  co_return co_await Send(chunk);
}

asio::awaitable<bool> Exchange::EndAnswer() {
  is_answered_ = !is_chunked_ || co_await Send("0\r\n\r\n");
  co_return is_answered_;
}

}  // namespace urna::services
