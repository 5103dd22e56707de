#include "services/messages/mail_secrets.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "crypto/hash.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

constexpr std::string_view kKeyRow = "k";
constexpr std::size_t kCodeBytes = 16;
constexpr std::size_t kTokenBytes = 1 + kMessageIdBytes + kCodeBytes;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

absl::StatusOr<MailSecrets> MailSecrets::Open(storage::Store& store) {
  std::array<std::uint8_t, 32> bytes{};
  absl::StatusOr<std::optional<std::string>> stored = store.Get(kMessagesFamily, kKeyRow);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) {
    randombytes_buf(bytes.data(), bytes.size());
    storage::WriteBatch batch;
    batch.Put(kMessagesFamily, kKeyRow, crypto::AsText(bytes));
    if (absl::Status written = store.Write(batch).status(); !written.ok()) return written;
  } else if ((*stored)->size() != bytes.size()) {
    return absl::DataLossError("the stored key of mail cannot be read");
  } else {
    std::ranges::copy(crypto::AsBytes(**stored), bytes.begin());
    sodium_memzero((*stored)->data(), (*stored)->size());
  }
  Key key(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return MailSecrets(std::move(key));
}

std::string MailSecrets::Hash(std::string_view label, std::size_t size, std::string_view first,
                              std::string_view second) const {
  const crypto::SecretBytes hash = crypto::LabelledBlake2b(
      label, size, {crypto::AsBytes(first), crypto::AsBytes(second)}, key_.Reveal());
  return std::string(crypto::AsText(hash));
}

std::string MailSecrets::TagOf(const MailAddress& address) const {
  return Hash("mail/address", 32, address.Folded(), "");
}

std::string MailSecrets::SubscriptionOf(std::string_view about, const MailAddress& address) const {
  return Hash("mail/subscription", kMessageIdBytes, about, address.Folded());
}

std::string MailSecrets::FollowerOf(std::string_view about, const MailAddress& address) const {
  return Hash("mail/follower", kMessageIdBytes, about, address.Folded());
}

std::string MailSecrets::MessageIdOf(std::string_view news, const MailAddress& address) const {
  return Hash("mail/message", kMessageIdBytes, news, address.Folded());
}

std::string MailSecrets::MakeToken(Link link, std::string_view id) const {
  const char kind = static_cast<char>(link);
  const std::string bytes =
      fmt::format("{}{}{}", kind, id, Hash("mail/link", kCodeBytes, std::string_view(&kind, 1), id));
  std::string token(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  sodium_bin2base64(token.data(), token.size(), crypto::AsBytes(bytes).data(), bytes.size(),
                    kBase64);
  // Without the zero at its end.
  token.pop_back();
  return token;
}

std::optional<MailSecrets::Opened> MailSecrets::ReadToken(std::string_view token) const {
  std::array<unsigned char, kTokenBytes> bytes{};
  std::size_t size = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), token.data(), token.size(), nullptr, &size,
                        nullptr, kBase64) != 0 ||
      size != bytes.size()) {
    return std::nullopt;
  }
  const std::string_view text = crypto::AsText(bytes);
  const char kind = text[0];
  const std::string id(text.substr(1, kMessageIdBytes));
  const std::string code = Hash("mail/link", kCodeBytes, std::string_view(&kind, 1), id);
  if (sodium_memcmp(code.data(), text.data() + 1 + kMessageIdBytes, kCodeBytes) != 0) {
    return std::nullopt;
  }
  return Opened{static_cast<Link>(kind), id};
}

}  // namespace urna::services
