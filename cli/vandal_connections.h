// Connections that are held without use, and requests that no honest client sends.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/attack.h"
#include "ledger/folder.h"

namespace urna::cli {

// Of "host:port"; one that nothing can be sent to where it is none.
sockaddr_storage AddressOf(const std::string& text);

// How much of what comes lies ready before it is read: as the system thinks, or next to nothing.
enum class Window { kUsual, kSmall };

// A socket that does not block and is about to be connected; negative where there is none left. On loopback
// vandals have an address of their own, as elsewhere.
ledger::FileDescriptor BeginConnecting(const sockaddr_storage& to, Window window = Window::kUsual);

struct HeldConnections {
  // At a time. Those that are over are replaced, at most 400 a second.
  std::size_t count;
  // What each sends, in turns.
  std::vector<std::string> first;
  // A byte a second of it, not all at once.
  bool trickles = false;
  // Takes what comes.
  bool reads = true;
  // Each is given up after so long, for another.
  std::chrono::steady_clock::duration stay = std::chrono::hours(24);
};

// Until the end. Rebuffed are those that the server ended.
void HoldConnections(const std::string& address, const HeldConnections& held,
                     Attack::Counts& counts);

// A request that is sent as a whole, over a connection of its own.
struct LoneRequest {
  std::string bytes;
  // Sent after it again and again, until the server answers.
  std::string endless;
};

// What the server made of it.
struct LoneAnswer {
  // Of the first answer; 0 where none came within ten seconds.
  int status = 0;
  // Heads of answers that came.
  int answers = 0;
};

// Gives up soon after the end.
LoneAnswer Ask(const sockaddr_storage& to, const LoneRequest& request,
               const Attack::Counts& counts);

}  // namespace urna::cli
