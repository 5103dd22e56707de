#include "cli/people_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/client/connection.h"
#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/client_options.h"
#include "cli/table_text.h"
#include "urna/v1/people_service.grpc.pb.h"

namespace urna::cli {
namespace {

constexpr char kPeopleFooter[] =
    "Accounts are people who log in by a provider of the server's configuration, or by a link. All "
    "this\n"
    "is for those who administer the whole server:\n"
    "  urna people list --text marie\n"
    "  urna people grant 9f0c2ab31d44e87a --role agent --process north-2026\n"
    "  urna people sessions 9f0c2ab31d44e87a\n"
    "  urna people end 9f0c2ab31d44e87a --all\n"
    "  urna people data 9f0c2ab31d44e87a --output marie.json\n"
    "Access tokens, for programs, are `urna admin token`.";

using Stub = v1::People::Stub;

const std::map<std::string, v1::StaffRole>& Roles() {
  static const auto& roles =
      *new std::map<std::string, v1::StaffRole>{{"administrator", v1::STAFF_ROLE_ADMINISTRATOR},
                                                {"agent", v1::STAFF_ROLE_AGENT},
                                                {"moderator", v1::STAFF_ROLE_MODERATOR},
                                                {"polling-officer", v1::STAFF_ROLE_POLLING_OFFICER},
                                                {"registrar", v1::STAFF_ROLE_REGISTRAR},
                                                {"trustee", v1::STAFF_ROLE_TRUSTEE},
                                                {"authority", v1::STAFF_ROLE_AUTHORITY}};
  return roles;
}

struct PeopleOptions {
  ServerOptions server;
  OutputOptions output;
  std::string account;
  std::string text;
  std::string audience;
  bool with_role = false;
  v1::StaffRole role = v1::STAFF_ROLE_UNSPECIFIED;
  std::vector<std::string> processes;
  std::string session;
  bool all = false;
  bool yes = false;
  std::string file;
};

// A connection with the service on it.
class PeopleClient {
 public:
  static absl::StatusOr<PeopleClient> Reach(const ServerOptions& server) {
    auto connection = Connect(server);
    if (!connection.ok()) return connection.status();
    auto stub = v1::People::NewStub(connection->channel());
    return PeopleClient(*std::move(connection), std::move(stub));
  }

  template <typename Method, typename Request>
  auto Call(Method method, const Request& request) const {
    return connection_.Call(*stub_, method, request);
  }

 private:
  PeopleClient(client::Connection connection, std::unique_ptr<Stub> stub)
      : connection_(std::move(connection)), stub_(std::move(stub)) {}

  client::Connection connection_;
  std::unique_ptr<Stub> stub_;
};

std::string AccountName(const std::string& account) {
  return account.starts_with("accounts/") ? account : "accounts/" + account;
}

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string TimeOf(const google::protobuf::Timestamp& time) {
  return client::TimeText(static_cast<std::uint64_t>(time.seconds()));
}

std::string WordOf(v1::StaffRole role) {
  for (const auto& [word, one] : Roles()) {
    if (one == role) return word;
  }
  return "unknown";
}

// Such as "agent of north-2026, administrator".
std::string GrantsText(const v1::Account& account) {
  std::vector<std::string> parts;
  for (const auto* grants : {&account.grants(), &account.claimed_grants()}) {
    for (const v1::Grant& grant : *grants) {
      parts.push_back(grant.process().empty()
                          ? WordOf(grant.role())
                          : fmt::format("{} of {}", WordOf(grant.role()), IdOf(grant.process())));
    }
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

TableText TableOf(const std::vector<v1::Account>& accounts) {
  TableText table({{"account", "Account"},
                   {"name", "Name"},
                   {"mail", "Mail"},
                   {"provider", "Logs in by"},
                   {"roles", "Roles"},
                   {"since", "Since"},
                   {"logged_in", "Logged in"},
                   {"subject_digest", "Digest"}});
  for (const v1::Account& account : accounts) {
    table.Add({IdOf(account.name()), account.display_name(), account.mail(), account.provider(),
               GrantsText(account), TimeOf(account.create_time()), TimeOf(account.login_time()),
               account.subject_digest()});
  }
  return table;
}

absl::Status List(const PeopleOptions& options) {
  const auto client = PeopleClient::Reach(options.server);
  if (!client.ok()) return client.status();
  v1::ListAccountsRequest request;
  request.set_text(options.text);
  request.set_with_role(options.with_role);
  if (options.audience == "citizens") request.set_audience(v1::LOGIN_AUDIENCE_CITIZENS);
  if (options.audience == "staff") request.set_audience(v1::LOGIN_AUDIENCE_STAFF);
  std::vector<v1::Account> accounts;
  do {
    const auto page = client->Call(&Stub::ListAccounts, request);
    if (!page.ok()) return page.status();
    accounts.insert(accounts.end(), page->accounts().begin(), page->accounts().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  Print(TableOf(accounts), options.output, "There is no such account.");
  return absl::OkStatus();
}

absl::Status Show(const PeopleOptions& options) {
  const auto client = PeopleClient::Reach(options.server);
  if (!client.ok()) return client.status();
  v1::GetAccountRequest request;
  request.set_name(AccountName(options.account));
  const auto account = client->Call(&Stub::GetAccount, request);
  if (!account.ok()) return account.status();
  Print(TableOf({*account}), options.output, "");
  return absl::OkStatus();
}

// What there is by hand, changed: reads it, and writes all of it.
absl::Status ChangeGrants(const PeopleOptions& options,
                          const std::function<void(std::vector<v1::Grant>& grants)>& change) {
  const auto client = PeopleClient::Reach(options.server);
  if (!client.ok()) return client.status();
  v1::GetAccountRequest get;
  get.set_name(AccountName(options.account));
  const auto before = client->Call(&Stub::GetAccount, get);
  if (!before.ok()) return before.status();
  std::vector<v1::Grant> grants(before->grants().begin(), before->grants().end());
  change(grants);
  v1::UpdateAccountGrantsRequest update;
  update.set_name(before->name());
  for (v1::Grant& grant : grants) *update.add_grants() = std::move(grant);
  const auto after = client->Call(&Stub::UpdateAccountGrants, update);
  if (!after.ok()) return after.status();
  Print(TableOf({*after}), options.output, "");
  return absl::OkStatus();
}

std::vector<v1::Grant> AskedGrants(const PeopleOptions& options) {
  std::vector<v1::Grant> grants;
  std::vector<std::string> processes = options.processes;
  if (processes.empty()) processes.emplace_back();
  for (const std::string& process : processes) {
    v1::Grant& grant = grants.emplace_back();
    grant.set_role(options.role);
    if (!process.empty()) grant.set_process(ProcessName(process));
  }
  return grants;
}

bool AreEqual(const v1::Grant& a, const v1::Grant& b) {
  return a.role() == b.role() && a.process() == b.process();
}

absl::Status Give(const PeopleOptions& options) {
  return ChangeGrants(options, [&](std::vector<v1::Grant>& grants) {
    for (v1::Grant& asked : AskedGrants(options)) {
      std::erase_if(grants, [&](const v1::Grant& one) { return AreEqual(one, asked); });
      grants.push_back(std::move(asked));
    }
  });
}

absl::Status Take(const PeopleOptions& options) {
  return ChangeGrants(options, [&](std::vector<v1::Grant>& grants) {
    for (const v1::Grant& asked : AskedGrants(options)) {
      std::erase_if(grants, [&](const v1::Grant& one) { return AreEqual(one, asked); });
    }
  });
}

absl::StatusOr<std::vector<v1::Session>> ReadSessions(const PeopleClient& client,
                                                      const std::string& account) {
  v1::ListSessionsRequest request;
  request.set_parent(AccountName(account));
  std::vector<v1::Session> sessions;
  do {
    const auto page = client.Call(&Stub::ListSessions, request);
    if (!page.ok()) return page.status();
    sessions.insert(sessions.end(), page->sessions().begin(), page->sessions().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return sessions;
}

absl::Status ShowSessions(const PeopleOptions& options) {
  const auto client = PeopleClient::Reach(options.server);
  if (!client.ok()) return client.status();
  const auto sessions = ReadSessions(*client, options.account);
  if (!sessions.ok()) return sessions.status();
  TableText table(
      {{"session", "Session"}, {"began", "Began"}, {"last_used", "Last used"}, {"ends", "Ends"}});
  for (const v1::Session& session : *sessions) {
    table.Add({IdOf(session.name()), TimeOf(session.create_time()), TimeOf(session.last_use_time()),
               TimeOf(session.expire_time())});
  }
  Print(table, options.output, "Nobody is logged in by this account.");
  return absl::OkStatus();
}

absl::Status End(const PeopleOptions& options) {
  if (options.session.empty() != options.all) {
    return absl::InvalidArgumentError("name a session, or give --all");
  }
  const auto client = PeopleClient::Reach(options.server);
  if (!client.ok()) return client.status();
  std::vector<std::string> names;
  if (options.all) {
    const auto sessions = ReadSessions(*client, options.account);
    if (!sessions.ok()) return sessions.status();
    for (const v1::Session& session : *sessions) names.push_back(session.name());
  } else {
    names.push_back(fmt::format("{}/sessions/{}", AccountName(options.account), options.session));
  }
  for (const std::string& name : names) {
    v1::EndSessionRequest request;
    request.set_name(name);
    const auto ended = client->Call(&Stub::EndSession, request);
    if (!ended.ok()) return ended.status();
  }
  return absl::OkStatus();
}

absl::Status Data(const PeopleOptions& options) {
  // Before anything is asked for that could then not be kept.
  auto file = client::ReservedFile::Open(options.file, client::Access::kOwnerOnly);
  if (!file.ok()) return file.status();
  const auto client = PeopleClient::Reach(options.server);
  if (!client.ok()) return client.status();
  v1::ExportAccountRequest request;
  request.set_name(AccountName(options.account));
  const auto data = client->Call(&Stub::ExportAccount, request);
  if (!data.ok()) return data.status();
  return file->Fill(crypto::AsBytes(data->json()));
}

absl::Status Erase(const PeopleOptions& options) {
  if (!options.yes && !AskYesNo(fmt::format("Forget {}? There is no way back.",
                                            client::Shown(AccountName(options.account))))) {
    return absl::FailedPreconditionError("nothing was erased: answer y, or give --yes");
  }
  const auto client = PeopleClient::Reach(options.server);
  if (!client.ok()) return client.status();
  v1::EraseAccountRequest request;
  request.set_name(AccountName(options.account));
  const auto erased = client->Call(&Stub::EraseAccount, request);
  if (!erased.ok()) return erased.status();
  for (const std::string& proposal : erased->proposals()) {
    std::cout << client::Shown(proposal) << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddPeopleCommand(CLI::App& app, int& exit_code) {
  CLI::App* const people = app.add_subcommand("people", "Accounts of people who log in");
  people->require_subcommand(1);
  people->footer(kPeopleFooter);
  const auto add = [&](const std::string& name, const std::string& help,
                       absl::Status (*run)(const PeopleOptions&)) {
    auto options = std::make_shared<PeopleOptions>();
    CLI::App* const command = people->add_subcommand(name, help);
    AddServerOptions(*command, options->server);
    command->callback([options, name, run, &exit_code] {
      const absl::Status status = run(*options);
      exit_code = status.ok() ? 0 : Report("people " + name, status);
    });
    return std::pair(command, options);
  };
  const auto add_account = [](CLI::App& command, PeopleOptions& options) {
    command.add_option("account", options.account, "Its id, as `list` shows it")->required();
  };
  const auto add_role = [](CLI::App& command, PeopleOptions& options) {
    command
        .add_option(
            "--role", options.role,
            "administrator, agent, moderator, polling-officer, registrar, trustee or authority")
        ->transform(CLI::CheckedTransformer(Roles()))
        ->required();
    command.add_option("--process", options.processes,
                       "Where; may be given several times. The whole server without");
  };

  const auto [list, listed] = add("list", "Show accounts, what they may do, when they came", List);
  AddOutputOptions(*list, listed->output);
  list->add_option("--text", listed->text, "What stands in name, mail or id");
  list->add_option("--audience", listed->audience, "citizens or staff")
      ->check(CLI::IsMember({"citizens", "staff"}));
  list->add_flag("--with-role", listed->with_role, "Only whoever has a role");

  const auto [show, shown] = add("show", "Show one account", Show);
  AddOutputOptions(*show, shown->output);
  add_account(*show, *shown);

  const auto [give, given] = add("grant", "Give a role", Give);
  AddOutputOptions(*give, given->output);
  add_account(*give, *given);
  add_role(*give, *given);

  const auto [take, taken] = add("revoke", "Take away a role that was given by hand", Take);
  AddOutputOptions(*take, taken->output);
  add_account(*take, *taken);
  add_role(*take, *taken);

  const auto [sessions, of_sessions] =
      add("sessions", "Show where somebody is logged in", ShowSessions);
  AddOutputOptions(*sessions, of_sessions->output);
  add_account(*sessions, *of_sessions);

  const auto [end, ended] = add("end", "Log somebody out", End);
  add_account(*end, *ended);
  end->add_option("session", ended->session, "Its id, as `sessions` shows it");
  end->add_flag("--all", ended->all, "All of them");

  const auto [data, of_data] = add("data", "Write all that is held about a person to a file", Data);
  add_account(*data, *of_data);
  data->add_option("--output", of_data->file, "A new file")->required();

  const auto [erase, erased] =
      add("erase", "Forget an account; prints the proposals that stay without an author", Erase);
  add_account(*erase, *erased);
  erase->add_flag("--yes", erased->yes, "Do not ask");
}

}  // namespace urna::cli
