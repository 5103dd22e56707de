#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "absl/strings/str_split.h"
#include "cli/client/plan_description.h"
#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/plan_commands.h"
#include "cli/plan_texts.h"
#include "crypto/bytes.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

struct MandateOptions {
  PlanOptions plan;
  std::string file;
  std::uint32_t version = 0;
  bool draft = false;
  std::uint32_t from = 1;
  std::uint32_t to = 0;
};

using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

// A text of several lines stays one.
void PrintIndented(std::string_view text, std::string_view indent) {
  for (const absl::string_view line :
       absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    std::cout << indent << client::Shown({line.data(), line.size()}) << "\n";
  }
}

void PrintTexts(std::string_view heading, const Texts& texts) {
  if (texts.empty()) return;
  std::cout << client::Shown(heading) << "\n";
  for (const v1::LocalizedText& text : texts) {
    PrintIndented(fmt::format("[{}] {}", text.language(), text.text()), "    ");
  }
}

void PrintForPeople(const v1::MandateVersion& version, const v1::Process& process,
                    Language language) {
  const auto say = [language](std::string_view english, std::string_view french) {
    return Say(language, english, french);
  };
  const v1::Mandate& mandate = version.mandate();
  std::cout << (version.version() == 0
                    ? std::string(say("Draft of the mandate", "Brouillon du mandat"))
                    : fmt::format("{} {}, {}, SHA-256 {}",
                                  say("Mandate, version", "Mandat, version"), version.version(),
                                  client::TimeText(
                                      static_cast<std::uint64_t>(version.publish_time().seconds())),
                                  crypto::ToHex(crypto::AsBytes(version.sha256()))))
            << "\n";
  PrintTexts(say("What it is called", "Intitulé"), mandate.title());
  PrintTexts(say("What it is for", "Objet"), mandate.purpose());
  PrintTexts(say("Who asks", "Porteur"), mandate.promoter());
  PrintTexts(say("Territory", "Territoire"), mandate.territory());
  if (mandate.envelope() != 0) {
    const auto digits = static_cast<int>(process.currency_digits());
    std::cout << say("All the money", "Enveloppe") << "\n    "
              << AmountText(tallying::Money::Minor(mandate.envelope()), digits, process.currency(),
                            language)
              << "\n";
  }
  PrintTexts(say("Where it comes from", "Financement"), mandate.financing());
  PrintTexts(say("Who may propose", "Qui peut proposer"), mandate.who_may_submit());
  PrintTexts(say("Who may vote", "Qui peut voter"), mandate.who_may_vote());
  for (const v1::Criterion& criterion : mandate.criteria()) {
    PrintTexts(fmt::format("{} {}", say("Criterion", "Critère"), criterion.id()), criterion.text());
  }
  PrintTexts(say("When", "Calendrier"), mandate.calendar());
  PrintTexts(say("What the authority commits itself to", "Engagement de la collectivité"),
             mandate.commitment());
  PrintTexts(say("What is not decided here", "Limites"), mandate.limits());
}

int Draft(const MandateOptions& options) {
  // Whatever the currency is: a file that is none need not reach the server.
  v1::Process any;
  any.set_currency_digits(tallying::kMaxMinorDigits);
  if (auto read = client::ReadMandate(options.file, any); !read.ok()) {
    return Report("process mandate draft", read.status());
  }
  return RunPlan(
      "mandate draft", options.plan,
      [&](client::PlanningClient& client, Language language) -> absl::Status {
        const std::string name = ProcessName(options.plan.process);
        auto process = client.GetProcess(name);
        if (!process.ok()) return process.status();
        auto mandate = client::ReadMandate(options.file, *process);
        if (!mandate.ok()) return mandate.status();
        auto kept = client.KeepMandateDraft(name, *mandate);
        if (!kept.ok()) return kept.status();
        if (options.plan.output.json) return PrintJson(*kept);
        std::cout << Say(language,
                         "Kept. `urna process mandate publish` makes it the next version.",
                         "Conservé. « urna process mandate publish » en fait la version suivante.")
                  << "\n";
        return absl::OkStatus();
      });
}

int Show(const MandateOptions& options) {
  return RunPlan("mandate show", options.plan,
                 [&](client::PlanningClient& client, Language language) -> absl::Status {
                   const std::string name = ProcessName(options.plan.process);
                   auto version = options.draft ? client.GetMandateDraft(name)
                                                : client.GetMandate(name, options.version);
                   if (!version.ok()) return version.status();
                   if (options.plan.output.json) return PrintJson(*version);
                   auto process = client.GetProcess(name);
                   if (!process.ok()) return process.status();
                   PrintForPeople(*version, *process, language);
                   return absl::OkStatus();
                 });
}

int Publish(const MandateOptions& options) {
  return RunPlan("mandate publish", options.plan,
                 [&](client::PlanningClient& client, Language language) -> absl::Status {
                   auto version = client.PublishMandate(ProcessName(options.plan.process));
                   if (!version.ok()) return version.status();
                   if (options.plan.output.json) return PrintJson(*version);
                   std::cout << fmt::format("{} {}, SHA-256 {}\n",
                                            Say(language, "Published: version", "Publié : version"),
                                            version->version(),
                                            crypto::ToHex(crypto::AsBytes(version->sha256())));
                   return absl::OkStatus();
                 });
}

int List(const MandateOptions& options) {
  return RunPlan(
      "mandate list", options.plan,
      [&](client::PlanningClient& client, Language language) -> absl::Status {
        auto versions = client.ListMandateVersions(ProcessName(options.plan.process));
        if (!versions.ok()) return versions.status();
        TableText table({{"version", "version", CellKind::kInteger},
                         {"publish_time", std::string(Say(language, "published", "publié"))},
                         {"sha256", "SHA-256"}});
        for (const v1::MandateVersion& version : *versions) {
          table.Add({fmt::format("{}", version.version()),
                     client::TimeText(static_cast<std::uint64_t>(version.publish_time().seconds())),
                     crypto::ToHex(crypto::AsBytes(version.sha256()))});
        }
        Print(table, options.plan.output,
              Say(language, "No version is published yet.", "Aucune version n'est publiée."));
        return absl::OkStatus();
      });
}

int Diff(const MandateOptions& options) {
  return RunPlan(
      "mandate diff", options.plan,
      [&](client::PlanningClient& client, Language language) -> absl::Status {
        auto changes =
            client.CompareMandates(ProcessName(options.plan.process), options.from, options.to);
        if (!changes.ok()) return changes.status();
        TableText table({{"field", std::string(Say(language, "field", "champ"))},
                         {"language", std::string(Say(language, "language", "langue"))},
                         {"before", std::string(Say(language, "before", "avant"))},
                         {"after", std::string(Say(language, "after", "après"))}});
        for (const v1::TextChange& change : *changes) {
          table.Add({change.field(), change.language(), change.before(), change.after()});
        }
        const std::string_view none =
            Say(language, "They say the same.", "Elles disent la même chose.");
        if (options.plan.output.json || options.plan.output.csv || table.empty()) {
          Print(table, options.plan.output, none);
          return absl::OkStatus();
        }
        // Texts are long: one below the other.
        for (const v1::TextChange& change : *changes) {
          std::cout << client::Shown(change.field())
                    << (change.language().empty()
                            ? ""
                            : fmt::format(" [{}]", client::Shown(change.language())))
                    << "\n";
          if (!change.before().empty()) PrintIndented(change.before(), "  - ");
          if (!change.after().empty()) PrintIndented(change.after(), "  + ");
        }
        return absl::OkStatus();
      });
}

}  // namespace

void AddMandateCommand(CLI::App& process, int& exit_code) {
  CLI::App* mandate =
      process.add_subcommand("mandate", "What is decided, by whom, with what money");
  mandate->require_subcommand(1);
  auto options = std::make_shared<MandateOptions>();
  using Act = int (*)(const MandateOptions&);
  const auto add = [&](const std::string& name, const std::string& help, Act act, bool lists) {
    CLI::App* command = mandate->add_subcommand(name, help);
    AddServerOptions(*command, options->plan.server);
    if (lists) {
      AddOutputOptions(*command, options->plan.output);
    } else {
      AddShowOptions(*command, options->plan.output);
    }
    command->add_option("process", options->plan.process, "Id of the process")->required();
    command->callback([options, act, &exit_code] { exit_code = act(*options); });
    return command;
  };
  add("draft", "Keep the text of the next version", Draft, false)
      ->add_option("file", options->file, "The mandate (TOML)")
      ->required();
  CLI::App* show = add("show", "Show a version", Show, false);
  CLI::Option* version =
      show->add_option("--version", options->version, "Which one; the last when left out");
  show->add_flag("--draft", options->draft, "The draft, or else the last version")
      ->excludes(version);
  add("publish", "Make the draft the next version, for everybody and for ever", Publish, false);
  add("list", "All versions", List, true);
  CLI::App* diff = add("diff", "What changed from one version to another", Diff, true);
  diff->add_option("from", options->from, "From 1")->required();
  diff->add_option("to", options->to, "The last one when left out");
}

}  // namespace urna::cli
