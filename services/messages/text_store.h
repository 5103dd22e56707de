// The texts of messages: those of a process before those of the server before the program's own.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/store.h"
#include "urna/internal/v1/messages.pb.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {

struct MessageText {
  std::string subject;
  std::string body;
  v1::TemplateOrigin origin;
};

// What is sent in this language: where nobody wrote a text in it, one in French or English. `process`
// is an id; empty for the server's.
absl::StatusOr<MessageText> FindText(const storage::Reader& store, std::string_view process,
                                     v1::Occasion occasion, std::string_view language);

// Languages in which there is a text of this occasion: the program's, and those that somebody wrote.
absl::StatusOr<std::vector<std::string>> LanguagesOf(const storage::Reader& store,
                                                     std::string_view process,
                                                     v1::Occasion occasion);

// Of a process, or of the server where `process` is empty.
void PutText(storage::WriteBatch& batch, std::string_view process, v1::Occasion occasion,
             std::string_view language, const internal::v1::StoredTemplate& text);
void DeleteText(storage::WriteBatch& batch, std::string_view process, v1::Occasion occasion,
                std::string_view language);

}  // namespace urna::services
