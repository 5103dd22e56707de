#include "services/search/search_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "services/base/errors.h"
#include "services/base/limits.h"

namespace urna::services {
namespace {

struct QuotePair {
  std::string_view open;
  std::string_view close;
};
constexpr std::array<QuotePair, 3> kQuotes = {{{"\"", "\""}, {"«", "»"}, {"“", "”"}}};

// A piece of what was typed.
struct Piece {
  std::string_view text;
  bool is_quoted;
};

// A quote that is not closed is none: whoever types has not got there yet.
std::vector<Piece> PiecesOf(std::string_view text) {
  std::vector<Piece> pieces;
  while (!text.empty()) {
    std::size_t open = std::string_view::npos;
    std::size_t close = std::string_view::npos;
    const QuotePair* pair = nullptr;
    for (const QuotePair& one : kQuotes) {
      const std::size_t at = text.find(one.open);
      if (at >= open) continue;
      const std::size_t end = text.find(one.close, at + one.open.size());
      if (end == std::string_view::npos) continue;
      open = at;
      close = end;
      pair = &one;
    }
    if (pair == nullptr) {
      pieces.push_back({text, false});
      return pieces;
    }
    const std::size_t inside = open + pair->open.size();
    pieces.push_back({text.substr(0, open), false});
    pieces.push_back({text.substr(inside, close - inside), true});
    text.remove_prefix(close + pair->close.size());
  }
  return pieces;
}

}  // namespace

bool IsSearch(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") != std::string_view::npos;
}

absl::StatusOr<SearchText> ParseSearchText(std::string_view text, std::string_view field) {
  if (text.size() > kSearchBytes) {
    return FieldError(field, fmt::format("expected at most {} bytes", kSearchBytes));
  }
  SearchText out;
  std::size_t words = 0;
  const std::vector<Piece> pieces = PiecesOf(text);
  for (const Piece& piece : pieces) {
    std::vector<Word> found = WordsOf(piece.text);
    words += found.size();
    if (found.empty()) continue;
    if (piece.is_quoted) {
      out.terms.push_back({std::move(found), true, false});
      continue;
    }
    const bool is_last = &piece == &pieces.back();
    const bool is_open = is_last && found.back().end == piece.text.size();
    for (Word& word : found) out.terms.push_back({{std::move(word)}, false, false});
    out.terms.back().is_beginning = is_open;
  }
  if (words > kSearchWords) {
    return FieldError(field, fmt::format("expected at most {} words", kSearchWords));
  }
  const auto is_little = [](const SearchTerm& term) {
    return !term.is_quoted && IsLittleWord(term.words[0].folded);
  };
  if (!std::ranges::all_of(out.terms, is_little)) std::erase_if(out.terms, is_little);
  return out;
}

}  // namespace urna::services
