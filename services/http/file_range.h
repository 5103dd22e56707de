// What a request for a file asks for: all of it, a part, or to know whether it has changed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "services/http/answer.h"
#include "services/http/head.h"

namespace urna::services {

// A part of a file: `size` bytes from `offset` on.
struct FileRange {
  std::uint64_t offset;
  std::uint64_t size;
  friend bool operator==(const FileRange&, const FileRange&) = default;
};
// Asked for, but outside of the file.
struct OutsideFile {
  friend bool operator==(const OutsideFile&, const OutsideFile&) = default;
};
// What a field Range asks for: a part; nothing of the file; or, by monostate, the whole, as for several
// ranges, for other units, and for what is no range (RFC 9110, 14.2).
using AskedRange = std::variant<std::monostate, FileRange, OutsideFile>;
AskedRange ParseRange(std::string_view range, std::uint64_t file_size);
// The same of a request for a file with this tag, without quotes: the whole for other methods than GET, and
// where the field If-Range names another tag.
AskedRange AskedOf(const RequestHead& head, std::string_view etag, std::uint64_t file_size);

// As the field Content-Range has it.
std::string ContentRange(const FileRange& part, std::uint64_t file_size);
// To a request for bytes that the file does not have.
HttpAnswer NoSuchRange(std::uint64_t file_size);

// Whether the field If-None-Match names this tag (without quotes), or any.
bool NamesTag(std::string_view if_none_match, std::string_view etag);

// As the field ETag has it.
std::string Quoted(std::string_view tag);

}  // namespace urna::services
