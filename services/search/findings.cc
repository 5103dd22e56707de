#include "services/search/findings.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/base/limits.h"

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

// One bit for each term of a search.
using Terms = std::uint32_t;
static_assert(kSearchWords <= 32);

// Which terms each word of a part is of.
std::vector<Terms> TermsIn(const SearchText& search, const std::vector<Word>& words,
                           Grammar grammar, WordForms& forms) {
  std::vector<Terms> found(words.size());
  for (std::size_t term = 0; term < search.terms.size(); ++term) {
    VisitMatches(search.terms[term], words, grammar, forms,
                 [&](std::size_t first, std::size_t length) {
                   for (std::size_t i = first; i < first + length; ++i) found[i] |= Terms{1} << term;
                 });
  }
  return found;
}

// Words [first, last) of a part, and which terms stand there.
struct Place {
  std::size_t first = 0;
  std::size_t last = 0;
  Terms terms = 0;
};

// About the word `hit`, which was found, in at most `most` bytes: a quarter of them before it, the rest after.
Place Around(const std::vector<Word>& words, const std::vector<Terms>& found, std::size_t hit,
             std::size_t most) {
  Place place{.first = hit, .last = hit + 1};
  while (place.first > 0 && words[hit].begin - words[place.first - 1].begin <= most / 4) {
    --place.first;
  }
  while (place.last < words.size() &&
         words[place.last].end - words[place.first].begin <= most) {
    ++place.last;
  }
  for (std::size_t i = place.first; i < place.last; ++i) place.terms |= found[i];
  return place;
}

void AddPiece(std::string_view text, bool found, v1::FoundPart& out) {
  if (text.empty()) return;
  v1::TextPiece& piece = *out.add_pieces();
  piece.set_text(std::string(text));
  piece.set_found(found);
}

// Of the words [first, last) and what lies between them; all of the text where they are all words.
void AddPieces(std::string_view text, const std::vector<Word>& words,
               const std::vector<Terms>& found, std::size_t first, std::size_t last,
               v1::FoundPart& out) {
  std::size_t at = first == 0 ? 0 : words[first].begin;
  const std::size_t end = last == words.size() ? text.size() : words[last - 1].end;
  if (first > 0) AddPiece(kEllipsis, false, out);
  for (std::size_t i = first; i < last; ++i) {
    if (found[i] == 0) continue;
    AddPiece(text.substr(at, words[i].begin - at), false, out);
    AddPiece(text.substr(words[i].begin, words[i].end - words[i].begin), true, out);
    at = words[i].end;
  }
  AddPiece(text.substr(at, end - at), false, out);
  if (last < words.size()) AddPiece(kEllipsis, false, out);
}

v1::FoundPart Excerpt(const SearchedPart& part, const std::vector<Word>& words,
                      const std::vector<Terms>& found, const Place& place) {
  v1::FoundPart out;
  out.set_part(part.part);
  out.set_language(part.language);
  AddPieces(part.text, words, found, place.first, place.last, out);
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
  Terms in_titles = 0;
  const auto is_title = [](const SearchedPart& part) { return part.part == v1::TEXT_PART_TITLE; };
  for (const SearchedPart& part : text) {
    if (!is_title(part)) continue;
    const std::vector<Word> words = WordsOf(part.text);
    const std::vector<Terms> found = TermsIn(search, words, GrammarOf(part.language), forms);
    Place whole{.first = 0, .last = words.size()};
    for (const Terms terms : found) whole.terms |= terms;
    if (whole.terms == 0) continue;
    in_titles |= whole.terms;
    *finding.add_parts() = Excerpt(part, words, found, whole);
  }
  // First what no title says, then how much in all; of those that say as much the first.
  std::pair<int, int> most{0, 0};
  std::optional<v1::FoundPart> best;
  for (const SearchedPart& part : text) {
    if (is_title(part)) continue;
    const std::vector<Word> words = WordsOf(part.text);
    const std::vector<Terms> found = TermsIn(search, words, GrammarOf(part.language), forms);
    std::optional<Place> chosen;
    for (std::size_t hit = 0; hit < words.size(); ++hit) {
      if (found[hit] == 0) continue;
      const Place place = Around(words, found, hit, kExcerptBytes);
      const std::pair said{std::popcount(place.terms & ~in_titles), std::popcount(place.terms)};
      if (said <= most) continue;
      most = said;
      chosen = place;
    }
    if (chosen) best = Excerpt(part, words, found, *chosen);
  }
  if (best) *finding.add_parts() = *std::move(best);
  return finding;
}

}  // namespace urna::services
