#include "cli/proposals_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "absl/time/time.h"
#include "cli/client/errors.h"
#include "cli/client/shown_text.h"
#include "cli/proposal_text.h"
#include "ledger/text.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

constexpr std::string_view kProposals = "/proposals/";
constexpr char kEditKeyVariable[] = "URNA_EDIT_KEY";

void AddText(const char* language, const std::string& text, SpokenText::Texts& out) {
  if (text.empty()) return;
  v1::LocalizedText& one = *out.Add();
  one.set_language(language);
  one.set_text(text);
}

}  // namespace

SpokenText::Texts SpokenText::texts() const {
  Texts out;
  AddText("fr", french, out);
  AddText("en", english, out);
  return out;
}

void AddSpokenText(CLI::App& command, const std::string& name, const std::string& help,
                   SpokenText& text) {
  command.add_option(fmt::format("--{}-fr", name), text.french, help + ", in French");
  command.add_option(fmt::format("--{}-en", name), text.english, help + ", in English");
}

void AddProposalOptions(CLI::App& command, ProposalOptions& options) {
  AddServerOptions(command, options.server);
  AddShowOptions(command, options.output);
  command.add_option("--process", options.process, "Id of the process");
  command.add_option("proposal", options.proposal, "Its id, such as p17, or its resource name")
      ->required();
}

void AddEditKey(CLI::App& command, ProposalOptions& options) {
  command.add_option("--edit-key", options.edit_key_file,
                     "File with the author's key, as `create` printed it; - for standard input; "
                     "without it the variable URNA_EDIT_KEY, then the token of the staff");
}

absl::StatusOr<std::string> ProposalName(const std::string& process, const std::string& proposal) {
  if (proposal.find(kProposals) != std::string::npos) return proposal;
  if (process.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("of which process is {}? Give --process, or its whole name", proposal));
  }
  return fmt::format("{}{}{}", ProcessName(process), kProposals, proposal);
}

absl::StatusOr<std::vector<std::string>> ProposalNames(const std::string& process,
                                                       const std::vector<std::string>& proposals) {
  std::vector<std::string> names;
  for (const std::string& proposal : proposals) {
    absl::StatusOr<std::string> name = ProposalName(process, proposal);
    if (!name.ok()) return name.status();
    names.push_back(*std::move(name));
  }
  return names;
}

std::string ProcessOf(const std::string& proposal_name) {
  return proposal_name.substr(0, proposal_name.find(kProposals));
}

absl::StatusOr<std::string> EditKey(const ProposalOptions& options) {
  SecretSource source;
  if (options.edit_key_file == "-") {
    source.descriptor = STDIN_FILENO;
  } else if (!options.edit_key_file.empty()) {
    source.file = options.edit_key_file;
  } else if (std::getenv(kEditKeyVariable) != nullptr) {
    source.variable = kEditKeyVariable;
  } else {
    return "";
  }
  const absl::StatusOr<crypto::SecretBytes> key = ReadSecret(source);
  if (!key.ok()) return key.status();
  return std::string(key->begin(), key->end());
}

absl::StatusOr<client::ProposalsClient> OpenProposals(const ServerOptions& options) {
  auto connection = Connect(options);
  if (!connection.ok()) return connection.status();
  return client::ProposalsClient(*std::move(connection));
}

absl::StatusOr<std::int64_t> ParseCost(std::string_view text, int currency_digits,
                                       std::string_view option) {
  if (text.empty()) return 0;
  const auto decimal = tallying::ParseDecimal(text);
  if (!decimal.ok()) return client::While(option, decimal.status());
  const auto money = tallying::ToMoney(*decimal, currency_digits);
  if (!money.ok()) return client::While(option, money.status());
  return money->minor();
}

absl::StatusOr<google::protobuf::Timestamp> ParseDue(const std::string& text,
                                                     std::string_view option) {
  absl::Time time;
  std::string error;
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) {
    time = absl::FromCivil(absl::CivilSecond(day + 1) - 1, absl::UTCTimeZone());
  } else if (!absl::ParseTime(absl::RFC3339_sec, text, &time, &error)) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: '{}'; expected a day such as 2027-03-31, or 2027-03-31T18:00:00+02:00", option, text));
  }
  google::protobuf::Timestamp out;
  out.set_seconds(absl::ToUnixSeconds(time));
  return out;
}

std::string StaffMemberName(const std::string& typed) {
  const bool is_name = typed.empty() || typed == "-" || typed.find('/') != typed.npos;
  return is_name ? typed : fmt::format("accessTokens/{}", typed);
}

absl::Status PrintChanged(const v1::Proposal& proposal, const OutputOptions& output) {
  if (output.json) return PrintJson(proposal);
  const auto language = ChooseLanguage(output);
  if (!language.ok()) return language.status();
  std::cout << fmt::format("{}  {}\n", client::Shown(proposal.name()),
                           StatusText(proposal.status(), *language));
  return absl::OkStatus();
}

}  // namespace urna::cli
