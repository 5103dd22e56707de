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

// Trustees, registrars, authorities and voters are not known here: their signatures speak for them,
// in the messages themselves. Immutable.
class Principal {
 public:
  // Whoever sends no token.
  static Principal Anonymous() { return Principal(); }
  // `token` tells tokens apart, and is no secret.
  static Principal Staff(std::string token, std::vector<Grant> grants) {
    Principal staff;
    staff.token_ = std::move(token);
    staff.grants_ = std::move(grants);
    return staff;
  }

  bool is_anonymous() const { return token_.empty(); }
  const std::string& token() const { return token_; }

  // Whether a grant covers it. `process` is a resource name; empty asks for the whole server.
  bool May(Permission permission, std::string_view process) const;
  // Whether any grant covers it, in whichever process.
  bool MaySomewhere(Permission permission) const;

 private:
  Principal() = default;

  std::string token_;
  std::vector<Grant> grants_;
};

}  // namespace urna::services
