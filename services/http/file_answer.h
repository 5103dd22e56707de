// Public files, as HTTP has them: conditional requests, ranges, how long a copy is good.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "services/http/context.h"
#include "services/http/exchange.h"

namespace urna::services {

// For GET and HEAD. One of `places` is held while it is sent, as fast as Pace wants it taken.
boost::asio::awaitable<void> SendFile(HttpContext& context, Exchange& exchange, PublicFiles& files,
                                      Places& places);

}  // namespace urna::services
