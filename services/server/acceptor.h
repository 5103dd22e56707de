// Takes connections, hands them over, and sees to it that nobody is locked out.
#pragma once

#include <netinet/in.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "ledger/folder.h"
#include "services/server/connection_meter.h"
#include "services/server/connection_table.h"
#include "services/server/rare_event.h"
#include "services/server/waiting_line.h"

namespace urna::services {

struct AcceptorLimits {
  std::size_t max_connections;
  // Whoever comes when a new descriptor gets this number or a higher one is turned away: so the
  // numbers above are left for files. The kernel gives the lowest number that is free.
  int max_descriptor;
};

// Accepts on a thread of its own until destroyed. When all places are taken, a newcomer gets the
// place of the idlest connection of the source that has most (see ConnectionTable), so that however
// many connections somebody holds, others get in. However many somebody opens at a time, sources take
// turns. Accepting never ends: when descriptors or memory run out, it pauses and goes on.
//
// It keeps a second descriptor of every connection. Through it, it learns that the connection is
// over, how long it has been idle, and ends it.
class Acceptor {
 public:
  // Called on the acceptor's thread. It owns `connection`, which does not block, from then on.
  // `listener` is the socket that it came through.
  using HandOver = std::function<void(int connection, int listener)>;

  // `listeners` must not block. `meter` must outlive this object.
  Acceptor(std::vector<ledger::FileDescriptor> listeners, const AcceptorLimits& limits,
           HandOver hand_over, ConnectionMeter& meter);
  // Listens no more. Connections that were handed over stay open.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

 private:
  void Run();
  // Forgets connections that are over, and gives the listeners where others wait; nothing when it
  // is to end.
  std::optional<std::vector<int>> Await(int milliseconds);
  // Those that wait at a listener, some at a time.
  void Accept(int listener);
  // Whether it was a connection, or a failure of one connection only.
  bool AcceptOne(int listener);
  void Take(WaitingLine::Waiting next);
  void Watch(int fd);
  void Forget(int watched);
  void EvictOne();
  void RideOutShortage(int listener, int error);
  bool IsListener(int fd) const;

  std::vector<ledger::FileDescriptor> listeners_;
  const AcceptorLimits limits_;
  const HandOver hand_over_;
  ConnectionMeter& meter_;
  ledger::FileDescriptor epoll_;
  ledger::FileDescriptor ending_;
  // Given up for a moment when there are no descriptors left, so that a connection can be accepted
  // and closed.
  ledger::FileDescriptor reserve_;
  // At most half as many as there may be connections.
  WaitingLine waiting_;
  // Of the second descriptors.
  ConnectionTable table_;
  RareEvent full_;
  RareEvent shortage_;
  std::thread thread_;
};

}  // namespace urna::services
