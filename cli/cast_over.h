// How ballots get to a server, over either of its doors, for load tests.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string_view>

#include "cli/client/voter_client.h"
#include "cli/http_caller.h"
#include "crypto/bytes.h"

namespace urna::cli {

enum class Door { kGrpc, kHttp };

inline constexpr std::array kDoors = {Door::kGrpc, Door::kHttp};
// "gRPC" or "HTTP".
std::string_view NameOf(Door door);

// Hands in a ballot, once and without waiting, over one connection; as VoterClient::SendOnce. One ballot at a
// time.
using CastOnce =
    std::function<void(const crypto::Bytes& leaf, client::VoterClient::Answered answered)>;

CastOnce CastOver(client::VoterClient client);
// `process` is "processes/{process}".
CastOnce CastOver(std::shared_ptr<HttpCaller> caller, std::string process);

}  // namespace urna::cli
