#include "cli/bench_attacks.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <string_view>
#include <thread>
#include <utility>

#include "cli/unfinished_calls.h"
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
constexpr int kOpenedPerRound = 20;
constexpr std::chrono::seconds kStreamTime(10);
constexpr std::chrono::seconds kCallTime(10);
// gRPC's clients keep within what a server allows on one connection.
constexpr int kStreamsPerConnection = 50;
constexpr std::size_t kOversized = 64 << 10;
constexpr int kLargestPage = 2000;
constexpr int kLargestList = 1000;

// Threads that repeat a step until the end.
class Repeated final : public Attack {
 public:
  struct Counts {
    std::atomic<std::uint64_t> attempts = 0;
    std::atomic<std::uint64_t> rebuffed = 0;
    std::atomic<bool> ending = false;

    // Whether the end came meanwhile.
    bool Sleep(Clock::duration time) const {
      for (const auto end = Clock::now() + time; Clock::now() < end && !ending;) {
        std::this_thread::sleep_for(std::min<Clock::duration>(kRound, end - Clock::now()));
      }
      return ending;
    }
  };
  using Work = std::function<void(Counts& counts)>;

  // `work` returns soon after `ending` is set.
  Repeated(std::string name, int threads, const Work& work) : name_(std::move(name)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this, work] { work(counts_); });
  }
  ~Repeated() override {
    counts_.ending = true;
    for (std::thread& thread : threads_) thread.join();
  }
  const std::string& name() const override { return name_; }
  std::uint64_t attempts() const override { return counts_.attempts; }
  std::uint64_t rebuffed() const override { return counts_.rebuffed; }

 private:
  const std::string name_;
  Counts counts_;
  std::vector<std::thread> threads_;
};
using Counts = Repeated::Counts;

// --- Connections that say nothing, or never finish what they begin ---

sockaddr_storage AddressOf(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.starts_with("[")) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  sockaddr_storage address{};
  if (getaddrinfo(host.c_str(), text.substr(colon + 1).c_str(), &hints, &found) == 0) {
    std::memcpy(&address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
  }
  return address;
}

FileDescriptor BeginConnecting(const sockaddr_storage& to) {
  FileDescriptor fd(socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return fd;
  if (to.ss_family == AF_INET) {
    sockaddr_in target{};
    std::memcpy(&target, &to, sizeof target);
    // On loopback the vandals have an address of their own, as elsewhere.
    if ((ntohl(target.sin_addr.s_addr) >> 24) == 127) {
      sockaddr_in from{};
      from.sin_family = AF_INET;
      from.sin_addr.s_addr = htonl(0x7f0000ee);
      const int on = 1;
      setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
      static_cast<void>(bind(fd.get(), reinterpret_cast<const sockaddr*>(&from), sizeof from));
    }
  }
  const socklen_t size = to.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  static_cast<void>(connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), size));
  return fd;
}

// Keeps `count` connections; each sends `first`, and one more byte a second when it `trickles`.
void HoldConnections(const std::string& address, std::size_t count,
                     const std::vector<std::string>& first, bool trickles, Counts& counts) {
  struct Held {
    FileDescriptor fd;
    std::string left;
  };
  const sockaddr_storage to = AddressOf(address);
  std::vector<Held> held;
  for (std::uint64_t round = 0; !counts.Sleep(kRound); ++round) {
    std::vector<pollfd> states;
    for (const Held& one : held)
      states.push_back({.fd = one.fd.get(), .events = POLLIN, .revents = 0});
    poll(states.data(), states.size(), 0);
    std::size_t at = 0;
    std::erase_if(held, [&](const Held& one) {
      char buffer[512];
      if (states[at++].revents == 0) return false;
      const ssize_t got = recv(one.fd.get(), buffer, sizeof buffer, 0);
      const bool is_over = got == 0 || (got < 0 && errno != EAGAIN);
      if (is_over) ++counts.rebuffed;
      return is_over;
    });
    for (Held& one : held) {
      const std::size_t size =
          trickles ? std::min<std::size_t>(1, one.left.size()) : one.left.size();
      if (size == 0 || (trickles && round % 20 != 0)) continue;
      if (send(one.fd.get(), one.left.data(), size, MSG_NOSIGNAL) > 0) one.left.erase(0, size);
    }
    for (int i = 0; i < kOpenedPerRound && held.size() < count; ++i) {
      FileDescriptor fd = BeginConnecting(to);
      if (fd.get() < 0) break;
      held.push_back({std::move(fd), first[counts.attempts++ % first.size()]});
    }
  }
}

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
  const auto start = [&attacks](const char* name, int threads, Repeated::Work work) {
    if (threads > 0) attacks.push_back(std::make_unique<Repeated>(name, threads, std::move(work)));
  };
  const auto connections = [&](const char* name, int count, std::vector<std::string> first,
                               bool trickles) {
    start(name, count > 0 ? 1 : 0, [=](Counts& counts) {
      HoldConnections(target.address, static_cast<std::size_t>(count), first, trickles, counts);
    });
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
