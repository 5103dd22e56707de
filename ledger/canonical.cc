#include "ledger/canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/utf8.h"
#include "ledger/errors.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

using crypto::ByteView;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

constexpr std::uint64_t kMaxUint32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMaxVarintSize = 10;
constexpr unsigned kWireTypeBits = 3;

enum class WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kBlock = 2, kFixed32 = 5 };

absl::Status Wrong(std::string_view what) {
  return Refusal(absl::StatusCode::kInvalidArgument, "INVALID_FIELD", what);
}

WireType WireTypeOf(const FieldDescriptor& field) {
  if (field.is_packed()) return WireType::kBlock;
  switch (field.type()) {
    case FieldDescriptor::TYPE_DOUBLE:
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
      return WireType::kFixed64;
    case FieldDescriptor::TYPE_FLOAT:
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
      return WireType::kFixed32;
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:  // Not of proto3: never asked for.
      return WireType::kBlock;
    default:
      return WireType::kVarint;
  }
}

// Whether a varint stands for a value of the field's type. A negative int32 is extended to 64 bits.
bool IsInRange(const FieldDescriptor& field, std::uint64_t value) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_BOOL:
      return value <= 1;
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_SINT32:
      return value <= kMaxUint32;
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_ENUM: {
      const auto number = static_cast<std::int64_t>(value);
      return number >= std::numeric_limits<std::int32_t>::min() &&
             number <= std::numeric_limits<std::int32_t>::max();
    }
    default:
      return true;
  }
}

// Takes tags and values off the front of a message.
class WireReader {
 public:
  explicit WireReader(ByteView bytes) : rest_(bytes) {}
  bool Finished() const { return rest_.empty(); }

  absl::StatusOr<std::uint64_t> Varint() {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kMaxVarintSize; ++i) {
      if (i == rest_.size()) return Wrong("ends within a number");
      const std::uint8_t byte = rest_[i];
      // Of the last one a single bit is left of 64.
      if (i == kMaxVarintSize - 1 && byte > 1) break;
      value |= std::uint64_t{byte & 0x7fU} << (7 * i);
      if ((byte & 0x80) != 0) continue;
      if (byte == 0 && i > 0) return Wrong("a number is not written in its shortest form");
      rest_ = rest_.subspan(i + 1);
      return value;
    }
    return Wrong("a number has more than 64 bits");
  }

  absl::StatusOr<ByteView> Take(std::uint64_t size) {
    if (size > rest_.size()) return Wrong("ends within a value");
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  absl::StatusOr<ByteView> Block() {
    auto size = Varint();
    if (!size.ok()) return size.status();
    return Take(*size);
  }

 private:
  ByteView rest_;
};

// One message; those in it have a check each.
class MessageCheck {
 public:
  MessageCheck(const Descriptor& type, ByteView bytes, int depth)
      : type_(type), reader_(bytes), depth_(depth) {}

  absl::Status Run() {
    if (depth_ > kMaxMessageDepth) return Wrong("is nested too deeply");
    if (type_.file()->syntax() != FileDescriptor::SYNTAX_PROTO3) {
      return Wrong(fmt::format("{} is not a message of proto3", type_.full_name()));
    }
    oneofs_.resize(static_cast<std::size_t>(type_.real_oneof_decl_count()));
    while (!reader_.Finished()) {
      auto tag = reader_.Varint();
      if (!tag.ok()) return tag.status();
      const std::uint64_t number = *tag >> kWireTypeBits;
      const FieldDescriptor* const field =
          *tag <= kMaxUint32 ? type_.FindFieldByNumber(static_cast<int>(number)) : nullptr;
      if (field == nullptr) {
        return Wrong(fmt::format("field {}: {} has none", number, type_.full_name()));
      }
      CountElement(*field);
      absl::Status status = CheckPlace(*field);
      if (status.ok()) status = CheckField(*field, *tag & ((1U << kWireTypeBits) - 1));
      if (!status.ok()) return AtField(PathOf(*field), status);
      last_ = field;
    }
    return absl::OkStatus();
  }

 private:
  std::string PathOf(const FieldDescriptor& field) const {
    return index_.has_value() ? fmt::format("{}[{}]", field.name(), *index_) : field.name();
  }

  void CountElement(const FieldDescriptor& field) {
    if (!field.is_repeated() || field.is_packed()) {
      index_.reset();
    } else {
      index_ = &field == last_ ? *index_ + 1 : 0;
    }
  }

  absl::Status CheckPlace(const FieldDescriptor& field) {
    if (last_ != nullptr && field.number() < last_->number()) {
      return Wrong("stands after a field of a higher number");
    }
    if (&field == last_ && (!field.is_repeated() || field.is_packed())) {
      return Wrong("is given twice");
    }
    const auto* const oneof = field.real_containing_oneof();
    if (oneof == nullptr) return absl::OkStatus();
    const auto which = static_cast<std::size_t>(oneof->index());
    if (oneofs_[which]) return Wrong(fmt::format("is a second member of {}", oneof->name()));
    oneofs_[which] = true;
    return absl::OkStatus();
  }

  absl::Status CheckField(const FieldDescriptor& field, std::uint64_t wire_type) {
    if (field.is_map()) return Wrong("is a map, which has no canonical form");
    if (wire_type != static_cast<std::uint64_t>(WireTypeOf(field))) {
      return Wrong("is not encoded as its type is");
    }
    if (field.is_packed()) return CheckPacked(field);
    auto is_default = CheckValue(field, reader_);
    if (!is_default.ok()) return is_default.status();
    if (*is_default && !field.is_repeated() && !field.has_presence()) {
      return Wrong("is given although at its default");
    }
    return absl::OkStatus();
  }

  absl::Status CheckPacked(const FieldDescriptor& field) {
    auto block = reader_.Block();
    if (!block.ok()) return block.status();
    if (block->empty()) return Wrong("is an empty block");
    WireReader elements(*block);
    for (std::size_t i = 0; !elements.Finished(); ++i) {
      index_ = i;
      if (auto element = CheckValue(field, elements); !element.ok()) return element.status();
    }
    return absl::OkStatus();
  }

  // Reads one value; whether it is the default of its type.
  absl::StatusOr<bool> CheckValue(const FieldDescriptor& field, WireReader& from) const {
    switch (field.type()) {
      case FieldDescriptor::TYPE_DOUBLE:
      case FieldDescriptor::TYPE_FIXED64:
      case FieldDescriptor::TYPE_SFIXED64:
        return CheckFixed(from.Take(8));
      case FieldDescriptor::TYPE_FLOAT:
      case FieldDescriptor::TYPE_FIXED32:
      case FieldDescriptor::TYPE_SFIXED32:
        return CheckFixed(from.Take(4));
      case FieldDescriptor::TYPE_STRING:
      case FieldDescriptor::TYPE_BYTES:
      case FieldDescriptor::TYPE_MESSAGE:
      case FieldDescriptor::TYPE_GROUP:
        return CheckBlock(field, from.Block());
      default: {
        auto value = from.Varint();
        if (!value.ok()) return value.status();
        if (!IsInRange(field, *value)) return Wrong("is out of the range of its type");
        return *value == 0;
      }
    }
  }

  static absl::StatusOr<bool> CheckFixed(const absl::StatusOr<ByteView>& value) {
    if (!value.ok()) return value.status();
    return std::all_of(value->begin(), value->end(), [](std::uint8_t byte) { return byte == 0; });
  }

  absl::StatusOr<bool> CheckBlock(const FieldDescriptor& field,
                                  const absl::StatusOr<ByteView>& block) const {
    if (!block.ok()) return block.status();
    if (field.type() == FieldDescriptor::TYPE_STRING && !crypto::IsUtf8(crypto::AsText(*block))) {
      return Wrong("is not UTF-8");
    }
    if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
      auto status = MessageCheck(*field.message_type(), *block, depth_ + 1).Run();
      if (!status.ok()) return status;
    }
    return block->empty();
  }

  const Descriptor& type_;
  WireReader reader_;
  const int depth_;
  const FieldDescriptor* last_ = nullptr;
  // Of the element that is being read, in a repeated field.
  std::optional<std::size_t> index_;
  // Those of which a member has been read.
  std::vector<bool> oneofs_;
};

}  // namespace

absl::Status CheckCanonical(const Descriptor& type, ByteView bytes) {
  // Protobuf counts bytes in an int.
  if (bytes.size() > std::numeric_limits<int>::max()) return Wrong("is larger than 2 GiB");
  return MessageCheck(type, bytes, 1).Run();
}

}  // namespace urna::ledger
