// How much of itself the server gives to its callers, in one place. What an operator may change
// stands in the configuration (server_config.h); how large a process and what is in it may be, in
// ledger/limits.h and drafting/validation.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace urna::services {

// Threads of the lanes besides the quick one, which the configuration sets.
inline constexpr std::size_t kReadThreads = 4;
// Each verification uses all processors by itself.
inline constexpr std::size_t kSlowThreads = 2;
inline constexpr std::size_t kTallyThreads = 2;
// Calls that may wait in a lane of seconds.
inline constexpr std::size_t kSlowQueue = 64;

// Calls at a time on one connection; the least that RFC 9113 advises.
inline constexpr int kStreamsPerConnection = 100;
// All headers of a call together.
inline constexpr int kMetadataBytes = 16 << 10;
// How long a client has to answer whether it is still there; how often it may ask the same.
inline constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
inline constexpr absl::Duration kLeastPingInterval = absl::Seconds(10);
// Of gRPC's own services that hold a thread for each stream, which is reflection alone: whoever holds
// all of them keeps others from reflection, and from nothing else.
inline constexpr int kReflectionThreads = 16;

// What one call may bring or take: a ballot (the largest, of 17 points, has 783 bytes), projects of a
// batch, records of a page and their bytes.
inline constexpr std::size_t kBallotBytes = 1024;
inline constexpr int kBatchedProjects = 1000;
inline constexpr std::int32_t kListedEntries = 2000;
inline constexpr std::size_t kListedEntryBytes = std::size_t{1} << 20;

// What parties may make the server keep of a process until enough of them have signed: different
// times for one step, keys to be revoked.
inline constexpr int kScheduledTimes = 100;
inline constexpr int kPendingRevocations = 10'000;
// How long the answer to a request_id is remembered.
inline constexpr absl::Duration kRequestsRemembered = absl::Hours(24);

// Logs of tallied processes that are open besides those that somebody uses; beyond, the one that was
// asked for longest ago is closed. So is one that nobody has asked for in so long.
inline constexpr std::size_t kTalliedOpen = 4;
inline constexpr absl::Duration kTalliedIdle = absl::Minutes(10);
// A journal that nobody has asked for in so long is closed.
inline constexpr absl::Duration kJournalIdle = absl::Minutes(10);
// Published tallies that are kept in memory.
inline constexpr std::size_t kTalliesKept = 4;

// Of proposals: how many drafts of citizens a process keeps, how many one source may begin and report
// within an hour, how many may be named in one call, and what may be kept of each.
inline constexpr std::size_t kProposalDrafts = 20'000;
// A draft that nobody has changed for so long is gone.
inline constexpr absl::Duration kDraftTime = absl::Hours(24 * 30);
inline constexpr std::size_t kProposalsPerSource = 200;
inline constexpr std::size_t kReportsPerSource = 30;
inline constexpr int kBatchedProposals = 1000;
inline constexpr int kCoAuthors = 50;
inline constexpr absl::Duration kInvitationTime = absl::Hours(24 * 30);
inline constexpr std::uint32_t kNotes = 1000;

// Of mail: how many want to follow from one source within an hour, and how often one address is asked
// within an hour whether it does.
inline constexpr std::size_t kFollowsPerSource = 30;
inline constexpr std::size_t kQuestionsPerAddress = 3;
// Mails within an hour that say "your proposal was received" to one address, which anybody may write down: the
// address is no proof of who hands in.
inline constexpr std::size_t kReceiptsPerAddress = 20;

// Of one search: its text, the words in it, the words that an unfinished one may stand for, and of a page the
// results that say where the words stand.
inline constexpr std::size_t kSearchBytes = 1000;
inline constexpr std::size_t kSearchWords = 32;
inline constexpr std::uint32_t kSearchExpansions = 1000;
inline constexpr int kFindings = 100;
// How long one caller at a time waits until the index has what was written before.
inline constexpr absl::Duration kSearchPatience = absl::Seconds(2);

// Of one simulation: scenarios, bytes and labels of a past election, voters who are made up, and how
// long it may hold a thread of the tallies.
inline constexpr int kScenarios = 16;
inline constexpr std::size_t kSimulatedFileBytes = std::size_t{16} << 20;
inline constexpr std::size_t kSimulatedLabels = 1000;
inline constexpr std::uint32_t kSyntheticVoters = 100'000;
inline constexpr absl::Duration kSimulationTime = absl::Seconds(20);

// How long a call may compute why an outcome came to be, and the reports that are kept in memory.
inline constexpr absl::Duration kReportTime = absl::Seconds(20);
inline constexpr std::size_t kReportBytes = std::size_t{64} << 20;

// What one read of a public file gives at most.
inline constexpr std::size_t kPublicReadBytes = std::size_t{1} << 20;

// Files that are being sent, in all and to one source. Each holds at most a piece and a slice
// (kPieceSize, FileReading::kSliceSize), so that all together hold less than 140 MiB.
inline constexpr std::size_t kDownloads = 128;
inline constexpr std::size_t kDownloadsPerSource = 16;
// The same of pieces of the map, each of which holds a slice.
inline constexpr std::size_t kMapPieces = 256;
inline constexpr std::size_t kMapPiecesPerSource = 64;
// Who watches the server's health.
inline constexpr std::size_t kHealthWatches = 128;
inline constexpr std::size_t kHealthWatchesPerSource = 16;
// Files that are being taken in, whatever they hold; an eighth of one source. Fewer where messages
// may be large for the memory that is configured.
inline constexpr std::size_t kUploads = 128;
// Who sends nothing for as long must give its room to another when that is scarce.
inline constexpr absl::Duration kUploadIdle = absl::Minutes(1);
// Messages that may be on their way in at a time, however little memory is configured.
inline constexpr std::uint64_t kLeastArrivals = 16;
// Messages of more than so much are counted by bytes, as long as they are held.
inline constexpr std::size_t kLargeMessage = std::size_t{16} << 10;
// Answers that have not been sent yet, together and to one source.
inline constexpr std::uint64_t kLargeAnswers = std::uint64_t{512} << 20;
inline constexpr std::uint64_t kLargeAnswersPerSource = kLargeAnswers / 4;

// A message that has not been taken by its reader in so long ends the call.
inline constexpr absl::Duration kWriteTimeout = absl::Seconds(30);
// The bytes a second that the reader of a stream takes on average, after a first time of slowness;
// one that is behind must take each message within the quick time.
inline constexpr double kLeastRate = 32 << 10;
inline constexpr absl::Duration kSlowTime = absl::Minutes(1);
inline constexpr absl::Duration kQuickTime = absl::Seconds(2);
// While the server ends, no client is waited for longer until it takes or sends the next piece.
inline constexpr absl::Duration kEndingTime = absl::Seconds(5);
// A stream whose sender sends nothing for so long is over; before its first message sooner.
inline constexpr absl::Duration kReadTimeout = absl::Minutes(2);
inline constexpr absl::Duration kHeaderTimeout = absl::Seconds(10);
// So is a call of one message that is not there by then.
inline constexpr absl::Duration kMessageTimeout = absl::Seconds(30);
// A message that has been on its way for so long gives way to others where all places are taken. A
// ballot comes with its call and is there at once; by then 64 places are free for newcomers from
// anywhere 3,200 times a second.
inline constexpr absl::Duration kArrivalTime = absl::Milliseconds(20);
// What a client may send of a message before the server asks for the rest. Ballots fit.
inline constexpr int kUnaskedBytes = 16 << 10;

// Of the HTTP door: the threads that read and write, and how long the head of a request may take.
inline constexpr int kHttpThreads = 2;
inline constexpr absl::Duration kRequestHeadTimeout = absl::Seconds(10);
// What is taken in and dropped of a body that nobody wants, so that its sender gets to read why: some
// messages of the largest size.
inline constexpr absl::Duration kLingerTime = absl::Seconds(5);
inline constexpr std::size_t kLingerBytes = std::size_t{16} << 20;
// Answers from this size on are packed where the caller asks for it; larger ones than the other by the lane
// that made them, so that nobody waits behind them.
inline constexpr std::size_t kPackedFrom = 1024;
inline constexpr std::size_t kPackedAtOnce = std::size_t{64} << 10;

// Of log-ins: threads that wait for providers of identities, how long one answer of one may take and how
// large it may be, and how many one source may begin, and finish, within an hour; of links that are mailed how
// many one source may ask for, go to one address, and are sent in all.
inline constexpr std::size_t kSignInThreads = 4;
inline constexpr std::size_t kSignInQueue = 256;
inline constexpr absl::Duration kFetchTime = absl::Seconds(10);
inline constexpr std::size_t kFetchBytes = std::size_t{256} << 10;
inline constexpr std::size_t kSignInsPerSource = 600;
inline constexpr std::size_t kLinksPerSource = 20;
inline constexpr std::size_t kLinksPerAddress = 5;
inline constexpr std::size_t kLinksPerHour = 5000;

// Attachments. Threads that wait for urna-image, each for one process of up to media::kMostMemory, and what may
// wait for one; the bytes of one file are an option of the server.
inline constexpr std::size_t kMediaThreads = 2;
inline constexpr std::size_t kMediaQueue = 64;
// Of a proposal's text, of a verdict, of the mandate: images, as many as a version can name; documents.
inline constexpr std::size_t kImages = 10;
inline constexpr std::size_t kDocuments = 5;
// Of a proposal with its verdicts, or of the mandate: bytes as they are kept.
inline constexpr std::uint64_t kAttachedBytes = std::uint64_t{64} << 20;
// What citizens attach in a process, together, as it is kept: 20,000 images.
inline constexpr std::uint64_t kAttachedByCitizens = std::uint64_t{8} << 30;
// Files that one source may begin to attach within an hour.
inline constexpr std::size_t kAttachedPerSource = 100;
// Of what is said of one, in each language.
inline constexpr std::size_t kAlternativeTextBytes = 500;

}  // namespace urna::services
