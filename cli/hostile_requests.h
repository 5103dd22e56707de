// Requests of HTTP/1.1 that are made by hand, most of which no server may carry out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/vandal_connections.h"

namespace urna::cli {

// The beginning of a ClientHello (RFC 8446, section 5.1).
inline constexpr std::string_view kTlsHello =
    "\x16\x03\x01\x02\x05\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a";

std::string GetRequest(std::string_view target);
// `fields` end with CR LF each, and say how long the body is.
std::string PostHead(std::string_view target, std::string_view content_type,
                     std::string_view fields);
std::string PostRequest(std::string_view target, std::string_view content_type,
                        std::string_view body);
// The same with a wish that the connection ends after it. `request` has a head.
std::string LastRequest(const std::string& request);
// A message as streams have it.
std::string InEnvelope(std::string_view message);

// Each hides a second request, for /healthz, where its body ends in one way of reading it: with a length beside a
// coding, in both orders; two lengths; codings and chunks that are nearly such.
std::vector<LoneRequest> SmuggledRequests();
// In one field, in many, in the target.
std::vector<LoneRequest> OversizedHeads();
// Of a tebibyte, announced or in chunks.
std::vector<LoneRequest> OversizedBodies();
// Of 64 MiB, in bytes and as JSON.
std::vector<LoneRequest> Bombs();

}  // namespace urna::cli
