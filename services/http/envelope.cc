#include "services/http/envelope.h"

#include <algorithm>

#include "services/base/compression.h"
#include "services/base/errors.h"
#include "services/http/append_within.h"
#include "services/http/wire.h"

namespace urna::services {

std::string EnvelopeHead(std::uint8_t flags, std::size_t size) {
  std::string head(1, static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>((size >> shift) & 0xff);
  return head;
}

std::string Enveloped(std::uint8_t flags, std::string_view bytes) {
  std::string out;
  out.reserve(kEnvelopeHead + bytes.size());
  return out.append(EnvelopeHead(flags, bytes.size())).append(bytes);
}

void EnvelopeReader::Add(std::string_view bytes) {
  // Never more than a message and a piece, which may be longer than this one.
  const std::size_t size = pending_.size() + bytes.size();
  AppendWithin(std::max(size, kEnvelopeHead + most_ + Wire::kReadAhead), bytes, pending_);
}

absl::StatusOr<std::optional<Envelope>> EnvelopeReader::Next() {
  const std::string_view rest = std::string_view(pending_).substr(taken_);
  if (rest.size() < kEnvelopeHead) return std::nullopt;
  const auto flags = static_cast<std::uint8_t>(rest[0]);
  if ((flags & ~kPackedFlag) != 0) {
    return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_ENVELOPE",
                 "the flags before a message are 0, or 1 where it is packed");
  }
  std::size_t size = 0;
  for (std::size_t i = 1; i < kEnvelopeHead; ++i) {
    size = size << 8 | static_cast<unsigned char>(rest[i]);
  }
  if (size > most_) return MessageTooLarge(most_);
  if (rest.size() - kEnvelopeHead < size) return std::nullopt;
  Envelope envelope{flags, std::string(rest.substr(kEnvelopeHead, size))};
  taken_ += kEnvelopeHead + size;
  // What was taken is dropped once it is as much as what is left: each byte moves at most once.
  if (taken_ >= pending_.size() - taken_) {
    pending_.erase(0, taken_);
    taken_ = 0;
  }
  return envelope;
}

}  // namespace urna::services
