#include "cli/bench_attacks.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "cli/unfinished_calls.h"
#include "cli/vandal_connections.h"
#include "ledger/folder.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/ledger_service.grpc.pb.h"
#include "urna/v1/projects_service.grpc.pb.h"
#include "urna/v1/tallies_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::cli {
namespace {

using ledger::FileDescriptor;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kRound(50);
constexpr std::chrono::seconds kStreamTime(10);
constexpr std::chrono::seconds kCallTime(10);
// gRPC's clients keep within what a server allows on one connection.
constexpr int kStreamsPerConnection = 50;
constexpr std::size_t kOversized = 64 << 10;
constexpr int kLargestPage = 2000;
constexpr int kLargestList = 1000;

using Counts = Attack::Counts;

// One thread's, over connections of kStreamsPerConnection each.
void HoldUnfinishedCalls(const std::string& address, int count, Counts& counts) {
  const sockaddr_storage to = AddressOf(address);
  std::vector<std::unique_ptr<UnfinishedCalls>> connections(
      static_cast<std::size_t>((count + kStreamsPerConnection - 1) / kStreamsPerConnection));
  std::uint64_t begun_before = 0, ended_before = 0;
  // One connection in each, as many as of the other kinds.
  constexpr std::chrono::microseconds kPause(2'500);
  while (!counts.ending) {
    bool may_open = true;
    std::uint64_t begun = begun_before, ended = ended_before;
    for (auto& connection : connections) {
      if (connection == nullptr) {
        if (!std::exchange(may_open, false)) continue;
        FileDescriptor fd = BeginConnecting(to);
        if (fd.get() < 0) continue;
        connection = std::make_unique<UnfinishedCalls>(
            std::move(fd), "/urna.v1.Ledger/GetCheckpoint", std::min(count, kStreamsPerConnection));
      }
      const bool goes_on = connection->Step();
      begun += connection->begun();
      ended += goes_on ? connection->ended() : connection->begun();
      if (goes_on) continue;
      begun_before += connection->begun();
      ended_before += connection->begun();
      connection.reset();
    }
    counts.attempts = begun;
    counts.rebuffed = ended;
    std::this_thread::sleep_for(kPause);
  }
}

// --- Calls ---

std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void SetTime(grpc::ClientContext& context, std::chrono::seconds time) {
  context.set_deadline(std::chrono::system_clock::now() + time);
}

// One thread's streams, over one connection.
void HoldStreams(const Target& target, int count, Counts& counts) {
  struct Stream {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::ReadRollResponse>> roll;
    std::unique_ptr<grpc::ClientReader<v1::ReadArtefactResponse>> artefact;
  };
  const auto channel = NewChannel(target.address);
  const auto eligibility = v1::Eligibility::NewStub(channel);
  const auto ledger = v1::Ledger::NewStub(channel);
  v1::ReadRollRequest roll;
  roll.set_electorate(target.electorate);
  v1::ReadArtefactRequest artefact;
  artefact.set_process(target.process);
  while (!counts.ending) {
    std::vector<std::unique_ptr<Stream>> streams;
    for (int i = 0; i < count && !counts.ending; ++i) {
      auto& stream = streams.emplace_back(std::make_unique<Stream>());
      SetTime(stream->context, kStreamTime);
      const std::uint64_t attempt = counts.attempts++;
      if (target.artefacts.empty() || attempt % 2 == 0) {
        stream->roll = eligibility->ReadRoll(&stream->context, roll);
      } else {
        artefact.set_leaf_index(target.artefacts[attempt / 2 % target.artefacts.size()]);
        stream->artefact = ledger->ReadArtefact(&stream->context, artefact);
      }
    }
    counts.Sleep(kStreamTime);
    for (const auto& stream : streams) {
      stream->context.TryCancel();
      const grpc::Status status =
          stream->roll != nullptr ? stream->roll->Finish() : stream->artefact->Finish();
      if (status.error_code() != grpc::StatusCode::CANCELLED &&
          status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED) {
        ++counts.rebuffed;
      }
    }
  }
}

void HoldUploads(const Target& target, int count, Counts& counts) {
  struct Upload {
    grpc::ClientContext context;
    v1::SubmitArtefactResponse response;
    std::unique_ptr<grpc::ClientWriter<v1::SubmitArtefactRequest>> writer;
  };
  const auto trustees = v1::Trustees::NewStub(NewChannel(target.address));
  v1::SubmitArtefactRequest request;
  *request.mutable_header() = target.header;
  while (!counts.ending) {
    std::vector<std::unique_ptr<Upload>> uploads;
    for (int i = 0; i < count && !counts.ending; ++i) {
      auto& upload = uploads.emplace_back(std::make_unique<Upload>());
      SetTime(upload->context, kStreamTime);
      upload->writer = trustees->SubmitArtefact(&upload->context, &upload->response);
      ++counts.attempts;
      upload->writer->Write(request);
    }
    counts.Sleep(kStreamTime);
    for (const auto& upload : uploads) {
      upload->context.TryCancel();
      if (upload->writer->Finish().error_code() != grpc::StatusCode::CANCELLED) ++counts.rebuffed;
    }
  }
}

template <typename Stub, typename Request, typename Response>
void CallOnce(Stub& stub,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request, Counts& counts, const std::string& metadata = {}) {
  grpc::ClientContext context;
  SetTime(context, kCallTime);
  if (!metadata.empty()) context.AddMetadata("x-oversized", metadata);
  Response response;
  ++counts.attempts;
  if (!(stub.*method)(&context, request, &response).ok()) ++counts.rebuffed;
}

void ReadMuch(const Target& target, Counts& counts) {
  const auto channel = NewChannel(target.address);
  const auto ledger = v1::Ledger::NewStub(channel);
  const auto tallies = v1::Tallies::NewStub(channel);
  const auto projects = v1::Projects::NewStub(channel);
  v1::ListEntriesRequest entries;
  entries.set_process(target.process);
  entries.set_page_size(kLargestPage);
  v1::GetTallyRequest tally;
  tally.set_contest(target.contest);
  v1::ListProjectsRequest list;
  list.set_parent(target.contest);
  list.set_page_size(kLargestList);
  while (!counts.ending) {
    CallOnce(*ledger, &v1::Ledger::Stub::ListEntries, entries, counts);
    CallOnce(*tallies, &v1::Tallies::Stub::GetTally, tally, counts);
    CallOnce(*projects, &v1::Projects::Stub::ListProjects, list, counts);
  }
}

void SendOversized(const Target& target, int per_second, Counts& counts) {
  const auto ledger = v1::Ledger::NewStub(NewChannel(target.address));
  v1::GetCheckpointRequest request;
  request.set_process(target.process);
  const std::string metadata(kOversized, 'x');
  const auto pause =
      std::chrono::duration_cast<Clock::duration>(std::chrono::seconds(1)) / per_second;
  while (!counts.Sleep(pause)) {
    CallOnce(*ledger, &v1::Ledger::Stub::GetCheckpoint, request, counts, metadata);
  }
}

void CastBad(const Target& target, int per_second, Counts& counts) {
  const auto pause =
      std::chrono::duration_cast<Clock::duration>(std::chrono::seconds(1)) / per_second;
  // Shared with answers that come after the end.
  const auto under_way = std::make_shared<std::atomic<int>>(0);
  while (!counts.Sleep(pause)) {
    const std::uint64_t attempt = counts.attempts++;
    ++*under_way;
    target.voter->SendOnce(target.bad_ballots[attempt % target.bad_ballots.size()],
                           [under_way, &counts](const auto& answer) {
                             if (!answer.ok()) ++counts.rebuffed;
                             --*under_way;
                           });
  }
  // They count here, and end by their own deadline.
  while (*under_way > 0) std::this_thread::sleep_for(kRound);
}

}  // namespace

std::vector<std::unique_ptr<Attack>> StartAttacks(const Target& target, const AttackSizes& sizes) {
  std::vector<std::unique_ptr<Attack>> attacks;
  const auto start = [&attacks](const char* name, int threads, const Attack::Work& work) {
    if (threads > 0) attacks.push_back(std::make_unique<Attack>(name, threads, work));
  };
  const auto connections = [&](const char* name, int count, std::vector<std::string> first,
                               bool trickles) {
    const HeldConnections held = {
        .count = static_cast<std::size_t>(count), .first = std::move(first), .trickles = trickles};
    start(name, count > 0 ? 1 : 0,
          [=](Counts& counts) { HoldConnections(target.address, held, counts); });
  };
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  connections("idle connections", sizes.idle_connections, {"", preface}, false);
  connections("half-open handshakes", sizes.half_open_connections,
              {preface, "\x16\x03\x01\x02\x05\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"}, true);
  const auto threads = [](int streams) {
    return (streams + kStreamsPerConnection - 1) / kStreamsPerConnection;
  };
  start("unread streams", threads(sizes.unread_streams), [=](Counts& counts) {
    HoldStreams(target, std::min(sizes.unread_streams, kStreamsPerConnection), counts);
  });
  start("unfinished calls", sizes.unfinished_calls > 0 ? 1 : 0, [=](Counts& counts) {
    HoldUnfinishedCalls(target.address, sizes.unfinished_calls, counts);
  });
  start("artefact headers", threads(sizes.header_uploads), [=](Counts& counts) {
    HoldUploads(target, std::min(sizes.header_uploads, kStreamsPerConnection), counts);
  });
  start("bad ballots", sizes.bad_ballots_per_second > 0 ? 1 : 0,
        [=](Counts& counts) { CastBad(target, sizes.bad_ballots_per_second, counts); });
  start("expensive reads", sizes.expensive_reads,
        [=](Counts& counts) { ReadMuch(target, counts); });
  start("oversized metadata", sizes.oversized_calls_per_second > 0 ? 1 : 0,
        [=](Counts& counts) { SendOversized(target, sizes.oversized_calls_per_second, counts); });
  return attacks;
}

}  // namespace urna::cli
