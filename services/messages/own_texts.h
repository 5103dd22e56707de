// The program's own texts, for departments that set none.
#pragma once

#include <string_view>

#include "urna/v1/messages_service.pb.h"

namespace urna::services {

struct OwnText {
  std::string_view subject;
  std::string_view body;
};

// Of every occasion in each of kLanguages.
OwnText OwnTextOf(v1::Occasion occasion, std::string_view own_language);

// Stands below a text that says nowhere how to stop it; with the field `unsubscribe`.
std::string_view StopText(std::string_view own_language);

}  // namespace urna::services
