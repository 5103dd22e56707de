#include "cli/token_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/client/connection.h"
#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/client_options.h"
#include "urna/v1/administration_service.grpc.pb.h"

namespace urna::cli {
namespace {

constexpr char kTokenFooter[] =
    "Tokens are how the staff of a server are known to it. Each is for one person or program; it "
    "may\n"
    "be for some processes only, and end by itself. The secret goes to standard output, once:\n"
    "  urna admin token create \"Marie, district north\" --agent-of north-2026 --days 90 > "
    "marie.token\n"
    "  urna admin token list\n"
    "  urna admin token revoke 9f0c2ab31d44e87a\n"
    "An administrator does everything, an agent reads drafts, prepares them and reviews "
    "proposals,\n"
    "a moderator looks proposals through and hides them. All this is for those who administer the "
    "whole server, as the token does that `urna init` prints.";

struct TokenOptions {
  ServerOptions server;
  std::string display_name;
  bool administrator = false;
  std::vector<std::string> administrator_of;
  std::vector<std::string> agent_of;
  bool agent = false;
  std::vector<std::string> moderator_of;
  bool moderator = false;
  int days = 0;
  std::string token;
};

using Stub = v1::Administration::Stub;

// A connection with the service on it.
struct Administration {
  client::Connection connection;
  std::unique_ptr<Stub> stub;
};

absl::StatusOr<Administration> Reach(const ServerOptions& server) {
  auto connection = Connect(server);
  if (!connection.ok()) return connection.status();
  auto stub = v1::Administration::NewStub(connection->channel());
  return Administration{*std::move(connection), std::move(stub)};
}

void Grant(v1::AccessToken& token, v1::StaffRole role, const std::string& process) {
  v1::Grant& grant = *token.add_grants();
  grant.set_role(role);
  if (!process.empty()) grant.set_process(ProcessName(process));
}

int Create(const TokenOptions& options) {
  v1::CreateAccessTokenRequest request;
  v1::AccessToken& token = *request.mutable_access_token();
  token.set_display_name(options.display_name);
  if (options.administrator) Grant(token, v1::STAFF_ROLE_ADMINISTRATOR, "");
  if (options.agent) Grant(token, v1::STAFF_ROLE_AGENT, "");
  if (options.moderator) Grant(token, v1::STAFF_ROLE_MODERATOR, "");
  for (const std::string& process : options.administrator_of) {
    Grant(token, v1::STAFF_ROLE_ADMINISTRATOR, process);
  }
  for (const std::string& process : options.agent_of) Grant(token, v1::STAFF_ROLE_AGENT, process);
  for (const std::string& process : options.moderator_of) {
    Grant(token, v1::STAFF_ROLE_MODERATOR, process);
  }
  if (token.grants().empty()) {
    return Report("admin token create",
                  absl::InvalidArgumentError(
                      "say what the token is for: --administrator, --administrator-of, --agent, "
                      "--agent-of, --moderator or --moderator-of"));
  }
  if (options.days > 0) {
    token.mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Hours(24) * options.days));
  }
  auto server = Reach(options.server);
  if (!server.ok()) return Report("admin token create", server.status());
  auto made = server->connection.Call(*server->stub, &Stub::CreateAccessToken, request);
  if (!made.ok()) return Report("admin token create", made.status());
  std::cerr << fmt::format("This is {}. It is not kept and will not be shown again:\n",
                           client::Shown(made->access_token().name()));
  std::cout << made->secret() << std::endl;
  return 0;
}

std::string TimeOrDash(bool there, const google::protobuf::Timestamp& time) {
  return there ? client::TimeText(static_cast<std::uint64_t>(time.seconds())) : "-";
}

std::string_view WordOf(v1::StaffRole role) {
  if (role == v1::STAFF_ROLE_ADMINISTRATOR) return "administers";
  if (role == v1::STAFF_ROLE_MODERATOR) return "moderates";
  return role == v1::STAFF_ROLE_AGENT ? "prepares" : "reads";
}

void Print(const v1::AccessToken& token) {
  std::cout << token.name().substr(token.name().find('/') + 1) << "  "
            << client::Shown(token.display_name()) << "\n";
  for (const v1::Grant& grant : token.grants()) {
    std::cout << fmt::format(
        "  {:<10} {}\n", WordOf(grant.role()),
        grant.process().empty() ? "the whole server" : client::Shown(grant.process()));
  }
  const auto print_time = [](std::string_view label, const std::string& time) {
    std::cout << fmt::format("  {:<10} {}\n", label, time);
  };
  print_time("made", TimeOrDash(true, token.create_time()));
  print_time("last used", TimeOrDash(token.has_last_use_time(), token.last_use_time()));
  print_time("expires", TimeOrDash(token.has_expire_time(), token.expire_time()));
  if (token.has_revoke_time()) print_time("revoked", TimeOrDash(true, token.revoke_time()));
}

int List(const TokenOptions& options) {
  auto server = Reach(options.server);
  if (!server.ok()) return Report("admin token list", server.status());
  v1::ListAccessTokensRequest request;
  do {
    auto page = server->connection.Call(*server->stub, &Stub::ListAccessTokens, request);
    if (!page.ok()) return Report("admin token list", page.status());
    for (const v1::AccessToken& token : page->access_tokens()) Print(token);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return 0;
}

int ShowOwn(const TokenOptions& options) {
  auto server = Reach(options.server);
  if (!server.ok()) return Report("admin token own", server.status());
  auto own = server->connection.Call(*server->stub, &Stub::GetOwnAccessToken,
                                     v1::GetOwnAccessTokenRequest());
  if (!own.ok()) return Report("admin token own", own.status());
  Print(*own);
  return 0;
}

int Revoke(const TokenOptions& options) {
  auto server = Reach(options.server);
  if (!server.ok()) return Report("admin token revoke", server.status());
  v1::RevokeAccessTokenRequest request;
  request.set_name("accessTokens/" + options.token);
  auto revoked = server->connection.Call(*server->stub, &Stub::RevokeAccessToken, request);
  if (!revoked.ok()) return Report("admin token revoke", revoked.status());
  Print(*revoked);
  return 0;
}

}  // namespace

void AddTokenCommand(CLI::App& admin, int& exit_code) {
  CLI::App* token = admin.add_subcommand("token", "Make, list, look at and revoke access tokens");
  token->require_subcommand(1);
  token->footer(kTokenFooter);
  auto options = std::make_shared<TokenOptions>();

  CLI::App* create = token->add_subcommand("create", "Make a token and print its secret");
  AddServerOptions(*create, options->server);
  create->add_option("name", options->display_name, "Whose token it is")->required();
  create->add_flag("--administrator", options->administrator, "It administers the whole server");
  create->add_option("--administrator-of", options->administrator_of,
                     "It administers this process; may be given several times");
  create->add_flag("--agent", options->agent, "It prepares drafts of every process");
  create->add_option("--agent-of", options->agent_of,
                     "It prepares the draft of this process; may be given several times");
  create->add_flag("--moderator", options->moderator, "It moderates proposals of every process");
  create->add_option("--moderator-of", options->moderator_of,
                     "It moderates proposals of this process; may be given several times");
  create->add_option("--days", options->days, "It expires after so many days; never without")
      ->check(CLI::Range(1, 36500));
  create->callback([options, &exit_code] { exit_code = Create(*options); });

  CLI::App* list = token->add_subcommand("list", "Show all tokens, what they open, their last use");
  AddServerOptions(*list, options->server);
  list->callback([options, &exit_code] { exit_code = List(*options); });

  CLI::App* own =
      token->add_subcommand("own", "Show what the token that this is called with opens");
  AddServerOptions(*own, options->server);
  own->callback([options, &exit_code] { exit_code = ShowOwn(*options); });

  CLI::App* revoke = token->add_subcommand("revoke", "Take everything away from a token");
  AddServerOptions(*revoke, options->server);
  revoke->add_option("token", options->token, "Its id, as `list` shows it")->required();
  revoke->callback([options, &exit_code] { exit_code = Revoke(*options); });
}

}  // namespace urna::cli
