// Coroutines that wait for what other threads do.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"

namespace urna::services {

// Calls `start` with what must be told the result once, from any thread; gives the result, on the
// coroutine's own executor.
template <typename Result, typename Start>
boost::asio::awaitable<Result> AwaitResult(Start start) {
  using Token = const boost::asio::use_awaitable_t<>;
  Token token;
  return boost::asio::async_initiate<Token, void(Result)>(
      [](auto handler, Start begin) {
        // Whoever tells may still hold this when the connection is over: the threads end after it.
        auto executor = boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                            boost::asio::execution::outstanding_work.tracked);
        begin(absl::AnyInvocable<void(Result)>(
            [kept = std::move(handler), executor](Result result) mutable {
              boost::asio::post(executor,
                                [kept = std::move(kept), result = std::move(result)]() mutable {
                                  std::move(kept)(std::move(result));
                                });
            }));
      },
      token, std::move(start));
}

// Runs `job` with `submit`, a bool(WorkerPool::Job) as Dispatcher::Run, and gives what it returns once it has
// run; nothing where it was refused.
template <typename Result, typename Submit, typename Job>
boost::asio::awaitable<std::optional<Result>> OnLane(Submit submit, Job job) {
  return AwaitResult<std::optional<Result>>([submit = std::move(submit),
                                             job = std::move(job)](auto done) mutable {
    auto told = std::make_shared<decltype(done)>(std::move(done));
    const bool accepted =
        submit([told, job = std::move(job)]() mutable { (*told)(std::optional<Result>(job())); });
    if (!accepted) (*told)(std::nullopt);
  });
}

}  // namespace urna::services
