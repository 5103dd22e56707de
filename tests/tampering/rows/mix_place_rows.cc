// Announcements of mixes that stand where none may stand, or that their trustee did not sign: faults
// of the server, whose files nobody reads. And counts that have too few mixes.
#include "ledger/count.h"
#include "tampering/rows/artefacts.h"

namespace urna::ledger {
namespace {

// A good mix of trustee 1, announced otherwise; no file of it is published.
Row Announced(std::string name, std::function<void(ArtefactLeaf&)> change) {
  return CountedWith(
      std::move(name), Many, [change = std::move(change)](const auto& election, ElectionRun& run) {
        run.AppendUnchecked(Announcement(election, run, NextMix(election, run, 1), change));
      });
}

// Its bytes changed once it is signed.
Row Bytes(std::string name, std::function<void(crypto::Bytes&)> change) {
  return CountedWith(std::move(name), Many,
                     [change = std::move(change)](const auto& election, ElectionRun& run) {
                       crypto::Bytes leaf = NextMix(election, run, 1).leaf;
                       change(leaf);
                       run.AppendUnchecked(leaf);
                     });
}

Rows Signatures() {
  return {Bytes("mix_announced_in_the_name_of_another", [](crypto::Bytes& leaf) { leaf[83] = 2; }),
          Bytes("mix_announced_by_trustee_0", [](crypto::Bytes& leaf) { leaf[83] = 0; }),
          Bytes("mix_announced_by_trustee_5", [](crypto::Bytes& leaf) { leaf[83] = 5; }),
          Bytes("mix_announced_by_trustee_10", [](crypto::Bytes& leaf) { leaf[83] = 10; }),
          CountedWith(
              "mix_announced_under_the_manifest", Many,
              [](const auto& election, ElectionRun& run) {
                const auto leaf =
                    std::get<ArtefactLeaf>(ParseLeaf(NextMix(election, run, 1).leaf).value().body);
                run.AppendUnchecked(election.SignArtefact(election.manifest()->hash(), leaf));
              }),
          CountedWith("mix_announced_on_a_fork", Many,
                      [](const auto& election, ElectionRun& run) {
                        crypto::Hash256 fork = run.closing_hash();
                        fork[0] ^= 1;
                        run.AppendUnchecked(
                            election.Mix(fork, kFirstContest, 0, 1, run.current()).leaf);
                      }),
          Bytes("mix_announced_for_another_election", [](crypto::Bytes& leaf) { leaf[2] ^= 1; }),
          Bytes("mix_announced_in_version_1", [](crypto::Bytes& leaf) { leaf[1] = 1; }),
          Bytes("mix_announced_by_half", [](crypto::Bytes& leaf) { leaf.pop_back(); }),
          Bytes("mix_announced_with_a_byte_more", [](crypto::Bytes& leaf) { leaf.push_back(0); }),
          Announced("artefact_of_kind_0",
                    [](ArtefactLeaf& leaf) { leaf.kind = static_cast<ArtefactKind>(0); }),
          Announced("artefact_of_kind_7",
                    [](ArtefactLeaf& leaf) { leaf.kind = static_cast<ArtefactKind>(7); }),
          Announced("mix_announced_for_no_contest",
                    [](ArtefactLeaf& leaf) { leaf.contest = ContestId{1}; })};
}

Rows Places() {
  return {
      Announced("mix_announced_a_byte_longer", [](ArtefactLeaf& leaf) { ++leaf.size; }),
      Announced("mix_announced_a_byte_shorter", [](ArtefactLeaf& leaf) { --leaf.size; }),
      Announced("mix_announced_without_bytes", [](ArtefactLeaf& leaf) { leaf.size = 0; }),
      Announced("mix_announced_of_all_bytes", [](ArtefactLeaf& leaf) { leaf.size = ~0ULL; }),
      Announced("mix_announced_of_another_input", [](ArtefactLeaf& leaf) { leaf.index = 2; }),
      CountedWith("mix_announced_of_the_selection_again", Many,
                  [](const auto& election, ElectionRun& run) {
                    const SignedArtefact first = NextMix(election, run, 2);
                    run.MixBy(1);
                    run.AppendUnchecked(first.leaf);
                  }),
      CountedWith("mix_announced_twice_by_one", Many,
                  [](const auto& election, ElectionRun& run) {
                    run.MixBy(1);
                    run.AppendUnchecked(NextMix(election, run, 1).leaf);
                  }),
      CountedWith("mix_announced_beyond_the_threshold", Many,
                  [](const auto& election, ElectionRun& run) {
                    run.MixBy(1);
                    run.MixBy(2);
                    run.AppendUnchecked(NextMix(election, run, 3).leaf);
                  }),
      // Whoever has mixed wrongly mixes no more.
      CountedWith("mix_announced_after_a_wrong_one_of_its_own", Many,
                  [](const auto& election, ElectionRun& run) {
                    run.AnnounceWrong(WrongMix(election, run, 1));
                    run.AppendUnchecked(NextMix(election, run, 1).leaf);
                  }),
      // And nobody takes the output of a wrong mix.
      CountedWith("mix_announced_of_a_wrong_one_s_output", Many,
                  [](const auto& election, ElectionRun& run) {
                    const auto wrong =
                        static_cast<std::uint32_t>(run.AnnounceWrong(WrongMix(election, run, 1)));
                    run.AppendUnchecked(
                        Announcement(election, run, NextMix(election, run, 2),
                                     [&](ArtefactLeaf& leaf) { leaf.index = wrong; }));
                  }),
      CountedWith("mix_announced_of_nobody_s_ballots", FewAndNone,
                  [](const auto& election, ElectionRun& run) {
                    run.AppendUnchecked(
                        election
                            .Artefact(run.closing_hash(), ContestId{2}, ArtefactKind::kMix, 0, 1,
                                      crypto::Bytes(ArtefactSize(*election.manifest(),
                                                                 ArtefactKind::kMix, 0)))
                            .leaf);
                  }),
      CountedWith("mix_announced_of_too_few_ballots", FewAndNone,
                  [](const auto& election, ElectionRun& run) {
                    run.AppendUnchecked(
                        election
                            .Mix(run.closing_hash(), ContestId{1}, 0, 1, run.current(ContestId{1}))
                            .leaf);
                  }),
      // Its file is there for anyone to see: of a record that is not well-placed there is none.
      CountedWith("mix_published_of_a_record_out_of_place", Many,
                  [](const auto& election, ElectionRun& run) {
                    run.MixBy(1);
                    const SignedArtefact second = NextMix(election, run, 1);
                    const std::uint64_t record = run.AppendUnchecked(second.leaf);
                    run.files()["mix/0/" + std::to_string(record) + ".mix"] = second.file;
                  })};
}

Rows Missing() {
  return {
      CountedByHalf("mixes_none", Many, [](const auto&, ElectionRun&) {}),
      CountedByHalf("mixes_one_too_few", Many, [](const auto&, ElectionRun& run) { run.MixBy(1); }),
      CountedByHalf("mixes_too_many_wrong", Many,
                    [](const auto& election, ElectionRun& run) {
                      for (const std::uint32_t m : {1, 2, 3}) {
                        run.AnnounceWrong(WrongMix(election, run, m));
                      }
                      run.MixBy(4);
                    }),
      // What was found until then is told all the same.
      CountedWith("mix_that_is_right_and_not_published_after_a_wrong_one", Many,
                  [](const auto& election, ElectionRun& run) {
                    run.AnnounceWrong(WrongMix(election, run, 1));
                    const std::uint64_t record = run.MixBy(2);
                    run.MixBy(3);
                    run.files().erase("mix/0/" + std::to_string(record) + ".mix");
                  }),
      // So that anyone can see that it is wrong.
      CountedWith("mix_that_is_wrong_and_not_published", Many,
                  [](const auto& election, ElectionRun& run) {
                    const std::uint64_t record = run.AnnounceWrong(WrongMix(election, run, 1));
                    run.files().erase("mix/0/" + std::to_string(record) + ".mix");
                  }),
      CountedWith("mix_that_is_wrong_and_not_the_one_announced", Many,
                  [](const auto& election, ElectionRun& run) {
                    const std::uint64_t record = run.AnnounceWrong(WrongMix(election, run, 1));
                    run.files()["mix/0/" + std::to_string(record) + ".mix"] =
                        NextMix(election, run, 1).file;
                  })};
}

}  // namespace

Rows MixPlaceRows() {
  Rows rows = Signatures();
  for (const Rows& more : {Places(), Missing()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
