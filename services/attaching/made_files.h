// What is kept of a file that was handed in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/attachments/image_process.h"
#include "urna/v1/attachments_service.pb.h"

namespace urna::services {

// Of an image the large rendition and the small one; of a document itself, with a width and a height of 0. What the
// header says of the type decides nothing.
//   INVALID_ARGUMENT  IMAGE_REFUSED and others as ImageProcess::Make; DOCUMENT_REFUSED: no PDF, cut short, or one
//                     that runs something
absl::StatusOr<std::vector<Rendition>> MakeFiles(const ImageProcess& images,
                                                 const v1::AttachmentHeader& header,
                                                 std::string_view file);

}  // namespace urna::services
