// The documents of the journal: texts that its acts know by their hash (section 20.3 of
// docs/protocol.md).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "crypto/checkpoint.h"
#include "urna/v1/config.pb.h"
#include "urna/v1/journal.pb.h"

namespace urna::ledger {

// The bytes of a document with this content and 16 new random bytes, and what names them.
struct MadeDocument {
  v1::DocumentKind kind;
  crypto::Bytes bytes;
  crypto::Hash256 sha256;
};
// `content` has no salt, and one of its contents.
MadeDocument MakeDocument(v1::JournalDocument content);

v1::DocumentKind KindOf(const v1::JournalDocument& document);

// INVALID_ARGUMENT unless the bytes are canonical, have 16 bytes of salt and the content of `kind`.
absl::StatusOr<v1::JournalDocument> ParseDocument(v1::DocumentKind kind, crypto::ByteView bytes);

// What ProjectFacts::config_hash is of a project.
crypto::Hash256 ProjectHash(const v1::ProjectConfig& project);

// The origin of a journal, where that of the process's log is `log_origin`.
std::string JournalOrigin(std::string_view log_origin);

}  // namespace urna::ledger
