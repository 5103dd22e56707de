#include "services/proposals/proposal_texts.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace urna::services {
namespace {

void Add(v1::TextPart part, const std::string& language, const std::string& text,
         SearchedText& out) {
  if (!text.empty()) out.push_back({part, language, text});
}

}  // namespace

absl::StatusOr<SearchedText> ReadSearchedText(const ShownProposal& proposal, Viewer viewer,
                                              const LiveJournal& journal) {
  SearchedText out;
  const std::uint32_t version = NewestFor(proposal, viewer);
  if (version == 0) return out;
  const absl::StatusOr<v1::ProposalText> text = ReadVersion(proposal, version, viewer, journal);
  if (absl::IsNotFound(text.status())) return out;
  if (!text.ok()) return text.status();
  const absl::StatusOr<std::vector<std::string>> authors =
      ReadAuthorNames(proposal, version, journal);
  if (!authors.ok()) return authors.status();
  const std::string& language = text->language();
  Add(v1::TEXT_PART_TITLE, language, text->title(), out);
  Add(v1::TEXT_PART_SUMMARY, language, text->summary(), out);
  Add(v1::TEXT_PART_DESCRIPTION, language, text->description(), out);
  for (const v1::FieldAnswer& answer : text->answers()) {
    Add(v1::TEXT_PART_ANSWER, language, answer.value(), out);
  }
  for (const std::string& name : *authors) Add(v1::TEXT_PART_AUTHOR, "", name, out);
  Add(v1::TEXT_PART_ID, "", proposal.name.id, out);
  if (viewer != Viewer::kStaff) return out;
  for (const v1::FieldAnswer& answer : proposal.stored.last().internal_answers()) {
    Add(v1::TEXT_PART_INTERNAL_ANSWER, language, answer.value(), out);
  }
  return out;
}

absl::StatusOr<ProposalTexts::Texts> StoredProposalTexts::Read(
    std::string_view process, ledger::ProposalNumber number) const {
  const absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals_.Get(process);
  if (!journal.ok()) return journal.status();
  const auto told = (*journal)->WithState(
      [&](const ledger::JournalState& state) -> std::optional<ledger::JournalProposal> {
        const ledger::JournalProposal* found = state.proposal(number);
        return found == nullptr ? std::nullopt : std::optional(*found);
      });
  if (!told) return Texts();
  const ProposalName name = ProposalName::Of(process, number);
  const absl::StatusOr<internal::v1::StoredProposal> stored = ReadProposal(store_, name);
  if (!stored.ok()) return stored.status();
  const ShownProposal proposal{name, *stored, &*told};
  absl::StatusOr<SearchedText> staff = ReadSearchedText(proposal, Viewer::kStaff, **journal);
  if (!staff.ok()) return staff.status();
  absl::StatusOr<SearchedText> everybody = ReadSearchedText(proposal, Viewer::kPublic, **journal);
  if (!everybody.ok()) return everybody.status();
  return Texts{*std::move(staff), *std::move(everybody)};
}

}  // namespace urna::services
