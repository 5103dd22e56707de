// A TOML table read key by key: each at most once, each of its type, none left over.
#pragma once

#include <toml++/toml.h>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace urna::client {

// Collects the first error, so that a reader may take value after value and check once, at the end.
class TomlErrors {
 public:
  explicit TomlErrors(std::string file) : file_(std::move(file)) {}
  void Add(const toml::node* node, std::string_view path, std::string_view expected);
  void Add(const absl::Status& status);
  const absl::Status& status() const { return status_; }

 private:
  std::string file_;
  absl::Status status_;
};

class TomlTable {
 public:
  TomlTable(const toml::table& table, std::string path, TomlErrors& errors)
      : table_(table), path_(std::move(path)), errors_(errors) {}

  bool Has(std::string_view key) const { return table_.contains(key); }
  // Null when the key is not there; marks it as known.
  const toml::node* Find(std::string_view key);
  std::string Text(std::string_view key, std::optional<std::string_view> otherwise = {});
  std::int64_t Integer(std::string_view key, std::int64_t min, std::int64_t max,
                       std::optional<std::int64_t> otherwise = {});
  bool Truth(std::string_view key, bool otherwise);
  // Seconds since 1970 of an offset date-time.
  std::int64_t UnixSeconds(std::string_view key);
  // Calls `body` for every table of an array of tables.
  void ForEach(std::string_view key, const std::function<void(TomlTable&)>& body);
  // Calls `body` for every text of a list.
  void ForEachText(std::string_view key, const std::function<void(std::string)>& body);

  // An error for every key that nobody asked for.
  void Finish();
  void Error(std::string_view key, std::string_view expected);
  TomlErrors& errors() { return errors_; }
  std::string PathOf(std::string_view key) const;

 private:
  const toml::table& table_;
  std::string path_;
  TomlErrors& errors_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace urna::client
