#include "services/search/text_index.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/base/limits.h"

namespace urna::services {
namespace {

constexpr char kIdTerm = 'Q';
constexpr char kGroupTerm = 'G';
constexpr Xapian::valueno kIdValue = 0;
constexpr Xapian::valueno kLabelValue = 1;
// No phrase goes over from one part to the next.
constexpr Xapian::termpos kBetweenParts = 100;
// Below the longest that Xapian takes, of terms in which no byte is zero.
constexpr std::size_t kMostTermBytes = 240;
constexpr int kOpening = Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC;

// Calls what may throw.
template <typename Do>
absl::Status Guarded(const Do& act) {
  try {
    act();
    return absl::OkStatus();
  } catch (const Xapian::Error& error) {
    // Its description may name a term.
    return absl::DataLossError(fmt::format("the index: {}", error.get_type()));
  } catch (const std::exception&) {
    return absl::DataLossError("the index cannot be used");
  }
}

// How much a word counts for that stands there.
Xapian::termcount WeightOf(v1::TextPart part) {
  switch (part) {
    case v1::TEXT_PART_TITLE:
    case v1::TEXT_PART_ID:
      return 8;
    case v1::TEXT_PART_SUMMARY:
    case v1::TEXT_PART_CATEGORY:
    case v1::TEXT_PART_AUTHOR:
      return 3;
    default:
      return 1;
  }
}

Xapian::Document DocumentOf(const SearchedText& text, WordForms& forms) {
  Xapian::Document document;
  Xapian::termpos position = 1;
  for (const SearchedPart& part : text) {
    const Xapian::termcount weight = WeightOf(part.part);
    const Grammar grammar = GrammarOf(part.language);
    VisitWords(part.text, [&](const Word& word) {
      document.add_posting(TermOf(word), position++, weight);
      if (IsLittleWord(word.folded)) return true;
      for (const std::string& stem : forms.StemsOf(word, grammar)) {
        document.add_term(stem, weight);
      }
      return true;
    });
    position += kBetweenParts;
  }
  return document;
}

// The words that begin so, at most kSearchExpansions: those that stand in most texts. Xapian's OP_WILDCARD with WILDCARD_LIMIT_MOST_FREQUENT never
// frees what it made of the words that it leaves out (1.4.22): whoever asked for one letter again and again would fill the memory.
Xapian::Query Expanded(const Xapian::Database& database, const std::string& beginning) {
  std::vector<std::pair<Xapian::doccount, std::string>> words;
  const Xapian::TermIterator end = database.allterms_end(beginning);
  for (Xapian::TermIterator one = database.allterms_begin(beginning); one != end; ++one) {
    words.emplace_back(one.get_termfreq(), *one);
  }
  if (words.size() > kSearchExpansions) {
    std::ranges::nth_element(words, words.begin() + kSearchExpansions,
                             [](const auto& a, const auto& b) {
                               return a.first != b.first ? a.first > b.first : a.second < b.second;
                             });
    words.resize(kSearchExpansions);
  }
  std::vector<Xapian::Query> all;
  all.reserve(words.size());
  for (const auto& [texts, word] : words) all.emplace_back(word);
  return Xapian::Query(Xapian::Query::OP_MAX, all.begin(), all.end());
}

Xapian::Query QueryOf(const Xapian::Database& database, const SearchTerm& term, WordForms& forms) {
  if (term.is_quoted) {
    std::vector<std::string> words;
    for (const Word& word : term.words) words.push_back(TermOf(word));
    return Xapian::Query(Xapian::Query::OP_PHRASE, words.begin(), words.end());
  }
  const Word& word = term.words[0];
  std::vector<Xapian::Query> any = {Xapian::Query(TermOf(word))};
  for (const Grammar grammar : {Grammar::kFrench, Grammar::kEnglish}) {
    for (const std::string& stem : forms.StemsOf(word, grammar)) any.emplace_back(stem);
  }
  if (term.is_beginning) any.push_back(Expanded(database, TermOf(word)));
  return Xapian::Query(Xapian::Query::OP_OR, any.begin(), any.end());
}

std::string GroupTerm(std::string_view group) {
  return fmt::format("{}{}", kGroupTerm, group).substr(0, kMostTermBytes);
}

// Takes what is found while it is matched: values are read in the order in which they lie then, and each only once.
class HitCollector final : public Xapian::MatchSpy {
 public:
  explicit HitCollector(bool with_relevance) : with_relevance_(with_relevance) {}
  void operator()(const Xapian::Document& document, double weight) override {
    hits_.push_back({document.get_value(kIdValue), document.get_value(kLabelValue),
                     with_relevance_ ? weight : 0});
  }
  std::vector<TextHit> Take() { return std::move(hits_); }

 private:
  const bool with_relevance_;
  std::vector<TextHit> hits_;
};

std::vector<TextHit> ReadHits(const Xapian::Database& database, const Xapian::Query& query,
                              bool with_relevance) {
  Xapian::Enquire enquire(database);
  enquire.set_query(query);
  if (with_relevance) {
    enquire.set_weighting_scheme(Xapian::BM25Weight());
  } else {
    enquire.set_weighting_scheme(Xapian::BoolWeight());
  }
  enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
  HitCollector collector(with_relevance);
  enquire.add_matchspy(&collector);
  // One is enough of those that it would rank itself; the collector sees all.
  static_cast<void>(enquire.get_mset(0, 1, database.get_doccount()));
  return collector.Take();
}

}  // namespace

struct TextIndexWriter::Database {
  Xapian::WritableDatabase xapian;
};

TextIndexWriter::TextIndexWriter(std::unique_ptr<Database> database)
    : database_(std::move(database)) {}

TextIndexWriter::~TextIndexWriter() {
  // What was not committed is lost, and nobody was told of it.
  static_cast<void>(Guarded([&] { database_->xapian.close(); }));
}

absl::StatusOr<std::unique_ptr<TextIndexWriter>> TextIndexWriter::Create(
    const std::string& folder) {
  auto database = std::make_unique<Database>();
  absl::Status made = Guarded([&] {
    database->xapian = Xapian::WritableDatabase(folder, Xapian::DB_CREATE | kOpening);
    database->xapian.commit();
  });
  if (!made.ok()) return made;
  return std::unique_ptr<TextIndexWriter>(new TextIndexWriter(std::move(database)));
}

absl::StatusOr<std::unique_ptr<TextIndexWriter>> TextIndexWriter::Open(const std::string& folder) {
  auto database = std::make_unique<Database>();
  absl::Status opened = Guarded(
      [&] { database->xapian = Xapian::WritableDatabase(folder, Xapian::DB_OPEN | kOpening); });
  if (!opened.ok()) return opened;
  return std::unique_ptr<TextIndexWriter>(new TextIndexWriter(std::move(database)));
}

absl::Status TextIndexWriter::Put(std::string_view id, const SearchedText& text,
                                  std::string_view group, std::string_view label) {
  return Guarded([&] {
    const std::string key = fmt::format("{}{}", kIdTerm, id).substr(0, kMostTermBytes);
    if (text.empty()) {
      database_->xapian.delete_document(key);
      return;
    }
    Xapian::Document document = DocumentOf(text, forms_);
    document.add_boolean_term(key);
    if (!group.empty()) document.add_boolean_term(GroupTerm(group));
    document.add_value(kIdValue, std::string(id));
    if (!label.empty()) document.add_value(kLabelValue, std::string(label));
    database_->xapian.replace_document(key, document);
  });
}

absl::Status TextIndexWriter::Commit() {
  return Guarded([&] { database_->xapian.commit(); });
}

absl::Status TextIndexWriter::CopyLive(const std::string& folder) {
  return Guarded([&] {
    database_->xapian.commit();
    database_->xapian.compact(folder, Xapian::DBCOMPACT_NO_RENUMBER);
  });
}

absl::StatusOr<std::vector<TextHit>> FindTexts(const std::string& folder, const SearchText& text,
                                               std::string_view group, bool with_relevance) {
  std::vector<TextHit> hits;
  if (text.terms.empty()) return hits;
  absl::Status found;
  // An index that is written to twice while it is read must be read again.
  constexpr int kTries = 5;
  for (int i = 0; i < kTries; ++i) {
    bool is_modified = false;
    found = Guarded([&] {
      WordForms forms;
      std::vector<Xapian::Query> all;
      try {
        const Xapian::Database database(folder, Xapian::DB_BACKEND_GLASS);
        for (const SearchTerm& term : text.terms) all.push_back(QueryOf(database, term, forms));
        Xapian::Query query(Xapian::Query::OP_AND, all.begin(), all.end());
        if (!group.empty()) {
          query = Xapian::Query(Xapian::Query::OP_FILTER, query, Xapian::Query(GroupTerm(group)));
        }
        hits = ReadHits(database, query, with_relevance);
      } catch (const Xapian::DatabaseModifiedError&) {
        is_modified = true;
        throw;
      }
    });
    if (found.ok()) return hits;
    if (!is_modified) break;
  }
  return found;
}

}  // namespace urna::services
