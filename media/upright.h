// Turning a picture as Exif says that it was held.
#pragma once

#include "media/picture.h"

namespace urna::media {

// So that it stands upright for whoever knows nothing of its orientation, which is then 1.
void SetUpright(Picture& picture);

}  // namespace urna::media
