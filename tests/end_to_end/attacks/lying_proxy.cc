#include "end_to_end/attacks/lying_proxy.h"

#include <chrono>
#include <future>

namespace urna::end_to_end {
namespace {

constexpr auto kForwardTime = std::chrono::minutes(1);

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Metadata that is the application's: gRPC writes the rest itself.
std::multimap<std::string, std::string> OfApplication(
    const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  std::multimap<std::string, std::string> out;
  for (const auto& [name, value] : metadata) {
    std::string key(name.data(), name.size());
    if (key.starts_with("grpc-") || key.starts_with(":") || key == "user-agent" ||
        key == "content-type" || key == "te") {
      continue;
    }
    out.emplace(std::move(key), std::string(value.data(), value.size()));
  }
  return out;
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& server) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  // Two proxies never share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

struct LyingProxy::Incoming {
  grpc::GenericServerContext context;
  grpc::GenericServerAsyncReaderWriter stream{&context};
};

template <typename Start>
bool LyingProxy::Await(const Start& start) {
  auto done = std::make_unique<std::promise<bool>>();
  std::future<bool> result = done->get_future();
  // The poller deletes it: this thread may be gone before set_value() returns.
  start(static_cast<void*>(done.release()));
  return result.get();
}

void LyingProxy::Poll() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
    const std::unique_ptr<std::promise<bool>> done(static_cast<std::promise<bool>*>(tag));
    done->set_value(ok);
  }
}

LyingProxy::LyingProxy(const std::string& server) : stub_(ChannelTo(server)) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(-1);
  builder.RegisterAsyncGenericService(&service_);
  queue_ = builder.AddCompletionQueue();
  server_ = builder.BuildAndStart();
  address_ = "127.0.0.1:" + std::to_string(port);
  poller_ = std::thread([this] { Poll(); });
  acceptor_ = std::thread([this] { Accept(); });
}

LyingProxy::~LyingProxy() {
  server_->Shutdown(std::chrono::system_clock::now());
  acceptor_.join();
  for (std::thread& call : calls_) call.join();
  queue_->Shutdown();
  poller_.join();
}

void LyingProxy::Accept() {
  for (;;) {
    auto incoming = std::make_shared<Incoming>();
    const bool came = Await([&](void* tag) {
      service_.RequestCall(&incoming->context, &incoming->stream, queue_.get(), queue_.get(), tag);
    });
    if (!came) return;
    calls_.emplace_back([this, incoming] { Serve(*incoming); });
  }
}

void LyingProxy::Serve(Incoming& incoming) {
  Call call{incoming.context.method(), OfApplication(incoming.context.client_metadata()), {}};
  grpc::ByteBuffer buffer;
  while (Await([&](void* tag) { incoming.stream.Read(&buffer, tag); })) {
    call.messages.push_back(ToString(buffer));
  }
  {
    const std::lock_guard lock(mutex_);
    seen_.push_back(call);
  }
  const Hook hook = HookFor(call.method);
  const Answer answer = hook ? hook(call) : Forward(call);
  for (const auto& [name, value] : answer.trailers) {
    incoming.context.AddTrailingMetadata(name, value);
  }
  for (const std::string& message : answer.messages) {
    const grpc::ByteBuffer bytes = ToBuffer(message);
    if (!Await([&](void* tag) { incoming.stream.Write(bytes, tag); })) break;
  }
  Await([&](void* tag) { incoming.stream.Finish(answer.status, tag); });
}

LyingProxy::Answer LyingProxy::Forward(const Call& call) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kForwardTime);
  for (const auto& [name, value] : call.metadata) context.AddMetadata(name, value);
  const auto stream = stub_.PrepareCall(&context, call.method, queue_.get());
  bool writing = Await([&](void* tag) { stream->StartCall(tag); });
  for (const std::string& message : call.messages) {
    if (!writing) break;
    const grpc::ByteBuffer bytes = ToBuffer(message);
    writing = Await([&](void* tag) { stream->Write(bytes, tag); });
  }
  Await([&](void* tag) { stream->WritesDone(tag); });
  Answer answer;
  grpc::ByteBuffer buffer;
  while (Await([&](void* tag) { stream->Read(&buffer, tag); })) {
    answer.messages.push_back(ToString(buffer));
  }
  Await([&](void* tag) { stream->Finish(&answer.status, tag); });
  answer.trailers = OfApplication(context.GetServerTrailingMetadata());
  return answer;
}

void LyingProxy::On(const std::string& method, Hook hook) {
  const std::lock_guard lock(mutex_);
  hooks_[method] = std::move(hook);
}

LyingProxy::Hook LyingProxy::HookFor(const std::string& method) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [end, hook] : hooks_) {
    if (method.ends_with(end)) return hook;
  }
  return nullptr;
}

std::vector<LyingProxy::Call> LyingProxy::Seen(const std::string& method) const {
  const std::lock_guard lock(mutex_);
  std::vector<Call> calls;
  for (const Call& call : seen_) {
    if (call.method.ends_with(method)) calls.push_back(call);
  }
  return calls;
}

}  // namespace urna::end_to_end
