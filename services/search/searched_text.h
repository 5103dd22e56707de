// What of a proposal or a project is searched, as the rooms that know them give it.
#pragma once

#include <string>
#include <vector>

#include "urna/v1/search.pb.h"

namespace urna::services {

struct SearchedPart {
  v1::TextPart part;
  // A BCP 47 tag; empty where it has none.
  std::string language;
  std::string text;
};

// Of one proposal or project, what somebody may see of it. None where they may see nothing.
using SearchedText = std::vector<SearchedPart>;

}  // namespace urna::services
