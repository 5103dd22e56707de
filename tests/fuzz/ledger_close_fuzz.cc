// The files `close` and `close-checkpoint`, and what people type to name a closing. Nobody can
// sign, so that only what was signed is taken.
#include <algorithm>
#include <set>

#include "fuzz/patch.h"
#include "ledger/closing.h"
#include "support/election_run.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using fuzz::Require;

constexpr std::size_t kMagicSize = 8;
constexpr std::size_t kSignatureSize = 66;

struct Example {
  ElectionFixture election = ElectionFixture::Make(
      {.voters = 2, .trustees = 4, .authorities = 3, .witnesses = 2, .witness_quorum = 1});
  ElectionRun run{election};
  // Signed by all, so that some may be missing.
  Bytes close;
  Bytes checkpoint;
  std::string text;

  Example() {
    run.VoteAndClose(2, 4);
    run.SignTheClosing();
    std::vector<Party> all;
    for (const Party& party : election.manifest()->parties()) {
      if (party.role != PartyRole::kRegistrar) all.push_back(party);
    }
    close = election.SignClosings(all, run.closing());
    checkpoint = run.files().at("close-checkpoint");
    text = crypto::Note::Parse(crypto::AsText(checkpoint))->text;
  }
};

std::set<Bytes> SignaturesOf(ByteView file) {
  std::set<Bytes> out;
  for (std::size_t i = kMagicSize; i + kSignatureSize <= file.size(); i += kSignatureSize) {
    const ByteView one = file.subspan(i, kSignatureSize);
    out.emplace(one.begin(), one.end());
  }
  return out;
}

void CheckClose(const Example& example, ByteView file) {
  if (!VerifyClosings(*example.election.manifest(), example.run.closing(), file).ok()) return;
  const std::set<Bytes> signatures = SignaturesOf(file);
  Require(file.size() == kMagicSize + signatures.size() * kSignatureSize);
  Require(std::ranges::includes(SignaturesOf(example.close), signatures));
  // 3 of 4 trustees, 2 of 3 authorities.
  const auto trustees = std::count_if(signatures.begin(), signatures.end(),
                                      [](const Bytes& one) { return one[0] == 2; });
  Require(trustees >= 3 && signatures.size() >= static_cast<std::size_t>(trustees) + 2);
}

void CheckCheckpoint(const Example& example, std::string_view note) {
  if (!VerifyCloseCheckpoint(*example.election.manifest(), example.run.closing(), note).ok()) {
    return;
  }
  Require(crypto::Note::Parse(note)->text == example.text);
}

void CheckText(const Example& example, std::string_view text) {
  const auto is = IsClosing(text, example.run.closing_hash());
  if (!is.ok() || !*is) return;
  std::string plain;
  for (const char c : text) {
    if (c != ' ' && c != '-') plain.push_back(static_cast<char>(c | 0x20));
  }
  std::string groups = ClosingGroups(example.run.closing_hash());
  std::erase(groups, ' ');
  Require(plain == groups || plain == crypto::ToHex(example.run.closing_hash()));
}

}  // namespace
}  // namespace urna::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::ledger;
  using urna::crypto::AsText;
  using urna::fuzz::Patch;
  static const Example example;
  const ByteView input(data, size);
  CheckClose(example, input);
  CheckClose(example, Patch(example.close, input));
  CheckCheckpoint(example, AsText(input));
  CheckCheckpoint(example, AsText(Patch(example.checkpoint, input)));
  CheckText(example, AsText(input));
  const std::string groups = ClosingGroups(example.run.closing_hash());
  CheckText(example, AsText(Patch(Bytes(groups.begin(), groups.end()), input)));
  return 0;
}
