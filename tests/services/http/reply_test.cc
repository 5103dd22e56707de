#include "services/http/reply.h"

#include "absl/strings/escaping.h"
#include "pch.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/http/envelope.h"

namespace urna::services {
namespace {

constexpr CallHead kConnect = {.format = {Protocol::kConnectUnary, Codec::kProto}};
constexpr CallHead kGrpcWeb = {.format = {Protocol::kGrpcWeb, Codec::kProto}};
constexpr CallHead kText = {.format = {Protocol::kGrpcWebText, Codec::kProto}};

CallHead WithGzip(CallHead head) {
  head.answers = Packing::kGzip;
  return head;
}

std::string WrittenBody(const HttpAnswer& answer) {
  return answer.before_body + answer.body + answer.after_body;
}

// As grpc-web's client reads them.
TEST(Reply, EndsAGrpcWebAnswerWithItsTrailers) {
  EXPECT_EQ(GrpcTrailers(absl::OkStatus()), "grpc-status: 0\r\n");
  const std::string trailers =
      GrpcTrailers(Error(absl::StatusCode::kNotFound, "GONE", "100% « gone »"));
  EXPECT_THAT(trailers, testing::StartsWith("grpc-status: 5\r\ngrpc-message: 100%25 %C2%AB gone "
                                            "%C2%BB\r\ngrpc-status-details-bin: "));
  const HttpAnswer answer = WholeAnswer(kGrpcWeb, absl::OkStatus(), {.bytes = "abc"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(WrittenBody(answer), Enveloped(0, "abc") + Enveloped(0x80, "grpc-status: 0\r\n"));
}

TEST(Reply, EndsAConnectStreamWithAMessageInJson) {
  constexpr CallHead kStream = {.format = {Protocol::kConnectStream, Codec::kProto}};
  EXPECT_EQ(StreamEnd(kStream, absl::OkStatus()), Enveloped(2, "{}"));
  EXPECT_THAT(StreamEnd(kStream, Error(absl::StatusCode::kAborted, "A", "b")),
              testing::HasSubstr(R"({"error":{"code":"aborted","message":"b","details":[)"));
}

// Large messages are counted once.
TEST(Reply, HasTheMessageItselfAndNoCopy) {
  for (const CallHead& call : {kConnect, kGrpcWeb}) {
    std::string message(kLargeMessage, 'x');
    const char* const bytes = message.data();
    const HttpAnswer answer = WholeAnswer(call, absl::OkStatus(), {.bytes = std::move(message)});
    EXPECT_EQ(answer.body.data(), bytes);
  }
}

// Each frame by itself, whatever its length.
TEST(Reply, IsReadAsTextPieceByPiece) {
  for (std::size_t size = 0; size < 10; ++size) {
    const std::string message(size, 'x');
    const HttpAnswer answer = WholeAnswer(kText, absl::OkStatus(), {.bytes = message});
    EXPECT_EQ(WrittenBody(answer), absl::Base64Escape(Enveloped(0, message)) +
                                       absl::Base64Escape(Enveloped(0x80, "grpc-status: 0\r\n")));
  }
}

TEST(Reply, HoldsWhatItIsMadeFromUntilItIsMade) {
  constexpr std::size_t kSize = std::size_t{3} << 20;
  EXPECT_EQ(MostHeld(kConnect, kSize), kSize);
  EXPECT_EQ(MostHeld(kGrpcWeb, kSize), kSize);
  EXPECT_GE(MostHeld(WithGzip(kConnect), kSize), 2 * kSize);
  EXPECT_GE(MostHeld(kText, kSize), kSize + kSize / 3 * 4);
  EXPECT_GE(MostHeld(WithGzip(kText), kSize), kSize + kSize / 3 * 4);
  // Packed is only what is worth it.
  EXPECT_EQ(MostHeld(WithGzip(kConnect), kPackedFrom - 1), kPackedFrom - 1);
}

}  // namespace
}  // namespace urna::services
