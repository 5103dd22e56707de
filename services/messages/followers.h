// Who follows what, in the store: rows "f" of message_store.h and what finds them.
#pragma once

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "services/messages/mail_secrets.h"
#include "storage/store.h"
#include "urna/internal/v1/messages.pb.h"

namespace urna::services {

// Writes a follower, whose row has this key. Who has said yes is found by their account and their address.
void PutFollower(storage::WriteBatch& batch, std::string_view key,
                 const internal::v1::StoredFollower& follower);
// Every row of a follower, whose row has this key. Their address is owed a purge.
void DeleteFollower(storage::WriteBatch& batch, std::string_view key,
                    const internal::v1::StoredFollower& follower);

// That this account follows it, and no other: their log-in said yes. The caller writes it.
void BindFollower(storage::WriteBatch& batch, internal::v1::StoredFollower& follower,
                  std::string_view account);

// Calls `visit` with what a person follows and has said yes to: by their account, and by the tag of an address
// that is theirs. Either may be empty: nothing is found by it.
absl::Status VisitFollowed(
    const storage::Reader& store, std::string_view account, std::string_view address_tag,
    const std::function<void(std::string_view key, const internal::v1::StoredFollower& follower)>&
        visit);

// Of a store of a program that found nobody by their address: makes that good. Once, when a store is opened.
absl::Status IndexFollowers(storage::Store& store, const MailSecrets& secrets);

}  // namespace urna::services
