#include "services/http/body_decoder.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/status/status.h"
#include "pch.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

RequestHead Chunked() { return {.method = "POST", .path = "/", .is_chunked = true}; }

struct Decoded {
  std::string body;
  std::string rest;
  bool is_complete = false;
  absl::Status status;
};

// Given `piece` bytes more at a time, as they come from a wire.
Decoded Decode(const RequestHead& head, std::string_view bytes, std::size_t piece) {
  BodyDecoder decoder(head);
  Decoded out;
  std::string pending;
  while (true) {
    const absl::StatusOr<std::size_t> taken = decoder.Take(pending, out.body);
    if (!taken.ok()) {
      out.status = taken.status();
      return out;
    }
    pending.erase(0, *taken);
    if (*taken > 0) continue;
    if (bytes.empty() || decoder.is_complete()) break;
    pending += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  out.is_complete = decoder.is_complete();
  out.rest = pending + std::string(bytes);
  return out;
}

TEST(Body, HasTheLengthThatWasAnnouncedAndNoMore) {
  const Decoded decoded = Decode({.length = 5}, "helloGET /", 3);
  EXPECT_TRUE(decoded.is_complete);
  EXPECT_EQ(decoded.body, "hello");
  EXPECT_EQ(decoded.rest, "GET /");
  EXPECT_FALSE(Decode({.length = 5}, "hell", 3).is_complete);
}

TEST(Body, IsTakenOutOfItsChunksHoweverTheyCome) {
  for (std::size_t piece = 1; piece < 40; ++piece) {
    const Decoded decoded = Decode(
        Chunked(), "5;name=value\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\nGET /", piece);
    EXPECT_TRUE(decoded.is_complete) << piece;
    EXPECT_EQ(decoded.body, "hello world");
    EXPECT_EQ(decoded.rest, "GET /");
  }
}

TEST(Body, IsRefusedWhereChunksAreNone) {
  for (const char* bytes :
       {"x\r\nhello\r\n", "5\nhello\n", "-5\r\nhello\r\n", "5\r\nhelloworld\r\n",
        "11111111111111111\r\nhello\r\n", "\r\nhello", "5 \x01\r\nhello\r\n"}) {
    EXPECT_EQ(ErrorReason(Decode(Chunked(), bytes, 100).status), "MALFORMED_BODY") << bytes;
  }
}

RC_GTEST_PROP(AnyBody, ComesOutAsItWentIn, (const std::vector<std::string>& parts)) {
  std::string whole, bytes;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    whole += part;
    bytes += fmt::format("{:x}\r\n", part.size()) + part + "\r\n";
  }
  const Decoded decoded = Decode(Chunked(), bytes + "0\r\n\r\n", *rc::gen::inRange(1, 20));
  RC_ASSERT(decoded.is_complete);
  RC_ASSERT(decoded.body == whole);
}

}  // namespace
}  // namespace urna::services
