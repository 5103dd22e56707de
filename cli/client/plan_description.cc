#include "cli/client/plan_description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "cli/client/files.h"
#include "cli/client/local_time.h"
#include "cli/client/toml_reader.h"
#include "ledger/text.h"
#include "tallying/money.h"

namespace urna::client {
namespace {

using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

constexpr std::uint64_t kMaxPlanSize = std::uint64_t{4} << 20;

constexpr std::array<std::pair<std::string_view, v1::WindowKind>, 7> kWindows{{
    {"submission", v1::WINDOW_KIND_SUBMISSION},
    {"paper_submission", v1::WINDOW_KIND_PAPER_SUBMISSION},
    {"review", v1::WINDOW_KIND_REVIEW},
    {"appeal", v1::WINDOW_KIND_APPEAL},
    {"voting", v1::WINDOW_KIND_VOTING},
    {"station_voting", v1::WINDOW_KIND_STATION_VOTING},
    {"paper_entry", v1::WINDOW_KIND_PAPER_ENTRY},
}};

constexpr std::array<std::pair<std::string_view, v1::SupportBy>, 2> kSupport{{
    {"paper-lists", v1::SUPPORT_BY_PAPER_LISTS},
    {"provider", v1::SUPPORT_BY_PROVIDER},
}};

constexpr std::array<std::pair<std::string_view, v1::FieldType>, 8> kFieldTypes{{
    {"line", v1::FIELD_TYPE_LINE},
    {"text", v1::FIELD_TYPE_TEXT},
    {"number", v1::FIELD_TYPE_NUMBER},
    {"bool", v1::FIELD_TYPE_BOOL},
    {"choice", v1::FIELD_TYPE_CHOICE},
    {"date", v1::FIELD_TYPE_DATE},
    {"link", v1::FIELD_TYPE_LINK},
    {"mail", v1::FIELD_TYPE_MAIL},
}};

template <typename Names, typename Value>
std::string_view NameIn(const Names& names, Value value) {
  for (const auto& [name, named] : names) {
    if (named == value) return name;
  }
  return "";
}

// The value of a name at `key`; an error there that lists them where it is none.
template <typename Names>
auto ValueAt(TomlTable& table, std::string_view key, const Names& names) {
  const std::string given = table.Text(key);
  std::vector<std::string_view> all;
  for (const auto& [name, value] : names) {
    if (name == given) return value;
    all.push_back(name);
  }
  table.Error(key, fmt::format("one of {}", fmt::join(all, ", ")));
  return names[0].second;
}

template <typename Read>
auto Parse(std::string_view toml, const std::string& file, std::string_view hint, const Read& read)
    -> absl::StatusOr<decltype(read(std::declval<TomlTable&>()))> {
  toml::table table;
  try {
    table = toml::parse(toml, file);
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}:{}: {}{}", file, error.source().begin.line, error.description(), hint));
  }
  if (table.empty()) {
    return absl::InvalidArgumentError(fmt::format("{}: the file says nothing", file));
  }
  TomlErrors errors(file);
  TomlTable root(table, "", errors);
  auto found = read(root);
  root.Finish();
  if (!errors.status().ok()) return errors.status();
  return found;
}

// The language of texts that are no table.
std::string LanguageIn(TomlTable& root, const v1::Process& process) {
  return root.Text("language", process.title().empty() ? "fr" : process.title(0).language());
}

void AddText(std::string language, std::string text, Texts& texts) {
  v1::LocalizedText& one = *texts.Add();
  one.set_language(std::move(language));
  one.set_text(std::move(text));
}

// Nothing where the key is not there: what must be said, the server knows.
void ReadTexts(TomlTable& table, std::string_view key, const std::string& language, Texts& texts) {
  const toml::node* node = table.Find(key);
  if (node == nullptr) return;
  if (auto text = node->value_exact<std::string>()) {
    return AddText(language, *std::move(text), texts);
  }
  const toml::table* by_language = node->as_table();
  if (by_language == nullptr) return table.Error(key, "a text, or a table of texts by language");
  for (const auto& [tag, value] : *by_language) {
    auto text = value.value_exact<std::string>();
    if (!text.has_value()) return table.Error(key, "a text for each language");
    AddText(std::string(tag.str()), *std::move(text), texts);
  }
}

std::int64_t ReadAmount(TomlTable& table, std::string_view key, int digits) {
  const toml::node* node = table.Find(key);
  if (node == nullptr) return 0;
  std::string text;
  if (node->is_integer()) text = std::to_string(**node->as_integer());
  if (node->is_string()) text = **node->as_string();
  const auto decimal = tallying::ParseDecimal(text, tallying::DecimalMark::kUnstated);
  auto money = decimal.ok() ? tallying::ToMoney(*decimal, digits) : decimal.status();
  if (money.ok()) return money->minor();
  table.Error(key,
              fmt::format("an amount such as 1200 or \"1200.50\", with at most {} decimals; {}",
                          digits, ledger::MessageOf(money.status())));
  return 0;
}

std::uint32_t ReadCount(TomlTable& table, std::string_view key) {
  return static_cast<std::uint32_t>(
      table.Integer(key, 0, std::numeric_limits<std::uint32_t>::max(), 0));
}

// Unix seconds of a date-time of TOML, or of a text.
std::uint64_t ReadTime(TomlTable& table, std::string_view key, const absl::TimeZone& zone) {
  const toml::node* node = table.Find(key);
  std::string text;
  if (node != nullptr && node->is_string()) text = **node->as_string();
  if (node != nullptr && node->is_date_time()) {
    const toml::date_time& time = **node->as_date_time();
    text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.date.year, time.date.month,
                       time.date.day, time.time.hour, time.time.minute, time.time.second);
    if (time.offset) {
      const int minutes = std::abs(int{time.offset->minutes});
      text += fmt::format("{}{:02}:{:02}", time.offset->minutes < 0 ? '-' : '+', minutes / 60,
                          minutes % 60);
    }
  }
  const absl::StatusOr<std::uint64_t> seconds = ParseLocalTime(text, zone);
  if (seconds.ok()) return *seconds;
  table.Error(key,
              fmt::format("a time such as 2027-03-28T09:00:00; {}",
                          text.empty() ? "there is none" : ledger::MessageOf(seconds.status())));
  return 0;
}

v1::Mandate MandateIn(TomlTable& root, const v1::Process& process) {
  v1::Mandate mandate;
  const std::string language = LanguageIn(root, process);
  const std::pair<std::string_view, Texts*> texts[] = {
      {"title", mandate.mutable_title()},
      {"purpose", mandate.mutable_purpose()},
      {"promoter", mandate.mutable_promoter()},
      {"territory", mandate.mutable_territory()},
      {"financing", mandate.mutable_financing()},
      {"who_may_submit", mandate.mutable_who_may_submit()},
      {"who_may_vote", mandate.mutable_who_may_vote()},
      {"calendar", mandate.mutable_calendar()},
      {"commitment", mandate.mutable_commitment()},
      {"limits", mandate.mutable_limits()},
  };
  for (const auto& [key, into] : texts) ReadTexts(root, key, language, *into);
  mandate.set_envelope(ReadAmount(root, "envelope", static_cast<int>(process.currency_digits())));
  root.ForEach("criteria", [&](TomlTable& table) {
    v1::Criterion& criterion = *mandate.add_criteria();
    criterion.set_id(table.Text("id"));
    ReadTexts(table, "text", language, *criterion.mutable_text());
  });
  return mandate;
}

v1::Calendar CalendarIn(TomlTable& root) {
  v1::Calendar calendar;
  calendar.set_time_zone(root.Text("time_zone"));
  const absl::StatusOr<absl::TimeZone> zone = FindTimeZone(calendar.time_zone());
  if (!zone.ok()) root.Error("time_zone", ledger::MessageOf(zone.status()));
  for (const auto& [name, kind] : kWindows) {
    const toml::node* node = root.Find(name);
    if (node == nullptr) continue;
    if (!node->is_table()) {
      root.Error(name, "a table with start and end");
      continue;
    }
    TomlTable table(*node->as_table(), root.PathOf(name), root.errors());
    v1::Window& window = *calendar.add_windows();
    window.set_kind(kind);
    window.set_start_time(ReadTime(table, "start", zone.value_or(absl::UTCTimeZone())));
    window.set_end_time(ReadTime(table, "end", zone.value_or(absl::UTCTimeZone())));
    table.Finish();
  }
  return calendar;
}

v1::SubmissionForm FormIn(TomlTable& root, const v1::Process& process) {
  v1::SubmissionForm form;
  const std::string language = LanguageIn(root, process);
  form.set_place_required(root.Truth("place_required", false));
  form.set_cost_required(root.Truth("cost_required", false));
  form.set_open_submission(root.Truth("open_submission", false));
  form.set_most_per_author(ReadCount(root, "most_per_author"));
  form.set_support_needed(ReadCount(root, "support_needed"));
  if (root.Has("support_by")) form.set_support_by(ValueAt(root, "support_by", kSupport));
  root.ForEach("categories", [&](TomlTable& table) {
    v1::FormCategory& category = *form.add_categories();
    category.set_id(table.Text("id"));
    ReadTexts(table, "title", language, *category.mutable_title());
  });
  root.ForEach("fields", [&](TomlTable& table) {
    v1::FormField& field = *form.add_fields();
    field.set_id(table.Text("id"));
    ReadTexts(table, "label", language, *field.mutable_label());
    field.set_type(ValueAt(table, "type", kFieldTypes));
    field.set_required(table.Truth("required", false));
    field.set_internal(table.Truth("internal", false));
    if (table.Has("choices")) {
      table.ForEachText("choices",
                        [&](std::string choice) { field.add_choices(std::move(choice)); });
    }
  });
  return form;
}

}  // namespace

absl::StatusOr<v1::Mandate> ParseMandate(std::string_view toml, const std::string& file,
                                         const v1::Process& process) {
  return Parse(toml, file, "", [&](TomlTable& root) { return MandateIn(root, process); });
}

absl::StatusOr<v1::Calendar> ParseCalendar(std::string_view toml, const std::string& file) {
  return Parse(toml, file, "; a time without seconds stands in quotes: \"2027-03-28T09:00\"",
               CalendarIn);
}

absl::StatusOr<v1::SubmissionForm> ParseForm(std::string_view toml, const std::string& file,
                                             const v1::Process& process) {
  return Parse(toml, file, "", [&](TomlTable& root) { return FormIn(root, process); });
}

absl::StatusOr<v1::Mandate> ReadMandate(const std::string& path, const v1::Process& process) {
  const auto text = ReadText(path, kMaxPlanSize);
  if (!text.ok()) return text.status();
  return ParseMandate(*text, path, process);
}

absl::StatusOr<v1::Calendar> ReadCalendar(const std::string& path) {
  const auto text = ReadText(path, kMaxPlanSize);
  if (!text.ok()) return text.status();
  return ParseCalendar(*text, path);
}

absl::StatusOr<v1::SubmissionForm> ReadForm(const std::string& path, const v1::Process& process) {
  const auto text = ReadText(path, kMaxPlanSize);
  if (!text.ok()) return text.status();
  return ParseForm(*text, path, process);
}

std::string_view WindowName(v1::WindowKind kind) { return NameIn(kWindows, kind); }
std::string_view SupportName(v1::SupportBy by) { return NameIn(kSupport, by); }
std::string_view FieldTypeName(v1::FieldType type) { return NameIn(kFieldTypes, type); }

}  // namespace urna::client
