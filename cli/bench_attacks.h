// What vandals do to the gRPC door of a server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/attack.h"
#include "cli/client/voter_client.h"
#include "crypto/bytes.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::cli {

// What there is to attack.
struct Target {
  // "host:port", spoken to without TLS; of the HTTP door empty where it is left alone.
  std::string address;
  std::string http_address;
  // Of an election that is over: its contest, its electorate and records that announce files.
  std::string process;
  std::string contest;
  std::string electorate;
  std::vector<std::uint64_t> artefacts;
  // The header of such a file, signed by its trustee.
  v1::ArtefactHeader header;
  // Ballots of the open election, with proofs that are wrong.
  std::vector<crypto::Bytes> bad_ballots;
  std::shared_ptr<const client::VoterClient> voter;
};

struct AttackSizes {
  // Kept open, and opened again when the server closes them, at most 400 a second of each kind.
  int idle_connections;
  int half_open_connections;
  // Streams that are asked for and never read, half of rolls and half of artefacts; each is given up
  // after ten seconds for another.
  int unread_streams;
  // Calls that send all of a large message but its last byte.
  int unfinished_calls;
  // Uploads that send one header and no more.
  int header_uploads;
  int bad_ballots_per_second;
  // Calls under way at a time, each for as much as a read may ask for.
  int expensive_reads;
  int oversized_calls_per_second;
};

std::vector<std::unique_ptr<Attack>> StartAttacks(const Target& target, const AttackSizes& sizes);

}  // namespace urna::cli
