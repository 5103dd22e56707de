#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>
#include <string>

#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "cli/messages_options.h"
#include "cli/table_text.h"
#include "crypto/bytes.h"

namespace urna::cli {
namespace {

using Stub = v1::Messages::Stub;

constexpr char kMessagesTemplatesFooter[] =
    "A text is a file whose first line is the subject, whose second is empty, and whose rest is the "
    "body:\n"
    "plain text with fields in braces, such as {title}; {{ and }} are braces. A line whose fields "
    "are all\n"
    "empty is left out. `list` shows the fields of each occasion.";

struct TemplateOptions {
  ServerOptions server;
  OutputOptions output;
  std::string process;
  std::string occasion;
  std::string language = "fr";
  std::string file;
};

absl::StatusOr<v1::MessageTemplate> Which(const TemplateOptions& options) {
  const absl::StatusOr<v1::Occasion> occasion = ParseOccasion(options.occasion);
  if (!occasion.ok()) return occasion.status();
  v1::MessageTemplate text;
  text.set_occasion(*occasion);
  text.set_language(options.language);
  return text;
}

// Subject and body, as the footer says.
absl::Status ReadFile(const std::string& file, v1::MessageTemplate& text) {
  constexpr std::size_t kMost = 64 << 10;
  const auto bytes = client::ReadFile(file, kMost);
  if (!bytes.ok()) return bytes.status();
  const std::string content(crypto::AsText(*bytes));
  const std::size_t first = content.find('\n');
  const std::size_t second = first == content.npos ? first : content.find('\n', first + 1);
  if (second != first + 1) {
    return absl::InvalidArgumentError(
        fmt::format("{}: expected the subject, an empty line, and the body", file));
  }
  text.set_subject(content.substr(0, first));
  text.set_body(content.substr(second + 1));
  return absl::OkStatus();
}

std::string OriginWord(v1::TemplateOrigin origin) {
  return TypedWordOf(v1::TemplateOrigin_Name(origin), "TEMPLATE_ORIGIN_");
}

absl::Status List(const TemplateOptions& options) {
  const auto spoken = ChooseLanguage(options.output);
  if (!spoken.ok()) return spoken.status();
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  v1::ListTemplatesRequest request;
  request.set_parent(ParentOf(options.process));
  const auto listed = server->Call(&Stub::ListTemplates, request);
  if (!listed.ok()) return listed.status();
  const bool french = *spoken == Language::kFrench;
  TableText table({{"occasion", french ? "motif" : "occasion"},
                   {"language", french ? "langue" : "language"},
                   {"origin", french ? "origine" : "from"},
                   {"subject", french ? "objet" : "subject"},
                   {"fields", french ? "champs" : "fields"}});
  for (const v1::MessageTemplate& text : listed->templates()) {
    table.Add({TypedWordOf(v1::Occasion_Name(text.occasion()), "OCCASION_"), text.language(),
               OriginWord(text.origin()), text.subject(),
               fmt::format("{}", fmt::join(text.fields(), " "))});
  }
  Print(table, options.output, "");
  return absl::OkStatus();
}

absl::Status Show(const TemplateOptions& options) {
  const absl::StatusOr<v1::MessageTemplate> which = Which(options);
  if (!which.ok()) return which.status();
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  v1::ListTemplatesRequest request;
  request.set_parent(ParentOf(options.process));
  const auto listed = server->Call(&Stub::ListTemplates, request);
  if (!listed.ok()) return listed.status();
  for (const v1::MessageTemplate& text : listed->templates()) {
    if (text.occasion() != which->occasion() || text.language() != which->language()) continue;
    std::cout << text.subject() << "\n\n" << text.body();
    return absl::OkStatus();
  }
  return absl::NotFoundError(
      fmt::format("there is no text of {} in {}", options.occasion, options.language));
}

absl::Status Set(const TemplateOptions& options) {
  absl::StatusOr<v1::MessageTemplate> text = Which(options);
  if (!text.ok()) return text.status();
  if (absl::Status read = ReadFile(options.file, *text); !read.ok()) return read;
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  v1::UpdateTemplateRequest request;
  request.set_parent(ParentOf(options.process));
  *request.mutable_template_() = *text;
  return server->Call(&Stub::UpdateTemplate, request).status();
}

absl::Status Reset(const TemplateOptions& options) {
  const absl::StatusOr<v1::MessageTemplate> which = Which(options);
  if (!which.ok()) return which.status();
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  v1::ResetTemplateRequest request;
  request.set_parent(ParentOf(options.process));
  request.set_occasion(which->occasion());
  request.set_language(which->language());
  const auto text = server->Call(&Stub::ResetTemplate, request);
  if (!text.ok()) return text.status();
  std::cout << fmt::format("the text is now that of the {}\n", OriginWord(text->origin()));
  return absl::OkStatus();
}

absl::Status Preview(const TemplateOptions& options) {
  absl::StatusOr<v1::MessageTemplate> text = Which(options);
  if (!text.ok()) return text.status();
  if (!options.file.empty()) {
    if (absl::Status read = ReadFile(options.file, *text); !read.ok()) return read;
  }
  const auto server = ReachMessages(options.server);
  if (!server.ok()) return server.status();
  v1::PreviewTemplateRequest request;
  request.set_parent(ParentOf(options.process));
  *request.mutable_template_() = *text;
  const auto preview = server->Call(&Stub::PreviewTemplate, request);
  if (!preview.ok()) return preview.status();
  std::cout << preview->subject() << "\n\n" << preview->body();
  return absl::OkStatus();
}

}  // namespace

void AddMessageTemplatesCommands(CLI::App& messages, int& exit_code) {
  CLI::App* const templates = messages.add_subcommand("templates", "The texts of messages");
  templates->require_subcommand(1);
  templates->footer(kMessagesTemplatesFooter);
  enum class File { kNone, kOptional, kRequired };
  const auto add = [&](const char* name, const char* description, File file,
                       absl::Status (*run)(const TemplateOptions&)) {
    auto options = std::make_shared<TemplateOptions>();
    CLI::App& command = AddMessagesSubcommand<TemplateOptions>(*templates, exit_code, name,
                                                               description, options, run);
    command.add_option("--process", options->process, "Id of a process; the server's without");
    command.add_option("occasion", options->occasion, "Such as received or returned")->required();
    command.add_option("--language", options->language, "BCP 47; French when left out");
    if (file == File::kNone) return;
    command.add_option("--file", options->file, "The text, as below")
        ->required(file == File::kRequired);
  };
  auto list = std::make_shared<TemplateOptions>();
  CLI::App& listing = AddMessagesSubcommand<TemplateOptions>(
      *templates, exit_code, "list", "Show all, where they come from, and their fields", list,
      List);
  listing.add_option("--process", list->process, "Id of a process; the server's without");
  AddOutputOptions(listing, list->output);
  add("show", "Print one, as `set` takes it", File::kNone, Show);
  add("set", "Set one from a file", File::kRequired, Set);
  add("reset", "Go back to the server's text, or to the program's", File::kNone, Reset);
  add("preview", "Print a message as it would be sent, with example values", File::kOptional,
      Preview);
}

}  // namespace urna::cli
