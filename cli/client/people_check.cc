#include "cli/client/people_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

// Separates what is joined to be compared; no text has it.
constexpr char kJoint = '\0';
constexpr std::size_t kFewPeople = 20;

// Letters that are no others with an accent to Unicode, and are so to a keyboard that lacks them.
struct Letter {
  utf8proc_int32_t letter;
  std::string_view typed;
};
constexpr Letter kTypedOtherwise[] = {{U'ł', "l"}, {U'ø', "o"},  {U'đ', "d"},  {U'ħ', "h"},
                                      {U'ı', "i"}, {U'æ', "ae"}, {U'œ', "oe"}, {U'ð', "d"}};

// In one case and compatibility form, without accents, white space or punctuation: what a hand that
// types it again may change.
std::string Folded(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_LUMP));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  std::string out;
  for (utf8proc_ssize_t i = 0; i < size;) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t width = utf8proc_iterate(mapped + i, size - i, &c);
    if (width < 1) break;
    const utf8proc_category_t category = utf8proc_category(c);
    const bool counts = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    const auto* const other =
        std::find_if(std::begin(kTypedOtherwise), std::end(kTypedOtherwise),
                     [c](const Letter& letter) { return letter.letter == c; });
    if (other != std::end(kTypedOtherwise)) {
      out += other->typed;
    } else if (counts) {
      out.append(reinterpret_cast<const char*>(mapped + i), static_cast<std::size_t>(width));
    }
    i += width;
  }
  return out;
}

// A spreadsheet takes a number for one, and drops the zeros before it.
std::string FoldedId(std::string_view text) {
  std::string id = Folded(text);
  return id.erase(0, std::min(id.find_first_not_of('0'), id.size()));
}

// A mail address in one case, without what stands around it; empty for anything else.
std::string MailIn(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos) {
    return {};
  }
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace({text.data(), text.size()}));
}

// Lines by what they are compared by; the first of each.
class Seen {
 public:
  explicit Seen(std::string why) : why_(std::move(why)) {}
  void Note(std::string key, std::size_t line, std::vector<Resemblance>& out) {
    const auto [at, fresh] = lines_.emplace(std::move(key), line);
    if (!fresh && at->second != line) out.push_back({at->second, line, why_});
  }

 private:
  const std::string why_;
  absl::flat_hash_map<std::string, std::size_t> lines_;
};

}  // namespace

absl::Status CheckNoLineTwice(const CsvTable& people) {
  absl::flat_hash_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < people.rows.size(); ++i) {
    std::string all;
    for (const std::string& field : people.rows[i]) all += field + kJoint;
    const auto [at, fresh] = seen.emplace(std::move(all), people.LineOf(i));
    if (!fresh) {
      return absl::InvalidArgumentError(fmt::format(
          "line {} is line {} once more: a person has one line", people.LineOf(i), at->second));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckElectorates(const CsvTable& people, std::size_t electorate,
                              const std::vector<std::string>& known) {
  for (std::size_t i = 0; i < people.rows.size(); ++i) {
    if (std::find(known.begin(), known.end(), people.rows[i][electorate]) == known.end()) {
      return absl::InvalidArgumentError(
          fmt::format("line {}: the electorate is '{}'; the process has: {}", people.LineOf(i),
                      ledger::EscapedName(people.rows[i][electorate]), fmt::join(known, ", ")));
    }
  }
  return absl::OkStatus();
}

std::vector<Resemblance> FindResemblances(const CsvTable& people, std::size_t person,
                                          std::size_t electorate) {
  Seen ids("their ids differ in spelling only");
  Seen mails("they have one mail address");
  Seen others("all but the id and the electorate is the same");
  std::vector<Resemblance> out, alike;
  for (std::size_t i = 0; i < people.rows.size(); ++i) {
    const std::size_t line = people.LineOf(i);
    std::string rest;
    for (std::size_t c = 0; c < people.header.size(); ++c) {
      const std::string& field = people.rows[i][c];
      if (std::string mail = MailIn(field); !mail.empty()) mails.Note(std::move(mail), line, out);
      if (c != person && c != electorate) rest += Folded(field) + kJoint;
    }
    const bool has_rest = std::any_of(rest.begin(), rest.end(), [](char c) { return c != kJoint; });
    if (has_rest) others.Note(std::move(rest), line, alike);
    if (std::string id = FoldedId(people.rows[i][person]); !id.empty()) {
      ids.Note(std::move(id), line, out);
    }
  }
  // Where most people are alike, as in a list with nothing but their languages, that says nothing.
  const bool says_something =
      people.rows.size() < kFewPeople || 2 * alike.size() < people.rows.size();
  if (says_something) out.insert(out.end(), alike.begin(), alike.end());
  return out;
}

}  // namespace urna::client
