// An election held by people with the program: every step is a process of `urna`.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/client/receipt.h"
#include "cli/client/trustee_memory.h"
#include "crypto/voter_key.h"
#include "end_to_end/attacks/server_folder.h"
#include "end_to_end/program.h"
#include "ledger/ids.h"
#include "support/temporary_folder.h"

namespace urna::end_to_end {

struct RealShape {
  int voters = 3;
  // Codes of each voter.
  int code_registrars = 2;
  int trustees = 3;
  int threshold = 2;
  // 0 for the one that is written where nobody chose one.
  int closing_quorum = 0;
  std::int64_t complaint_seconds = 0;
};

// Where a command goes, and how. The election's own server when left out.
struct Where {
  std::string server = {};
  Environment environment = {};
  // Of `vote`: the device that remembers what it has cast. Each voter has one when left out.
  std::string device = {};
  // Of `trustee`, `authority`: the name of another copy of the key file.
  std::string key = {};
};

// What `urna verify` says of a bundle.
struct Verdict {
  int exit_code;
  nlohmann::json report;
  std::string output;
};

// One contest, `street`, where projects `bench`, `trees` and `paint` may be approved; voting began
// two hours ago and lasts until tomorrow. Served when it is made, with everything up to the rolls.
// Methods throw, with the program's output, when a step is refused; those that begin with Try do
// not.
class RealElection {
 public:
  explicit RealElection(const RealShape& shape = {});

  // Steps.
  void Freeze();
  // Freezes it first.
  void HoldCeremony();
  void Seal();
  void Open(const std::string& at = {});
  void Close(const std::string& at = {});
  // Everything up to the opening.
  void SealAndOpen();
  // The output of `urna vote`; the receipt goes to ReceiptFile(receipt).
  std::string Vote(int voter, const std::string& project, const std::string& receipt,
                   const Where& where = {}) const;
  // `urna trustee <step>` of trustee m, from 1. What follows the closing runs when voting is over
  // by the trustee's clock, unless `where` says when.
  std::string Trustee(int m, const std::string& step, const Where& where = {}) const;
  // `urna closing`: what people read aloud, without the spaces.
  std::string ClosingAt(const Where& where = {}) const;
  // Trustee m, or the authority, signs the closing that was read aloud.
  std::string SignClosing(int m, const std::string& closing, const Where& where = {}) const;
  std::string AuthoriseClosing(const std::string& closing, const Where& where = {}) const;
  // All sign the closing.
  void SignClosings(const Where& where = {}) const;
  // Mix, decrypt, then the tally, by these trustees.
  void Count(const std::vector<int>& trustees, const Where& where = {}) const;
  // How many records the log has.
  std::uint64_t LogSize(const Where& where = {}) const;
  // Takes the bundle home; its folder.
  std::string Fetch(const std::string& name, const Where& where = {}) const;
  Verdict Verify(const std::string& bundle, const std::vector<std::string>& receipts = {}) const;

  // Any command.
  Finished Try(const std::string& arguments, const Where& where = {}) const;
  std::string Do(const std::string& arguments, const Where& where = {}) const;
  Finished TryVote(int voter, const std::string& project, const std::string& receipt,
                   const Where& where = {}) const;
  // With these codes, whoever they were made for.
  Finished TryVoteWith(const std::vector<std::string>& codes, const std::string& project,
                       const std::string& receipt, const Where& where = {}) const;
  Finished TryTrustee(int m, const std::string& step, const Where& where = {}) const;
  Finished TrySignClosing(int m, const std::string& closing, const Where& where = {}) const;
  Finished TryApprove(const std::string& who, const Where& where = {}) const;

  // The server: a folder, and the process that serves it.
  const ServerFolder& home() const { return home_; }
  const std::string& address() const { return server_->address(); }
  void StopServer();
  void StartServer(const Environment& environment = {});

  // What people hold. `code` is of code registrar j, from 1.
  const std::string& code(int voter, int j) const {
    return codes_.at(static_cast<std::size_t>(j) - 1).at(static_cast<std::size_t>(voter));
  }
  // The sum of the voter's codes 1 to `codes`.
  crypto::VoterKey Key(int voter, int codes) const;
  // As on the letter.
  std::string Slot(int voter) const { return slots_.at(static_cast<std::size_t>(voter)); }
  std::string ReceiptFile(const std::string& name) const { return Path(name + ".receipt"); }
  client::Receipt Receipt(const std::string& name) const;
  client::TrusteeMemory Memory(int m) const;
  crypto::SigningKey RegistrarKey(int j) const;
  // A second copy of a key file, as it is now.
  void CopyKey(const std::string& name, const std::string& copy) const;
  const ledger::ElectionId& election_id() const { return election_id_; }
  const std::string& process() const { return process_; }
  std::string Path(const std::string& name) const { return folder_.Sub(name); }
  const RealShape& shape() const { return shape_; }

 private:
  void IssueCodes();
  std::string Description() const;
  std::string KeyFile(const std::string& name, const Where& where) const;
  crypto::SecretBytes ReadKey(const std::string& name) const;

  const RealShape shape_;
  const std::string process_ = "processes/street";
  TemporaryFolder folder_;
  ServerFolder home_{folder_.Sub("server")};
  const std::string token_ = home_.Initialise();
  std::unique_ptr<ServerProcess> server_;
  // The tables of the description that hold public keys.
  std::string parties_;
  ledger::ElectionId election_id_{};
  // By code registrar, then by voter.
  std::vector<std::vector<std::string>> codes_;
  std::vector<std::string> slots_;
};

// "2027-03-01T08:00:00+00:00", so many seconds ago.
std::string SecondsAgo(std::int64_t seconds);

// By a clock that has passed the end of voting, and so much more.
Environment AfterVoting(std::int64_t more_seconds = 0);

// With a name for a test's suite: elections whose voters have one code, and two.
std::string CodesName(const testing::TestParamInfo<int>& codes);

}  // namespace urna::end_to_end
