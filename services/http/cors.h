// What pages of other origins may do, as the operator has it (the Fetch standard, 3.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/http/answer.h"
#include "services/http/head.h"

namespace urna::services {

// Immutable.
class CrossOrigin {
 public:
  // Such as "https://vote.example.org"; "*" is any. With none, browsers keep other origins' pages out.
  explicit CrossOrigin(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  // What each answer says: whether the page may read it, and which of its fields.
  HttpFields Fields(const RequestHead& head) const;

  static bool IsPreflight(const RequestHead& head);
  // What a page may send there. `methods` is such as "GET, POST".
  HttpAnswer Preflight(const RequestHead& head, std::string_view methods) const;

 private:
  // Empty where it may do nothing.
  std::string Allowed(const RequestHead& head) const;

  const std::vector<std::string> origins_;
};

}  // namespace urna::services
