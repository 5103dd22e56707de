// Links in messages that people press, and that mail programs press for them: they work without a script and
// without the front end's pages.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string_view>

#include "services/http/context.h"
#include "services/http/exchange.h"

namespace urna::services {

// Whether a path is one of those: `/unsubscribe` and `/confirm`, each with a token in its query, `t`. Where the
// table has no such methods, none is.
bool IsMailLink(const HttpContext& context, std::string_view path);

// GET shows a page with one button, and does nothing: whoever looks through mail for its receiver opens every
// link. POST does it, whatever the body says (RFC 8058), and answers with a page that says so.
boost::asio::awaitable<void> AnswerMailLink(HttpContext& context, Exchange& exchange);

}  // namespace urna::services
