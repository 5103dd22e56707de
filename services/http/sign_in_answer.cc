#include "services/http/sign_in_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/http/error_body.h"
#include "services/http/on_lane.h"
#include "services/http/plain_page.h"
#include "services/http/query.h"
#include "services/people/person_text.h"
#include "services/people/sign_in_links.h"
#include "services/people/sign_ins.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;
using Query = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kLogin = "/auth/login";
constexpr std::string_view kCallback = "/auth/callback";
constexpr std::string_view kLink = "/auth/link";
constexpr std::string_view kLogout = "/auth/logout";
// Of what is posted.
constexpr std::size_t kLargestForm = 4096;

std::string At(const Query& query, std::string_view name) {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

// Nobody keeps it, and no other site learns where it was asked for.
HttpFields Private() { return {{"cache-control", "no-store"}, {"referrer-policy", "no-referrer"}}; }

HttpAnswer Redirect(std::string location) {
  HttpAnswer answer{.status = 303, .fields = Private()};
  answer.fields.emplace_back("location", std::move(location));
  return answer;
}

// The path with one more name in its query.
std::string WithProblem(std::string path, const absl::Status& problem) {
  std::string fragment;
  if (const std::size_t hash = path.find('#'); hash != path.npos) {
    fragment = path.substr(hash);
    path.resize(hash);
  }
  const std::string reason = ErrorReason(problem);
  return fmt::format("{}{}log-in-problem={}{}", path, path.find('?') == path.npos ? '?' : '&',
                     reason.empty() ? "INTERNAL" : reason, fragment);
}

absl::Status BadQuery() {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_QUERY",
               "in the query an escape is wrong, or a name comes twice");
}

constexpr Words kCanLogIn = {"Vous pouvez vous connecter", "You can log in"};
constexpr Words kLogIn = {"Me connecter", "Log in"};

// One request of a browser. What waits for the store or for a provider is done by the threads of log-ins.
class BrowserSignIn {
 public:
  BrowserSignIn(HttpContext& context, Exchange& exchange)
      : context_(context), exchange_(exchange), head_(exchange.head()) {}

  asio::awaitable<void> Run() {
    HttpAnswer answer = co_await Make();
    context_.requests.Note(RequestMeter::Kind::kSignIn, answer.status);
    co_await exchange_.Answer(std::move(answer));
  }

 private:
  const SessionCookies& cookies() const { return context_.cookies; }
  SignIns& sign_ins() const { return *context_.options.sign_ins; }

  asio::awaitable<HttpAnswer> Make() {
    const std::optional<Query> query = ParseQuery(head_.query);
    if (!query) co_return ErrorAnswer(BadQuery());
    if (head_.path == kLogin) co_return co_await Begin(*query);
    if (head_.path == kCallback) co_return co_await Finish(*query);
    if (head_.path == kLink && head_.method == "GET") co_return ShowLink(*query);
    // From here on something changes: a page of another site may ask for none of it.
    if (!cookies().IsOfOwnPage(head_)) {
      co_return ErrorAnswer(Error(absl::StatusCode::kPermissionDenied, "OTHER_ORIGIN",
                                  "only a page of this server's own address (public_url) may ask "
                                  "for this"));
    }
    absl::StatusOr<std::string> body = co_await ReadBody();
    if (!body.ok()) co_return ErrorAnswer(body.status());
    if (head_.path == kLink) co_return co_await UseLink(*body);
    co_return co_await LogOut();
  }

  template <typename Result, typename Job>
  asio::awaitable<absl::StatusOr<Result>> OnThread(Job job) {
    std::optional<absl::StatusOr<Result>> result = co_await OnLane<absl::StatusOr<Result>>(
        [this](WorkerPool::Job one) { return sign_ins().Run(exchange_.source(), std::move(one)); },
        std::move(job));
    co_return result.has_value() ? *std::move(result) : ServerBusy();
  }

  asio::awaitable<absl::StatusOr<std::string>> ReadBody() {
    const absl::Time limit = context_.door.clock.Now() + kMessageTimeout;
    std::string body;
    while (true) {
      absl::StatusOr<std::string> piece = co_await exchange_.ReadPiece(limit);
      if (!piece.ok()) co_return piece.status();
      if (piece->empty()) co_return body;
      if (piece->size() > kLargestForm - body.size()) {
        co_return Error(absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
                        "so much is never sent here");
      }
      body += *piece;
    }
  }

  asio::awaitable<HttpAnswer> Begin(const Query& query) {
    const std::string provider = At(query, "provider");
    const std::string path = query.contains("return") ? At(query, "return") : "/";
    // Before anything leads there, a server that is busy too.
    if (!IsLocalPath(path)) {
      co_return ErrorAnswer(
          FieldError("return", "expected a path of this server, such as /staff/"));
    }
    absl::StatusOr<SignIns::Begun> begun = co_await OnThread<SignIns::Begun>(
        [this, provider, path] { return sign_ins().Begin(provider, path, exchange_.source()); });
    if (absl::IsUnavailable(begun.status())) {
      co_return Redirect(WithProblem(path, begun.status()));
    }
    if (!begun.ok()) co_return ErrorAnswer(begun.status());
    HttpAnswer answer = Redirect(std::move(begun->url));
    answer.fields.emplace_back("set-cookie", cookies().SetKept(begun->kept, SignIns::kTime));
    co_return answer;
  }

  // The session that the browser has, whoever sends it here: it ends.
  std::string Earlier() const {
    const std::optional<SessionCookie> session = cookies().SessionOf(head_);
    return session ? session->secret : "";
  }

  asio::awaitable<HttpAnswer> Finish(const Query& query) {
    const SignIns::Answer said{.code = At(query, "code"),
                               .state = At(query, "state"),
                               .issuer = At(query, "iss"),
                               .error = At(query, "error")};
    const std::string kept = cookies().KeptOf(head_);
    absl::StatusOr<SignIns::Finished> finished =
        co_await OnThread<SignIns::Finished>([this, said, kept, earlier = Earlier()] {
          return sign_ins().Finish(kept, said, earlier, exchange_.source());
        });
    HttpAnswer answer =
        finished.ok() ? Redirect(finished->return_path)
                      : Redirect(WithProblem(sign_ins().ReturnPathOf(kept), finished.status()));
    // Whoever sends a browser here with something of their own does not break off what it has begun.
    if (ErrorReason(finished.status()) != "SIGN_IN_OVER") {
      answer.fields.emplace_back("set-cookie", cookies().ClearKept());
    }
    if (finished.ok()) {
      answer.fields.emplace_back("set-cookie", cookies().SetSession(finished->session));
    }
    co_return answer;
  }

  HttpAnswer ShowLink(const Query& query) const {
    const std::string token = At(query, "t");
    const bool is_plain = token.size() == 43 && std::ranges::all_of(token, [](unsigned char c) {
                            return std::isalnum(c) != 0 || c == '-' || c == '_';
                          });
    if (!is_plain) return ErrorAnswer(BadQuery());
    const bool is_french = ReadsFrench(head_);
    return PlainPage(200, is_french, kCanLogIn, OneButton(is_french, kLogIn, kLink, token));
  }

  asio::awaitable<HttpAnswer> UseLink(const std::string& body) {
    const std::optional<Query> form = ParseQuery(body);
    if (!form) co_return ErrorAnswer(BadQuery());
    const absl::StatusOr<SignInLinks::SignedIn> done = co_await OnThread<SignInLinks::SignedIn>(
        [this, token = At(*form, "t"), earlier = Earlier()] {
          return context_.options.sign_in_links->Use(token, earlier);
        });
    if (!done.ok()) co_return Redirect(WithProblem("/", done.status()));
    HttpAnswer answer = Redirect(done->return_path);
    answer.fields.emplace_back("set-cookie", cookies().SetSession(done->session));
    co_return answer;
  }

  asio::awaitable<HttpAnswer> LogOut() {
    // No form can send it.
    if (head_.Field("content-type").value_or("") != "application/json") {
      co_return ErrorAnswer(415, Error(absl::StatusCode::kUnimplemented, "CONTENT_TYPE",
                                       "expected application/json"));
    }
    const absl::StatusOr<std::string> provider = co_await OnThread<std::string>(
        [this, session = Earlier()] { return sign_ins().LogOut(session); });
    if (!provider.ok()) co_return ErrorAnswer(provider.status());
    HttpAnswer answer{.status = 200, .fields = Private()};
    answer.fields.emplace_back("content-type", "application/json");
    answer.fields.emplace_back("set-cookie", cookies().ClearSession());
    answer.body = nlohmann::json{{"location", provider->empty() ? "/" : *provider}}.dump();
    co_return answer;
  }

  HttpContext& context_;
  Exchange& exchange_;
  const RequestHead& head_;
};

}  // namespace

std::string_view SignInMethodsAt(const HttpContext& context, std::string_view path) {
  const SignIns* const sign_ins = context.options.sign_ins;
  if (sign_ins == nullptr || sign_ins->public_url().empty()) return "";
  if (path == kLogin || path == kCallback) return "GET";
  if (path == kLink) return "GET, POST";
  return path == kLogout ? "POST" : "";
}

asio::awaitable<void> AnswerSignIn(HttpContext& context, Exchange& exchange) {
  BrowserSignIn one(context, exchange);
  co_await one.Run();
}

}  // namespace urna::services
