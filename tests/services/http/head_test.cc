#include "services/http/head.h"

#include "pch.h"

namespace urna::services {
namespace {

RequestHead Good(std::string_view bytes) {
  auto head = ReadHead(bytes);
  if (const BadHead* bad = std::get_if<BadHead>(&head)) ADD_FAILURE() << bad->words;
  return std::holds_alternative<RequestHead>(head) ? std::get<RequestHead>(head) : RequestHead{};
}

// The status that refuses it; 0 for none.
int Refusal(std::string_view bytes) {
  const auto head = ReadHead(bytes);
  const BadHead* bad = std::get_if<BadHead>(&head);
  return bad == nullptr ? 0 : bad->status;
}

std::string With(std::string_view fields) {
  return "POST /a HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n";
}

TEST(RequestHead, HoldsWhatTheRequestSays) {
  const RequestHead head = Good(
      "POST /urna.v1.Ballots/CastBallot?a=b HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n"
      "X-Forwarded-For: 1.2.3.4\r\nx-forwarded-for:5.6.7.8\r\n\r\n");
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.path, "/urna.v1.Ballots/CastBallot");
  EXPECT_EQ(head.query, "a=b");
  EXPECT_EQ(head.length, 12u);
  EXPECT_FALSE(head.is_chunked);
  EXPECT_TRUE(head.keeps_alive);
  EXPECT_EQ(head.Field("x-forwarded-for"), "1.2.3.4,5.6.7.8");
  EXPECT_EQ(head.Field("authorization"), std::nullopt);
}

TEST(RequestHead, TakesTheFormThatProxiesWrite) {
  EXPECT_EQ(Good("GET http://vote.example/log/x?y HTTP/1.1\r\nHost: h\r\n\r\n").path, "/log/x");
  EXPECT_EQ(Good("GET http://vote.example HTTP/1.1\r\nHost: h\r\n\r\n").path, "/");
  EXPECT_EQ(Good("GET /a HTTP/1.0\r\n\r\n").keeps_alive, false);
  EXPECT_EQ(Good("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keeps_alive, true);
}

TEST(RequestHead, SaysHowTheBodyComes) {
  EXPECT_TRUE(Good(With("Transfer-Encoding: chunked\r\n")).is_chunked);
  EXPECT_TRUE(Good(With("Transfer-Encoding: Chunked\r\n")).has_body());
  EXPECT_FALSE(Good(With("")).has_body());
  EXPECT_TRUE(Good(With("Content-Length: 1\r\nExpect: 100-continue\r\n")).expects_continue);
  // There is nothing to go on with.
  EXPECT_FALSE(Good(With("Expect: 100-continue\r\n")).expects_continue);
  EXPECT_FALSE(Good(With("Connection: close\r\n")).keeps_alive);
  EXPECT_FALSE(Good(With("Connection: x, Close\r\n")).keeps_alive);
}

// What a proxy in front may read in another way than the server.
TEST(RequestHead, IsRefusedWhereItCouldBeReadInTwoWays) {
  for (const char* fields : {"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                             "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
                             "Content-Length: 1\r\nContent-Length: 2\r\n",
                             "Content-Length: 1\r\nContent-Length: 1\r\n",
                             "Content-Length: 1, 1\r\n",
                             "Content-Length: -1\r\n",
                             "Content-Length: +1\r\n",
                             "Content-Length: 0x1\r\n",
                             "Content-Length: 1 1\r\n",
                             "Content-Length:\r\n",
                             "Content-Length: 18446744073709551616\r\n",
                             "Transfer-Encoding: gzip, chunked\r\n",
                             "Transfer-Encoding: chunked, identity\r\n",
                             "Transfer-Encoding: identity\r\n",
                             "Transfer-Encoding: xchunked\r\n",
                             "Transfer-Encoding:\r\n",
                             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                             "Transfer-Encoding : chunked\r\n",
                             "Content-Length : 1\r\n",
                             " Content-Length: 1\r\n",
                             "Host: other\r\n",
                             "A: b\nContent-Length: 1\r\n",
                             "A: b\rContent-Length: 1\r\n",
                             "A: b\x01\r\n",
                             "A\x7f: b\r\n",
                             ": b\r\n",
                             "no colon\r\n",
                             "A B: c\r\n"}) {
    EXPECT_EQ(Refusal(With(fields)), 400) << fields;
  }
  EXPECT_EQ(Refusal(std::string("POST /a HTTP/1.1\r\nHost: h\r\nA: b") + '\0' + "\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("POST /a HTTP/1.1\nHost: h\n\n"), 400);
}

TEST(RequestHead, IsRefusedWhereItIsNoHttp) {
  EXPECT_EQ(Refusal("GET /a HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET /a HTTP/2.0\r\nHost: h\r\n\r\n"), 505);
  EXPECT_EQ(Refusal("GET a HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("GET * HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), 0);
  EXPECT_EQ(Refusal("\x16\x03\x01\r\n\r\n"), 400);
  EXPECT_EQ(Refusal("\r\n\r\n"), 400);
  EXPECT_EQ(Refusal(With("Expect: a-miracle\r\n")), 417);
}

RC_GTEST_PROP(AnyRequestHead, IsReadOrRefused, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::weightedOneOf<char>({{5, rc::gen::elementOf(std::string("GET / HTTP1.:\r\nChd"))},
                                    {1, rc::gen::arbitrary<char>()}}));
  const int refusal = Refusal(text + "\r\n\r\n");
  RC_ASSERT(refusal == 0 || refusal == 400 || refusal == 417 || refusal == 505);
}

}  // namespace
}  // namespace urna::services
