// What a browser asks for while somebody logs in or out.
//
//   GET  /auth/login?provider=…&return=…   sends it to a provider of identities
//   GET  /auth/callback?code=…&state=…     it comes back: logs in, and sends it to where it was to return
//   GET  /auth/link?t=…                    a page with one button: what fetches links of mails uses none
//   POST /auth/link                        that button: logs in
//   POST /auth/logout                      {} in JSON; {"location": "…"} is where the page goes then
//
// What comes to nothing leads back to where it was begun, with log-in-problem=REASON in the query.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string_view>

#include "services/http/context.h"
#include "services/http/exchange.h"

namespace urna::services {

// The HTTP methods at this path; empty where it is none of these, or where nobody logs in.
std::string_view SignInMethodsAt(const HttpContext& context, std::string_view path);

// For one of those methods.
boost::asio::awaitable<void> AnswerSignIn(HttpContext& context, Exchange& exchange);

}  // namespace urna::services
