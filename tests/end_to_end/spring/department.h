// A department whose citizens propose: a server of its own at a time that the test sets, the staff, and
// the parties of the vote to come. What people do, they do with the program `urna` or through the API.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/client/connection.h"
#include "cli/client/proposals_client.h"
#include "end_to_end/program.h"
#include "end_to_end/server_process.h"
#include "services/server/server_config.h"
#include "support/temporary_folder.h"
#include "urna/v1/journal_service.grpc.pb.h"
#include "urna/v1/planning_service.grpc.pb.h"

namespace urna::end_to_end {

// Who calls: by a token, or by none.
enum class By { kNobody, kAdministrator, kAgent, kModerator };

// What whoever writes a proposal gets.
struct Draft {
  std::string name;
  std::string key;
};

// Three districts and the whole department, a contest for each; citizens vote in their district's and the
// department's. Methods throw, with what was answered, when a step is refused; Try does not.
class Department {
 public:
  static constexpr char kProcess[] = "processes/herault-2027";
  static constexpr int kVotingOpens = 100;
  static constexpr int kVotingCloses = 110;

  // Served from day 0 on: initialised, with keys for the parties and no process.
  Department();

  // The server and every program live so many days after the test began. Never backwards.
  void Live(int day);
  // Unix seconds, at the time of day at which the test began.
  std::int64_t Day(int day) const { return begin_ + day * kSecondsADay; }
  // "2027-03-01T08:00:00+00:00".
  std::string DayText(int day) const;

  Finished Try(const std::string& arguments, By by = By::kNobody,
               const Environment& more = {}) const;
  std::string Do(const std::string& arguments, By by = By::kNobody,
                 const Environment& more = {}) const;
  // The same of `urna proposals`, with the process.
  std::string Propose(const std::string& arguments, By by = By::kNobody,
                      const Environment& more = {}) const;
  // A token of the role for this process, in place of none.
  void MakeToken(By by, const std::string& name, const std::string& role);
  // Empty for nobody.
  std::string Token(By by) const;
  // The id that the server gave a token.
  const std::string& TokenId(By by) const { return token_ids_.at(by); }

  // SIGKILL. Whether the server was still alive until then; there is none any more, until Serve.
  bool Kill();
  void Serve();
  // Where it listens: "127.0.0.1:<port>".
  const std::string& address() const { return server_->address(); }
  std::string http_address() const;

  // Calls of the API.
  client::ProposalsClient Proposals(By by) const;
  template <typename Stub, typename Request, typename Response>
  Response Call(By by,
                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request) const {
    const client::Connection connection = Connect(by);
    Stub stub(connection.channel());
    return Must(connection.Call(stub, method, request));
  }
  // A proposal of this process, as somebody sees it.
  v1::Proposal Get(const std::string& id, By by) const;
  std::string Name(const std::string& id) const;

  // The parties of the vote: rolls, keys, signatures.
  void WriteDescription() const;
  void IssueCodes();
  void FreezeAndSeal();
  void Open() const;
  void Vote(const std::string& electorate, const std::string& contest,
            const std::string& project) const;
  void CloseAndCount();
  // The bundle in a new folder of this name, whose path it returns; `urna verify` of it.
  std::string Fetch(const std::string& name) const;
  Finished Verify(const std::string& bundle) const { return Try("verify --details " + bundle); }

  // Whether any file of the store's folder holds these bytes.
  bool StoreHolds(const std::string& text) const;
  // Which of these words any file of the store's folder holds.
  std::vector<std::string> HeldOf(const std::vector<std::string>& words) const;
  // What HTTP answers, as a number: 200, 404.
  std::string HttpStatus(const std::string& path) const;

  // Stops the server and returns how to open its store.
  services::ServerConfig StopAndOpen();

  std::string Path(const std::string& name) const { return folder_.Sub(name); }
  void Write(const std::string& name, const std::string& text) const;

  template <typename T>
  static T Must(absl::StatusOr<T> result) {
    if (!result.ok()) throw std::runtime_error(result.status().ToString());
    return *std::move(result);
  }

 private:
  static constexpr std::int64_t kSecondsADay = 86'400;
  static constexpr int kTrustees = 3;

  client::Connection Connect(By by) const;
  Environment Time(int day) const;
  std::string HttpUrl() const;

  const std::int64_t begin_;
  int day_ = 0;
  TemporaryFolder folder_;
  std::string parties_;
  std::map<By, std::string> tokens_;
  std::map<By, std::string> token_ids_;
  std::unique_ptr<ServerProcess> server_;
  std::string election_id_;
  // The codes of who may vote, by electorate.
  std::map<std::string, std::vector<std::string>> codes_;
};

}  // namespace urna::end_to_end
