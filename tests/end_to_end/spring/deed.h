// One call that changes something, as whoever calls it sees it: what it sends, what is true once it was carried
// out, and what a second sending must be answered.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "cli/client/administrator_client.h"
#include "end_to_end/spring/caller.h"
#include "end_to_end/spring/shadow.h"

namespace urna::end_to_end {

// What the same request is answered once it was carried out.
enum class Again {
  // What it was answered first.
  kSameAnswer,
  // ALREADY_EXISTS: what it made is told once.
  kExists,
  // PERMISSION_DENIED: the key in it was good once.
  kKeyUsed,
  // Nobody asks: it has no request_id, and would be carried out twice.
  kNever,
};

struct Deed {
  std::string what;
  // What is true once it was carried out.
  std::function<void(Shadow&)> effect;
  // Sends it. Of an answer that is OK, `after`, which has the effect already, takes what only the answer tells;
  // INTERNAL where the answer says something else.
  std::function<absl::Status(const Caller&, Shadow& after)> send;
  Again again = Again::kSameAnswer;
  // Whether nobody can tell from outside that it was carried out: the name that would show it was in the answer.
  bool is_blind = false;
  // Whether it changes nothing.
  bool is_read = false;
};

template <typename Stub, typename Request, typename Response>
using MethodOf = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// A change of one proposal that is answered with it. `effect` is on what its author sees and on what the owner
// keeps beside it.
template <typename Request>
Deed ChangeOf(std::string what, int id, By by,
              MethodOf<v1::Proposals::Stub, Request, v1::Proposal> method, Request request,
              std::function<void(Owned&)> effect) {
  request.set_request_id(client::NewRequestId());
  Deed deed;
  deed.what = std::move(what);
  deed.effect = [id, effect = std::move(effect)](Shadow& shadow) {
    Owned& owned = shadow.proposals.at(id);
    owned.seen.clear_update_time();
    effect(owned);
  };
  deed.send = [id, by, method, request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer = caller.Call(by, method, request);
    return answer.ok() ? Note(*answer, after.proposals.at(id)) : answer.status();
  };
  return deed;
}

// A change whose answer says nothing that the caller does not know.
template <typename Stub, typename Request, typename Response>
Deed QuietChange(std::string what, By by, MethodOf<Stub, Request, Response> method, Request request,
                 std::function<void(Shadow&)> effect) {
  if constexpr (requires { request.set_request_id(""); }) {
    request.set_request_id(client::NewRequestId());
  }
  Deed deed;
  deed.what = std::move(what);
  deed.effect = std::move(effect);
  deed.send = [by, method, request](const Caller& caller, Shadow&) {
    return caller.Call(by, method, request).status();
  };
  return deed;
}

// A question whose answer must be `check`ed against what its caller knows.
template <typename Stub, typename Request, typename Response>
Deed Question(std::string what, By by, MethodOf<Stub, Request, Response> method, Request request,
              std::function<absl::Status(const Response&, Shadow&)> check) {
  Deed deed;
  deed.what = std::move(what);
  deed.effect = [](Shadow&) {};
  deed.send = [by, method, request, check](const Caller& caller, Shadow& shadow) -> absl::Status {
    const auto answer = caller.Call(by, method, request);
    return answer.ok() ? check(*answer, shadow) : answer.status();
  };
  deed.again = Again::kNever;
  deed.is_read = true;
  return deed;
}

}  // namespace urna::end_to_end
