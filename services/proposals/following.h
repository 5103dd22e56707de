// Who wants to hear of a proposal, or of a process.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "services/base/source_limits.h"
#include "services/messages/outbox.h"
#include "services/proposals/proposal_change.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {

// Nobody follows who has not said so from the address itself. Thread-safe.
class Following {
 public:
  // `proposals` and what it stands on must outlive this object.
  explicit Following(ProposalChanges& proposals)
      : proposals_(proposals), asked_(proposals.clock()), written_(proposals.clock()) {}

  // Sends the question. Whoever follows already is not asked again, but to find it in their account, and the
  // answer is the same.
  //   NOT_FOUND            there is no such proposal or process, or it is not public
  //   INVALID_ARGUMENT     at `address` or `language`
  //   RESOURCE_EXHAUSTED   too many from here (TOO_MANY_FOLLOWS)
  //   FAILED_PRECONDITION  mail is off (NO_MESSAGES)
  absl::Status FollowProposal(const Call& call, const v1::FollowProposalRequest& request,
                              google::protobuf::Empty& response);
  absl::Status FollowProcess(const Call& call, const v1::FollowProcessRequest& request,
                             google::protobuf::Empty& response);
  // Whoever is logged in finds it among what they follow. INVALID_ARGUMENT at `token` for what is none;
  // NOT_FOUND (NO_SUCH_FOLLOWER) after 7 days.
  absl::Status ConfirmFollow(const Call& call, const v1::ConfirmFollowRequest& request,
                             v1::ConfirmFollowResponse& response);
  // INVALID_ARGUMENT at `token` for what is none.
  absl::Status Unsubscribe(const v1::UnsubscribeRequest& request,
                           google::protobuf::Empty& response);

 private:
  // What somebody wants to follow; `proposal` is empty for the process.
  struct Wanted {
    std::string process;
    std::string proposal;
    // Its title.
    internal::v1::StoredNews news;
    std::string first_language;
  };
  // `request` is one of both.
  template <typename Request>
  absl::Status Ask(const Call& call, const Request& request, Wanted wanted,
                   google::protobuf::Empty& response);

  ProposalChanges& proposals_;
  SourceLimits asked_;
  SourceLimits written_;
};

}  // namespace urna::services
