// Connections that were accepted and wait until they are taken up.
#pragma once

#include <cstddef>
#include <deque>
#include <map>

#include "ledger/folder.h"
#include "services/server/network.h"

namespace urna::services {

// Sources take turns: whoever comes alone is next but for one connection of each other source,
// however many of them wait. Not thread-safe.
class WaitingLine {
 public:
  struct Waiting {
    ledger::FileDescriptor connection;
    Network source;
    // The socket that it came through.
    int listener;
  };

  explicit WaitingLine(std::size_t most) : most_(most) {}

  // When the line is full, the one that has waited longest of the source that has most gives up its
  // place.
  void Add(Waiting waiting);
  // The next; the line must not be empty.
  Waiting Take();
  bool empty() const { return size_ == 0; }

 private:
  void DropOne();

  const std::size_t most_;
  std::map<Network, std::deque<Waiting>> lines_;
  std::size_t size_ = 0;
  // Whose turn it was.
  Network last_{};
};

}  // namespace urna::services
