// The key spaces of the server's store, all in one place.
#pragma once

#include <string>
#include <vector>

#include "storage/store.h"

namespace urna::services {

// Resource name -> internal.v1.StoredResource. Names begin with "processes/"; the one other key is
// kCreationCounterKey of resources.h.
inline constexpr storage::Family kResourcesFamily{0};
// Actor, method and request_id -> internal.v1.AnsweredRequest.
inline constexpr storage::Family kRequestsFamily{1};
// SHA-256 of an access token -> internal.v1.AccessToken.
inline constexpr storage::Family kTokensFamily{2};
// What is known of a process's life beside its resources.
inline constexpr storage::Family kProcessesFamily{3};
// Roll files.
inline constexpr storage::Family kRollsFamily{4};
// Records of the logs.
inline constexpr storage::Family kRecordsFamily{5};
// Files that records of the logs announce.
inline constexpr storage::Family kArtefactsFamily{6};
// Records of the logs whose announced file this server has found right before it appended them:
// process || 0x00 || index, without a value.
inline constexpr storage::Family kVerifiedFamily{7};
// Records of the journals; and of each its keys, process || 0x01 -> internal.v1.JournalKeys.
inline constexpr storage::Family kJournalsFamily{8};
// Documents of the journals: process || 0x00 || SHA-256, 32 bytes -> the document's bytes.
inline constexpr storage::Family kDocumentsFamily{9};
// Proposals, and what else of them is not public: process || 0x00 || what services/proposals says. And of
// each process its plan: process || 0x01 || what services/planning says.
inline constexpr storage::Family kProposalsFamily{10};
// Accounts, sessions and log-ins under way, as services/people/people_store.h says.
inline constexpr storage::Family kPeopleFamily{11};
// Images and documents of proposals, verdicts and mandates: process || 0x00 || what services/attachments says.
inline constexpr storage::Family kAttachmentsFamily{12};
// Mail that is to be sent, who follows, texts: as services/messages/message_store.h says.
inline constexpr storage::Family kMessagesFamily{13};

// In the order of the numbers above, as storage::StoreOptions wants them.
inline std::vector<std::string> FamilyNames() {
  return {"resources", "requests", "tokens",    "processes", "rolls",  "leaves",      "artefacts",
          "verified",  "journals", "documents", "proposals", "people", "attachments", "messages"};
}

}  // namespace urna::services
