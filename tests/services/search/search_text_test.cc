// Whatever people type is a search that means what it seems to, or is refused for its size.
#include "services/search/search_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "services/base/errors.h"
#include "services/base/limits.h"

namespace urna::services {
namespace {

// Words as they are folded; a phrase in quotes, "*" after a beginning.
std::vector<std::string> Read(std::string_view text) {
  const absl::StatusOr<SearchText> parsed = ParseSearchText(text, "filter.text");
  if (!parsed.ok()) return {ErrorReason(parsed.status())};
  std::vector<std::string> out;
  for (const SearchTerm& term : parsed->terms) {
    std::vector<std::string> words;
    for (const Word& word : term.words) words.push_back(word.folded);
    const std::string joined = fmt::format("{}", fmt::join(words, " "));
    out.push_back(term.is_quoted ? fmt::format("\"{}\"", joined)
                                 : fmt::format("{}{}", joined, term.is_beginning ? "*" : ""));
  }
  return out;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SearchTexts, AreWordsOfWhichTheLastMayBeUnfinished) {
  EXPECT_THAT(Read("Pistes cyclabl"), ElementsAre("pistes", "cyclabl*"));
  EXPECT_THAT(Read("Pistes cyclables "), ElementsAre("pistes", "cyclables"));
  EXPECT_THAT(Read("vélo"), ElementsAre("velo*"));
  EXPECT_THAT(Read("vélo!"), ElementsAre("velo"));
}

TEST(SearchTexts, GoWithoutLittleWords) {
  EXPECT_THAT(Read("la piste de l'école "), ElementsAre("piste", "ecole"));
  EXPECT_THAT(Read("piste de"), ElementsAre("piste"));
  EXPECT_THAT(Read("the trees of a park"), ElementsAre("trees", "park*"));
  EXPECT_THAT(Read("de la"), ElementsAre("de", "la*"));
}

TEST(SearchTexts, QuoteWhatStandsAsItIs) {
  EXPECT_THAT(Read("\"piste de l'Eau\" banc"), ElementsAre("\"piste de l eau\"", "banc*"));
  EXPECT_THAT(Read("« Piste Cyclable »"), ElementsAre("\"piste cyclable\""));
  EXPECT_THAT(Read("“a b” eau "), ElementsAre("\"a b\"", "eau"));
  EXPECT_THAT(Read("\"piste cycl"), ElementsAre("piste", "cycl*")) << "not closed yet";
  EXPECT_THAT(Read("\"\" \" \""), IsEmpty());
}

TEST(SearchTexts, HaveNoOperators) {
  EXPECT_THAT(Read("banc -arbre +eau NOT (mur OR pont) *"),
              ElementsAre("banc", "arbre", "eau", "not", "mur", "pont"));
  EXPECT_THAT(Read("title:banc NEAR/3 x~ y^2 a* ?"),
              ElementsAre("title", "banc", "near", "3", "x", "2"));
  EXPECT_THAT(Read("****"), IsEmpty());
  EXPECT_THAT(Read("%_';--"), IsEmpty());
  EXPECT_THAT(Read(std::string("a\0banc\x01\x1f\x7f", 10)), ElementsAre("banc"));
}

TEST(SearchTexts, OfBlanksAreNone) {
  EXPECT_FALSE(IsSearch(""));
  EXPECT_FALSE(IsSearch(" \t\n"));
  EXPECT_TRUE(IsSearch("?"));
}

TEST(SearchTexts, AreBounded) {
  EXPECT_THAT(Read(std::string(kSearchBytes + 1, 'x')), ElementsAre("INVALID_FIELD"));
  EXPECT_THAT(Read(std::string(1 << 20, '*')), ElementsAre("INVALID_FIELD"));
  EXPECT_EQ(Read(std::string(kSearchBytes, 'x')).size(), 1U);
  std::string words;
  for (std::size_t i = 0; i < kSearchWords; ++i) words += fmt::format("w{} ", i);
  EXPECT_EQ(Read(words).size(), kSearchWords);
  EXPECT_THAT(Read(words + "one"), ElementsAre("INVALID_FIELD"));
  EXPECT_THAT(Read(fmt::format("\"{}one\"", words)), ElementsAre("INVALID_FIELD"));
}

RC_GTEST_PROP(SearchTexts, AreReadWhateverTheyAre, (const std::vector<std::uint8_t>& bytes)) {
  const auto parsed = ParseSearchText(std::string(bytes.begin(), bytes.end()), "text");
  if (!parsed.ok()) return;
  std::size_t words = 0;
  for (const SearchTerm& term : parsed->terms) {
    RC_ASSERT(!term.words.empty());
    RC_ASSERT(term.is_quoted || term.words.size() == 1);
    words += term.words.size();
  }
  RC_ASSERT(words <= kSearchWords);
}

}  // namespace
}  // namespace urna::services
