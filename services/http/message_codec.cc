#include "services/http/message_codec.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageToJsonString;

constexpr std::string_view kUnknownField = ": Cannot find field.";
constexpr std::string_view kInvalidValue = "): invalid value ";
// Of a field's name that a caller made up, and no name of the API's is longer.
constexpr std::size_t kLongestName = 200;

absl::Status Malformed(const Message& message, std::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST",
               fmt::format("{} {} as the API's .proto files describe it", what,
                           std::string(message.GetDescriptor()->full_name())));
}

// The library writes "(path) name: Cannot find field." and "(path): invalid value ...", and quotes the
// value; "(path)" is left out at the top.
absl::Status Explain(std::string_view words, const Message& message) {
  if (words.ends_with(kUnknownField)) {
    words.remove_suffix(kUnknownField.size());
    std::string field;
    for (const char c : words.substr(0, kLongestName)) {
      if (c != '(' && c != ')') field += c == ' ' ? '.' : c;
    }
    return FieldError(field, "there is no such field");
  }
  if (const std::size_t end = words.find(kInvalidValue);
      words.starts_with('(') && end != words.npos) {
    return FieldError(words.substr(1, std::min(end - 1, kLongestName)),
                      "the value is of another type than the field");
  }
  return Malformed(message, "the bytes are no JSON of");
}

}  // namespace

absl::Status ReadMessage(Codec codec, std::string_view bytes, Message& message) {
  if (codec == Codec::kProto) {
    if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return absl::OkStatus();
    }
    return Malformed(message, "the bytes, or a text in them that is not UTF-8, are no");
  }
  const auto read = JsonStringToMessage({bytes.data(), bytes.size()}, &message);
  return read.ok() ? absl::OkStatus()
                   : Explain({read.message().data(), read.message().size()}, message);
}

std::string WriteMessage(Codec codec, const Message& message) {
  if (codec == Codec::kProto) return message.SerializeAsString();
  std::string out;
  // It fails for no message of the API: none holds an Any of a type that is not linked.
  const auto written = MessageToJsonString(message, &out);
  static_cast<void>(written);
  return out;
}

}  // namespace urna::services
