#include "services/search/findings.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace urna::services {
namespace {

constexpr std::string_view kEllipsis = "…";

bool ShareOne(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::any_of(
      a, [&](const std::string& one) { return std::ranges::binary_search(b, one); });
}

// Whether a word of a text is one that an unquoted term stands for.
bool Matches(const SearchTerm& term, const Word& word, Grammar grammar, WordForms& forms) {
  const Word& asked = term.words[0];
  if (asked.folded == word.folded) return true;
  if (term.is_beginning && word.folded.starts_with(asked.folded)) return true;
  // The text's little words have no forms: nobody looks for them in another.
  if (IsLittleWord(word.folded)) return false;
  const std::vector<std::string> stems = forms.StemsOf(asked, grammar);
  return ShareOne(stems, forms.StemsOf(word, grammar));
}

// Calls `found` with the number of the first word and how many there are, wherever the term stands.
template <typename Found>
void VisitMatches(const SearchTerm& term, const std::vector<Word>& words, Grammar grammar,
                  WordForms& forms, const Found& found) {
  const std::size_t length = term.is_quoted ? term.words.size() : 1;
  for (std::size_t i = 0; i + length <= words.size(); ++i) {
    const bool stands =
        term.is_quoted
            ? std::equal(term.words.begin(), term.words.end(),
                         words.begin() + static_cast<std::ptrdiff_t>(i),
                         [](const Word& a, const Word& b) { return a.folded == b.folded; })
            : Matches(term, words[i], grammar, forms);
    if (stands) found(i, length);
  }
}

// Which words of a part were searched.
std::vector<bool> MarkWords(const SearchText& search, const std::vector<Word>& words,
                            Grammar grammar, WordForms& forms) {
  std::vector<bool> marked(words.size());
  for (const SearchTerm& term : search.terms) {
    VisitMatches(term, words, grammar, forms, [&](std::size_t first, std::size_t length) {
      for (std::size_t i = first; i < first + length; ++i) marked[i] = true;
    });
  }
  return marked;
}

void AddPiece(std::string_view text, bool found, v1::FoundPart& out) {
  if (text.empty()) return;
  v1::TextPiece& piece = *out.add_pieces();
  piece.set_text(std::string(text));
  piece.set_found(found);
}

// Of the words [first, last) and what lies between them; all of the text where they are all words.
void AddPieces(std::string_view text, const std::vector<Word>& words,
               const std::vector<bool>& marked, std::size_t first, std::size_t last,
               v1::FoundPart& out) {
  std::size_t at = first == 0 ? 0 : words[first].begin;
  const std::size_t end = last == words.size() ? text.size() : words[last - 1].end;
  if (first > 0) AddPiece(kEllipsis, false, out);
  for (std::size_t i = first; i < last; ++i) {
    if (!marked[i]) continue;
    AddPiece(text.substr(at, words[i].begin - at), false, out);
    AddPiece(text.substr(words[i].begin, words[i].end - words[i].begin), true, out);
    at = words[i].end;
  }
  AddPiece(text.substr(at, end - at), false, out);
  if (last < words.size()) AddPiece(kEllipsis, false, out);
}

v1::FoundPart Excerpt(const SearchedPart& part, const std::vector<Word>& words,
                      const std::vector<bool>& marked, std::size_t most) {
  v1::FoundPart out;
  out.set_part(part.part);
  out.set_language(part.language);
  const auto hit = static_cast<std::size_t>(std::ranges::find(marked, true) - marked.begin());
  // A quarter of it before the first word that was found, the rest after.
  std::size_t first = hit;
  while (first > 0 && words[hit].begin - words[first - 1].begin <= most / 4) --first;
  std::size_t last = hit + 1;
  while (last < words.size() && words[last].end - words[first].begin <= most) ++last;
  AddPieces(part.text, words, marked, first, last, out);
  return out;
}

}  // namespace

bool StandsIn(const SearchTerm& term, const SearchedText& text, WordForms& forms) {
  bool stands = false;
  for (const SearchedPart& part : text) {
    VisitMatches(term, WordsOf(part.text), GrammarOf(part.language), forms,
                 [&](std::size_t, std::size_t) { stands = true; });
  }
  return stands;
}

v1::Finding FindingIn(std::string_view name, const SearchText& search, const SearchedText& text,
                      WordForms& forms) {
  v1::Finding finding;
  finding.set_name(std::string(name));
  bool has_excerpt = false;
  for (const SearchedPart& part : text) {
    const bool is_title = part.part == v1::TEXT_PART_TITLE;
    if (has_excerpt && !is_title) continue;
    const std::vector<Word> words = WordsOf(part.text);
    const std::vector<bool> marked = MarkWords(search, words, GrammarOf(part.language), forms);
    if (std::ranges::find(marked, true) == marked.end()) continue;
    *finding.add_parts() =
        Excerpt(part, words, marked, is_title ? part.text.size() : kExcerptBytes);
    has_excerpt = has_excerpt || !is_title;
  }
  return finding;
}

}  // namespace urna::services
