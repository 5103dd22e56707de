#include "end_to_end/spring/department.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "absl/time/clock.h"
#include "cli/client/csv.h"
#include "end_to_end/attacks/fake_time.h"
#include "end_to_end/attacks/party_keys.h"
#include "services/base/clock.h"
#include "services/server/server.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDistricts[] = {"nord", "centre", "sud"};
constexpr int kVotersADistrict = 2;

// What follows a label in what the program printed, to the end of the line.
std::string After(const std::string& output, const std::string& label) {
  const std::size_t at = output.find(label);
  if (at == std::string::npos) throw std::runtime_error("no " + label + " in " + output);
  const std::size_t begin = output.find_first_not_of(' ', at + label.size());
  return output.substr(begin, output.find('\n', begin) - begin);
}

std::string Contest(const std::string& id, const std::string& title, int budget) {
  return fmt::format(R"(
[[contests]]
id = "{0}"
title = "{1}"
area = "{0}"
budget = {2}
ballot = {{ format = "approval", max_length = 3 }}
rule = "greedy"
tie_break = "lexicographic"
minimum_ballots = 1
projects = []
)",
                     id, title, budget);
}

}  // namespace

Department::Department() : begin_(absl::ToUnixSeconds(absl::Now())) {
  Write("urna.toml", fmt::format("name = \"urna.test\"\nlisten = [\"127.0.0.1:0\"]\n"
                                 "http_listen = [\"127.0.0.1:0\"]\ndata_dir = \"{}\"\n"
                                 "log_level = \"warning\"\n",
                                 Path("data")));
  const auto config = Must(services::LoadServerConfig(Path("urna.toml"), {}));
  tokens_[By::kAdministrator] =
      Must(services::InitialiseServerStore(config, services::SystemClock()));
  parties_ = MakePartyKeys(folder_.path(), 1, kTrustees);
  Serve();
}

Environment Department::Time(int day) const {
  return Later(std::chrono::seconds(day * kSecondsADay));
}

void Department::Serve() {
  server_ = std::make_unique<ServerProcess>(folder_.path(), Path("urna.toml"), Time(day_));
}

void Department::Live(int day) {
  day_ = day;
  if (server_->Terminate() != 0) throw std::runtime_error("the server did not end well");
  server_.reset();
  Serve();
}

services::ServerConfig Department::StopAndOpen() {
  if (server_->Terminate() != 0) throw std::runtime_error("the server did not end well");
  server_.reset();
  return Must(services::LoadServerConfig(Path("urna.toml"), {}));
}

std::string Department::DayText(int day) const {
  return absl::FormatTime(absl::RFC3339_sec, absl::FromUnixSeconds(Day(day)), absl::UTCTimeZone());
}

std::string Department::Token(By by) const {
  const auto found = tokens_.find(by);
  return found == tokens_.end() ? "" : found->second;
}

Finished Department::Try(const std::string& arguments, By by, const Environment& more) const {
  Environment environment = Time(day_);
  environment["URNA_PASSPHRASE"] = kPassphrase;
  if (server_ != nullptr) environment["URNA_SERVER"] = server_->address();
  if (by != By::kNobody) environment["URNA_TOKEN"] = Token(by);
  for (const auto& [name, value] : more) environment[name] = value;
  return Urna(arguments, environment, folder_.path());
}

std::string Department::Do(const std::string& arguments, By by, const Environment& more) const {
  const Finished run = Try(arguments, by, more);
  if (run.exit_code != 0) throw std::runtime_error("urna " + arguments + ": " + run.output);
  return run.output;
}

std::string Department::Propose(const std::string& arguments, By by,
                                const Environment& more) const {
  return Do(fmt::format("proposals {} --process {}", arguments, kProcess), by, more);
}

void Department::MakeToken(By by, const std::string& name, const std::string& role) {
  const std::string made =
      Do(fmt::format("admin token create \"{}\" --{}-of {} --days 200", name, role, kProcess),
         By::kAdministrator);
  token_ids_[by] = After(made, "accessTokens/").substr(0, 16);
  // The secret is the last line, whatever stands before it.
  const std::size_t end = made.find_last_not_of('\n');
  tokens_[by] = made.substr(made.rfind('\n', end) + 1, end - made.rfind('\n', end));
}

client::Connection Department::Connect(By by) const {
  return Must(client::Connection::Open({server_->address(), {}, Token(by)}));
}

client::ProposalsClient Department::Proposals(By by) const {
  return client::ProposalsClient(Connect(by));
}

std::string Department::Name(const std::string& id) const {
  return fmt::format("{}/proposals/{}", kProcess, id);
}

v1::Proposal Department::Get(const std::string& id, By by) const {
  v1::GetProposalRequest request;
  request.set_name(Name(id));
  return Must(Proposals(by).Call(&client::ProposalsClient::Stub::GetProposal, request));
}

void Department::WriteDescription() const {
  std::string text = fmt::format(
      "id = \"herault-2027\"\ntitle = {{ fr = \"Budget citoyen de l'Hérault\" }}\n"
      "language = \"fr\"\ncurrency = \"EUR\"\ntrustee_threshold = 2\nopening_time = {}\n"
      "closing_time = {}\ncomplaint_seconds = 0\nareas = [\n"
      "  {{ id = \"nord\", title = \"Nord\" }}, {{ id = \"centre\", title = \"Centre\" }},\n"
      "  {{ id = \"sud\", title = \"Sud\" }}, {{ id = \"departement\", title = \"Département\" }} "
      "]\n"
      "electorates = [\n",
      DayText(kVotingOpens), DayText(kVotingCloses));
  for (const char* district : kDistricts) {
    text += fmt::format(
        "  {{ id = \"{0}\", title = \"Secteur {0}\", contests = [\"{0}\", \"departement\"], "
        "code_registrars = 1 }},\n",
        district);
  }
  text += "]\n";
  for (const char* district : kDistricts) {
    text += Contest(district, fmt::format("Projets du secteur {}", district), 40'000);
  }
  text += Contest("departement", "Projets départementaux", 90'000);
  Write("process.toml", text + parties_);
}

void Department::IssueCodes() {
  const std::string status = Do(fmt::format("admin status {}", kProcess), By::kAdministrator);
  election_id_ = After(status, "election id");
  std::string people = "person,electorate\n";
  for (const char* district : kDistricts) {
    for (int v = 0; v < kVotersADistrict; ++v) people += fmt::format("{0}-{1},{0}\n", district, v);
  }
  Write("people.csv", people);
  Do("registrar roll-key --out roll.key");
  Do(
      fmt::format("registrar issue people.csv --election-id {} --roll-key roll.key --number 1 "
                  "--out letters",
                  election_id_));
  Do(
      fmt::format("registrar upload --process {} --registrar registrar1 --key registrar1.key "
                  "--election-id {} --parts letters",
                  kProcess, election_id_));
  const auto table = Must(client::ParseCsv(WholeFile(Path("letters/letters.csv"))));
  const std::size_t code = Must(table.Column("code"));
  const std::size_t electorate = Must(table.Column("electorate"));
  for (const auto& row : table.rows) codes_[row[electorate]].push_back(row[code]);
}

void Department::FreezeAndSeal() {
  Do(fmt::format("admin freeze {}", kProcess), By::kAdministrator);
  for (int round = 0; round < 3; ++round) {
    for (int m = 1; m <= kTrustees; ++m) {
      Do(fmt::format("trustee ceremony --process {} --key trustee{}.key", kProcess, m));
    }
  }
  for (int m = 1; m <= kTrustees; ++m) {
    Do(fmt::format("trustee approve --process {} --key trustee{}.key --yes", kProcess, m));
  }
  Do(fmt::format("registrar approve --process {} --key registrar1.key --parts letters --yes",
                 kProcess));
  Do(fmt::format("authority approve --process {} --key authority.key --yes", kProcess));
  Do(fmt::format("admin seal {}", kProcess), By::kAdministrator);
}

void Department::Open() const {
  Do(fmt::format("authority open --process {} --key authority.key", kProcess));
}

void Department::Vote(const std::string& electorate, const std::string& contest,
                      const std::string& project) const {
  int voter = 0;
  for (const std::string& code : codes_.at(electorate)) {
    const std::string device = fmt::format("device-{}-{}", electorate, voter++);
    fs::create_directories(Path(device));
    Do(fmt::format("vote --process {} --contest {} --yes --choice {} --memory {} --out {}",
                   kProcess, contest, project, device,
                   fmt::format("{}-{}.receipt", device, contest)),
       By::kNobody, {{"URNA_CODE", code}});
  }
}

void Department::CloseAndCount() {
  Do(fmt::format("authority close --process {} --key authority.key", kProcess));
  Live(kVotingCloses + 1);
  std::string told = Do(fmt::format("closing --process {}", kProcess));
  told.pop_back();
  std::string groups = told.substr(told.rfind('\n') + 1);
  std::erase(groups, ' ');
  for (int m = 1; m <= kTrustees; ++m) {
    Do(fmt::format("trustee close --process {} --key trustee{}.key --closing {}", kProcess, m,
                   groups));
  }
  Do(fmt::format("authority sign-closing --process {} --key authority.key --yes --closing {}",
                 kProcess, groups));
  for (const char* step : {"mix", "decrypt"}) {
    for (const int m : {1, 2}) {
      Do(fmt::format("trustee {} --process {} --key trustee{}.key", step, kProcess, m));
    }
  }
  Do(fmt::format("trustee tally --process {} --key trustee1.key", kProcess));
}

std::string Department::Fetch(const std::string& name) const {
  Do(fmt::format("bundle fetch --process {} --out {}", kProcess, name));
  return Path(name);
}

bool Department::StoreHolds(const std::string& text) const { return !HeldOf({text}).empty(); }

std::vector<std::string> Department::HeldOf(const std::vector<std::string>& words) const {
  std::vector<std::string> held;
  for (const auto& entry : fs::recursive_directory_iterator(Path("data"))) {
    if (!entry.is_regular_file()) continue;
    const std::string file = WholeFile(entry.path());
    std::ranges::copy_if(words, std::back_inserter(held), [&](const std::string& word) {
      return file.find(word) != std::string::npos;
    });
  }
  return held;
}

std::string Department::HttpUrl() const {
  const std::string ready = WholeFile(Path("ready"));
  const std::size_t at = ready.find("http://");
  return ready.substr(at, ready.find('\n', at) - at);
}

std::string Department::http_address() const {
  return HttpUrl().substr(std::string_view("http://").size());
}

bool Department::Kill() {
  const bool was_alive = server_->Kill();
  server_.reset();
  return was_alive;
}

std::string Department::HttpStatus(const std::string& path) const {
  const std::string url = HttpUrl() + path;
  FILE* const pipe =
      popen(("curl -sS -o /dev/null -w '%{http_code}' '" + url + "' 2>&1").c_str(), "r");
  char buffer[256] = {};
  const std::size_t got = fread(buffer, 1, sizeof(buffer) - 1, pipe);
  pclose(pipe);
  return std::string(buffer, got);
}

void Department::Write(const std::string& name, const std::string& text) const {
  std::ofstream(Path(name)) << text;
}

}  // namespace urna::end_to_end
