// What an HTTP client is told.
#pragma once

#include <cstddef>
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
  // What is written around it: a body that is large is copied into no other.
  std::string before_body;
  std::string after_body;

  std::size_t size() const { return before_body.size() + body.size() + after_body.size(); }
};

}  // namespace urna::services
