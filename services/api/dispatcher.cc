#include "services/api/dispatcher.h"

#include <string_view>
#include <utility>

#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "services/records/current_phase.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using google::protobuf::FieldDescriptor;

// The text of a field by its path, such as "process.name"; empty where the message has none.
std::string TextAt(const Message& message, std::string_view path) {
  const Message* at = &message;
  while (true) {
    const std::size_t dot = path.find('.');
    const FieldDescriptor* field =
        at->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr) return "";
    if (dot == path.npos) return at->GetReflection()->GetString(*at, field);
    at = &at->GetReflection()->GetMessage(*at, field);
    path.remove_prefix(dot + 1);
  }
}

// The process that a resource name lies in; empty where it can be none.
std::string ProcessIn(std::string_view name) {
  const std::size_t first = name.find('/');
  if (first == name.npos) return "";
  const std::string_view process = name.substr(0, name.find('/', first + 1));
  return ResourceName::Parse(Kind::kProcess, process, "name").ok() ? std::string(process) : "";
}

std::string NameOf(Lane lane) {
  switch (lane) {
    case Lane::kQuick:
      return "quick";
    case Lane::kRead:
      return "read";
    case Lane::kSlow:
      return "slow";
    case Lane::kTally:
      return "tally";
    case Lane::kMedia:
      return "media";
  }
  return "";
}

bool HasRequestId(const Message& request) {
  return request.GetDescriptor()->FindFieldByName("request_id") != nullptr;
}

// What lives until a call is over.
struct UnderWay {
  CallMeter& meter;
  const Method& method;
  Principal principal;
  std::unique_ptr<Message> request;
  std::unique_ptr<Message> response;
  Dispatcher::WriteAnswer write;
  Dispatcher::Finish finish;
  absl::Time begin;
  std::optional<Call> call;

  void End(const absl::Status& status) {
    const absl::Status told = status.ok() ? write(*response) : status;
    meter.Note(method.rule.name, told, begin);
    finish(told);
  }
};

}  // namespace

absl::Status NotStarted() {
  return Error(absl::StatusCode::kDeadlineExceeded, "NOT_STARTED",
               "the deadline passed, or the caller left, before the server could begin: nothing "
               "was done");
}

absl::Status MessageCount() {
  return Error(absl::StatusCode::kUnimplemented, "MESSAGE_COUNT",
               "the method takes one message: send one, neither none nor more");
}

Dispatcher::Dispatcher(const storage::Reader& store, const LogRegistry& logs, Tokens& tokens,
                       CallMeter& meter, const Threads& threads)
    : store_(store), logs_(logs), tokens_(tokens), meter_(meter) {
  const auto open = [this](Lane lane, std::size_t count, std::size_t queue) {
    lanes_[static_cast<std::size_t>(lane)] = std::make_unique<WorkerPool>(count, queue);
  };
  open(Lane::kQuick, threads.quick, threads.queue);
  open(Lane::kRead, kReadThreads, threads.queue);
  open(Lane::kSlow, kSlowThreads, kSlowQueue);
  open(Lane::kTally, kTallyThreads, kSlowQueue);
  open(Lane::kMedia, kMediaThreads, kMediaQueue);
}

void Dispatcher::Measure(Measurements& out) const {
  meter_.Measure(out);
  Family<double> waiting{"urna_lane_waiting", "Calls that wait for a thread of their lane.", {}};
  for (const Lane lane : {Lane::kQuick, Lane::kRead, Lane::kSlow, Lane::kTally, Lane::kMedia}) {
    const std::size_t jobs = lanes_[static_cast<std::size_t>(lane)]->waiting();
    waiting.samples.push_back({{{"lane", NameOf(lane)}}, static_cast<double>(jobs)});
  }
  out.gauges.push_back(std::move(waiting));
}

absl::StatusOr<Principal> Dispatcher::Identify(const Caller& caller) {
  return caller.authorization ? tokens_.Authenticate(std::string_view(*caller.authorization))
                              : tokens_.Authenticate(std::nullopt);
}

absl::StatusOr<std::string> Dispatcher::Admit(const MethodRule& rule, const Principal& principal,
                                              const Message& request) const {
  std::string process;
  std::string subject;
  if (!rule.subject.empty()) {
    subject = TextAt(request, rule.subject);
    process = ProcessIn(subject);
  }
  if (absl::Status allowed = CheckAccess(rule.access, principal, process); !allowed.ok()) {
    return allowed;
  }
  if (process.empty()) return process;
  absl::StatusOr<v1::Phase> phase = CurrentPhase(store_, logs_, process);
  // A draft is nobody's business but of those who write it, and of registrars who bring it rolls;
  // their signature decides, and without it nobody learns whether there is one.
  const bool shows_draft = rule.access == Access::kSigners && rule.span == Span::kUnfrozen;
  if (absl::IsNotFound(phase.status())) {
    if (shows_draft && !principal.May(Permission::kReadDrafts, process)) return process;
    return ResourceNotFound(subject);
  }
  if (!phase.ok()) return phase.status();
  if (*phase == v1::PHASE_DRAFT && !shows_draft &&
      !principal.May(Permission::kReadDrafts, process)) {
    return ResourceNotFound(subject);
  }
  // A retry may come after its own change: Changes looks at the phase once it knows.
  if (HasRequestId(request)) return process;
  if (absl::Status fits = CheckSpan(rule.span, *phase, process); !fits.ok()) return fits;
  return process;
}

void Dispatcher::Answer(const Method& method, Caller caller, ReadRequest read, WriteAnswer write,
                        Finish finish) {
  auto under_way = std::make_shared<UnderWay>(
      UnderWay{meter_, method, Principal::Anonymous(),
               std::unique_ptr<Message>(method.request_prototype.New()),
               std::unique_ptr<Message>(method.response_prototype.New()), std::move(write),
               std::move(finish), absl::Now(), std::nullopt});
  const std::string source = caller.source;
  const bool accepted =
      Run(method, source,
          [this, under_way, caller = std::move(caller), read = std::move(read)]() mutable {
            if (caller.deadline <= absl::Now()) return under_way->End(NotStarted());
            // First who calls: to read a message is work, and only some may ask for it.
            absl::StatusOr<Principal> principal = Identify(caller);
            if (!principal.ok()) return under_way->End(principal.status());
            under_way->principal = *std::move(principal);
            const Method& called = under_way->method;
            if (!caller.authorization) {
              absl::Status open = CheckAccess(called.rule.access, under_way->principal, "");
              if (!open.ok()) return under_way->End(open);
            }
            if (absl::Status s = read(*under_way->request); !s.ok()) return under_way->End(s);
            absl::StatusOr<std::string> process =
                Admit(called.rule, under_way->principal, *under_way->request);
            if (!process.ok()) return under_way->End(process.status());
            under_way->call.emplace(
                Call{under_way->principal, called.rule, *std::move(process), caller.source});
            std::get<AnswerUnary>(called.handler)(
                *under_way->call, *under_way->request, *under_way->response,
                [under_way](const absl::Status& status) { under_way->End(status); });
          });
  if (!accepted) under_way->End(ServerBusy());
}

absl::StatusOr<std::unique_ptr<Upload>> Dispatcher::Begin(const Method& method,
                                                          const Caller& caller,
                                                          const Message& header) {
  absl::StatusOr<Principal> principal = Identify(caller);
  if (!principal.ok()) return principal.status();
  absl::StatusOr<std::string> process = Admit(method.rule, *principal, header);
  if (!process.ok()) return process.status();
  return std::get<BeginUpload>(method.handler)(
      {*principal, method.rule, *process, caller.source}, header);
}

absl::StatusOr<NextBytes> Dispatcher::BeginSending(const Method& method, const Caller& caller,
                                                   const Message& request) {
  absl::StatusOr<Principal> principal = Identify(caller);
  if (!principal.ok()) return principal.status();
  absl::StatusOr<std::string> process = Admit(method.rule, *principal, request);
  if (!process.ok()) return process.status();
  return std::get<BeginDownload>(method.handler)(
      {*principal, method.rule, *process, caller.source}, request);
}

}  // namespace urna::services
