// An index of texts on disk: Xapian's, with what is one word to people as one term. It holds no text, but
// words and where they stand.
//
// Whoever reads an index that is written at the same time reads it as it was after some commit.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/search/search_text.h"
#include "services/search/searched_text.h"
#include "services/search/word_forms.h"

namespace urna::services {

// One thread at a time. DATA_LOSS for whatever goes wrong: the index is made anew.
class TextIndexWriter {
 public:
  // An empty index in a folder that there is not yet, or the index that is there.
  static absl::StatusOr<std::unique_ptr<TextIndexWriter>> Create(const std::string& folder);
  static absl::StatusOr<std::unique_ptr<TextIndexWriter>> Open(const std::string& folder);
  ~TextIndexWriter();

  // The text that is known as `id`; where it has no part, there is none any more. `group` is what a search
  // may be limited to, `label` what it tells of what it finds; both may be empty.
  absl::Status Put(std::string_view id, const SearchedText& text, std::string_view group = "",
                   std::string_view label = "");
  // Readers see what was put.
  absl::Status Commit();
  // Writes what is committed, and nothing that was ever deleted, into a folder that there is not yet.
  absl::Status CopyLive(const std::string& folder);

 private:
  struct Database;
  explicit TextIndexWriter(std::unique_ptr<Database> database);

  const std::unique_ptr<Database> database_;
  WordForms forms_;
};

struct TextHit {
  std::string id;
  std::string label;
  // How much it says of what was searched; 0 where that was not asked for.
  double relevance;
};

// All texts of the group (of all where it is empty) in which the terms stand, in no order. Thread-safe.
// DATA_LOSS where the index cannot be read.
absl::StatusOr<std::vector<TextHit>> FindTexts(const std::string& folder, const SearchText& text,
                                               std::string_view group, bool with_relevance);

}  // namespace urna::services
