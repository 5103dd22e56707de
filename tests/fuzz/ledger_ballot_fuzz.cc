// Decrypted payloads: anything may have been encrypted. A payload is a ballot only if it is, to the
// bit, what the ballot's choices are encoded as.
#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/patch.h"
#include "ledger/ballot_codec.h"

namespace urna::ledger {
namespace {

using fuzz::Require;

BallotCodec MakeCodec(int projects, const v1::BallotFormat& format) {
  v1::ContestConfig contest;
  contest.set_budget(1000);
  *contest.mutable_ballot_format() = format;
  for (int p = 0; p < projects; ++p) {
    v1::ProjectConfig& project = *contest.add_projects();
    project.set_id("p" + std::to_string(p));
    project.set_cost(10 + p);
    project.add_title()->set_text("Project");
  }
  auto codec = BallotCodec::Create(contest, 2);
  Require(codec.ok());
  return *std::move(codec);
}

std::vector<BallotCodec> MakeCodecs() {
  v1::BallotFormat approval, choose_one, cumulative, scoring, ordinal;
  approval.mutable_approval()->set_max_length(5);
  choose_one.mutable_choose_one();
  cumulative.mutable_cumulative()->set_max_points(7);
  cumulative.mutable_cumulative()->set_max_sum_points(20);
  scoring.mutable_scoring()->set_max_points(5);
  ordinal.mutable_ordinal()->set_max_length(6);
  std::vector<BallotCodec> codecs;
  for (const int projects : {20, 300}) {
    for (const auto& format : {approval, choose_one, cumulative, scoring, ordinal}) {
      codecs.push_back(MakeCodec(projects, format));
    }
  }
  return codecs;
}

void Check(const BallotCodec& codec, crypto::ByteView payload) {
  const auto choices = codec.Decode(payload);
  if (!choices.ok()) {
    Require(choices.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  const auto again = codec.Encode(*choices, static_cast<std::uint32_t>(payload.size() / 30));
  Require(again.ok() && std::equal(again->begin(), again->end(), payload.begin(), payload.end()));
  auto builder = tallying::Profile::Builder::Create(codec.contest());
  Require(builder.ok() && AddToProfile(*choices, *builder).ok());
}

}  // namespace
}  // namespace urna::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna;
  static const std::vector<ledger::BallotCodec> codecs = ledger::MakeCodecs();
  if (size == 0) return 0;
  const ledger::BallotCodec& codec = codecs[data[0] % codecs.size()];
  // Payloads are whole chunks: what is missing is zero.
  crypto::Bytes payload(data + 1, data + size);
  payload.resize(std::min<std::size_t>((payload.size() + 29) / 30, 16) * 30);
  ledger::Check(codec, payload);
  return 0;
}
