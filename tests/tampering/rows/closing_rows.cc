// The file `close`: who must have signed which statement, and how it is written; and the log of the
// closing as witnesses have cosigned it.
#include <algorithm>
#include <functional>

#include "crypto/checkpoint.h"
#include "ledger/bundle_paths.h"
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"
#include "tampering/rows/raw_ed25519.h"

namespace urna::ledger {
namespace {

constexpr std::size_t kMagic = 8;
constexpr std::size_t kEntry = 66;

// Of Small, where three trustees and two authorities must sign.
const ElectionFixture& Election() { return Small().election(); }

Row Of(std::string name, std::function<void(crypto::Bytes&)> change) {
  return {std::move(name), [change = std::move(change)] {
            PublishedBundle bundle = Publish(Small().counted());
            change(bundle.files.at(std::string(kClosingsFile)));
            return bundle;
          }};
}

Row SignedBy(std::string name, std::vector<Party> parties) {
  return Of(std::move(name), [parties = std::move(parties)](crypto::Bytes& file) {
    file = Election().SignClosings(parties, Small().closed().closing());
  });
}

Row OfAnotherLog(std::string name, std::function<void(Closing&)> change) {
  return Of(std::move(name), [change = std::move(change)](crypto::Bytes& file) {
    Closing closing = Small().closed().closing();
    change(closing);
    file = Election().SignClosings(Election().ClosingParties(), closing);
  });
}

// The first signature, of trustee 1, made otherwise.
Row FirstSignedAs(
    std::string name,
    std::function<crypto::Signature(const crypto::SigningKey&, crypto::ByteView)> sign) {
  return Of(std::move(name), [sign = std::move(sign)](crypto::Bytes& file) {
    const Closing& closing = Small().closed().closing();
    crypto::Bytes body;
    crypto::AppendLe64(body, closing.index);
    crypto::Append(body, closing.root);
    const crypto::Bytes message = SignedMessage("close", Election().manifest()->hash(), body);
    std::ranges::copy(sign(Election().trustee(1), message), file.begin() + kMagic + 2);
  });
}

constexpr Party Trustee(std::uint8_t m) { return {PartyRole::kTrustee, m}; }
constexpr Party Authority(std::uint8_t i) { return {PartyRole::kAuthority, i}; }

Rows Signatures() {
  return {
      SignedBy("close_without_a_trustee", {Trustee(1), Trustee(3), Authority(0), Authority(1)}),
      SignedBy("close_without_an_authority", {Trustee(1), Trustee(2), Trustee(3), Authority(1)}),
      SignedBy("close_with_a_trustee_twice",
               {Trustee(1), Trustee(1), Trustee(2), Authority(0), Authority(1)}),
      SignedBy("close_with_a_registrar", {{PartyRole::kRegistrar, 0},
                                          Trustee(1),
                                          Trustee(2),
                                          Trustee(3),
                                          Authority(0),
                                          Authority(1)}),
      OfAnotherLog("close_of_another_root", [](Closing& closing) { closing.root[3] ^= 1; }),
      OfAnotherLog("close_of_another_index", [](Closing& closing) { ++closing.index; }),
      Of("close_in_another_order",
         [](crypto::Bytes& file) {
           std::swap_ranges(file.begin() + kMagic, file.begin() + kMagic + kEntry,
                            file.begin() + kMagic + kEntry);
         }),
      Of("close_of_a_trustee_who_is_not",
         [](crypto::Bytes& file) { file[kMagic + 2 * kEntry + 1] = 4; }),
      Of("close_of_another_magic", [](crypto::Bytes& file) { file[7] = '1'; }),
      Of("close_with_half_a_signature",
         [](crypto::Bytes& file) { file.insert(file.end(), 33, 3); }),
      Of("close_of_nobody", [](crypto::Bytes& file) { file.resize(kMagic); }),
      FirstSignedAs("close_signed_by_another",
                    [](const crypto::SigningKey&, crypto::ByteView message) {
                      return Election().trustee(2).SignRaw(message);
                    }),
      FirstSignedAs("close_signed_with_a_long_s",
                    [](const crypto::SigningKey& key, crypto::ByteView message) {
                      return WithLongS(key.SignRaw(message));
                    }),
      FirstSignedAs("close_signed_with_r_of_small_order", WithoutNonce),
      FirstSignedAs("close_signed_for_another_purpose",
                    [](const crypto::SigningKey& key, crypto::ByteView) {
                      return SignManifest(key, Election().manifest()->hash());
                    })};
}

// The attack that the quorum is for: a copy of the log from after the opening, in which only some
// ballots stand, with the closing of the true one.
PublishedBundle ACopyOfTheLog() {
  ElectionRun copy = Small().Sealed();
  for (const std::uint64_t record : {1, 2}) copy.Append(Small().closed().leaves()[record]);
  copy.Append(Election().CloseLeaf());
  copy.files()[std::string(kClosingsFile)] =
      Small().closed().files().at(std::string(kClosingsFile));
  copy.CountAll();
  return Publish(copy);
}

// --- Witnesses, of whom two of three must cosign ---

Row Cosigned(std::string name, std::function<std::string(const ElectionRun&)> note) {
  return {std::move(name), [note = std::move(note)] {
            PublishedBundle bundle = Publish(Witnessed().counted());
            bundle.files.at(std::string(kCloseCheckpointFile)) =
                BytesOf(note(Witnessed().counted()));
            return bundle;
          }};
}

std::string NoteOfSize(const ElectionRun& run, std::uint64_t size) {
  return run.CheckpointNote(size);
}
std::string ClosingNote(const ElectionRun& run) { return NoteOfSize(run, run.closing().index + 1); }
std::string By(std::uint32_t i, const std::string& note, std::uint64_t time = 1) {
  return crypto::Cosign(crypto::Note::Parse(note).value().text, ElectionFixture::WitnessName(i),
                        Witnessed().election().witness(i), time);
}

Rows Witnesses() {
  return {
      Cosigned("witnesses_are_others_than_at_first",
               [](const ElectionRun& run) {
                 const std::string note = ClosingNote(run);
                 return note + By(2, note, 0) + By(0, note);
               }),
      Cosigned("witnesses_are_too_few",
               [](const ElectionRun& run) {
                 const std::string note = ClosingNote(run);
                 return note + By(1, note);
               }),
      Cosigned("witnesses_are_none", [](const ElectionRun& run) { return ClosingNote(run); }),
      Cosigned("witnesses_are_one_twice",
               [](const ElectionRun& run) {
                 const std::string note = ClosingNote(run);
                 return note + By(1, note) + By(1, note, 2);
               }),
      Cosigned("witnesses_and_one_that_is_wrong",
               [](const ElectionRun& run) {
                 const std::string note = ClosingNote(run);
                 const std::string other = NoteOfSize(run, 2);
                 return note + By(0, note) + By(1, note) + By(2, other);
               }),
      Cosigned("witnesses_of_a_later_log",
               [](const ElectionRun& run) {
                 const std::string note = NoteOfSize(run, run.closing().index + 2);
                 return note + By(0, note) + By(1, note);
               }),
      Cosigned("witnesses_of_a_fork",
               [](const ElectionRun& run) {
                 std::vector<crypto::Bytes> leaves(
                     run.leaves().begin(),
                     run.leaves().begin() + static_cast<std::ptrdiff_t>(run.closing().index) + 1);
                 std::swap(leaves[2], leaves[3]);
                 const std::string note = NoteOf(Witnessed().election(), leaves);
                 return note + By(0, note) + By(1, note);
               }),
      Cosigned("witnesses_without_the_log", [](const ElectionRun& run) {
        const std::string note = ClosingNote(run);
        const std::string text = crypto::Note::Parse(note).value().text;
        return text + "\n" + By(0, note) + By(1, note);
      })};
}

}  // namespace

Rows ClosingRows() {
  Rows rows = Signatures();
  rows.push_back({"close_of_a_copy_of_the_log", ACopyOfTheLog});
  const Rows witnesses = Witnesses();
  rows.insert(rows.end(), witnesses.begin(), witnesses.end());
  return rows;
}

}  // namespace urna::ledger
