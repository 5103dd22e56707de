// Why no picture came out, as the program says it with its exit status.
#pragma once

namespace urna::media {

enum class Refusal {
  // It is none of the types that are taken.
  kOtherType = 10,
  // It ends too early, contradicts itself, or is of a kind that nobody makes.
  kDamaged = 11,
  // More than kMostPixels or kMostSide.
  kTooManyPixels = 12,
  kAnimated = 13,
  // More than kMostScans, or needs more memory than there is.
  kTooMuchWork = 14,
  // The part that is asked for is not within the picture.
  kOtherCrop = 15,
  // The arguments are none.
  kUsage = 16,
  // This system does not let the program lock itself in: nothing was decoded.
  kNoSandbox = 17,
};

// Ends the program: one that gives up in the middle of a codec has nothing to tidy.
[[noreturn]] void Refuse(Refusal why);

}  // namespace urna::media
