#include "services/http/envelope.h"

#include "pch.h"
#include "services/base/errors.h"
#include "services/http/messages_in.h"

namespace urna::services {
namespace {

using testing::ElementsAre;

constexpr std::size_t kMost = 100;
constexpr CallHead kGrpcWeb = {.format = {Protocol::kGrpcWeb, Codec::kProto}};
constexpr CallHead kPackedConnect = {.format = {Protocol::kConnectStream, Codec::kJson},
                                     .requests = Packing::kGzip};
constexpr CallHead kText = {.format = {Protocol::kGrpcWebText, Codec::kProto}};

struct Messages {
  std::vector<std::string> all;
  absl::Status status;
};

Messages Take(const CallHead& call, const std::vector<std::string>& pieces) {
  MessagesIn in(call, kMost);
  Messages messages;
  for (const std::string& piece : pieces) {
    messages.status = in.Add(piece);
    if (!messages.status.ok()) return messages;
    while (true) {
      absl::StatusOr<std::optional<Envelope>> next = in.Next();
      messages.status = next.status();
      if (!next.ok()) return messages;
      if (!next->has_value()) break;
      const absl::StatusOr<std::string> opened = in.Open(**std::move(next));
      messages.status = opened.status();
      if (!opened.ok()) return messages;
      messages.all.push_back(*opened);
    }
  }
  messages.status = in.CheckEnd();
  return messages;
}

TEST(Envelope, HasFlagsAndALengthInFront) {
  EXPECT_EQ(Enveloped(kTrailersFlag, "abc"), std::string("\x80\x00\x00\x00\x03"
                                                         "abc",
                                                         8));
  EXPECT_EQ(Enveloped(0, std::string(0x0102, 'x')).substr(0, 5), std::string("\0\0\0\1\2", 5));
}

TEST(Messages, AreTakenOutOfEnvelopesHoweverTheyCome) {
  const std::string body = Enveloped(0, "one") + Enveloped(0, "") + Enveloped(0, "three");
  for (std::size_t size = 1; size <= body.size(); ++size) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < body.size(); at += size) pieces.push_back(body.substr(at, size));
    const Messages messages = Take(kGrpcWeb, pieces);
    EXPECT_TRUE(messages.status.ok());
    EXPECT_THAT(messages.all, ElementsAre("one", "", "three"));
  }
}

TEST(Messages, AreUnpackedWhereTheyArePacked) {
  EXPECT_THAT(Take(kPackedConnect, {Enveloped(1, Pack("packed")), Enveloped(0, "plain")}).all,
              ElementsAre("packed", "plain"));
  EXPECT_EQ(ErrorReason(Take(kGrpcWeb, {Enveloped(1, Pack("packed"))}).status),
            "MALFORMED_ENVELOPE");
  EXPECT_EQ(ErrorReason(Take(kPackedConnect, {Enveloped(1, "no gzip")}).status), "MALFORMED_GZIP");
}

TEST(Messages, AreNeverLargerThanTheyMayBe) {
  EXPECT_TRUE(Take(kGrpcWeb, {Enveloped(0, std::string(kMost, 'x'))}).status.ok());
  EXPECT_EQ(
      ErrorReason(Take(kGrpcWeb, {Enveloped(0, std::string(kMost + 1, 'x')).substr(0, 5)}).status),
      "MESSAGE_TOO_LARGE");
  EXPECT_EQ(
      ErrorReason(Take(kPackedConnect, {Enveloped(1, Pack(std::string(kMost + 1, 'x')))}).status),
      "MESSAGE_TOO_LARGE");
}

TEST(Messages, AreRefusedWhereTheyEndTooSoonOrHaveFlagsOfAnswers) {
  EXPECT_EQ(ErrorReason(Take(kGrpcWeb, {Enveloped(0, "one").substr(0, 6)}).status),
            "MALFORMED_ENVELOPE");
  for (const int flags : {2, 4, 0x80, 0xff}) {
    EXPECT_EQ(
        ErrorReason(Take(kGrpcWeb, {Enveloped(static_cast<std::uint8_t>(flags), "x")}).status),
        "MALFORMED_ENVELOPE");
  }
}

TEST(OneMessage, IsNeitherNoneNorTwo) {
  EXPECT_EQ(*OneMessage(kGrpcWeb, Enveloped(0, "one"), kMost), "one");
  EXPECT_EQ(*OneMessage(kText, "AAAAAANvbmU=", kMost), "one");
  for (const std::string& body : {std::string(), Enveloped(0, "a") + Enveloped(0, "b")}) {
    const absl::Status refused = OneMessage(kGrpcWeb, body, kMost).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnimplemented);
    EXPECT_EQ(ErrorReason(refused), "MESSAGE_COUNT");
  }
}

TEST(OneMessage, IsThereAsAWhole) {
  for (const std::string& body : {Enveloped(0, "a") + "x", Enveloped(0, "a").substr(0, 3)}) {
    EXPECT_EQ(ErrorReason(OneMessage(kGrpcWeb, body, kMost).status()), "MALFORMED_ENVELOPE");
  }
  EXPECT_EQ(ErrorReason(OneMessage(kText, "AAA", kMost).status()), "MALFORMED_ENVELOPE");
}

TEST(Text, IsBase64InPiecesThatMayBePadded) {
  Base64Stream stream;
  EXPECT_EQ(*stream.Add("aGVsbG8="), "hello");
  EXPECT_EQ(*stream.Add("IH"), "");
  EXPECT_TRUE(stream.has_rest());
  EXPECT_EQ(*stream.Add("dvcmxkIQ==IQ=="), " world!!");
  EXPECT_FALSE(stream.has_rest());
}

TEST(Text, IsRefusedWhereItIsNoBase64) {
  for (const char* text : {"a=bc", "ab\ncdefg", "=abc", "a===", "ab-_", "ab c", "ab=c"}) {
    EXPECT_EQ(ErrorReason(Base64Stream().Add(text).status()), "MALFORMED_BASE64") << text;
  }
}

RC_GTEST_PROP(AnyText, IsDecodedOrRefusedWhateverItsPieces, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ABCDabcd0123+/==")));
  const std::size_t cut = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  const absl::StatusOr<std::string> whole = Base64Stream().Add(text);
  Base64Stream pieces;
  const absl::StatusOr<std::string> first = pieces.Add(text.substr(0, cut));
  const absl::StatusOr<std::string> second = pieces.Add(text.substr(cut));
  RC_ASSERT(whole.ok() == (first.ok() && second.ok()));
  if (whole.ok()) RC_ASSERT(*whole == *first + *second);
}

}  // namespace
}  // namespace urna::services
