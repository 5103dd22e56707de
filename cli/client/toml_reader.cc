#include "cli/client/toml_reader.h"

#include <fmt/format.h>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace urna::client {

void TomlErrors::Add(const toml::node* node, std::string_view path, std::string_view expected) {
  const std::string line =
      node == nullptr ? std::string() : fmt::format(":{}", node->source().begin.line);
  Add(absl::InvalidArgumentError(
      fmt::format("{}{}: {}: expected {}", file_, line, path, expected)));
}

void TomlErrors::Add(const absl::Status& status) {
  if (status_.ok()) status_ = status;
}

std::string TomlTable::PathOf(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void TomlTable::Error(std::string_view key, std::string_view expected) {
  const toml::node* node = table_.get(key);
  errors_.Add(node == nullptr ? &table_ : node, PathOf(key), expected);
}

const toml::node* TomlTable::Find(std::string_view key) {
  known_.insert(std::string(key));
  return table_.get(key);
}

std::string TomlTable::Text(std::string_view key, std::optional<std::string_view> otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr && otherwise.has_value()) return std::string(*otherwise);
  const auto value = node == nullptr ? std::nullopt : node->value_exact<std::string>();
  if (!value.has_value()) Error(key, "a text");
  return value.value_or("");
}

std::int64_t TomlTable::Integer(std::string_view key, std::int64_t min, std::int64_t max,
                                std::optional<std::int64_t> otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr && otherwise.has_value()) return *otherwise;
  const auto value = node == nullptr ? std::nullopt : node->value_exact<std::int64_t>();
  if (!value.has_value() || *value < min || *value > max) {
    Error(key, fmt::format("an integer, {} to {}", min, max));
    return min;
  }
  return *value;
}

bool TomlTable::Truth(std::string_view key, bool otherwise) {
  const toml::node* node = Find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<bool>();
  if (!value.has_value()) Error(key, "true or false");
  return value.value_or(otherwise);
}

std::int64_t TomlTable::UnixSeconds(std::string_view key) {
  const toml::node* node = Find(key);
  const auto value = node == nullptr ? std::nullopt : node->value_exact<toml::date_time>();
  if (!value.has_value() || !value->offset.has_value()) {
    Error(key, "a time with its offset, such as 2027-03-01T08:00:00+01:00");
    return 0;
  }
  const absl::CivilSecond civil(value->date.year, value->date.month, value->date.day,
                                value->time.hour, value->time.minute, value->time.second);
  return absl::ToUnixSeconds(absl::FromCivil(civil, absl::UTCTimeZone())) -
         60 * value->offset->minutes;
}

void TomlTable::ForEach(std::string_view key, const std::function<void(TomlTable&)>& body) {
  const toml::node* node = Find(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) return Error(key, "a list of tables");
  for (std::size_t i = 0; i < array->size(); ++i) {
    const toml::table* table = (*array)[i].as_table();
    if (table == nullptr) return Error(key, "a list of tables");
    TomlTable inner(*table, fmt::format("{}[{}]", PathOf(key), i), errors_);
    body(inner);
    inner.Finish();
  }
}

void TomlTable::ForEachText(std::string_view key, const std::function<void(std::string)>& body) {
  const toml::node* node = Find(key);
  const toml::array* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr) return Error(key, "a list of texts");
  for (const toml::node& item : *array) {
    const auto text = item.value_exact<std::string>();
    if (!text.has_value()) return Error(key, "a list of texts");
    body(*text);
  }
}

void TomlTable::Finish() {
  for (const auto& [key, node] : table_) {
    if (!known_.contains(key.str())) {
      errors_.Add(&node, PathOf(key.str()), "nothing of that name; is it misspelt?");
    }
  }
}

}  // namespace urna::client
