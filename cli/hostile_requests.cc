#include "cli/hostile_requests.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

namespace urna::cli {
namespace {

constexpr std::size_t kOversized = std::size_t{64} << 10;
constexpr std::size_t kBomb = std::size_t{64} << 20;
constexpr std::size_t kSlice = std::size_t{64} << 10;
constexpr int kGzipWindow = 15 + 16;
constexpr int kMemory = 8;
constexpr std::string_view kCall = "/urna.v1.Processes/ListProcesses";
constexpr std::string_view kJson = "application/json";

std::string Hidden() { return GetRequest("/healthz"); }

std::string ZerosInGzip(std::size_t count) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string zeros(kSlice, '\0');
  std::string out(deflateBound(&stream, static_cast<uLong>(count)), '\0');
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  for (std::size_t left = count; left > 0; left -= std::min(left, kSlice)) {
    stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
    stream.avail_in = static_cast<uInt>(std::min(left, kSlice));
    deflate(&stream, left <= kSlice ? Z_FINISH : Z_NO_FLUSH);
  }
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// With these fields and this body, and a request hidden behind it.
LoneRequest Smuggled(std::string_view fields, std::string_view body) {
  return {PostHead(kCall, kJson, fields).append(body).append(Hidden()), ""};
}

}  // namespace

std::string GetRequest(std::string_view target) {
  return fmt::format("GET {} HTTP/1.1\r\nhost: urna\r\n\r\n", target);
}

std::string PostHead(std::string_view target, std::string_view content_type,
                     std::string_view fields) {
  return fmt::format("POST {} HTTP/1.1\r\nhost: urna\r\ncontent-type: {}\r\n{}\r\n", target,
                     content_type, fields);
}

std::string PostRequest(std::string_view target, std::string_view content_type,
                        std::string_view body) {
  return PostHead(target, content_type, fmt::format("content-length: {}\r\n", body.size()))
      .append(body);
}

std::string LastRequest(const std::string& request) {
  const std::size_t fields = request.find("\r\n") + 2;
  return fmt::format("{}connection: close\r\n{}", request.substr(0, fields),
                     request.substr(fields));
}

std::string InEnvelope(std::string_view message) {
  std::string out(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(message.size() >> shift));
  }
  return out.append(message);
}

std::vector<LoneRequest> SmuggledRequests() {
  const std::string hidden = Hidden();
  // The body is over with its last chunk, or with the request that is hidden behind it.
  const std::string chunks = "2\r\n{}\r\n0\r\n\r\n";
  const std::string whole = fmt::format("content-length: {}\r\n", chunks.size() + hidden.size());
  const std::string coded = "transfer-encoding: chunked\r\n";
  std::vector<LoneRequest> requests = {Smuggled(whole + coded, chunks),
                                       Smuggled(coded + whole, chunks)};
  for (const std::string_view fields :
       {"content-length: 2\r\ncontent-length: 44\r\n", "content-length: 2\r\ncontent-length: 2\r\n",
        "content-length: 2, 2\r\n", "content-length: +2\r\n", "content-length: 0x2\r\n",
        "content-length : 2\r\n", "content-length: 2\r\n folded: yes\r\n"}) {
    requests.push_back(Smuggled(fields, "{}"));
  }
  for (const std::string_view fields :
       {"transfer-encoding: xchunked\r\n", "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding : chunked\r\n",
        "transfer-encoding: \x0b"
        "chunked\r\n",
        "transfer-encoding: chunked\n"}) {
    requests.push_back(Smuggled(fields, chunks));
  }
  for (const std::string_view body :
       {"0x2\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "2\n{}\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n",
        "10000000000000002\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\n\n"}) {
    requests.push_back(Smuggled(coded, body));
  }
  return requests;
}

std::vector<LoneRequest> OversizedHeads() {
  std::string many;
  while (many.size() < kOversized) many += "x-filler: 0123456789\r\n";
  const std::string much(kOversized, 'x');
  return {{PostHead(kCall, kJson, fmt::format("x-filler: {}\r\n", much)), ""},
          {PostHead(kCall, kJson, many), ""},
          {GetRequest(fmt::format("/{}", much)), ""}};
}

std::vector<LoneRequest> OversizedBodies() {
  const std::string zeros(kOversized, '\0');
  return {
      {PostHead(kCall, kJson, "content-length: 1099511627776\r\n"), zeros},
      {PostHead(kCall, kJson, "transfer-encoding: chunked\r\n").append("10000000000\r\n"), zeros}};
}

std::vector<LoneRequest> Bombs() {
  const std::string bomb = ZerosInGzip(kBomb);
  std::vector<LoneRequest> requests;
  for (const std::string_view type : {std::string_view("application/proto"), kJson}) {
    const std::string fields =
        fmt::format("content-encoding: gzip\r\ncontent-length: {}\r\n", bomb.size());
    requests.push_back({LastRequest(PostHead(kCall, type, fields)).append(bomb), ""});
  }
  return requests;
}

}  // namespace urna::cli
