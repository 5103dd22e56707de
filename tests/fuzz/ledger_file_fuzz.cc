// The files of a process and of its log: configuration, manifest, approvals, rolls, tiles, and the
// codes that people type. Each parser takes any bytes, and what it takes it writes back the same.
#include <string_view>

#include "fuzz/patch.h"
#include "ledger/code.h"
#include "ledger/manifest.h"
#include "ledger/roll.h"
#include "ledger/tiles.h"
#include "support/election_fixture.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using fuzz::Require;

struct Example {
  ElectionFixture election = ElectionFixture::Make({.voters = 4, .electorates = 2});
  Bytes entries = EntryTile({{1, 2, 3}, {}, {4}});
  Bytes approvals = election.Approvals();
};

bool Same(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

void CheckRoll(ByteView file) {
  const auto roll = RollFile::Parse(file);
  if (!roll.ok()) return;
  Require(Same(RollFile::Serialize(roll->records()), file));
  (void)Rolls::Join({*roll, *roll}).ok();
  if (!roll->records().empty()) Require(!Rolls::Join({*roll, *roll}).ok());
}

void CheckConfig(const Example& example, ByteView bytes) {
  const auto frozen = FrozenConfig::Parse(bytes);
  if (frozen.ok()) Require(Same(frozen->bytes(), bytes) && !frozen->parties().empty());
  // Keys are made for one configuration only.
  const auto manifest = Manifest::Parse(bytes, example.election.key_record());
  if (manifest.ok()) Require(Same(bytes, example.election.config_bytes()));
}

void CheckText(std::string_view text) {
  const auto tile = Tile::Parse(text);
  if (tile.ok()) Require(tile->Path() == text);
  const auto tracker = ParseTracker(text);
  if (tracker.ok()) Require(ParseTracker(*tracker).value() == *tracker);
  // At most one registrar's: the number is in the check character.
  int registrars = 0;
  for (std::uint32_t j = 1; j <= 3; ++j) {
    const auto code = VotingCode::Parse(text, j);
    if (!code.ok()) continue;
    ++registrars;
    const auto again = VotingCode::Parse(code->RevealForLetter(), j);
    Require(again.ok() && again->RevealForLetter() == code->RevealForLetter());
  }
  Require(registrars <= 1);
}

void CheckEntries(ByteView bytes) {
  for (const std::uint64_t width : {std::uint64_t{1}, std::uint64_t{3}, kTileWidth}) {
    const auto leaves = ParseEntryTile(bytes, width);
    if (leaves.ok()) Require(leaves->size() == width && Same(EntryTile(*leaves), bytes));
  }
}

void CheckApprovals(const Example& example, ByteView file) {
  const Manifest& manifest = *example.election.manifest();
  if (VerifyApprovals(manifest.frozen(), manifest.hash(), file).ok()) {
    Require(Same(file, example.approvals));
  }
}

}  // namespace
}  // namespace urna::ledger

// The first byte chooses the file, and whether the rest is one or says how to change a good one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::ledger;
  using urna::crypto::AsText;
  using urna::fuzz::Patch;
  static const Example example;
  if (size == 0) return 0;
  const bool raw = (data[0] & 0x80) != 0;
  const ByteView input(data + 1, size - 1);
  const auto bytes = [&](ByteView good) {
    return raw ? Bytes(input.begin(), input.end()) : Patch(Bytes(good.begin(), good.end()), input);
  };
  switch (data[0] & 7) {
    case 0:
      CheckRoll(bytes(example.election.roll_files()[0].roll));
      break;
    case 1:
      CheckConfig(example, bytes(example.election.config_bytes()));
      break;
    case 2:
      if (Manifest::Parse(example.election.config_bytes(), bytes(example.election.key_record()))
              .ok()) {
        urna::fuzz::Require(
            Same(bytes(example.election.key_record()), example.election.key_record()));
      }
      break;
    case 3:
      CheckApprovals(example, bytes(example.approvals));
      break;
    case 4:
      CheckEntries(bytes(example.entries));
      break;
    default:
      CheckText(AsText(input));
  }
  return 0;
}
