// The names of the files of a bundle (section 13 of docs/protocol.md).
//
//   config, dkg_record, manifest-ok, close, checkpoint, close-checkpoint
//   roll/<electorate>.roll                      <electorate> is its id
//   roll/<electorate>.<j>.part                  j is the code registrar, from 1
//   tile/<L>/<N>, tile/entries/<N>              C2SP tlog-tiles
//   mix/<contest>/<record>.mix                  <contest> is the contest's number,
//   dec/<contest>/<record>.dec                  <record> that of the record that announces the
//   lot/<contest>/<record>.lot                  file
//   result/<contest>.ballots, .pb, .tally
//   journal/checkpoint, journal/tile/..         the journal, as the log
//   journal/doc/<SHA-256>                       in 64 hexadecimal digits
//
// Numbers are decimal, without leading zeros.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/leaf.h"

namespace urna::ledger {

inline constexpr std::string_view kConfigFile = "config";
inline constexpr std::string_view kKeyRecordFile = "dkg_record";
inline constexpr std::string_view kApprovalsFile = "manifest-ok";
inline constexpr std::string_view kClosingsFile = "close";
inline constexpr std::string_view kCheckpointFile = "checkpoint";
// The log as the witnesses cosigned it at the closing.
inline constexpr std::string_view kCloseCheckpointFile = "close-checkpoint";
// Where the journal's tiles lie, and its documents.
inline constexpr std::string_view kJournalFolder = "journal/";
inline constexpr std::string_view kJournalCheckpointFile = "journal/checkpoint";
inline constexpr std::string_view kDocumentFolder = "journal/doc/";
std::string DocumentPath(const crypto::Hash256& sha256);
std::string RollPath(std::string_view electorate);
std::string PartPath(std::string_view electorate, std::uint32_t code_registrar);
// The file that the artefact announces whose record is at the index `record` of the log.
std::string ArtefactPath(const ArtefactLeaf& artefact, std::uint64_t record);

// Whether a file may have this name in some bundle; which files one bundle has, its manifest and
// its log say.
bool IsBundleFile(std::string_view path);
// Whether a file of such a name may be somewhere in this folder.
bool IsBundleFolder(std::string_view path);

}  // namespace urna::ledger
