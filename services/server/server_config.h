// The configuration of `urna serve`: one TOML file, over it the environment (URNA_*), over that the
// command line. Every option is declared once, in a table from which the parser, the flags, the
// names of the variables and the reference in docs/configuration.md are made.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "services/server/login_config.h"

namespace urna::services {

struct ServerConfig {
  // What clients and observers see.
  std::string name;
  std::vector<std::string> listen = {"127.0.0.1:9440"};
  std::vector<std::string> http_listen;
  std::vector<std::string> http_origins;
  std::string pages = "built-in";
  std::string map_dir;
  std::string tls_certificate;
  std::string tls_key;
  std::string data_dir;
  std::string store = "rocks";
  // What one client may ask of the server.
  std::int64_t max_request_bytes = 4 << 20;
  std::int64_t message_bytes = 512 << 20;
  std::int64_t upload_bytes = std::int64_t{3} << 30;
  std::vector<std::string> trusted_proxies;
  std::int64_t keepalive_seconds = 60;
  std::int64_t handshake_seconds = 20;
  std::int64_t idle_seconds = 600;
  std::int64_t max_connections = 0;
  // Performance.
  std::int64_t worker_threads = 0;
  std::int64_t worker_queue = 4096;
  // Operation.
  std::int64_t shutdown_seconds = 20;
  std::string log_level = "info";
  std::string metrics_listen;
  // Where people reach the pages.
  std::string public_url;
  // How people log in.
  std::int64_t session_idle_minutes = 120;
  std::int64_t session_hours = 12;
  std::string sign_in_links = "off";
  // From the file alone.
  std::vector<LoginConfig> logins = {};
  // Attachments.
  std::int64_t attachment_bytes = 15 << 20;
  std::string image_program;
  // Mail.
  std::string smtp_server;
  std::string smtp_security = "starttls";
  std::string smtp_credentials;
  std::string mail_ca_file;
  std::string mail_from;
  std::string mail_bounces;
  std::int64_t mail_per_minute = 60;
  std::string imap_server;
  std::string imap_security = "tls";
  std::string imap_credentials;
  std::string imap_folder = "INBOX";
  // Where the store is, when it is in a database.
  std::string store_connection;
  std::string store_connection_file;
  bool require_standby = false;
  // What was signed before, as others kept it.
  std::vector<std::string> known_checkpoints;

  bool uses_tls() const { return !tls_certificate.empty(); }
};

struct ConfigOption {
  using Member = std::variant<std::string ServerConfig::*, std::vector<std::string> ServerConfig::*,
                              std::int64_t ServerConfig::*, bool ServerConfig::*>;
  // As in the file. The flag has hyphens for underscores, the variable is URNA_ and capitals.
  std::string_view key;
  Member member;
  // Both inclusive; for integers only.
  std::int64_t min;
  std::int64_t max;
  std::string_view description;

  std::string Flag() const;
  std::string Variable() const;
};

std::span<const ConfigOption> ConfigOptions();

// Values by key, as text: a list's items are separated by commas.
using ConfigOverrides = std::map<std::string, std::string, std::less<>>;

// What the environment sets. Variables that begin with URNA_ but name no option are left alone.
ConfigOverrides OverridesFromEnvironment();

// `file` is used in messages only. INVALID_ARGUMENT names the file, the line and what was expected:
// bad TOML, a key that no option has, a wrong type, a number out of range, a name that is no log
// origin, pages of no source, a store of no engine, a certificate without a key, a listener that is
// neither on loopback nor under TLS, metrics for all networks, mail as CheckMail.
absl::StatusOr<ServerConfig> ParseServerConfig(std::string_view toml, std::string_view file,
                                               const ConfigOverrides& overrides);

// Reads the file first. INVALID_ARGUMENT when it cannot be read.
absl::StatusOr<ServerConfig> LoadServerConfig(const std::string& path,
                                              const ConfigOverrides& overrides);

// Is the host of `address` ("host:port") on this machine only: 127.0.0.0/8, ::1, localhost?
bool IsLoopbackAddress(std::string_view address);

// The table of docs/configuration.md, in Markdown.
std::string ConfigurationReference();

}  // namespace urna::services
