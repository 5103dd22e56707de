#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>

#include "cli/client/plan_description.h"
#include "cli/client/shown_text.h"
#include "cli/plan_commands.h"
#include "cli/plan_texts.h"
#include "crypto/bytes.h"

namespace urna::cli {
namespace {

struct FormOptions {
  PlanOptions plan;
  std::string file;
};

void PrintRules(const v1::SubmissionForm& form, Language language) {
  const auto line = [&](std::string_view english, std::string_view french, std::string_view value) {
    std::cout << fmt::format("  {}  {}\n",
                             PaddedRight(std::string(Say(language, english, french)), 36), value);
  };
  const auto truth = [&](bool value) {
    return value ? Say(language, "yes", "oui") : Say(language, "no", "non");
  };
  line("a place must be given", "lieu obligatoire", truth(form.place_required()));
  line("a cost must be estimated", "estimation du coût obligatoire", truth(form.cost_required()));
  line("without an account", "sans compte", truth(form.open_submission()));
  line("proposals of one person at most", "propositions par personne au plus",
       form.most_per_author() == 0 ? std::string(Say(language, "no limit", "sans limite"))
                                   : fmt::format("{}", form.most_per_author()));
  line("persons who must support it", "soutiens nécessaires",
       fmt::format("{}", form.support_needed()));
  std::string categories;
  for (const v1::FormCategory& category : form.categories()) {
    categories += fmt::format("{}{}", categories.empty() ? "" : ", ",
                              client::Shown(TextFor(category.title(), language)));
  }
  line("categories", "catégories",
       categories.empty() ? std::string(Say(language, "none", "aucune")) : categories);
}

absl::Status Print(const absl::StatusOr<v1::FormView>& view, const FormOptions& options,
                   Language language) {
  if (!view.ok()) return view.status();
  const OutputOptions& output = options.plan.output;
  if (output.json) return PrintJson(*view);
  const auto truth = [&](bool value) {
    if (output.csv) return std::string(value ? "true" : "false");
    return std::string(value ? Say(language, "yes", "oui") : "");
  };
  TableText table({{"id", "id"},
                   {"type", "type"},
                   {"required", std::string(Say(language, "required", "obligatoire"))},
                   {"internal", std::string(Say(language, "internal", "interne"))},
                   {"label", std::string(Say(language, "label", "libellé"))},
                   {"choices", std::string(Say(language, "choices", "choix"))}});
  for (const v1::FormField& field : view->form().fields()) {
    table.Add({field.id(),
               std::string(output.csv ? client::FieldTypeName(field.type())
                                      : FieldTypeText(field.type(), language)),
               truth(field.required()), truth(field.internal()), TextFor(field.label(), language),
               fmt::format("{}", fmt::join(field.choices(), " | "))});
  }
  if (!output.csv && !view->has_form()) {
    std::cout << Say(language, "No form is set yet.", "Aucun formulaire n'est fixé.") << "\n";
    return absl::OkStatus();
  }
  if (!output.csv) {
    std::cout << fmt::format(
        "{}, SHA-256 {}\n",
        Say(language, "What a proposal must say", "Ce qu'une proposition doit dire"),
        crypto::ToHex(crypto::AsBytes(view->sha256())));
    PrintRules(view->form(), language);
  }
  cli::Print(table, output,
             Say(language, "Nothing is asked beside title, summary and description.",
                 "Rien n'est demandé hormis titre, résumé et description."));
  return absl::OkStatus();
}

int Set(const FormOptions& options) {
  // A file that is none need not reach the server.
  if (auto read = client::ReadForm(options.file, {}); !read.ok()) {
    return Report("process form set", read.status());
  }
  return RunPlan("form set", options.plan,
                 [&](client::PlanningClient& client, Language language) -> absl::Status {
                   const std::string name = ProcessName(options.plan.process);
                   auto process = client.GetProcess(name);
                   if (!process.ok()) return process.status();
                   auto form = client::ReadForm(options.file, *process);
                   if (!form.ok()) return form.status();
                   return Print(client.SetForm(name, *form), options, language);
                 });
}

int Show(const FormOptions& options) {
  return RunPlan("form show", options.plan, [&](client::PlanningClient& client, Language language) {
    return Print(client.GetForm(ProcessName(options.plan.process)), options, language);
  });
}

}  // namespace

void AddFormCommand(CLI::App& process, int& exit_code) {
  CLI::App* form = process.add_subcommand("form", "What a proposal must say");
  form->require_subcommand(1);
  auto options = std::make_shared<FormOptions>();
  const auto add = [&](const std::string& name, const std::string& help) {
    CLI::App* command = form->add_subcommand(name, help);
    AddServerOptions(*command, options->plan.server);
    AddOutputOptions(*command, options->plan.output);
    command->add_option("process", options->plan.process, "Id of the process")->required();
    return command;
  };
  CLI::App* set = add("set", "Set it, while the process is a draft");
  set->add_option("file", options->file, "The form (TOML)")->required();
  set->callback([options, &exit_code] { exit_code = Set(*options); });
  CLI::App* show = add("show", "Show it");
  show->callback([options, &exit_code] { exit_code = Show(*options); });
}

}  // namespace urna::cli
