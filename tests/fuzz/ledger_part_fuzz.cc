// Part files. Nobody can prove a key whose secret they do not know, so that of all changes of a
// good part only those are taken that leave records out or make zeros of them.
#include <algorithm>
#include <set>

#include "fuzz/patch.h"
#include "ledger/part.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using fuzz::Require;

constexpr ElectionId kElection = {7};

PartRecord Record(std::uint32_t registrar, std::uint8_t slot) {
  SlotTag tag;
  tag.bytes.fill(slot);
  return MakePartRecord(
      kElection, registrar, tag,
      crypto::VoterKey::FromScalar(crypto::Secret<crypto::Scalar>(crypto::Scalar::Random()))
          .value());
}

Bytes BytesOf(const PartRecord& record) {
  const Bytes file = PartFile::Serialize(1, {record});
  return {file.begin() + kPartHeaderSize, file.end()};
}

struct Example {
  std::vector<PartRecord> records = {Record(1, 1), Record(1, 2), Record(1, 3)};
  Bytes file = PartFile::Serialize(1, records);
  PartFile good = PartFile::Parse(file, kElection, 1).value();
  PartFile second =
      PartFile::Parse(PartFile::Serialize(2, {Record(2, 1), Record(2, 2), Record(2, 3)}), kElection,
                      2)
          .value();
  std::set<Bytes> genuine;

  Example() {
    for (const PartRecord& record : records) genuine.insert(BytesOf(record));
  }
};

void Check(const Example& example, ByteView file) {
  const auto part = PartFile::Parse(file, kElection, 1);
  if (!part.ok()) {
    Require(part.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  const Bytes again = PartFile::Serialize(1, part->records());
  Require(std::equal(again.begin(), again.end(), file.begin(), file.end()));
  for (const PartRecord& record : part->records()) {
    Require(!record.HasKey() || example.genuine.contains(BytesOf(record)));
  }
  // Another election's, and another registrar's.
  const bool has_key = std::any_of(part->records().begin(), part->records().end(),
                                   [](const PartRecord& record) { return record.HasKey(); });
  Require(!has_key || !PartFile::Parse(file, {8}, 1).ok());
  Require(!PartFile::Parse(file, kElection, 2).ok());
  const auto roll = CombineParts(std::vector<PartFile>{*part, example.second});
  Require(CombineParts(std::vector<PartFile>{*part}).ok());
  if (roll.ok()) {
    Require(RollFile::Parse(*roll).ok());
    Require(std::equal(file.begin(), file.end(), example.file.begin(), example.file.end()));
  }
}

}  // namespace
}  // namespace urna::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::ledger;
  static const Example example;
  const ByteView input(data, size);
  Check(example, input);
  Check(example, urna::fuzz::Patch(example.file, input));
  return 0;
}
