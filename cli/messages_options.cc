#include "cli/messages_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "absl/strings/ascii.h"

namespace urna::cli {
namespace {

// The number of the value of an enumeration whose word this is; 0 is none.
absl::StatusOr<int> ParseWord(const google::protobuf::EnumDescriptor& type, std::string_view prefix,
                              const std::string& word) {
  std::vector<std::string> words;
  for (int i = 1; i < type.value_count(); ++i) {
    words.push_back(TypedWordOf(std::string(type.value(i)->name()), prefix));
    if (words.back() == word) return type.value(i)->number();
  }
  return absl::InvalidArgumentError(
      fmt::format("\"{}\" is none of {}", word, fmt::join(words, ", ")));
}

}  // namespace

absl::StatusOr<MessagesServer> ReachMessages(const ServerOptions& options) {
  auto connection = Connect(options);
  if (!connection.ok()) return connection.status();
  auto stub = v1::Messages::NewStub(connection->channel());
  return MessagesServer{*std::move(connection), std::move(stub)};
}

std::string ParentOf(const std::string& process) {
  return process.empty() ? "" : ProcessName(process);
}

std::string TypedWordOf(std::string_view value, std::string_view prefix) {
  std::string word = absl::AsciiStrToLower(std::string(value.substr(prefix.size())));
  std::ranges::replace(word, '_', '-');
  return word;
}

absl::StatusOr<v1::Occasion> ParseOccasion(const std::string& word) {
  const auto number = ParseWord(*v1::Occasion_descriptor(), "OCCASION_", word);
  if (!number.ok()) return number.status();
  return static_cast<v1::Occasion>(*number);
}

absl::StatusOr<v1::MessageState> ParseMessageState(const std::string& word) {
  const auto number = ParseWord(*v1::MessageState_descriptor(), "MESSAGE_STATE_", word);
  if (!number.ok()) return number.status();
  return static_cast<v1::MessageState>(*number);
}

}  // namespace urna::cli
