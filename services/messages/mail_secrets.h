// What stands for an address where the address itself need not be kept, and what opens a link in a
// message.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/secret.h"
#include "services/messages/mail_address.h"
#include "storage/store.h"

namespace urna::services {

// Immutable; thread-safe.
class MailSecrets {
 public:
  // Reads the server's key, or makes one.
  static absl::StatusOr<MailSecrets> Open(storage::Store& store);

  // 32 bytes, the same for all spellings of an address.
  std::string TagOf(const MailAddress& address) const;

  enum class Link : char {
    // Confirms that somebody follows; the id is the follower's.
    kConfirm = 'c',
    // Ends following; the id is the follower's.
    kUnfollow = 'u',
    // Stops what goes to an author or a member of the staff; the id is the subscription's.
    kStop = 's',
  };
  struct Opened {
    Link link;
    // 16 bytes.
    std::string id;
  };
  // 44 characters of base64url: the id, and a code of authentication of 16 bytes. It holds for ever,
  // and for one link alone. `id` has 16 bytes.
  std::string MakeToken(Link link, std::string_view id) const;
  // Nothing for what MakeToken did not make.
  std::optional<Opened> ReadToken(std::string_view token) const;

  // 16 bytes, of what an author is told of a proposal, or a member of the staff of their work.
  std::string SubscriptionOf(std::string_view about, const MailAddress& address) const;
  // 16 bytes, of somebody who follows.
  std::string FollowerOf(std::string_view about, const MailAddress& address) const;
  // 16 bytes, the same whenever the news are told to this address.
  std::string MessageIdOf(std::string_view news, const MailAddress& address) const;

 private:
  using Key = crypto::Secret<std::array<std::uint8_t, 32>>;

  explicit MailSecrets(Key key) : key_(std::move(key)) {}
  std::string Hash(std::string_view label, std::size_t size, std::string_view first,
                   std::string_view second) const;

  Key key_;
};

}  // namespace urna::services
