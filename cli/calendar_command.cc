#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "cli/client/local_time.h"
#include "cli/client/plan_description.h"
#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/plan_commands.h"
#include "cli/plan_texts.h"

namespace urna::cli {
namespace {

struct CalendarOptions {
  PlanOptions plan;
  std::string file;
};

void PrintForPeople(const v1::Calendar& calendar, const absl::TimeZone& zone, Language language) {
  TableText table({{"window", std::string(Say(language, "what", "quoi"))},
                   {"start", std::string(Say(language, "from", "du"))},
                   {"end", std::string(Say(language, "until", "au"))}});
  for (const v1::Window& window : calendar.windows()) {
    table.Add({std::string(WindowText(window.kind(), language)),
               BothTimes(window.start_time(), zone), BothTimes(window.end_time(), zone)});
  }
  std::cout << fmt::format("{} {}\n", Say(language, "Times of", "Heures de"),
                           client::Shown(calendar.time_zone()))
            << table.AsText("");
}

absl::Status Print(const absl::StatusOr<v1::CalendarView>& view, const CalendarOptions& options,
                   Language language) {
  if (!view.ok()) return view.status();
  const v1::Calendar& calendar = view->calendar();
  TableText table({{"kind", "kind"},
                   {"start_local", "start_local"},
                   {"start_utc", "start_utc"},
                   {"end_local", "end_local"},
                   {"end_utc", "end_utc"},
                   {"time_zone", "time_zone"}});
  const absl::StatusOr<absl::TimeZone> zone =
      view->has_calendar() ? client::FindTimeZone(calendar.time_zone()) : absl::UTCTimeZone();
  if (!zone.ok()) return zone.status();
  const OutputOptions& output = options.plan.output;
  if (!output.json && !output.csv && view->has_calendar()) {
    PrintForPeople(calendar, *zone, language);
    return absl::OkStatus();
  }
  for (const v1::Window& window : calendar.windows()) {
    table.Add({std::string(client::WindowName(window.kind())),
               client::LocalTimeText(window.start_time(), *zone),
               client::TimeText(window.start_time()),
               client::LocalTimeText(window.end_time(), *zone), client::TimeText(window.end_time()),
               calendar.time_zone()});
  }
  cli::Print(table, output,
             Say(language, "No calendar is set yet.", "Aucun calendrier n'est fixé."));
  return absl::OkStatus();
}

int Set(const CalendarOptions& options) {
  const auto calendar = client::ReadCalendar(options.file);
  if (!calendar.ok()) return Report("process calendar set", calendar.status());
  return RunPlan("calendar set", options.plan,
                 [&](client::PlanningClient& client, Language language) {
                   return Print(client.SetCalendar(ProcessName(options.plan.process), *calendar),
                                options, language);
                 });
}

int Show(const CalendarOptions& options) {
  return RunPlan(
      "calendar show", options.plan, [&](client::PlanningClient& client, Language language) {
        return Print(client.GetCalendar(ProcessName(options.plan.process)), options, language);
      });
}

}  // namespace

void AddCalendarCommand(CLI::App& process, int& exit_code) {
  CLI::App* calendar = process.add_subcommand("calendar", "When what is open");
  calendar->require_subcommand(1);
  auto options = std::make_shared<CalendarOptions>();
  const auto add = [&](const std::string& name, const std::string& help) {
    CLI::App* command = calendar->add_subcommand(name, help);
    AddServerOptions(*command, options->plan.server);
    AddOutputOptions(*command, options->plan.output);
    command->add_option("process", options->plan.process, "Id of the process")->required();
    return command;
  };
  CLI::App* set = add("set", "Set it, from a file with local times");
  set->add_option("file", options->file, "The calendar (TOML)")->required();
  set->callback([options, &exit_code] { exit_code = Set(*options); });
  CLI::App* show = add("show", "Show it, in local time and in UTC");
  show->callback([options, &exit_code] { exit_code = Show(*options); });
}

}  // namespace urna::cli
