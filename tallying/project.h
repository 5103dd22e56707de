#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tallying/money.h"

namespace urna::tallying {

// A project's identifier as its file or manifest writes it: text, never a number. Ordered by
// Unicode code point (the byte order of UTF-8), which is what the lexicographic tie-break needs.
class ProjectId {
 public:
  ProjectId() = default;
  explicit ProjectId(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }

  friend auto operator<=>(const ProjectId&, const ProjectId&) = default;
  friend bool operator==(const ProjectId&, const ProjectId&) = default;

 private:
  std::string text_;
};

// A project's place in its profile's list, from 0.
using ProjectIndex = uint32_t;

struct Project {
  ProjectId id;
  Money cost;
  std::string name;                     // for people; no rule reads it
  std::vector<std::string> categories;  // what the project is about; floors and caps refer to them
  std::vector<std::string> targets;     // whom it is for
  std::string area;                     // district of the project; empty if it has none
};

}  // namespace urna::tallying
