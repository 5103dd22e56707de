// Log-ins by a provider of identities, from the browser's leaving to its coming back.
//
// Nothing is stored while a browser is away: what binds the log-in to it, it keeps itself, sealed with a key
// of the server. Whoever comes back with another's answer has the wrong one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/base/clock.h"
#include "services/base/source_limits.h"
#include "services/base/worker_pool.h"
#include "services/people/accounts.h"
#include "services/people/fetcher.h"
#include "services/people/people_options.h"
#include "services/people/provider.h"
#include "services/people/sessions.h"
#include "storage/store.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {

// Thread-safe. What asks a provider is for Run's threads.
class SignIns {
 public:
  // How long somebody may take at the provider.
  static constexpr absl::Duration kTime = absl::Minutes(15);

  // All must outlive this object.
  SignIns(storage::Store& store, Accounts& accounts, Sessions& sessions, const Fetcher& fetcher,
          const Clock& clock, const PeopleOptions& options);

  // Reads the sealing key, or makes one; once, before anything else.
  absl::Status Open();

  // The server's own address; empty where nobody logs in.
  const std::string& public_url() const { return public_url_; }

  absl::Status ListProviders(v1::ListProvidersResponse& response) const;

  // Where the browser goes, and what it keeps meanwhile.
  struct Begun {
    std::string url;
    // SECRET.
    std::string kept;
  };
  // INVALID_ARGUMENT for a path that is not of this server, NOT_FOUND (NO_SUCH_PROVIDER), RESOURCE_EXHAUSTED
  // (TOO_MANY_SIGN_INS), and as Provider::AuthorizationUrl.
  absl::StatusOr<Begun> Begin(std::string_view provider, std::string_view return_path,
                              std::string_view source);

  // What stands in the query of the browser that comes back.
  struct Answer {
    std::string code;
    std::string state;
    // Empty where there is none.
    std::string issuer;
    std::string error;
  };
  struct Finished {
    // SECRET. Of the new session.
    std::string session;
    std::string return_path;
  };
  // `kept` is what the browser has kept, `earlier` the cookie of a session that it may have. UNAUTHENTICATED
  // (SIGN_IN_OVER) where the browser did not begin it, began it too long ago, or has finished it already,
  // (SIGN_IN_REFUSED) where the person or the provider did not want to, RESOURCE_EXHAUSTED
  // (TOO_MANY_SIGN_INS), and as Provider::Redeem and Accounts::SignIn.
  absl::StatusOr<Finished> Finish(std::string_view kept, const Answer& answer,
                                  std::string_view earlier, std::string_view source);
  // Where a log-in was to lead that came to nothing; "/" where that cannot be told.
  std::string ReturnPathOf(std::string_view kept) const;

  // Ends the session of this cookie. Where the browser goes so that the provider ends its own too; empty
  // where there is none.
  absl::StatusOr<std::string> LogOut(std::string_view session);

  // Threads of their own: a provider that is slow holds up nobody but who logs in.
  [[nodiscard]] bool Run(std::string_view source, WorkerPool::Job job) {
    return threads_.Submit(source, std::move(job));
  }
  // As Dispatcher::End.
  void End() { threads_.End(); }

  // Forgets what is too old to be repeated.
  absl::Status ForgetOld();

 private:
  // Null where there is none.
  Provider* Find(std::string_view name) const;
  std::string Seal(const std::string& text) const;
  // Nothing for what was not sealed here, or too long ago.
  std::optional<internal::v1::SignInUnderWay> Unseal(std::string_view kept) const;

  storage::Store& store_;
  Accounts& accounts_;
  Sessions& sessions_;
  const Clock& clock_;
  const std::string public_url_;
  const bool mails_links_;
  std::vector<std::unique_ptr<Provider>> providers_;
  SourceLimits begun_;
  SourceLimits finished_;
  // SECRET. 32 bytes.
  std::string sealing_key_;
  WorkerPool threads_;
};

}  // namespace urna::services
