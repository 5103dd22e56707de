// Calls whose messages never end: for load tests of one's own server.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "ledger/folder.h"

namespace urna::cli {

// A connection under HTTP/2 (RFC 9113), without TLS, with calls of one method. Each announces a message
// of the most that a server takes by default, and sends all of it but the last byte, as fast as the
// server lets it. A call that the server ends is begun anew.
class UnfinishedCalls {
 public:
  // `socket` is connected, or about to be, and does not block. `method` is a path such as
  // "/urna.v1.Ledger/GetCheckpoint".
  UnfinishedCalls(ledger::FileDescriptor socket, std::string method, int calls);

  int socket() const { return socket_.get(); }
  // Takes and sends what there is, without waiting. False once the connection is over.
  bool Step();
  // How many calls were begun, and how many of those the server ended.
  std::uint64_t begun() const { return begun_; }
  std::uint64_t ended() const { return ended_; }

 private:
  struct Call {
    std::int64_t window;
    std::int64_t left;
  };

  void Begin();
  void Put(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload);
  void TakeFrames();
  void Take(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload);
  void Fill();

  ledger::FileDescriptor socket_;
  const std::string method_;
  std::string received_;
  std::string to_send_;
  std::map<std::uint32_t, Call> calls_;
  std::uint32_t next_stream_ = 1;
  // What the server still takes, in bytes: on the connection, and of a stream that begins.
  std::int64_t window_ = 65'535;
  std::int64_t first_window_ = 65'535;
  std::uint64_t begun_ = 0;
  std::uint64_t ended_ = 0;
};

}  // namespace urna::cli
