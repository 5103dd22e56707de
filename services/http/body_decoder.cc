#include "services/http/body_decoder.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "services/base/errors.h"

namespace urna::services {
namespace {

namespace http = boost::beast::http;

bool HasBareLineFeed(std::string_view bytes) {
  const std::size_t feed = bytes.find('\n');
  return feed != bytes.npos && (feed == 0 || bytes[feed - 1] != '\r');
}

}  // namespace

// Beast decodes chunks behind a head only, so it is given one.
struct BodyDecoder::Chunks {
  Chunks() {
    constexpr std::string_view kHead = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    boost::system::error_code error;
    parser.body_limit(boost::none);
    parser.put(boost::asio::buffer(kHead.data(), kHead.size()), error);
    parser.eager(true);
  }

  http::request_parser<http::string_body> parser;
};

BodyDecoder::BodyDecoder(const RequestHead& head)
    : left_(head.length), chunks_(head.is_chunked ? std::make_unique<Chunks>() : nullptr) {}

BodyDecoder::~BodyDecoder() = default;

bool BodyDecoder::is_complete() const {
  return chunks_ == nullptr ? left_ == 0 : chunks_->parser.is_done();
}

absl::StatusOr<std::size_t> BodyDecoder::Take(std::string_view bytes, std::string& out) {
  if (bytes.empty() || is_complete()) return 0;
  if (chunks_ == nullptr) {
    const std::size_t taken = std::min<std::uint64_t>(left_, bytes.size());
    out.append(bytes.substr(0, taken));
    left_ -= taken;
    return taken;
  }
  boost::system::error_code error;
  const std::size_t taken =
      chunks_->parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  std::string& decoded = chunks_->parser.get().body();
  out += decoded;
  decoded.clear();
  // Beast waits for the CR LF that ends a line.
  const bool is_malformed = error && error != http::error::need_more;
  if (is_malformed || (taken == 0 && HasBareLineFeed(bytes))) {
    return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_BODY",
                 "the body does not come in chunks as HTTP/1.1 has them");
  }
  return taken;
}

}  // namespace urna::services
