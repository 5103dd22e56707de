// A project as it is sealed, and as the journal knows it.
#pragma once

#include "services/journal/acts.h"
#include "urna/v1/config.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// `project` has a well-formed name.
v1::ProjectConfig SealedProject(const v1::Project& project);

// Tells the journal that the project stands on its contest's list like this; as Acts::Add.
absl::Status TellProject(const v1::Project& project, Acts& acts, storage::WriteBatch& batch);
absl::Status TellProjectRemoved(const v1::Project& project, Acts& acts, storage::WriteBatch& batch);

// Begins the journal of a process that has none, with the projects that it has already.
absl::Status BeginJournal(const storage::Reader& store, const v1::Process& process, Acts& acts,
                          storage::WriteBatch& batch);

}  // namespace urna::services
