// The pages that voters, auditors and staff are given, as the front end's build made them: every file below
// web/built is a part of the program, so that nothing need be installed beside it.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace urna::web {

struct BuiltFile {
  // As below web/built, with slashes: "assets/app-1f3a.js".
  std::string_view name;
  std::string_view bytes;
};

// In the order of their names; empty in a program that was built without them. Of the whole life of the program.
std::span<const BuiltFile> BuiltPages();

// The bytes of one of them, such as "report.html"; nothing where there is none.
std::optional<std::string_view> BuiltPage(std::string_view name);

}  // namespace urna::web
