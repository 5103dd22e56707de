// The index finds what a reader of all texts would find, and keeps nothing of what was taken out.
#include "services/search/text_index.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/search/findings.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

SearchText Parse(std::string_view text) {
  const absl::StatusOr<SearchText> parsed = ParseSearchText(text, "text");
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.value_or(SearchText());
}

SearchedText Titled(const std::string& title, const std::string& description = "",
                    const std::string& language = "fr") {
  return {{v1::TEXT_PART_TITLE, language, title},
          {v1::TEXT_PART_DESCRIPTION, language, description}};
}

bool FolderHolds(const std::string& folder, const std::string& text) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.find(text) != bytes.npos) return true;
  }
  return false;
}

class Index : public testing::Test {
 protected:
  void SetUp() override {
    auto writer = TextIndexWriter::Create(folder_.Sub("index"));
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
  }
  void Put(const std::string& id, const SearchedText& text, const std::string& group = "") {
    ASSERT_TRUE(writer_->Put(id, text, group).ok());
    ASSERT_TRUE(writer_->Commit().ok());
  }
  std::vector<std::string> Find(std::string_view text, const std::string& group = "") const {
    return FindIn("index", text, group);
  }
  std::vector<std::string> FindIn(const std::string& name, std::string_view text,
                                  const std::string& group = "") const {
    auto hits = FindTexts(folder_.Sub(name), Parse(text), group, true);
    EXPECT_TRUE(hits.ok()) << hits.status();
    std::ranges::sort(*hits, std::ranges::greater(), &TextHit::relevance);
    std::vector<std::string> ids;
    for (const TextHit& hit : *hits) ids.push_back(hit.id);
    return ids;
  }

  TemporaryFolder folder_;
  std::unique_ptr<TextIndexWriter> writer_;
};

TEST_F(Index, FindsWordsInTheirFormsAndAsTheyAreTyped) {
  Put("1", Titled("Des pistes cyclables sûres", "Pour aller à l'école à vélo."));
  Put("2", Titled("Un café associatif", "Avec des livres et des cafés."));
  Put("3", Titled("Benches by the river", "Places to sit and read stories.", "en"));
  EXPECT_THAT(Find("piste cyclable "), ElementsAre("1"));
  EXPECT_THAT(Find("velos "), ElementsAre("1"));
  EXPECT_THAT(Find("cafes "), ElementsAre("2"));
  EXPECT_THAT(Find("caf"), ElementsAre("2"));
  EXPECT_THAT(Find("l'ecole des cyclables"), ElementsAre("1"));
  EXPECT_THAT(Find("bench "), ElementsAre("3"));
  EXPECT_THAT(Find("story river"), ElementsAre("3"));
  EXPECT_THAT(Find("cyclable café"), IsEmpty()) << "all words must stand there";
  EXPECT_THAT(Find("asso "), IsEmpty()) << "a finished word is no beginning";
  EXPECT_THAT(Find("e"), UnorderedElementsAre("1", "2"));
  EXPECT_THAT(Find("?"), IsEmpty());
}

TEST_F(Index, FindsWhatIsQuotedWhereItStandsAsItIs) {
  Put("1", Titled("Le jardin de la gare", "Un banc"));
  Put("2", Titled("La gare du jardin", "jardin"));
  EXPECT_THAT(Find("\"jardin de la gare\""), ElementsAre("1"));
  EXPECT_THAT(Find("« Jardin De La Gare » banc"), ElementsAre("1"));
  EXPECT_THAT(Find("jardin gare"), UnorderedElementsAre("1", "2"));
  EXPECT_THAT(Find("\"gare un\""), IsEmpty()) << "from one part to the next";
  EXPECT_THAT(Find("\"jardins\""), IsEmpty());
}

TEST_F(Index, PutsTitlesFirst) {
  Put("1", Titled("Du mobilier", "Il y a un banc parmi d'autres choses que l'on peut faire ici."));
  Put("2", Titled("Un banc au soleil", "Pour s'asseoir."));
  EXPECT_THAT(Find("banc"), ElementsAre("2", "1"));
}

TEST_F(Index, LimitsASearchToAGroup) {
  Put("a", Titled("banc"), "processes/p/contests/north");
  Put("b", Titled("banc"), "processes/p/contests/south");
  EXPECT_THAT(Find("banc", "processes/p/contests/south"), ElementsAre("b"));
  EXPECT_THAT(Find("banc"), UnorderedElementsAre("a", "b"));
}

TEST_F(Index, KnowsTheLastTextAlone) {
  Put("1", Titled("banc"));
  Put("1", Titled("fontaine"));
  EXPECT_THAT(Find("banc"), IsEmpty());
  EXPECT_THAT(Find("fontaines "), ElementsAre("1"));
  Put("1", {});
  EXPECT_THAT(Find("fontaine"), IsEmpty());
}

TEST_F(Index, CopiedHoldsNothingThatWasTakenOut) {
  for (int i = 0; i < 300; ++i) {
    Put(fmt::format("p{}", i), Titled(fmt::format("arbre zqxunique{}", i), "un texte de plus"));
  }
  Put("p7", {});
  ASSERT_TRUE(FolderHolds(folder_.Sub("index"), "zqxunique7")) << "nothing is looked for";
  ASSERT_TRUE(writer_->CopyLive(folder_.Sub("copy")).ok());
  EXPECT_THAT(FindIn("copy", "zqxunique7 "), IsEmpty());
  EXPECT_THAT(FindIn("copy", "zqxunique8 "), ElementsAre("p8"));
  EXPECT_EQ(FindIn("copy", "arbre").size(), 299U);
  Put("lone", Titled("wvkgrumelot"));
  Put("lone", {});
  ASSERT_TRUE(writer_->CopyLive(folder_.Sub("again")).ok());
  EXPECT_TRUE(FolderHolds(folder_.Sub("index"), "wvkgrumelot"));
  EXPECT_FALSE(FolderHolds(folder_.Sub("again"), "wvkgrumelot"));
}

TEST_F(Index, ExpandsABeginningThatStandsForTooManyToTheMostFrequent) {
  constexpr int kMany = 3000;
  for (int i = 0; i < kMany; ++i) {
    ASSERT_TRUE(writer_->Put(std::to_string(i), Titled(fmt::format("mot{} motif", i))).ok());
  }
  ASSERT_TRUE(writer_->Commit().ok());
  EXPECT_EQ(Find("mot").size(), static_cast<std::size_t>(kMany));
  EXPECT_EQ(Find("m o t").size(), 0U);

  // Whoever asks again and again fills no memory.
  const std::size_t held = mallinfo2().uordblks;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Find("mot").size(), static_cast<std::size_t>(kMany));
  EXPECT_LT(mallinfo2().uordblks, held + 100'000);
}

TEST_F(Index, AnswersWhateverIsSearched) {
  Put("1", Titled("banc"));
  for (const char* text :
       {"*", "banc*", "NOT banc", "(", "\"", "\"\"\"", "banc OR", "Qbanc", "title:", "a..b", "~",
        "W F E Q1 G", "🚲", "自転車", "שלום", "\xff\xfe", "%s%n", "banc AND banc XOR"}) {
    const auto parsed = ParseSearchText(text, "text");
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_TRUE(FindTexts(folder_.Sub("index"), *parsed, "", true).ok()) << text;
  }
  EXPECT_THAT(Find("Q1 "), IsEmpty()) << "a term of the index is no word";
}

TEST_F(Index, ThatCannotBeReadSaysSo) {
  EXPECT_TRUE(absl::IsDataLoss(FindTexts(folder_.Sub("none"), Parse("a"), "", true).status()));
  EXPECT_TRUE(absl::IsDataLoss(TextIndexWriter::Open(folder_.Sub("none")).status()));
}

// Short words of few letters, so that some are forms and beginnings of others.
rc::Gen<std::string> AnyWord() {
  return rc::gen::elementOf(std::vector<std::string>{
      "vélo",   "vélos",   "velo",   "velours", "café",   "cafés",           "cafe",  "piste",
      "pistes", "de",      "la",     "école",   "ecoles", "écologie",        "canal", "canaux",
      "bench",  "benches", "Œuvre",  "oeuvres", "été",    "e\u0301te\u0301", "l'eau", "eau",
      "aux",    "🚲",      "自転車", "12",      "arbre",  "arbres"});
}
rc::Gen<std::string> AnyText(std::size_t most) {
  return rc::gen::map(rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, most + 1),
                                      [](std::size_t size) {
                                        return rc::gen::container<std::vector<std::string>>(
                                            size, AnyWord());
                                      }),
                      [](const std::vector<std::string>& words) {
                        std::string text;
                        for (const std::string& word : words)
                          text += (text.empty() ? "" : " ") + word;
                        return text;
                      });
}

RC_GTEST_PROP(Indexes, FindWhatStandsInTexts, ()) {
  const TemporaryFolder folder;
  auto writer = TextIndexWriter::Create(folder.Sub("index"));
  RC_ASSERT(writer.ok());
  std::map<std::string, SearchedText> texts;
  const int count = *rc::gen::inRange(1, 8);
  // Some are put twice, and the last one counts.
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(*rc::gen::inRange(1, 6));
    const std::string language = *rc::gen::element<std::string>("fr", "en", "de");
    texts[id] = Titled(*AnyText(4), *AnyText(8), language);
    RC_ASSERT((*writer)->Put(id, texts[id]).ok());
  }
  RC_ASSERT((*writer)->Commit().ok());
  WordForms forms;
  for (int i = 0; i < 5; ++i) {
    std::string typed = *AnyText(3);
    if (*rc::gen::arbitrary<bool>()) typed = "\"" + typed + "\"";
    if (*rc::gen::arbitrary<bool>()) typed += " ";
    const absl::StatusOr<SearchText> search = ParseSearchText(typed, "text");
    RC_ASSERT(search.ok());
    std::set<std::string> expected;
    for (const auto& [id, text] : texts) {
      const bool all = std::ranges::all_of(
          search->terms, [&](const SearchTerm& term) { return StandsIn(term, text, forms); });
      if (all && !search->terms.empty()) expected.insert(id);
    }
    const auto hits = FindTexts(folder.Sub("index"), *search, "", *rc::gen::arbitrary<bool>());
    RC_ASSERT(hits.ok());
    std::set<std::string> found;
    for (const TextHit& hit : *hits) found.insert(hit.id);
    RC_LOG() << "typed: " << typed << "\n";
    RC_ASSERT(found == expected);
  }
}

// The pieces as people see them, what was found in brackets.
std::vector<std::string> Shown(std::string_view typed, const SearchedText& text) {
  WordForms forms;
  std::vector<std::string> out;
  const v1::Finding finding = FindingIn("name", Parse(typed), text, forms);
  for (const v1::FoundPart& part : finding.parts()) {
    std::string line;
    for (const v1::TextPiece& piece : part.pieces()) {
      line += piece.found() ? "[" + piece.text() + "]" : piece.text();
    }
    out.push_back(line);
  }
  return out;
}

TEST(Findings, ShowTitlesWholeAndOfTheRestWhatStandsAroundAWord) {
  EXPECT_THAT(Shown("pistes ecol", Titled("Une piste vers l’École !", "Sûre.")),
              ElementsAre("Une [piste] vers l’[École] !"));
  std::string longer;
  for (int i = 0; i < 100; ++i) longer += fmt::format("mot{} ", i);
  longer += "des bancs ";
  for (int i = 100; i < 200; ++i) longer += fmt::format("mot{} ", i);
  const std::vector<std::string> shown = Shown("banc", Titled("Un lieu", longer));
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_THAT(shown[0], testing::StartsWith("…mot"));
  EXPECT_THAT(shown[0], testing::HasSubstr("mot99 des [bancs] mot100"));
  EXPECT_THAT(shown[0], testing::EndsWith("…"));
  EXPECT_LT(shown[0].size(), kExcerptBytes + 50);
  EXPECT_THAT(Shown("\"banc de\"", Titled("Banc de bois, bancs de fer")),
              ElementsAre("[Banc] [de] bois, bancs de fer"));
  EXPECT_THAT(Shown("rien", Titled("Un lieu")), IsEmpty());
}

RC_GTEST_PROP(Findings, SayNothingThatIsNotInTheText, ()) {
  const SearchedText text = Titled(*AnyText(6), *AnyText(100));
  WordForms forms;
  const auto search = ParseSearchText(*AnyText(3), "text");
  RC_ASSERT(search.ok());
  const v1::Finding finding = FindingIn("n", *search, text, forms);
  for (const v1::FoundPart& part : finding.parts()) {
    std::string whole;
    for (const v1::TextPiece& piece : part.pieces()) {
      if (piece.text() != "…") whole += piece.text();
    }
    RC_ASSERT(text[0].text.find(whole) != std::string::npos ||
              text[1].text.find(whole) != std::string::npos);
  }
}

}  // namespace
}  // namespace urna::services
