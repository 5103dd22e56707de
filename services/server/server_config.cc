#include "services/server/server_config.h"

#include <arpa/inet.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "crypto/checkpoint.h"
#include "services/base/events.h"
#include "services/base/text_file.h"
#include "services/people/openid/metadata.h"
#include "services/server/login_tables.h"
#include "services/server/mail_setup.h"
#include "storage/engines/engines.h"

namespace urna::services {
namespace {

using Text = std::string ServerConfig::*;
using List = std::vector<std::string> ServerConfig::*;
using Integer = std::int64_t ServerConfig::*;
using Switch = bool ServerConfig::*;

constexpr ConfigOption kOptions[] = {
    {"name", &ServerConfig::name, 0, 0,
     "Name of the server, such as `vote.example.org`. The log of a process is called "
     "`{name}/{process}` unless the process says otherwise. Required; no white space and no `+`."},
    {"data_dir", &ServerConfig::data_dir, 0, 0,
     "Folder of the store and of the index of searches, made by `urna init`. Required."},
    {"store", &ServerConfig::store, 0, 0,
     "Engine that keeps the store. `rocks` is embedded: it needs nothing but `data_dir`. "
     "`postgres` "
     "is a database that others run: see `store_connection`."},
    {"listen", &ServerConfig::listen, 0, 0,
     "Addresses to listen on, `host:port`; port 0 takes a free one. Without TLS only addresses of "
     "the machine itself (127.0.0.0/8, `[::1]`, `localhost`) are accepted."},
    {"http_listen", &ServerConfig::http_listen, 0, 0,
     "Addresses to listen on over HTTP/1.1, for browsers, phones and scripts, as `listen`; none "
     "where "
     "it is empty."},
    {"http_origins", &ServerConfig::http_origins, 0, 0,
     "Other sites whose pages may call over HTTP, such as `https://vote.example.org`; `*` is any. "
     "With "
     "none, browsers keep them out."},
    {"pages", &ServerConfig::pages, 0, 0,
     "Pages that are served over HTTP, where `http_listen` is set: `built-in` are those of the "
     "program, `none` serves none, anything else is the folder of another build of the front end, "
     "with its `routes.json`; at most 5,000 files of 64 MiB, read at the start."},
    {"map_dir", &ServerConfig::map_dir, 0, 0,
     "Folder with the map of the territory: `areas.geojson`, `tiles.pmtiles`, or both. They are "
     "opened at the start and read where they lie; empty for no map."},
    {"tls_certificate", &ServerConfig::tls_certificate, 0, 0,
     "PEM file of the certificate chain. Set together with `tls_key`; every listener then uses "
     "TLS."},
    {"tls_key", &ServerConfig::tls_key, 0, 0,
     "PEM file of the certificate's private key, without a passphrase. Refused when others than "
     "its owner and group may use it."},
    {"max_request_bytes", &ServerConfig::max_request_bytes, 2 << 20, 64 << 20,
     "Largest message that a client may send. Rolls, mixes and decryptions come in streams and are "
     "not limited by it."},
    {"message_bytes", &ServerConfig::message_bytes, 64 << 20, std::int64_t{1} << 40,
     "What messages of clients may hold in memory together: half of it while they are on their way "
     "in, half while they wait for their answers. Beyond it the oldest of whoever sends most are "
     "cut off, and new ones are refused with `UNAVAILABLE`."},
    {"upload_bytes", &ServerConfig::upload_bytes, 16 << 20, std::int64_t{1} << 40,
     "What all files that are being handed in may hold in memory together: rolls, mixes, "
     "decryptions. The largest roll has 2 GiB."},
    {"trusted_proxies", &ServerConfig::trusted_proxies, 0, 0,
     "IP addresses of proxies in front of the server: of calls that come from one, the last "
     "address of `X-Forwarded-For` counts as where they come from. Used for limits alone, and "
     "never written down."},
    {"keepalive_seconds", &ServerConfig::keepalive_seconds, 10, 86400,
     "After so many quiet seconds the server asks a client whether it is still there."},
    {"handshake_seconds", &ServerConfig::handshake_seconds, 1, 600,
     "How long a client may take from connecting to the end of the TLS and HTTP/2 handshakes; then "
     "it is cut off."},
    {"idle_seconds", &ServerConfig::idle_seconds, 10, 86400,
     "A connection without a call is closed after so many seconds. Clients connect again by "
     "themselves."},
    {"max_connections", &ServerConfig::max_connections, 0, 1000000,
     "Connections at a time, over gRPC and again over HTTP; 0 for as many as the limit of open "
     "files allows, at most 10000. When all are taken, the idlest connection of the address with "
     "most of them is closed for a newcomer. Behind a proxy all have one address: set it above "
     "what "
     "the proxy opens. An idle one over HTTP holds 6 KiB, under TLS 64 KiB."},
    {"worker_threads", &ServerConfig::worker_threads, 0, 1024,
     "Threads that carry out calls; 0 for one for each processor, and at least four."},
    {"worker_queue", &ServerConfig::worker_queue, 1, 1000000,
     "Calls that may wait for a thread. Beyond it, up to as many again, only those wait of whose "
     "address no other does; the rest is refused with `UNAVAILABLE`."},
    {"shutdown_seconds", &ServerConfig::shutdown_seconds, 0, 3600,
     "How long calls under way may take to end after SIGTERM or SIGINT before they are cut off; "
     "one whose client takes or sends nothing for five seconds is cut off then."},
    {"log_level", &ServerConfig::log_level, 0, 0,
     "`debug`, `info`, `warning` or `error`. The log goes to standard error, a JSON object a "
     "line."},
    {"metrics_listen", &ServerConfig::metrics_listen, 0, 0,
     "IP address and port, such as `127.0.0.1:9464`, where `/metrics` is served in Prometheus's "
     "format, without TLS; empty for none, port 0 for a free one. Nothing in it is secret, but it "
     "is "
     "for operators: `0.0.0.0` and `[::]` are refused, the address of one network is taken."},
    {"public_url", &ServerConfig::public_url, 0, 0,
     "The server's own address as browsers have it, such as `https://budget.example.org`: links in "
     "messages begin with it, providers of identities send people back to it, and its pages alone "
     "may use a session. Needed where people log in or are written to; of `http` on this machine "
     "alone."},
    {"session_idle_minutes", &ServerConfig::session_idle_minutes, 60, 43200,
     "A session that nobody has used for so long, and up to an hour more, is over: the last use is "
     "kept to the hour."},
    {"session_hours", &ServerConfig::session_hours, 1, 720,
     "A session is over after so long, whatever is done."},
    {"sign_in_links", &ServerConfig::sign_in_links, 0, 0,
     "`citizens`: citizens may have a link mailed to them that logs in; `off`: nobody."},
    {"attachment_bytes", &ServerConfig::attachment_bytes, 0, 32 << 20,
     "Largest image or document that is taken for a proposal, a verdict or a mandate; 0 takes none "
     "and shows those that are there."},
    {"image_program", &ServerConfig::image_program, 0, 0,
     "The program `urna-image`, which decodes images in a process of its own; empty for the one "
     "beside `urna`. Where there is none, documents are taken, and no images."},
    {"smtp_server", &ServerConfig::smtp_server, 0, 0,
     "Mail server that takes the messages, `host:port`; none are sent, and nothing is kept to be "
     "sent, where it is empty. Needs `mail_from` and `public_url`."},
    {"smtp_security", &ServerConfig::smtp_security, 0, 0,
     "`starttls` asks for TLS and sends nothing without it, `tls` begins with it, `none` is for a "
     "mail server on this machine alone."},
    {"smtp_credentials", &ServerConfig::smtp_credentials, 0, 0,
     "File with two lines, user and password at the mail server; empty for none. Refused when "
     "others than its owner and group may use it."},
    {"mail_ca_file", &ServerConfig::mail_ca_file, 0, 0,
     "PEM file of the authorities that vouch for the mail server; empty for those of the machine."},
    {"mail_from", &ServerConfig::mail_from, 0, 0,
     "Whom messages are from, such as `Budget citoyen <budget@example.org>`."},
    {"mail_bounces", &ServerConfig::mail_bounces, 0, 0,
     "Address that messages come back to: of `retours@example.org` each has its own, "
     "`retours+…@example.org`, by which it is known again. Empty for that of `mail_from`."},
    {"mail_per_minute", &ServerConfig::mail_per_minute, 1, 100000,
     "Messages that are handed to the mail server a minute; links to sign in do not wait for it."},
    {"imap_server", &ServerConfig::imap_server, 0, 0,
     "Mailbox of `mail_bounces`, `host:port`, that is looked through for messages that came back; "
     "empty for none. Reports about messages of this server are deleted there."},
    {"imap_security", &ServerConfig::imap_security, 0, 0, "As `smtp_security`, of `imap_server`."},
    {"imap_credentials", &ServerConfig::imap_credentials, 0, 0,
     "As `smtp_credentials`, of `imap_server`."},
    {"imap_folder", &ServerConfig::imap_folder, 0, 0,
     "Folder of the mailbox, of letters, digits, `.`, `-` and `_`."},
    {"store_connection", &ServerConfig::store_connection, 0, 0,
     "Where the database of the engine `postgres` is, as libpq takes it, such as "
     "`host=db.example.org dbname=urna user=urna sslmode=verify-full`. It may hold a password and "
     "is "
     "never written down; other users of the machine see flags, so use the file or "
     "`store_connection_file`. To another machine only under TLS."},
    {"store_connection_file", &ServerConfig::store_connection_file, 0, 0,
     "File that holds the same, instead. Refused when others than its owner and group may use it."},
    {"require_standby", &ServerConfig::require_standby, 0, 0,
     "Of the engine `postgres`: nothing is acknowledged before it is on the disk of a standby, "
     "too. "
     "The server refuses to start where the database does not wait for one "
     "(`synchronous_commit`, `synchronous_standby_names`); it sets nothing there."},
    {"known_checkpoints", &ServerConfig::known_checkpoints, 0, 0,
     "Files with checkpoints that were signed before, one each, as anybody can fetch them: the "
     "server "
     "refuses to start with a store that is behind one of them."},
};

absl::Status Bad(std::string_view where, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", where, what));
}

std::string TypeName(const ConfigOption& option) {
  if (std::holds_alternative<Text>(option.member)) return "text";
  if (std::holds_alternative<List>(option.member)) return "list of texts";
  if (std::holds_alternative<Switch>(option.member)) return "true or false";
  return fmt::format("integer, {} to {}", option.min, option.max);
}

absl::Status SetInteger(const ConfigOption& option, std::int64_t value, std::string_view where,
                        ServerConfig& config) {
  if (value < option.min || value > option.max) {
    return Bad(where, fmt::format("{} is {}; expected {}", option.key, value, TypeName(option)));
  }
  config.*std::get<Integer>(option.member) = value;
  return absl::OkStatus();
}

absl::Status SetFromToml(const ConfigOption& option, const toml::node& node, std::string_view where,
                         ServerConfig& config) {
  if (const Text* text = std::get_if<Text>(&option.member)) {
    if (std::optional<std::string> value = node.value_exact<std::string>()) {
      config.*(*text) = *value;
      return absl::OkStatus();
    }
  } else if (const List* list = std::get_if<List>(&option.member)) {
    const toml::array* array = node.as_array();
    if (array != nullptr && array->is_homogeneous(toml::node_type::string)) {
      std::vector<std::string> items;
      for (const toml::node& item : *array) items.push_back(**item.as_string());
      config.*(*list) = std::move(items);
      return absl::OkStatus();
    }
  } else if (const Switch* flag = std::get_if<Switch>(&option.member)) {
    if (std::optional<bool> value = node.value_exact<bool>()) {
      config.*(*flag) = *value;
      return absl::OkStatus();
    }
  } else if (std::optional<std::int64_t> value = node.value_exact<std::int64_t>()) {
    return SetInteger(option, *value, where, config);
  }
  return Bad(where,
             fmt::format("{} has the wrong type; expected {}", option.key, TypeName(option)));
}

absl::Status SetFromText(const ConfigOption& option, std::string_view value, std::string_view where,
                         ServerConfig& config) {
  if (const Text* text = std::get_if<Text>(&option.member)) {
    config.*(*text) = std::string(value);
  } else if (const List* list = std::get_if<List>(&option.member)) {
    config.*(*list) = absl::StrSplit(std::string(value), ',', absl::SkipEmpty());
  } else if (const Switch* flag = std::get_if<Switch>(&option.member)) {
    if (value != "true" && value != "false") {
      return Bad(where,
                 fmt::format("{} is \"{}\"; expected {}", option.key, value, TypeName(option)));
    }
    config.*(*flag) = value == "true";
  } else {
    std::int64_t number = 0;
    if (!absl::SimpleAtoi(std::string(value), &number)) {
      return Bad(where,
                 fmt::format("{} is \"{}\"; expected {}", option.key, value, TypeName(option)));
    }
    return SetInteger(option, number, where, config);
  }
  return absl::OkStatus();
}

const ConfigOption* Find(std::string_view key) {
  for (const ConfigOption& option : kOptions) {
    if (option.key == key) return &option;
  }
  return nullptr;
}

absl::Status CheckListeners(std::string_view key, const std::vector<std::string>& addresses,
                            bool uses_tls, std::string_view file) {
  for (const std::string& address : addresses) {
    const std::size_t colon = address.rfind(':');
    int port = -1;
    if (colon == std::string::npos || colon == 0 ||
        !absl::SimpleAtoi(absl::string_view(address).substr(colon + 1), &port) || port < 0 ||
        port > 65535) {
      return Bad(file,
                 fmt::format("{} has \"{}\"; expected host:port, port 0 to 65535", key, address));
    }
    if (!uses_tls && !IsLoopbackAddress(address)) {
      return Bad(file, fmt::format("{} has \"{}\", which other machines can reach: set "
                                   "tls_certificate and tls_key, or listen on 127.0.0.1 behind a "
                                   "proxy that ends TLS",
                                   key, address));
    }
  }
  return absl::OkStatus();
}

// A scheme and a host, perhaps with a port, as browsers write them: without a slash at the end.
bool IsOrigin(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
      return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '-' || c == ':' ||
             c == '[' || c == ']';
    });
  }
  return text == "*";
}

bool IsIpAddress(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// Of one network: whoever listens on all of them has rarely thought of the one outside.
bool IsMetricsAddress(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  int port = -1;
  if (colon == text.npos || !absl::SimpleAtoi(absl::string_view(text).substr(colon + 1), &port) ||
      port < 0 || port > 65535) {
    return false;
  }
  const std::string host = text.substr(0, colon);
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return v4.s_addr != INADDR_ANY;
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return false;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) != 1) return false;
  const bool is_any_v4 = IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr32[3] == INADDR_ANY;
  return !IN6_IS_ADDR_UNSPECIFIED(&v6) && !is_any_v4;
}

absl::Status CheckLogins(const ServerConfig& config, std::string_view file) {
  if (config.sign_in_links != "off" && config.sign_in_links != "citizens") {
    return Bad(file, fmt::format("sign_in_links is \"{}\"; expected off or citizens",
                                 config.sign_in_links));
  }
  const bool is_address =
      openid::IsIssuer(config.public_url) && std::ranges::count(config.public_url, '/') == 2;
  if (!config.public_url.empty() && !is_address) {
    return Bad(file,
               fmt::format("public_url is \"{}\"; expected such as https://budget.example.org, "
                           "without a path or a slash at the end",
                           config.public_url));
  }
  const bool has_logins = !config.logins.empty() || config.sign_in_links != "off";
  if (has_logins && (config.public_url.empty() || config.http_listen.empty())) {
    return Bad(file, "people log in over HTTP: set public_url and http_listen");
  }
  return absl::OkStatus();
}

// The connection itself is read, and checked, when the store is opened.
absl::Status CheckConnection(const ServerConfig& config, std::string_view file) {
  const bool has_text = !config.store_connection.empty();
  const bool has_file = !config.store_connection_file.empty();
  if (storage::KeepsFolder(config.store)) {
    if (!has_text && !has_file && !config.require_standby) return absl::OkStatus();
    return Bad(file, fmt::format("store is \"{}\", which has neither store_connection nor "
                                 "require_standby; \"postgres\" has",
                                 config.store));
  }
  if (has_text == has_file) {
    return Bad(file, fmt::format("store is \"{}\"; expected either store_connection or "
                                 "store_connection_file",
                                 config.store));
  }
  return absl::OkStatus();
}

absl::Status Check(const ServerConfig& config, std::string_view file) {
  if (config.name.empty()) return Bad(file, "name is missing; expected such as vote.example.org");
  // Room for "/" and the id of a process: the whole is a C2SP origin.
  if (!crypto::IsValidOrigin(config.name) || config.name.size() > 191) {
    return Bad(file, fmt::format("name is \"{}\"; expected at most 191 bytes without white "
                                 "space or \"+\"",
                                 config.name));
  }
  if (config.pages.empty()) {
    return Bad(file, "pages is empty; expected built-in, none or a folder");
  }
  if (config.data_dir.empty()) return Bad(file, "data_dir is missing; expected a folder");
  if (absl::Status engine = storage::CheckEngine(config.store); !engine.ok()) {
    return Bad(file, fmt::format("store: {}", std::string(engine.message())));
  }
  if (absl::Status connection = CheckConnection(config, file); !connection.ok()) return connection;
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return Bad(file, "tls_certificate and tls_key go together, but only one of them is set");
  }
  if (absl::StatusOr<Severity> level = ParseSeverity(config.log_level); !level.ok()) {
    return Bad(file, fmt::format("log_level: {}", std::string(level.status().message())));
  }
  if (!config.metrics_listen.empty() && !IsMetricsAddress(config.metrics_listen)) {
    return Bad(file,
               fmt::format("metrics_listen is \"{}\"; expected an IP address of one network and "
                           "a port, such as 127.0.0.1:9464",
                           config.metrics_listen));
  }
  for (const std::string& proxy : config.trusted_proxies) {
    if (!IsIpAddress(proxy)) {
      return Bad(file, fmt::format("trusted_proxies has \"{}\"; expected IP addresses", proxy));
    }
  }
  for (const std::string& origin : config.http_origins) {
    if (!IsOrigin(origin)) {
      return Bad(file, fmt::format("http_origins has \"{}\"; expected such as "
                                   "https://vote.example.org, in small letters and without a path",
                                   origin));
    }
  }
  if (absl::Status logins = CheckLogins(config, file); !logins.ok()) return logins;
  if (config.listen.empty()) return Bad(file, "listen is empty; expected at least one host:port");
  if (absl::Status listen = CheckListeners("listen", config.listen, config.uses_tls(), file);
      !listen.ok()) {
    return listen;
  }
  if (absl::Status http =
          CheckListeners("http_listen", config.http_listen, config.uses_tls(), file);
      !http.ok()) {
    return http;
  }
  const absl::Status mail = CheckMail(config);
  return mail.ok() ? mail : Bad(file, std::string(mail.message()));
}

// As a TOML value.
std::string DefaultValue(const ConfigOption& option) {
  const ServerConfig defaults;
  if (const Text* text = std::get_if<Text>(&option.member)) {
    return fmt::format("\"{}\"", defaults.*(*text));
  }
  if (const List* list = std::get_if<List>(&option.member)) {
    const std::vector<std::string>& items = defaults.*(*list);
    return items.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(items, "\", \""));
  }
  if (const Switch* flag = std::get_if<Switch>(&option.member)) {
    return defaults.*(*flag) ? "true" : "false";
  }
  return fmt::format("{}", defaults.*std::get<Integer>(option.member));
}

}  // namespace

std::string ConfigOption::Flag() const {
  return "--" + absl::StrReplaceAll(std::string(key), {{"_", "-"}});
}

std::string ConfigOption::Variable() const {
  return "URNA_" + absl::AsciiStrToUpper(std::string(key));
}

std::span<const ConfigOption> ConfigOptions() { return kOptions; }

ConfigOverrides OverridesFromEnvironment() {
  ConfigOverrides overrides;
  for (const ConfigOption& option : kOptions) {
    if (const char* value = std::getenv(option.Variable().c_str())) {
      overrides[std::string(option.key)] = value;
    }
  }
  return overrides;
}

absl::StatusOr<ServerConfig> ParseServerConfig(std::string_view text, std::string_view file,
                                               const ConfigOverrides& overrides) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return Bad(fmt::format("{}:{}", file, error.source().begin.line), error.description());
  }
  ServerConfig config;
  for (const auto& [key, node] : table) {
    const std::string where = fmt::format("{}:{}", file, key.source().begin.line);
    if (key.str() == "login") {
      absl::StatusOr<std::vector<LoginConfig>> logins = ReadLogins(node, file);
      if (!logins.ok()) return logins.status();
      config.logins = *std::move(logins);
      continue;
    }
    const ConfigOption* option = Find(key.str());
    if (option == nullptr) {
      return Bad(where, fmt::format("there is no option \"{}\"; docs/configuration.md "
                                    "lists them all",
                                    key.str()));
    }
    if (absl::Status set = SetFromToml(*option, node, where, config); !set.ok()) return set;
  }
  for (const auto& [key, value] : overrides) {
    const ConfigOption* option = Find(key);
    if (option == nullptr) return Bad(key, "there is no such option");
    const std::string where = fmt::format("{} or {}", option->Flag(), option->Variable());
    if (absl::Status set = SetFromText(*option, value, where, config); !set.ok()) return set;
  }
  if (absl::Status check = Check(config, file); !check.ok()) return check;
  return config;
}

absl::StatusOr<ServerConfig> LoadServerConfig(const std::string& path,
                                              const ConfigOverrides& overrides) {
  auto text = ReadTextFile(path);
  if (!text.ok()) return text.status();
  return ParseServerConfig(*text, path, overrides);
}

bool IsLoopbackAddress(std::string_view address) {
  const std::string_view host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  const std::vector<std::string> parts = absl::StrSplit(std::string(host), '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (const std::string& part : parts) {
    int value = -1;
    if (part.empty() || part.size() > 3 ||
        !absl::ascii_isdigit(static_cast<unsigned char>(part[0])) ||
        !absl::SimpleAtoi(part, &value) || value > 255) {
      return false;
    }
  }
  return true;
}

std::string ConfigurationReference() {
  std::string out =
      "| option | variable | flag | type | default | meaning |\n|---|---|---|---|---|---|\n";
  for (const ConfigOption& option : kOptions) {
    out += fmt::format("| `{}` | `{}` | `{}` | {} | `{}` | {} |\n", option.key, option.Variable(),
                       option.Flag(), TypeName(option), DefaultValue(option), option.description);
  }
  return out;
}

}  // namespace urna::services
