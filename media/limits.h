// What an image of a stranger may take to be decoded, and what is made of it. Both sides keep these: the
// program that decodes, and the server that started it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace urna::media {

// Of a file, in bytes: no option of the server lets in more.
inline constexpr std::size_t kMostFileBytes = std::size_t{32} << 20;
// Of what is decoded: more than phones make by default. Looked at before a pixel is.
inline constexpr std::uint64_t kMostPixels = 50'000'000;
inline constexpr std::uint32_t kMostSide = 30'000;
// Scans of a progressive JPEG: encoders make some ten. Each is work as large as the picture.
inline constexpr int kMostScans = 100;
// Of a colour profile.
inline constexpr std::size_t kMostProfileBytes = std::size_t{4} << 20;

// The longest side of what is shown large; the width of what lists show, and the height at most.
inline constexpr std::uint32_t kLargeSide = 1600;
inline constexpr std::uint32_t kSmallWidth = 480;
inline constexpr std::uint32_t kSmallHeight = 960;
inline constexpr std::size_t kRenditions = 2;
// Of one that was made: 1600 pixels in the square, of four bytes, which no encoder exceeds.
inline constexpr std::size_t kMostRenditionBytes = std::size_t{10} << 20;

// Of the program: address space in bytes, and seconds of a processor.
inline constexpr std::uint64_t kMostMemory = std::uint64_t{1} << 30;
inline constexpr std::uint64_t kMostSeconds = 10;

}  // namespace urna::media
