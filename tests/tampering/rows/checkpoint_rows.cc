// The final checkpoint, as a log signs it that says what no log may say, or that others have had in
// their hands.
#include <fmt/format.h>

#include <functional>

#include "crypto/checkpoint.h"
#include "ledger/bundle_paths.h"
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"
#include "tampering/rows/notes.h"
#include "tampering/rows/raw_ed25519.h"

namespace urna::ledger {
namespace {

PublishedBundle WithNote(const Course& course, const std::string& note) {
  PublishedBundle bundle = Publish(course.counted());
  bundle.files[std::string(kCheckpointFile)] = BytesOf(note);
  return bundle;
}

// Another text, under which the log's own key has signed.
Row Saying(std::string name, std::function<std::string(const crypto::Checkpoint&)> say) {
  return {std::move(name), [say = std::move(say)] {
            const std::string text = say(FinalCheckpoint(Small()));
            return WithNote(Small(), text + "\n" + LogLine(Small(), text));
          }};
}

// The right text, and other lines below it; `right` is the log's own.
Row Lines(std::string name,
          std::function<std::string(const std::string& text, const std::string& right)> lines,
          const Course& (*course)() = Small) {
  return {std::move(name), [lines = std::move(lines), course] {
            const std::string text = FinalCheckpoint(course()).Text();
            return WithNote(course(), text + "\n" + lines(text, LogLine(course(), text)));
          }};
}

// The log's line with a signature that is made otherwise.
Row SignedAs(std::string name,
             std::function<crypto::Signature(const crypto::SigningKey&, crypto::ByteView)> sign) {
  return Lines(std::move(name), [sign = std::move(sign)](const std::string& text, auto&) {
    const crypto::LogKey& log = Small().election().manifest()->log_key();
    return NoteLine(log.origin, log.KeyId(),
                    sign(Small().election().LogSigningKey(), crypto::AsBytes(text)));
  });
}

// `count` lines of somebody whom the election does not know.
std::string Strangers(const std::string& text, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += crypto::Cosign(text, fmt::format("stranger.test/{}", i),
                            Small().election().authority(0), 1);
  }
  return lines;
}

std::string CosignedBy(std::uint32_t i, const std::string& text, std::uint64_t time = 1) {
  return crypto::Cosign(text, ElectionFixture::WitnessName(i), Witnessed().election().witness(i),
                        time);
}

PublishedBundle OfNoRecords() {
  PublishedBundle bundle = WithNote(Small(), NoteOf(Small().election(), {}));
  std::erase_if(bundle.files, [](const auto& file) { return file.first.starts_with("tile/"); });
  return bundle;
}

Rows Texts() {
  using crypto::Checkpoint;
  const auto with = [](const std::string& origin, const std::string& size,
                       const std::string& root) {
    return fmt::format("{}\n{}\n{}\n", origin, size, root);
  };
  const auto root = [](const Checkpoint& c) { return crypto::ToBase64(c.root); };
  return {Saying("checkpoint_of_another_root",
                 [](Checkpoint c) {
                   c.root[5] ^= 1;
                   return c.Text();
                 }),
          Saying("checkpoint_of_more_records",
                 [](Checkpoint c) {
                   ++c.size;
                   return c.Text();
                 }),
          Saying("checkpoint_of_fewer_records",
                 [](Checkpoint c) {
                   --c.size;
                   return c.Text();
                 }),
          Saying("checkpoint_of_more_tiles_than_files",
                 [](Checkpoint c) {
                   c.size = std::uint64_t{1} << 32;
                   return c.Text();
                 }),
          Saying("checkpoint_of_another_origin",
                 [](Checkpoint c) {
                   c.origin = "urna.test/other";
                   return c.Text();
                 }),
          Saying("checkpoint_with_an_extension",
                 [](const Checkpoint& c) { return c.Text() + "extension\n"; }),
          Saying("checkpoint_with_a_leading_zero",
                 [=](const Checkpoint& c) {
                   return with(c.origin, fmt::format("0{}", c.size), root(c));
                 }),
          Saying("checkpoint_with_a_sign",
                 [=](const Checkpoint& c) {
                   return with(c.origin, fmt::format("+{}", c.size), root(c));
                 }),
          Saying("checkpoint_with_base64_that_is_not_canonical",
                 [=](const Checkpoint& c) {
                   std::string other = root(c);
                   // The last digit before the padding holds two bits that stand for nothing.
                   char& last = other[other.size() - 2];
                   last = last == 'z' ? '0' : static_cast<char>(last + 1);
                   return with(c.origin, std::to_string(c.size), other);
                 }),
          Saying("checkpoint_with_base64_without_padding",
                 [=](const Checkpoint& c) {
                   std::string other = root(c);
                   other.pop_back();
                   return with(c.origin, std::to_string(c.size), other);
                 }),
          Saying("checkpoint_with_carriage_returns",
                 [=](const Checkpoint& c) {
                   return with(c.origin, fmt::format("{}\r", c.size), root(c));
                 }),
          {"checkpoint_of_no_records", OfNoRecords}};
}

Rows Signatures() {
  return {SignedAs("checkpoint_signed_by_another",
                   [](const crypto::SigningKey&, crypto::ByteView text) {
                     return Small().election().authority(0).SignRaw(text);
                   }),
          SignedAs("checkpoint_signed_with_a_long_s",
                   [](const crypto::SigningKey& key, crypto::ByteView text) {
                     return WithLongS(key.SignRaw(text));
                   }),
          SignedAs("checkpoint_signed_with_r_of_small_order", WithoutNonce),
          SignedAs("checkpoint_signed_right_by_the_cofactor_alone", WithTorsion),
          Lines("checkpoint_not_signed",
                [](const std::string& text, auto&) { return Strangers(text, 1); }),
          Lines("checkpoint_signed_under_another_key_id",
                [](const std::string& text, auto&) {
                  return NoteLine(
                      Small().election().manifest()->log_key().origin, 7,
                      Small().election().LogSigningKey().SignRaw(crypto::AsBytes(text)));
                }),
          Lines("checkpoint_signed_once_right_and_once_wrong",
                [](const std::string& text, const std::string& right) {
                  return right + LogLine(Small(), "x" + text);
                }),
          Lines("checkpoint_signed_twice",
                [](auto&, const std::string& right) { return right + right; })};
}

Rows OtherLines() {
  return {
      Lines("checkpoint_with_lines_of_strangers",
            [](const std::string& text, const std::string& right) {
              return Strangers(text, 30) + right + Strangers(text, 33);
            }),
      Lines("checkpoint_with_65_lines",
            [](const std::string& text, const std::string& right) {
              return right + Strangers(text, 64);
            }),
      Lines("checkpoint_beyond_64_kib",
            [](const std::string&, const std::string& right) {
              return right + NoteLine("stranger.test/0", 1, crypto::Bytes(49'200, 1));
            }),
      Lines("checkpoint_with_a_line_that_is_none",
            [](auto&, const std::string& right) { return right + "and more\n"; }),
      Lines("checkpoint_with_a_line_without_a_name",
            [](auto&, const std::string& right) { return right + "\u2014 \u2014\n"; }),
      Lines("checkpoint_with_a_line_of_a_hyphen",
            [](auto&, const std::string& right) { return right + "- stranger.test/0 AAAAAAE=\n"; }),
      Lines("checkpoint_with_a_line_of_no_base64",
            [](auto&, const std::string& right) {
              return right + "\u2014 stranger.test/0 not!base64\n";
            }),
      Lines("checkpoint_with_a_line_of_four_bytes",
            [](auto&, const std::string& right) {
              return right + NoteLine("stranger.test/0", 1, crypto::Bytes());
            }),
      Lines("checkpoint_with_a_line_of_a_bad_name",
            [](auto&, const std::string& right) {
              return right + NoteLine("stranger+test", 1, crypto::Bytes(64, 1));
            }),
      Lines("checkpoint_without_lines", [](auto&, auto&) { return std::string(); }),
      Lines("checkpoint_signed_by_half",
            [](const std::string& text, auto&) {
              const crypto::LogKey& log = Small().election().manifest()->log_key();
              const auto whole = Small().election().LogSigningKey().SignRaw(crypto::AsBytes(text));
              return NoteLine(log.origin, log.KeyId(), crypto::ByteView(whole).first(63));
            }),
      Lines("checkpoint_without_its_last_newline",
            [](auto&, const std::string& right) { return right.substr(0, right.size() - 1); }),
      Lines(
          "checkpoint_with_a_witness",
          [](const std::string& text, const std::string& right) {
            return right + CosignedBy(0, text) + CosignedBy(0, text, 2);
          },
          Witnessed),
      Lines(
          "checkpoint_with_a_wrong_witness",
          [](const std::string&, const std::string& right) {
            return right + CosignedBy(0, "another text\n");
          },
          Witnessed),
      Lines(
          "checkpoint_with_a_witness_of_an_early_note",
          [](const std::string& text, const std::string& right) {
            const crypto::WitnessKey key{ElectionFixture::WitnessName(0),
                                         Witnessed().election().witness(0).public_key()};
            // Without the time that a cosignature has.
            return right +
                   NoteLine(key.name, key.KeyId(),
                            Witnessed().election().witness(0).SignRaw(crypto::AsBytes(text)));
          },
          Witnessed),
      Lines(
          "checkpoint_with_a_witness_of_a_far_time",
          [](const std::string& text, const std::string& right) {
            return right + CosignedBy(0, text, std::uint64_t{1} << 63);
          },
          Witnessed),
      Lines(
          "checkpoint_with_a_stranger_in_a_witness_s_name",
          [](const std::string& text, const std::string& right) {
            return right + crypto::Cosign(text, ElectionFixture::WitnessName(0),
                                          Witnessed().election().witness(1), 1);
          },
          Witnessed)};
}

}  // namespace

Rows CheckpointRows() {
  Rows rows = Texts();
  for (const Rows& more : {Signatures(), OtherLines()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
