#include "services/planning/text_changes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "google/protobuf/descriptor.h"

namespace urna::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using TextChanges = google::protobuf::RepeatedPtrField<v1::TextChange>;

std::string HexOrText(const FieldDescriptor& field, const std::string& value) {
  return field.type() == FieldDescriptor::TYPE_BYTES ? crypto::ToHex(crypto::AsBytes(value))
                                                     : value;
}

// Of a singular field that is no message.
std::string ValueOf(const Message& message, const FieldDescriptor& field) {
  const Reflection& r = *message.GetReflection();
  const bool is_truth = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  if (!r.HasField(message, &field) && (!is_truth || field.has_presence())) return "";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return HexOrText(field, r.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return fmt::format("{}", r.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return fmt::format("{}", r.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return fmt::format("{}", r.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return fmt::format("{}", r.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return fmt::format("{}", r.GetBool(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return r.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_FLOAT:
      return fmt::format("{}", r.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return fmt::format("{}", r.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "";
}

// Of a list of values that are no messages.
std::string ListOf(const Message& message, const FieldDescriptor& field) {
  const Reflection& r = *message.GetReflection();
  std::vector<std::string> values;
  for (int i = 0; i < r.FieldSize(message, &field); ++i) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        values.push_back(HexOrText(field, r.GetRepeatedString(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        values.push_back(fmt::format("{}", r.GetRepeatedInt32(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        values.push_back(fmt::format("{}", r.GetRepeatedInt64(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        values.push_back(fmt::format("{}", r.GetRepeatedUInt32(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        values.push_back(fmt::format("{}", r.GetRepeatedUInt64(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        values.push_back(fmt::format("{}", r.GetRepeatedBool(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        values.push_back(r.GetRepeatedEnum(message, &field, i)->name());
        break;
      case FieldDescriptor::CPPTYPE_FLOAT:
        values.push_back(fmt::format("{}", r.GetRepeatedFloat(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        values.push_back(fmt::format("{}", r.GetRepeatedDouble(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        break;
    }
  }
  return fmt::format("{}", fmt::join(values, ", "));
}

// What tells the messages of a list apart; null where nothing does.
const FieldDescriptor* KeyOf(const Descriptor& type) {
  for (const char* name : {"id", "field"}) {
    const FieldDescriptor* key = type.FindFieldByName(name);
    if (key != nullptr && key->type() == FieldDescriptor::TYPE_STRING && !key->is_repeated()) {
      return key;
    }
  }
  return nullptr;
}

struct Keyed {
  std::string key;
  const Message* message;
};

std::vector<Keyed> ItemsOf(const Message& message, const FieldDescriptor& field,
                           const FieldDescriptor& key) {
  const Reflection& r = *message.GetReflection();
  std::vector<Keyed> items;
  for (int i = 0; i < r.FieldSize(message, &field); ++i) {
    const Message& item = r.GetRepeatedMessage(message, &field, i);
    items.push_back({item.GetReflection()->GetString(item, &key), &item});
  }
  return items;
}

const Message* Find(const std::vector<Keyed>& items, std::string_view key) {
  const auto found = std::ranges::find(items, key, &Keyed::key);
  return found == items.end() ? nullptr : found->message;
}

std::vector<std::string> KeysIn(const std::vector<Keyed>& items, const std::vector<Keyed>& others) {
  std::vector<std::string> keys;
  for (const Keyed& item : items) {
    if (Find(others, item.key) != nullptr) keys.push_back(item.key);
  }
  return keys;
}

class Comparison {
 public:
  explicit Comparison(TextChanges& changes) : changes_(changes) {}

  // `at` ends with a dot, or is empty. The key of a message in a list stands in its path already.
  void Compare(const Message& before, const Message& after, const std::string& at,
               const FieldDescriptor* key = nullptr) {
    const Descriptor& type = *before.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      if (type.field(i) == key) continue;
      CompareField(before, after, *type.field(i), at + type.field(i)->name());
    }
  }

 private:
  void Note(const std::string& at, std::string_view language, const std::string& before,
            const std::string& after) {
    if (before == after) return;
    v1::TextChange& change = *changes_.Add();
    change.set_field(at);
    change.set_language(std::string(language));
    change.set_before(before);
    change.set_after(after);
  }

  void CompareField(const Message& before, const Message& after, const FieldDescriptor& field,
                    const std::string& at) {
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!is_message) {
      return field.is_repeated() ? Note(at, "", ListOf(before, field), ListOf(after, field))
                                 : Note(at, "", ValueOf(before, field), ValueOf(after, field));
    }
    const Reflection& r = *before.GetReflection();
    if (!field.is_repeated()) {
      return Compare(r.GetMessage(before, &field), r.GetMessage(after, &field), at + ".");
    }
    if (field.message_type() == v1::LocalizedText::descriptor()) {
      return CompareTexts(before, after, field, at);
    }
    if (const FieldDescriptor* key = KeyOf(*field.message_type())) {
      return CompareKeyed(before, after, field, *key, at);
    }
    const int sizes[] = {r.FieldSize(before, &field), r.FieldSize(after, &field)};
    const Message& none =
        *google::protobuf::MessageFactory::generated_factory()->GetPrototype(field.message_type());
    for (int i = 0; i < std::max(sizes[0], sizes[1]); ++i) {
      Compare(i < sizes[0] ? r.GetRepeatedMessage(before, &field, i) : none,
              i < sizes[1] ? r.GetRepeatedMessage(after, &field, i) : none,
              fmt::format("{}[{}].", at, i));
    }
  }

  void CompareTexts(const Message& before, const Message& after, const FieldDescriptor& field,
                    const std::string& at) {
    const FieldDescriptor& language = *v1::LocalizedText::descriptor()->FindFieldByName("language");
    const std::vector<Keyed> old_texts = ItemsOf(before, field, language);
    const std::vector<Keyed> new_texts = ItemsOf(after, field, language);
    const auto text = [](const Message* message) {
      return message == nullptr ? std::string()
                                : static_cast<const v1::LocalizedText*>(message)->text();
    };
    for (const Keyed& one : old_texts) {
      Note(at, one.key, text(one.message), text(Find(new_texts, one.key)));
    }
    for (const Keyed& one : new_texts) {
      if (Find(old_texts, one.key) == nullptr) Note(at, one.key, "", text(one.message));
    }
  }

  void CompareKeyed(const Message& before, const Message& after, const FieldDescriptor& field,
                    const FieldDescriptor& key, const std::string& at) {
    const std::vector<Keyed> old_items = ItemsOf(before, field, key);
    const std::vector<Keyed> new_items = ItemsOf(after, field, key);
    const std::vector<std::string> old_order = KeysIn(old_items, new_items);
    const std::vector<std::string> new_order = KeysIn(new_items, old_items);
    Note(at, "", fmt::format("{}", fmt::join(old_order, ", ")),
         fmt::format("{}", fmt::join(new_order, ", ")));
    const Message& none =
        *google::protobuf::MessageFactory::generated_factory()->GetPrototype(field.message_type());
    // Of what is new or gone its key is a change too: it may have nothing else.
    for (const Keyed& item : old_items) {
      const Message* now = Find(new_items, item.key);
      Compare(*item.message, now == nullptr ? none : *now, fmt::format("{}[{}].", at, item.key),
              now == nullptr ? nullptr : &key);
    }
    for (const Keyed& item : new_items) {
      if (Find(old_items, item.key) != nullptr) continue;
      Compare(none, *item.message, fmt::format("{}[{}].", at, item.key));
    }
  }

  TextChanges& changes_;
};

}  // namespace

void AddTextChanges(const Message& before, const Message& after, TextChanges& changes) {
  Comparison(changes).Compare(before, after, "");
}

}  // namespace urna::services
