// What one person draws at random, and writes: words that stand nowhere else, so that they can be looked for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "urna/v1/config.pb.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::end_to_end {

// For one thread.
class Ideas {
 public:
  Ideas(int person, std::uint32_t seed) : person_(person), random_(seed) {}

  // 0 to `most`, both inclusive.
  int Draw(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  bool OneIn(int times) { return Draw(times - 1) == 0; }
  // Of one that is not empty.
  template <typename T>
  const T& OneOf(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(Draw(static_cast<int>(all.size()) - 1))];
  }
  // Up to `most` of them, at random.
  template <typename T>
  std::vector<T> SomeOf(std::vector<T> all, std::size_t most) {
    std::ranges::shuffle(all, random_);
    if (all.size() > most) all.resize(most);
    return all;
  }

  int person() const { return person_; }
  // Different ones, for names.
  int NewNumber() { return ++last_; }
  std::string NewWord();
  // A complete proposal with `word` in its title, its description, its contact and its author's name.
  v1::ProposalContent NewContent(const std::string& word);

 private:
  const int person_;
  std::mt19937 random_;
  int last_ = 0;
};

// In French.
void Say(const std::string& text, google::protobuf::RepeatedPtrField<v1::LocalizedText>& out);

}  // namespace urna::end_to_end
