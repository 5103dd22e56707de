// What the journal says of a process that is about to be frozen.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/journal/acts.h"
#include "storage/store.h"
#include "urna/v1/config.pb.h"
#include "urna/v1/mandate.pb.h"

namespace urna::services {

struct JournalPart {
  // What is not decided yet, each in a sentence; then there is no head.
  std::vector<std::string> undecided;
  // With the act that freezes.
  v1::JournalHead head;
  // Empty where no mandate was published.
  std::string mandate_sha256;
  // The categories of the form, as it has them.
  std::vector<v1::FormCategory> categories;
  // When people vote online, as the calendar says; nothing where it does not.
  std::optional<v1::Window> voting;
  // By the contest's id: groups of two or more of its projects, by id, of which at most one can be
  // funded.
  std::map<std::string, std::vector<std::vector<std::string>>, std::less<>> incompatible;
};

// Tells the journal that the process is frozen, unless something is undecided. DATA_LOSS where the form cannot be read.
absl::StatusOr<JournalPart> TellFreezing(Acts& acts, storage::WriteBatch& batch);

// Adds a contest's groups to what its rule says of incompatible projects by itself.
void AddIncompatible(const JournalPart& journal, std::string_view contest, v1::RuleConfig& rule);

// The form's categories, with their titles in languages of `config`: the process may have lost one since.
void AddCategories(const JournalPart& journal, v1::Config& config);

}  // namespace urna::services
