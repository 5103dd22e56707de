#include "services/planning/plan_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "ledger/journal_document.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

constexpr std::string_view kDraft = "draft";
constexpr std::string_view kVersions = "mandates/";

std::string KeyOf(std::string_view process, std::string_view what) {
  return fmt::format("{}\1{}", ProcessId(process), what);
}

// In the order of the numbers.
std::string VersionKey(std::string_view process, std::uint32_t version) {
  return KeyOf(process, fmt::format("{}{:08x}", kVersions, version));
}

absl::Status Damaged(std::string_view process) {
  return absl::DataLossError(fmt::format("the stored plan of {} cannot be read", process));
}

absl::StatusOr<v1::JournalDocument> ReadDocument(const LiveJournal& journal, v1::DocumentKind kind,
                                                 const crypto::Hash256& sha256) {
  absl::StatusOr<crypto::Bytes> bytes = journal.Document(sha256);
  if (!bytes.ok() && !absl::IsNotFound(bytes.status())) return bytes.status();
  absl::StatusOr<v1::JournalDocument> document = absl::NotFoundError("");
  if (bytes.ok()) document = ledger::ParseDocument(kind, *bytes);
  // Mandates and forms are never erased.
  if (!document.ok()) return absl::DataLossError("a document of a journal cannot be read");
  return document;
}

}  // namespace

absl::StatusOr<std::optional<v1::Mandate>> ReadMandateDraft(const storage::Reader& store,
                                                            std::string_view process) {
  absl::StatusOr<std::optional<std::string>> bytes =
      store.Get(kProposalsFamily, KeyOf(process, kDraft));
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::nullopt;
  v1::Mandate mandate;
  if (!mandate.ParseFromString(**bytes)) return Damaged(process);
  return mandate;
}

void PutMandateDraft(storage::WriteBatch& batch, std::string_view process,
                     const v1::Mandate& mandate) {
  batch.Put(kProposalsFamily, KeyOf(process, kDraft), mandate.SerializeAsString());
}

void DeleteMandateDraft(storage::WriteBatch& batch, std::string_view process) {
  batch.Delete(kProposalsFamily, KeyOf(process, kDraft));
}

absl::StatusOr<std::vector<internal::v1::PublishedMandate>> ReadPublishedMandates(
    const storage::Reader& store, std::string_view process) {
  std::vector<internal::v1::PublishedMandate> versions;
  bool damaged = false;
  const std::string first = KeyOf(process, kVersions);
  // One above "/".
  const std::string limit = first.substr(0, first.size() - 1) + '0';
  const absl::Status scanned = storage::ScanAll(
      store, kProposalsFamily, first, limit, [&](std::string_view key, std::string_view value) {
        const auto version = static_cast<std::uint32_t>(versions.size() + 1);
        damaged =
            key != VersionKey(process, version) ||
            !versions.emplace_back().ParseFromArray(value.data(), static_cast<int>(value.size())) ||
            versions.back().sha256().size() != sizeof(crypto::Hash256);
        return !damaged;
      });
  if (!scanned.ok()) return scanned;
  if (damaged) return Damaged(process);
  return versions;
}

void PutPublishedMandate(storage::WriteBatch& batch, std::string_view process,
                         std::uint32_t version, const internal::v1::PublishedMandate& mandate) {
  batch.Put(kProposalsFamily, VersionKey(process, version), mandate.SerializeAsString());
}

absl::StatusOr<v1::Mandate> ReadMandateText(Journals& journals, std::string_view process,
                                            const internal::v1::PublishedMandate& published) {
  absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals.Get(process);
  if (!journal.ok()) return journal.status();
  crypto::Hash256 sha256{};
  std::copy_n(crypto::AsBytes(published.sha256()).begin(), sha256.size(), sha256.begin());
  auto document = ReadDocument(**journal, v1::DOCUMENT_KIND_MANDATE, sha256);
  if (!document.ok()) return document.status();
  return std::move(*document->mutable_mandate());
}

absl::StatusOr<std::optional<FormText>> ReadFormText(Journals& journals, std::string_view process) {
  absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals.Get(process);
  // A process that was frozen before there were journals has none.
  if (absl::IsNotFound(journal.status())) return std::nullopt;
  if (!journal.ok()) return journal.status();
  const std::optional<crypto::Hash256> sha256 =
      (*journal)->WithState([](const ledger::JournalState& state) { return state.form(); });
  if (!sha256) return std::nullopt;
  auto document = ReadDocument(**journal, v1::DOCUMENT_KIND_FORM, *sha256);
  if (!document.ok()) return document.status();
  return FormText{*sha256, std::move(*document->mutable_form())};
}

}  // namespace urna::services
