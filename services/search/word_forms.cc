#include "services/search/word_forms.h"

#include <xapian.h>

#include <algorithm>

#include "absl/strings/ascii.h"

namespace urna::services {
namespace {

constexpr char kWordTerm = 'W';
constexpr char kFrenchTerm = 'F';
constexpr char kEnglishTerm = 'E';
constexpr std::size_t kMostKnown = 50'000;
// Words that are stemmed have fewer bytes.
constexpr std::size_t kMostStemmed = 48;

std::string Folded(std::string_view text) {
  std::string out;
  for (const Word& word : WordsOf(text)) out += word.folded;
  return out;
}

// What French plurals may be of; the word itself among them.
std::vector<std::string> Singulars(const std::string& word) {
  constexpr std::size_t kShortest = 4;
  std::vector<std::string> out = {word};
  if (word.size() < kShortest) return out;
  const std::string less = word.substr(0, word.size() - 1);
  if (word.ends_with("s") && !word.ends_with("ss")) out.push_back(less);
  if (word.ends_with("eux") || word.ends_with("oux") || word.ends_with("aux")) out.push_back(less);
  if (word.ends_with("aux") && !word.ends_with("eaux")) {
    const std::string root = word.substr(0, word.size() - 3);
    out.push_back(root + "al");
    out.push_back(root + "ail");
  }
  return out;
}

}  // namespace

struct WordForms::Stemmers {
  Xapian::Stem french{"french"};
  Xapian::Stem english{"english"};
};

WordForms::WordForms() : stemmers_(std::make_unique<Stemmers>()) {}
WordForms::~WordForms() = default;

Grammar GrammarOf(std::string_view language) {
  const std::string tag = absl::AsciiStrToLower(std::string(language));
  return tag == "en" || tag.starts_with("en-") ? Grammar::kEnglish : Grammar::kFrench;
}

std::string TermOf(const Word& word) { return kWordTerm + word.folded; }

const std::vector<std::string>& WordForms::StemsOf(const Word& word, Grammar grammar) {
  const bool is_french = grammar == Grammar::kFrench;
  const char kind = is_french ? kFrenchTerm : kEnglishTerm;
  if (known_.size() > kMostKnown) known_.clear();
  const auto [known, is_new] = known_.try_emplace(kind + word.cased);
  std::vector<std::string>& stems = known->second;
  if (!is_new || word.cased.size() > kMostStemmed || word.folded.size() > kMostStemmed) {
    return stems;
  }
  const Xapian::Stem& stemmer = is_french ? stemmers_->french : stemmers_->english;
  for (const std::string& form : {word.cased, word.folded}) {
    const std::vector<std::string> singulars =
        is_french ? Singulars(form) : std::vector<std::string>{form};
    for (const std::string& one : singulars) stems.push_back(kind + Folded(stemmer(one)));
  }
  std::ranges::sort(stems);
  const auto repeated = std::ranges::unique(stems);
  stems.erase(repeated.begin(), repeated.end());
  return stems;
}

}  // namespace urna::services
