#include "services/http/call_head.h"

#include "pch.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

constexpr CallFormat kConnect = {Protocol::kConnectUnary, Codec::kJson};
constexpr CallFormat kStream = {Protocol::kConnectStream, Codec::kJson};
constexpr CallFormat kGrpcWeb = {Protocol::kGrpcWeb, Codec::kProto};

absl::StatusOr<CallHead> Read(const CallFormat& format, HttpFields fields) {
  return ReadCallHead(format, {.fields = std::move(fields)});
}

TEST(ContentType, NamesTheFormatOfACall) {
  EXPECT_EQ(FormatOf("application/json"), kConnect);
  EXPECT_EQ(FormatOf("Application/JSON; charset=UTF-8"), kConnect);
  EXPECT_EQ(FormatOf("application/json;charset=\"utf-8\""), kConnect);
  EXPECT_EQ(FormatOf("application/grpc-web"), kGrpcWeb);
  EXPECT_EQ(FormatOf("application/grpc-web+proto"), kGrpcWeb);
  EXPECT_EQ(FormatOf("application/grpc-web-text")->protocol, Protocol::kGrpcWebText);
  EXPECT_EQ(FormatOf("application/octet-stream")->protocol, Protocol::kFile);
  for (const char* other :
       {"", "text/plain", "application/grpc", "application/jsonp",
        "application/json; charset=latin1", "application/json; q", "application/grpc-web+thrift"}) {
    EXPECT_EQ(FormatOf(other), std::nullopt) << other;
  }
  for (const char* type :
       {"application/proto", "application/connect+json", "application/grpc-web-text+proto"}) {
    EXPECT_EQ(ContentTypeOf(*FormatOf(type)), type);
  }
}

TEST(CallHead, HoldsHowLongTheCallerWaits) {
  EXPECT_EQ(Read(kConnect, {{"connect-timeout-ms", "1500"}})->timeout, absl::Seconds(1.5));
  EXPECT_EQ(Read(kConnect, {})->timeout, absl::InfiniteDuration());
  const std::pair<const char*, absl::Duration> kTimeouts[] = {{"2H", absl::Hours(2)},
                                                              {"3M", absl::Minutes(3)},
                                                              {"4S", absl::Seconds(4)},
                                                              {"5m", absl::Milliseconds(5)},
                                                              {"6u", absl::Microseconds(6)},
                                                              {"7n", absl::Nanoseconds(7)},
                                                              {"99999999H", absl::Hours(99999999)}};
  for (const auto& [text, time] : kTimeouts) {
    EXPECT_EQ(Read(kGrpcWeb, {{"grpc-timeout", text}})->timeout, time) << text;
  }
}

TEST(CallHead, IsRefusedForWhatIsNoTimeOrVersion) {
  for (const char* text : {"", "-1", "1.5", "12345678901", "1s", " 1"}) {
    EXPECT_EQ(ErrorReason(Read(kConnect, {{"connect-timeout-ms", text}}).status()),
              "INVALID_HEADER")
        << text;
  }
  for (const char* text : {"", "S", "-1S", "123456789S", "1s", "1", "1 S", "١S"}) {
    EXPECT_EQ(ErrorReason(Read(kGrpcWeb, {{"grpc-timeout", text}}).status()), "INVALID_HEADER")
        << text;
  }
  EXPECT_TRUE(Read(kConnect, {{"connect-protocol-version", "1"}}).ok());
  EXPECT_EQ(ErrorReason(Read(kConnect, {{"connect-protocol-version", "2"}}).status()),
            "INVALID_HEADER");
}

TEST(CallHead, HasTheEncodingsOfItsProtocol) {
  EXPECT_EQ(Read(kConnect, {{"content-encoding", "gzip"}})->requests, Packing::kGzip);
  EXPECT_EQ(Read(kStream, {{"connect-content-encoding", "gzip"}})->requests, Packing::kGzip);
  EXPECT_EQ(Read(kGrpcWeb, {{"grpc-encoding", "gzip"}})->requests, Packing::kGzip);
  EXPECT_EQ(Read(kGrpcWeb, {{"grpc-accept-encoding", "identity,gzip"}})->answers, Packing::kGzip);
  EXPECT_EQ(Read(kGrpcWeb, {{"accept-encoding", "gzip"}})->answers, Packing::kNone);
  EXPECT_EQ(Read(kStream, {{"content-encoding", "gzip"}}).status().code(),
            absl::StatusCode::kUnimplemented);
}

TEST(QueryMessage, IsReadAsConnectAndFormsWriteIt) {
  const auto json =
      ReadQueryMessage("connect=v1&encoding=json&message=%7B%22name%22%3A%22a+b%22%7D", "message");
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(json->codec, Codec::kJson);
  EXPECT_EQ(json->bytes, R"({"name":"a b"})");
  const auto proto = ReadQueryMessage("encoding=proto&base64=1&message=CgEx", "message");
  ASSERT_TRUE(proto.ok());
  EXPECT_EQ(proto->codec, Codec::kProto);
  EXPECT_EQ(proto->bytes,
            "\x0a\x01"
            "1");
  EXPECT_EQ(ReadQueryMessage("encoding=json&base64=1&message=_-8", "message")->bytes, "\xff\xef");
  EXPECT_EQ(ReadQueryMessage("header=%7B%7D", "header")->codec, Codec::kJson);
  EXPECT_EQ(ReadQueryMessage("encoding=json&compression=gzip&message=", "message")->packing,
            Packing::kGzip);
}

TEST(QueryMessage, IsRefusedWhereItIsNone) {
  for (const char* query :
       {"", "encoding=json", "message=", "encoding=xml&message=", "encoding=json&message=%7",
        "encoding=json&message=%zz", "encoding=json&message=a&message=b",
        "encoding=proto&base64=1&message=!",
        "encoding=json&base64=2&message=", "connect=v2&encoding=json&message="}) {
    EXPECT_EQ(ErrorReason(ReadQueryMessage(query, "message").status()), "INVALID_QUERY") << query;
  }
}

RC_GTEST_PROP(AnyQuery, IsReadOrRefused, ()) {
  const auto query = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("encodigmsabt64=&%12A+v1jpro{}")));
  const absl::StatusOr<QueryMessage> message = ReadQueryMessage(query, "message");
  RC_ASSERT(message.ok() || !ErrorReason(message.status()).empty());
}

}  // namespace
}  // namespace urna::services
