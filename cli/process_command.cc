#include "cli/process_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/plan_commands.h"
#include "cli/plan_texts.h"
#include "crypto/bytes.h"

namespace urna::cli {
namespace {

constexpr char kProcessFooter[] =
    "The staff's token is taken from the variable URNA_TOKEN; without one, what is public is "
    "shown.\n"
    "A process that citizens propose to:\n"
    "  urna process mandate draft ID mandate.toml && urna process mandate publish ID\n"
    "  urna process form set ID form.toml\n"
    "  urna process calendar set ID calendar.toml    # the clock begins each phase\n"
    "  urna process begin ID submission              # or a person does, sooner\n"
    "deploy/mandate.toml.example, form.toml.example and calendar.toml.example explain the files.";

struct Options {
  PlanOptions plan;
  std::string phase;
  std::string next;
};

std::string TimeOf(bool there, const google::protobuf::Timestamp& time) {
  return there ? client::TimeText(static_cast<std::uint64_t>(time.seconds())) : "";
}

std::string PhaseKey(v1::Phase phase) {
  return std::string(WordOf(v1::Phase_Name(phase), "PHASE_"));
}

int List(const Options& options) {
  return RunPlan("list", options.plan, [&](client::PlanningClient& client, Language language) {
    auto processes = client.ListProcesses();
    if (!processes.ok()) return processes.status();
    TableText table({{"name", std::string(Say(language, "process", "processus"))},
                     {"phase", "phase"},
                     {"opening_time", std::string(Say(language, "opening", "ouverture"))},
                     {"closing_time", std::string(Say(language, "closing", "clôture"))},
                     {"title", std::string(Say(language, "title", "titre"))}});
    const bool for_people = !options.plan.output.json && !options.plan.output.csv;
    for (const v1::Process& process : *processes) {
      table.Add({process.name(),
                 for_people ? std::string(PhaseText(process.phase(), language))
                            : PhaseKey(process.phase()),
                 TimeOf(process.has_opening_time(), process.opening_time()),
                 TimeOf(process.has_closing_time(), process.closing_time()),
                 TextFor(process.title(), language)});
    }
    Print(table, options.plan.output,
          Say(language, "There is no process to be seen.", "Aucun processus visible."));
    return absl::OkStatus();
  });
}

void PrintForPeople(const v1::Process& process, Language language) {
  const auto line = [&](std::string_view english, std::string_view french, std::string_view text) {
    if (text.empty()) return;
    std::cout << fmt::format("  {}  {}\n",
                             PaddedRight(std::string(Say(language, english, french)), 22),
                             client::Shown(text));
  };
  std::cout << client::Shown(process.name()) << "\n";
  line("title", "titre", TextFor(process.title(), language));
  line("phase", "phase", PhaseText(process.phase(), language));
  line("currency", "monnaie", process.currency());
  line("opening", "ouverture", TimeOf(process.has_opening_time(), process.opening_time()));
  line("closing", "clôture", TimeOf(process.has_closing_time(), process.closing_time()));
  line("log", "journal public du vote", process.log_vkey());
  line("config hash", "empreinte de config", crypto::ToHex(crypto::AsBytes(process.config_hash())));
  line("manifest hash", "empreinte du manifeste",
       crypto::ToHex(crypto::AsBytes(process.manifest_hash())));
}

absl::Status PrintProcess(const absl::StatusOr<v1::Process>& process, const PlanOptions& options,
                          Language language) {
  if (!process.ok()) return process.status();
  if (options.output.json) return PrintJson(*process);
  PrintForPeople(*process, language);
  return absl::OkStatus();
}

int Show(const Options& options) {
  return RunPlan("show", options.plan, [&](client::PlanningClient& client, Language language) {
    return PrintProcess(client.GetProcess(ProcessName(options.plan.process)), options.plan,
                        language);
  });
}

int Begin(const Options& options) {
  v1::Phase phase = v1::PHASE_UNSPECIFIED;
  if (options.phase == "submission") phase = v1::PHASE_SUBMISSION;
  if (options.phase == "review") phase = v1::PHASE_REVIEW;
  if (options.phase == "appeal") phase = v1::PHASE_APPEAL;
  return RunPlan("begin", options.plan, [&](client::PlanningClient& client, Language language) {
    return PrintProcess(client.BeginPhase(ProcessName(options.plan.process), phase), options.plan,
                        language);
  });
}

int Duplicate(const Options& options) {
  return RunPlan("duplicate", options.plan, [&](client::PlanningClient& client, Language language) {
    return PrintProcess(client.Duplicate(ProcessName(options.plan.process), options.next),
                        options.plan, language);
  });
}

}  // namespace

void AddProcessCommand(CLI::App& app, int& exit_code) {
  CLI::App* process = app.add_subcommand(
      "process", "List processes, and plan them: mandate, calendar, form, phases");
  process->require_subcommand(1);
  process->footer(kProcessFooter);
  auto options = std::make_shared<Options>();

  CLI::App* list = process->add_subcommand("list", "All processes that may be seen");
  AddServerOptions(*list, options->plan.server);
  AddOutputOptions(*list, options->plan.output);
  list->callback([options, &exit_code] { exit_code = List(*options); });

  const auto add = [&](const std::string& name, const std::string& help, const std::string& what) {
    CLI::App* command = process->add_subcommand(name, help);
    AddServerOptions(*command, options->plan.server);
    AddShowOptions(*command, options->plan.output);
    command->add_option("process", options->plan.process, what)->required();
    return command;
  };
  CLI::App* show = add("show", "What a process is, and where it stands", "Id of the process");
  show->callback([options, &exit_code] { exit_code = Show(*options); });
  CLI::App* begin =
      add("begin", "Begin a phase now, whatever the calendar says", "Id of the process");
  begin->add_option("phase", options->phase, "submission, review or appeal")
      ->required()
      ->check(CLI::IsMember({"submission", "review", "appeal"}));
  begin->callback([options, &exit_code] { exit_code = Begin(*options); });
  CLI::App* duplicate = add("duplicate", "Make the draft of the next edition out of an earlier one",
                            "Id of the earlier process");
  duplicate->add_option("new", options->next, "Id of the new one")->required();
  duplicate->callback([options, &exit_code] { exit_code = Duplicate(*options); });

  AddMandateCommand(*process, exit_code);
  AddCalendarCommand(*process, exit_code);
  AddFormCommand(*process, exit_code);
  AddJournalCommand(*process, exit_code);
}

}  // namespace urna::cli
