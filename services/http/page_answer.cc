#include "services/http/page_answer.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "services/base/compression.h"
#include "services/http/file_range.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

// Parts are of what was not packed.
bool IsSentPacked(const RequestHead& head, const Page& page) {
  return !page.packed.empty() && !head.Field("range") &&
         AcceptsGzip(head.Field("accept-encoding").value_or(""));
}

// What is sent of a page: packed or as it is, all or a part.
struct Chosen {
  int status = 200;
  std::string etag;
  std::string_view bytes;
  HttpFields fields;
};

Chosen Choose(const RequestHead& head, const Page& page) {
  Chosen chosen{.etag = std::string(page.etag),
                .bytes = page.bytes,
                .fields = {page.fields.begin(), page.fields.end()}};
  if (!page.packed.empty()) chosen.fields.emplace_back("vary", "Accept-Encoding");
  if (IsSentPacked(head, page)) {
    // Other bytes than those of the file have another tag (RFC 9110, 8.8.3.3).
    chosen.etag += "-gzip";
    chosen.bytes = page.packed;
    chosen.fields.emplace_back("content-encoding", "gzip");
  } else {
    chosen.fields.emplace_back("accept-ranges", "bytes");
  }
  chosen.fields.emplace_back("etag", Quoted(chosen.etag));
  const AskedRange asked = AskedOf(head, chosen.etag, chosen.bytes.size());
  if (NamesTag(head.Field("if-none-match").value_or(""), chosen.etag)) {
    chosen.status = 304;
  } else if (std::holds_alternative<OutsideFile>(asked)) {
    chosen.status = 416;
  } else if (const FileRange* part = std::get_if<FileRange>(&asked)) {
    chosen.status = 206;
    chosen.fields.emplace_back("content-range", ContentRange(*part, chosen.bytes.size()));
    chosen.bytes = chosen.bytes.substr(part->offset, part->size);
  }
  return chosen;
}

}  // namespace

asio::awaitable<void> SendPage(HttpContext& context, Exchange& exchange, Page page) {
  Chosen chosen = Choose(exchange.head(), page);
  context.requests.Note(RequestMeter::Kind::kPage, chosen.status);
  if (chosen.status == 304) {
    co_return co_await exchange.Answer({.status = 304, .fields = std::move(chosen.fields)});
  }
  if (chosen.status == 416) {
    co_return co_await exchange.Answer(NoSuchRange(page.bytes.size()));
  }
  const bool begun =
      co_await exchange.BeginAnswer(chosen.status, std::move(chosen.fields), chosen.bytes.size());
  if (!begun) co_return;
  if (exchange.head().method == "HEAD" || co_await exchange.SendPiece(chosen.bytes)) {
    co_await exchange.EndAnswer();
  }
}

}  // namespace urna::services
