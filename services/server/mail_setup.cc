#include "services/server/mail_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace urna::services {
namespace {

absl::Status Bad(std::string_view option, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{} {}", option, what));
}

bool IsHostAndPort(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  int port = -1;
  return colon != text.npos && colon > 0 &&
         absl::SimpleAtoi(absl::string_view(text).substr(colon + 1), &port) && port > 0 &&
         port <= 65535 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
         });
}

// Such as https://vote.example.org, perhaps with a path, without a slash at the end.
bool IsPublicUrl(const std::string& text) {
  const bool is_plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isgraph(c) && c != '?' && c != '#' && c != '<' && c != '>' && c != '"';
  });
  const bool has_scheme = text.starts_with("https://") || text.starts_with("http://127.0.0.1") ||
                          text.starts_with("http://localhost");
  return is_plain && has_scheme && !text.ends_with('/') && text.size() <= 200;
}

bool IsFolder(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '_';
  });
}

absl::StatusOr<MailAccount> AccountOf(std::string_view protocol, const std::string& server,
                                      const std::string& security, const std::string& credentials,
                                      const std::string& ca_file) {
  const std::string prefix(protocol);
  if (!IsHostAndPort(server)) {
    return Bad(prefix + "_server", fmt::format("is \"{}\"; expected host:port", server));
  }
  const absl::StatusOr<MailSecurity> parsed = ParseMailSecurity(security);
  if (!parsed.ok()) return Bad(prefix + "_security", std::string(parsed.status().message()));
  if (*parsed == MailSecurity::kNone && !IsLoopbackAddress(server)) {
    return Bad(prefix + "_security",
               "is none, and what is sent to another machine could be read on its way: only "
               "127.0.0.0/8, [::1] and localhost may do without");
  }
  MailAccount account{.server = server, .security = *parsed, .ca_file = ca_file};
  if (!credentials.empty()) {
    if (absl::Status s = ReadCredentials(credentials, account); !s.ok()) return s;
  }
  return account;
}

absl::StatusOr<MailOptions> WithoutAccount(const ServerConfig& config) {
  absl::StatusOr<NamedAddress> from = NamedAddress::Parse(config.mail_from);
  if (!from.ok()) {
    return Bad("mail_from", "is missing or no address; expected such as "
                            "`Budget citoyen <budget@example.org>`");
  }
  if (!IsPublicUrl(config.public_url)) {
    return Bad("public_url",
               fmt::format("is \"{}\"; expected where people reach the pages, such as "
                           "https://vote.example.org, without a slash at the end",
                           config.public_url));
  }
  MailOptions options{.public_url = config.public_url,
                      .from = *std::move(from),
                      .per_minute = config.mail_per_minute,
                      .smtp = {}};
  if (!config.mail_bounces.empty()) {
    absl::StatusOr<MailAddress> bounces = MailAddress::Parse(config.mail_bounces);
    if (!bounces.ok()) return Bad("mail_bounces", std::string(bounces.status().message()));
    options.bounces = *std::move(bounces);
  }
  return options;
}

}  // namespace

absl::Status CheckMail(const ServerConfig& config) {
  if (!config.smtp_server.empty()) return MailOptionsOf(config).status();
  const bool has_more = !config.smtp_credentials.empty() || !config.mail_from.empty();
  return has_more ? Bad("smtp_server", "is not set, and smtp_credentials and mail_from need it")
                  : absl::OkStatus();
}

absl::StatusOr<std::optional<MailOptions>> MailOptionsOf(const ServerConfig& config) {
  if (config.smtp_server.empty()) return std::nullopt;
  absl::StatusOr<MailOptions> options = WithoutAccount(config);
  if (!options.ok()) return options.status();
  absl::StatusOr<MailAccount> smtp = AccountOf("smtp", config.smtp_server, config.smtp_security,
                                               config.smtp_credentials, config.mail_ca_file);
  if (!smtp.ok()) return smtp.status();
  options->smtp = *std::move(smtp);
  if (!config.imap_server.empty()) {
    if (!IsFolder(config.imap_folder)) {
      return Bad("imap_folder", "is none; expected letters, digits, `.`, `-` and `_`");
    }
    absl::StatusOr<MailAccount> imap = AccountOf("imap", config.imap_server, config.imap_security,
                                                 config.imap_credentials, config.mail_ca_file);
    if (!imap.ok()) return imap.status();
    options->imap = *std::move(imap);
    options->imap_folder = config.imap_folder;
  }
  return std::optional<MailOptions>(*std::move(options));
}

}  // namespace urna::services
