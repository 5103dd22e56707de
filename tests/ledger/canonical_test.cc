#include "ledger/canonical.h"

#include <functional>
#include <limits>

#include "ledger/errors.h"
#include "support/every_field_type.h"
#include "urna/v1/config.pb.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

EveryFieldType& Every() {
  static EveryFieldType every;
  return every;
}

// Encodings by hand.
constexpr int kVarint = 0, kFixed64 = 1, kBlock = 2, kFixed32 = 5;

Bytes Number(std::uint64_t value) {
  Bytes out;
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
  return out;
}

Bytes Join(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes& part : parts) crypto::Append(out, part);
  return out;
}

Bytes Tag(std::uint64_t number, int wire_type) {
  return Number(number << 3 | static_cast<std::uint64_t>(wire_type));
}
Bytes Varint(std::uint64_t number, std::uint64_t value) {
  return Join({Tag(number, kVarint), Number(value)});
}
Bytes Block(std::uint64_t number, const Bytes& content) {
  return Join({Tag(number, kBlock), Number(content.size()), content});
}
Bytes Text(std::uint64_t number, std::string_view text) {
  const auto bytes = crypto::AsBytes(text);
  return Block(number, Bytes(bytes.begin(), bytes.end()));
}

absl::Status Check(const Bytes& bytes) { return CheckCanonical(Every().type(), bytes); }

// Evenly, however small RapidCheck's sizes still are.
std::size_t Below(std::size_t end) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, end));
}

// Random messages, by reflection.

std::string RandomText() {
  static const std::vector<std::string> kPieces = {
      "a",      "Z",      std::string(1, '\0'), "\x7f",      "\u00e9", "\u07ff",
      "\u0800", "\ufffd", "\U00010000",         "\U0010ffff"};
  std::string text;
  for (const auto& piece :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces))) {
    text += piece;
  }
  return text;
}

// Values near the ends of their range as well as near zero.
template <typename T>
T RandomNumber() {
  return *rc::gen::oneOf(
      rc::gen::arbitrary<T>(),
      rc::gen::element<T>(0, 1, 127, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

void Fill(Message& message, int depth);

void SetRandomly(Message& message, const FieldDescriptor& field, int depth) {
  const auto& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  const auto put = [&](auto set, auto add, auto value) {
    repeated ? (reflection.*add)(&message, &field, value)
             : (reflection.*set)(&message, &field, value);
  };
  using R = google::protobuf::Reflection;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return put(&R::SetInt32, &R::AddInt32, RandomNumber<std::int32_t>());
    case FieldDescriptor::CPPTYPE_INT64:
      return put(&R::SetInt64, &R::AddInt64, RandomNumber<std::int64_t>());
    case FieldDescriptor::CPPTYPE_UINT32:
      return put(&R::SetUInt32, &R::AddUInt32, RandomNumber<std::uint32_t>());
    case FieldDescriptor::CPPTYPE_UINT64:
      return put(&R::SetUInt64, &R::AddUInt64, RandomNumber<std::uint64_t>());
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return put(&R::SetDouble, &R::AddDouble,
                 *rc::gen::element(0.0, -0.0, 1.5, std::numeric_limits<double>::infinity(),
                                   std::numeric_limits<double>::denorm_min()));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return put(&R::SetFloat, &R::AddFloat, *rc::gen::element(0.0F, -0.0F, 1.5F, -2.0F));
    case FieldDescriptor::CPPTYPE_BOOL:
      return put(&R::SetBool, &R::AddBool, *rc::gen::arbitrary<bool>());
    case FieldDescriptor::CPPTYPE_ENUM:
      return put(&R::SetEnumValue, &R::AddEnumValue, RandomNumber<std::int32_t>());
    case FieldDescriptor::CPPTYPE_STRING:
      return put(&R::SetString, &R::AddString,
                 field.type() == FieldDescriptor::TYPE_STRING
                     ? RandomText()
                     : *rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Fill(repeated ? *reflection.AddMessage(&message, &field)
                           : *reflection.MutableMessage(&message, &field),
                  depth + 1);
  }
}

void Fill(Message& message, int depth) {
  constexpr int kDeepest = 4;
  const Descriptor& type = *message.GetDescriptor();
  const std::size_t sparseness = 2 + static_cast<std::size_t>(depth * depth);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool too_deep = depth == kDeepest && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (too_deep || Below(sparseness) != 0) continue;
    const std::size_t times = field.is_repeated() ? 1 + Below(3) : 1;
    for (std::size_t n = 0; n < times; ++n) SetRandomly(message, field, depth);
  }
}

Bytes Serialized(const Message& message) {
  const std::string text = message.SerializeAsString();
  const auto bytes = crypto::AsBytes(text);
  return {bytes.begin(), bytes.end()};
}

// A change such as an attacker or a careless program makes; often it makes no message at all.
Bytes Mutated(Bytes bytes) {
  const std::size_t changes = 1 + Below(3);
  for (std::size_t i = 0; i < changes && !bytes.empty(); ++i) {
    const std::size_t begin = Below(bytes.size());
    const std::size_t size = Below(std::min<std::size_t>(bytes.size() - begin, 12) + 1);
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(begin);
    const Bytes piece(at, at + static_cast<std::ptrdiff_t>(size));
    switch (Below(4)) {
      case 0:
        *at = static_cast<std::uint8_t>(Below(256));
        break;
      case 1:
        *at ^= static_cast<std::uint8_t>(1U << Below(8));
        break;
      case 2:
        bytes.erase(at, at + static_cast<std::ptrdiff_t>(size));
        break;
      default:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(Below(bytes.size() + 1)),
                     piece.begin(), piece.end());
    }
  }
  return bytes;
}

TEST(Canonical, IsWhatProtobufWritesOfAnyConfiguration) {
  EXPECT_TRUE(rc::check([] {
    v1::Config config;
    Fill(config, 0);
    const Bytes bytes = Serialized(config);
    const auto status = CheckCanonical(*v1::Config::descriptor(), bytes);
    RC_LOG() << status.message();
    RC_ASSERT(status.ok());
  }));
}

TEST(Canonical, IsWhatProtobufWritesOfEveryFieldType) {
  EXPECT_TRUE(rc::check([] {
    const auto message = Every().New();
    Fill(*message, 0);
    const auto status = Check(Serialized(*message));
    RC_LOG() << status.message();
    RC_ASSERT(status.ok());
  }));
}

// Not less and not more: what protobuf reads, knows, and writes the same.
void CheckMutations(const Message& message, const std::function<std::unique_ptr<Message>()>& make) {
  const Bytes bytes = Serialized(message);
  for (int i = 0; i < 20; ++i) {
    const Bytes mutated = Mutated(bytes);
    const auto status = CheckCanonical(*message.GetDescriptor(), mutated);
    RC_LOG() << crypto::ToHex(mutated) << ": " << status.message() << "\n";
    RC_ASSERT(status.ok() == IsWrittenAgain(*make(), mutated));
  }
}

TEST(Canonical, IsExactlyWhatProtobufWritesAgain) {
  EXPECT_TRUE(rc::check([] {
    v1::Config config;
    Fill(config, 0);
    CheckMutations(config, [] { return std::make_unique<v1::Config>(); });
  }));
  EXPECT_TRUE(rc::check([] {
    const auto message = Every().New();
    Fill(*message, 1);
    CheckMutations(*message, [] { return Every().New(); });
  }));
}

TEST(Canonical, IsAnyEmptyMessage) { EXPECT_TRUE(Check({}).ok()); }

constexpr auto kMinusOne = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kTwoTo32 = std::uint64_t{1} << 32;
// The least int32, as it is written.
constexpr std::uint64_t kLeast = kMinusOne - (kTwoTo32 / 2 - 1);

TEST(Canonical, TakesEveryTypeAtTheEndsOfItsRange) {
  const std::vector<Bytes> good = {
      Join({Tag(1, kFixed64), Bytes(8, 0xff)}),
      // Minus zero is not the default.
      Join({Tag(1, kFixed64), Bytes(7, 0), Bytes{0x80}}),
      Join({Tag(2, kFixed32), Bytes(4, 0xff)}),
      Varint(3, kMinusOne),
      Varint(4, kMinusOne),
      Varint(5, kMinusOne),
      Varint(5, kLeast),
      Varint(5, kTwoTo32 / 2 - 1),
      Join({Tag(6, kFixed64), Bytes{1}, Bytes(7, 0)}),
      Varint(8, 1),
      Text(9, "\U0010ffff"),
      Block(11, {}),
      Block(12, {0xff}),
      Varint(13, kTwoTo32 - 1),
      Varint(14, kMinusOne),
      Varint(14, 7),
      Varint(17, kTwoTo32 - 1),
      Varint(18, kMinusOne),
      Varint(FieldDescriptor::kMaxNumber, 1),
  };
  for (const Bytes& bytes : good) EXPECT_TRUE(Check(bytes).ok()) << Check(bytes);
}

TEST(Canonical, TakesDefaultsWherePresenceMeansSomething) {
  const std::vector<Bytes> good = {
      Varint(53, 0),
      Varint(51, 0),
      Text(52, ""),
      Block(11, {}),
      Block(70000, {}),
      Join({Text(29, ""), Text(29, "")}),
      Join({Block(31, {}), Block(31, {})}),
      Block(33, {0, 0}),
      Join({Varint(50, 0), Varint(50, 0)}),
  };
  for (const Bytes& bytes : good) EXPECT_TRUE(Check(bytes).ok()) << Check(bytes);
}

// What is wrong, where, and that nothing else is: the part of the encoding around it is good.
struct Fault {
  std::string_view what;
  Bytes bytes;
  std::string_view field;
};

TEST(Canonical, RefusesEveryOtherSpelling) {
  const Bytes inner_fault = Varint(13, 0);
  const std::vector<Fault> faults = {
      {"order", Join({Varint(13, 1), Varint(8, 1)}), "f_8"},
      {"order around a repeated field", Join({Text(29, "a"), Varint(8, 1), Text(29, "b")}), "f_8"},
      {"elements that are apart", Join({Text(29, "a"), Varint(50, 1), Text(29, "b")}), "r_9[0]"},
      {"unknown field", Varint(49, 1), ""},
      {"unknown field after a known one", Join({Varint(13, 1), Varint(49, 1)}), ""},
      {"unknown field inside", Join({Block(31, {}), Block(31, Varint(49, 1))}), "r_11[1]"},
      {"reserved number", Varint(19000, 1), ""},
      {"number zero", Varint(0, 1), ""},
      {"singular field twice", Join({Varint(13, 1), Varint(13, 1)}), "f_13"},
      {"message twice", Join({Block(11, {}), Block(11, {})}), "f_11"},
      {"optional field twice", Join({Varint(53, 1), Varint(53, 1)}), "maybe"},
      {"member of a oneof twice", Join({Varint(51, 1), Varint(51, 1)}), "choice_a"},
      {"two members of a oneof", Join({Varint(51, 1), Text(52, "a")}), "choice_b"},
      {"two members, apart", Join({Varint(51, 1), Varint(53, 1), Block(70000, {})}), "choice_c"},
      {"long tag", Join({Bytes{0xe8, 0x00, 0x01}}), ""},
      {"long number", Join({Tag(13, kVarint), Bytes{0x81, 0x00}}), "f_13"},
      {"long length", Join({Tag(12, kBlock), Bytes{0x81, 0x00, 0xff}}), "f_12"},
      {"long packed number", Block(33, {0x01, 0x81, 0x00}), "r_13[1]"},
      {"tag beyond 32 bits", Varint(kTwoTo32 / 8 + 13, 1), ""},
      {"number beyond 64 bits", Join({Tag(4, kVarint), Bytes(9, 0xff), Bytes{0x02}}), "f_4"},
      {"number of eleven bytes", Join({Tag(4, kVarint), Bytes(10, 0xff), Bytes{0x01}}), "f_4"},
      {"uint32 beyond its range", Varint(13, kTwoTo32), "f_13"},
      {"packed uint32 beyond its range", Block(33, Number(kTwoTo32)), "r_13[0]"},
      {"sint32 beyond its range", Varint(17, kTwoTo32), "f_17"},
      {"negative int32 in five bytes", Varint(5, kTwoTo32 - 1), "f_5"},
      {"int32 above its range", Varint(5, kTwoTo32 / 2), "f_5"},
      {"int32 below its range", Varint(5, kLeast - 1), "f_5"},
      {"negative enum in five bytes", Varint(14, kTwoTo32 - 1), "f_14"},
      {"enum above its range", Varint(14, kTwoTo32 / 2), "f_14"},
      {"bool of two", Varint(8, 2), "f_8"},
      {"packed bool of two", Block(28, {1, 2}), "r_8[1]"},
      {"default of double", Join({Tag(1, kFixed64), Bytes(8, 0)}), "f_1"},
      {"default of float", Join({Tag(2, kFixed32), Bytes(4, 0)}), "f_2"},
      {"default of int64", Varint(3, 0), "f_3"},
      {"default of bool", Varint(8, 0), "f_8"},
      {"default of string", Text(9, ""), "f_9"},
      {"default of bytes", Block(12, {}), "f_12"},
      {"default of enum", Varint(14, 0), "f_14"},
      {"default of sfixed32", Join({Tag(15, kFixed32), Bytes(4, 0)}), "f_15"},
      {"default inside", Block(11, Block(31, inner_fault)), "f_11.r_11[0].f_13"},
      {"default in a member of a oneof", Block(70000, inner_fault), "choice_c.f_13"},
      {"not packed", Join({Varint(33, 1), Varint(33, 2)}), "r_13"},
      {"packed where it is not to be", Block(50, {1}), "unpacked[0]"},
      {"empty block", Block(33, {}), "r_13"},
      {"two blocks", Join({Block(33, {1}), Block(33, {2})}), "r_13"},
      {"overlong UTF-8", Text(9, "\xc0\x80"), "f_9"},
      {"surrogate", Text(9, "\xed\xa0\x80"), "f_9"},
      {"above U+10FFFF", Text(9, "\xf4\x90\x80\x80"), "f_9"},
      {"half a character", Join({Text(29, "a"), Text(29, "\xe2\x82")}), "r_9[1]"},
      {"group", Join({Tag(11, 3), Tag(11, 4)}), "f_11"},
      {"end of a group", Tag(11, 4), "f_11"},
      {"wire type 6", Tag(13, 6), "f_13"},
      {"wire type of another type", Join({Tag(13, kFixed32), Bytes(4, 1)}), "f_13"},
      {"trailing byte", Join({Varint(13, 1), Bytes{0}}), ""},
      {"trailing tag", Join({Varint(13, 1), Tag(14, kVarint)}), "f_14"},
      {"cut number", Join({Tag(13, kVarint), Bytes{0x80}}), "f_13"},
      {"cut tag", Join({Varint(13, 1), Bytes{0x80}}), ""},
      {"cut fixed64", Join({Tag(1, kFixed64), Bytes(7, 1)}), "f_1"},
      {"cut packed fixed32", Block(22, Bytes(6, 1)), "r_2[1]"},
      {"cut block", Join({Tag(12, kBlock), Bytes{2, 1}}), "f_12"},
      {"length beyond all", Join({Tag(12, kBlock), Number(kMinusOne)}), "f_12"},
  };
  for (const Fault& fault : faults) {
    const auto status = Check(fault.bytes);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << fault.what;
    EXPECT_EQ(FieldOf(status), fault.field) << fault.what << ": " << status;
    EXPECT_EQ(ReasonOf(status), "INVALID_FIELD") << fault.what;
  }
}

TEST(Canonical, IsNoMapAndNothingOfProto2) {
  const auto map = CheckCanonical(Every().odd(), Block(1, Join({Varint(1, 1), Varint(2, 1)})));
  EXPECT_EQ(FieldOf(map), "numbers[0]") << map;
  const auto old = CheckCanonical(Every().odd(), Block(2, {}));
  EXPECT_EQ(FieldOf(old), "old") << old;
  EXPECT_TRUE(CheckCanonical(Every().odd(), {}).ok());
}

TEST(Canonical, IsNestedSoDeepAndNoDeeper) {
  Bytes nested;
  for (int depth = 2; depth <= kMaxMessageDepth; ++depth) nested = Block(11, nested);
  EXPECT_TRUE(Check(nested).ok()) << Check(nested);
  EXPECT_TRUE(IsWrittenAgain(*Every().New(), nested));
  EXPECT_FALSE(Check(Block(11, nested)).ok());
  // Far beyond any stack, were it followed.
  std::vector<Bytes> heads;
  std::size_t size = 0;
  for (int depth = 0; depth < 100000; ++depth) {
    heads.push_back(Join({Tag(11, kBlock), Number(size)}));
    size += heads.back().size();
  }
  Bytes deep;
  for (auto head = heads.rbegin(); head != heads.rend(); ++head) crypto::Append(deep, *head);
  EXPECT_FALSE(Check(deep).ok());
}

RC_GTEST_PROP(Canonical, IsDecidedForAnyBytes, (const Bytes& bytes)) {
  v1::Config config;
  RC_ASSERT(CheckCanonical(*v1::Config::descriptor(), bytes).ok() == IsWrittenAgain(config, bytes));
}

}  // namespace
}  // namespace urna::ledger
