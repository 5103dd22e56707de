// How lines of the table of methods are written.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "services/api/method.h"
#include "services/files/file_space.h"

namespace urna::services {

struct Handlers;

// The columns of the table.
struct Columns {
  Access access;
  Span span;
  Lane lane;
  std::string_view subject;
};

// As its description in proto/ says to clients too, so that they may use GET.
inline bool ReadsOnly(const google::protobuf::MethodDescriptor& method) {
  return method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
}

// The methods of one service.
class Service {
 public:
  Service(std::vector<Method>& table, const google::protobuf::FileDescriptor* file)
      : table_(table), service_(file->service(0)) {}

  // `handler` is an absl::Status(const Call&, const Request&, Response&).
  template <typename Request, typename Response, typename Handler>
  void Unary(const char* name, Columns columns, Handler handler) {
    Add(name, columns,
        AnswerUnary([handler](const Call& call, const Message& request, Message& response,
                              const WhenDone& done) {
          done(handler(call, static_cast<const Request&>(request),
                       static_cast<Response&>(response)));
        }));
  }
  // `handler` is a void(const Call&, const Request&, Response&, WhenDone).
  template <typename Request, typename Response, typename Handler>
  void Later(const char* name, Columns columns, Handler handler) {
    Add(name, columns,
        AnswerUnary(
            [handler](const Call& call, const Message& request, Message& response, WhenDone done) {
              handler(call, static_cast<const Request&>(request), static_cast<Response&>(response),
                      std::move(done));
            }));
  }
  // `handler` is an absl::StatusOr<std::unique_ptr<Upload>>(const Call&, const Header&).
  template <typename Header, typename Handler>
  void TakesFile(const char* name, Columns columns, Handler handler) {
    Add(name, columns, BeginUpload([handler](const Call& call, const Message& header) {
          return handler(call, static_cast<const Header&>(header));
        }));
  }
  // `handler` is an absl::StatusOr<FileReading>(const Call&, const Request&).
  template <typename Request, typename Handler>
  void SendsFile(const char* name, Columns columns, Handler handler) {
    Add(name, columns,
        BeginDownload([handler](const Call& call,
                                const Message& request) -> absl::StatusOr<NextBytes> {
          absl::StatusOr<FileReading> reading = handler(call, static_cast<const Request&>(request));
          if (!reading.ok()) return reading.status();
          return NextBytes([reading = *std::move(reading)]() mutable { return reading.Next(); });
        }));
  }

 private:
  template <typename Handler>
  void Add(const char* name, const Columns& columns, Handler handler) {
    const google::protobuf::MethodDescriptor* method = service_->FindMethodByName(name);
    table_.emplace_back(method,
                        MethodRule{name, columns.access, columns.span, columns.lane,
                                   ReadsOnly(*method), columns.subject},
                        Method::Handler(std::move(handler)));
  }

  std::vector<Method>& table_;
  const google::protobuf::ServiceDescriptor* const service_;
};

// The lines of service Proposals.
void AddProposals(const Handlers& h, std::vector<Method>& table);
// The lines of service People.
void AddPeople(const Handlers& h, std::vector<Method>& table);
// The lines of service Attachments.
void AddAttachments(const Handlers& h, std::vector<Method>& table);
// The lines of service Messages.
void AddMessages(const Handlers& h, std::vector<Method>& table);

}  // namespace urna::services
