#include "services/http/body_decoder.h"

#include <algorithm>
#include <charconv>

#include "services/base/errors.h"

namespace urna::services {
namespace {

absl::Status Malformed() {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_BODY",
               "the body does not come in chunks as HTTP/1.1 has them");
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

// The size of a chunk, in hexadecimal digits alone or before a semicolon; what stands behind that means
// nothing here (RFC 9112, 7.1.1).
std::optional<std::uint64_t> ChunkSize(std::string_view line) {
  std::uint64_t size = 0;
  const char* end = line.data() + line.size();
  const auto [last, error] = std::from_chars(line.data(), end, size, 16);
  if (error != std::errc() || line.front() == '-') return std::nullopt;
  const std::string_view rest(last, static_cast<std::size_t>(end - last));
  const std::size_t extension = rest.find_first_not_of(" \t");
  if (!rest.empty() && (extension == rest.npos || rest[extension] != ';')) return std::nullopt;
  return size;
}

}  // namespace

BodyDecoder::BodyDecoder(const RequestHead& head)
    : is_chunked_(head.is_chunked), state_(State::kSize), left_(head.length) {
  if (!is_chunked_) state_ = left_ > 0 ? State::kData : State::kComplete;
}

BodyDecoder::State BodyDecoder::AfterData() const {
  return is_chunked_ ? State::kDataEnd : State::kComplete;
}

std::optional<BodyDecoder::State> BodyDecoder::ReadLine(std::string_view line) {
  if (std::any_of(line.begin(), line.end(), IsControl)) return std::nullopt;
  switch (state_) {
    case State::kSize: {
      const std::optional<std::uint64_t> size = ChunkSize(line);
      if (!size) return std::nullopt;
      left_ = *size;
      return left_ > 0 ? State::kData : State::kTrailers;
    }
    case State::kDataEnd:
      if (line.empty()) return State::kSize;
      return std::nullopt;
    case State::kTrailers:
      if (line.empty()) return State::kComplete;
      trailers_ += line.size();
      if (trailers_ > kMostTrailers) return std::nullopt;
      return State::kTrailers;
    case State::kData:
    case State::kComplete:
      break;
  }
  return std::nullopt;
}

absl::StatusOr<std::size_t> BodyDecoder::Take(std::string_view bytes, std::string& out) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !is_complete()) {
    const std::string_view rest = bytes.substr(taken);
    if (state_ == State::kData) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
      out.append(rest.substr(0, size));
      taken += size;
      left_ -= size;
      if (left_ == 0) state_ = AfterData();
      continue;
    }
    // After data nothing but the end of a line follows.
    if (state_ == State::kDataEnd && rest.front() != '\r') return Malformed();
    const std::size_t feed = rest.find('\n');
    if (feed == rest.npos) break;
    if (feed == 0 || rest[feed - 1] != '\r') return Malformed();
    const std::optional<State> next = ReadLine(rest.substr(0, feed - 1));
    if (!next) return Malformed();
    state_ = *next;
    taken += feed + 1;
  }
  return taken;
}

}  // namespace urna::services
