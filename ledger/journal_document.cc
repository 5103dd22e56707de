#include "ledger/journal_document.h"

#include <fmt/format.h>
#include <sodium.h>

#include "crypto/hash.h"
#include "ledger/canonical.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::size_t kSaltSize = 16;

absl::Status Bad(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("document: {}", what));
}

}  // namespace

v1::DocumentKind KindOf(const v1::JournalDocument& document) {
  switch (document.content_case()) {
    case v1::JournalDocument::kMandate:
      return v1::DOCUMENT_KIND_MANDATE;
    case v1::JournalDocument::kForm:
      return v1::DOCUMENT_KIND_FORM;
    case v1::JournalDocument::kProposal:
      return v1::DOCUMENT_KIND_PROPOSAL;
    case v1::JournalDocument::kAuthors:
      return v1::DOCUMENT_KIND_AUTHORS;
    case v1::JournalDocument::kReason:
      return v1::DOCUMENT_KIND_REASON;
    case v1::JournalDocument::CONTENT_NOT_SET:
      break;
  }
  return v1::DOCUMENT_KIND_UNSPECIFIED;
}

MadeDocument MakeDocument(v1::JournalDocument content) {
  std::string salt(kSaltSize, '\0');
  randombytes_buf(salt.data(), salt.size());
  content.set_salt(std::move(salt));
  const std::string text = content.SerializeAsString();
  const crypto::ByteView bytes = crypto::AsBytes(text);
  return {KindOf(content), crypto::Bytes(bytes.begin(), bytes.end()), crypto::Sha256(bytes)};
}

absl::StatusOr<v1::JournalDocument> ParseDocument(v1::DocumentKind kind, crypto::ByteView bytes) {
  if (bytes.size() > kMaxDocumentSize) return Bad("is too large");
  if (absl::Status canonical = CheckCanonical(*v1::JournalDocument::descriptor(), bytes);
      !canonical.ok()) {
    return Bad(MessageOf(canonical));
  }
  v1::JournalDocument document;
  document.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  if (document.salt().size() != kSaltSize) return Bad("has not 16 bytes of salt");
  if (KindOf(document) != kind) return Bad("is of another kind");
  return document;
}

crypto::Hash256 ProjectHash(const v1::ProjectConfig& project) {
  return crypto::LabelledHash("project", {crypto::AsBytes(project.SerializeAsString())});
}

std::string JournalOrigin(std::string_view log_origin) {
  return fmt::format("{}/journal", log_origin);
}

}  // namespace urna::ledger
