#include "services/messages/followers.h"

#include <set>
#include <string>
#include <vector>

#include "services/messages/mail_address.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredFollower;

constexpr std::string_view kIndexed = "x";

// The keys of the rows by which a follower is found who has said yes.
std::vector<std::string> FindersOf(const StoredFollower& follower) {
  std::vector<std::string> keys;
  if (!follower.account().empty()) keys.push_back(RowKey('a', follower.account(), follower.id()));
  if (!follower.address_tag().empty()) {
    keys.push_back(RowKey('A', follower.address_tag(), follower.id()));
  }
  return keys;
}

}  // namespace

void PutFollower(storage::WriteBatch& batch, std::string_view key, const StoredFollower& follower) {
  const std::string_view about = key.substr(1, key.size() - 1 - follower.id().size());
  batch.Put(kMessagesFamily, key, follower.SerializeAsString());
  batch.Put(kMessagesFamily, RowKey('j', follower.id(), ""), about);
  if (!follower.confirmed()) return;
  for (const std::string& finder : FindersOf(follower)) batch.Put(kMessagesFamily, finder, about);
}

void DeleteFollower(storage::WriteBatch& batch, std::string_view key,
                    const StoredFollower& follower) {
  batch.Delete(kMessagesFamily, key);
  batch.Delete(kMessagesFamily, RowKey('j', follower.id(), ""));
  for (const std::string& finder : FindersOf(follower)) batch.Delete(kMessagesFamily, finder);
  OweMailPurge(batch);
}

void BindFollower(storage::WriteBatch& batch, StoredFollower& follower, std::string_view account) {
  if (!follower.account().empty()) {
    batch.Delete(kMessagesFamily, RowKey('a', follower.account(), follower.id()));
  }
  follower.set_account(std::string(account));
}

absl::Status VisitFollowed(
    const storage::Reader& store, std::string_view account, std::string_view address_tag,
    const std::function<void(std::string_view key, const StoredFollower& follower)>& visit) {
  std::set<std::string> rows;
  const auto find = [&](char table, std::string_view whose) {
    if (whose.empty()) return absl::OkStatus();
    return VisitRows(store, RowKey(table, whose, ""), "",
                     [&](std::string_view finder, std::string_view about) {
                       rows.insert(RowKey('f', about, finder.substr(1 + whose.size())));
                       return true;
                     });
  };
  if (absl::Status s = find('a', account); !s.ok()) return s;
  if (absl::Status s = find('A', address_tag); !s.ok()) return s;
  for (const std::string& key : rows) {
    const auto follower = ReadRow<StoredFollower>(store, key);
    if (!follower.ok()) return follower.status();
    if (follower->has_value()) visit(key, **follower);
  }
  return absl::OkStatus();
}

absl::Status IndexFollowers(storage::Store& store, const MailSecrets& secrets) {
  const absl::StatusOr<bool> is_indexed = HasRow(store, kIndexed);
  if (!is_indexed.ok() || *is_indexed) return is_indexed.status();
  storage::WriteBatch batch;
  const absl::Status visited = VisitParsed<StoredFollower>(
      store, "f", [&](std::string_view key, const StoredFollower& unfound) {
        const absl::StatusOr<MailAddress> address = MailAddress::Parse(unfound.address());
        if (!address.ok()) return;
        StoredFollower follower = unfound;
        follower.set_address_tag(secrets.TagOf(*address));
        PutFollower(batch, key, follower);
      });
  if (!visited.ok()) return visited;
  batch.Put(kMessagesFamily, kIndexed, "");
  return store.Write(batch).status();
}

}  // namespace urna::services
