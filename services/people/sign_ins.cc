#include "services/people/sign_ins.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/times.h"
#include "services/people/people_store.h"
#include "services/people/person_text.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using internal::v1::SignInUnderWay;
namespace keys = people_store;

constexpr std::size_t kSecretBytes = 32;
// A sealed log-in is shorter; a browser keeps no more.
constexpr std::size_t kLongestKept = 4000;
constexpr std::size_t kLongestAnswer = 4000;

absl::Status Over() {
  return Error(absl::StatusCode::kUnauthenticated, "SIGN_IN_OVER",
               "this log-in was not begun in this browser, is too old, or is done: log in again");
}

absl::Status TooMany() {
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_SIGN_INS",
               "too many log in from here: try again in an hour");
}

bool AreEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SignIns::SignIns(storage::Store& store, Accounts& accounts, Sessions& sessions,
                 const Fetcher& fetcher, const Clock& clock, const PeopleOptions& options)
    : store_(store),
      accounts_(accounts),
      sessions_(sessions),
      clock_(clock),
      public_url_(options.public_url),
      mails_links_(options.mails_links),
      begun_(clock),
      finished_(clock),
      threads_(kSignInThreads, kSignInQueue) {
  for (const ProviderConfig& config : options.providers) {
    providers_.push_back(std::make_unique<Provider>(config, fetcher, clock));
  }
}

absl::Status SignIns::Open() {
  const auto stored = keys::Read<internal::v1::PeopleKeys>(store_, keys::kKeysKey);
  if (!stored.ok()) return stored.status();
  if (stored->has_value()) {
    sealing_key_ = (*stored)->sealing_key();
    return sealing_key_.size() == crypto_secretbox_KEYBYTES
               ? absl::OkStatus()
               : absl::DataLossError("the key that seals log-ins cannot be read");
  }
  sealing_key_.resize(crypto_secretbox_KEYBYTES);
  randombytes_buf(sealing_key_.data(), sealing_key_.size());
  internal::v1::PeopleKeys made;
  made.set_sealing_key(sealing_key_);
  storage::WriteBatch batch;
  batch.Put(kPeopleFamily, keys::kKeysKey, made.SerializeAsString());
  return WriteStatus(store_.Write(batch));
}

absl::Status SignIns::ListProviders(v1::ListProvidersResponse& response) const {
  for (const std::unique_ptr<Provider>& one : providers_) {
    v1::Provider& shown = *response.add_providers();
    shown.set_provider(one->config().name);
    shown.set_title(one->config().title);
    shown.set_audience(one->config().audience);
  }
  response.set_mails_links(mails_links_);
  return absl::OkStatus();
}

Provider* SignIns::Find(std::string_view name) const {
  for (const std::unique_ptr<Provider>& one : providers_) {
    if (one->config().name == name) return one.get();
  }
  return nullptr;
}

std::string SignIns::Seal(const std::string& text) const {
  std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(bytes, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(bytes + crypto_secretbox_NONCEBYTES, Bytes(text), text.size(), bytes,
                        Bytes(sealing_key_));
  std::string out;
  absl::WebSafeBase64Escape(sealed, &out);
  while (out.ends_with('=')) out.pop_back();
  return out;
}

std::optional<SignInUnderWay> SignIns::Unseal(std::string_view kept) const {
  constexpr std::size_t kAround = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  std::string sealed;
  if (kept.empty() || kept.size() > kLongestKept ||
      !absl::WebSafeBase64Unescape(std::string(kept), &sealed) || sealed.size() < kAround) {
    return std::nullopt;
  }
  std::string text(sealed.size() - kAround, '\0');
  const int opened = crypto_secretbox_open_easy(
      reinterpret_cast<unsigned char*>(text.data()), Bytes(sealed) + crypto_secretbox_NONCEBYTES,
      sealed.size() - crypto_secretbox_NONCEBYTES, Bytes(sealed), Bytes(sealing_key_));
  SignInUnderWay way;
  if (opened != 0 || !way.ParseFromString(text)) return std::nullopt;
  if (FromProto(way.time()) + kTime <= clock_.Now()) return std::nullopt;
  return way;
}

absl::StatusOr<SignIns::Begun> SignIns::Begin(std::string_view provider,
                                              std::string_view return_path,
                                              std::string_view source) {
  Provider* const asked = Find(provider);
  if (asked == nullptr) {
    return Error(absl::StatusCode::kNotFound, "NO_SUCH_PROVIDER",
                 "there is no such way to log in: ListProviders has them");
  }
  if (!IsLocalPath(return_path)) {
    return FieldError("return", "expected a path of this server, such as /staff/");
  }
  if (!begun_.Take(source, kSignInsPerSource)) return TooMany();
  SignInUnderWay way;
  std::array<unsigned char, kSecretBytes> secret;
  randombytes_buf(secret.data(), secret.size());
  way.set_secret(secret.data(), secret.size());
  way.set_provider(std::string(provider));
  way.set_return_path(std::string(return_path));
  *way.mutable_time() = ToProto(clock_.Now());
  absl::StatusOr<std::string> url = asked->AuthorizationUrl(
      openid::BindingOf(way.secret()), fmt::format("{}/auth/callback", public_url_));
  if (!url.ok()) return url.status();
  return Begun{*std::move(url), Seal(way.SerializeAsString())};
}

std::string SignIns::ReturnPathOf(std::string_view kept) const {
  const std::optional<SignInUnderWay> way = Unseal(kept);
  return way ? way->return_path() : "/";
}

absl::StatusOr<SignIns::Finished> SignIns::Finish(std::string_view kept, const Answer& answer,
                                                  std::string_view earlier,
                                                  std::string_view source) {
  const std::optional<SignInUnderWay> way = Unseal(kept);
  Provider* const provider = way ? Find(way->provider()) : nullptr;
  if (provider == nullptr) return Over();
  const openid::Binding binding = openid::BindingOf(way->secret());
  if (!AreEqual(answer.state, binding.state)) return Over();
  if (!answer.error.empty() || answer.code.empty() || answer.code.size() > kLongestAnswer) {
    return Error(absl::StatusCode::kUnauthenticated, "SIGN_IN_REFUSED",
                 "the provider did not log anybody in: it was refused, or broken off");
  }
  if (!finished_.Take(source, kSignInsPerSource)) return TooMany();
  const std::string done = keys::FinishedKey(keys::HashOf(binding.state));
  const auto is_done = [&]() -> absl::Status {
    const auto before = store_.Get(kPeopleFamily, done);
    if (!before.ok()) return before.status();
    return before->has_value() ? Over() : absl::OkStatus();
  };
  if (absl::Status open = is_done(); !open.ok()) return open;
  const absl::StatusOr<Redeemed> redeemed = provider->Redeem(
      answer.code, answer.issuer, binding, fmt::format("{}/auth/callback", public_url_));
  if (!redeemed.ok()) return redeemed.status();
  Finished finished{"", way->return_path()};
  const absl::StatusOr<Account> account = accounts_.SignIn(
      redeemed->identity, [&](const Account& one, storage::WriteBatch& batch) -> absl::Status {
        // Of two that come at once one is the first.
        if (absl::Status open = is_done(); !open.ok()) return open;
        internal::v1::FinishedSignIn row;
        *row.mutable_expire_time() = ToProto(clock_.Now() + kTime);
        batch.Put(kPeopleFamily, done, row.SerializeAsString());
        absl::StatusOr<std::string> session =
            sessions_.Begin(one, redeemed->id_token, earlier, batch);
        if (!session.ok()) return session.status();
        finished.session = *std::move(session);
        return absl::OkStatus();
      });
  if (!account.ok()) return account.status();
  return finished;
}

absl::StatusOr<std::string> SignIns::LogOut(std::string_view session) {
  const absl::StatusOr<std::optional<EndedSession>> ended = sessions_.EndByCookie(session);
  if (!ended.ok()) return ended.status();
  Provider* const provider = ended->has_value() ? Find((*ended)->provider) : nullptr;
  if (provider == nullptr) return "";
  return provider->EndSessionUrl((*ended)->id_token, fmt::format("{}/", public_url_));
}

absl::Status SignIns::ForgetOld() {
  storage::WriteBatch batch;
  const absl::Time now = clock_.Now();
  const absl::Status scanned =
      storage::ScanAll(store_, kPeopleFamily, "z", keys::After("z"),
                       [&](std::string_view key, std::string_view value) {
                         internal::v1::FinishedSignIn row;
                         const bool is_read = row.ParseFromString(std::string(value));
                         if (!is_read || FromProto(row.expire_time()) <= now)
                           batch.Delete(kPeopleFamily, key);
                         return true;
                       });
  if (!scanned.ok() || batch.empty()) return scanned;
  return WriteStatus(store_.Write(batch));
}

}  // namespace urna::services
