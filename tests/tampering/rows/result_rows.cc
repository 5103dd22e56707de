// What is announced as the outcome: a trustee signs something of its own invention, and the server
// publishes it; or what is right is announced where it may not be.
#include <algorithm>

#include "ledger/bundle_paths.h"
#include "tampering/rows/artefacts.h"

namespace urna::ledger {
namespace {

constexpr std::uint32_t kInventor = 2;

struct Result {
  ArtefactKind kind;
  crypto::Bytes file;
};

// In the order in which they are announced.
std::vector<Result> ResultsOf(ElectionRun& run, ContestId contest) {
  const TallyFiles tally = run.Tally(contest);
  std::vector<Result> out;
  if (!tally.too_few_ballots) {
    out.push_back({ArtefactKind::kBallots, tally.ballots});
    out.push_back({ArtefactKind::kPabulib, BytesOf(tally.pabulib)});
  }
  out.push_back({ArtefactKind::kOutcome, BytesOf(tally.outcome)});
  return out;
}

std::string PathOf(ContestId contest, ArtefactKind kind) {
  ArtefactLeaf leaf{};
  leaf.contest = contest;
  leaf.kind = kind;
  return ArtefactPath(leaf, 0);
}

SignedArtefact Announced(const ElectionFixture& election, const ElectionRun& run, ContestId contest,
                         const Result& result) {
  return election.Artefact(run.closing_hash(), contest, result.kind, 0, kInventor, result.file);
}

void Decrypt(ElectionRun& run) {
  for (const std::uint32_t m : {1, 2}) run.MixBy(m);
  for (const std::uint32_t m : {2, 3}) run.DecryptBy(m);
}

// In the place of the right result of this kind, another one.
Row Invented(std::string name, ArtefactKind kind, std::function<void(crypto::Bytes&)> change,
             const Course& (*course)() = Small, ContestId contest = kFirstContest) {
  return {std::move(name), [=] {
            const ElectionFixture& election = course().election();
            ElectionRun run = course().closed();
            for (std::uint32_t c = 0; c < election.manifest()->contests(); ++c) {
              if (ContestId{c} != contest) {
                run.CountContest(ContestId{c});
                continue;
              }
              if (run.state().IsCounted(contest)) Decrypt(run);
              for (Result& result : ResultsOf(run, contest)) {
                if (result.kind != kind) {
                  run.Announce(Announced(election, run, contest, result));
                  continue;
                }
                change(result.file);
                run.AppendUnchecked(Announced(election, run, contest, result).leaf);
                run.files()[PathOf(contest, kind)] = result.file;
              }
            }
            return Publish(run);
          }};
}

// A trustee invents something, and then everybody else tells what is right.
Row InventedAndThenRight(std::string name, ArtefactKind kind) {
  return CountedWith(std::move(name), Small, [kind](const auto& election, ElectionRun& run) {
    Decrypt(run);
    for (Result& result : ResultsOf(run, kFirstContest)) {
      if (result.kind != kind) continue;
      result.file.back() ^= 1;
      run.AnnounceWrong(Announced(election, run, kFirstContest, result));
    }
  });
}

// What is right, published and announced by nobody.
Row NotAnnounced(std::string name, ArtefactKind kind) {
  return CountedByHalf(std::move(name), Small, [kind](const auto& election, ElectionRun& run) {
    Decrypt(run);
    for (const Result& result : ResultsOf(run, kFirstContest)) {
      if (result.kind == kind) {
        run.files()[PathOf(kFirstContest, kind)] = result.file;
      } else {
        run.Announce(Announced(election, run, kFirstContest, result));
      }
    }
  });
}

void Replace(crypto::Bytes& file, const std::string& from, const std::string& to) {
  std::string text(crypto::AsText(file));
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("no " + from + " in " + text);
  text.replace(at, from.size(), to);
  file = BytesOf(text);
}

// Of ballots of one point: status and payload.
constexpr std::ptrdiff_t kBallots = 24, kBallot = 31;

Rows Inventions() {
  return {Invented("result_ballots_with_another_vote", ArtefactKind::kBallots,
                   [](crypto::Bytes& file) { file[kBallots + 2] ^= 1; }),
          Invented("result_ballots_in_another_order", ArtefactKind::kBallots,
                   [](crypto::Bytes& file) {
                     std::rotate(file.begin() + kBallots, file.begin() + kBallots + kBallot,
                                 file.end());
                   }),
          Invented("result_ballots_without_the_last", ArtefactKind::kBallots,
                   [](crypto::Bytes& file) {
                     file.resize(file.size() - kBallot);
                     --file[8];
                   }),
          Invented("result_ballots_of_one_declared_invalid", ArtefactKind::kBallots,
                   [](crypto::Bytes& file) { file[kBallots] = 2; }),
          Invented("result_outcome_of_another_project", ArtefactKind::kOutcome,
                   [](crypto::Bytes& file) { Replace(file, "\"p0\"", "\"p3\""); }),
          Invented("result_outcome_with_white_space", ArtefactKind::kOutcome,
                   [](crypto::Bytes& file) { Replace(file, ",", ", "); }),
          Invented("result_outcome_without_its_newline", ArtefactKind::kOutcome,
                   [](crypto::Bytes& file) { file.pop_back(); }),
          Invented("result_outcome_of_too_few_ballots", ArtefactKind::kOutcome,
                   [](crypto::Bytes& file) {
                     file = BytesOf(
                         "{\"process\":\"processes/test\",\"contest\":\"contest-0\",\"number\":0,"
                         "\"status\":\"TOO_FEW_BALLOTS\",\"ballots\":5,\"minimum_ballots\":0}\n");
                   }),
          Invented("result_pabulib_with_another_vote", ArtefactKind::kPabulib,
                   [](crypto::Bytes& file) { Replace(file, "VOTES\n", "VOTES\n\n"); }),
          Invented("result_pabulib_with_carriage_returns", ArtefactKind::kPabulib,
                   [](crypto::Bytes& file) { Replace(file, "META\n", "META\r\n"); }),
          Invented("result_pabulib_of_another_budget", ArtefactKind::kPabulib,
                   [](crypto::Bytes& file) { Replace(file, "budget;", "budget;1"); }),
          Invented(
              "result_of_too_few_ballots_that_counts_them", ArtefactKind::kOutcome,
              [](crypto::Bytes& file) { Replace(file, "TOO_FEW_BALLOTS", "COUNTED"); }, FewAndNone,
              ContestId{1}),
          Invented(
              "result_ballots_where_nobody_voted", ArtefactKind::kBallots,
              [](crypto::Bytes& file) {
                ++file[8];
                file.resize(file.size() + kBallot);
              },
              FewAndNone, ContestId{2})};
}

// `make` announces a result where none may stand; nobody reads a file of it.
Row OutOfPlace(std::string name, const Course& (*course)(),
               std::function<void(const ElectionFixture&, ElectionRun&)> make) {
  return CountedWith(std::move(name), course, std::move(make));
}

Rows Places() {
  const auto outcome = [](const ElectionRun& run, const ElectionFixture& election,
                          ContestId contest, ArtefactKind kind = ArtefactKind::kOutcome) {
    return election.Artefact(run.closing_hash(), contest, kind, 0, 1, crypto::Bytes(40, 7));
  };
  return {OutOfPlace("result_announced_before_the_decryptions", Small,
                     [=](const auto& election, ElectionRun& run) {
                       for (const std::uint32_t m : {1, 2}) run.MixBy(m);
                       run.DecryptBy(1);
                       run.AppendUnchecked(outcome(run, election, kFirstContest).leaf);
                     }),
          OutOfPlace("result_announced_before_the_lot", ByLot,
                     [=](const auto& election, ElectionRun& run) {
                       Decrypt(run);
                       run.DrawBy(1);
                       run.AppendUnchecked(outcome(run, election, kFirstContest).leaf);
                     }),
          OutOfPlace("result_announced_with_an_index", Small,
                     [](const auto& election, ElectionRun& run) {
                       Decrypt(run);
                       const Result ballots = ResultsOf(run, kFirstContest)[0];
                       run.AppendUnchecked(Announcement(
                           election, run, Announced(election, run, kFirstContest, ballots),
                           [](ArtefactLeaf& leaf) { leaf.index = 1; }));
                     }),
          OutOfPlace("result_announced_in_the_name_of_another", Small,
                     [](const auto& election, ElectionRun& run) {
                       Decrypt(run);
                       const Result ballots = ResultsOf(run, kFirstContest)[0];
                       crypto::Bytes leaf = Announced(election, run, kFirstContest, ballots).leaf;
                       leaf[83] = 3;
                       run.AppendUnchecked(leaf);
                     }),
          OutOfPlace("result_of_ballots_where_there_are_too_few", FewAndNone,
                     [=](const auto& election, ElectionRun& run) {
                       run.AppendUnchecked(
                           outcome(run, election, ContestId{1}, ArtefactKind::kBallots).leaf);
                     }),
          {"result_announced_twice", [] {
             ElectionRun run = Small().counted();
             run.AppendUnchecked(run.leaves().back());
             return Publish(run);
           }}};
}

}  // namespace

Rows ResultRows() {
  Rows rows = Inventions();
  const Rows others = {
      InventedAndThenRight("result_ballots_wrong_at_first", ArtefactKind::kBallots),
      InventedAndThenRight("result_pabulib_wrong_at_first", ArtefactKind::kPabulib),
      InventedAndThenRight("result_outcome_wrong_at_first", ArtefactKind::kOutcome),
      NotAnnounced("result_ballots_announced_by_nobody", ArtefactKind::kBallots),
      NotAnnounced("result_pabulib_announced_by_nobody", ArtefactKind::kPabulib),
      NotAnnounced("result_outcome_announced_by_nobody", ArtefactKind::kOutcome)};
  for (const Rows& more : {others, Places()}) rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace urna::ledger
