// Why people are written to: the words for it, and what a text about it can say.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "urna/v1/journal.pb.h"
#include "urna/v1/messages_service.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// A field of a text, and an example of its value.
struct TextField {
  std::string_view name;
  std::string_view example;
};

struct OccasionRow {
  v1::Occasion occasion;
  // For commands, such as "returned".
  std::string_view word;
  // Besides `site`, and of what is about a process `process` and `url`; of what can be stopped
  // `unsubscribe`.
  std::vector<std::string_view> fields;
  bool is_of_process;
  bool can_be_stopped;
};

std::span<const OccasionRow> Occasions();
// Null for what there is not.
const OccasionRow* FindOccasion(v1::Occasion occasion);
// All fields that a text of this occasion may use, with examples.
std::vector<TextField> FieldsOf(const OccasionRow& row);

// Of a phase and of a step of the review, such as "le vote" or "the vote". For other languages than
// French as in English.
std::string PhaseText(v1::Phase phase, std::string_view language);
std::string StepText(v1::ReviewStep step, std::string_view language);

// Languages of the program's own texts.
inline constexpr std::string_view kLanguages[] = {"fr", "en"};
// The first of them whose language it is, whatever its region; English for all others.
std::string_view OwnLanguage(std::string_view language);

}  // namespace urna::services
