#include "services/http/mail_links.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "services/base/errors.h"
#include "services/http/call.h"
#include "services/http/error_body.h"
#include "services/http/on_lane.h"
#include "services/http/query.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

// In French and in English: who comes from a message may read either.
struct Words {
  std::string_view french;
  std::string_view english;
};

struct MailLink {
  std::string_view path;
  std::string_view method;
  Words question;
  Words button;
  Words done;
};

constexpr MailLink kLinks[] = {
    {"/unsubscribe",
     "/urna.v1.Messages/Unsubscribe",
     {"Ne plus recevoir ces messages\u202f?", "Get no more of these messages?"},
     {"Ne plus recevoir", "Unsubscribe"},
     {"C'est fait\u00a0: vous ne recevrez plus ces messages.",
      "Done: you will get no more of these messages."}},
    {"/confirm",
     "/urna.v1.Messages/ConfirmFollow",
     {"Recevoir des nouvelles par courriel\u202f?", "Get news by mail?"},
     {"Confirmer", "Confirm"},
     {"C'est fait\u00a0: vous recevrez des nouvelles par courriel.",
      "Done: news will come by mail."}},
};

constexpr Words kBroken = {"Ce lien n'est plus valable, ou il est incomplet.",
                           "This link holds no more, or is incomplete."};
constexpr Words kLater = {"Un problème est survenu. Réessayez dans un instant.",
                          "Something went wrong. Try again in a moment."};

const MailLink* FindLink(std::string_view path) {
  for (const MailLink& link : kLinks) {
    if (link.path == path) return &link;
  }
  return nullptr;
}

std::string Both(const Words& words) {
  return fmt::format("<p lang=\"fr\">{}</p>\n<p lang=\"en\">{}</p>\n", words.french, words.english);
}

HttpAnswer PageAnswer(int status, const Words& title, std::string_view body) {
  return {.status = status,
          .fields = {{"content-type", "text/html; charset=utf-8"},
                     {"content-security-policy",
                      "default-src 'none'; form-action 'self'; base-uri 'none'; "
                      "frame-ancestors 'none'"},
                     // The token stands in the address.
                     {"referrer-policy", "no-referrer"},
                     {"x-content-type-options", "nosniff"},
                     {"x-robots-tag", "noindex"},
                     {"cache-control", "no-store"}},
          .body = fmt::format("<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
                              "<meta name=\"viewport\" content=\"width=device-width\">\n"
                              "<meta name=\"color-scheme\" content=\"light dark\">\n"
                              "<title>{}</title>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n"
                              "</html>\n",
                              title.french, body)};
}

// The form goes to the address that the page has, token and all: nothing of it is written into the page.
HttpAnswer Question(const MailLink& link) {
  return PageAnswer(
      200, link.question,
      fmt::format("{}<form method=\"post\">\n<button>{} · <span lang=\"en\">{}</span></button>\n"
                  "</form>\n",
                  Both(link.question), link.button.french, link.button.english));
}

std::string TokenIn(const RequestHead& head) {
  const auto query = ParseQuery(head.query);
  if (!query) return "";
  const auto token = query->find("t");
  return token == query->end() ? "" : token->second;
}

void SetToken(Message& request, const std::string& token) {
  const google::protobuf::FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName("token");
  request.GetReflection()->SetString(&request, field, token);
}

asio::awaitable<absl::Status> Press(HttpContext& context, Exchange& exchange,
                                    const Method& method) {
  // Nobody's: a token in the header changes nothing.
  const Caller caller{.source = exchange.source()};
  return AwaitResult<absl::Status>(
      [&context, &exchange, &method, caller,
       token = TokenIn(exchange.head())](absl::AnyInvocable<void(absl::Status)> done) mutable {
        const Wire& wire = exchange.wire();
        context.door.dispatcher.Answer(
            method, caller,
            [&wire, token = std::move(token)](Message& request) {
              if (wire.HasLeft()) return NotStarted();
              SetToken(request, token);
              return absl::OkStatus();
            },
            [](const Message&) { return absl::OkStatus(); },
            [done = std::move(done)](const absl::Status& status) mutable { done(status); });
      });
}

}  // namespace

bool IsMailLink(const HttpContext& context, std::string_view path) {
  const MailLink* const link = FindLink(path);
  return link != nullptr && context.Find(link->method) != nullptr;
}

asio::awaitable<void> AnswerMailLink(HttpContext& context, Exchange& exchange) {
  const MailLink& link = *FindLink(exchange.head().path);
  HttpAnswer answer = Question(link);
  if (exchange.head().method == "POST") {
    const absl::Status pressed = co_await Press(context, exchange, *context.Find(link.method));
    if (pressed.ok()) {
      answer = PageAnswer(200, link.done, Both(link.done));
    } else {
      const bool is_broken = absl::IsInvalidArgument(pressed) || absl::IsNotFound(pressed);
      const Words& words = is_broken ? kBroken : kLater;
      answer = PageAnswer(HttpStatusOf(pressed.code()), words, Both(words));
    }
  }
  context.requests.Note(RequestMeter::Kind::kPage, answer.status);
  co_await exchange.Answer(std::move(answer));
}

}  // namespace urna::services
