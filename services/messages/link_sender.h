// Who mails the links by which citizens log in.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "storage/write_batch.h"

namespace urna::services {

// Thread-safe.
class LinkSender {
 public:
  virtual ~LinkSender() = default;
  // Adds to a batch that a mail with this link is to be sent to this address. `language` is a BCP 47 tag; the
  // link is SECRET.
  virtual absl::Status SendSignInLink(storage::WriteBatch& batch, std::string_view address,
                                      std::string_view language, std::string_view link) = 0;
};

}  // namespace urna::services
