#include "services/http/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "services/base/errors.h"
#include "services/http/call.h"
#include "services/http/error_body.h"
#include "services/http/file_answer.h"
#include "services/http/mail_links.h"
#include "services/http/page_answer.h"
#include "services/http/sign_in_answer.h"
#include "services/pages/page_path.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kHealth = "/healthz";
constexpr std::string_view kFolders[] = {"/log/", "/journal/", "/bundle/", "/map/", "/attachment/"};

bool IsMap(std::string_view path) { return path.starts_with("/map/"); }

bool IsFile(const HttpContext& context, std::string_view path) {
  if (IsMap(path)) return context.options.map != nullptr;
  return context.files != nullptr &&
         std::any_of(std::begin(kFolders), std::end(kFolders),
                     [&](std::string_view folder) { return path.starts_with(folder); });
}

// Whether a path is one of the API, or would be if there were such a method: /package.Service/Method.
bool IsOfApi(std::string_view path) {
  if (path == kHealth || path.starts_with("/urna.") || path.starts_with("/auth/")) return true;
  for (const std::string_view folder : kFolders) {
    if (path.starts_with(folder) || path == folder.substr(0, folder.size() - 1)) return true;
  }
  const std::size_t end = path.find('/', 1);
  const std::size_t dot = path.find('.', 2);
  return end != path.npos && dot < end;
}

// Nothing where there is no page. Paths of the API never have one, however they are written; and whoever calls a method
// at a wrong path is told that it is wrong: pages are there for reading alone.
std::optional<Page> PageFor(const HttpContext& context, const RequestHead& head) {
  const bool reads = head.method == "GET" || head.method == "HEAD" || head.method == "OPTIONS";
  if (context.options.pages == nullptr || !reads) return std::nullopt;
  const std::optional<std::string> plain = PagePath(head.path);
  if (!plain || IsOfApi(*plain) || IsMailLink(context, *plain)) return std::nullopt;
  return context.options.pages->Find(*plain);
}

bool AnswersGet(const Method& method) {
  return method.rule.reads_only && std::holds_alternative<AnswerUnary>(method.handler);
}

bool IsUpload(const Method& method) { return std::holds_alternative<BeginUpload>(method.handler); }

// Empty where nothing is at that path.
std::string_view MethodsAt(const HttpContext& context, std::string_view path,
                           const std::optional<Page>& page) {
  if (const Method* method = context.Find(path)) {
    if (IsUpload(*method)) return "HEAD, POST, OPTIONS";
    return AnswersGet(*method) ? "GET, POST, OPTIONS" : "POST, OPTIONS";
  }
  if (const std::string_view sign_in = SignInMethodsAt(context, path); !sign_in.empty()) {
    return sign_in;
  }
  if (IsMailLink(context, path)) return "GET, HEAD, POST, OPTIONS";
  return path == kHealth || IsFile(context, path) || page ? "GET, HEAD, OPTIONS" : "";
}

HttpAnswer Nothing() {
  return ErrorAnswer(404, Error(absl::StatusCode::kUnimplemented, "NO_SUCH_PATH",
                                "there is nothing at this path; calls go to "
                                "/package.Service/Method, as the .proto files name them"));
}

HttpAnswer OtherMethod(std::string_view allowed) {
  HttpAnswer answer =
      ErrorAnswer(405, Error(absl::StatusCode::kUnimplemented, "METHOD_NOT_ALLOWED",
                             fmt::format("at this path the HTTP methods are {}", allowed)));
  answer.fields.emplace_back("allow", allowed);
  return answer;
}

HttpAnswer OtherType(const Method& method) {
  HttpAnswer answer = ErrorAnswer(
      415, Error(absl::StatusCode::kUnimplemented, "CONTENT_TYPE",
                 fmt::format("the method takes the content types {}", AcceptedBy(method))));
  answer.fields.emplace_back("accept-post", AcceptedBy(method));
  return answer;
}

asio::awaitable<void> Get(HttpContext& context, Exchange& exchange, const Method& method) {
  absl::StatusOr<QueryMessage> message = ReadQueryMessage(exchange.head().query, "message");
  if (!message.ok()) co_return co_await exchange.Answer(ErrorAnswer(message.status()));
  const CallFormat format{.protocol = Protocol::kConnectUnary, .codec = message->codec};
  const absl::StatusOr<CallHead> head = ReadCallHead(format, exchange.head());
  if (!head.ok()) co_return co_await exchange.Answer(ErrorAnswer(head.status()));
  co_await AnswerGet(HttpCall{.context = context,
                              .exchange = exchange,
                              .method = method,
                              .head = *head,
                              .caller = CallerOf(context, exchange, *head)},
                     *std::move(message));
}

asio::awaitable<void> Post(HttpContext& context, Exchange& exchange, const Method& method) {
  const std::optional<CallFormat> format =
      FormatOf(exchange.head().Field("content-type").value_or(""));
  if (!format || !Fits(method, format->protocol)) {
    co_return co_await exchange.Answer(OtherType(method));
  }
  const absl::StatusOr<CallHead> head = ReadCallHead(*format, exchange.head());
  if (!head.ok()) {
    co_return co_await exchange.Answer(WholeAnswer({.format = *format}, head.status(), {}));
  }
  HttpCall call{.context = context,
                .exchange = exchange,
                .method = method,
                .head = *head,
                .caller = CallerOf(context, exchange, *head)};
  if (IsUpload(method)) {
    co_await TakeUpload(std::move(call));
  } else if (std::holds_alternative<BeginDownload>(method.handler)) {
    co_await SendDownload(std::move(call));
  } else {
    co_await AnswerUnaryCall(std::move(call));
  }
}

HttpAnswer Health(HttpContext& context) {
  const bool is_serving = context.is_serving && !context.is_ending;
  const int status = is_serving ? 200 : 503;
  context.requests.Note(RequestMeter::Kind::kHealth, status);
  return {.status = status,
          .fields = {{"content-type", "text/plain; charset=utf-8"}, {"cache-control", "no-store"}},
          .body = is_serving ? "ok\n" : "not serving\n"};
}

}  // namespace

asio::awaitable<void> Serve(HttpContext& context, Exchange& exchange) {
  const RequestHead& head = exchange.head();
  const std::optional<Page> page = PageFor(context, head);
  const std::string_view allowed = MethodsAt(context, head.path, page);
  if (head.method == "OPTIONS" && (!allowed.empty() || head.path == "*")) {
    HttpAnswer answer = CrossOrigin::IsPreflight(head)
                            ? context.cross_origin.Preflight(head, allowed)
                            : HttpAnswer{.status = 204};
    if (!allowed.empty()) answer.fields.emplace_back("allow", allowed);
    return exchange.Answer(std::move(answer));
  }
  if (allowed.empty()) return exchange.Answer(Nothing());
  if (const std::string_view sign_in = SignInMethodsAt(context, head.path); !sign_in.empty()) {
    const bool is_there =
        head.method == sign_in ||
        (sign_in == "GET, POST" && (head.method == "GET" || head.method == "POST"));
    return is_there ? AnswerSignIn(context, exchange) : exchange.Answer(OtherMethod(sign_in));
  }
  if (IsMailLink(context, head.path) && head.method != "OPTIONS") {
    const bool is_taken = head.method == "GET" || head.method == "HEAD" || head.method == "POST";
    return is_taken ? AnswerMailLink(context, exchange) : exchange.Answer(OtherMethod(allowed));
  }
  const Method* method = context.Find(head.path);
  if (method != nullptr && head.method == "POST") return Post(context, exchange, *method);
  if (method != nullptr && head.method == "GET" && AnswersGet(*method)) {
    return Get(context, exchange, *method);
  }
  if (method != nullptr && head.method == "HEAD" && IsUpload(*method)) {
    return TellUploadOffset(context, exchange);
  }
  if (method == nullptr && (head.method == "GET" || head.method == "HEAD")) {
    if (head.path == kHealth) return exchange.Answer(Health(context));
    if (page) return SendPage(context, exchange, *page);
    if (IsMap(head.path)) {
      return SendFile(context, exchange, *context.options.map, context.door.map_pieces);
    }
    return SendFile(context, exchange, *context.files, context.door.downloads);
  }
  return exchange.Answer(OtherMethod(allowed));
}

HttpAnswer RefusalOf(const BadHead& bad) {
  return ErrorAnswer(bad.status, Error(absl::StatusCode::kInvalidArgument, bad.reason, bad.words));
}

}  // namespace urna::services
