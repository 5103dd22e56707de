// Ballots that no log should have admitted: each is a fault, changes nothing, and the honest ballots
// before and after it count. Where its maker has the voter's key, all of it but one thing is right.
#include <algorithm>

#include "crypto/ballot_proof.h"
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"
#include "tampering/rows/raw_ed25519.h"

namespace urna::ledger {
namespace {

using crypto::Scalar;
using Vote = std::function<void(const ElectionFixture&, ElectionRun&)>;

// Record 2 is a ballot of voter 0; `vote` goes on from there, and at last voter 1 casts the first.
Row Of(std::string name, const Course& (*course)(), Vote vote) {
  return {std::move(name), [course, vote = std::move(vote)] {
            const ElectionFixture& election = course().election();
            ElectionRun run = course().Sealed();
            run.Append(election.OpenLeaf());
            run.Append(election.Ballot(0, {0}));
            vote(election, run);
            run.Append(election.Ballot(1, {1, 2}));
            run.Append(election.CloseLeaf());
            run.CountAll();
            return Publish(run);
          }};
}

// A ballot in the place of voter 1's first, changed before its proof is made.
Row Proven(std::string name, std::function<void(UnprovenBallot&)> change) {
  return Of(std::move(name), Small, [change = std::move(change)](auto& election, auto& run) {
    UnprovenBallot ballot = election.Unproven(1, {0});
    change(ballot);
    run.AppendUnchecked(ElectionFixture::Prove(std::move(ballot), election.voter(1)));
  });
}

// The same, changed after its proof was made.
Row Spoilt(std::string name, std::function<void(BallotLeaf&)> change) {
  return Of(std::move(name), Small, [change = std::move(change)](auto& election, auto& run) {
    Leaf leaf = ParseLeaf(election.Ballot(1, {0})).value();
    change(std::get<BallotLeaf>(leaf.body));
    run.AppendUnchecked(SerializeLeaf(leaf));
  });
}

// The same, with a proof of these nonces.
Row WithNonces(std::string name, const Scalar& w, const Scalar& u) {
  return Of(std::move(name), Small, [w, u](auto& election, auto& run) {
    UnprovenBallot ballot = election.Unproven(1, {0});
    const crypto::Bytes head = SignedPart(ballot.leaf);
    const auto proof = crypto::ProveBallotWithNonces({ballot.leaf.manifest_hash, head},
                                                     ballot.randomness, election.voter(1), w, u);
    auto& body = std::get<BallotLeaf>(ballot.leaf.body);
    body.t = proof.t.bytes();
    body.r = proof.r.bytes();
    body.s = proof.s.bytes();
    body.z = proof.z.bytes();
    run.AppendUnchecked(SerializeLeaf(ballot.leaf));
  });
}

// Its bytes, changed once all is made.
Row Bytes(std::string name, std::function<void(crypto::Bytes&)> change) {
  return Of(std::move(name), Small, [change = std::move(change)](auto& election, auto& run) {
    crypto::Bytes leaf = election.Ballot(1, {0});
    change(leaf);
    run.AppendUnchecked(leaf);
  });
}

BallotLeaf& BodyOf(UnprovenBallot& ballot) { return std::get<BallotLeaf>(ballot.leaf.body); }

void AddOne(crypto::Hash256& scalar) {
  scalar = (Scalar::Parse(scalar).value() + Scalar::FromUint64(1)).bytes();
}

Rows Proofs() {
  return {
      Spoilt("ballot_of_unknown_randomness", [](BallotLeaf& b) { AddOne(b.s); }),
      Spoilt("ballot_of_an_unknown_key", [](BallotLeaf& b) { AddOne(b.z); }),
      Spoilt("ballot_with_a_long_s", [](BallotLeaf& b) { AddOrder(b.s); }),
      Spoilt("ballot_with_a_long_z", [](BallotLeaf& b) { AddOrder(b.z); }),
      Spoilt("ballot_changed_after_its_proof",
             [](BallotLeaf& b) {
               b.points[1] =
                   (crypto::Point::Parse(b.points[1]).value() + crypto::Point::Base()).bytes();
             }),
      WithNonces("ballot_proven_without_the_first_nonce", Scalar(), Scalar::FromUint64(5)),
      WithNonces("ballot_proven_without_the_second_nonce", Scalar::FromUint64(5), Scalar()),
      // The ciphertext hides nothing, and its maker proves that it knows the randomness.
      Proven("ballot_without_randomness",
             [](UnprovenBallot& b) {
               const auto& key = Small().election().manifest()->ballot_keys()[0];
               BodyOf(b).points[1] =
                   (crypto::Point::Parse(BodyOf(b).points[1]).value() - b.randomness * key).bytes();
               BodyOf(b).points[0] = {};
               b.randomness = Scalar();
             }),
      Proven("ballot_with_a_b_that_is_no_point",
             [](UnprovenBallot& b) { BodyOf(b).points[1][31] ^= 0x80; }),
      Proven("ballot_with_an_a_that_is_no_point",
             [](UnprovenBallot& b) { BodyOf(b).points[0][0] ^= 1; }),
      Spoilt("ballot_with_a_t_that_is_no_point", [](BallotLeaf& b) { b.t[0] ^= 1; }),
      Of("ballot_proven_by_another_voter", Small, [](auto& election, auto& run) {
        run.AppendUnchecked(ElectionFixture::Prove(election.Unproven(1, {0}), election.voter(2)));
      })};
}

Rows Rights() {
  return {
      Of("ballot_of_a_key_that_is_on_no_roll", Small,
         [](auto& election, auto& run) {
           const auto key =
               crypto::VoterKey::FromScalar(crypto::Secret<Scalar>(Scalar::FromUint64(77))).value();
           UnprovenBallot ballot = election.Unproven(1, {0});
           BodyOf(ballot).voting_key = {key.public_key().bytes()};
           run.AppendUnchecked(ElectionFixture::Prove(std::move(ballot), key));
         }),
      Of("ballot_of_a_slot_without_a_key", ChoiceGroups,
         [](auto& election, auto& run) { run.AppendUnchecked(election.Ballot(6, {0})); }),
      Of("ballot_of_a_revoked_key", Small,
         [](auto& election, auto& run) {
           run.Append(election.RevokeLeaf(2));
           run.AppendUnchecked(election.Ballot(2, {0}));
         }),
      Of("ballot_in_a_contest_of_others", ChoiceGroups,
         [](auto& election, auto& run) {
           run.AppendUnchecked(election.Ballot(3, {0}, {}, ContestId{1}));
         }),
      Of("ballot_beyond_a_choice_group", ChoiceGroups,
         [](auto& election, auto& run) {
           run.Append(election.Ballot(0, {0}, {}, ContestId{1}));
           run.AppendUnchecked(election.Ballot(0, {0}, {}, ContestId{2}));
         }),
      Of("ballot_after_the_first", FirstCounts,
         [](auto& election, auto& run) {
           run.AppendUnchecked(election.Ballot(0, {1}, After(run.leaves()[2])));
         }),
      Proven("ballot_in_a_contest_that_is_not",
             [](UnprovenBallot& b) { BodyOf(b).contest = ContestId{1}; }),
      Proven("ballot_in_no_contest",
             [](UnprovenBallot& b) { BodyOf(b).contest = ContestId{0xffffffff}; }),
      Proven("ballot_of_two_points",
             [](UnprovenBallot& b) { BodyOf(b).points.push_back(crypto::Point::Base().bytes()); }),
      Proven("ballot_of_another_election",
             [](UnprovenBallot& b) { b.leaf.manifest_hash[7] ^= 1; })};
}

Rows Chains() {
  const auto second = [](std::string name, std::function<ChainPlace(const ElectionRun&)> place) {
    return Of(std::move(name), Small, [place = std::move(place)](auto& election, auto& run) {
      run.AppendUnchecked(election.Ballot(0, {3}, place(run)));
      run.Append(election.Ballot(0, {2}, After(run.leaves()[2])));
    });
  };
  return {
      Of("ballot_replayed", Small, [](auto&, auto& run) { run.AppendUnchecked(run.leaves()[2]); }),
      second("ballot_of_a_number_that_is_taken", [](auto&) { return ChainPlace{}; }),
      second("ballot_that_leaves_a_number_out",
             [](const ElectionRun& run) {
               ChainPlace place = After(run.leaves()[2]);
               ++place.sequence;
               return place;
             }),
      second("ballot_that_names_another_before_it",
             [](const ElectionRun& run) {
               ChainPlace place = After(run.leaves()[2]);
               place.previous[9] ^= 1;
               return place;
             }),
      Proven("ballot_that_names_one_before_the_first",
             [](UnprovenBallot& b) { BodyOf(b).previous[0] = 1; }),
      Proven("ballot_of_number_0", [](UnprovenBallot& b) { BodyOf(b).sequence = 0; }),
      {"ballot_of_one_too_many",
       [] {
         const Course course({.voters = 2, .ballots_per_key = 2},
                             OpenAnd([](const ElectionFixture& election, ElectionRun& run) {
                               run.Append(election.Ballot(0, {0}));
                               run.Append(election.Ballot(0, {1}, After(run.leaves()[2])));
                               run.AppendUnchecked(election.Ballot(0, {2}, After(run.leaves()[3])));
                               run.Append(election.Ballot(1, {0}));
                             }));
         return Publish(course.counted());
       }},
      // The voter's own ciphertext once more, with a proof that holds.
      Of("ballot_of_a_ciphertext_that_was_seen", Small,
         [](auto& election, auto& run) {
           UnprovenBallot first = election.Unproven(2, {1});
           run.Append(ElectionFixture::Prove(first, election.voter(2)));
           UnprovenBallot second = std::move(first);
           const ChainPlace place = After(run.leaves().back());
           BodyOf(second).sequence = place.sequence;
           BodyOf(second).previous = place.previous;
           run.AppendUnchecked(ElectionFixture::Prove(std::move(second), election.voter(2)));
         }),
      // Somebody who sees a ballot on its way cannot take its place from it.
      Of("ballot_copied_ahead_of_its_own", Small, [](auto& election, auto& run) {
        const crypto::Bytes right = election.Ballot(2, {3});
        Leaf copy = ParseLeaf(right).value();
        AddOne(std::get<BallotLeaf>(copy.body).z);
        run.AppendUnchecked(SerializeLeaf(copy));
        run.Append(right);
      })};
}

Rows Layouts() {
  return {Bytes("ballot_of_version_1", [](crypto::Bytes& leaf) { leaf[1] = 1; }),
          Bytes("ballot_of_version_3", [](crypto::Bytes& leaf) { leaf[1] = 3; }),
          Bytes("ballot_cut", [](crypto::Bytes& leaf) { leaf.pop_back(); }),
          Bytes("ballot_with_a_byte_more", [](crypto::Bytes& leaf) { leaf.push_back(0); }),
          Bytes("ballot_of_width_0", [](crypto::Bytes& leaf) { leaf[110] = 0; }),
          Bytes("ballot_of_width_17", [](crypto::Bytes& leaf) { leaf[110] = 17; })};
}

}  // namespace

Rows BallotRows() {
  Rows rows = Proofs();
  for (const Rows& more : {Rights(), Chains(), Layouts()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
