#include "services/base/compression.h"

#include <fmt/format.h>

#include "pch.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

TEST(Gzip, GivesBackWhatWentIn) {
  for (const std::string& text : {std::string(), std::string("a"), std::string(1 << 20, 'x')}) {
    const absl::StatusOr<std::string> unpacked = Unpack(Pack(text), text.size());
    ASSERT_TRUE(unpacked.ok()) << unpacked.status();
    EXPECT_EQ(*unpacked, text);
  }
  EXPECT_LT(Pack(std::string(1 << 20, 'x')).size(), 10'000u);
}

TEST(Gzip, IsSmallerForMoreWork) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += fmt::format("{} of {};", i, i % 97);
  const std::string packed = Pack(text, PackingWork::kAll);
  EXPECT_LT(packed.size(), Pack(text).size());
  EXPECT_EQ(*Unpack(packed, text.size()), text);
}

// A gigabyte of zeros packs to a megabyte: what matters is what comes out.
TEST(Gzip, UnpacksNoMoreThanThereMayBe) {
  const std::string bomb = Pack(std::string(64 << 20, '\0'));
  EXPECT_LT(bomb.size(), std::size_t{1} << 20);
  EXPECT_EQ(ErrorReason(Unpack(bomb, 1 << 20).status()), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(ErrorReason(Unpack(Pack("abc"), 2).status()), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(*Unpack(Pack("abc"), 3), "abc");
}

TEST(Gzip, IsRefusedWhereItIsNoneOrNotAll) {
  const std::string packed = Pack("hello, hello, hello");
  std::string broken = packed;
  broken[broken.size() - 6] = static_cast<char>(broken[broken.size() - 6] ^ 1);
  for (const std::string& bytes : {std::string(), std::string("hello"), broken, packed + "x",
                                   packed + packed, packed.substr(0, packed.size() - 1)}) {
    EXPECT_EQ(ErrorReason(Unpack(bytes, 1000).status()), "MALFORMED_GZIP");
  }
}

RC_GTEST_PROP(AnyGzip, IsUnpackedOrRefused, (const std::string& bytes)) {
  const absl::StatusOr<std::string> unpacked = Unpack(bytes, 1000);
  if (unpacked.ok()) RC_ASSERT(unpacked->size() <= 1000);
  RC_ASSERT(*Unpack(Pack(bytes), bytes.size()) == bytes);
}

TEST(Encoding, IsGzipOrNone) {
  EXPECT_EQ(*PackingOf(std::nullopt), Packing::kNone);
  EXPECT_EQ(*PackingOf("identity"), Packing::kNone);
  EXPECT_EQ(*PackingOf("GZIP"), Packing::kGzip);
  for (const char* other : {"br", "gzip, gzip", "deflate", "zstd"}) {
    EXPECT_EQ(PackingOf(other).status().code(), absl::StatusCode::kUnimplemented) << other;
  }
}

RC_GTEST_PROP(AnyPacked, IsNoLargerThanWhatIsCountedForIt, (const std::string& bytes)) {
  RC_ASSERT(Pack(bytes).size() <= MostPacked(bytes.size()));
}

TEST(AcceptedEncodings, HoldGzipUnlessItsWeightIsNothing) {
  EXPECT_TRUE(AcceptsGzip("gzip"));
  EXPECT_TRUE(AcceptsGzip("br, GZip;q=0.5"));
  EXPECT_TRUE(AcceptsGzip("deflate,gzip ; q=1"));
  for (const char* none : {"", "identity", "br", "gzip;q=0", "gzip; q=0.0", "xgzip", "gzip;q=x"}) {
    EXPECT_FALSE(AcceptsGzip(none)) << none;
  }
}

}  // namespace
}  // namespace urna::services
