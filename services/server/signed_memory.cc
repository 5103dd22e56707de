#include "services/server/signed_memory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "crypto/bytes.h"
#include "crypto/merkle.h"
#include "services/base/events.h"
#include "services/base/families.h"
#include "services/base/text_file.h"

namespace urna::services {
namespace {

constexpr absl::Duration kBetweenWrites = absl::Seconds(1);
constexpr std::string_view kHeader = "urna signed 1";

constexpr std::pair<storage::Family, std::string_view> kKinds[] = {{kRecordsFamily, "log"},
                                                                   {kJournalsFamily, "journal"}};

std::string_view NameOf(std::uint32_t family) {
  return family == kRecordsFamily.index ? kKinds[0].second : kKinds[1].second;
}

// The process and the index of a record's key, as RecordStore makes it; nothing for another key.
std::optional<std::pair<std::string, std::uint64_t>> ParseKey(const std::string& key) {
  constexpr std::size_t kIndexBytes = 8;
  const std::size_t end = key.find('\0');
  if (end == std::string::npos || key.size() != end + 1 + kIndexBytes) return std::nullopt;
  std::uint64_t index = 0;
  for (std::size_t i = end + 1; i < key.size(); ++i) {
    index = index << 8 | static_cast<unsigned char>(key[i]);
  }
  return std::pair(key.substr(0, end), index);
}

std::string KeyOf(const std::string& process, std::uint64_t index) {
  std::string key = process + '\0';
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((index >> shift) & 0xff));
  }
  return key;
}

absl::Status Failed(std::string_view what, const std::string& path) {
  return absl::UnavailableError(
      fmt::format("cannot {} {}: {}", what, path, std::generic_category().message(errno)));
}

absl::Status WriteAndSync(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Failed("write", path);
  bool written = true;
  while (written && !text.empty()) {
    const ssize_t put = write(file, text.data(), text.size());
    written = put > 0;
    if (written) text.remove_prefix(static_cast<std::size_t>(put));
  }
  const absl::Status status =
      written && fsync(file) == 0 ? absl::OkStatus() : Failed("write", path);
  close(file);
  return status;
}

absl::Status ReplaceDurably(const std::string& path, std::string_view text) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string fresh = path + ".new";
  if (absl::Status written = WriteAndSync(fresh, text); !written.ok()) return written;
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return Failed("replace", path);
  const int parent = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent < 0) return Failed("sync", folder);
  const absl::Status synced = fsync(parent) == 0 ? absl::OkStatus() : Failed("sync", folder);
  close(parent);
  return synced;
}

absl::Status Behind(std::uint32_t family, const std::string& process, std::uint64_t index,
                    bool is_there, const std::string& file) {
  return absl::FailedPreconditionError(fmt::format(
      "the store is older than what this server has signed, and nothing more is signed: the {} of "
      "{} had {} records, and {}; was a backup restored, or a standby promoted that was behind? "
      "Restore one that has them ({} says what was signed)",
      NameOf(family), process, index + 1,
      is_there ? "has another as the last of these" : "lacks the last of these", file));
}

}  // namespace

absl::Status SignedMemory::Check(const storage::Reader& store) {
  const MutexLock lock(mutex_);
  std::error_code error;
  if (!std::filesystem::exists(file_, error)) return absl::OkStatus();
  const absl::StatusOr<std::string> text = ReadTextFile(file_);
  if (!text.ok()) return text.status();
  const std::vector<std::string> lines = absl::StrSplit(*text, '\n', absl::SkipEmpty());
  const auto bad = [&](std::size_t line) {
    return absl::InvalidArgumentError(fmt::format(
        "{}:{}: is not what this server writes there: restore the file", file_, line + 1));
  };
  if (lines.empty() || lines[0] != kHeader) return bad(0);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> words = absl::StrSplit(lines[i], ' ');
    const auto* const kind =
        std::find_if(std::begin(kKinds), std::end(kKinds),
                     [&](const auto& known) { return !words.empty() && words[0] == known.second; });
    std::uint64_t index = 0;
    if (kind == std::end(kKinds) || words.size() != 4 || !absl::SimpleAtoi(words[2], &index)) {
      return bad(i);
    }
    const absl::StatusOr<crypto::Bytes> hash = crypto::FromBase64(words[3]);
    Last last{.index = index, .leaf_hash = {}};
    if (!hash.ok() || hash->size() != last.leaf_hash.size()) return bad(i);
    std::copy(hash->begin(), hash->end(), last.leaf_hash.begin());
    const absl::StatusOr<std::optional<std::string>> leaf =
        store.Get(kind->first, KeyOf(words[1], index));
    if (!leaf.ok()) return leaf.status();
    const bool is_there = leaf->has_value();
    if (!is_there || crypto::LeafHash(crypto::AsBytes(**leaf)) != last.leaf_hash) {
      return Behind(kind->first.index, words[1], index, is_there, file_);
    }
    last_[{kind->first.index, words[1]}] = last;
  }
  return absl::OkStatus();
}

void SignedMemory::Forget(const storage::WriteBatch& batch) {
  const MutexLock lock(mutex_);
  bool forgotten = false;
  for (const storage::WriteBatch::Change& change : batch.changes()) {
    if (change.value || (change.family != kRecordsFamily && change.family != kJournalsFamily)) {
      continue;
    }
    const auto key = ParseKey(change.key);
    forgotten = (key && last_.erase({change.family.index, key->first}) > 0) || forgotten;
  }
  if (!forgotten) return;
  is_changed_ = true;
  WriteLocked();
}

void SignedMemory::Note(const storage::WriteBatch& batch) {
  // The last change of each log; the hash of no other is needed.
  std::map<Log, const storage::WriteBatch::Change*> touched;
  for (const storage::WriteBatch::Change& change : batch.changes()) {
    if (!change.value || (change.family != kRecordsFamily && change.family != kJournalsFamily)) {
      continue;
    }
    if (const auto key = ParseKey(change.key)) {
      touched[{change.family.index, key->first}] = &change;
    }
  }
  if (touched.empty()) return;
  const MutexLock lock(mutex_);
  for (const auto& [log, change] : touched) {
    last_[log] = {ParseKey(change->key)->second, crypto::LeafHash(crypto::AsBytes(*change->value))};
  }
  is_changed_ = true;
}

void SignedMemory::Write(absl::Time now) {
  const MutexLock lock(mutex_);
  if (now < next_) return;
  next_ = now + kBetweenWrites;
  WriteLocked();
}

void SignedMemory::WriteNow() {
  const MutexLock lock(mutex_);
  WriteLocked();
}

void SignedMemory::WriteLocked() {
  if (!is_changed_) return;
  std::string text = fmt::format("{}\n", kHeader);
  for (const auto& [log, last] : last_) {
    text += fmt::format("{} {} {} {}\n", NameOf(log.first), log.second, last.index,
                        crypto::ToBase64(last.leaf_hash));
  }
  const absl::Status written = ReplaceDurably(file_, text);
  is_changed_ = !written.ok();
  if (is_changed_ == is_failing_) return;
  is_failing_ = is_changed_;
  if (is_failing_) {
    TellOperator(Severity::kError, "what was signed last is not kept",
                 {{"cause", std::string_view(written.message().data(), written.message().size())}});
  } else {
    TellOperator(Severity::kInfo, "what was signed last is kept again");
  }
}

}  // namespace urna::services
