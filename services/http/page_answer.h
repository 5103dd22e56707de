// Pages, as HTTP has them: conditional requests, gzip, ranges.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "services/http/context.h"
#include "services/http/exchange.h"

namespace urna::services {

// For GET and HEAD. What is sent lies in memory once for everybody and is not copied: an answer holds nothing but its
// connection, which has one at a time. So it needs no place and no lane, takes none from calls, and whoever floods
// the server with such requests is bounded by the connections that he gets (AcceptorLimits).
boost::asio::awaitable<void> SendPage(HttpContext& context, Exchange& exchange, Page page);

}  // namespace urna::services
