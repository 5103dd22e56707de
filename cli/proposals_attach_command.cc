#include "cli/proposals_attach_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "cli/client/attachments_client.h"
#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "cli/proposals_options.h"
#include "media/file_type.h"

namespace urna::cli {
namespace {

using client::AttachmentsClient;

struct AttachOptions {
  ProposalOptions proposal;
  std::string file;
  SpokenText alternative;
  std::uint32_t verdict = 0;
  std::string attachment;
};

absl::StatusOr<AttachmentsClient> Open(const ServerOptions& options) {
  auto connection = Connect(options);
  if (!connection.ok()) return connection.status();
  return AttachmentsClient(*std::move(connection));
}

// The last part of a name.
std::string IdIn(const std::string& name) { return name.substr(name.rfind('/') + 1); }

absl::Status Attach(const AttachOptions& options) {
  v1::AttachmentHeader header;
  auto parent = ProposalName(options.proposal.process, options.proposal.proposal);
  if (!parent.ok()) return parent.status();
  auto key = EditKey(options.proposal);
  if (!key.ok()) return key.status();
  const auto file = client::ReadFile(options.file, AttachmentsClient::kMostBytes);
  if (!file.ok()) return file.status();
  const std::optional<media::FileType> type = media::TypeOf(crypto::AsText(*file));
  if (!type) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is no JPEG, PNG or WebP image and no PDF", options.file));
  }
  header.set_parent(*std::move(parent));
  header.set_edit_key(*std::move(key));
  header.set_kind(media::IsImage(*type) ? v1::ATTACHMENT_KIND_IMAGE : v1::ATTACHMENT_KIND_DOCUMENT);
  header.set_subject(options.verdict > 0 ? v1::ATTACHMENT_SUBJECT_VERDICT
                                         : v1::ATTACHMENT_SUBJECT_PROPOSAL);
  header.set_verdict(options.verdict);
  *header.mutable_alternative_text() = options.alternative.texts();
  const auto client = Open(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto made = client->Upload(std::move(header), *file);
  if (!made.ok()) return made.status();
  std::cout << client::Shown(IdIn(made->name())) << "\n";
  return absl::OkStatus();
}

std::string SizeOf(const v1::Attachment& one) {
  if (one.kind() != v1::ATTACHMENT_KIND_IMAGE) return "";
  return fmt::format("{} x {}", one.width(), one.height());
}

absl::Status List(const AttachOptions& options) {
  v1::ListAttachmentsRequest request;
  auto parent = ProposalName(options.proposal.process, options.proposal.proposal);
  if (!parent.ok()) return parent.status();
  auto key = EditKey(options.proposal);
  if (!key.ok()) return key.status();
  request.set_parent(*std::move(parent));
  request.set_edit_key(*std::move(key));
  const auto language = ChooseLanguage(options.proposal.output);
  if (!language.ok()) return language.status();
  const bool french = *language == Language::kFrench;
  const auto client = Open(options.proposal.server);
  if (!client.ok()) return client.status();
  const auto listed = client->List(request);
  if (!listed.ok()) return listed.status();
  TableText table({{"attachment", french ? "pièce" : "attachment"},
                   {"kind", french ? "nature" : "kind"},
                   {"verdict", french ? "avis" : "verdict", CellKind::kInteger},
                   {"bytes", french ? "octets" : "bytes", CellKind::kInteger},
                   {"pixels", "pixels"},
                   {"text", french ? "texte" : "text"},
                   {"path", french ? "chemin public" : "public path"}});
  for (const v1::Attachment& one : listed->attachments()) {
    const bool is_image = one.kind() == v1::ATTACHMENT_KIND_IMAGE;
    table.Add({IdIn(one.name()), is_image ? "image" : "document",
               one.verdict() > 0 ? fmt::format("{}", one.verdict()) : "",
               fmt::format("{}", one.size()), SizeOf(one),
               one.alternative_text().empty() ? "" : one.alternative_text(0).text(), one.path()});
  }
  Print(table, options.proposal.output, french ? "Aucune pièce jointe." : "Nothing is attached.");
  return absl::OkStatus();
}

absl::Status Detach(const AttachOptions& options) {
  v1::DeleteAttachmentRequest request;
  const auto parent = ProposalName(options.proposal.process, options.proposal.proposal);
  if (!parent.ok()) return parent.status();
  auto key = EditKey(options.proposal);
  if (!key.ok()) return key.status();
  request.set_name(fmt::format("{}/attachments/{}", ProcessOf(*parent), IdIn(options.attachment)));
  request.set_edit_key(*std::move(key));
  const auto client = Open(options.proposal.server);
  if (!client.ok()) return client.status();
  if (absl::Status gone = client->Delete(request); !gone.ok()) return gone;
  std::cout << fmt::format("{}: deleted\n", client::Shown(IdIn(options.attachment)));
  return absl::OkStatus();
}

}  // namespace

void AddProposalsAttachCommands(CLI::App& proposals, int& exit_code) {
  const auto add = [&](const std::string& name, const std::string& help,
                       absl::Status (*run)(const AttachOptions&),
                       const std::shared_ptr<AttachOptions>& options) -> CLI::App& {
    CLI::App& command =
        AddProposalsCommand<AttachOptions>(proposals, exit_code, name, help, options, run);
    AddProposalOptions(command, options->proposal);
    AddEditKey(command, options->proposal);
    return command;
  };
  auto options = std::make_shared<AttachOptions>();
  CLI::App& attach = add("attach", "Attach an image or a PDF; prints its id", Attach, options);
  attach.add_option("file", options->file, "JPEG, PNG, WebP or PDF")->required();
  AddSpokenText(attach, "alt", "What one sees on the image, or the title of the document",
                options->alternative);
  attach.add_option("--verdict", options->verdict,
                    "To this verdict of the staff, from 1, instead of the text");

  options = std::make_shared<AttachOptions>();
  add("attachments", "List what is attached", List, options)
      .add_flag("--csv", options->proposal.output.csv, "As CSV, for spreadsheets");

  options = std::make_shared<AttachOptions>();
  add("detach", "Delete what is attached, for good", Detach, options)
      .add_option("attachment", options->attachment, "As attachments lists it")
      ->required();
}

}  // namespace urna::cli
