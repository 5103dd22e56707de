// Log-ins of citizens by a link that is mailed to them, for places without a provider of identities.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/empty.pb.h"
#include "services/base/clock.h"
#include "services/base/source_limits.h"
#include "services/messages/link_sender.h"
#include "services/people/accounts.h"
#include "services/people/people_options.h"
#include "services/people/sessions.h"
#include "services/records/call.h"
#include "storage/store.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {

// Thread-safe.
class SignInLinks {
 public:
  // How long a link is good, and of what it is the provider.
  static constexpr absl::Duration kTime = absl::Minutes(30);

  // All must outlive this object; `sender` is null where nothing can be sent.
  SignInLinks(storage::Store& store, Accounts& accounts, Sessions& sessions, LinkSender* sender,
              const Clock& clock, const PeopleOptions& options)
      : store_(store),
        accounts_(accounts),
        sessions_(sessions),
        sender_(options.mails_links ? sender : nullptr),
        clock_(clock),
        public_url_(options.public_url),
        of_source_(clock),
        of_address_(clock),
        of_all_(clock) {}

  // INVALID_ARGUMENT; RESOURCE_EXHAUSTED (TOO_MANY_LINKS); FAILED_PRECONDITION (LINKS_OFF).
  absl::Status RequestSignInLink(const Call& call, const v1::RequestSignInLinkRequest& request,
                                 google::protobuf::Empty& response);
  // UNAUTHENTICATED (LINK_OVER); FAILED_PRECONDITION (ONLY_FOR_BROWSERS) where the call's door hands no
  // session on.
  absl::Status SignInWithLink(const Call& call, const v1::SignInWithLinkRequest& request,
                              v1::SignInWithLinkResponse& response);

  struct SignedIn {
    // SECRET. Of the new session.
    std::string session;
    std::string return_path;
    Account account;
  };
  // As SignInWithLink. `earlier` is the cookie of a session that the browser may have.
  absl::StatusOr<SignedIn> Use(std::string_view token, std::string_view earlier);

  // Forgets those that are over.
  absl::Status ForgetOld();

 private:
  storage::Store& store_;
  Accounts& accounts_;
  Sessions& sessions_;
  LinkSender* const sender_;
  const Clock& clock_;
  const std::string public_url_;
  SourceLimits of_source_;
  SourceLimits of_address_;
  SourceLimits of_all_;
};

}  // namespace urna::services
