#include "cli/rehearsal.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "absl/time/clock.h"
#include "cli/client/observer_client.h"
#include "cli/client_options.h"
#include "concurrency/first_error.h"

namespace urna::cli {
namespace {

constexpr int kTrustees = 3;
constexpr std::uint32_t kTrusteeThreshold = 2;
constexpr std::int64_t kVotingSeconds = 86400;
constexpr auto kPhaseTime = std::chrono::seconds(60);
constexpr auto kPhasePoll = std::chrono::milliseconds(20);
// More turns than any stage has; a stage that takes more does not end at all.
constexpr int kMostTurns = 20;

std::string BytesOf(crypto::ByteView bytes) { return std::string(crypto::AsText(bytes)); }

// The letters' table again: what every voter holds in the hand.
absl::StatusOr<std::vector<ledger::VotingCode>> ReadCodes(const client::IssuedCodes& issued,
                                                          std::uint32_t registrar) {
  const std::string_view text(reinterpret_cast<const char*>(issued.letters.data()),
                              issued.letters.size());
  auto letters = client::ParseCsv(text);
  if (!letters.ok()) return letters.status();
  auto column = letters->Column("code");
  if (!column.ok()) return column.status();
  std::vector<ledger::VotingCode> out;
  for (const auto& letter : letters->rows) {
    auto code = ledger::VotingCode::Parse(letter[*column], registrar);
    if (!code.ok()) return code.status();
    out.push_back(*std::move(code));
  }
  return out;
}

}  // namespace

VotingTimes ADayFromNow() {
  const std::int64_t now = absl::ToUnixSeconds(absl::Now());
  return {now - 1, now + kVotingSeconds};
}

absl::StatusOr<std::unique_ptr<Rehearsal>> Rehearsal::Create(const std::string& address,
                                                             const std::string& token,
                                                             client::ProcessDescription description,
                                                             Progress progress) {
  std::unique_ptr<Rehearsal> out(new Rehearsal());
  out->address_ = address;
  out->progress_ = std::move(progress);
  out->description_ = std::move(description);
  auto connection = client::Connection::Open({address, {}, token});
  if (!connection.ok()) return connection.status();
  out->administrator_ = std::make_unique<client::AdministratorClient>(*std::move(connection));
  if (auto status = out->MakeParties(); !status.ok()) return status;
  return out;
}

absl::StatusOr<std::shared_ptr<const client::ProcessReader>> Rehearsal::NewReader() const {
  auto connection = client::Connection::Open({address_, {}, {}});
  if (!connection.ok()) return connection.status();
  return std::make_shared<const client::ProcessReader>(*std::move(connection), description_.name());
}

absl::Status Rehearsal::MakeParties() {
  const auto signing = [](auto& party, const std::string& name, const crypto::VerifyingKey& key) {
    party.set_display_name(name);
    party.set_signing_key(BytesOf(key.bytes()));
  };
  const std::uint32_t registrars =
      std::max(1u, description_.electorates[0].second.code_registrars());
  for (std::uint32_t j = 1; j <= registrars; ++j) {
    crypto::SigningKey key = crypto::SigningKey::Generate();
    v1::Registrar registrar;
    signing(registrar, fmt::format("Registrar {}", j), key.public_key());
    RegistrarSeat seat{fmt::format("registrar-{}", j), nullptr, {}, {}};
    description_.registrars.emplace_back(seat.id, registrar);
    auto reader = NewReader();
    if (!reader.ok()) return reader.status();
    seat.client = std::make_unique<client::RegistrarClient>(*std::move(reader), std::move(key));
    registrars_.push_back(std::move(seat));
  }
  crypto::SigningKey authority_key = crypto::SigningKey::Generate();
  v1::Authority authority;
  signing(authority, "Authority", authority_key.public_key());
  description_.authorities = {{"authority", authority}};
  for (int i = 1; i <= kTrustees; ++i) {
    client::TrusteeMemory memory{crypto::TrusteeSecretKeys::Generate(), {}};
    TrusteeSeat seat{fmt::format("trustee-{}", i), nullptr};
    v1::Trustee trustee;
    signing(trustee, seat.name, memory.keys.signing.public_key());
    trustee.set_box_key(BytesOf(memory.keys.box_public));
    description_.trustees.emplace_back(seat.name, trustee);
    auto reader = NewReader();
    if (!reader.ok()) return reader.status();
    client::TrusteeOptions options;
    options.threads = AllThreads();
    options.confirm_closing = [](const client::LogReplica&, const crypto::Hash256&) {
      return true;
    };
    options.now = [] { return absl::Now() + absl::Seconds(2 * kVotingSeconds); };
    options.on_progress = [this, name = seat.name](std::string_view what, double done) {
      if (progress_) progress_(fmt::format("{}: {}", name, what), done);
    };
    seat.client = std::make_unique<client::TrusteeClient>(*std::move(reader), std::move(memory),
                                                          std::make_unique<client::VolatileVault>(),
                                                          std::move(options));
    trustees_.push_back(std::move(seat));
  }
  auto authority_reader = NewReader();
  if (!authority_reader.ok()) return authority_reader.status();
  authority_ = std::make_unique<client::AuthorityClient>(
      *std::move(authority_reader), client::AuthorityMemory{std::move(authority_key), {}},
      std::make_unique<client::VolatileAuthorityVault>());
  return absl::OkStatus();
}

absl::Status Rehearsal::SetUp(std::size_t voters, const VotingTimes& times) {
  v1::Process& process = description_.process;
  process.set_trustee_threshold(kTrusteeThreshold);
  process.set_revote(v1::REVOTE_POLICY_LAST);
  process.set_ballots_per_key(50);
  process.set_complaint_seconds(0);
  for (auto& contest : description_.contests) contest.contest.set_minimum_ballots(0);
  process.mutable_opening_time()->set_seconds(times.opening);
  process.mutable_closing_time()->set_seconds(times.closing);
  auto created = administrator_->Create(description_);
  if (!created.ok()) return created.status();
  if (created->election_id().size() != election_.size()) {
    return client::NotAsPromised("the process has no election id");
  }
  std::copy(created->election_id().begin(), created->election_id().end(), election_.begin());

  const std::string& electorate = description_.electorates[0].first;
  client::CsvTable people;
  people.header = {"person", "electorate"};
  for (std::size_t i = 0; i < voters; ++i) {
    people.rows.push_back({fmt::format("{}", i + 1), electorate});
    people.lines.push_back(i + 2);
  }
  const ledger::RollKey roll_key = ledger::DrawRollKey();
  for (std::uint32_t j = 1; j <= registrars_.size(); ++j) {
    RegistrarSeat& seat = registrars_[j - 1];
    auto issued = client::IssueCodes(people, {}, election_, roll_key, j, [&](double done) {
      if (progress_) progress_("drawing codes", done);
    });
    if (!issued.ok()) return issued.status();
    auto codes = ReadCodes(*issued, j);
    if (!codes.ok()) return codes.status();
    seat.codes = *std::move(codes);
    seat.issued = *std::move(issued);
    auto status =
        seat.client->UploadPart(election_, seat.id, electorate, j, seat.issued.parts[electorate]);
    if (!status.ok()) return status.status();
  }
  return absl::OkStatus();
}

absl::StatusOr<crypto::VoterKey> Rehearsal::VoterKey(std::size_t voter) const {
  std::vector<crypto::VoterKey> parts;
  for (const RegistrarSeat& seat : registrars_) {
    auto part = seat.codes[voter].Key(election_);
    if (!part.ok()) return part.status();
    parts.push_back(*std::move(part));
  }
  return crypto::VoterKey::Sum(parts);
}

std::vector<std::string> Rehearsal::Codes(std::size_t voter) const {
  std::vector<std::string> out;
  for (const RegistrarSeat& seat : registrars_) {
    out.push_back(seat.codes[voter].RevealForLetter());
  }
  return out;
}

absl::Status Rehearsal::RunTrustees(Stage stage) {
  for (int turn = 0; turn < kMostTurns; ++turn) {
    bool all_finished = true;
    for (TrusteeSeat& seat : trustees_) {
      auto step = ((*seat.client).*stage)();
      if (!step.ok()) return client::While(seat.name, step.status());
      all_finished = all_finished && step->finished;
    }
    if (all_finished) return absl::OkStatus();
  }
  return absl::DeadlineExceededError("the trustees do not come to an end");
}

absl::Status Rehearsal::Seal() {
  const std::string name = description_.name();
  if (auto frozen = administrator_->Freeze(name); !frozen.ok()) return frozen.status();
  auto status = RunTrustees(&client::TrusteeClient::Ceremony);
  if (!status.ok()) return status;
  auto reader = NewReader();
  if (!reader.ok()) return reader.status();
  auto sealed = (*reader)->ReadManifest({});
  if (!sealed.ok()) return sealed.status();
  sealed_ = *std::move(sealed);
  for (RegistrarSeat& seat : registrars_) {
    auto done = seat.client->Approve(sealed_, seat.issued.parts);
    if (!done.ok()) return client::While(seat.id, done.status());
  }
  if (auto done = RunTrustees(&client::TrusteeClient::Approve); !done.ok()) return done;
  if (auto done = authority_->Approve(sealed_); !done.ok()) return done.status();
  return administrator_->Seal(name).status();
}

absl::Status Rehearsal::WaitFor(v1::Phase phase) const {
  auto reader = NewReader();
  if (!reader.ok()) return reader.status();
  const auto deadline = std::chrono::steady_clock::now() + kPhaseTime;
  for (;;) {
    auto process = (*reader)->Describe();
    if (!process.ok()) return process.status();
    if (process->phase() >= phase) return absl::OkStatus();
    if (std::chrono::steady_clock::now() > deadline) {
      return absl::DeadlineExceededError(
          fmt::format("the process does not come to {}", v1::Phase_Name(phase)));
    }
    // The server opens and closes by its clock, and does not call back.
    std::this_thread::sleep_for(kPhasePoll);
  }
}

absl::Status Rehearsal::Open() {
  auto done = authority_->Open(*sealed_.manifest, absl::Now());
  return done.ok() ? WaitFor(v1::PHASE_VOTING) : done.status();
}

absl::Status Rehearsal::Close() {
  auto done = authority_->Close(*sealed_.manifest, absl::Now());
  return done.ok() ? WaitFor(v1::PHASE_CLOSED) : done.status();
}

absl::StatusOr<client::VoterClient> Rehearsal::Voter() const {
  auto connection = client::Connection::Open({address_, {}, {}});
  if (!connection.ok()) return connection.status();
  return client::VoterClient(*std::move(connection), sealed_.manifest);
}

absl::Status Rehearsal::Cast(const std::vector<ledger::Choices>& ballots, int connections) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> cast = 0;
  FirstError error;
  const auto fail = [&](std::size_t voter, const absl::Status& status) {
    error.Set(client::While(fmt::format("the ballot of voter {}", voter + 1), status));
    next = ballots.size();
  };
  const auto work = [&](bool tells) {
    auto voter_client = Voter();
    if (!voter_client.ok()) return fail(0, voter_client.status());
    for (;;) {
      const std::size_t voter = next.fetch_add(1);
      if (voter >= ballots.size()) return;
      auto key = VoterKey(voter);
      if (!key.ok()) return fail(voter, key.status());
      auto receipt = voter_client->Cast(ledger::ContestId{0}, ballots[voter], *key);
      if (!receipt.ok()) return fail(voter, receipt.status());
      const std::size_t done = ++cast;
      if (tells && progress_) {
        progress_("casting", static_cast<double>(done) / static_cast<double>(ballots.size()));
      }
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < connections; ++i) others.emplace_back(work, false);
  work(true);
  for (std::thread& thread : others) thread.join();
  return error.Get();
}

absl::Status Rehearsal::SignClosing() {
  if (auto status = RunTrustees(&client::TrusteeClient::SignClosing); !status.ok()) return status;
  auto log = Replicate();
  if (!log.ok()) return log.status();
  return authority_->SignClosing(*log).status();
}
absl::Status Rehearsal::Mix() { return RunTrustees(&client::TrusteeClient::Mix); }

absl::Status Rehearsal::Decrypt() {
  // Other trustees than those that mixed come first, as far as there are others.
  std::reverse(trustees_.begin(), trustees_.end());
  return RunTrustees(&client::TrusteeClient::Decrypt);
}

absl::Status Rehearsal::Tally() {
  auto step = trustees_.front().client->Tally();
  if (!step.ok()) return step.status();
  return step->finished ? absl::OkStatus()
                        : absl::FailedPreconditionError("an outcome cannot be computed yet");
}

client::Pins Rehearsal::pins() const {
  return {sealed_.manifest->log_key().ToVkey(), sealed_.manifest->hash()};
}

absl::Status Rehearsal::Mirror(const std::string& folder) const {
  auto reader = NewReader();
  if (!reader.ok()) return reader.status();
  return client::MirrorBundle(*std::move(reader), pins(), folder, AllThreads(), [&](double done) {
    if (progress_) progress_("mirroring", done);
  });
}

absl::StatusOr<client::LogReplica> Rehearsal::Replicate() const {
  auto reader = NewReader();
  if (!reader.ok()) return reader.status();
  return client::LogReplica::Download(*std::move(reader), pins(), AllThreads(), [&](double done) {
    if (progress_) progress_("verifying the log", done);
  });
}

}  // namespace urna::cli
