// What a request asks for: a method, a public file, how the server is, a page; or nothing that is here.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "services/http/context.h"
#include "services/http/exchange.h"

namespace urna::services {

// Answers it. Paths:
//   /urna.v1.Service/Method  POST, and GET where the method only reads
//                            HEAD of uploads: TellUploadOffset
//   /log/…  /journal/…  /bundle/…   GET and HEAD, of PublicFiles
//   /map/…                   the same, of HttpOptions::map
//   /auth/…                  of a browser that logs in or out (sign_in_answer.h)
//   /unsubscribe  /confirm   GET and HEAD show a page, POST does it: links in messages
//   /healthz                 GET and HEAD: 200 "ok", or 503 as grpc.health.v1 says NOT_SERVING
//   whatever else Pages finds
//                            GET and HEAD; to others there is nothing. The paths above win, and so do
//                            all of the form /package.Service/Method, whether there is such a method or not
// OPTIONS says what a path takes, to pages of other origins too (CrossOrigin).
boost::asio::awaitable<void> Serve(HttpContext& context, Exchange& exchange);

// To a request whose head was refused.
HttpAnswer RefusalOf(const BadHead& bad);

}  // namespace urna::services
