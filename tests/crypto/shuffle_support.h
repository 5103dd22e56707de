// Honest mixes whose ballots can be looked into.
#pragma once

#include <set>
#include <vector>

#include "crypto/shuffle.h"
#include "crypto/support.h"

namespace urna::crypto {

inline ShuffleStatement StatementOf(const std::vector<Point>& keys) {
  return {Filled<32>(9), "contest:7/mix:1", keys};
}

using Shuffler = Mix (*)(const ShuffleStatement&, const CiphertextList&, int, const Progress&);

// An honest mix of ballots whose keys' logarithms are known.
struct Mixed {
  std::vector<Scalar> secrets;
  ShuffleStatement statement;
  CiphertextList input;
  Mix mix;

  Mixed(std::size_t n, std::size_t k, int threads = 1, Shuffler shuffler = Shuffle) : secrets(k) {
    Scalar::Fill(secrets);
    std::vector<Point> keys;
    for (const Scalar& x : secrets) keys.push_back(BaseMultiply(x));
    statement = StatementOf(keys);
    input = RandomCiphertexts(n, keys);
    mix = shuffler(statement, input, threads, {});
  }

  std::multiset<std::vector<Point>> Messages(const CiphertextList& list) const {
    std::multiset<std::vector<Point>> out;
    for (std::size_t i = 0; i < list.size(); ++i) {
      std::vector<Point> message;
      for (std::size_t l = 0; l < secrets.size(); ++l) {
        message.push_back(list.b[l][i] - secrets[l] * list.a[i]);
      }
      out.insert(message);
    }
    return out;
  }
};

}  // namespace urna::crypto
