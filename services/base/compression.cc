#include "services/base/compression.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

// Of zlib's window: 15 bits, with gzip's head and tail around.
constexpr int kGzipWindow = 15 + 16;
// gzip's head and tail.
constexpr std::size_t kGzipFrame = 18;
constexpr int kMemory = 8;
constexpr std::size_t kSlice = std::size_t{64} << 10;

// zlib's own type takes no constant bytes, and changes none.
Bytef* AsBytef(std::string_view bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

int LevelOf(PackingWork work) { return work == PackingWork::kAll ? Z_BEST_COMPRESSION : 3; }

class Inflater {
 public:
  Inflater() { is_ready_ = inflateInit2(&stream_, kGzipWindow) == Z_OK; }
  ~Inflater() {
    if (is_ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  bool is_ready() const { return is_ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool is_ready_ = false;
};

absl::Status MalformedGzip() {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_GZIP",
               "what is said to be gzip is none, or not all of it");
}

}  // namespace

absl::StatusOr<Packing> PackingOf(const std::optional<std::string>& encoding) {
  if (!encoding || encoding->empty() || absl::EqualsIgnoreCase(*encoding, "identity")) {
    return Packing::kNone;
  }
  if (absl::EqualsIgnoreCase(*encoding, "gzip")) return Packing::kGzip;
  return Error(absl::StatusCode::kUnimplemented, "ENCODING_UNKNOWN",
               "messages may be packed with gzip, or not at all (identity)");
}

bool AcceptsGzip(std::string_view accepted) {
  for (const absl::string_view item :
       absl::StrSplit(absl::string_view(accepted.data(), accepted.size()), ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(item, absl::MaxSplits(';', 1));
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), "gzip")) continue;
    absl::string_view weight = absl::StripAsciiWhitespace(parts.second);
    if (!absl::StartsWithIgnoreCase(weight, "q=")) return true;
    double value = 0;
    return absl::SimpleAtod(weight.substr(2), &value) && value > 0;
  }
  return false;
}

std::string Pack(std::string_view bytes, PackingWork work) {
  z_stream stream{};
  // It fails only where memory does, as allocations do elsewhere.
  if (deflateInit2(&stream, LevelOf(work), Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
  stream.next_in = AsBytef(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  // Room that nothing is written to is none that is held.
  std::string out;
  out.reserve(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  int state = Z_OK;
  while (state == Z_OK) {
    const std::size_t before = out.size();
    const std::size_t slice = std::min(kSlice, out.capacity() - before);
    out.resize(before + slice);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(slice);
    state = deflate(&stream, Z_FINISH);
    out.resize(before + slice - stream.avail_out);
  }
  deflateEnd(&stream);
  return out;
}

std::size_t MostPacked(std::size_t bytes) {
  return deflateBound(nullptr, static_cast<uLong>(bytes)) + kGzipFrame;
}

absl::StatusOr<std::string> Unpack(std::string_view packed, std::size_t most) {
  Inflater inflater;
  if (!inflater.is_ready()) return ServerBusy();
  z_stream& stream = inflater.stream();
  stream.next_in = AsBytef(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK) {
    // One byte more than there may be tells what is too large.
    const std::size_t slice = std::min(kSlice, most + 1 - out.size());
    const std::size_t before = out.size();
    out.resize(before + slice);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(slice);
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(before + slice - stream.avail_out);
    if (out.size() > most) return MessageTooLarge(most);
  }
  if (state != Z_STREAM_END || stream.avail_in > 0) return MalformedGzip();
  return out;
}

absl::Status MessageTooLarge(std::size_t most) {
  return Error(absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
               fmt::format("a message has at most {} bytes, unpacked: send less at a time", most));
}

}  // namespace urna::services
