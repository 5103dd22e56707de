#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>
#include <vector>

#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/plan_commands.h"
#include "cli/plan_texts.h"
#include "crypto/bytes.h"

namespace urna::cli {
namespace {

constexpr std::size_t kShortHash = 12;

struct JournalOptions {
  PlanOptions plan;
  std::string resource;
  std::string sha256;
};

// What an act says, in a few words; only what needs no document.
std::string FactsText(const v1::ActFacts& facts, Language language) {
  switch (facts.facts_case()) {
    case v1::ActFacts::kPhase:
      return std::string(PhaseText(facts.phase().phase(), language));
    case v1::ActFacts::kReceipt:
      return fmt::format("v{}", facts.receipt().version());
    case v1::ActFacts::kReturned:
      return client::TimeText(facts.returned().due_time());
    case v1::ActFacts::kSupport:
      return fmt::format("{}", facts.support().persons());
    case v1::ActFacts::kVerdict:
      return std::string(facts.verdict().accepted() ? Say(language, "accepted", "favorable")
                                                    : Say(language, "refused", "défavorable"));
    case v1::ActFacts::kAppeal:
      return std::string(facts.appeal().upheld() ? Say(language, "upheld", "accueilli")
                                                 : Say(language, "dismissed", "rejeté"));
    default:
      return "";
  }
}

std::string Documents(const v1::JournalEntry& entry, bool whole) {
  std::vector<std::string> hashes;
  for (const v1::NamedDocument& document : entry.documents()) {
    const std::string hex = crypto::ToHex(crypto::AsBytes(document.sha256()));
    hashes.push_back(whole ? hex : hex.substr(0, kShortHash));
  }
  return fmt::format("{}", fmt::join(hashes, " "));
}

std::string ResourceName(const JournalOptions& options) {
  const std::string process = ProcessName(options.plan.process);
  if (options.resource.empty() || options.resource.starts_with("processes/")) {
    return options.resource;
  }
  return fmt::format("{}/{}", process, options.resource);
}

int List(const JournalOptions& options) {
  return RunPlan(
      "journal list", options.plan,
      [&](client::PlanningClient& client, Language language) -> absl::Status {
        const std::string process = ProcessName(options.plan.process);
        auto acts = client.ListActs(process, ResourceName(options));
        if (!acts.ok()) return acts.status();
        const bool for_people = !options.plan.output.json && !options.plan.output.csv;
        TableText table({{"index", "#", CellKind::kInteger},
                         {"time", std::string(Say(language, "time", "heure"))},
                         {"act", std::string(Say(language, "act", "acte"))},
                         {"role", std::string(Say(language, "by", "par"))},
                         {"resource", std::string(Say(language, "about", "objet"))},
                         {"facts", std::string(Say(language, "what", "quoi"))},
                         {"documents", "documents"}});
        for (const v1::JournalEntry& entry : *acts) {
          const std::string act = v1::JournalAct_Name(entry.act());
          const std::string role = v1::JournalRole_Name(entry.role());
          table.Add(
              {fmt::format("{}", entry.index()), client::TimeText(entry.time()),
               std::string(for_people ? ActText(entry.act(), language)
                                      : WordOf(act, "JOURNAL_ACT_")),
               std::string(for_people ? RoleText(entry.role(), language)
                                      : WordOf(role, "JOURNAL_ROLE_")),
               for_people ? std::string(WordOf(entry.resource(), process + "/")) : entry.resource(),
               for_people ? FactsText(entry.facts(), language)
                          : FactsText(entry.facts(), Language::kEnglish),
               Documents(entry, !for_people)});
        }
        Print(table, options.plan.output,
              Say(language, "The journal tells nothing of it.", "Le journal n'en dit rien."));
        return absl::OkStatus();
      });
}

int Document(const JournalOptions& options) {
  const auto sha256 = crypto::FromHex(options.sha256);
  if (!sha256.ok() || sha256->size() != sizeof(crypto::Hash256)) {
    return Report("process journal document",
                  absl::InvalidArgumentError("a SHA-256 has 64 hexadecimal digits"));
  }
  return RunPlan("journal document", options.plan,
                 [&](client::PlanningClient& client, Language) -> absl::Status {
                   auto document = client.GetDocument(ProcessName(options.plan.process),
                                                      std::string(crypto::AsText(*sha256)));
                   if (!document.ok()) return document.status();
                   return PrintJson(document->document());
                 });
}

}  // namespace

void AddJournalCommand(CLI::App& process, int& exit_code) {
  CLI::App* journal = process.add_subcommand("journal", "What was done, by which role, when");
  journal->require_subcommand(1);
  auto options = std::make_shared<JournalOptions>();
  const auto add = [&](const std::string& name, const std::string& help) {
    CLI::App* command = journal->add_subcommand(name, help);
    AddServerOptions(*command, options->plan.server);
    command->add_option("process", options->plan.process, "Id of the process")->required();
    return command;
  };
  CLI::App* list = add("list", "All acts, in their order");
  AddOutputOptions(*list, options->plan.output);
  list->add_option("--resource", options->resource,
                   "Of this alone, such as proposals/p17 or contests/north/projects/bench");
  list->callback([options, &exit_code] { exit_code = List(*options); });
  CLI::App* document = add("document", "A document that an act names, as JSON");
  document->add_option("sha256", options->sha256, "64 hexadecimal digits")->required();
  document->callback([options, &exit_code] { exit_code = Document(*options); });
}

}  // namespace urna::cli
