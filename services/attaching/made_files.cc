#include "services/attaching/made_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "media/file_type.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

// The end marker stands within so many bytes of the end.
constexpr std::size_t kTail = 1024;
constexpr std::string_view kEndMarker = "%%EOF";
// What makes a reader run or open something, where it stands openly; long enough not to come about by chance in what is
// compressed. A PDF can hide it, which is why browsers are told to keep documents as files and to run nothing.
constexpr std::string_view kRunning[] = {"/JavaScript", "/Launch",     "/EmbeddedFile",
                                         "/RichMedia",  "/SubmitForm", "/ImportData"};

absl::Status Refused(std::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "DOCUMENT_REFUSED", why);
}

absl::Status CheckDocument(std::string_view file) {
  if (media::TypeOf(file) != media::FileType::kPdf) {
    return Refused("the file is no PDF, whatever it is called");
  }
  const std::string_view tail = file.substr(file.size() - std::min(file.size(), kTail));
  if (tail.find(kEndMarker) == tail.npos) {
    return Refused("the document is damaged or cut short: save it again");
  }
  for (const std::string_view running : kRunning) {
    if (file.find(running) != file.npos) {
      return Refused(fmt::format(
          "the document can run or carry something ({}): print it into a new PDF", running));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Rendition>> MakeFiles(const ImageProcess& images,
                                                 const v1::AttachmentHeader& header,
                                                 std::string_view file) {
  if (header.kind() == v1::ATTACHMENT_KIND_IMAGE) {
    std::optional<media::Crop> crop;
    if (header.has_crop()) {
      const v1::Crop& asked = header.crop();
      crop = media::Crop{asked.left(), asked.top(), asked.width(), asked.height()};
    }
    return images.Make(file, crop);
  }
  if (absl::Status document = CheckDocument(file); !document.ok()) return document;
  return std::vector<Rendition>{{0, 0, std::string(file)}};
}

}  // namespace urna::services
