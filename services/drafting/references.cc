#include "services/drafting/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ledger/journal_document.h"
#include "services/records/child_index.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

// That `name` is a resource of `kind` in `process`.
absl::Status CheckName(const storage::Reader& store, Kind kind, std::string_view process,
                       const std::string& name, std::string field, FieldViolations& violations) {
  absl::StatusOr<ResourceName> parsed = ResourceName::Parse(kind, name, field);
  if (!parsed.ok() || parsed->process() != process) {
    violations.Add(std::move(field),
                   fmt::format("expected the name of one of the {} of {}", Plural(kind), process));
    return absl::OkStatus();
  }
  absl::StatusOr<bool> exists = ResourceExists(store, name);
  if (!exists.ok()) return exists.status();
  if (!*exists) violations.Add(std::move(field), fmt::format("there is no {}", name));
  return absl::OkStatus();
}

std::string_view ProcessOf(std::string_view name) {
  return name.substr(0, name.find('/', name.find('/') + 1));
}

template <typename Party>
absl::Status CheckKeyAmong(const storage::Reader& store, std::string_view self,
                           const std::string& key, std::string_view at,
                           FieldViolations& violations) {
  absl::StatusOr<std::vector<Party>> parties = ReadResources<Party>(store, ProcessOf(self));
  if (!parties.ok()) return parties.status();
  for (const Party& party : *parties) {
    if (party.name() != self && party.signing_key() == key) {
      violations.Add(fmt::format("{}.signing_key", at),
                     fmt::format("is the key of {}; every key has exactly one role", party.name()));
    }
  }
  return absl::OkStatus();
}

template <typename Party>
absl::Status CheckKey(const storage::Reader& store, const Party& party, std::string_view at,
                      FieldViolations& violations) {
  const std::string& key = party.signing_key();
  absl::Status checked = CheckKeyAmong<v1::Registrar>(store, party.name(), key, at, violations);
  if (checked.ok()) {
    checked = CheckKeyAmong<v1::Authority>(store, party.name(), key, at, violations);
  }
  if (checked.ok()) {
    checked = CheckKeyAmong<v1::Trustee>(store, party.name(), key, at, violations);
  }
  return checked;
}

absl::Status InUse(const ResourceName& name, std::string_view user) {
  return Error(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE",
               fmt::format("{} is used by {}: delete or change that first", name.text(), user),
               {{"used_by", user}});
}

template <typename Names>
bool Mentions(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

absl::Status CheckAreaUnused(const storage::Reader& store, const ResourceName& name) {
  absl::StatusOr<std::vector<v1::Contest>> contests =
      ReadResources<v1::Contest>(store, name.process());
  if (!contests.ok()) return contests.status();
  for (const v1::Contest& contest : *contests) {
    if (contest.area() == name.text()) return InUse(name, contest.name());
  }
  return absl::OkStatus();
}

absl::Status CheckContestUnused(const storage::Reader& store, const ResourceName& name) {
  absl::StatusOr<std::vector<StoredChild>> projects =
      ListChildrenAfter(store, Kind::kProject, name.text(), 0, 1);
  if (!projects.ok()) return projects.status();
  if (!projects->empty()) return InUse(name, projects->front().name);
  absl::StatusOr<std::vector<v1::Electorate>> electorates =
      ReadResources<v1::Electorate>(store, name.process());
  if (!electorates.ok()) return electorates.status();
  for (const v1::Electorate& electorate : *electorates) {
    if (Mentions(electorate.contests(), name.text())) return InUse(name, electorate.name());
  }
  absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store, name.process());
  if (!process.ok()) return process.status();
  for (const v1::ContestGroup& group : process->contest_groups()) {
    if (Mentions(group.contests(), name.text())) return InUse(name, process->name());
  }
  return absl::OkStatus();
}

// Part j is of the j-th registrar: it and those before it stay while the part is there.
absl::Status CheckRegistrarUnused(const storage::Reader& store, const ResourceName& name) {
  absl::StatusOr<std::vector<v1::Registrar>> registrars =
      ReadResources<v1::Registrar>(store, name.process());
  if (!registrars.ok()) return registrars.status();
  absl::StatusOr<std::vector<v1::Electorate>> electorates =
      ReadResources<v1::Electorate>(store, name.process());
  if (!electorates.ok()) return electorates.status();
  const auto own = std::find_if(registrars->begin(), registrars->end(),
                                [&](const auto& one) { return one.name() == name.text(); });
  for (const v1::Electorate& electorate : *electorates) {
    for (auto j = own - registrars->begin(); j < electorate.part_sha256_size(); ++j) {
      if (!electorate.part_sha256(static_cast<int>(j)).empty()) {
        return InUse(name, electorate.name());
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReferences(const storage::Reader& store, const v1::Contest& contest,
                             std::string_view at, FieldViolations& violations) {
  return CheckName(store, Kind::kArea, ProcessOf(contest.name()), contest.area(),
                   fmt::format("{}.area", at), violations);
}

absl::Status CheckReferences(const storage::Reader& store, const v1::Electorate& electorate,
                             std::string_view at, FieldViolations& violations) {
  for (int i = 0; i < electorate.contests_size(); ++i) {
    absl::Status checked =
        CheckName(store, Kind::kContest, ProcessOf(electorate.name()), electorate.contests(i),
                  fmt::format("{}.contests[{}]", at, i), violations);
    if (!checked.ok()) return checked;
  }
  return absl::OkStatus();
}

absl::Status CheckReferences(const storage::Reader& store, const v1::Registrar& registrar,
                             std::string_view at, FieldViolations& violations) {
  return CheckKey(store, registrar, at, violations);
}

absl::Status CheckReferences(const storage::Reader& store, const v1::Authority& authority,
                             std::string_view at, FieldViolations& violations) {
  return CheckKey(store, authority, at, violations);
}

absl::Status CheckReferences(const storage::Reader& store, const v1::Trustee& trustee,
                             std::string_view at, FieldViolations& violations) {
  absl::StatusOr<std::vector<v1::Trustee>> trustees =
      ReadResources<v1::Trustee>(store, ProcessOf(trustee.name()));
  if (!trustees.ok()) return trustees.status();
  for (const v1::Trustee& other : *trustees) {
    if (other.name() != trustee.name() && other.box_key() == trustee.box_key()) {
      violations.Add(fmt::format("{}.box_key", at), fmt::format("is the key of {}", other.name()));
    }
  }
  return CheckKey(store, trustee, at, violations);
}

absl::Status CheckReferences(const storage::Reader& store, const v1::Process& process,
                             FieldViolations& violations) {
  for (int i = 0; i < process.contest_groups_size(); ++i) {
    const v1::ContestGroup& group = process.contest_groups(i);
    for (int j = 0; j < group.contests_size(); ++j) {
      absl::Status checked =
          CheckName(store, Kind::kContest, process.name(), group.contests(j),
                    fmt::format("process.contest_groups[{}].contests[{}]", i, j), violations);
      if (!checked.ok()) return checked;
    }
  }
  absl::StatusOr<std::vector<v1::Process>> processes = ReadResources<v1::Process>(store, "");
  if (!processes.ok()) return processes.status();
  for (const v1::Process& other : *processes) {
    if (other.name() == process.name()) continue;
    // Each has a second log, its journal.
    const std::string& mine = process.log_origin();
    const std::string& theirs = other.log_origin();
    if (mine == theirs || mine == ledger::JournalOrigin(theirs) ||
        ledger::JournalOrigin(mine) == theirs) {
      violations.Add("process.log_origin", "is the log of another process of this server");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUnused(const storage::Reader& store, const ResourceName& name) {
  switch (name.kind()) {
    case Kind::kArea:
      return CheckAreaUnused(store, name);
    case Kind::kContest:
      return CheckContestUnused(store, name);
    case Kind::kRegistrar:
      return CheckRegistrarUnused(store, name);
    default:
      return absl::OkStatus();
  }
}

}  // namespace urna::services
