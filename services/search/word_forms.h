// Forms of a word: "vélos" and "velo", "aménagement" and "aménager" have one in common.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/search/words.h"

namespace urna::services {

// Whose grammar a text has. What is not English is taken for French: both take an s off plurals, and so do
// the languages of France and its neighbours.
enum class Grammar { kFrench, kEnglish };

// Of a BCP 47 tag.
Grammar GrammarOf(std::string_view language);

// What stands for a word in the index, each with a letter before it that says what it is: the word
// itself, and its stems.
std::string TermOf(const Word& word);

// Makes stems as Snowball does, of the word as it was written, as it is without accents, and of the
// singular that it may be the plural of: two words are forms of one where any is the same. Not thread-safe.
class WordForms {
 public:
  WordForms();
  ~WordForms();

  // Terms. None of what is longer than a word of a language may be. Valid until the next call.
  const std::vector<std::string>& StemsOf(const Word& word, Grammar grammar);

 private:
  struct Stemmers;
  const std::unique_ptr<Stemmers> stemmers_;
  // Of the words met last.
  std::unordered_map<std::string, std::vector<std::string>> known_;
};

}  // namespace urna::services
