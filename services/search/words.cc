#include "services/search/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <set>
#include <span>

#include "absl/strings/ascii.h"

namespace urna::services {
namespace {

enum class Role {
  kLetter,
  // A word by itself.
  kSign,
  // Set above or below a letter, or joining two: goes on with a word and begins none.
  kMark,
  kBetween,
};

constexpr utf8proc_int32_t kLastAscii = 0x7f;

// Scripts that are written without spaces: of each character a word.
bool IsIdeogram(utf8proc_int32_t c) {
  return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

Role RoleOf(utf8proc_int32_t c) {
  constexpr utf8proc_int32_t kZeroWidthSpace = 0x200b;
  if (c <= kLastAscii) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ? Role::kLetter : Role::kBetween;
  }
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return IsIdeogram(c) ? Role::kSign : Role::kLetter;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return Role::kMark;
    case UTF8PROC_CATEGORY_CF:
      return c == kZeroWidthSpace ? Role::kBetween : Role::kMark;
    case UTF8PROC_CATEGORY_SO:
      return Role::kSign;
    default:
      return Role::kBetween;
  }
}

void Append(utf8proc_int32_t c, std::string& out) {
  std::array<utf8proc_uint8_t, 4> bytes;
  const utf8proc_ssize_t size = utf8proc_encode_char(c, bytes.data());
  for (utf8proc_ssize_t i = 0; i < size; ++i) {
    out.push_back(static_cast<char>(bytes[static_cast<std::size_t>(i)]));
  }
}

// Of letters that Unicode does not take apart.
std::string_view PlainFormOf(utf8proc_int32_t c) {
  switch (c) {
    case 0x152:
    case 0x153:
      return "oe";
    case 0xc6:
    case 0xe6:
      return "ae";
    case 0xd8:
    case 0xf8:
      return "o";
    case 0xd0:
    case 0xf0:
    case 0x110:
    case 0x111:
      return "d";
    case 0x141:
    case 0x142:
      return "l";
    case 0x131:
      return "i";
    default:
      return "";
  }
}

// Without case and accents; of a mark nothing.
void AppendFolded(utf8proc_int32_t c, std::string& out) {
  if (c <= kLastAscii) {
    out.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    return;
  }
  if (const std::string_view plain = PlainFormOf(c); !plain.empty()) {
    out.append(plain);
    return;
  }
  constexpr auto kOptions =
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                     UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  // No character is made of more than 18 others.
  std::array<utf8proc_int32_t, 32> parts;
  int boundary = UTF8PROC_BOUNDCLASS_START;
  const utf8proc_ssize_t count =
      utf8proc_decompose_char(c, parts.data(), parts.size(), kOptions, &boundary);
  const bool is_sign = RoleOf(c) == Role::kSign;
  const std::span made(
      parts.data(), static_cast<std::size_t>(std::clamp<utf8proc_ssize_t>(count, 0, parts.size())));
  // A sign of punctuation, such as "⒜", stands for itself.
  if (is_sign && std::ranges::any_of(
                     made, [](utf8proc_int32_t part) { return RoleOf(part) == Role::kBetween; })) {
    Append(c, out);
    return;
  }
  for (const utf8proc_int32_t part : made) {
    if (!is_sign && RoleOf(part) != Role::kLetter) continue;
    // Such as of "Ǽ", which is taken apart into what is not.
    const std::string_view plain = PlainFormOf(part);
    if (plain.empty()) {
      Append(part, out);
    } else {
      out.append(plain);
    }
  }
}

std::string Composed(std::string cased) {
  const bool is_ascii = std::ranges::all_of(cased, [](char c) { return (c & 0x80) == 0; });
  if (is_ascii) return cased;
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  utf8proc_uint8_t* made = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(cased.data()),
                   static_cast<utf8proc_ssize_t>(cased.size()), &made, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(made, &std::free);
  if (size < 0) return cased;
  return std::string(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
}

// The word that is being read.
class Reading {
 public:
  explicit Reading(const std::function<bool(const Word& word)>& visit) : visit_(visit) {}

  bool is_in_word() const { return begun_; }
  void Begin(std::size_t at) {
    word_ = Word();
    word_.begin = at;
    begun_ = true;
  }
  void Add(utf8proc_int32_t c, std::size_t end) {
    word_.end = end;
    std::string folded;
    AppendFolded(c, folded);
    is_full_ = is_full_ || word_.folded.size() + folded.size() > kMostWordBytes;
    // What is set above letters is bounded as they are.
    if (is_full_ || word_.cased.size() > 2 * kMostWordBytes) return;
    word_.folded += folded;
    Append(utf8proc_tolower(c), word_.cased);
  }
  // False when enough words were visited.
  bool End() {
    if (!begun_) return true;
    begun_ = is_full_ = false;
    word_.cased = Composed(std::move(word_.cased));
    return word_.folded.empty() || visit_(word_);
  }

 private:
  const std::function<bool(const Word& word)>& visit_;
  Word word_;
  bool begun_ = false;
  bool is_full_ = false;
};

}  // namespace

void VisitWords(std::string_view text, const std::function<bool(const Word& word)>& visit) {
  Reading word(visit);
  std::size_t at = 0;
  while (at < text.size()) {
    utf8proc_int32_t c = -1;
    const utf8proc_ssize_t read =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                         static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    const std::size_t next = at + (read > 0 ? static_cast<std::size_t>(read) : 1);
    const Role role = read > 0 ? RoleOf(c) : Role::kBetween;
    const bool goes_on = role == Role::kLetter || role == Role::kMark;
    if (!goes_on && !word.End()) return;
    if (role == Role::kSign || (role == Role::kLetter && !word.is_in_word())) word.Begin(at);
    if (role != Role::kBetween && word.is_in_word()) word.Add(c, next);
    if (role == Role::kSign && !word.End()) return;
    at = next;
  }
  word.End();
}

std::vector<Word> WordsOf(std::string_view text) {
  std::vector<Word> words;
  VisitWords(text, [&](const Word& word) {
    words.push_back(word);
    return true;
  });
  return words;
}

bool IsLittleWord(std::string_view folded) {
  static const std::set<std::string_view> words = {
      // French.
      "a", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du",
      "elle", "en", "est", "et", "il", "j", "je", "l", "la", "le", "les", "leur", "leurs", "m", "n",
      "ne", "nos", "notre", "nous", "on", "ou", "par", "pas", "pour", "qu", "que", "qui", "s", "sa",
      "se", "ses", "son", "sur", "t", "un", "une", "vos", "votre", "vous", "y",
      // English.
      "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "its", "of",
      "or", "our", "that", "the", "this", "to", "we", "with", "your"};
  return words.contains(folded);
}

}  // namespace urna::services
