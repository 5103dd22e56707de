// Other spellings of the configuration that was sealed: a parser reads the same in them, or nearly,
// and the bytes are others. All parties have signed them.
#include <algorithm>

#include "tampering/rows/all.h"
#include "tampering/rows/resealing.h"
#include "tampering/rows/wire_fields.h"

namespace urna::ledger {
namespace {

using Fields = std::vector<WireField>;

// Numbers of fields in config.proto.
constexpr std::uint32_t kTitle = 4, kWidth = 15, kElectorates = 17, kContests = 19, kPaper = 21,
                        kAttempt = 26, kClosingQuorum = 27, kWitnessQuorum = 29;
constexpr std::uint32_t kElectorateContests = 3, kBallotFormat = 6;
constexpr std::uint32_t kUnknown = 40;

Row Spelled(std::string name, std::function<void(Fields&)> change) {
  return {std::move(name), [change = std::move(change)] {
            Fields fields = FieldsOf(Small().election().config_bytes());
            change(fields);
            return ResealedConfig(Small(), JoinFields(fields));
          }};
}

// The same of a message that is in it.
Row SpelledWithin(std::string name, std::uint32_t number, std::function<void(Fields&)> change) {
  return Spelled(std::move(name), [number, change = std::move(change)](Fields& fields) {
    WireField& outer = fields[FindField(fields, number)];
    Fields inner = FieldsOf(outer.block);
    change(inner);
    outer = BlockField(number, JoinFields(inner));
  });
}

void Insert(Fields& fields, WireField field) {
  const auto after = std::ranges::find_if(
      fields, [&](const WireField& other) { return other.number > field.number; });
  fields.insert(after, std::move(field));
}

// Writes a text over one of the same length, which no library would serialise.
Row WithText(std::string name, const crypto::Bytes& text) {
  return SpelledWithin(std::move(name), kTitle, [text](Fields& title) {
    WireField& field = title[FindField(title, 2)];
    std::ranges::copy(text, field.bytes.end() - static_cast<std::ptrdiff_t>(text.size()));
  });
}

}  // namespace

Rows ConfigBytesRows() {
  return {
      Spelled("config_bytes_unknown_field",
              [](Fields& f) { f.push_back(VarintField(kUnknown, {1})); }),
      Spelled("config_bytes_group",
              [](Fields& f) { f.push_back({kUnknown, {0xc3, 0x02, 0xc4, 0x02}, {}}); }),
      SpelledWithin("config_bytes_unknown_field_within", kContests,
                    [](Fields& f) { f.push_back(BlockField(kUnknown, {1, 2})); }),
      Spelled(
          "config_bytes_out_of_order",
          [](Fields& f) { std::swap(f[FindField(f, kAttempt)], f[FindField(f, kClosingQuorum)]); }),
      Spelled("config_bytes_given_twice",
              [](Fields& f) {
                f.insert(f.begin() + static_cast<std::ptrdiff_t>(FindField(f, kAttempt)),
                         f[FindField(f, kAttempt)]);
              }),
      Spelled("config_bytes_default_given",
              [](Fields& f) { Insert(f, VarintField(kWitnessQuorum, {0})); }),
      Spelled("config_bytes_empty_text_given", [](Fields& f) { Insert(f, BlockField(33, {})); }),
      Spelled("config_bytes_long_varint",
              [](Fields& f) {
                f[FindField(f, kClosingQuorum)] = VarintField(kClosingQuorum, {0x83, 0x00});
              }),
      Spelled("config_bytes_long_key",
              [](Fields& f) {
                auto& bytes = f[FindField(f, kWidth)].bytes;
                // One byte of the key: 0x78.
                bytes[0] = 0xf8;
                bytes.insert(bytes.begin() + 1, 0x00);
              }),
      Spelled("config_bytes_beyond_32_bits",
              [](Fields& f) {
                f[FindField(f, kWidth)] = VarintField(kWidth, {0x81, 0x80, 0x80, 0x80, 0x10});
              }),
      Spelled("config_bytes_beyond_64_bits",
              [](Fields& f) {
                f[FindField(f, kWidth)] = VarintField(
                    kWidth, {0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02});
              }),
      Spelled("config_bytes_bool_of_2", [](Fields& f) { Insert(f, VarintField(kPaper, {2})); }),
      Spelled("config_bytes_another_wire_type",
              [](Fields& f) { f[FindField(f, kClosingQuorum)] = BlockField(kClosingQuorum, {3}); }),
      SpelledWithin("config_bytes_not_packed", kElectorates,
                    [](Fields& f) {
                      f[FindField(f, kElectorateContests)] = VarintField(kElectorateContests, {0});
                    }),
      SpelledWithin("config_bytes_empty_block_of_a_list", kElectorates,
                    [](Fields& f) { Insert(f, BlockField(kElectorateContests, {})); }),
      SpelledWithin("config_bytes_two_of_a_oneof", kContests,
                    [](Fields& f) {
                      f[FindField(f, kBallotFormat)] =
                          BlockField(kBallotFormat, {0x0a, 0x00, 0x2a, 0x00});
                    }),
      WithText("config_bytes_no_utf8", {0xff}),
      WithText("config_bytes_surrogate", {0xed, 0xa0, 0x80}),
      WithText("config_bytes_overlong_utf8", {0xc1, 0x81}),
      Spelled("config_bytes_ends_within_a_field", [](Fields& f) { f.back().bytes.pop_back(); })};
}

}  // namespace urna::ledger
