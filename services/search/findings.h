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

// The titles in which a word stands, whole, and of the other parts the excerpt, of about kExcerptBytes, in which
// most of the search stands that no title has: the first of those that have as much.
v1::Finding FindingIn(std::string_view name, const SearchText& search, const SearchedText& text,
                      WordForms& forms);

inline constexpr std::size_t kExcerptBytes = 200;

}  // namespace urna::services
