// What gRPC has to say goes into the server's log, in its form.
#pragma once

#include <string>
#include <string_view>

namespace urna::services {

// From now on, for the whole process and at the level that the log has now. gRPC's errors are mostly
// other programs' doing, such as a handshake that fails: they are warnings here, and the rest is for
// `debug`. However many connections fail, each place in gRPC's code has a line a minute, which says how
// often it would have had one.
void RedirectGrpcLog();

// `line` with "(address)" for each IPv4 and IPv6 address, with its port, in any of gRPC's ways to
// write one.
std::string WithoutAddresses(std::string_view line);

}  // namespace urna::services
