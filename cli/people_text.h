// Amounts and numbers as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tallying/pabulib_reader.h"
#include "tallying/rational.h"

namespace urna::cli {

enum class Language { kEnglish, kFrench };

inline constexpr const char* kLanguageHelp =
    "fr or en (default: the file's own language, or English where it is another)";

// Of --lang; INVALID_ARGUMENT for any but "fr" and "en".
absl::StatusOr<Language> ParseLanguage(std::string_view given);
// `given` is that of --lang; empty where it was left out. INVALID_ARGUMENT for any other.
absl::StatusOr<Language> ChooseLanguage(std::string_view given, const tallying::PabulibFile& file);

// An amount as people who use the currency write it: "8 282,50 €" in French; "€8,282.50",
// "8 282,50 zł" or "8,282.50 XYZ" in English. Without decimals where there are none, and with more
// than the currency has where it would be nothing otherwise.
std::string AmountText(const tallying::Rational& amount, std::string_view iso4217,
                       Language language);
// Of so many minor units of 10^-digits: all of them.
std::string AmountText(tallying::Money amount, int digits, std::string_view iso4217,
                       Language language);

// A number for reading: four digits of it at least, never an exponent.
std::string NumberText(const tallying::Rational& value, Language language);

// "1 voter", "0 voters", "90,494 voters"; in French, where nothing is not many: "0 votant".
std::string CountText(std::uint64_t count, std::string_view one, std::string_view many,
                      Language language);

// How many characters it has, for columns.
std::size_t WidthOf(std::string_view text);
std::string PaddedLeft(const std::string& text, std::size_t width);
std::string PaddedRight(const std::string& text, std::size_t width);

}  // namespace urna::cli
