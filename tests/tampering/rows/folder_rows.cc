// What a disk, a carrier or whoever hands on the folder does to it: nobody's keys are needed.
#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "ledger/bundle_paths.h"
#include "tampering/rows/all.h"
#include "tampering/rows/journals.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;

// A file of each kind, as a part of its row's name and the beginning of its path in the bundle of
// WithEverything.
const std::vector<std::pair<std::string, std::string>>& Kinds() {
  static const std::vector<std::pair<std::string, std::string>> kinds = {
      {"config", "config"},
      {"dkg_record", "dkg_record"},
      {"manifest_ok", "manifest-ok"},
      {"checkpoint", "checkpoint"},
      {"tile", "tile/0/"},
      {"entries", "tile/entries/"},
      {"close", "close"},
      {"close_checkpoint", "close-checkpoint"},
      {"roll", "roll/electorate-0.roll"},
      {"part", "roll/electorate-0.2.part"},
      {"mix", "mix/"},
      {"decryption", "dec/"},
      {"lot", "lot/"},
      {"ballots", "result/0.ballots"},
      {"outcome", "result/0.tally"},
      {"pabulib", "result/0.pb"},
      {"journal_checkpoint", "journal/checkpoint"},
      {"journal_tile", "journal/tile/0/"},
      {"journal_entries", "journal/tile/entries/"},
      {"journal_document", "journal/doc/"}};
  return kinds;
}

PublishedBundle Damaged(
    const std::string& prefix,
    const std::function<void(PublishedBundle&, const std::string& path)>& damage) {
  PublishedBundle bundle = WithEverything().Publish();
  for (const auto& [path, bytes] : bundle.files) {
    if (!path.starts_with(prefix)) continue;
    damage(bundle, std::string(path));
    return bundle;
  }
  throw std::logic_error("no file begins with " + prefix);
}

Rows DamagedRows() {
  Rows rows;
  const auto add = [&](const std::string& what, const auto& damage) {
    for (const auto& [kind, prefix] : Kinds()) {
      rows.push_back(
          {"disk_" + what + "_" + kind, [path = prefix, damage] { return Damaged(path, damage); }});
    }
  };
  add("lost", [](PublishedBundle& bundle, const std::string& path) { bundle.files.erase(path); });
  add("flipped", [](PublishedBundle& bundle, const std::string& path) {
    auto& bytes = bundle.files[path];
    bytes[bytes.size() / 2] ^= 1;
  });
  add("cut",
      [](PublishedBundle& bundle, const std::string& path) { bundle.files[path].pop_back(); });
  add("longer",
      [](PublishedBundle& bundle, const std::string& path) { bundle.files[path].push_back(0); });
  return rows;
}

// One file more.
Row With(std::string name, std::string path) {
  return {std::move(name), [path = std::move(path)] {
            PublishedBundle bundle = WithEverything().Publish();
            // A good copy of something.
            bundle.files[path] = bundle.files.at("config");
            return bundle;
          }};
}

Row OnDisk(std::string name, std::function<void(const fs::path&)> change) {
  return {std::move(name), [change = std::move(change)] {
            PublishedBundle bundle = WithEverything().Publish();
            bundle.on_disk = change;
            return bundle;
          }};
}

Rows NamesThatNoBundleHas() {
  return {With("folder_readme", "readme"),
          With("folder_copy_of_config", "config.bak"),
          With("folder_hidden_file", ".htaccess"),
          With("folder_hidden_folder", "mix/.git/config"),
          With("folder_unknown_folder", "extra/file"),
          With("folder_upper_case", "Config"),
          With("folder_macos_as_a_file", "__MACOSX"),
          With("folder_macos_inside", "mix/__MACOSX/file"),
          With("folder_ds_store_as_a_folder", "mix/.DS_Store/file"),
          With("folder_resource_fork_of_nothing", "._readme"),
          With("folder_resource_fork_of_another_folder", "mix/._config"),
          With("folder_leading_zero_of_a_record", "mix/0/01.mix"),
          With("folder_leading_zero_of_a_contest", "result/00.tally"),
          With("folder_contest_out_of_range", "result/10000.tally"),
          With("folder_part_of_registrar_0", "roll/electorate-0.0.part"),
          With("folder_part_of_registrar_4", "roll/electorate-0.4.part"),
          With("folder_extension_of_another_kind", "mix/0/9.dec"),
          With("folder_mix_of_no_contest", "mix/9.mix"),
          With("folder_tile_of_level_8", "tile/8/000"),
          With("folder_tile_spelled_otherwise", "tile/0/0"),
          With("folder_partial_tile_of_width_0", "tile/0/000.p/0"),
          With("folder_partial_tile_of_full_width", "tile/0/000.p/256"),
          With("folder_document_in_upper_case", "journal/doc/" + std::string(64, 'A')),
          With("folder_document_of_a_short_hash", "journal/doc/" + std::string(62, 'a')),
          With("folder_journal_in_the_journal", "journal/journal/checkpoint"),
          OnDisk("folder_empty", [](const fs::path& at) { fs::create_directory(at / "lot/7"); }),
          OnDisk("folder_of_ignored_files_alone",
                 [](const fs::path& at) {
                   fs::create_directory(at / "lot/7");
                   fs::copy(at / "config", at / "lot/7/.DS_Store");
                 }),
          OnDisk("folder_link_beside",
                 [](const fs::path& at) { fs::create_symlink("close", at / "close2"); }),
          OnDisk("folder_link_instead_of_a_file",
                 [](const fs::path& at) {
                   fs::rename(at / "close", at.parent_path() / "close");
                   fs::create_symlink("../close", at / "close");
                 }),
          OnDisk("folder_link_instead_of_a_folder",
                 [](const fs::path& at) {
                   fs::rename(at / "mix", at.parent_path() / "mix");
                   fs::create_directory_symlink("../mix", at / "mix");
                 }),
          OnDisk("folder_link_with_an_ignored_name",
                 [](const fs::path& at) { fs::create_symlink("close", at / ".DS_Store"); }),
          OnDisk("folder_pipe", [](const fs::path& at) {
            if (mkfifo((at / "mix/0/9.mix").c_str(), 0600) != 0) {
              throw std::runtime_error("cannot make a pipe");
            }
          })};
}

// Names that some bundle has, and this one's configuration and log do not announce. What is in
// them nobody reads.
Rows NamesThatThisBundleHasNot() {
  Rows rows = {With("unlisted_mix_of_no_record", "mix/0/999.mix"),
               With("unlisted_mix_of_no_contest", "mix/1/9.mix"),
               With("unlisted_mix_of_a_ballot", "mix/0/2.mix"),
               With("unlisted_decryption", "dec/0/999.dec"),
               With("unlisted_lot", "lot/0/999.lot"),
               With("unlisted_roll", "roll/other.roll"),
               With("unlisted_part", "roll/electorate-0.3.part"),
               With("unlisted_outcome", "result/1.tally"),
               With("unlisted_tile", "tile/0/001"),
               With("unlisted_earlier_tile", "tile/entries/000.p/1"),
               With("unlisted_tile_of_a_level", "tile/1/000.p/1"),
               With("unlisted_journal_tile", "journal/tile/0/001.p/7"),
               With("unlisted_document", "journal/doc/" + std::string(64, 'a'))};
  rows.push_back({"unlisted_close_checkpoint", [] {
                    PublishedBundle bundle = Publish(Small().counted());
                    bundle.files["close-checkpoint"] = BytesOf(
                        Small().counted().CheckpointNote(Small().closed().closing().index + 1));
                    return bundle;
                  }});
  rows.push_back({"unlisted_journal", [] {
                    PublishedBundle bundle = Publish(Small().counted());
                    const v1::Config& config = Small().election().manifest()->config();
                    bundle.files.merge(JournalRun::Of(config).Files(config));
                    return bundle;
                  }});
  rows.push_back({"unlisted_ballots_of_too_few", [] {
                    PublishedBundle bundle = Publish(FewAndNone().counted());
                    bundle.files["result/1.ballots"] = bundle.files.at("result/2.ballots");
                    return bundle;
                  }});
  return rows;
}

PublishedBundle WithoutItsJournal() {
  PublishedBundle bundle = WithJournal().Publish();
  std::erase_if(bundle.files, [](const auto& file) { return file.first.starts_with("journal/"); });
  return bundle;
}

}  // namespace

Rows FolderRows() {
  Rows rows = DamagedRows();
  rows.push_back({"disk_lost_journal", WithoutItsJournal});
  for (const Rows& more : {NamesThatNoBundleHas(), NamesThatThisBundleHasNot()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
