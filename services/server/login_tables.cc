#include "services/server/login_tables.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "services/base/resource_name.h"
#include "services/base/text_file.h"
#include "services/people/openid/metadata.h"

namespace urna::services {
namespace {

using List = std::vector<std::string>;

constexpr std::size_t kLongestName = 32;
constexpr std::size_t kLongestTitle = 100;

absl::Status Bad(std::string_view where, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", where, what));
}

std::string Where(std::string_view file, const toml::node& node) {
  return fmt::format("{}:{}", file, node.source().begin.line);
}

absl::StatusOr<std::string> ReadText(const toml::node& node) {
  std::optional<std::string> text = node.value_exact<std::string>();
  if (!text || text->empty()) return absl::InvalidArgumentError("expected text");
  return *std::move(text);
}

absl::StatusOr<List> ReadList(const toml::node& node) {
  const toml::array* array = node.as_array();
  List out;
  if (array == nullptr || (!array->empty() && !array->is_homogeneous(toml::node_type::string))) {
    return absl::InvalidArgumentError("expected a list of texts");
  }
  for (const toml::node& item : *array) {
    if ((*item.as_string())->empty()) return absl::InvalidArgumentError("has an empty text");
    out.push_back(**item.as_string());
  }
  return out;
}

// One of a few words.
template <typename Value>
absl::StatusOr<Value> ReadWord(const toml::node& node,
                               const std::vector<std::pair<std::string_view, Value>>& words) {
  const std::optional<std::string> text = node.value_exact<std::string>();
  std::string expected;
  for (const auto& [word, value] : words) {
    if (text == word) return value;
    expected += fmt::format("{}\"{}\"", expected.empty() ? "" : ", ", word);
  }
  return absl::InvalidArgumentError(fmt::format("expected one of {}", expected));
}

template <typename Value>
absl::Status Set(absl::StatusOr<Value> read, Value& out) {
  if (!read.ok()) return read.status();
  out = *std::move(read);
  return absl::OkStatus();
}

// The keys of a table, and no others.
absl::Status ReadTable(const toml::node& node,
                       const std::map<std::string, std::function<absl::Status(const toml::node&)>,
                                      std::less<>>& keys) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return absl::InvalidArgumentError("expected a table");
  for (const auto& [key, value] : *table) {
    const auto found = keys.find(key.str());
    if (found == keys.end()) {
      return absl::InvalidArgumentError(fmt::format("there is no key \"{}\" here", key.str()));
    }
    if (absl::Status set = found->second(value); !set.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("{}: {}", key.str(), std::string(set.message())));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const ClaimRule& rule) {
  return rule.claim.empty() || rule.any_of.empty()
             ? absl::InvalidArgumentError("needs claim and any_of")
             : absl::OkStatus();
}

const std::vector<std::pair<std::string_view, Role>>& Roles() {
  static const auto& roles = *new std::vector<std::pair<std::string_view, Role>>{
      {"administrator", Role::kAdministrator}, {"agent", Role::kAgent},
      {"moderator", Role::kModerator},         {"polling-officer", Role::kPollingOfficer},
      {"registrar", Role::kRegistrar},         {"trustee", Role::kTrustee},
      {"authority", Role::kAuthority}};
  return roles;
}

// Calls `read` with each table of an array of them.
absl::Status ReadEach(const toml::node& node,
                      const std::function<absl::Status(const toml::node&)>& read) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return absl::InvalidArgumentError("expected a list of tables");
  for (const toml::node& item : *array) {
    if (absl::Status done = read(item); !done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::Status ReadRequire(const toml::node& node, std::vector<ClaimRule>& out) {
  return ReadEach(node, [&](const toml::node& item) -> absl::Status {
    ClaimRule rule;
    absl::Status read = ReadTable(
        item, {{"claim", [&](const toml::node& n) { return Set(ReadText(n), rule.claim); }},
               {"any_of", [&](const toml::node& n) { return Set(ReadList(n), rule.any_of); }}});
    if (read.ok()) read = CheckRule(rule);
    if (read.ok()) out.push_back(std::move(rule));
    return read;
  });
}

absl::Status ReadGrant(const toml::node& node, std::vector<GrantRule>& out) {
  return ReadEach(node, [&](const toml::node& item) -> absl::Status {
    GrantRule grant;
    std::optional<Role> role;
    List processes;
    absl::Status read = ReadTable(
        item, {{"claim", [&](const toml::node& n) { return Set(ReadText(n), grant.rule.claim); }},
               {"any_of", [&](const toml::node& n) { return Set(ReadList(n), grant.rule.any_of); }},
               {"role",
                [&](const toml::node& n) -> absl::Status {
                  const absl::StatusOr<Role> word = ReadWord(n, Roles());
                  if (word.ok()) role = *word;
                  return word.status();
                }},
               {"processes", [&](const toml::node& n) { return Set(ReadList(n), processes); }}});
    if (read.ok()) read = CheckRule(grant.rule);
    if (!read.ok()) return read;
    if (!role) return absl::InvalidArgumentError("needs role");
    // A list that was meant to bound the role, and came out empty, would open the whole server.
    if (item.as_table()->contains("processes") && processes.empty()) {
      return absl::InvalidArgumentError("processes is empty: leave it out for the whole server");
    }
    for (const std::string& process : processes) {
      if (!ResourceName::Parse(Kind::kProcess, process, "processes").ok()) {
        return absl::InvalidArgumentError(
            fmt::format("processes has \"{}\"; expected processes/{{process}}", process));
      }
      grant.grants.push_back({*role, process});
    }
    if (processes.empty()) grant.grants.push_back({*role, ""});
    out.push_back(std::move(grant));
    return absl::OkStatus();
  });
}

struct LoginOption {
  std::string_view key;
  std::string_view type;
  std::string_view description;
  absl::Status (*read)(const toml::node& node, LoginConfig& out);
};

constexpr LoginOption kOptions[] = {
    {"name", "text",
     "In addresses, such as `franceconnect`: small letters, digits and hyphens. Required.",
     [](const toml::node& n, LoginConfig& out) { return Set(ReadText(n), out.provider.name); }},
    {"title", "text", "What stands on its button, such as `FranceConnect`. Required.",
     [](const toml::node& n, LoginConfig& out) { return Set(ReadText(n), out.provider.title); }},
    {"audience", "`citizens` or `staff`",
     "Whom it is for: accounts of citizens have no roles. Required.",
     [](const toml::node& n, LoginConfig& out) {
       return Set(ReadWord<v1::LoginAudience>(n, {{"citizens", v1::LOGIN_AUDIENCE_CITIZENS},
                                                  {"staff", v1::LOGIN_AUDIENCE_STAFF}}),
                  out.provider.audience);
     }},
    {"issuer", "text",
     "Its URL, of `https`, exactly as it calls itself: its metadata are read at "
     "`{issuer}/.well-known/openid-configuration`. Required.",
     [](const toml::node& n, LoginConfig& out) { return Set(ReadText(n), out.provider.issuer); }},
    {"client_id", "text", "As the provider knows this server. Required.",
     [](const toml::node& n, LoginConfig& out) {
       return Set(ReadText(n), out.provider.client_id);
     }},
    {"client_secret_file", "text",
     "File with the secret, on one line. Refused when others than its owner and group may use it. "
     "Required unless `client_authentication` is `none`.",
     [](const toml::node& n, LoginConfig& out) {
       return Set(ReadText(n), out.client_secret_file);
     }},
    {"client_authentication", "`post`, `basic` or `none`",
     "How the secret is shown: `client_secret_post` (if it is left out), `client_secret_basic`, or "
     "not at all. PKCE is always used.",
     [](const toml::node& n, LoginConfig& out) {
       return Set(ReadWord<ClientAuthentication>(n, {{"post", ClientAuthentication::kPost},
                                                     {"basic", ClientAuthentication::kBasic},
                                                     {"none", ClientAuthentication::kNone}}),
                  out.provider.client_authentication);
     }},
    {"algorithm", "`RS256`, `ES256` or `EdDSA`",
     "How ID tokens are signed: any other way is refused, whatever a token says. Required.",
     [](const toml::node& n, LoginConfig& out) -> absl::Status {
       const absl::StatusOr<std::string> text = ReadText(n);
       if (!text.ok()) return text.status();
       return Set(openid::ParseAlgorithm(*text), out.provider.algorithm);
     }},
    {"userinfo", "`jwt`, `json` or `none`",
     "Where claims are told beside the ID token: at UserInfo, signed (`jwt`) or not (`json`), or "
     "nowhere (if it is left out).",
     [](const toml::node& n, LoginConfig& out) {
       return Set(
           ReadWord<UserInfo>(
               n, {{"jwt", UserInfo::kJwt}, {"json", UserInfo::kJson}, {"none", UserInfo::kNone}}),
           out.provider.userinfo);
     }},
    {"userinfo_algorithm", "as `algorithm`",
     "How UserInfo is signed, where that is another way than ID tokens are.",
     [](const toml::node& n, LoginConfig& out) -> absl::Status {
       const absl::StatusOr<std::string> text = ReadText(n);
       if (!text.ok()) return text.status();
       return Set(openid::ParseAlgorithm(*text), out.provider.userinfo_algorithm);
     }},
    {"scopes", "list of texts",
     "What is asked for, `openid` among it: no more than is used below. `[\"openid\"]` if it is "
     "left "
     "out.",
     [](const toml::node& n, LoginConfig& out) { return Set(ReadList(n), out.provider.scopes); }},
    {"acr_values", "list of texts",
     "Levels of assurance, such as `eidas1`: one of them is asked for and must be answered. Any "
     "will do if it is left out.",
     [](const toml::node& n, LoginConfig& out) {
       return Set(ReadList(n), out.provider.acr_values);
     }},
    {"display_name", "list of texts",
     "Claims that make the name of the account, such as `[\"given_name\", \"usual_name\"]`. No "
     "name is "
     "kept if it is left out.",
     [](const toml::node& n, LoginConfig& out) {
       return Set(ReadList(n), out.provider.display_name);
     }},
    {"mail", "text", "The claim with the mail address. None is kept if it is left out.",
     [](const toml::node& n, LoginConfig& out) { return Set(ReadText(n), out.provider.mail); }},
    {"require", "list of tables",
     "Each with `claim` and `any_of`, a list of texts: whoever has not one of them in that claim, "
     "for each table, is not let in.",
     [](const toml::node& n, LoginConfig& out) { return ReadRequire(n, out.provider.require); }},
    {"grant", "list of tables",
     "Each with `claim`, `any_of`, `role` and perhaps `processes`: whoever has one of the texts in "
     "that claim has the role (`administrator`, `agent`, `moderator`, `polling-officer`, "
     "`registrar`, `trustee`, `authority`) in these processes, or on the whole server. For the "
     "staff alone. Claims are read anew at each log-in.",
     [](const toml::node& n, LoginConfig& out) { return ReadGrant(n, out.provider.grants); }},
};

bool IsName(std::string_view text) {
  return text.size() <= kLongestName && text.front() != '-' &&
         std::ranges::all_of(text, [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

absl::Status Check(const LoginConfig& login) {
  const ProviderConfig& p = login.provider;
  if (!IsName(p.name) || p.name == "mail") {
    return absl::InvalidArgumentError(
        "name: expected at most 32 small letters, digits and hyphens, other than \"mail\"");
  }
  if (p.title.size() > kLongestTitle) return absl::InvalidArgumentError("title: is too long");
  if (!openid::IsIssuer(p.issuer)) {
    return absl::InvalidArgumentError("issuer: expected a URL of https, without a query");
  }
  const bool needs_secret = p.client_authentication != ClientAuthentication::kNone;
  if (needs_secret == login.client_secret_file.empty()) {
    return absl::InvalidArgumentError(
        "client_secret_file: is needed, unless client_authentication is \"none\"");
  }
  if (std::ranges::find(p.scopes, "openid") == p.scopes.end()) {
    return absl::InvalidArgumentError("scopes: has no \"openid\"");
  }
  if (p.audience == v1::LOGIN_AUDIENCE_CITIZENS && !p.grants.empty()) {
    return absl::InvalidArgumentError("grant: accounts of citizens have no roles");
  }
  return absl::OkStatus();
}

absl::StatusOr<LoginConfig> ReadLogin(const toml::node& node) {
  LoginConfig login;
  std::map<std::string, std::function<absl::Status(const toml::node&)>, std::less<>> keys;
  for (const LoginOption& option : kOptions) {
    keys[std::string(option.key)] = [&](const toml::node& value) {
      return option.read(value, login);
    };
  }
  if (absl::Status read = ReadTable(node, keys); !read.ok()) return read;
  const toml::table& table = *node.as_table();
  for (const char* needed : {"name", "title", "audience", "issuer", "client_id", "algorithm"}) {
    if (!table.contains(needed)) {
      return absl::InvalidArgumentError(fmt::format("{} is missing", needed));
    }
  }
  if (!table.contains("userinfo_algorithm")) {
    login.provider.userinfo_algorithm = login.provider.algorithm;
  }
  if (!table.contains("scopes")) login.provider.scopes = {"openid"};
  if (absl::Status good = Check(login); !good.ok()) return good;
  return login;
}

absl::Status CheckApart(const std::vector<LoginConfig>& others, const LoginConfig& login) {
  for (const LoginConfig& other : others) {
    if (other.provider.name == login.provider.name) {
      return absl::InvalidArgumentError(
          fmt::format("name: there are two of \"{}\"", login.provider.name));
    }
    // A person of one issuer is one account: of whom it is must not depend on the button.
    if (other.provider.issuer == login.provider.issuer &&
        other.provider.audience != login.provider.audience) {
      return absl::InvalidArgumentError("issuer: is for citizens and for the staff");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<LoginConfig>> ReadLogins(const toml::node& tables,
                                                    std::string_view file) {
  const toml::array* array = tables.as_array();
  if (array == nullptr) return Bad(Where(file, tables), "login: expected tables, [[login]]");
  std::vector<LoginConfig> logins;
  for (const toml::node& node : *array) {
    absl::StatusOr<LoginConfig> login = ReadLogin(node);
    absl::Status good = login.ok() ? CheckApart(logins, *login) : login.status();
    if (!good.ok()) {
      return Bad(Where(file, node), fmt::format("login: {}", std::string(good.message())));
    }
    logins.push_back(*std::move(login));
  }
  return logins;
}

absl::StatusOr<std::vector<ProviderConfig>> LoadProviders(const std::vector<LoginConfig>& logins) {
  std::vector<ProviderConfig> providers;
  for (const LoginConfig& login : logins) {
    ProviderConfig provider = login.provider;
    const std::string& file = login.client_secret_file;
    if (!file.empty()) {
      absl::StatusOr<std::string> text = ReadTextFile(file);
      if (!text.ok()) return text.status();
      struct stat state{};
      if (stat(file.c_str(), &state) != 0 || (state.st_mode & S_IRWXO) != 0) {
        return Bad(file,
                   fmt::format("everybody on this machine can use this secret: chmod o= {}", file));
      }
      provider.client_secret = std::string(absl::StripAsciiWhitespace(*text));
      if (provider.client_secret.empty() ||
          provider.client_secret.find('\n') != std::string::npos) {
        return Bad(file, "expected a secret on one line");
      }
    }
    providers.push_back(std::move(provider));
  }
  return providers;
}

std::string LoginReference() {
  std::string out = "| key | type | meaning |\n|---|---|---|\n";
  for (const LoginOption& option : kOptions) {
    out += fmt::format("| `{}` | {} | {} |\n", option.key, option.type, option.description);
  }
  return out;
}

}  // namespace urna::services
