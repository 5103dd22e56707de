// Who makes a call, and what that opens.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace urna::services {

// What the staff may do (docs/architecture.md has the table).
enum class Role {
  // Everything within the scope of the grant.
  kAdministrator = 1,
  // Reads drafts and prepares them, reviews proposals.
  kAgent = 2,
  // Looks proposals through; hides and restores them.
  kModerator = 3,
  // Those who will hold a station, bring a roll, hold a share of the key, sign times: they read the
  // draft of what they will be asked to do. What they sign speaks for itself.
  kPollingOfficer = 4,
  kRegistrar = 5,
  kTrustee = 6,
  kAuthority = 7,
};

// A role and where it holds: in one process, or everywhere where `process` is empty.
struct Grant {
  Role role;
  std::string process;
  friend bool operator==(const Grant&, const Grant&) = default;
};

// What a method may demand of its caller beyond what stands in the message itself.
enum class Permission {
  // To see drafts.
  kReadDrafts,
  // To change what is in a draft.
  kEditDrafts,
  // To freeze, unfreeze, seal and delete a process.
  kConductProcess,
  // To create processes and tokens.
  kAdministerServer,
  // To see what proposals nobody has looked through, and to let them be seen.
  kScreen,
  // To hide proposals and to restore them.
  kModerate,
};

// Voters are not known here: a ballot proves who made it. Nor are trustees, registrars and
// authorities when they sign: their signatures speak for them, in the messages themselves. Immutable.
class Principal {
 public:
  // Whoever sends no token and is not logged in.
  static Principal Anonymous() { return Principal(); }
  // `token` tells tokens apart, and is no secret.
  static Principal Staff(std::string token, std::vector<Grant> grants) {
    Principal staff;
    staff.id_ = std::move(token);
    staff.has_token_ = true;
    staff.grants_ = std::move(grants);
    return staff;
  }
  // Whoever is logged in, by an account of 16 hexadecimal digits; a citizen where there are no
  // grants. `session` tells sessions apart, and is no secret.
  static Principal Citizen(std::string account, std::string session) {
    return LoggedIn(std::move(account), std::move(session), {});
  }
  static Principal LoggedIn(std::string account, std::string session, std::vector<Grant> grants) {
    Principal person;
    person.id_ = "accounts/" + account;
    person.account_ = std::move(account);
    person.session_ = std::move(session);
    person.grants_ = std::move(grants);
    return person;
  }

  bool is_anonymous() const { return id_.empty(); }
  // Whether it is known by an access token, or has any role.
  bool is_staff() const { return has_token_ || !grants_.empty(); }
  // What tells those who call apart: of an access token 32 bytes, of an account its resource name;
  // empty for whoever is anonymous.
  const std::string& id() const { return id_; }
  // Empty where nobody is logged in.
  const std::string& account() const { return account_; }
  const std::string& session() const { return session_; }

  // Whether a grant covers it. `process` is a resource name; empty asks for the whole server.
  bool May(Permission permission, std::string_view process) const;
  // Whether any grant covers it, in whichever process.
  bool MaySomewhere(Permission permission) const;

 private:
  Principal() = default;

  std::string id_;
  bool has_token_ = false;
  std::string account_;
  std::string session_;
  std::vector<Grant> grants_;
};

}  // namespace urna::services
