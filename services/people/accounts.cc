#include "services/people/accounts.h"

#include <fmt/format.h>

#include <utility>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/purge.h"
#include "services/base/times.h"
#include "services/people/people_store.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using internal::v1::StoredAccount;
using StoredGrants = google::protobuf::RepeatedPtrField<internal::v1::StoredGrant>;

void Store(const std::vector<Grant>& grants, StoredGrants& out) {
  out.Clear();
  for (const Grant& grant : grants) {
    internal::v1::StoredGrant& kept = *out.Add();
    kept.set_role(static_cast<std::uint32_t>(grant.role));
    kept.set_process(grant.process);
  }
}

void Show(const StoredGrants& grants, google::protobuf::RepeatedPtrField<v1::Grant>& out) {
  for (const internal::v1::StoredGrant& grant : grants) {
    v1::Grant& shown = *out.Add();
    shown.set_role(static_cast<v1::StaffRole>(grant.role()));
    shown.set_process(grant.process());
  }
}

bool IsStaff(const StoredAccount& stored) { return stored.audience() == v1::LOGIN_AUDIENCE_STAFF; }

// Enough to tell two people of one name apart, and nothing to find out whom by.
std::string SubjectDigest(const StoredAccount& stored) {
  constexpr std::size_t kBytes = 8;
  const std::string key = people_store::IdentityKey(stored.issuer(), stored.subject());
  return crypto::ToHex(crypto::AsBytes(std::string_view(key).substr(1, kBytes)));
}

absl::Status NoAccount(std::string_view id) {
  return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
               fmt::format("there is no accounts/{}", id));
}

}  // namespace

std::vector<Grant> GrantsOf(const StoredAccount& stored) {
  std::vector<Grant> grants;
  if (!IsStaff(stored)) return grants;
  for (const StoredGrants* some : {&stored.grants(), &stored.claimed_grants()}) {
    for (const internal::v1::StoredGrant& grant : *some) {
      grants.push_back({static_cast<Role>(grant.role()), grant.process()});
    }
  }
  return grants;
}

v1::Account Shown(const Account& account) {
  const StoredAccount& stored = account.stored;
  v1::Account out;
  out.set_name(fmt::format("accounts/{}", account.id));
  out.set_display_name(stored.display_name());
  out.set_mail(stored.mail());
  out.set_provider(stored.provider());
  out.set_audience(static_cast<v1::LoginAudience>(stored.audience()));
  Show(stored.grants(), *out.mutable_grants());
  Show(stored.claimed_grants(), *out.mutable_claimed_grants());
  *out.mutable_create_time() = stored.create_time();
  *out.mutable_login_time() = stored.login_time();
  out.set_subject_digest(SubjectDigest(stored));
  return out;
}

bool IsMailProven(const StoredAccount& stored) {
  return stored.mail_is_proven() || stored.issuer() == kMailIssuer;
}

absl::StatusOr<Account> Accounts::SignIn(const Identity& identity, const Also& also) {
  const MutexLock lock(changing_);
  const std::string key = people_store::IdentityKey(identity.issuer, identity.subject);
  const absl::StatusOr<std::optional<std::string>> known = store_.Get(kPeopleFamily, key);
  if (!known.ok()) return known.status();
  Account account;
  const absl::Time now = clock_.Now();
  if (known->has_value()) {
    absl::StatusOr<Account> found = Find(**known);
    if (!found.ok()) return found.status();
    account = *std::move(found);
    if (account.stored.audience() != static_cast<std::uint32_t>(identity.audience)) {
      return Error(
          absl::StatusCode::kPermissionDenied, "OTHER_AUDIENCE",
          "this person is known by another way to log in of the same issuer: log in there");
    }
  } else {
    account.id = people_store::NewAccountId();
    account.stored.set_issuer(identity.issuer);
    account.stored.set_subject(identity.subject);
    account.stored.set_audience(static_cast<std::uint32_t>(identity.audience));
    *account.stored.mutable_create_time() = ToProto(now);
  }
  account.stored.set_provider(identity.provider);
  account.stored.set_display_name(identity.display_name);
  account.stored.set_mail(identity.mail);
  account.stored.set_mail_is_proven(identity.mail_is_proven && !identity.mail.empty());
  Store(IsStaff(account.stored) ? identity.grants : std::vector<Grant>(),
        *account.stored.mutable_claimed_grants());
  *account.stored.mutable_login_time() = ToProto(people_store::HourOf(now));
  storage::WriteBatch batch;
  batch.Put(kPeopleFamily, key, account.id);
  batch.Put(kPeopleFamily, people_store::AccountKey(account.id),
            account.stored.SerializeAsString());
  if (absl::Status added = also(account, batch); !added.ok()) return added;
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) return written;
  return account;
}

absl::StatusOr<Account> Accounts::Find(std::string_view id) const {
  if (!people_store::IsAccountId(id)) return NoAccount(id.substr(0, 16));
  absl::StatusOr<std::optional<StoredAccount>> stored =
      people_store::Read<StoredAccount>(store_, people_store::AccountKey(id));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return NoAccount(id);
  return Account{std::string(id), **std::move(stored)};
}

absl::Status Accounts::Visit(std::string_view after,
                             const std::function<bool(const Account&)>& visit) const {
  // A key that follows that of `after`, and of no other account.
  const std::string first = people_store::AccountKey(after) + (after.empty() ? "" : "~");
  bool damaged = false;
  const absl::Status scanned =
      storage::ScanAll(store_, kPeopleFamily, first, people_store::After("a"),
                       [&](std::string_view key, std::string_view value) {
                         Account account{std::string(key.substr(1)), {}};
                         damaged = !account.stored.ParseFromString(std::string(value));
                         return !damaged && visit(account);
                       });
  if (!scanned.ok()) return scanned;
  return damaged ? absl::DataLossError("a stored account cannot be read") : absl::OkStatus();
}

absl::Status Accounts::Visit(const VisitStaff& visit) const {
  return Visit("", [&](const Account& account) {
    const std::vector<Grant> grants = GrantsOf(account.stored);
    if (!grants.empty()) visit(account.id, account.stored.display_name(), grants);
    return true;
  });
}

absl::StatusOr<Account> Accounts::SetGrants(std::string_view id, const std::vector<Grant>& grants) {
  const MutexLock lock(changing_);
  absl::StatusOr<Account> account = Find(id);
  if (!account.ok()) return account.status();
  if (!IsStaff(account->stored)) {
    return Error(absl::StatusCode::kFailedPrecondition, "ACCOUNT_OF_CITIZEN",
                 fmt::format("accounts/{} is a citizen's: roles are for those who log in by a "
                             "provider for the staff",
                             id));
  }
  Store(grants, *account->stored.mutable_grants());
  storage::WriteBatch batch;
  batch.Put(kPeopleFamily, people_store::AccountKey(id), account->stored.SerializeAsString());
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) return written;
  return account;
}

absl::Status Accounts::Erase(std::string_view id, const Also& also) {
  const MutexLock lock(changing_);
  absl::StatusOr<Account> account = Find(id);
  if (absl::IsNotFound(account.status())) return absl::OkStatus();
  if (!account.ok()) return account.status();
  storage::WriteBatch batch;
  batch.Delete(kPeopleFamily, people_store::AccountKey(id));
  batch.Delete(kPeopleFamily,
               people_store::IdentityKey(account->stored.issuer(), account->stored.subject()));
  batch.Put(kPeopleFamily, people_store::kOwedPurgeKey, "");
  if (absl::Status added = also(*account, batch); !added.ok()) return added;
  return WriteStatus(store_.Write(batch));
}

absl::StatusOr<std::vector<Grant>> Accounts::FindGrants(std::string_view id) const {
  const absl::StatusOr<Account> account = Find(id);
  if (!account.ok()) return account.status();
  return GrantsOf(account->stored);
}

absl::Status Accounts::PayPurge() {
  const absl::StatusOr<std::optional<std::string>> owed =
      store_.Get(kPeopleFamily, people_store::kOwedPurgeKey);
  if (!owed.ok()) return owed.status();
  if (!owed->has_value()) return absl::OkStatus();
  // What is erased meanwhile owes anew: it is told after this is paid.
  const MutexLock lock(changing_);
  if (absl::Status gone = PurgeOrTell(store_, {kPeopleFamily}); !gone.ok()) return gone;
  storage::WriteBatch paid;
  paid.Delete(kPeopleFamily, people_store::kOwedPurgeKey);
  return store_.Write(paid).status();
}

}  // namespace urna::services
