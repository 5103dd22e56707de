#include "cli/messages_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/client/time_text.h"
#include "cli/messages_options.h"
#include "cli/table_text.h"

namespace urna::cli {
namespace {

using Stub = v1::Messages::Stub;

constexpr char kMessagesFooter[] =
    "Mail is sent where the configuration names an smtp_server. Does it come?\n"
    "  urna messages test operator@example.org\n"
    "  urna messages list --state failed --state waiting\n"
    "What failed is tried again, or forgotten; an address that came back is written to again:\n"
    "  urna messages retry 4be0.. 77d1..\n"
    "  urna messages suppressed clear marie@example.org\n"
    "The texts are the department's to change:\n"
    "  urna messages templates show returned --language fr --process ID > returned.txt\n"
    "  urna messages templates set returned --language fr --process ID --file returned.txt\n"
    "docs/operators.md says what a mail server needs.";

struct ListOptions {
  ServerOptions server;
  OutputOptions output;
  std::string process;
  std::vector<std::string> states;
  std::vector<std::string> occasions;
  std::string proposal;
  std::string address;
  int most = 0;
};

struct NamesOptions {
  ServerOptions server;
  std::string process;
  std::vector<std::string> ids;
};

struct AddressOptions {
  ServerOptions server;
  OutputOptions output;
  std::string address;
  std::string language;
};

std::string TimeOrNothing(bool there, const google::protobuf::Timestamp& time) {
  return there ? client::TimeText(static_cast<std::uint64_t>(time.seconds())) : "";
}

absl::StatusOr<v1::ListMessagesRequest> MakeRequest(const ListOptions& options) {
  v1::ListMessagesRequest request;
  request.set_parent(ParentOf(options.process));
  for (const std::string& word : options.states) {
    const absl::StatusOr<v1::MessageState> state = ParseMessageState(word);
    if (!state.ok()) return state.status();
    request.add_states(*state);
  }
  for (const std::string& word : options.occasions) {
    const absl::StatusOr<v1::Occasion> occasion = ParseOccasion(word);
    if (!occasion.ok()) return occasion.status();
    request.add_occasions(*occasion);
  }
  if (!options.proposal.empty()) {
    request.set_proposal(options.proposal.find('/') != std::string::npos
                             ? options.proposal
                             : fmt::format("{}/proposals/{}", ProcessName(options.process),
                                           options.proposal));
  }
  request.set_address(options.address);
  request.set_page_size(1000);
  return request;
}

TableText ListTable(Language language) {
  const bool french = language == Language::kFrench;
  return TableText({{"id", "id"},
                    {"about", french ? "sujet" : "about"},
                    {"occasion", french ? "motif" : "occasion"},
                    {"recipient", french ? "à" : "to"},
                    {"state", french ? "état" : "state"},
                    {"fault", french ? "cause" : "fault"},
                    {"reply", french ? "réponse" : "reply", CellKind::kInteger},
                    {"attempts", french ? "essais" : "tries", CellKind::kInteger},
                    {"created", french ? "créé" : "created"},
                    {"due", french ? "prévu" : "due"},
                    {"sent", french ? "envoyé" : "sent"}});
}

std::vector<std::string> CellsOf(const v1::OutboxMessage& message) {
  const bool has_failed = message.fault() != v1::MESSAGE_FAULT_UNSPECIFIED;
  return {message.name().substr(message.name().find('/') + 1),
          message.about(),
          TypedWordOf(v1::Occasion_Name(message.occasion()), "OCCASION_"),
          TypedWordOf(v1::RecipientKind_Name(message.recipient()), "RECIPIENT_KIND_"),
          TypedWordOf(v1::MessageState_Name(message.state()), "MESSAGE_STATE_"),
          has_failed ? TypedWordOf(v1::MessageFault_Name(message.fault()), "MESSAGE_FAULT_") : "",
          message.reply_code() == 0 ? "" : fmt::format("{}", message.reply_code()),
          fmt::format("{}", message.attempts()),
          TimeOrNothing(true, message.create_time()),
          TimeOrNothing(message.has_due_time(), message.due_time()),
          TimeOrNothing(message.has_send_time(), message.send_time())};
}

absl::Status List(const ListOptions& options) {
  const auto language = ChooseLanguage(options.output);
  if (!language.ok()) return language.status();
  absl::StatusOr<v1::ListMessagesRequest> request = MakeRequest(options);
  if (!request.ok()) return request.status();
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  TableText table = ListTable(*language);
  int shown = 0;
  do {
    const auto page = server->Call(&Stub::ListMessages, *request);
    if (!page.ok()) return page.status();
    for (const v1::OutboxMessage& message : page->messages()) {
      if (options.most > 0 && shown == options.most) break;
      table.Add(CellsOf(message));
      ++shown;
    }
    request->set_page_token(page->next_page_token());
  } while (!request->page_token().empty() && (options.most == 0 || shown < options.most));
  Print(table, options.output, *language == Language::kFrench ? "aucun message" : "no messages");
  return absl::OkStatus();
}

template <typename Request>
Request NamesIn(const NamesOptions& options) {
  Request request;
  request.set_parent(ParentOf(options.process));
  for (const std::string& id : options.ids) {
    request.add_names(id.starts_with("messages/") ? id : "messages/" + id);
  }
  return request;
}

absl::Status Retry(const NamesOptions& options) {
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  const auto done = server->Call(&Stub::RetryMessages, NamesIn<v1::RetryMessagesRequest>(options));
  if (!done.ok()) return done.status();
  std::cout << fmt::format("{} of {} are tried again\n", done->retried(), options.ids.size());
  return absl::OkStatus();
}

absl::Status Drop(const NamesOptions& options) {
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  const auto done = server->Call(&Stub::DropMessages, NamesIn<v1::DropMessagesRequest>(options));
  if (!done.ok()) return done.status();
  std::cout << fmt::format("{} of {} are forgotten\n", done->dropped(), options.ids.size());
  return absl::OkStatus();
}

absl::Status Test(const AddressOptions& options) {
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  v1::SendTestMessageRequest request;
  request.set_address(options.address);
  request.set_language(options.language);
  const auto sent = server->Call(&Stub::SendTestMessage, request);
  if (!sent.ok()) return sent.status();
  std::cout << fmt::format("{} waits for its turn: `urna messages list` tells what becomes of it\n",
                           sent->name());
  return absl::OkStatus();
}

absl::Status ListSuppressed(const AddressOptions& options) {
  const auto language = ChooseLanguage(options.output);
  if (!language.ok()) return language.status();
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  const bool french = *language == Language::kFrench;
  TableText table({{"id", "id"},
                   {"since", french ? "depuis" : "since"},
                   {"reply", french ? "réponse" : "reply", CellKind::kInteger},
                   {"how", french ? "comment" : "how"}});
  v1::ListSuppressionsRequest request;
  request.set_address(options.address);
  request.set_page_size(1000);
  do {
    const auto page = server->Call(&Stub::ListSuppressions, request);
    if (!page.ok()) return page.status();
    for (const v1::Suppression& one : page->suppressions()) {
      table.Add({one.name().substr(one.name().find('/') + 1),
                 TimeOrNothing(true, one.create_time()),
                 one.reply_code() == 0 ? "" : fmt::format("{}", one.reply_code()),
                 one.bounced() ? "bounced" : "refused"});
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  Print(table, options.output, french ? "aucune adresse" : "no addresses");
  return absl::OkStatus();
}

absl::Status ClearSuppressed(const AddressOptions& options) {
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  v1::ClearSuppressionRequest request;
  if (options.address.find('@') != std::string::npos) {
    request.set_address(options.address);
  } else {
    request.set_name(options.address.starts_with("suppressions/")
                         ? options.address
                         : "suppressions/" + options.address);
  }
  return server->Call(&Stub::ClearSuppression, request).status();
}

void AddSuppressedCommands(CLI::App& messages, int& exit_code) {
  CLI::App* const suppressed = messages.add_subcommand(
      "suppressed", "Addresses that came back: show them, write to one again");
  suppressed->require_subcommand(1);
  auto list = std::make_shared<AddressOptions>();
  CLI::App& listing = AddMessagesSubcommand<AddressOptions>(
      *suppressed, exit_code, "list", "Show since when; the server keeps no address of them", list,
      ListSuppressed);
  listing.add_option("address", list->address, "Only this one");
  AddOutputOptions(listing, list->output);
  auto clear = std::make_shared<AddressOptions>();
  AddMessagesSubcommand<AddressOptions>(*suppressed, exit_code, "clear",
                                        "Write to an address again", clear, ClearSuppressed)
      .add_option("address", clear->address, "The address, or the id that `list` shows")
      ->required();
}

}  // namespace

void AddMessagesCommand(CLI::App& app, int& exit_code) {
  CLI::App* const messages =
      app.add_subcommand("messages", "Mail: what waits and failed, its texts, a test");
  messages->require_subcommand(1);
  messages->footer(kMessagesFooter);

  auto list = std::make_shared<ListOptions>();
  CLI::App& listing = AddMessagesSubcommand<ListOptions>(
      *messages, exit_code, "list", "Show what waits, failed, or was sent within 30 days", list,
      List);
  AddOutputOptions(listing, list->output);
  CLI::Option* const process =
      listing.add_option("--process", list->process, "Id of a process; the whole server without");
  listing
      .add_option("--state", list->states,
                  "waiting, sending, sent, failed, uncertain or bounced; may be given several times")
      ->delimiter(',');
  listing
      .add_option("--occasion", list->occasions,
                  "Such as received or returned; may be given several times")
      ->delimiter(',');
  listing.add_option("--proposal", list->proposal, "Such as p17")->needs(process);
  listing.add_option("--address", list->address, "Only to this address");
  listing.add_option("--most", list->most, "So many at most; all when left out")
      ->check(CLI::Range(1, 1'000'000));

  const auto add_names = [&](const char* name, const char* description,
                             absl::Status (*run)(const NamesOptions&)) {
    auto names = std::make_shared<NamesOptions>();
    CLI::App& command =
        AddMessagesSubcommand<NamesOptions>(*messages, exit_code, name, description, names, run);
    command.add_option("--process", names->process, "Id of the process, for its administrators");
    command.add_option("ids", names->ids, "As `list` shows them")->required();
  };
  add_names("retry", "Try again at once what failed or waits", Retry);
  add_names("drop", "Forget what was not sent", Drop);

  auto test = std::make_shared<AddressOptions>();
  CLI::App& testing = AddMessagesSubcommand<AddressOptions>(
      *messages, exit_code, "test", "Send one message to an address", test, Test);
  testing.add_option("address", test->address, "Where")->required();
  testing.add_option("--language", test->language, "Such as fr or en; French when left out");

  AddMessageTemplatesCommands(*messages, exit_code);
  AddSuppressedCommands(*messages, exit_code);
}

}  // namespace urna::cli
