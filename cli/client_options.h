// What the commands that talk to a server, or hold a key, have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "cli/client/process_reader.h"
#include "cli/client/sealed_file.h"
#include "crypto/secret.h"

namespace urna::cli {

inline constexpr int kFailed = 1;
inline constexpr int kBadInput = 2;

// `--encoding`, of a file of text that a spreadsheet may have written.
void AddEncodingOption(CLI::App& command, std::string& encoding);

// Where the server is, and how it is trusted.
struct ServerOptions {
  std::string address;
  std::string tls_roots;
};
void AddServerOptions(CLI::App& command, ServerOptions& options);
absl::StatusOr<client::Connection> Connect(const ServerOptions& options);

// A process on a server, with what is known of it from elsewhere.
struct ProcessOptions {
  ServerOptions server;
  std::string process;
  std::string log_vkey;
  std::string manifest_hash;
};
// --process takes an id as well as a resource name.
void AddProcessOptions(CLI::App& command, ProcessOptions& options);
std::string ProcessName(const std::string& process);
absl::StatusOr<std::shared_ptr<const client::ProcessReader>> OpenReader(
    const ProcessOptions& options);
absl::StatusOr<client::Pins> PinsOf(const ProcessOptions& options);

// A secret is never an argument: other users of the machine can see those.
struct SecretSource {
  // A file descriptor to read one line from; -1 for none.
  int descriptor = -1;
  // A file whose first line it is; empty for none.
  std::string file;
  // The variable of the environment that may hold it.
  const char* variable = nullptr;
  // What the prompt asks for, where there is a terminal.
  std::string prompt;
  // Ask twice, for a secret that is being chosen.
  bool confirm = false;
};
// FAILED_PRECONDITION when there is neither descriptor, file, variable nor terminal,
// INVALID_ARGUMENT when the file cannot be read or begins with an empty line.
absl::StatusOr<crypto::SecretBytes> ReadSecret(const SecretSource& source);

// The sealed file of a key.
struct KeyOptions {
  std::string file;
  int passphrase_fd = -1;
  std::string passphrase_file;
};
void AddKeyOptions(CLI::App& command, KeyOptions& options);
// NOT_FOUND for what cannot be a key's file. A mistyped --key is told at once, before a server is
// asked for anything.
absl::Status CheckKeyFile(const KeyOptions& options);
// It takes seconds, which is said on a terminal: a script opens a file once, and does in one
// command what is to be done.
absl::StatusOr<client::SealedFile> OpenKeyFile(const KeyOptions& options);
// The content of one that is never saved again.
absl::StatusOr<crypto::SecretBytes> ReadKeyFile(const KeyOptions& options);
absl::StatusOr<client::SealedFile> CreateKeyFile(const KeyOptions& options,
                                                 const crypto::SecretBytes& content);

// Asks a question that "y" answers; false without a terminal.
bool AskYesNo(const std::string& question);

// One line on standard error, with the command's name before it. Returns kBadInput for what the
// caller gave wrongly, kFailed for the rest.
int Report(std::string_view command, const absl::Status& status);

// Threads for work on public data.
int AllThreads();

}  // namespace urna::cli
