// What a file is, by its bytes: what it is called, and what its sender says of it, decides nothing.
#pragma once

#include <optional>
#include <string_view>

namespace urna::media {

enum class FileType { kJpeg, kPng, kWebp, kPdf };

// Nothing for any other type. Only the beginning is looked at, which must stand at the first byte, so that a
// file that begins as something else is that: whether the rest holds is for whoever decodes it.
std::optional<FileType> TypeOf(std::string_view bytes);

constexpr bool IsImage(FileType type) { return type != FileType::kPdf; }

}  // namespace urna::media
