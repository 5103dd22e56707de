// What the commands of `urna messages` have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "cli/client_options.h"
#include "urna/v1/messages_service.grpc.pb.h"

namespace urna::cli {

// A connection with the service on it.
struct MessagesServer {
  client::Connection connection;
  std::unique_ptr<v1::Messages::Stub> stub;

  template <typename Method, typename Request>
  auto Call(Method method, const Request& request) const {
    return connection.Call(*stub, method, request);
  }
};
absl::StatusOr<MessagesServer> ReachMessages(const ServerOptions& options);

// The resource name of an id or a name; empty for the whole server.
std::string ParentOf(const std::string& process);

// Words of people for what the API calls by an enumeration, such as "appeal-upheld" for
// OCCASION_APPEAL_UPHELD. INVALID_ARGUMENT, which lists all, for a word that is none.
std::string TypedWordOf(std::string_view value, std::string_view prefix);
absl::StatusOr<v1::Occasion> ParseOccasion(const std::string& word);
absl::StatusOr<v1::MessageState> ParseMessageState(const std::string& word);

// A command of a group. `run` is called with its options.
template <typename Options>
CLI::App& AddMessagesSubcommand(CLI::App& group, int& exit_code, const std::string& name,
                                const std::string& description, std::shared_ptr<Options> options,
                                absl::Status (*run)(const Options&)) {
  CLI::App* const command = group.add_subcommand(name, description);
  AddServerOptions(*command, options->server);
  const std::string full = "messages " + name;
  command->callback([options, run, full, &exit_code] {
    const absl::Status done = run(*options);
    exit_code = done.ok() ? 0 : Report(full, done);
  });
  return *command;
}

// The commands of the group `templates`.
void AddMessageTemplatesCommands(CLI::App& messages, int& exit_code);

}  // namespace urna::cli
