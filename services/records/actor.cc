#include "services/records/actor.h"

namespace urna::services {
namespace {

v1::JournalRole RoleOf(const Call& call) {
  if (call.principal.May(Permission::kConductProcess, call.process)) {
    return v1::JOURNAL_ROLE_ADMINISTRATOR;
  }
  if (call.principal.May(Permission::kEditDrafts, call.process)) return v1::JOURNAL_ROLE_AGENT;
  if (call.principal.May(Permission::kModerate, call.process)) return v1::JOURNAL_ROLE_MODERATOR;
  return v1::JOURNAL_ROLE_CITIZEN;
}

}  // namespace

// What a citizen does is never told by an account: acts of one person in one process could be joined.
Actor ActorOf(const Call& call) {
  return {RoleOf(call), call.principal.is_staff() ? call.principal.id() : ""};
}

}  // namespace urna::services
