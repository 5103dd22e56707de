// From the colours of a file to sRGB, which is what everything shows that no profile speaks of.
#pragma once

#include "media/picture.h"

namespace urna::media {

// Reads what it needs of the system once; before the sandbox.
void PrepareColours();

// Into sRGB, by the picture's profile where it has one that fits; then it has none. Inks without a profile
// are turned into colours in the plainest way.
void ToStandardColours(Picture& picture);

}  // namespace urna::media
