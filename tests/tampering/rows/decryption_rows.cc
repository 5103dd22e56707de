// Partial decryptions and shares of lots that do not hold, or stand where none may stand.
#include <algorithm>

#include "crypto/decryption.h"
#include "crypto/decryption_transcript.h"
#include "ledger/count.h"
#include "tampering/rows/artefacts.h"
#include "tampering/rows/raw_ed25519.h"

namespace urna::ledger {
namespace {

using crypto::DecryptionStatement;
using crypto::PartialDecryption;
using crypto::Point;
using crypto::Scalar;
using Shares = crypto::SecretVector<Scalar>;

Shares OneMore(const Shares& shares) {
  Shares out;
  for (const Scalar& share : shares) out.push_back(share + Scalar::FromUint64(1));
  return out;
}

// D of `shares`, with responses of `claimed`: equation 1 holds of what is claimed, equation 2 of
// what was done.
PartialDecryption Raised(const DecryptionStatement& statement, std::span<const Scalar> shares,
                         std::span<const Scalar> claimed, std::span<const Point> a) {
  PartialDecryption out = crypto::RaiseToShares(statement, shares, a, 1, {});
  const auto seed = crypto::DecryptionSeed(statement, a, out.d);
  const Point a_bar = crypto::MultiScalarMultiply(crypto::DecryptionVector(seed, a.size()), a);
  std::vector<Point> d_bar;
  std::vector<Scalar> nonces(shares.size());
  Scalar::Fill(nonces);
  for (std::size_t l = 0; l < shares.size(); ++l) {
    d_bar.push_back(shares[l] * a_bar);
    out.t.push_back(crypto::BaseMultiply(nonces[l]));
    out.u.push_back(nonces[l] * a_bar);
  }
  const Scalar c = crypto::DecryptionChallenge(statement.closing_hash, seed, a_bar, d_bar, out);
  for (std::size_t l = 0; l < shares.size(); ++l) out.s.push_back(nonces[l] + c * claimed[l]);
  return out;
}

// After two mixes trustee 3 decrypts wrongly, and so it does again rightly, with another one.
Row Wrong(std::string name,
          std::function<crypto::Bytes(const ElectionFixture&, ElectionRun&)> make) {
  return CountedWith(std::move(name), Many,
                     [make = std::move(make)](const auto& election, ElectionRun& run) {
                       run.MixBy(1);
                       run.MixBy(2);
                       run.AnnounceWrong(DecryptionFile(election, run, 3, make(election, run)));
                       run.DecryptBy(3);
                     });
}

Row Changed(std::string name, std::function<void(crypto::Bytes&)> change) {
  return Wrong(std::move(name), [change = std::move(change)](const auto& election, auto& run) {
    crypto::Bytes file = NextDecryption(election, run, 3).file;
    change(file);
    return file;
  });
}

DecryptionStatement StatementOf(const ElectionFixture& election, const ElectionRun& run) {
  return DecryptionStatementOf(*election.manifest(), run.closing_hash(), kFirstContest, 3);
}

Rows WrongOnes() {
  return {
      Wrong("decryption_against_equation_1",
            [](const auto& election, auto& run) {
              Shares wrong = OneMore(election.shares(3));
              wrong.resize(1);
              return Raised(StatementOf(election, run), wrong, wrong, run.current().a).Serialize();
            }),
      Wrong("decryption_against_equation_2",
            [](const auto& election, auto& run) {
              Shares wrong = OneMore(election.shares(3));
              wrong.resize(1);
              return Raised(StatementOf(election, run), wrong,
                            std::span<const Scalar>(election.shares(3).data(), 1), run.current().a)
                  .Serialize();
            }),
      Wrong("decryption_with_the_key_for_lots",
            [](const auto& election, auto& run) {
              const std::span<const Scalar> lot(election.shares(3).data() + 1, 1);
              return Raised(StatementOf(election, run), lot, lot, run.current().a).Serialize();
            }),
      Wrong("decryption_of_another_trustee",
            [](const auto& election, auto& run) { return NextDecryption(election, run, 4).file; }),
      Wrong("decryption_made_on_a_fork",
            [](const auto& election, auto& run) {
              crypto::Hash256 fork = run.closing_hash();
              fork[0] ^= 1;
              return election.Decrypt(fork, kFirstContest, run.last_mix(), 3, run.current()).file;
            }),
      Wrong("decryption_of_the_selection",
            [](const auto& election, auto& run) {
              crypto::CiphertextList other = run.current();
              std::swap(other.a[0], other.a[1]);
              return election.Decrypt(run.closing_hash(), kFirstContest, run.last_mix(), 3, other)
                  .file;
            }),
      Changed("decryption_of_two_ballots_swapped",
              [](crypto::Bytes& file) {
                std::swap_ranges(file.begin() + 32, file.begin() + 64, file.begin() + 64);
              }),
      Changed("decryption_with_a_long_scalar",
              [](crypto::Bytes& file) { AddOrder(std::span(file).last(Scalar::kSize)); }),
      Changed("decryption_that_is_no_point", [](crypto::Bytes& file) { file[32 + 31] ^= 0x80; }),
      Changed("decryption_of_another_n", [](crypto::Bytes& file) { ++file[16]; }),
      Changed("decryption_of_another_magic", [](crypto::Bytes& file) { file[7] = '2'; })};
}

Rows OutOfPlace() {
  return {CountedWith("decryption_announced_before_the_last_mix", Many,
                      [](const auto& election, ElectionRun& run) {
                        run.MixBy(1);
                        run.AppendUnchecked(NextDecryption(election, run, 3).leaf);
                      }),
          CountedWith("decryption_announced_of_the_first_mix", Many,
                      [](const auto& election, ElectionRun& run) {
                        const auto first = static_cast<std::uint32_t>(run.MixBy(1));
                        run.MixBy(2);
                        run.AppendUnchecked(
                            Announcement(election, run, NextDecryption(election, run, 3),
                                         [&](ArtefactLeaf& leaf) { leaf.index = first; }));
                      }),
          CountedWith("decryption_announced_twice_by_one", Many,
                      [](const auto& election, ElectionRun& run) {
                        run.MixBy(1);
                        run.MixBy(2);
                        run.DecryptBy(3);
                        run.AppendUnchecked(NextDecryption(election, run, 3).leaf);
                      }),
          CountedWith("decryption_announced_a_byte_longer", Many,
                      [](const auto& election, ElectionRun& run) {
                        run.MixBy(1);
                        run.MixBy(2);
                        run.AppendUnchecked(Announcement(election, run,
                                                         NextDecryption(election, run, 3),
                                                         [](ArtefactLeaf& leaf) { ++leaf.size; }));
                      }),
          CountedByHalf("decryptions_one_too_few", Many,
                        [](const auto&, ElectionRun& run) {
                          run.MixBy(1);
                          run.MixBy(2);
                          run.DecryptBy(4);
                        }),
          CountedByHalf("decryptions_too_many_wrong", Many,
                        [](const auto& election, ElectionRun& run) {
                          run.MixBy(1);
                          run.MixBy(2);
                          for (const std::uint32_t m : {1, 2, 3}) {
                            run.AnnounceWrong(DecryptionFile(
                                election, run, m, NextDecryption(election, run, 4).file));
                          }
                          run.DecryptBy(4);
                        }),
          CountedWith("decryption_that_is_wrong_and_not_published", Many,
                      [](const auto& election, ElectionRun& run) {
                        run.MixBy(1);
                        run.MixBy(2);
                        const std::uint64_t record = run.AnnounceWrong(DecryptionFile(
                            election, run, 3, NextDecryption(election, run, 4).file));
                        run.files().erase("dec/0/" + std::to_string(record) + ".dec");
                      })};
}

// --- Lots ---

SignedArtefact LotFile(const ElectionFixture& election, const ElectionRun& run,
                       std::uint32_t trustee, crypto::Bytes file) {
  return election.Artefact(run.closing_hash(), kFirstContest, ArtefactKind::kLot, trustee, trustee,
                           std::move(file));
}

// Trustee 1 gives a wrong share, and then a right one.
Row WrongLot(std::string name,
             std::function<crypto::Bytes(const ElectionFixture&, const ElectionRun&)> make) {
  return CountedWith(std::move(name), ByLot,
                     [make = std::move(make)](const auto& election, ElectionRun& run) {
                       run.AnnounceWrong(LotFile(election, run, 1, make(election, run)));
                       run.DrawBy(1);
                     });
}

crypto::Bytes RaisedLot(const ElectionFixture& election, const ElectionRun& run, const Point& q,
                        bool claims_its_share) {
  const Scalar share = election.shares(1)[1];
  const Scalar wrong = share + Scalar::FromUint64(1);
  return Raised(LotStatement(*election.manifest(), run.closing_hash(), kFirstContest, 1),
                {&wrong, 1}, {claims_its_share ? &share : &wrong, 1}, {&q, 1})
      .Serialize();
}

Point LotPointOf(const ElectionFixture& election) {
  return crypto::LotPoint(election.manifest()->hash(), LotPurpose(kFirstContest));
}

Row LotOutOfPlace(std::string name, const Course& (*course)(), ContestId contest,
                  std::function<void(ArtefactLeaf&)> change) {
  return CountedWith(std::move(name), course,
                     [contest, change = std::move(change)](const auto& election, ElectionRun& run) {
                       run.AppendUnchecked(Announcement(
                           election, run, election.Lot(run.closing_hash(), contest, 1), change));
                     });
}

}  // namespace

Rows DecryptionRows() {
  Rows rows = WrongOnes();
  const Rows more = OutOfPlace();
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

Rows LotRows() {
  return {
      WrongLot("lot_against_equation_1",
               [](const auto& election, const auto& run) {
                 return RaisedLot(election, run, LotPointOf(election), false);
               }),
      WrongLot("lot_against_equation_2",
               [](const auto& election, const auto& run) {
                 return RaisedLot(election, run, LotPointOf(election), true);
               }),
      // The trustee has chosen the point, so that it can choose the order.
      WrongLot("lot_of_another_point",
               [](const auto& election, const auto& run) {
                 const Point other = Point::Random();
                 const std::span<const Scalar> share(election.shares(1).data() + 1, 1);
                 return Raised(LotStatement(*election.manifest(), run.closing_hash(), kFirstContest,
                                            1),
                               share, share, {&other, 1})
                     .Serialize();
               }),
      WrongLot("lot_of_another_trustee",
               [](const auto& election, const auto& run) {
                 return election.Lot(run.closing_hash(), kFirstContest, 2).file;
               }),
      WrongLot("lot_drawn_under_the_manifest",
               [](const auto& election, const auto&) {
                 return election.Lot(election.manifest()->hash(), kFirstContest, 1).file;
               }),
      LotOutOfPlace("lot_announced_in_the_place_of_another", ByLot, kFirstContest,
                    [](ArtefactLeaf& leaf) { leaf.index = 2; }),
      LotOutOfPlace("lot_announced_a_byte_longer", ByLot, kFirstContest,
                    [](ArtefactLeaf& leaf) { ++leaf.size; }),
      LotOutOfPlace("lot_announced_where_none_is_drawn", Small, kFirstContest, [](auto&) {}),
      {"lot_announced_of_too_few_ballots",
       [] {
         const Course course({.voters = 2, .minimum_ballots = 3, .tie_break = v1::TIE_BREAK_LOT},
                             EveryoneVotes(2));
         ElectionRun run = course.closed();
         run.AppendUnchecked(course.election().Lot(run.closing_hash(), kFirstContest, 1).leaf);
         run.CountAll();
         return Publish(run);
       }},
      CountedWith("lot_announced_twice_by_one", ByLot,
                  [](const auto& election, ElectionRun& run) {
                    run.DrawBy(1);
                    run.AppendUnchecked(election.Lot(run.closing_hash(), kFirstContest, 1).leaf);
                  }),
      CountedByHalf("lots_one_too_few", ByLot, [](const auto&, ElectionRun& run) {
        run.MixBy(1);
        run.MixBy(2);
        run.DecryptBy(1);
        run.DecryptBy(2);
        run.DrawBy(3);
      })};
}

}  // namespace urna::ledger
