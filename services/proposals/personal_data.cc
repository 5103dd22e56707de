#include "services/proposals/personal_data.h"

#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "services/attachments/attachment_store.h"
#include "services/attachments/attachment_view.h"
#include "services/base/errors.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {
namespace {

using nlohmann::ordered_json;

ordered_json JsonOf(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return nullptr;
  constexpr bool kThrow = false;
  return ordered_json::parse(text, nullptr, kThrow);
}

absl::StatusOr<ordered_json> Versions(const ShownProposal& proposal, Viewer viewer,
                                      const LiveJournal& journal) {
  ordered_json out = ordered_json::array();
  for (std::uint32_t version = 1; version <= NewestFor(proposal, viewer); ++version) {
    const absl::StatusOr<v1::ProposalText> text = ReadVersion(proposal, version, viewer, journal);
    if (absl::IsNotFound(text.status())) continue;
    if (!text.ok()) return text.status();
    out.push_back({{"version", version}, {"text", JsonOf(*text)}});
  }
  return out;
}

absl::StatusOr<ordered_json> SaidOf(const storage::Reader& store, const ProposalName& name) {
  absl::StatusOr<std::vector<std::string>> notes = ReadNotes(store, name);
  if (!notes.ok()) return notes.status();
  ordered_json out = ordered_json::array();
  for (const std::string& bytes : *notes) {
    v1::Note note;
    if (!note.ParseFromString(bytes)) return absl::DataLossError("a stored note cannot be read");
    out.push_back(JsonOf(note));
  }
  return out;
}

// Their bytes are read by name (ReadAttachment).
absl::StatusOr<ordered_json> AttachedTo(const storage::Reader& store,
                                        const ShownProposal& proposal) {
  const ProposalName& name = proposal.name;
  const auto all = AttachmentsOf(store, name.process, name.id);
  if (!all.ok()) return all.status();
  const bool is_shown = proposal.journal != nullptr && !proposal.journal->hidden;
  const std::uint32_t version = is_shown ? proposal.journal->public_versions : 0;
  ordered_json out = ordered_json::array();
  for (const internal::v1::StoredAttachment& one : *all) {
    out.push_back(JsonOf(ShowAttachment(name.process, one, version, false)));
  }
  return out;
}

}  // namespace

absl::StatusOr<std::string> PersonalData(const storage::Reader& store,
                                         const ShownProposal& proposal, Viewer viewer,
                                         const LiveJournal& journal) {
  const absl::StatusOr<v1::Proposal> shown = ShowProposal(proposal, 0, viewer, journal);
  if (!shown.ok()) return shown.status();
  absl::StatusOr<ordered_json> versions = Versions(proposal, viewer, journal);
  if (!versions.ok()) return versions.status();
  absl::StatusOr<ordered_json> attached = AttachedTo(store, proposal);
  if (!attached.ok()) return attached.status();
  const internal::v1::StoredProposal& stored = proposal.stored;
  ordered_json out;
  out["proposal"] = JsonOf(*shown);
  out["attachments"] = *std::move(attached);
  out["versions"] = *std::move(versions);
  out["being_written"] = stored.has_pending() ? JsonOf(stored.pending()) : ordered_json();
  out["handed_in"] = stored.has_last() ? JsonOf(stored.last()) : ordered_json();
  out["co_authors"] = ordered_json::array();
  for (const internal::v1::StoredAuthor& author : stored.co_authors()) {
    out["co_authors"].push_back({{"name", author.name()}});
  }
  if (viewer == Viewer::kStaff) {
    absl::StatusOr<ordered_json> said = SaidOf(store, proposal.name);
    if (!said.ok()) return said.status();
    out["said_of_it"] = *std::move(said);
  }
  constexpr int kIndent = 2;
  // Text that is no UTF-8 was refused at the edge.
  return out.dump(kIndent) + "\n";
}

}  // namespace urna::services
