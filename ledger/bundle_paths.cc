#include "ledger/bundle_paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>

#include "ledger/config.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "ledger/tiles.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kTopFiles[] = {kConfigFile,   kKeyRecordFile,  kApprovalsFile,
                                          kClosingsFile, kCheckpointFile, kCloseCheckpointFile};
constexpr std::string_view kResults[] = {"ballots", "pb", "tally"};
// Their files have the folder's name as extension.
constexpr std::string_view kByContest[] = {"mix", "dec", "lot"};
// No tile's path is longer.
constexpr std::size_t kMaxTilePath = 64;

template <std::size_t kSize>
bool IsOneOf(std::string_view name, const std::string_view (&names)[kSize]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// As std::to_string writes it.
bool IsDecimal(std::string_view text, std::uint64_t max) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value <= max && std::to_string(value) == text;
}

bool IsContest(std::string_view text) { return IsDecimal(text, kMaxContests - 1); }

// What is before the last `separator` and after it; all is before where there is none.
struct Halves {
  std::string_view before;
  std::string_view after;
};
Halves SplitAtLast(std::string_view text, char separator) {
  const std::size_t at = text.rfind(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

bool IsRollFile(std::string_view name) {
  const auto [stem, extension] = SplitAtLast(name, '.');
  if (extension == "roll") return IsResourceId(stem);
  if (extension != "part") return false;
  const auto [electorate, number] = SplitAtLast(stem, '.');
  return IsResourceId(electorate) && number != "0" && IsDecimal(number, kMaxCodeRegistrars);
}

// 64 lower-case hexadecimal digits.
bool IsHash(std::string_view text) {
  return text.size() == 2 * sizeof(crypto::Hash256) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string RollPath(std::string_view electorate) {
  return fmt::format("roll/{}.roll", electorate);
}

std::string PartPath(std::string_view electorate, std::uint32_t code_registrar) {
  return fmt::format("roll/{}.{}.part", electorate, code_registrar);
}

std::string ArtefactPath(const ArtefactLeaf& artefact, std::uint64_t record) {
  const std::uint32_t contest = Number(artefact.contest);
  switch (artefact.kind) {
    case ArtefactKind::kMix:
      return fmt::format("mix/{}/{}.mix", contest, record);
    case ArtefactKind::kDecryption:
      return fmt::format("dec/{}/{}.dec", contest, record);
    case ArtefactKind::kLot:
      return fmt::format("lot/{}/{}.lot", contest, record);
    case ArtefactKind::kBallots:
      return fmt::format("result/{}.ballots", contest);
    case ArtefactKind::kPabulib:
      return fmt::format("result/{}.pb", contest);
    case ArtefactKind::kOutcome:
      return fmt::format("result/{}.tally", contest);
  }
  return "";
}

std::string DocumentPath(const crypto::Hash256& sha256) {
  return fmt::format("{}{}", kDocumentFolder, crypto::ToHex(sha256));
}

bool IsBundleFile(std::string_view path) {
  if (IsOneOf(path, kTopFiles)) return true;
  if (path.starts_with(kDocumentFolder)) return IsHash(path.substr(kDocumentFolder.size()));
  if (path.starts_with(kJournalFolder)) {
    path.remove_prefix(kJournalFolder.size());
    return path == kCheckpointFile || Tile::Parse(path).ok();
  }
  const auto [folder, name] = SplitAtLast(path, '/');
  if (folder == "roll") return IsRollFile(name);
  const auto [stem, extension] = SplitAtLast(name, '.');
  if (folder == "result") return IsContest(stem) && IsOneOf(extension, kResults);
  const auto [kind, contest] = SplitAtLast(folder, '/');
  if (IsOneOf(kind, kByContest)) {
    return IsContest(contest) && extension == kind &&
           IsDecimal(stem, std::numeric_limits<std::uint64_t>::max());
  }
  return Tile::Parse(path).ok();
}

bool IsBundleFolder(std::string_view path) {
  if (path == "journal" || path == "journal/doc") return true;
  if (path.starts_with(kJournalFolder)) path.remove_prefix(kJournalFolder.size());
  if (path == "roll" || path == "result" || path == "tile" || IsOneOf(path, kByContest)) {
    return true;
  }
  // A full tile has the name of no folder: those of partial ones end with ".p".
  if (path.starts_with("tile/")) return path.size() < kMaxTilePath && !IsBundleFile(path);
  const auto [kind, contest] = SplitAtLast(path, '/');
  return IsOneOf(kind, kByContest) && IsContest(contest);
}

}  // namespace urna::ledger
