// Logs that were opened, closed or gone on with as no log may be. Whoever signs the log signs these
// as well, and so do the authorities that the row names.
#include <algorithm>

#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"
#include "tampering/rows/records.h"

namespace urna::ledger {
namespace {

using Leaves = std::vector<crypto::Bytes>;

// The counted log, changed.
Row Changed(std::string name, std::function<void(Leaves&)> change) {
  return {std::move(name), [change = std::move(change)] {
            Leaves leaves = Small().counted().leaves();
            change(leaves);
            return PublishLog(Small().election(), Small().counted(), leaves);
          }};
}

// A vote of other records from the sealing on, counted as it comes.
Row Voted(std::string name, std::function<void(const ElectionFixture&, ElectionRun&)> vote) {
  return {std::move(name), [vote = std::move(vote)] {
            const ElectionFixture& election = Small().election();
            ElectionRun run = Small().Sealed();
            vote(election, run);
            run.CountAll();
            return Publish(run);
          }};
}

// A log that ends before it is closed, whatever is published beside it.
Row NeverClosed(std::string name, std::function<void(const ElectionFixture&, ElectionRun&)> vote) {
  return {std::move(name), [vote = std::move(vote)] {
            ElectionRun run = Small().Sealed();
            vote(Small().election(), run);
            run.files()["close"] = Small().counted().files().at("close");
            return Publish(run);
          }};
}

std::uint64_t OpeningTime() { return Small().election().manifest()->config().opening_time(); }
std::uint64_t ClosingTime() { return Small().election().manifest()->config().closing_time(); }

crypto::Bytes Signed(bool opens, std::uint64_t time, const std::vector<std::uint32_t>& signers) {
  const ElectionFixture& election = Small().election();
  return election.SignByAuthorities({election.manifest()->hash(), TimeLeaf{opens, time, {}}},
                                    signers);
}

// Of the second authority, under the name of the first.
crypto::Bytes OpenedByOneTwice() {
  Leaf leaf = ParseLeaf(Small().election().OpenLeaf()).value();
  auto& signatures = std::get<TimeLeaf>(leaf.body).signatures;
  signatures[0].signature = signatures[1].signature;
  return SerializeLeaf(leaf);
}

Rows Failing() {
  return {Changed("course_sealed_as_another_manifest",
                  [](Leaves& leaves) {
                    Leaf leaf = ParseLeaf(leaves[0]).value();
                    ++std::get<ManifestLeaf>(leaf.body).config_size;
                    leaves[0] = SerializeLeaf(leaf);
                  }),
          Changed("course_begins_with_the_opening",
                  [](Leaves& leaves) { leaves.erase(leaves.begin()); }),
          Changed("course_a_ballot_before_the_opening",
                  [](Leaves& leaves) { std::swap(leaves[1], leaves[2]); }),
          NeverClosed("course_never_opened",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.AppendUnchecked(election.CloseLeaf());
                      }),
          NeverClosed("course_opened_by_too_few",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.AppendUnchecked(Signed(true, OpeningTime(), {0}));
                        run.AppendUnchecked(election.Ballot(0, {0}));
                      }),
          NeverClosed("course_opened_by_one_in_the_name_of_two",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.AppendUnchecked(OpenedByOneTwice());
                        run.AppendUnchecked(election.Ballot(0, {0}));
                      }),
          NeverClosed("course_opened_too_early",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.AppendUnchecked(election.OpenLeaf(OpeningTime() - 1));
                        run.AppendUnchecked(election.Ballot(0, {0}));
                      }),
          NeverClosed("course_opened_at_the_closing_time",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.AppendUnchecked(election.OpenLeaf(ClosingTime()));
                        run.AppendUnchecked(election.Ballot(0, {0}));
                      }),
          NeverClosed("course_never_closed",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.Append(election.OpenLeaf());
                        run.Append(election.Ballot(0, {0}));
                      }),
          NeverClosed("course_closed_by_too_few",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.Append(election.OpenLeaf());
                        run.AppendUnchecked(Signed(false, ClosingTime(), {1}));
                      }),
          NeverClosed("course_closed_before_it_was_opened",
                      [](const ElectionFixture& election, ElectionRun& run) {
                        run.Append(election.OpenLeaf());
                        run.AppendUnchecked(election.CloseLeaf(OpeningTime() - 1));
                      }),
          Changed("course_a_ballot_after_the_closing",
                  [](Leaves& leaves) {
                    leaves.push_back(Small().election().Ballot(1, {1}, After(leaves[3])));
                  }),
          Changed("course_a_revocation_after_the_closing",
                  [](Leaves& leaves) { leaves.push_back(Small().election().RevokeLeaf(0)); }),
          Changed("course_closed_again",
                  [](Leaves& leaves) { leaves.push_back(Small().election().CloseLeaf()); }),
          Changed("course_an_empty_record_after_the_closing",
                  [](Leaves& leaves) { leaves.emplace_back(); })};
}

// What is wrong and stops nothing.
Rows Faulty() {
  return {
      Voted("course_opened_again",
            [](const ElectionFixture& election, ElectionRun& run) {
              run.Append(election.OpenLeaf());
              run.Append(election.Ballot(0, {0}));
              run.AppendUnchecked(election.OpenLeaf());
              run.Append(election.Ballot(1, {0}));
              run.Append(election.CloseLeaf());
            }),
      Voted("course_closed_by_too_few_at_first",
            [](const ElectionFixture& election, ElectionRun& run) {
              run.Append(election.OpenLeaf());
              run.AppendUnchecked(Signed(false, ClosingTime(), {0}));
              run.Append(election.Ballot(0, {0}));
              run.Append(election.CloseLeaf());
            }),
      Voted("course_opened_too_early_at_first",
            [](const ElectionFixture& election, ElectionRun& run) {
              run.AppendUnchecked(election.OpenLeaf(OpeningTime() - 1));
              run.Append(election.OpenLeaf());
              run.Append(election.Ballot(0, {0}));
              run.Append(election.CloseLeaf());
            }),
      Voted("course_opened_too_late_at_first",
            [](const ElectionFixture& election, ElectionRun& run) {
              run.AppendUnchecked(election.OpenLeaf(ClosingTime()));
              run.Append(election.OpenLeaf());
              run.Append(election.Ballot(0, {0}));
              run.Append(election.CloseLeaf());
            }),
      Voted("course_closed_earlier_than_it_was_opened_at_first",
            [](const ElectionFixture& election, ElectionRun& run) {
              run.Append(election.OpenLeaf());
              run.AppendUnchecked(election.CloseLeaf(OpeningTime() - 1));
              run.Append(election.Ballot(0, {0}));
              run.Append(election.CloseLeaf());
            }),
      Voted("course_closed_before_it_was_open",
            [](const ElectionFixture& election, ElectionRun& run) {
              run.AppendUnchecked(election.CloseLeaf());
              run.Append(election.OpenLeaf());
              run.Append(election.Ballot(0, {0}));
              run.Append(election.CloseLeaf());
            }),
      Voted("course_opened_for_a_contest",
            [](const ElectionFixture& election, ElectionRun& run) {
              crypto::Bytes body = HeaderOf(election, 0x08, 0);
              crypto::AppendLe64(body, OpeningTime());
              run.AppendUnchecked(WithAuthorities(election, body, "leaf-08", {0, 1}));
              run.Append(election.OpenLeaf());
              run.Append(election.CloseLeaf());
            }),
      Voted("course_sealed_again",
            [](const ElectionFixture& election, ElectionRun& run) {
              run.AppendUnchecked(election.SealLeaf());
              run.Append(election.OpenLeaf());
              run.Append(election.Ballot(0, {0}));
              run.Append(election.CloseLeaf());
            }),
      Voted("course_an_artefact_before_the_closing", [](const ElectionFixture& election,
                                                        ElectionRun& run) {
        run.Append(election.OpenLeaf());
        run.AppendUnchecked(
            election.Artefact({}, ContestId{0}, ArtefactKind::kMix, 0, 1, crypto::Bytes(5)).leaf);
        run.Append(election.Ballot(0, {0}));
        run.Append(election.CloseLeaf());
      })};
}

}  // namespace

Rows CourseRows() {
  Rows rows = Failing();
  const Rows faulty = Faulty();
  rows.insert(rows.end(), faulty.begin(), faulty.end());
  return rows;
}

}  // namespace urna::ledger
