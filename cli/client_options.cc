#include "cli/client_options.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <system_error>
#include <thread>

#include "cli/client/shown_text.h"
#include "concurrency/processors.h"
#include "ledger/errors.h"

namespace urna::cli {
namespace {

constexpr std::size_t kMaxSecret = 4096;

// The terminal of the session, without echo as long as this lives.
class QuietTerminal {
 public:
  QuietTerminal() : fd_(open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (fd_ < 0 || tcgetattr(fd_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet_ = tcsetattr(fd_, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (quiet_) tcsetattr(fd_, TCSAFLUSH, &before_);
    if (fd_ >= 0) close(fd_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  bool ok() const { return quiet_; }
  int fd() const { return fd_; }
  void Say(std::string_view text) const {
    // Whoever cannot see the question will not answer it.
    [[maybe_unused]] const ssize_t written = write(fd_, text.data(), text.size());
  }

 private:
  int fd_;
  termios before_{};
  bool quiet_ = false;
};

// One line, without its end. Reads byte by byte: what follows is not ours.
absl::StatusOr<crypto::SecretBytes> ReadLine(int fd) {
  crypto::SecretBytes line;
  line.reserve(kMaxSecret);
  for (;;) {
    std::uint8_t byte = 0;
    const ssize_t got = read(fd, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::UnavailableError(fmt::format("cannot read descriptor {}", fd));
    if (got == 0 || byte == '\n') return line;
    if (line.size() == kMaxSecret) return absl::OutOfRangeError("the secret is too long");
    if (byte != '\r') line.push_back(byte);
  }
}

absl::StatusOr<crypto::SecretBytes> ReadFirstLine(const std::string& path) {
  const auto unreadable = [&](std::string_view why) {
    return absl::InvalidArgumentError(fmt::format("cannot read {}: {}", path, why));
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return unreadable("it is a folder, and a file is expected");
  }
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return unreadable(std::generic_category().message(errno));
  auto line = ReadLine(fd);
  close(fd);
  if (!line.ok()) return client::While(path, line.status());
  if (line->empty()) return unreadable("its first line is empty");
  // Of a file in UTF-16, say: nobody could type it.
  if (std::find(line->begin(), line->end(), 0) != line->end()) {
    return unreadable("its first line holds the control character U+0000");
  }
  return line;
}

SecretSource PassphraseSource(const KeyOptions& options, std::string_view of, bool confirm) {
  return {options.passphrase_fd, options.passphrase_file, "URNA_PASSPHRASE",
          fmt::format("Passphrase {} {}", of, options.file), confirm};
}

absl::StatusOr<crypto::SecretBytes> ReadPassphrase(const KeyOptions& options) {
  return ReadSecret(PassphraseSource(options, "of", false));
}

// On a terminal, for as long as it lives. Guessing a passphrase is made slow by this.
class PatienceNote {
 public:
  explicit PatienceNote(const std::string& file) : terminal_(isatty(STDERR_FILENO) != 0) {
    if (terminal_) {
      std::cerr << fmt::format("{}: sealed so that guessing is slow; this takes some seconds ..",
                               client::Shown(file))
                << std::flush;
    }
  }
  ~PatienceNote() {
    if (terminal_) std::cerr << "\r\x1b[K" << std::flush;
  }
  PatienceNote(const PatienceNote&) = delete;
  PatienceNote& operator=(const PatienceNote&) = delete;

 private:
  const bool terminal_;
};

}  // namespace

void AddServerOptions(CLI::App& command, ServerOptions& options) {
  command
      .add_option("--server", options.address,
                  "Address of the server, host:port; plain text on loopback, TLS elsewhere")
      ->envname("URNA_SERVER")
      ->required();
  command
      .add_option("--tls-roots", options.tls_roots,
                  "PEM file of the certificate authorities to trust instead of the system's")
      ->envname("URNA_TLS_ROOTS");
}

absl::StatusOr<client::Connection> Connect(const ServerOptions& options) {
  client::Endpoint endpoint{options.address, options.tls_roots, {}};
  if (const char* token = std::getenv("URNA_TOKEN")) endpoint.token = token;
  return client::Connection::Open(endpoint);
}

void AddProcessOptions(CLI::App& command, ProcessOptions& options) {
  AddServerOptions(command, options.server);
  command.add_option("--process", options.process, "Id of the process")->required();
  command.add_option("--vkey", options.log_vkey,
                     "Verifier key of the log, as published; refuse any other");
  command.add_option("--manifest", options.manifest_hash,
                     "Hash of the manifest, as published; refuse any other");
}

std::string ProcessName(const std::string& process) {
  constexpr std::string_view kPrefix = "processes/";
  return process.starts_with(kPrefix) ? process : fmt::format("{}{}", kPrefix, process);
}

absl::StatusOr<std::shared_ptr<const client::ProcessReader>> OpenReader(
    const ProcessOptions& options) {
  // Whoever signs needs no token, and shows none.
  auto connection =
      client::Connection::Open({options.server.address, options.server.tls_roots, {}});
  if (!connection.ok()) return connection.status();
  return std::make_shared<const client::ProcessReader>(*std::move(connection),
                                                       ProcessName(options.process));
}

absl::StatusOr<client::Pins> PinsOf(const ProcessOptions& options) {
  return client::MakePins(options.log_vkey, options.manifest_hash);
}

absl::StatusOr<crypto::SecretBytes> ReadSecret(const SecretSource& source) {
  if (source.descriptor >= 0) return ReadLine(source.descriptor);
  if (!source.file.empty()) return ReadFirstLine(source.file);
  if (source.variable != nullptr) {
    if (const char* value = std::getenv(source.variable)) {
      return crypto::SecretBytes(value, value + std::strlen(value));
    }
  }
  const QuietTerminal terminal;
  if (!terminal.ok()) {
    return absl::FailedPreconditionError(
        fmt::format("there is no terminal to ask for it: {}", source.prompt));
  }
  terminal.Say(fmt::format("{}: ", source.prompt));
  auto secret = ReadLine(terminal.fd());
  terminal.Say("\n");
  if (!secret.ok() || !source.confirm) return secret;
  terminal.Say(fmt::format("{}, again: ", source.prompt));
  auto again = ReadLine(terminal.fd());
  terminal.Say("\n");
  if (!again.ok()) return again;
  if (*again != *secret) return absl::InvalidArgumentError("the two are not the same");
  return secret;
}

void AddKeyOptions(CLI::App& command, KeyOptions& options) {
  command.add_option("--key", options.file, "File of the key, sealed under a passphrase")
      ->required();
  CLI::Option* fd =
      command.add_option("--passphrase-fd", options.passphrase_fd,
                         "Read the passphrase from this file descriptor; without it the variable "
                         "URNA_PASSPHRASE, then the terminal, are asked");
  command
      .add_option("--passphrase-file", options.passphrase_file,
                  "Read the passphrase from the first line of this file")
      ->excludes(fd);
}

absl::Status CheckKeyFile(const KeyOptions& options) {
  std::error_code error;
  const auto kind = std::filesystem::status(options.file, error);
  if (!std::filesystem::exists(kind)) {
    return absl::NotFoundError(
        fmt::format("{}: {}", options.file, error ? error.message() : "no such file"));
  }
  if (!std::filesystem::is_regular_file(kind) || std::filesystem::is_empty(options.file, error)) {
    return absl::NotFoundError(
        fmt::format("{} is no key's file; give --key the one that `keygen` wrote", options.file));
  }
  return absl::OkStatus();
}

absl::StatusOr<client::SealedFile> OpenKeyFile(const KeyOptions& options) {
  auto passphrase = ReadPassphrase(options);
  if (!passphrase.ok()) return passphrase.status();
  const PatienceNote note(options.file);
  return client::SealedFile::Open(options.file, *passphrase);
}

absl::StatusOr<crypto::SecretBytes> ReadKeyFile(const KeyOptions& options) {
  auto passphrase = ReadPassphrase(options);
  if (!passphrase.ok()) return passphrase.status();
  const PatienceNote note(options.file);
  return client::SealedFile::Read(options.file, *passphrase);
}

absl::StatusOr<client::SealedFile> CreateKeyFile(const KeyOptions& options,
                                                 const crypto::SecretBytes& content) {
  // Before anybody types a passphrase twice, and waits.
  if (std::error_code error; std::filesystem::exists(options.file, error)) {
    return absl::AlreadyExistsError(
        fmt::format("{} exists; it is not written over, choose another name", options.file));
  }
  auto passphrase = ReadSecret(PassphraseSource(options, "for", true));
  if (!passphrase.ok()) return passphrase.status();
  const PatienceNote note(options.file);
  return client::SealedFile::Create(options.file, *passphrase, client::SealingCost::Sensitive(),
                                    {content.data(), content.size()});
}

bool AskYesNo(const std::string& question) {
  if (isatty(STDIN_FILENO) == 0) return false;
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

void AddEncodingOption(CLI::App& command, std::string& encoding) {
  command
      .add_option("--encoding", encoding,
                  "Encoding of the file, such as cp1252 where a spreadsheet wrote it")
      ->capture_default_str();
}

int Report(std::string_view command, const absl::Status& status) {
  std::cerr << "urna " << command << ": " << client::Shown(client::Explain(status)) << "\n";
  if (const std::string all = ledger::FactOf(status, client::kViolationsFact); !all.empty()) {
    std::istringstream lines(all);
    for (std::string line; std::getline(lines, line);) std::cerr << "  " << line << "\n";
  }
  const bool input = status.code() == absl::StatusCode::kInvalidArgument ||
                     status.code() == absl::StatusCode::kOutOfRange ||
                     status.code() == absl::StatusCode::kNotFound;
  return input ? kBadInput : kFailed;
}

int AllThreads() { return Processors(); }

}  // namespace urna::cli
