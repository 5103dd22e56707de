#include "end_to_end/attacks/real_election.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "absl/time/clock.h"
#include "cli/client/connection.h"
#include "cli/client/csv.h"
#include "cli/client/process_reader.h"
#include "cli/client/role_key.h"
#include "cli/client/sealed_file.h"
#include "end_to_end/attacks/fake_time.h"
#include "end_to_end/attacks/party_keys.h"
#include "ledger/code.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

constexpr std::int64_t kSecondsOpen = 2 * 3600;
constexpr std::int64_t kSecondsToGo = 24 * 3600;

}  // namespace

std::string SecondsAgo(std::int64_t seconds) {
  const absl::Time time =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())) - absl::Seconds(seconds);
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

Environment AfterVoting(std::int64_t more_seconds) {
  return Later(std::chrono::seconds(kSecondsToGo + more_seconds));
}

std::string CodesName(const testing::TestParamInfo<int>& codes) {
  return codes.param == 1 ? "OneCode" : "TwoCodes";
}

RealElection::RealElection(const RealShape& shape) : shape_(shape) {
  StartServer();
  parties_ = MakePartyKeys(folder_.path(), shape_.code_registrars, shape_.trustees);
  std::ofstream(Path("process.toml")) << Description();
  const std::string created = Do("admin create " + Path("process.toml"));
  constexpr std::string_view kLabel = "election id    ";
  const auto id = crypto::FromHex(created.substr(created.find(kLabel) + kLabel.size(), 32)).value();
  std::copy(id.begin(), id.end(), election_id_.begin());
  IssueCodes();
}

std::string RealElection::KeyFile(const std::string& name, const Where& where) const {
  return Path((where.key.empty() ? name : where.key) + ".key");
}

void RealElection::CopyKey(const std::string& name, const std::string& copy) const {
  std::filesystem::copy_file(Path(name + ".key"), Path(copy + ".key"));
}

std::string RealElection::Description() const {
  return "id = \"street\"\ntitle = { en = \"Our street\" }\nlanguage = \"en\"\ncurrency = \"EUR\"\n"
         "trustee_threshold = " +
         std::to_string(shape_.threshold) +
         (shape_.closing_quorum == 0
              ? ""
              : "\nclosing_quorum = " + std::to_string(shape_.closing_quorum)) +
         "\nopening_time = " + SecondsAgo(kSecondsOpen) +
         "\nclosing_time = " + SecondsAgo(-kSecondsToGo) +
         "\ncomplaint_seconds = " + std::to_string(shape_.complaint_seconds) +
         "\nareas = [{ id = \"street\", title = \"The street\" }]\n"
         "electorates = [{ id = \"street\", title = \"Who lives there\", contests = [\"street\"], "
         "code_registrars = " +
         std::to_string(shape_.code_registrars) + " }]" + R"(
[[contests]]
id = "street"
title = "Projects of the street"
area = "street"
budget = 10000
ballot = { format = "approval", max_length = 2 }
rule = "approval"
tie_break = "lexicographic"
minimum_ballots = 1
projects = [
  { id = "bench", title = "A bench", cost = 1500 },
  { id = "trees", title = "Two trees", cost = 4000 },
  { id = "paint", title = "A painted wall", cost = 9000 },
]
)" + parties_;
}

void RealElection::IssueCodes() {
  std::ofstream people(Path("people.csv"));
  people << "person,electorate\n";
  for (int v = 0; v < shape_.voters; ++v) people << "P-" << v << ",street\n";
  people.close();
  const std::string election = " --election-id " + crypto::ToHex(election_id_);
  Do("registrar roll-key --out " + Path("roll.key"));
  for (int j = 1; j <= shape_.code_registrars; ++j) {
    const std::string letters = Path(Numbered("letters", j)), name = Numbered("registrar", j);
    Do("registrar issue " + Path("people.csv") + election + " --roll-key " + Path("roll.key") +
       " --number " + std::to_string(j) + " --out " + letters);
    Do("registrar upload --process street --registrar " + name + " --key " + Path(name + ".key") +
       election + " --parts " + letters);
    const auto table = client::ParseCsv(WholeFile(letters + "/letters.csv")).value();
    const auto column = [&](const std::string& title) {
      std::vector<std::string> out;
      for (const auto& row : table.rows) out.push_back(row[table.Column(title).value()]);
      return out;
    };
    codes_.push_back(column("code"));
    slots_ = column("slot");
  }
}

void RealElection::Freeze() { Do("admin freeze street"); }

void RealElection::HoldCeremony() {
  Freeze();
  for (int round = 0; round < 3; ++round) {
    for (int m = 1; m <= shape_.trustees; ++m) Trustee(m, "ceremony");
  }
}

Finished RealElection::TryApprove(const std::string& who, const Where& where) const {
  const bool registrar = who.starts_with("registrar");
  const std::string role = who.substr(0, who.find_first_of("123456789"));
  return Try(role + " approve --process street --key " + Path(who + ".key") +
                 (registrar ? " --parts " + Path("letters" + who.substr(role.size())) : "") +
                 " --yes",
             where);
}

void RealElection::Seal() {
  std::vector<std::string> parties = {"authority"};
  for (int m = 1; m <= shape_.trustees; ++m) parties.push_back(Numbered("trustee", m));
  for (int j = 1; j <= shape_.code_registrars; ++j) parties.push_back(Numbered("registrar", j));
  for (const std::string& who : parties) {
    const Finished run = TryApprove(who);
    if (run.exit_code != 0) throw std::runtime_error(who + " approve: " + run.output);
  }
  Do("admin seal street");
}

void RealElection::Open(const std::string& at) {
  Do("authority open --process street --key " + Path("authority.key") +
     (at.empty() ? "" : " --at " + at));
}

void RealElection::Close(const std::string& at) {
  Do("authority close --process street --key " + Path("authority.key") +
     (at.empty() ? "" : " --at " + at));
}

void RealElection::SealAndOpen() {
  HoldCeremony();
  Seal();
  Open();
}

Finished RealElection::TryVoteWith(const std::vector<std::string>& codes,
                                   const std::string& project, const std::string& receipt,
                                   const Where& where) const {
  Where with_codes = where;
  constexpr const char* kVariables[] = {"URNA_CODE", "URNA_CODE_2"};
  for (std::size_t j = 0; j < codes.size(); ++j) {
    with_codes.environment[kVariables[j]] = codes[j];
  }
  const std::string device = Path(where.device.empty() ? "device" : where.device);
  std::filesystem::create_directories(device);
  return Try("vote --process street --contest street --yes --choice " + project + " --memory " +
                 device + " --out " + ReceiptFile(receipt),
             with_codes);
}

Finished RealElection::TryVote(int voter, const std::string& project, const std::string& receipt,
                               const Where& where) const {
  std::vector<std::string> codes;
  for (int j = 1; j <= shape_.code_registrars; ++j) codes.push_back(code(voter, j));
  return TryVoteWith(codes, project, receipt, where);
}

std::string RealElection::Vote(int voter, const std::string& project, const std::string& receipt,
                               const Where& where) const {
  const Finished run = TryVote(voter, project, receipt, where);
  if (run.exit_code != 0) throw std::runtime_error("urna vote: " + run.output);
  return run.output;
}

Finished RealElection::TryTrustee(int m, const std::string& step, const Where& where) const {
  const bool after = !step.starts_with("ceremony") && !step.starts_with("approve");
  Where then = where;
  if (after && then.environment.empty()) then.environment = AfterVoting();
  return Try(
      "trustee " + step + " --process street --key " + KeyFile(Numbered("trustee", m), where),
      then);
}

std::string RealElection::Trustee(int m, const std::string& step, const Where& where) const {
  const Finished run = TryTrustee(m, step, where);
  if (run.exit_code != 0) throw std::runtime_error("urna trustee " + step + ": " + run.output);
  return run.output;
}

std::string RealElection::ClosingAt(const Where& where) const {
  std::string told = Do("closing --process street", where);
  // The summary for people comes first, on standard error.
  told.pop_back();
  std::string groups = told.substr(told.rfind('\n') + 1);
  std::erase(groups, ' ');
  return groups;
}

Finished RealElection::TrySignClosing(int m, const std::string& closing, const Where& where) const {
  return TryTrustee(m, "close --closing " + closing, where);
}

std::string RealElection::SignClosing(int m, const std::string& closing, const Where& where) const {
  return Trustee(m, "close --closing " + closing, where);
}

std::string RealElection::AuthoriseClosing(const std::string& closing, const Where& where) const {
  return Do("authority sign-closing --process street --yes --closing " + closing + " --key " +
                KeyFile("authority", where),
            where);
}

void RealElection::SignClosings(const Where& where) const {
  const std::string closing = ClosingAt(where);
  for (int m = 1; m <= shape_.trustees; ++m) SignClosing(m, closing, where);
  AuthoriseClosing(closing, where);
}

void RealElection::Count(const std::vector<int>& trustees, const Where& where) const {
  for (const char* step : {"mix", "decrypt"}) {
    for (const int m : trustees) Trustee(m, step, where);
  }
  Trustee(trustees.at(0), "tally", where);
}

std::uint64_t RealElection::LogSize(const Where& where) const {
  const std::string server = where.server.empty() ? address() : where.server;
  const client::ProcessReader reader(client::Connection::Open({server, {}, {}}).value(), process_);
  const std::string note = reader.ReadCheckpoint().value();
  return std::stoull(note.substr(note.find('\n') + 1));
}

std::string RealElection::Fetch(const std::string& name, const Where& where) const {
  Do("bundle fetch --process street --out " + Path(name), where);
  return Path(name);
}

Verdict RealElection::Verify(const std::string& bundle,
                             const std::vector<std::string>& receipts) const {
  std::string command = "verify --json " + bundle;
  for (const std::string& receipt : receipts) command += " --receipt " + ReceiptFile(receipt);
  const Finished run = Try(command);
  // What is wrong is also said on standard error, after the report.
  const std::string report = run.output.substr(0, run.output.find('\n'));
  return {run.exit_code, nlohmann::json::parse(report, nullptr, false), run.output};
}

Finished RealElection::Try(const std::string& arguments, const Where& where) const {
  Environment environment = {{"URNA_PASSPHRASE", kPassphrase}, {"URNA_TOKEN", token_}};
  environment["URNA_SERVER"] = !where.server.empty() ? where.server
                               : server_ != nullptr  ? address()
                                                     : "127.0.0.1:1";
  for (const auto& [name, value] : where.environment) environment[name] = value;
  return Urna(arguments, environment, folder_.path());
}

std::string RealElection::Do(const std::string& arguments, const Where& where) const {
  const Finished run = Try(arguments, where);
  if (run.exit_code != 0) throw std::runtime_error("urna " + arguments + ": " + run.output);
  return run.output;
}

void RealElection::StopServer() {
  if (server_->Terminate() != 0) throw std::runtime_error("the server did not end well");
  server_.reset();
}

void RealElection::StartServer(const Environment& environment) {
  server_.reset(new ServerProcess(home_.Serve(environment)));
}

crypto::VoterKey RealElection::Key(int voter, int codes) const {
  std::vector<crypto::VoterKey> parts;
  for (int j = 1; j <= codes; ++j) {
    parts.push_back(ledger::VotingCode::Parse(code(voter, j), static_cast<std::uint32_t>(j))
                        .value()
                        .Key(election_id_)
                        .value());
  }
  return crypto::VoterKey::Sum(parts).value();
}

client::Receipt RealElection::Receipt(const std::string& name) const {
  return client::Receipt::FromJson(WholeFile(ReceiptFile(name))).value();
}

crypto::SecretBytes RealElection::ReadKey(const std::string& name) const {
  return client::SealedFile::Open(Path(name + ".key"), Passphrase()).value().content();
}

client::TrusteeMemory RealElection::Memory(int m) const {
  const crypto::SecretBytes content = ReadKey(Numbered("trustee", m));
  return client::TrusteeMemory::Parse({content.data(), content.size()}).value();
}

crypto::SigningKey RealElection::RegistrarKey(int j) const {
  const crypto::SecretBytes content = ReadKey(Numbered("registrar", j));
  return client::ParseRegistrarKey({content.data(), content.size()}).value();
}

}  // namespace urna::end_to_end
