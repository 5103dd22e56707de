// Words of a text, as people take them for the same: without accents, case and forms.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace urna::services {

// A word and where it stands. Letters, digits and what is set above and below them make words; everything
// else parts them, apostrophes and hyphens too. An ideogram is a word, and so is a sign such as an emoji.
struct Word {
  // Lower case, without accents and ligatures: "velos", "coeur". At most kMostWordBytes; of a longer word its
  // beginning.
  std::string folded;
  // Lower case, NFC: "vélos", "cœur". Of a longer word its beginning.
  std::string cased;
  // Bytes of the text: [begin, end).
  std::size_t begin = 0;
  std::size_t end = 0;
};

inline constexpr std::size_t kMostWordBytes = 64;

// Calls `visit` for each word in order, until it returns false. Any bytes are a text: what is no UTF-8
// parts words.
void VisitWords(std::string_view text, const std::function<bool(const Word& word)>& visit);
std::vector<Word> WordsOf(std::string_view text);

// Whether the word says so little that a search goes without it: articles, prepositions and the like, of
// French and English.
bool IsLittleWord(std::string_view folded);

}  // namespace urna::services
