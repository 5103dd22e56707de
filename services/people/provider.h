// One provider of identities, asked over the network.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "services/people/accounts.h"
#include "services/people/fetcher.h"
#include "services/people/openid/authorization.h"
#include "services/people/openid/claims.h"
#include "services/people/openid/key_set.h"
#include "services/people/openid/metadata.h"
#include "services/people/provider_config.h"

namespace urna::services {

// What a log-in came to.
struct Redeemed {
  Identity identity;
  // SECRET. As the issuer gave it, for the end of its session; empty where it ends none.
  std::string id_token;
};

// Thread-safe. Each call takes as long as the provider takes, at most a few times kFetchTime: by threads that
// do nothing else.
class Provider {
 public:
  // What the issuer says of itself, and its keys, are read anew after so long.
  static constexpr absl::Duration kFresh = absl::Minutes(10);
  // Where they cannot be read, they hold for so long since they were.
  static constexpr absl::Duration kStale = absl::Hours(1);
  // For keys that were not there, the issuer is asked so often at most.
  static constexpr absl::Duration kKeysAgain = absl::Minutes(1);

  // Both must outlive this object.
  Provider(ProviderConfig config, const Fetcher& fetcher, const Clock& clock)
      : config_(std::move(config)), fetcher_(fetcher), clock_(clock) {}

  const ProviderConfig& config() const { return config_; }

  // Where the browser goes to log in. UNAVAILABLE (PROVIDER_UNREACHABLE).
  absl::StatusOr<std::string> AuthorizationUrl(const openid::Binding& binding,
                                               std::string_view redirect_uri)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Who came back with this code. `named_issuer` is the parameter iss of the answer, empty where there was
  // none. UNAVAILABLE (PROVIDER_UNREACHABLE); UNAUTHENTICATED (SIGN_IN_REFUSED) where the provider takes the
  // code not, (IDENTITY_REFUSED) where what it says cannot be believed; PERMISSION_DENIED (NOT_ENTITLED)
  // where the claims are not those that the operator requires.
  absl::StatusOr<Redeemed> Redeem(std::string_view code, std::string_view named_issuer,
                                  const openid::Binding& binding, std::string_view redirect_uri)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Where the browser goes so that the provider ends its session too; empty where it ends none.
  std::string EndSessionUrl(std::string_view id_token, std::string_view return_url)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // What was read from the issuer, and when.
  template <typename Value>
  struct Kept {
    std::shared_ptr<const Value> value;
    absl::Time time = absl::InfinitePast();
  };

  absl::StatusOr<std::shared_ptr<const openid::Metadata>> GetMetadata() ABSL_LOCKS_EXCLUDED(mutex_);
  // The keys; read anew where they are old, or where `again` and that was not done lately.
  absl::StatusOr<std::shared_ptr<const openid::KeySet>> GetKeys(const std::string& url, bool again)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<openid::Json> Verify(std::string_view token, openid::Algorithm algorithm,
                                      const std::string& jwks_uri);
  absl::StatusOr<openid::Json> AskForToken(const openid::Metadata& metadata, std::string_view code,
                                           const openid::Binding& binding,
                                           std::string_view redirect_uri) const;
  // The claims about the person, with those of the ID token below those of UserInfo.
  absl::StatusOr<openid::Json> AskForUser(const openid::Metadata& metadata,
                                          const openid::Json& id_claims,
                                          const std::string& access_token);
  absl::StatusOr<Identity> IdentityOf(const openid::Json& claims) const;
  absl::StatusOr<std::string> FetchText(const std::string& url) const;

  const ProviderConfig config_;
  const Fetcher& fetcher_;
  const Clock& clock_;
  // Never held while the network is waited for.
  mutable Mutex mutex_;
  Kept<openid::Metadata> metadata_ ABSL_GUARDED_BY(mutex_);
  Kept<openid::KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  // When keys were asked for last, whatever came of it.
  absl::Time keys_asked_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace urna::services
