// What became of messages, and what an administration does about it.
#pragma once

#include "absl/status/status.h"
#include "services/messages/outbox.h"
#include "services/messages/postbox.h"
#include "services/records/changes.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {

// Thread-safe. All fail with INVALID_ARGUMENT at what is wrong.
class MessageAdministration {
 public:
  // All must outlive this object.
  MessageAdministration(storage::Store& store, Changes& changes, Postbox& postbox,
                        const Clock& clock)
      : store_(store), changes_(changes), postbox_(postbox), clock_(clock) {}

  absl::Status GetMessaging(v1::Messaging& response) const;
  absl::Status ListMessages(const v1::ListMessagesRequest& request,
                            v1::ListMessagesResponse& response) const;
  // What is unknown keeps its hour: nobody is written to twice within one.
  absl::Status RetryMessages(const v1::RetryMessagesRequest& request,
                             v1::RetryMessagesResponse& response);
  absl::Status DropMessages(const v1::DropMessagesRequest& request,
                            v1::DropMessagesResponse& response);
  // FAILED_PRECONDITION (NO_MESSAGES) where mail is off.
  absl::Status SendTestMessage(const Call& call, const v1::SendTestMessageRequest& request,
                               v1::SendTestMessageResponse& response);
  absl::Status ListSuppressions(const v1::ListSuppressionsRequest& request,
                                v1::ListSuppressionsResponse& response) const;
  absl::Status ClearSuppression(const Call& call, const v1::ClearSuppressionRequest& request,
                                google::protobuf::Empty& response);

 private:
  // Changes each of the messages that there are, under the lock of its process, and counts those that
  // were changed.
  using Change =
      std::function<bool(internal::v1::StoredMessage& message, storage::WriteBatch& batch)>;
  const Outbox& outbox() const { return postbox_.outbox(); }
  absl::StatusOr<std::uint32_t> ChangeEach(
      const std::string& parent, const google::protobuf::RepeatedPtrField<std::string>& names,
      const Change& change);

  storage::Store& store_;
  Changes& changes_;
  Postbox& postbox_;
  const Clock& clock_;
};

}  // namespace urna::services
