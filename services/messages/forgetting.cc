#include "services/messages/forgetting.h"

#include <algorithm>
#include <string>

#include "services/messages/followers.h"
#include "services/messages/mail_address.h"
#include "services/messages/mail_secrets.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredFollower;
using internal::v1::StoredMessage;
using internal::v1::StoredNews;

// Whether two spellings are taken for one address.
bool IsAt(std::string_view folded, std::string_view text) {
  const absl::StatusOr<MailAddress> address = MailAddress::Parse(text);
  return address.ok() && address->Folded() == folded;
}

// What is not written out yet is told to the others.
absl::Status LeaveOut(const storage::Reader& store, std::string_view folded,
                      storage::WriteBatch& batch) {
  return VisitParsed<StoredNews>(store, "n", [&](std::string_view key, const StoredNews& told) {
    StoredNews news = told;
    auto& all = *news.mutable_recipients();
    const auto gone = std::remove_if(all.begin(), all.end(),
                                     [&](const auto& one) { return IsAt(folded, one.address()); });
    if (gone == all.end()) return;
    all.erase(gone, all.end());
    batch.Put(kMessagesFamily, key, news.SerializeAsString());
  });
}

}  // namespace

absl::Status ForgetAddress(storage::Store& store, std::string_view text,
                           storage::WriteBatch& batch) {
  const absl::StatusOr<MailAddress> address = MailAddress::Parse(text);
  if (!address.ok()) return absl::OkStatus();
  const absl::StatusOr<MailSecrets> secrets = MailSecrets::Open(store);
  if (!secrets.ok()) return secrets.status();
  const std::string folded = address->Folded();
  const std::string tag = secrets->TagOf(*address);
  absl::Status s =
      VisitParsed<StoredMessage>(store, "m", [&](std::string_view, const StoredMessage& message) {
        if (message.address_tag() == tag || IsAt(folded, message.address())) {
          DeleteMessage(batch, message);
        }
      });
  if (!s.ok()) return s;
  s = VisitParsed<StoredFollower>(store, "f",
                                  [&](std::string_view key, const StoredFollower& follower) {
                                    if (IsAt(folded, follower.address())) {
                                      DeleteFollower(batch, key, follower);
                                    }
                                  });
  if (!s.ok()) return s;
  s = LeaveOut(store, folded, batch);
  if (s.ok()) OweMailPurge(batch);
  return s;
}

}  // namespace urna::services
