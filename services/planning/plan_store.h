// What the store keeps of a process's plan beside its journal: the draft of the mandate, and where the
// versions of it are. All of it is gone with the journal (Journals::Delete).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/journal/journals.h"
#include "storage/store.h"
#include "urna/internal/v1/store.pb.h"
#include "urna/v1/mandate.pb.h"

namespace urna::services {

// Processes are named as resources, `processes/{process}`. DATA_LOSS for what cannot be read.

// Nothing where there is none.
absl::StatusOr<std::optional<v1::Mandate>> ReadMandateDraft(const storage::Reader& store,
                                                            std::string_view process);
void PutMandateDraft(storage::WriteBatch& batch, std::string_view process,
                     const v1::Mandate& mandate);
void DeleteMandateDraft(storage::WriteBatch& batch, std::string_view process);

// Versions 1, 2, 3, ..
absl::StatusOr<std::vector<internal::v1::PublishedMandate>> ReadPublishedMandates(
    const storage::Reader& store, std::string_view process);
void PutPublishedMandate(storage::WriteBatch& batch, std::string_view process,
                         std::uint32_t version, const internal::v1::PublishedMandate& mandate);

// The text of a version that was published.
absl::StatusOr<v1::Mandate> ReadMandateText(Journals& journals, std::string_view process,
                                            const internal::v1::PublishedMandate& published);
// The text of the form that is in force, with its hash; nothing where there is none.
struct FormText {
  crypto::Hash256 sha256;
  v1::SubmissionForm form;
};
absl::StatusOr<std::optional<FormText>> ReadFormText(Journals& journals, std::string_view process);

}  // namespace urna::services
