// A server that sits between a client and `urna serve`, and says what it likes.
//
// It knows no method: messages pass as bytes, so that it stays as it is when the API changes. A
// call is read whole before it is passed on, and its answer before it is given.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace urna::end_to_end {

class LyingProxy {
 public:
  struct Call {
    // "/urna.v1.Ballots/CastBallot".
    std::string method;
    std::multimap<std::string, std::string> metadata;
    std::vector<std::string> messages;
  };
  struct Answer {
    std::vector<std::string> messages;
    std::multimap<std::string, std::string> trailers;
    grpc::Status status;
  };
  // Answers a call in the server's place. To pass it on is Forward(); to drop it, any answer; to
  // hold it, keep the call and Forward() it whenever; to lie, change what Forward() returns.
  using Hook = std::function<Answer(const Call& call)>;

  explicit LyingProxy(const std::string& server);
  ~LyingProxy();
  LyingProxy(const LyingProxy&) = delete;
  LyingProxy& operator=(const LyingProxy&) = delete;

  // "127.0.0.1:<port>".
  const std::string& address() const { return address_; }
  // From now on `hook` answers the methods that end so ("/CastBallot"); an empty one ends that.
  void On(const std::string& method, Hook hook);
  // The calls that ended so and have come, in order.
  std::vector<Call> Seen(const std::string& method) const;
  // What the real server says to the call; any number of times.
  Answer Forward(const Call& call);

 private:
  struct Incoming;
  // Starts an operation on the queue, with its tag, and returns whether it went well.
  template <typename Start>
  bool Await(const Start& start);
  void Poll();
  void Accept();
  void Serve(Incoming& incoming);
  Hook HookFor(const std::string& method) const;

  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  grpc::GenericStub stub_;
  std::string address_;
  mutable std::mutex mutex_;
  std::map<std::string, Hook> hooks_;
  std::vector<Call> seen_;
  std::thread poller_, acceptor_;
  // Touched by the acceptor alone, until it has ended.
  std::vector<std::thread> calls_;
};

// The request of a call that has one.
template <typename Message>
Message RequestOf(const LyingProxy::Call& call) {
  Message message;
  message.ParseFromString(call.messages.at(0));
  return message;
}

// The response in an answer that has one.
template <typename Message>
Message ResponseOf(const LyingProxy::Answer& answer) {
  Message message;
  message.ParseFromString(answer.messages.at(0));
  return message;
}

}  // namespace urna::end_to_end
