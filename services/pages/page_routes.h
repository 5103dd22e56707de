// routes.json, which the front end's build makes: which html is given where.
//   {"routes": [{"path": "/vote/", "file": "vote.html", "csp": "default-src 'none'; …"}, …],
//    "embeddable": ["/embed/"]}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace urna::services {

struct PageRoute {
  // Begins and ends with "/": the html is given for all below it that is nothing else. The longest counts.
  std::string path;
  // Of the same folder.
  std::string file;
  // The field Content-Security-Policy. It says who may frame the page: where the file did not, that is nobody, or
  // everybody where the page is embeddable.
  std::string policy;
  bool is_embeddable = false;
};

// The longest path first. INVALID_ARGUMENT says in a sentence what is wrong: no JSON, another shape or another key, a
// path or a file that is none, one that comes twice, an embeddable path of no route, a policy that is no field.
absl::StatusOr<std::vector<PageRoute>> ParsePageRoutes(std::string_view json);

}  // namespace urna::services
