// Ballots that their voters' own programs have made: the log takes them, since nobody can look into
// them, and the count names them as invalid.
#include <algorithm>

#include "crypto/elgamal.h"
#include "support/plain_count.h"
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"

namespace urna::ledger {
namespace {

// The ballot of voter v, its points replaced by encryptions of these.
crypto::Bytes Holding(const ElectionFixture& election, std::uint32_t v,
                      const std::vector<crypto::Point>& points, ContestId contest) {
  UnprovenBallot ballot = election.Unproven(v, {}, {}, contest);
  auto& body = std::get<BallotLeaf>(ballot.leaf.body);
  for (std::size_t l = 0; l < points.size(); ++l) {
    body.points[l + 1] =
        (ballot.randomness * election.manifest()->ballot_keys()[l] + points[l]).bytes();
  }
  return ElectionFixture::Prove(std::move(ballot), election.voter(v));
}

// A payload as it is, whatever it says.
std::vector<crypto::Point> Embedded(const crypto::Bytes& payload) {
  std::vector<crypto::Point> points;
  for (const auto& chunk : SplitPayload(payload)) points.push_back(crypto::Embed(chunk).value());
  return points;
}

// A payload of one point that begins with these bytes.
crypto::Bytes Payload(std::initializer_list<std::uint8_t> bytes) {
  crypto::Bytes payload(bytes);
  payload.resize(30);
  return payload;
}

// An embedding that is not the smallest: a mark that only its voter knows.
crypto::Point MarkedEmbedding(const crypto::Bytes& payload) {
  const crypto::Point first = Embedded(payload)[0];
  for (unsigned t = first.bytes()[0] / 2 + 1U; t < 128; ++t) {
    auto bytes = first.bytes();
    bytes[0] = static_cast<std::uint8_t>(2 * t);
    const auto point = crypto::Point::ParseNonIdentity(bytes);
    if (point.ok()) return *point;
  }
  throw std::logic_error("no second embedding; choose another payload");
}

// Approvals of four projects, with limits: at least one project, at most two, for at most 500.
PublishedBundle InvalidApprovals() {
  const std::vector<std::vector<crypto::Point>> points = {
      {crypto::Point::Random()},
      {crypto::Point()},
      {MarkedEmbedding(Payload({1, 0b0001}))},
      Embedded(Payload({2, 1, 0, 0, 0})),  // of another format
      Embedded(Payload({4, 0, 0, 1})),     // of another format, the sparse one
      Embedded(Payload({1, 0b00010000})),  // a project that does not exist
      Embedded(Payload({1, 0b0001, 1})),   // padding that is not zero
      Embedded(Payload({1, 0b0111})),      // too many projects
      Embedded(Payload({1, 0b1100})),      // too dear
      Embedded(Payload({0})),
      Embedded(Payload({1, 0})),        // blank, and valid
      Embedded(Payload({1, 0b1000}))};  // valid
  const auto voters = static_cast<std::uint32_t>(points.size());
  const Course course(
      {.voters = voters,
       .adjust =
           [](v1::Config& config) {
             auto& format =
                 *config.mutable_contests(0)->mutable_ballot_format()->mutable_approval();
             format.set_min_length(1);
             format.set_max_length(2);
             format.set_max_sum_cost(500);
           }},
      OpenAnd([&](const ElectionFixture& election, ElectionRun& run) {
        for (std::uint32_t v = 0; v < voters; ++v) {
          run.Append(Holding(election, v, points[v], ContestId{0}));
        }
      }));
  return Publish(course.counted());
}

// The other layouts: points, rankings, lists.
PublishedBundle InvalidOthers() {
  // Ordinal at most 5; cumulative at most 9 points each and 20 in all; scoring at most 9.
  std::vector<v1::BallotFormat> formats = EveryFormat();
  formats.erase(formats.begin(), formats.begin() + 2);
  // As the last, but at most one project, so that a list is shorter.
  formats.push_back(formats.back());
  formats.back().mutable_scoring()->set_max_length(1);
  const std::vector<std::vector<crypto::Bytes>> payloads = {
      {Payload({3}),                          // a list that does not end
       Payload({3, 1, 1, 0xff}),              // a project twice
       Payload({3, 7, 0xff}),                 // one that does not exist
       Payload({3, 0, 1, 2, 3, 4, 5, 0xff}),  // too many
       Payload({3, 1, 0xff, 2}),              // something after the end
       Payload({3, 0xff}),                    // blank, and valid
       Payload({3, 6, 0, 0xff})},             // valid
      {Payload({2, 10}),                      // too many points for one
       Payload({2, 9, 9, 9}),                 // too many in all
       Payload({2, 0, 0, 0, 0, 0, 0, 0, 1}),  // a project that does not exist
       Payload({2, 1, 1, 1, 1, 1, 1, 1}),     // all of them: valid
       Payload({2}), Payload({2, 9}), Payload({3, 0xff})},
      {Payload({2, 10}), Payload({1, 1}), Payload({2, 9, 9, 9}), Payload({2}), Payload({2, 1}),
       Payload({2, 0, 9}), Payload({2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})},
      {Payload({4, 1, 0, 1, 2, 0, 1}),  // two of at most one
       Payload({4, 7, 0, 1}),           // a project that does not exist
       Payload({4, 0, 1, 1}),           // number 256
       Payload({4, 1, 0, 0}),           // no points
       Payload({4, 0, 0, 0, 1, 0, 1}),  // an entry after the end
       Payload({4}),                    // blank, and valid
       Payload({4, 6, 0, 9})}};         // valid
  const Course course(
      {.voters = 7,
       .contests = static_cast<std::uint32_t>(formats.size()),
       .adjust =
           [&](v1::Config& config) {
             for (std::size_t f = 0; f < formats.size(); ++f) {
               SetContest(*config.mutable_contests(static_cast<int>(f)), formats[f]);
             }
           }},
      OpenAnd([&](const ElectionFixture& election, ElectionRun& run) {
        for (std::uint32_t f = 0; f < formats.size(); ++f) {
          for (std::uint32_t v = 0; v < 7; ++v) {
            run.Append(Holding(election, v, Embedded(payloads[f][v]), ContestId{f}));
          }
        }
      }));
  return Publish(course.counted());
}

}  // namespace

Rows InvalidBallotRows() {
  return {{"ballots_invalid_approvals", InvalidApprovals},
          {"ballots_invalid_others", InvalidOthers}};
}

}  // namespace urna::ledger
