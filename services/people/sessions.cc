#include "services/people/sessions.h"

#include <algorithm>
#include <utility>

#include "crypto/bytes.h"
#include "services/base/errors.h"
#include "services/base/events.h"
#include "services/base/times.h"
#include "services/people/people_store.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using internal::v1::StoredSession;
namespace keys = people_store;

constexpr std::size_t kIdBytes = 8;

std::string IdOfHash(std::string_view hash) {
  return crypto::ToHex(crypto::AsBytes(hash.substr(0, kIdBytes)));
}

absl::Status Over() {
  return Error(absl::StatusCode::kUnauthenticated, "SESSION_OVER",
               "the session is over: log in again");
}

void Delete(const std::string& account, const std::string& hash, storage::WriteBatch& batch) {
  batch.Delete(kPeopleFamily, keys::SessionKey(hash));
  batch.Delete(kPeopleFamily, keys::UseKey(hash));
  batch.Delete(kPeopleFamily, keys::OwnSessionPrefix(account) + hash);
}

// Hashes of the sessions of an account.
absl::StatusOr<std::vector<std::string>> HashesOf(const storage::Reader& store,
                                                  std::string_view account) {
  std::vector<std::string> hashes;
  const std::string prefix = keys::OwnSessionPrefix(account);
  const absl::Status scanned = storage::ScanAll(store, kPeopleFamily, prefix, keys::After(prefix),
                                                [&](std::string_view key, std::string_view) {
                                                  hashes.emplace_back(key.substr(prefix.size()));
                                                  return true;
                                                });
  if (!scanned.ok()) return scanned;
  return hashes;
}

}  // namespace

absl::Time Sessions::EndOf(absl::Time create_time, absl::Time last_use) const {
  return std::min(create_time + times_.whole, last_use + absl::Hours(1) + times_.idle);
}

absl::StatusOr<absl::Time> Sessions::LastUse(const std::string& hash,
                                             absl::Time create_time) const {
  const auto use = keys::Read<internal::v1::SessionUse>(store_, keys::UseKey(hash));
  if (!use.ok()) return use.status();
  return use->has_value() ? FromProto((*use)->time()) : keys::HourOf(create_time);
}

absl::StatusOr<std::string> Sessions::Begin(const Account& account, std::string_view id_token,
                                            std::string_view earlier, storage::WriteBatch& batch) {
  if (keys::IsSecret(earlier)) {
    const std::string hash = keys::HashOf(earlier);
    const auto before = keys::Read<StoredSession>(store_, keys::SessionKey(hash));
    if (!before.ok()) return before.status();
    if (before->has_value()) Delete((*before)->account(), hash, batch);
  }
  absl::StatusOr<std::vector<SessionDescription>> others = List(account.id);
  if (!others.ok()) return others.status();
  const absl::StatusOr<std::vector<std::string>> hashes = HashesOf(store_, account.id);
  if (!hashes.ok()) return hashes.status();
  for (std::size_t i = kMostOfAccount - 1; i < others->size(); ++i) {
    for (const std::string& hash : *hashes) {
      if (IdOfHash(hash) == (*others)[i].id) Delete(account.id, hash, batch);
    }
  }
  std::string secret = keys::NewSecret();
  const std::string hash = keys::HashOf(secret);
  StoredSession session;
  session.set_account(account.id);
  *session.mutable_create_time() = ToProto(clock_.Now());
  session.set_id_token(std::string(id_token));
  session.set_provider(account.stored.provider());
  batch.Put(kPeopleFamily, keys::SessionKey(hash), session.SerializeAsString());
  batch.Put(kPeopleFamily, keys::OwnSessionPrefix(account.id) + hash, "");
  return secret;
}

absl::StatusOr<Principal> Sessions::Authenticate(const SessionCookie& cookie) {
  if (!cookie.is_of_own_page) {
    return Error(absl::StatusCode::kPermissionDenied, "OTHER_ORIGIN",
                 "a session is for pages of this server's own address (public_url): this call came "
                 "from elsewhere");
  }
  if (!keys::IsSecret(cookie.secret)) return Over();
  const std::string hash = keys::HashOf(cookie.secret);
  const auto session = keys::Read<StoredSession>(store_, keys::SessionKey(hash));
  if (!session.ok()) return session.status();
  if (!session->has_value()) return Over();
  const absl::Time created = FromProto((*session)->create_time());
  const absl::StatusOr<absl::Time> last_use = LastUse(hash, created);
  if (!last_use.ok()) return last_use.status();
  if (clock_.Now() >= EndOf(created, *last_use)) return Over();
  const absl::StatusOr<Account> account = accounts_.Find((*session)->account());
  if (absl::IsNotFound(account.status())) return Over();
  if (!account.ok()) return account.status();
  NoteUse(hash, *last_use);
  return Principal::LoggedIn(account->id, IdOfHash(hash), GrantsOf(account->stored));
}

void Sessions::NoteUse(const std::string& hash, absl::Time stored) {
  const absl::Time hour = keys::HourOf(clock_.Now());
  if (hour <= stored) return;
  {
    const MutexLock lock(using_);
    absl::Time& noted = noted_.try_emplace(hash, absl::InfinitePast()).first->second;
    if (noted >= hour) return;
    noted = hour;
  }
  internal::v1::SessionUse use;
  *use.mutable_time() = ToProto(hour);
  storage::WriteBatch batch;
  batch.Put(kPeopleFamily, keys::UseKey(hash), use.SerializeAsString());
  // A call is not refused because this could not be noted.
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) {
    TellOperator(Severity::kWarning, "the use of a session was not noted",
                 {{"code", absl::StatusCodeToString(written.code())}});
  }
}

absl::StatusOr<std::vector<SessionDescription>> Sessions::List(std::string_view account) const {
  const absl::StatusOr<std::vector<std::string>> hashes = HashesOf(store_, account);
  if (!hashes.ok()) return hashes.status();
  std::vector<SessionDescription> out;
  for (const std::string& hash : *hashes) {
    const auto session = keys::Read<StoredSession>(store_, keys::SessionKey(hash));
    if (!session.ok()) return session.status();
    if (!session->has_value()) continue;
    const absl::Time created = FromProto((*session)->create_time());
    const absl::StatusOr<absl::Time> last_use = LastUse(hash, created);
    if (!last_use.ok()) return last_use.status();
    if (clock_.Now() >= EndOf(created, *last_use)) continue;
    out.push_back({IdOfHash(hash), created, *last_use, created + times_.whole});
  }
  std::ranges::sort(out, [](const SessionDescription& a, const SessionDescription& b) {
    return a.create_time != b.create_time ? a.create_time > b.create_time : a.id < b.id;
  });
  return out;
}

absl::Status Sessions::End(std::string_view account, std::string_view id) {
  const absl::StatusOr<std::vector<std::string>> hashes = HashesOf(store_, account);
  if (!hashes.ok()) return hashes.status();
  storage::WriteBatch batch;
  for (const std::string& hash : *hashes) {
    if (IdOfHash(hash) == id) Delete(std::string(account), hash, batch);
  }
  return batch.empty() ? absl::OkStatus() : WriteStatus(store_.Write(batch));
}

absl::StatusOr<std::optional<EndedSession>> Sessions::EndByCookie(std::string_view secret) {
  if (!keys::IsSecret(secret)) return std::nullopt;
  const std::string hash = keys::HashOf(secret);
  auto session = keys::Read<StoredSession>(store_, keys::SessionKey(hash));
  if (!session.ok()) return session.status();
  if (!session->has_value()) return std::nullopt;
  storage::WriteBatch batch;
  Delete((*session)->account(), hash, batch);
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) return written;
  return EndedSession{(*session)->provider(), (*session)->id_token()};
}

absl::Status Sessions::EndAll(std::string_view account, storage::WriteBatch& batch) const {
  const absl::StatusOr<std::vector<std::string>> hashes = HashesOf(store_, account);
  if (!hashes.ok()) return hashes.status();
  for (const std::string& hash : *hashes) Delete(std::string(account), hash, batch);
  return absl::OkStatus();
}

absl::Status Sessions::ForgetOld() {
  constexpr std::size_t kAtOnce = 1000;
  storage::WriteBatch batch;
  absl::Status failed;
  const absl::Time now = clock_.Now();
  const auto forget = [&](std::string_view key, std::string_view value) {
    StoredSession session;
    const std::string hash(key.substr(1));
    if (!session.ParseFromString(std::string(value))) {
      failed = absl::DataLossError("a stored session cannot be read");
      return false;
    }
    const absl::Time created = FromProto(session.create_time());
    const absl::StatusOr<absl::Time> last_use = LastUse(hash, created);
    if (!last_use.ok()) {
      failed = last_use.status();
      return false;
    }
    if (now >= EndOf(created, *last_use)) Delete(session.account(), hash, batch);
    return batch.changes().size() < kAtOnce;
  };
  absl::Status scanned = storage::ScanAll(store_, kPeopleFamily, "s", keys::After("s"), forget);
  if (scanned.ok()) scanned = failed;
  // A use that was noted while its session ended.
  if (scanned.ok()) {
    scanned = storage::ScanAll(
        store_, kPeopleFamily, "u", keys::After("u"), [&](std::string_view key, std::string_view) {
          const auto session = store_.Get(kPeopleFamily, keys::SessionKey(key.substr(1)));
          if (session.ok() && !session->has_value()) batch.Delete(kPeopleFamily, key);
          return batch.changes().size() < 2 * kAtOnce;
        });
  }
  if (!scanned.ok()) return scanned;
  {
    const MutexLock lock(using_);
    const absl::Time hour = keys::HourOf(now);
    absl::erase_if(noted_, [hour](const auto& one) { return one.second < hour; });
  }
  return batch.empty() ? absl::OkStatus() : WriteStatus(store_.Write(batch));
}

}  // namespace urna::services
