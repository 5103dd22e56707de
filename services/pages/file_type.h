// What a file is, by the end of its name.
#pragma once

#include <string_view>

namespace urna::services {

struct FileType {
  // As the field Content-Type has it.
  std::string_view content_type;
  // Whether gzip makes such files smaller; others are packed in themselves.
  bool is_packable;
};

// "application/octet-stream" for names that are not known.
FileType TypeOfFile(std::string_view name);

}  // namespace urna::services
