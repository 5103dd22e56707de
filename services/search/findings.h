// Where the words that were searched stand in a text that the caller may see.
#pragma once

#include <string_view>

#include "services/search/search_text.h"
#include "services/search/searched_text.h"
#include "services/search/word_forms.h"
#include "urna/v1/search.pb.h"

namespace urna::services {

// Whether the term stands in the text: what the index does, for one text.
bool StandsIn(const SearchTerm& term, const SearchedText& text, WordForms& forms);

// The titles in which a word stands, whole, and the first other part in which one does, as an excerpt of about
// kExcerptBytes around the first.
v1::Finding FindingIn(std::string_view name, const SearchText& search, const SearchedText& text,
                      WordForms& forms);

inline constexpr std::size_t kExcerptBytes = 200;

}  // namespace urna::services
