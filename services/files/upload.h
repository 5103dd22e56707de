// A file that is being handed in, whatever it is.
#pragma once

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace urna::services {

// Not thread-safe.
class Upload {
 public:
  virtual ~Upload() = default;
  // Whether the answer is known already, and Finish gives it whatever has come.
  virtual bool is_answered() const { return false; }
  // The next bytes. INVALID_ARGUMENT (TOO_LONG), ABORTED (UPLOAD_DROPPED), UNAVAILABLE (SERVER_BUSY).
  virtual absl::Status Add(std::string_view bytes) = 0;
  // All has come: takes the file in, and fills the response of the method.
  virtual absl::Status Finish(google::protobuf::Message& response) = 0;
};

// Of a file that was handed in before: nothing of it is held, or waited for.
template <typename Response>
class AnsweredUpload final : public Upload {
 public:
  explicit AnsweredUpload(Response answer) : answer_(std::move(answer)) {}
  bool is_answered() const override { return true; }
  absl::Status Add(std::string_view) override { return absl::OkStatus(); }
  absl::Status Finish(google::protobuf::Message& response) override {
    response.CopyFrom(answer_);
    return absl::OkStatus();
  }

 private:
  const Response answer_;
};

}  // namespace urna::services
