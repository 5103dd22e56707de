// The program urna-image: a stranger's image on standard input, what is shown of it on standard output.
//
//   urna-image [left,top,width,height]
//
// It writes, after all has been made, of each rendition its width, its height and the size of its file, four
// bytes each, big-endian, and the file; the large one first. It says why it made none by its exit status
// (refusal.h). It decodes nothing before it is locked in (sandbox.h).
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "media/colours.h"
#include "media/decode.h"
#include "media/encode.h"
#include "media/limits.h"
#include "media/refusal.h"
#include "media/sandbox.h"
#include "media/upright.h"

namespace urna::media {

void Refuse(Refusal why) { _exit(static_cast<int>(why)); }

namespace {

Crop ParseCrop(std::string_view text) {
  Crop crop;
  for (std::uint32_t* const part : {&crop.left, &crop.top, &crop.width, &crop.height}) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *part);
    if (error != std::errc()) Refuse(Refusal::kUsage);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const bool is_last = part == &crop.height;
    if (is_last != text.empty() || (!is_last && text.front() != ',')) Refuse(Refusal::kUsage);
    if (!is_last) text.remove_prefix(1);
  }
  return crop;
}

std::vector<std::uint8_t> ReadInput() {
  std::vector<std::uint8_t> bytes(kMostFileBytes + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = read(STDIN_FILENO, bytes.data() + size, bytes.size() - size);
    if (got < 0) Refuse(Refusal::kUsage);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kMostFileBytes) Refuse(Refusal::kUsage);
  bytes.resize(size);
  return bytes;
}

void WriteOutput(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (put <= 0) Refuse(Refusal::kUsage);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void AppendNumber(std::string& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((number >> shift) & 0xff));
  }
}

void Run(const std::optional<Crop>& crop) {
  Picture picture = Decode(ReadInput(), crop.has_value());
  ToStandardColours(picture);
  SetUpright(picture);
  std::string out;
  for (const Rendition& one : MakeRenditions(std::move(picture), crop)) {
    if (one.file.size() > kMostRenditionBytes) Refuse(Refusal::kTooMuchWork);
    AppendNumber(out, one.width);
    AppendNumber(out, one.height);
    AppendNumber(out, one.file.size());
    out += one.file;
  }
  WriteOutput(out);
}

}  // namespace
}  // namespace urna::media

int main(int count, char** arguments) {
  using namespace urna::media;
  if (count > 2) Refuse(Refusal::kUsage);
  std::optional<Crop> crop;
  if (count == 2) crop = ParseCrop(arguments[1]);
  std::set_new_handler([] { Refuse(Refusal::kTooMuchWork); });
  PrepareColours();
  if (!EnterSandbox()) Refuse(Refusal::kNoSandbox);
  Run(crop);
  _exit(0);
}
