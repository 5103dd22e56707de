// What people take for the same word is the same word.
#include "services/search/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "services/search/word_forms.h"

namespace urna::services {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> FoldedWordsOf(std::string_view text) {
  std::vector<std::string> out;
  for (const Word& word : WordsOf(text)) out.push_back(word.folded);
  return out;
}

bool AreFormsOfOne(std::string_view language, std::string_view a, std::string_view b) {
  WordForms forms;
  const Grammar grammar = GrammarOf(language);
  const std::vector<std::string> of_a = forms.StemsOf(WordsOf(a).at(0), grammar);
  const std::vector<std::string> of_b = forms.StemsOf(WordsOf(b).at(0), grammar);
  return std::ranges::any_of(
      of_a, [&](const std::string& stem) { return std::ranges::find(of_b, stem) != of_b.end(); });
}

TEST(Words, ArePartedByWhatIsNoLetter) {
  EXPECT_THAT(FoldedWordsOf("L’école d'Émile, (rue de l'Église) 12-14"),
              ElementsAre("l", "ecole", "d", "emile", "rue", "de", "l", "eglise", "12", "14"));
  EXPECT_THAT(FoldedWordsOf("porte-vélos et non–vélos/skate"),
              ElementsAre("porte", "velos", "et", "non", "velos", "skate"));
  EXPECT_THAT(FoldedWordsOf("habitant·e·s"), ElementsAre("habitant", "e", "s"));
  EXPECT_THAT(FoldedWordsOf(" \t\n…!?\"«»"), IsEmpty());
  EXPECT_THAT(FoldedWordsOf(""), IsEmpty());
}

TEST(Words, HaveNoAccentsLigaturesOrCase) {
  EXPECT_THAT(
      FoldedWordsOf("ÉCOLE école Noël Œuvre cœur ÆGIS Straße Łódź Ærø"),
      ElementsAre("ecole", "ecole", "noel", "oeuvre", "coeur", "aegis", "strasse", "lodz", "aero"));
  EXPECT_THAT(FoldedWordsOf("ﬁn ＡＢＣ m² İstanbul"), ElementsAre("fin", "abc", "m2", "istanbul"));
}

TEST(Words, AreTheSameComposedAndDecomposed) {
  const std::vector<Word> composed = WordsOf("l'été à Orléans");
  const std::vector<Word> decomposed = WordsOf("l'e\u0301te\u0301 a\u0300 Orle\u0301ans");
  ASSERT_EQ(composed.size(), decomposed.size());
  for (std::size_t i = 0; i < composed.size(); ++i) {
    EXPECT_EQ(composed[i].folded, decomposed[i].folded);
    EXPECT_EQ(composed[i].cased, decomposed[i].cased);
  }
}

TEST(Words, OfAnyScriptAreWords) {
  EXPECT_THAT(FoldedWordsOf("🚲 vélo 👩🏽‍🌾"), ElementsAre("🚲", "velo", "👩", "🌾"));
  EXPECT_THAT(FoldedWordsOf("自転車道"), ElementsAre("自", "転", "車", "道"));
  EXPECT_THAT(FoldedWordsOf("שָׁלוֹם עולם"), ElementsAre("שלום", "עולם"));
  EXPECT_THAT(FoldedWordsOf("\u200fمرحبا\u200f بكم"), ElementsAre("مرحبا", "بكم"));
  EXPECT_THAT(FoldedWordsOf("soft\u00adhyphen zero\u200bwidth"),
              ElementsAre("softhyphen", "zero", "width"));
}

TEST(Words, AreBoundedHoweverLongTheyAre) {
  const std::string wide(100'000, 'x');
  std::string marked = "e";
  for (int i = 0; i < 50'000; ++i) marked += "\u0301";
  for (const std::string& text : {wide, marked}) {
    const std::vector<Word> words = WordsOf(text);
    ASSERT_EQ(words.size(), 1U);
    EXPECT_LE(words[0].folded.size(), kMostWordBytes);
    EXPECT_LE(words[0].cased.size(), 4 * kMostWordBytes);
    EXPECT_EQ(words[0].end, text.size());
  }
}

RC_GTEST_PROP(Words, AreFoundInAnyBytes, (const std::vector<std::uint8_t>& bytes)) {
  const std::string text(bytes.begin(), bytes.end());
  std::size_t at = 0;
  WordForms forms;
  for (const Word& word : WordsOf(text)) {
    RC_ASSERT(!word.folded.empty());
    RC_ASSERT(word.begin >= at && word.begin < word.end && word.end <= text.size());
    at = word.end;
    // Folding what is folded changes nothing.
    const std::vector<Word> again = WordsOf(word.folded);
    if (again.size() == 1) RC_ASSERT(again[0].folded == word.folded);
    forms.StemsOf(word, Grammar::kFrench);
    forms.StemsOf(word, Grammar::kEnglish);
  }
}

TEST(FormsOfWords, AreFoundInFrench) {
  const std::vector<std::pair<const char*, const char*>> same = {
      {"vélos", "velo"},
      {"café", "cafes"},
      {"cafés", "cafe"},
      {"pistes", "piste"},
      {"cyclables", "cyclable"},
      {"aménagement", "aménager"},
      {"aménagée", "amenagement"},
      {"jeux", "jeu"},
      {"canaux", "canal"},
      {"travaux", "travail"},
      {"tuyaux", "tuyau"},
      {"bateaux", "bateau"},
      {"écoles", "ECOLE"},
      {"cœurs", "coeur"},
      {"piétonnes", "pietonne"},
      {"rénovation", "renover"},
      {"sécurisation", "securiser"},
      {"végétalisée", "vegetaliser"},
      {"bibliothèques", "bibliotheque"},
      {"îlots", "ilot"},
      {"forêts", "foret"},
      {"locaux", "locale"},
      {"Œuvres", "oeuvre"},
      {"potagers", "potager"},
  };
  for (const auto& [a, b] : same) EXPECT_TRUE(AreFormsOfOne("fr", a, b)) << a << " " << b;
}

TEST(FormsOfWords, AreFoundInEnglish) {
  const std::vector<std::pair<const char*, const char*>> same = {
      {"benches", "bench"},     {"stories", "story"},    {"cycling", "cycle"},
      {"libraries", "LIBRARY"}, {"planted", "planting"}, {"trees", "tree"},
      {"cafés", "cafe"},        {"bicycles", "bicycle"}, {"renovation", "renovate"},
  };
  for (const auto& [a, b] : same) EXPECT_TRUE(AreFormsOfOne("en-GB", a, b)) << a << " " << b;
}

TEST(FormsOfWords, AreNotThoseOfOthers) {
  const std::vector<std::pair<const char*, const char*>> other = {
      {"banc", "banque"},   {"piste", "pistou"},  {"école", "écologie"}, {"port", "portail"},
      {"marche", "marais"}, {"parc", "parcelle"}, {"bus", "but"},
  };
  for (const auto& [a, b] : other) EXPECT_FALSE(AreFormsOfOne("fr", a, b)) << a << " " << b;
  EXPECT_FALSE(AreFormsOfOne("en", "park", "parcel"));
}

TEST(FormsOfWords, AreEachTheirOwn) {
  for (const char* language : {"fr", "en", "de", "", "EN"}) {
    for (const char* word : {"vélo", "a", "s", "ss", "aux", "x", "été", "os", "🚲", "自", "été"}) {
      EXPECT_TRUE(AreFormsOfOne(language, word, word)) << word;
    }
  }
}

}  // namespace
}  // namespace urna::services
