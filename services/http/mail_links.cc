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
#include "services/http/plain_page.h"
#include "services/http/query.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

struct MailLink {
  std::string_view path;
  std::string_view method;
  Words question;
  // What stands below the question.
  Words more;
  Words button;
  Words done;
  Words after;
};

constexpr MailLink kLinks[] = {
    {"/unsubscribe",
     "/urna.v1.Messages/Unsubscribe",
     {"Ne plus recevoir ces messages\u202f?", "Get no more of these messages?"},
     {"Cela n\u2019arrête que ceux-ci. Rien n\u2019est fait avant que vous n\u2019appuyiez.",
      "It stops these alone. Nothing is done before you press the button."},
     {"Ne plus recevoir", "Unsubscribe"},
     {"C\u2019est fait.", "Done."},
     {"Vous ne recevrez plus ces messages.", "You will get no more of these messages."}},
    {"/confirm",
     "/urna.v1.Messages/ConfirmFollow",
     {"Recevoir des nouvelles par courriel\u202f?", "Get news by mail?"},
     {"Chaque message aura un lien pour arrêter. Si vous n\u2019avez rien demandé, fermez cette "
      "page.",
      "Each message will have a link to stop it. If you have asked for nothing, close this page."},
     {"Confirmer", "Confirm"},
     {"C\u2019est fait.", "Done."},
     {"Vous recevrez des nouvelles par courriel.", "News will come by mail."}},
};

constexpr Words kBroken = {"Ce lien n\u2019est plus valable.", "This link holds no more."};
constexpr Words kBrokenMore = {"Il est trop ancien, ou il n\u2019a pas été copié en entier.",
                               "It is too old, or was not copied as a whole."};
constexpr Words kFailed = {"Un problème est survenu.", "Something went wrong."};
constexpr Words kAgain = {"Rien n\u2019est fait. Réessayez dans un instant.",
                          "Nothing was done. Try again in a moment."};

const MailLink* FindLink(std::string_view path) {
  for (const MailLink& link : kLinks) {
    if (link.path == path) return &link;
  }
  return nullptr;
}

std::string Paragraph(bool is_french, const Words& words) {
  return fmt::format("<p>{}</p>\n", is_french ? words.french : words.english);
}

// The form goes to the address that the page has, token and all: nothing of it is written into the page.
HttpAnswer Question(const MailLink& link, bool is_french) {
  return PlainPage(200, is_french, link.question,
                   Paragraph(is_french, link.more) + OneButton(is_french, link.button));
}

HttpAnswer Pressed(const MailLink& link, bool is_french, const absl::Status& pressed) {
  if (pressed.ok()) return PlainPage(200, is_french, link.done, Paragraph(is_french, link.after));
  const int status = HttpStatusOf(pressed.code());
  if (absl::IsInvalidArgument(pressed) || absl::IsNotFound(pressed)) {
    return PlainPage(status, is_french, kBroken, Paragraph(is_french, kBrokenMore));
  }
  return PlainPage(status, is_french, kFailed, Paragraph(is_french, kAgain));
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
  // A token in the header changes nothing; whoever is logged in finds in their account what they follow.
  const Caller caller{.session = context.cookies.SessionOf(exchange.head()),
                      .source = exchange.source()};
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
  const bool is_french = ReadsFrench(exchange.head());
  HttpAnswer answer;
  if (exchange.head().method == "POST") {
    const absl::Status pressed = co_await Press(context, exchange, *context.Find(link.method));
    answer = Pressed(link, is_french, pressed);
  } else {
    answer = Question(link, is_french);
  }
  context.requests.Note(RequestMeter::Kind::kPage, answer.status);
  co_await exchange.Answer(std::move(answer));
}

}  // namespace urna::services
