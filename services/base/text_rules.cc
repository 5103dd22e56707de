#include "services/base/text_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "crypto/bytes.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::services {
namespace {

constexpr int kMaxLanguages = 24;
constexpr int kMaxImages = 10;

}  // namespace

bool IsLanguageTag(std::string_view tag) {
  if (tag.size() < 2 || tag.size() > 35) return false;
  std::size_t length = 0;
  bool first = true;
  for (std::size_t i = 0; i <= tag.size(); ++i) {
    if (i == tag.size() || tag[i] == '-') {
      if (length < (first ? 2u : 1u) || length > 8) return false;
      length = 0;
      first = false;
      continue;
    }
    const auto c = static_cast<unsigned char>(tag[i]);
    if (first ? !absl::ascii_isalpha(c) : !absl::ascii_isalnum(c)) return false;
    ++length;
  }
  return true;
}

void CheckText(std::string_view text, std::size_t least, std::size_t most, std::string at,
               FieldViolations& violations) {
  if (text.size() >= least && text.size() <= most && ledger::IsPlainText(text)) return;
  violations.Add(std::move(at), fmt::format("expected {} to {} bytes without control characters",
                                            least, fmt::group_digits(most)));
}

void CheckTexts(const LocalizedTexts& texts, const std::set<std::string>* languages,
                std::string_view at, FieldViolations& violations, std::size_t most) {
  if (texts.size() > kMaxLanguages) {
    violations.Add(std::string(at), fmt::format("at most {} languages", kMaxLanguages));
    return;
  }
  std::set<std::string> seen;
  for (int i = 0; i < texts.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", at, i);
    const std::string& language = texts[i].language();
    if (!IsLanguageTag(language)) {
      violations.Add(here + ".language", "expected a BCP 47 tag such as fr");
    } else if (languages != nullptr && !languages->contains(language)) {
      violations.Add(here + ".language",
                     fmt::format("{} is not a language of the process's title", language));
    } else if (!seen.insert(language).second) {
      violations.Add(here + ".language", fmt::format("{} is there already", language));
    }
    CheckText(texts[i].text(), 1, most, here + ".text", violations);
  }
}

void CheckAmount(std::int64_t amount, std::string at, FieldViolations& violations) {
  if (amount < 0 || amount > ledger::kMaxAmount) {
    violations.Add(std::move(at), "expected 0 to 2^53 minor units");
  }
}

void CheckImages(const google::protobuf::RepeatedPtrField<std::string>& images, std::string at,
                 FieldViolations& violations) {
  const auto is_digest = [](const std::string& bytes) {
    return bytes.size() == sizeof(crypto::Hash256);
  };
  if (images.size() > kMaxImages || !std::ranges::all_of(images, is_digest)) {
    violations.Add(std::move(at), fmt::format("expected at most {} of 32 bytes", kMaxImages));
  }
}

void CheckKnown(const google::protobuf::Message& message, std::string_view at,
                FieldViolations& violations) {
  const std::unique_ptr<google::protobuf::Message> known(message.New());
  known->CopyFrom(message);
  known->DiscardUnknownFields();
  if (known->ByteSizeLong() != message.ByteSizeLong()) {
    violations.Add(
        std::string(at),
        "holds a field that this server does not know: it is older than the program that "
        "asks");
  }
}

}  // namespace urna::services
