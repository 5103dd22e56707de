#include "crypto/bytes.h"

#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

// RFC 4648, section 10.
TEST(Base64, MatchesTheRfc) {
  const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(ToBase64(AsBytes(plain)), coded);
    const auto decoded = FromBase64(coded);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(AsText(*decoded), plain);
  }
}

TEST(Base64, RefusesOtherSpellings) {
  // Stray bits in the last character, missing and doubled padding, white space, the URL alphabet.
  for (const char* text : {"Zh==", "Zg=", "Zg", "Zg===", " Zg==", "Zg==\n",
                           "Z g==", "Zm9=", "_w==", "-w==", "====", "=", "A"}) {
    EXPECT_FALSE(FromBase64(text).ok()) << text;
  }
}

RC_GTEST_PROP(Base64, RoundTrips, (const Bytes& bytes)) {
  RC_ASSERT(FromBase64(ToBase64(bytes)).value() == bytes);
}

RC_GTEST_PROP(Base64, HasOneSpellingOfEachText, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AQgw/+==")));
  const auto decoded = FromBase64(text);
  if (decoded.ok()) RC_ASSERT(ToBase64(*decoded) == text);
}

RC_GTEST_PROP(Hex, RoundTripsInEitherCase, (const Bytes& bytes)) {
  std::string text = ToHex(bytes);
  RC_ASSERT(FromHex(text).value() == bytes);
  std::transform(text.begin(), text.end(), text.begin(), ::toupper);
  RC_ASSERT(FromHex(text).value() == bytes);
}

TEST(Hex, RefusesWhatIsNotHex) {
  for (const char* text : {"a", "abc", "0x", "g0", " 00", "00 ", "00:00"}) {
    EXPECT_FALSE(FromHex(text).ok()) << text;
  }
}

// RFC 4648, section 10, in lower case and without padding.
TEST(Base32, MatchesTheRfc) {
  const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                    {"f", "my"},
                                                                    {"fo", "mzxq"},
                                                                    {"foo", "mzxw6"},
                                                                    {"foob", "mzxw6yq"},
                                                                    {"fooba", "mzxw6ytb"},
                                                                    {"foobar", "mzxw6ytboi"}};
  for (const auto& [plain, coded] : vectors) EXPECT_EQ(ToBase32(AsBytes(plain)), coded);
}

// An encoder that drops the bit that is left over gives 51 characters for 32 bytes.
TEST(Base32, KeepsTheBitsThatAreLeftOver) {
  EXPECT_EQ(ToBase32(Bytes(32)), std::string(52, 'a'));
  Bytes last_bit(32);
  last_bit[31] = 1;
  EXPECT_EQ(ToBase32(last_bit), std::string(51, 'a') + "q");
  EXPECT_EQ(ToBase32(Filled<32>(0xff)), std::string(51, '7') + "q");
}

TEST(Base32, MatchesTheVectorsOfTheProtocol) {
  EXPECT_EQ(ToBase32(VectorArray("tag")).substr(0, 16), VectorText("printed tag"));
}

RC_GTEST_PROP(Base32, SaysEveryBitOnce, (const Bytes& bytes)) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string bits;
  for (const char c : ToBase32(bytes)) {
    const std::size_t value = kAlphabet.find(c);
    RC_ASSERT(value != std::string_view::npos);
    for (int bit = 4; bit >= 0; --bit) bits.push_back((value >> bit & 1) != 0 ? '1' : '0');
  }
  std::string expected;
  for (const std::uint8_t byte : bytes) {
    for (int bit = 7; bit >= 0; --bit) expected.push_back((byte >> bit & 1) != 0 ? '1' : '0');
  }
  RC_ASSERT(bits.size() < expected.size() + 5);
  expected.resize(bits.size(), '0');
  RC_ASSERT(bits == expected);
}

TEST(Frames, AreLengthThenBytes) {
  Bytes out;
  AppendFrame(out, AsBytes("ab"));
  AppendFrame(out, {});
  EXPECT_EQ(ToHex(out), "020000000000000061620000000000000000");
}

RC_GTEST_PROP(ByteReader, ReadsWhatWasWritten,
              (std::uint32_t a, std::uint64_t b, const Bytes& c, std::uint8_t d)) {
  Bytes out;
  AppendLe32(out, a);
  AppendLe64(out, b);
  AppendFrame(out, c);
  out.push_back(d);
  ByteReader reader(out);
  RC_ASSERT(reader.Le32() == a);
  RC_ASSERT(reader.Le64() == b);
  RC_ASSERT(std::ranges::equal(reader.Frame(c.size()), c));
  RC_ASSERT(!reader.Finished());
  RC_ASSERT(reader.U8() == d);
  RC_ASSERT(reader.Finished());
}

RC_GTEST_PROP(ByteReader, StaysFailedAfterAReadPastTheEnd, (const Bytes& bytes)) {
  ByteReader reader(bytes);
  RC_ASSERT(reader.Take(bytes.size() + 1).empty());
  RC_ASSERT(!reader.ok());
  RC_ASSERT(reader.Le64() == 0U);
  RC_ASSERT(reader.U8() == 0U);
  RC_ASSERT(reader.Array<4>() == (std::array<std::uint8_t, 4>{}));
  RC_ASSERT(!reader.Finished());
}

TEST(ByteReader, RefusesAFrameLongerThanAllowedOrThanTheInput) {
  const Bytes three = Hex("0300000000000000010203");
  ByteReader allowed(three);
  EXPECT_EQ(allowed.Frame(3).size(), 3U);
  ByteReader too_long(three);
  EXPECT_TRUE(too_long.Frame(2).empty());
  EXPECT_FALSE(too_long.ok());
  const Bytes endless = Hex("ffffffffffffffff010203");
  ByteReader lying(endless);
  EXPECT_TRUE(lying.Frame(~std::size_t{0}).empty());
  EXPECT_FALSE(lying.ok());
}

}  // namespace
}  // namespace urna::crypto
