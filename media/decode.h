// From the bytes of a stranger to pixels, by the codecs. Only in a program that has locked itself in
// (sandbox.h): whatever is no such picture, or too large, ends it (refusal.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "media/picture.h"

namespace urna::media {

// As its bytes say, in its own colours and as it lies. With `whole`, in all of its pixels; otherwise it may be
// smaller, though never than kLargeSide on its longer side where it is larger.
Picture Decode(std::span<const std::uint8_t> file, bool whole);

Picture DecodeJpeg(std::span<const std::uint8_t> file, bool whole);
Picture DecodePng(std::span<const std::uint8_t> file);
Picture DecodeWebp(std::span<const std::uint8_t> file);

// Refuses a picture of more than is taken; before anything is kept for its pixels.
void CheckSize(std::uint64_t width, std::uint64_t height);

// Of Exif data, beginning with its TIFF header; 1 where it says nothing that is one.
int OrientationOf(std::span<const std::uint8_t> exif);

}  // namespace urna::media
