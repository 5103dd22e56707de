// What the staff and citizens may write: checked at the edge, once, with all that is wrong at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/base/errors.h"
#include "urna/v1/config.pb.h"

namespace urna::services {

// Of titles and summaries, bytes.
inline constexpr std::size_t kMaxTextBytes = 4000;

using LocalizedTexts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

// Whether a BCP 47 tag has the shape of one: subtags of 1 to 8 letters and digits, the first of 2 to 8
// letters.
bool IsLanguageTag(std::string_view tag);

// Each in another of the languages, 1 to `most` bytes of plain text. `languages` is null for the title
// that defines them. No text at all is right.
void CheckTexts(const LocalizedTexts& texts, const std::set<std::string>* languages,
                std::string_view at, FieldViolations& violations, std::size_t most = kMaxTextBytes);

// `least` to `most` bytes of UTF-8 without control characters but tabs and line feeds.
void CheckText(std::string_view text, std::size_t least, std::size_t most, std::string at,
               FieldViolations& violations);

// 0 to 2^53 minor units.
void CheckAmount(std::int64_t amount, std::string at, FieldViolations& violations);

// At most 10 digests of 32 bytes.
void CheckImages(const google::protobuf::RepeatedPtrField<std::string>& images, std::string at,
                 FieldViolations& violations);

// What this server does not know it cannot do; and what is hashed has one spelling only.
void CheckKnown(const google::protobuf::Message& message, std::string_view at,
                FieldViolations& violations);

}  // namespace urna::services
