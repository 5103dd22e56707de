#include "services/publishing/journal_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "ledger/act.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/pages.h"
#include "services/base/resource_name.h"
#include "services/base/signatures.h"

namespace urna::services {
namespace {

// Records that one call looks at, whatever few of them it shows.
constexpr std::size_t kActsLookedAt = 20'000;
constexpr std::size_t kActsAtOnce = 1000;

v1::DocumentVisibility VisibilityIn(const ledger::JournalState& state,
                                    const ledger::ActDocument& document) {
  const auto found = state.documents().find(document.sha256);
  if (found == state.documents().end()) return v1::DOCUMENT_VISIBILITY_UNSPECIFIED;
  switch (state.VisibilityOf(found->second)) {
    case ledger::Visibility::kPublic:
      return v1::DOCUMENT_VISIBILITY_PUBLIC;
    case ledger::Visibility::kWithheld:
      return v1::DOCUMENT_VISIBILITY_WITHHELD;
    case ledger::Visibility::kErased:
      return v1::DOCUMENT_VISIBILITY_ERASED;
  }
  return v1::DOCUMENT_VISIBILITY_UNSPECIFIED;
}

std::string NameOf(const std::string& process, const std::string& resource) {
  return resource.empty() ? process : fmt::format("{}/{}", process, resource);
}

void Show(const ledger::Act& act, const std::string& process, const LiveJournal& journal,
          v1::JournalEntry& out) {
  out.set_time(act.time);
  out.set_act(act.act);
  out.set_role(act.role);
  out.set_actor(std::string(crypto::AsText(act.actor)));
  out.set_resource(NameOf(process, act.resource));
  if (act.facts.facts_case() != v1::ActFacts::FACTS_NOT_SET) *out.mutable_facts() = act.facts;
  journal.WithState([&](const ledger::JournalState& state) {
    for (const ledger::ActDocument& document : act.documents) {
      v1::NamedDocument& named = *out.add_documents();
      named.set_kind(document.kind);
      named.set_sha256(std::string(crypto::AsText(document.sha256)));
      named.set_visibility(VisibilityIn(state, document));
    }
  });
}

// Walks the journal from `next` on and fills a page. Returns where the next one begins; the journal's
// size on the last.
absl::StatusOr<std::uint64_t> FillPage(const v1::ListActsRequest& request, std::size_t size,
                                       const LiveJournal& journal, std::uint64_t next,
                                       v1::ListActsResponse& response) {
  const std::uint64_t end = journal.size();
  const std::uint64_t limit = std::min<std::uint64_t>(end, next + kActsLookedAt);
  while (next < limit) {
    const absl::StatusOr<std::vector<crypto::Bytes>> records =
        journal.Records(next, kActsAtOnce, kPublicReadBytes);
    if (!records.ok()) return records.status();
    for (const crypto::Bytes& record : *records) {
      if (static_cast<std::size_t>(response.entries_size()) == size) return next;
      const absl::StatusOr<ledger::Act> act = ledger::ParseAct(record);
      if (!act.ok()) return absl::DataLossError("an act of a journal cannot be read");
      const std::uint64_t index = next++;
      if (!request.resource().empty() &&
          NameOf(request.process(), act->resource) != request.resource()) {
        continue;
      }
      v1::JournalEntry& entry = *response.add_entries();
      entry.set_index(index);
      entry.set_record(std::string(crypto::AsText(record)));
      Show(*act, request.process(), journal, entry);
    }
  }
  return next;
}

}  // namespace

absl::Status JournalReading::GetJournal(const v1::GetJournalRequest& request,
                                        v1::GetJournalResponse& response) {
  const auto journal = journals_.Get(request.process());
  if (!journal.ok()) return journal.status();
  response.set_vkey((*journal)->Vkey());
  response.set_checkpoint((*journal)->Checkpoint());
  response.set_phase(
      (*journal)->WithState([](const ledger::JournalState& state) { return state.phase(); }));
  return absl::OkStatus();
}

absl::Status JournalReading::ListActs(const v1::ListActsRequest& request,
                                      v1::ListActsResponse& response) {
  const std::string list = fmt::format("acts of {} {}", request.process(), request.resource());
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const absl::StatusOr<std::string> token = ReadPageToken(list, request.page_token());
  if (!token.ok()) return token.status();
  const auto journal = journals_.Get(request.process());
  if (!journal.ok()) return journal.status();
  std::uint64_t first = 0;
  if (!token->empty()) first = crypto::ByteReader(crypto::AsBytes(*token)).Le64();
  if (first > (*journal)->size()) {
    return FieldError("page_token", "is not the next_page_token of a page of this list");
  }
  const absl::StatusOr<std::uint64_t> next = FillPage(request, *size, **journal, first, response);
  if (!next.ok()) return next.status();
  if (*next < (*journal)->size()) {
    crypto::Bytes cursor;
    crypto::AppendLe64(cursor, *next);
    response.set_next_page_token(MakePageToken(list, crypto::AsText(cursor)));
  }
  return absl::OkStatus();
}

absl::Status JournalReading::GetDocument(const v1::GetDocumentRequest& request,
                                         v1::GetDocumentResponse& response) {
  const absl::StatusOr<crypto::Hash256> sha256 = ParseHash(request.sha256(), "sha256");
  if (!sha256.ok()) return sha256.status();
  const auto journal = journals_.Get(request.process());
  if (!journal.ok()) return journal.status();
  const absl::StatusOr<crypto::Bytes> bytes = (*journal)->PublicDocument(*sha256);
  if (!bytes.ok()) return bytes.status();
  response.set_bytes(std::string(crypto::AsText(*bytes)));
  if (!response.mutable_document()->ParseFromString(response.bytes())) {
    return absl::DataLossError("a document of a journal cannot be read");
  }
  return absl::OkStatus();
}

}  // namespace urna::services
