// A message type with a field of every kind that proto3 has, and what protobuf itself makes of
// bytes.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/stubs/logging.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "crypto/bytes.h"

namespace urna {

// `all.Every`: a field `f_<n>` and a repeated one `r_<n>` of each type, n being its number in
// FieldDescriptorProto, messages of its own type among them; a repeated field that is not packed,
// an optional one, and a oneof. `all.Odd`: a map and a message of proto2.
class EveryFieldType {
 public:
  EveryFieldType() {
    google::protobuf::FileDescriptorProto file;
    file.set_name("every.proto");
    file.set_package("all");
    file.set_syntax("proto3");
    file.add_dependency("old.proto");
    auto& kind = *file.add_enum_type();
    kind.set_name("Kind");
    for (const int number : {0, 1, 1000000}) {
      auto& value = *kind.add_value();
      value.set_name("KIND_" + std::to_string(number));
      value.set_number(number);
    }
    FillEvery(*file.add_message_type());
    FillOdd(*file.add_message_type());
    google::protobuf::FileDescriptorProto old;
    old.set_name("old.proto");
    old.set_package("old");
    old.add_message_type()->set_name("Proto2");
    if (pool_.BuildFile(old) == nullptr || pool_.BuildFile(file) == nullptr) {
      throw std::logic_error("the test's message type is wrong");
    }
    type_ = pool_.FindMessageTypeByName("all.Every");
    odd_ = pool_.FindMessageTypeByName("all.Odd");
  }
  EveryFieldType(const EveryFieldType&) = delete;
  EveryFieldType& operator=(const EveryFieldType&) = delete;

  const google::protobuf::Descriptor& type() const { return *type_; }
  const google::protobuf::Descriptor& odd() const { return *odd_; }
  std::unique_ptr<google::protobuf::Message> New() {
    return std::unique_ptr<google::protobuf::Message>(factory_.GetPrototype(type_)->New());
  }

 private:
  using Field = google::protobuf::FieldDescriptorProto;

  static Field& Add(google::protobuf::DescriptorProto& type, const std::string& name, int number,
                    Field::Type of) {
    Field& field = *type.add_field();
    field.set_name(name);
    field.set_number(number);
    field.set_type(of);
    field.set_label(Field::LABEL_OPTIONAL);
    if (of == Field::TYPE_ENUM) field.set_type_name(".all.Kind");
    if (of == Field::TYPE_MESSAGE) field.set_type_name(".all.Every");
    return field;
  }

  static void FillEvery(google::protobuf::DescriptorProto& type) {
    type.set_name("Every");
    // The numbers of the types are 1 to 18, without 10 for groups.
    for (int t = Field::Type_MIN; t <= Field::Type_MAX; ++t) {
      const auto of = static_cast<Field::Type>(t);
      if (of == Field::TYPE_GROUP) continue;
      const std::string suffix = std::to_string(t);
      Add(type, "f_" + suffix, t, of);
      Add(type, "r_" + suffix, 20 + t, of).set_label(Field::LABEL_REPEATED);
    }
    Field& unpacked = Add(type, "unpacked", 50, Field::TYPE_INT32);
    unpacked.set_label(Field::LABEL_REPEATED);
    unpacked.mutable_options()->set_packed(false);
    type.add_oneof_decl()->set_name("choice");
    Add(type, "choice_a", 51, Field::TYPE_UINT32).set_oneof_index(0);
    Add(type, "choice_b", 52, Field::TYPE_STRING).set_oneof_index(0);
    Add(type, "choice_c", 70000, Field::TYPE_MESSAGE).set_oneof_index(0);
    type.add_oneof_decl()->set_name("_maybe");
    Field& maybe = Add(type, "maybe", 53, Field::TYPE_UINT32);
    maybe.set_proto3_optional(true);
    maybe.set_oneof_index(1);
    Add(type, "last", google::protobuf::FieldDescriptor::kMaxNumber, Field::TYPE_BOOL);
  }

  static void FillOdd(google::protobuf::DescriptorProto& type) {
    type.set_name("Odd");
    Add(type, "old", 2, Field::TYPE_MESSAGE).set_type_name(".old.Proto2");
    auto& entry = *type.add_nested_type();
    entry.set_name("NumbersEntry");
    entry.mutable_options()->set_map_entry(true);
    Add(entry, "key", 1, Field::TYPE_UINT32);
    Add(entry, "value", 2, Field::TYPE_UINT32);
    Field& map = Add(type, "numbers", 1, Field::TYPE_MESSAGE);
    map.set_type_name(".all.Odd.NumbersEntry");
    map.set_label(Field::LABEL_REPEATED);
  }

  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_{&pool_};
  const google::protobuf::Descriptor* type_ = nullptr;
  const google::protobuf::Descriptor* odd_ = nullptr;
};

inline bool HoldsUnknownFields(const google::protobuf::Message& message) {
  const auto& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (HoldsUnknownFields(reflection.GetMessage(message, field))) return true;
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (HoldsUnknownFields(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
  }
  return false;
}

// Whether protobuf parses the bytes, knows all that is in them, and writes the same ones again.
inline bool IsWrittenAgain(google::protobuf::Message& message, crypto::ByteView bytes) {
  const google::protobuf::LogSilencer quiet;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  return !HoldsUnknownFields(message) && message.SerializeAsString() == crypto::AsText(bytes);
}

}  // namespace urna
