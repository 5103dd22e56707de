// The connections that are open, and which of them goes when one more comes than there may be.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/server/network.h"

namespace urna::services {

// Not thread-safe: of one thread.
class ConnectionTable {
 public:
  // For how long the other side has sent nothing, in any unit.
  using Idleness = std::function<std::int64_t(int connection)>;

  explicit ConnectionTable(Idleness idleness);

  // `connection` is a number of the caller's that no other connection has at the time.
  void Add(int connection, const Network& source);
  // Does nothing when it is not there.
  void Remove(int connection);
  std::size_t size() const { return connections_.size(); }
  std::vector<int> All() const;

  // The idlest connection of the source that has most, or of all such sources when they are equal;
  // of many, the idlest of kSample taken at random, so that a flood does not make every newcomer
  // cost a look at thousands. -1 when there is none.
  int Victim();

  static constexpr std::size_t kSample = 16;

 private:
  struct Place {
    Network source;
    std::size_t index;  // in the source's list
  };
  // By how many connections it has; among equals in an order that no stranger can choose.
  using Rank = std::tuple<std::size_t, std::size_t, Network>;
  static Rank RankOf(const Network& source, std::size_t connections);
  void Resize(const Network& source, std::size_t before, std::size_t after);
  // Those that Victim chooses from.
  std::vector<int> Candidates();

  const Idleness idleness_;
  std::mt19937_64 random_;
  absl::flat_hash_map<int, Place> connections_;
  absl::flat_hash_map<Network, std::vector<int>> by_source_;
  std::set<Rank> ranks_;
};

}  // namespace urna::services
