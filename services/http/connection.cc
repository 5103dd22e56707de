#include "services/http/connection.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include "services/api/source.h"
#include "services/base/limits.h"
#include "services/http/exchange.h"
#include "services/http/routes.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kEmptyLine = "\r\n\r\n";
constexpr BadHead kHeadLate = {408, "HEAD_LATE", "the head of the request did not come in time"};
constexpr BadHead kHeadTooLarge = {431, "HEAD_TOO_LARGE",
                                   "the head of a request has at most 16 KiB"};

static_assert(kMetadataBytes == Wire::kReadAhead);

}  // namespace

Connection::Connection(HttpContext& context, std::shared_ptr<Transport> transport, std::string peer)
    : context_(context), wire_(context.door, std::move(transport)), peer_(std::move(peer)) {}

void Connection::EndIdle() {
  if (is_idle_) wire_.Cut();
}

asio::awaitable<void> Connection::Run() {
  // As in AwaitRequest.
  is_idle_ = true;
  if (context_.is_ending) co_return;
  if (!co_await wire_.Handshake(context_.options.handshake)) co_return;
  After after = After::kNextRequest;
  while (after == After::kNextRequest) {
    auto next = co_await NextHead();
    if (!next) co_return;
    if (const BadHead* bad = std::get_if<BadHead>(&*next)) {
      co_await Refuse(*bad);
      after = After::kUnreadBody;
    } else {
      after = co_await ServeOne(std::get<RequestHead>(*std::move(next)));
    }
  }
  if (!context_.is_ending) co_await wire_.End(after == After::kUnreadBody);
}

asio::awaitable<bool> Connection::AwaitRequest() {
  wire_.Shrink();
  wire_.ExpectWithin(context_.options.idle);
  // Set before it is looked whether the server ends: whoever ends it sees one of the two.
  is_idle_ = true;
  bool is_there = true;
  // Empty lines before a request are passed over (RFC 9112, 2.2).
  while (is_there) {
    while (wire_.unread().starts_with("\r\n")) wire_.Consume(2);
    if (!wire_.unread().empty() && wire_.unread() != "\r") break;
    is_there = !context_.is_ending && co_await wire_.Fill();
  }
  co_return is_there;
}

asio::awaitable<std::optional<std::variant<RequestHead, BadHead>>> Connection::NextHead() {
  if (!co_await AwaitRequest()) co_return std::nullopt;
  wire_.ExpectWithin(kRequestHeadTimeout);
  while (true) {
    const std::string_view unread = wire_.unread();
    if (const std::size_t end = unread.find(kEmptyLine); end != unread.npos) {
      const std::size_t size = end + kEmptyLine.size();
      auto head = ReadHead(unread.substr(0, size));
      wire_.Consume(size);
      wire_.watch()->Relax();
      is_idle_ = false;
      co_return head;
    }
    if (wire_.is_full()) co_return kHeadTooLarge;
    // Whoever ended the server before this connection was idle has not cut it.
    if (context_.is_ending) co_return std::nullopt;
    if (!co_await wire_.Fill()) {
      if (wire_.is_cut() && !context_.is_ending) co_return kHeadLate;
      co_return std::nullopt;
    }
  }
}

asio::awaitable<Connection::After> Connection::ServeOne(RequestHead head) {
  std::string source =
      SourceOf(peer_, head.Field("x-forwarded-for").value_or(""), context_.door.trusted_proxies);
  HttpFields fields = context_.cross_origin.Fields(head);
  fields.emplace_back("x-content-type-options", "nosniff");
  Exchange exchange(context_.door, wire_, std::move(head), std::move(source), std::move(fields),
                    context_.is_ending);
  co_await Serve(context_, exchange);
  if (!exchange.has_whole_body()) co_return After::kUnreadBody;
  co_return exchange.may_go_on() && !wire_.is_cut() ? After::kNextRequest : After::kEnd;
}

asio::awaitable<void> Connection::Refuse(const BadHead& bad) {
  Exchange exchange(context_.door, wire_, RequestHead{}, peer_, {}, context_.is_ending);
  co_await exchange.Answer(RefusalOf(bad));
}

std::string PeerName(int connection) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getpeername(connection, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "unknown:";
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return fmt::format("ipv4:{}:{}", text, ntohs(v4.sin_port));
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  return fmt::format("ipv6:[{}]:{}", text, ntohs(v6.sin6_port));
}

}  // namespace urna::services
