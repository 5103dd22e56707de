// What vandals do to the HTTP door of a server.
#pragma once

#include <memory>
#include <vector>

#include "cli/attack.h"
#include "cli/bench_attacks.h"

namespace urna::cli {

struct HttpAttackSizes {
  // Connections, opened again when the server closes them, at most 400 a second of each kind: heads of which a
  // byte comes a second; bodies of ballots that lack a half, and of the largest messages that lack a byte; handshakes, some
  // of TLS, that never end.
  int slow_heads;
  int unfinished_bodies;
  int half_open_connections;
  // Files and streams that are asked for and next to nothing of which is read, and uploads of a header, or half
  // of one, alone; each is given up after ten seconds for another.
  int unread_downloads;
  int header_uploads;
  // Connections on which reads are asked for without end; every other takes no answer.
  int pipelines;
  // Calls under way at a time, each for as much as a read may ask for.
  int expensive_reads;
  // A second, each on a connection of its own: requests that two programs could read in two ways, with another
  // hidden in them; heads of 64 KiB; bodies larger than a message may be, announced so or not; small bodies
  // that unpack to 64 MiB.
  int smuggled_requests_per_second;
  int oversized_heads_per_second;
  int oversized_bodies_per_second;
  int bombs_per_second;
};

// An attack succeeds where a request is answered twice, or as if it were in order.
std::vector<std::unique_ptr<Attack>> StartHttpAttacks(const Target& target,
                                                      const HttpAttackSizes& sizes);

}  // namespace urna::cli
