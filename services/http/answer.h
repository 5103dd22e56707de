// What an HTTP client is told.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace urna::services {

// Names and values, in the order in which they are written. Names are in small letters.
using HttpFields = std::vector<std::pair<std::string, std::string>>;

// One that is there as a whole. Its length, the date and what the connection does stand in the fields
// that Exchange adds.
struct HttpAnswer {
  int status = 200;
  HttpFields fields;
  std::string body;
};

}  // namespace urna::services
