#include "services/drafting/drafts.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <set>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "ledger/ids.h"
#include "ledger/limits.h"
#include "services/attachments/attachment_store.h"
#include "services/attachments/owed_files.h"
#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/families.h"
#include "services/base/field_masks.h"
#include "services/base/limits.h"
#include "services/base/pages.h"
#include "services/base/times.h"
#include "services/drafting/references.h"
#include "services/drafting/validation.h"
#include "services/files/file_space.h"
#include "services/records/child_index.h"
#include "services/records/current_phase.h"
#include "services/records/draft_process.h"
#include "services/records/process_records.h"
#include "services/records/resources.h"
#include "services/records/sealed_project.h"

namespace urna::services {
namespace {

constexpr std::uint32_t kDefaultBallotsPerKey = 50;

// Of most types the journal tells nothing.
template <typename Resource>
struct Untold {
  static absl::Status Tell(const Resource&, Acts&, storage::WriteBatch&) {
    return absl::OkStatus();
  }
};

// Whether a resource knows its etag.
template <typename Resource>
constexpr bool kHasEtag = requires(Resource resource) { resource.etag(); };

// What differs from one type to the next.
template <typename Resource>
struct Traits;

template <>
struct Traits<v1::Area> : Untold<v1::Area> {
  static constexpr std::size_t kMost = ledger::kMaxContests;
  static void ClearOutput(v1::Area&) {}
  static constexpr auto Validate = ValidateArea;
};
template <>
struct Traits<v1::Contest> : Untold<v1::Contest> {
  static constexpr std::size_t kMost = ledger::kMaxContests;
  static void ClearOutput(v1::Contest& contest) {
    contest.clear_number();
    contest.clear_etag();
  }
  static constexpr auto Validate = ValidateContest;
};
template <>
struct Traits<v1::Project> {
  static constexpr std::size_t kMost = ledger::kMaxProjects;
  static void ClearOutput(v1::Project& project) {
    project.clear_proposal();
    project.clear_description_sha256();
    project.clear_authors_sha256();
  }
  static constexpr auto Tell = TellProject;
  static constexpr auto Validate = ValidateProject;
};
template <>
struct Traits<v1::Electorate> : Untold<v1::Electorate> {
  static constexpr std::size_t kMost = ledger::kMaxContests;
  static void ClearOutput(v1::Electorate& electorate) {
    electorate.clear_slots();
    electorate.clear_roll_sha256();
    electorate.clear_part_sha256();
    if (electorate.code_registrars() == 0) electorate.set_code_registrars(1);
  }
  static constexpr auto Validate = ValidateElectorate;
};
template <>
struct Traits<v1::Registrar> : Untold<v1::Registrar> {
  static constexpr std::size_t kMost = ledger::kMaxRegistrars;
  static void ClearOutput(v1::Registrar&) {}
  static void Validate(const v1::Registrar& registrar, const v1::Process&, std::string_view at,
                       FieldViolations& violations) {
    ValidateRegistrar(registrar, at, violations);
  }
};
template <>
struct Traits<v1::Authority> : Untold<v1::Authority> {
  static constexpr std::size_t kMost = ledger::kMaxAuthorities;
  static void ClearOutput(v1::Authority&) {}
  static void Validate(const v1::Authority& authority, const v1::Process&, std::string_view at,
                       FieldViolations& violations) {
    ValidateAuthority(authority, at, violations);
  }
};
template <>
struct Traits<v1::Trustee> : Untold<v1::Trustee> {
  static constexpr std::size_t kMost = ledger::kMaxTrustees;
  static void ClearOutput(v1::Trustee& trustee) { trustee.clear_index(); }
  static void Validate(const v1::Trustee& trustee, const v1::Process&, std::string_view at,
                       FieldViolations& violations) {
    ValidateTrustee(trustee, at, violations);
  }
};

// Names and output-only fields, by message; an update leaves them as they are.
const std::set<std::string>& FixedFields(Kind kind) {
  static const std::set<std::string> process = {"name",     "phase",       "election_id",
                                                "log_vkey", "config_hash", "manifest_hash",
                                                "etag",     "create_time"};
  static const std::set<std::string> contest = {"name", "number", "etag"};
  static const std::set<std::string> project = {"name", "proposal", "description_sha256",
                                                "authors_sha256"};
  static const std::set<std::string> other = {"name"};
  switch (kind) {
    case Kind::kProcess:
      return process;
    case Kind::kContest:
      return contest;
    case Kind::kProject:
      return project;
    default:
      return other;
  }
}

absl::Status AlreadyExists(const ResourceName& name) {
  return Error(absl::StatusCode::kAlreadyExists, "RESOURCE_EXISTS",
               fmt::format("there is a {} already", name.text()));
}

// Fields that have a default get it, so that what is stored says all.
void FillDefaults(v1::Process& process, std::string_view server_name) {
  const std::string_view id = std::string_view(process.name()).substr(process.name().find('/') + 1);
  if (process.log_origin().empty()) process.set_log_origin(fmt::format("{}/{}", server_name, id));
  if (process.revote() == v1::REVOTE_POLICY_UNSPECIFIED) {
    process.set_revote(v1::REVOTE_POLICY_LAST);
  }
  if (process.ballots_per_key() == 0) process.set_ballots_per_key(kDefaultBallotsPerKey);
}

// What citizens have been told stays, and what the journal is called.
absl::Status CheckKept(const v1::Process& before, const v1::Process& after) {
  const bool same = before.log_origin() == after.log_origin() &&
                    before.currency() == after.currency() &&
                    before.currency_digits() == after.currency_digits();
  return same ? absl::OkStatus() : CheckSpan(Span::kDraft, before.phase(), before.name());
}

absl::Status CheckProcess(const storage::Reader& store, const v1::Process& process) {
  FieldViolations violations;
  ValidateProcess(process, "process", violations);
  absl::Status referred = CheckReferences(store, process, violations);
  return referred.ok() ? violations.ToStatus() : referred;
}

// The bytes of one new resource under a parent that exists in a draft.
template <typename Resource>
absl::StatusOr<Resource> MakeResource(const storage::Reader& store, const v1::Process& process,
                                      const ResourceName& name, const Resource& given,
                                      std::string_view at) {
  absl::StatusOr<bool> exists = ResourceExists(store, name.text());
  if (!exists.ok()) return exists.status();
  if (*exists) return AlreadyExists(name);
  Resource resource = given;
  resource.set_name(name.text());
  Traits<Resource>::ClearOutput(resource);
  FieldViolations violations;
  Traits<Resource>::Validate(resource, process, at, violations);
  absl::Status referred = CheckReferences(store, resource, at, violations);
  if (!referred.ok()) return referred;
  if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;
  if constexpr (kHasEtag<Resource>) RenewEtag(resource);
  return resource;
}

// How many children `parent` has, unless `more` would be too many.
template <typename Resource>
absl::StatusOr<std::uint64_t> CheckRoom(const storage::Reader& store, std::string_view parent,
                                        std::size_t more) {
  absl::StatusOr<std::uint64_t> children = CountChildren(store, kKindOf<Resource>, parent);
  if (!children.ok()) return children.status();
  if (*children + more <= Traits<Resource>::kMost) return *children;
  return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_RESOURCES",
               fmt::format("{} can hold at most {} {}", parent, Traits<Resource>::kMost,
                           Plural(kKindOf<Resource>)));
}

// The process of a parent that must exist.
absl::StatusOr<v1::Process> DraftOfParent(const storage::Reader& store, const ResourceName& child) {
  absl::StatusOr<v1::Process> process = ReadDraft(store, child.process());
  if (!process.ok()) return process.status();
  absl::StatusOr<bool> exists = ResourceExists(store, child.parent());
  if (!exists.ok()) return exists.status();
  if (!*exists) return ResourceNotFound(child.parent());
  return process;
}

}  // namespace

Drafts::Drafts(storage::Store& store, Changes& changes, const LogRegistry& logs, Journals& journals,
               CreationOrders& orders, const Clock& clock, std::string server_name)
    : store_(store),
      changes_(changes),
      logs_(logs),
      journals_(journals),
      orders_(orders),
      clock_(clock),
      server_name_(std::move(server_name)) {}

absl::Status Drafts::CreateProcess(const Call& call, const v1::CreateProcessRequest& request,
                                   v1::Process& response) {
  absl::StatusOr<ResourceName> name =
      ResourceName::Child(Kind::kProcess, "", request.process_id(), "process_id");
  const auto create = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    if (!name.ok()) return name.status();
    absl::StatusOr<bool> exists = ResourceExists(store, name->text());
    if (!exists.ok()) return exists.status();
    if (*exists) return AlreadyExists(*name);
    v1::Process process = request.process();
    process.set_name(name->text());
    process.set_phase(v1::PHASE_DRAFT);
    std::string election_id(std::tuple_size_v<ledger::ElectionId>, '\0');
    randombytes_buf(election_id.data(), election_id.size());
    process.set_election_id(election_id);
    process.clear_log_vkey();
    process.clear_config_hash();
    process.clear_manifest_hash();
    *process.mutable_create_time() = ToProto(clock_.Now());
    FillDefaults(process, server_name_);
    if (absl::Status valid = CheckProcess(store, process); !valid.ok()) return valid;
    RenewEtag(process);
    absl::StatusOr<std::uint64_t> order = orders_.Take(1);
    if (!order.ok()) return order.status();
    acts.set_process(process.name());
    if (absl::Status begun = BeginJournal(store, process, acts, batch); !begun.ok()) return begun;
    PutResource(batch, process.name(), *order, process.SerializeAsString());
    response = std::move(process);
    return absl::OkStatus();
  };
  return changes_.ApplyActs(call, request, response, create, Changes::Reach::kServer);
}

absl::Status Drafts::GetProcess(const v1::GetProcessRequest& request, v1::Process& response) const {
  absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, request.name(), "name");
  if (!name.ok()) return name.status();
  absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store_, name->text());
  if (!process.ok()) return process.status();
  SetCurrentPhase(logs_, *process);
  response = *std::move(process);
  return absl::OkStatus();
}

absl::Status Drafts::ListProcesses(const Call& call, const v1::ListProcessesRequest& request,
                                   v1::ListProcessesResponse& response) const {
  constexpr std::string_view kList = "processes";
  absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  absl::StatusOr<std::string> after = ReadPageToken(kList, request.page_token());
  if (!after.ok()) return after.status();
  // Anybody can make a token: it may say where to go on, and nothing else.
  if (!after->empty() && !ResourceName::Parse(Kind::kProcess, *after, "page_token").ok()) {
    return FieldError("page_token", "is not the next_page_token of a page of this list");
  }
  // One more than a page shows whether another follows.
  std::vector<v1::Process> page;
  for (std::string last = *after; page.size() <= *size;) {
    auto processes = ListProcessesAfter(store_, last, *size + 1 - page.size());
    if (!processes.ok()) return processes.status();
    if (processes->empty()) break;
    last = processes->back().name;
    for (const StoredChild& stored : *processes) {
      v1::Process process;
      if (!process.ParseFromString(stored.bytes)) return ResourceDamaged(stored.name);
      if (process.phase() == v1::PHASE_DRAFT &&
          !call.principal.May(Permission::kReadDrafts, process.name())) {
        continue;
      }
      page.push_back(std::move(process));
    }
  }
  for (std::size_t i = 0; i < std::min(*size, page.size()); ++i) {
    SetCurrentPhase(logs_, page[i]);
    *response.add_processes() = std::move(page[i]);
  }
  if (page.size() > *size) {
    response.set_next_page_token(MakePageToken(kList, response.processes().rbegin()->name()));
  }
  return absl::OkStatus();
}

absl::Status Drafts::UpdateProcess(const Call& call, const v1::UpdateProcessRequest& request,
                                   v1::Process& response) {
  const auto update = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name =
        ResourceName::Parse(Kind::kProcess, request.process().name(), "process.name");
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->text());
    if (!process.ok()) return process.status();
    absl::Status same = CheckEtag(request.process().etag(), process->etag(), name->text());
    if (!same.ok()) return same;
    const v1::Process before = *process;
    absl::Status masked =
        ApplyMask(request.process(), request.update_mask(), FixedFields(Kind::kProcess), *process);
    if (!masked.ok()) return masked;
    FillDefaults(*process, server_name_);
    if (absl::Status valid = CheckProcess(store, *process); !valid.ok()) return valid;
    if (absl::Status kept = CheckKept(before, *process); !kept.ok()) return kept;
    if (before.log_origin() != process->log_origin()) {
      absl::Status renamed = acts.Rename(process->log_origin(), batch);
      if (!renamed.ok()) return renamed;
    }
    RenewEtag(*process);
    absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, name->text());
    if (!stored.ok()) return stored.status();
    PutResource(batch, name->text(), (*stored)->creation_order, process->SerializeAsString());
    response = *std::move(process);
    return absl::OkStatus();
  };
  return changes_.ApplyActs(call, request, response, update, Changes::Reach::kServer);
}

absl::Status Drafts::DeleteProcess(const Call& call, const v1::DeleteProcessRequest& request,
                                   google::protobuf::Empty& response) {
  // Before the lock is taken: it reads whole rolls.
  const auto pieces = kRollFiles.ListKeys(store_, call.process);
  if (!pieces.ok()) return pieces.status();
  const auto erase = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, request.name(), "name");
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->text());
    if (!process.ok()) return process.status();
    if (absl::Status draft = CheckSpan(Span::kDraft, process->phase(), name->text()); !draft.ok()) {
      return draft;
    }
    if (absl::Status s = journals_.Delete(name->text(), batch); !s.ok()) return s;
    const auto attached = AttachmentsOf(store, name->text(), kMandate);
    if (!attached.ok()) return attached.status();
    if (!attached->empty()) OweFilesOf(batch, name->text());
    absl::StatusOr<std::vector<std::string>> keys = ListSubtree(store, name->text());
    if (!keys.ok()) return keys.status();
    for (const std::string& key : *keys) batch.Delete(kResourcesFamily, key);
    // Of one that was frozen once: the log's key.
    batch.Delete(kProcessesFamily, ProcessId(name->text()));
    kRollFiles.DeleteOthers(name->text(), *pieces, {}, batch);
    return absl::OkStatus();
  };
  const absl::Status erased = changes_.Apply(call, request, response, erase);
  if (erased.ok()) journals_.Drop(call.process);
  return erased;
}

// CreateArea, CreateContest, CreateProject, CreateElectorate, CreateRegistrar, CreateAuthority,
// CreateTrustee.
template <typename Resource>
absl::Status Drafts::Create(const Call& call, const google::protobuf::Message& request,
                            std::string_view parent, std::string_view id, const Resource& resource,
                            Resource& response) {
  constexpr Kind kKind = kKindOf<Resource>;
  const auto create = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name =
        ResourceName::Child(kKind, parent, id, fmt::format("{}_id", Singular(kKind)));
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = DraftOfParent(store, *name);
    if (!process.ok()) return process.status();
    absl::StatusOr<std::uint64_t> children = CheckRoom<Resource>(store, parent, 1);
    if (!children.ok()) return children.status();
    absl::StatusOr<Resource> made = MakeResource(store, *process, *name, resource, Singular(kKind));
    if (!made.ok()) return made.status();
    absl::StatusOr<std::uint64_t> order = orders_.Take(1);
    if (!order.ok()) return order.status();
    AddChild(batch, *name, *order, made->SerializeAsString(), *children);
    if (absl::Status told = Traits<Resource>::Tell(*made, acts, batch); !told.ok()) return told;
    response = *std::move(made);
    return absl::OkStatus();
  };
  return changes_.ApplyActs(call, request, response, create);
}

absl::Status Drafts::BatchCreateProjects(const Call& call,
                                         const v1::BatchCreateProjectsRequest& request,
                                         v1::BatchCreateProjectsResponse& response) {
  const auto create = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    const int count = request.requests_size();
    if (count < 1 || count > kBatchedProjects) return FieldError("requests", "expected 1 to 1,000");
    absl::StatusOr<ResourceName> contest =
        ResourceName::Parse(Kind::kContest, request.parent(), "parent");
    if (!contest.ok()) return contest.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, contest->process());
    if (!process.ok()) return process.status();
    absl::StatusOr<bool> exists = ResourceExists(store, contest->text());
    if (!exists.ok()) return exists.status();
    if (!*exists) return ResourceNotFound(contest->text());
    absl::StatusOr<std::uint64_t> children =
        CheckRoom<v1::Project>(store, contest->text(), static_cast<std::size_t>(count));
    if (!children.ok()) return children.status();
    absl::StatusOr<std::uint64_t> order = orders_.Take(static_cast<std::uint64_t>(count));
    if (!order.ok()) return order.status();
    std::set<std::string> names;
    for (int i = 0; i < count; ++i) {
      const v1::CreateProjectRequest& one = request.requests(i);
      const std::string at = fmt::format("requests[{}]", i);
      if (!one.parent().empty() && one.parent() != request.parent()) {
        return FieldError(at + ".parent", "expected nothing or the parent of the whole request");
      }
      absl::StatusOr<ResourceName> name = ResourceName::Child(Kind::kProject, request.parent(),
                                                              one.project_id(), at + ".project_id");
      if (!name.ok()) return name.status();
      if (!names.insert(name->text()).second) return AlreadyExists(*name);
      absl::StatusOr<v1::Project> made =
          MakeResource(store, *process, *name, one.project(), at + ".project");
      if (!made.ok()) return made.status();
      const auto before = static_cast<std::uint64_t>(i);
      AddChild(batch, *name, *order + before, made->SerializeAsString(), *children + before);
      if (absl::Status told = TellProject(*made, acts, batch); !told.ok()) return told;
      *response.add_projects() = *std::move(made);
    }
    return absl::OkStatus();
  };
  return changes_.ApplyActs(call, request, response, create);
}

// GetArea, GetContest, GetProject, GetElectorate, GetRegistrar, GetAuthority, GetTrustee.
template <typename Resource>
absl::Status Drafts::Get(std::string_view text, Resource& response) const {
  absl::StatusOr<ResourceName> name = ResourceName::Parse(kKindOf<Resource>, text, "name");
  if (!name.ok()) return name.status();
  absl::StatusOr<Resource> resource = ReadResource<Resource>(store_, name->text());
  if (!resource.ok()) return resource.status();
  response = *std::move(resource);
  return absl::OkStatus();
}

// ListAreas, ListContests, ListElectorates, ListRegistrars, ListAuthorities,
// ListTrustees.
template <typename Resource>
absl::Status Drafts::List(std::string_view text, const PageRequest& page,
                          google::protobuf::RepeatedPtrField<Resource>& resources,
                          std::string& next_page_token) const {
  constexpr Kind kKind = kKindOf<Resource>;
  absl::StatusOr<ResourceName> parent = ResourceName::Parse(ParentOf(kKind), text, "parent");
  if (!parent.ok()) return parent.status();
  const std::string list = fmt::format("{}/{}", parent->text(), Plural(kKind));
  absl::StatusOr<std::size_t> size = PageSize(page.size);
  if (!size.ok()) return size.status();
  absl::StatusOr<std::string> token = ReadPageToken(list, page.token);
  if (!token.ok()) return token.status();
  std::uint64_t after = 0;
  if (!token->empty()) after = crypto::ByteReader(crypto::AsBytes(*token)).Le64();

  const absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  absl::StatusOr<bool> exists = ResourceExists(**snapshot, parent->text());
  if (!exists.ok()) return exists.status();
  if (!*exists) return ResourceNotFound(parent->text());
  // One more than a page shows whether another follows.
  absl::StatusOr<std::vector<StoredChild>> children =
      ListChildrenAfter(**snapshot, kKind, parent->text(), after, *size + 1);
  if (!children.ok()) return children.status();
  for (std::size_t i = 0; i < std::min(*size, children->size()); ++i) {
    const StoredChild& child = (*children)[i];
    if (!resources.Add()->ParseFromString(child.bytes)) return ResourceDamaged(child.name);
  }
  if (children->size() > *size) {
    crypto::Bytes cursor;
    crypto::AppendLe64(cursor, (*children)[*size - 1].creation_order);
    next_page_token = MakePageToken(list, crypto::AsText(cursor));
  }
  return absl::OkStatus();
}

// UpdateContest, UpdateProject.
template <typename Resource>
absl::Status Drafts::Update(const Call& call, const google::protobuf::Message& request,
                            const Resource& given, const google::protobuf::FieldMask& mask,
                            Resource& response) {
  constexpr Kind kKind = kKindOf<Resource>;
  const auto update = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    const std::string at(Singular(kKind));
    absl::StatusOr<ResourceName> name = ResourceName::Parse(kKind, given.name(), at + ".name");
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->process());
    if (!process.ok()) return process.status();
    absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, name->text());
    if (!stored.ok()) return stored.status();
    if (!stored->has_value()) return ResourceNotFound(name->text());
    Resource resource;
    if (!resource.ParseFromString((*stored)->bytes)) return ResourceDamaged(name->text());
    if constexpr (kHasEtag<Resource>) {
      absl::Status same = CheckEtag(given.etag(), resource.etag(), name->text());
      if (!same.ok()) return same;
    }
    if (absl::Status masked = ApplyMask(given, mask, FixedFields(kKind), resource); !masked.ok()) {
      return masked;
    }
    FieldViolations violations;
    Traits<Resource>::Validate(resource, *process, at, violations);
    absl::Status referred = CheckReferences(store, resource, at, violations);
    if (!referred.ok()) return referred;
    if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;
    if constexpr (kHasEtag<Resource>) RenewEtag(resource);
    PutResource(batch, name->text(), (*stored)->creation_order, resource.SerializeAsString());
    if (absl::Status told = Traits<Resource>::Tell(resource, acts, batch); !told.ok()) return told;
    response = std::move(resource);
    return absl::OkStatus();
  };
  return changes_.ApplyActs(call, request, response, update);
}

// DeleteArea, DeleteContest, DeleteProject, DeleteElectorate, DeleteRegistrar, DeleteAuthority,
// DeleteTrustee.
template <typename Resource>
absl::Status Drafts::Delete(const Call& call, const google::protobuf::Message& request,
                            std::string_view text, google::protobuf::Empty& response) {
  absl::StatusOr<std::vector<std::string>> pieces{std::vector<std::string>()};
  if constexpr (kKindOf<Resource> == Kind::kElectorate) {
    // Before the lock is taken: it reads whole rolls.
    pieces = kRollFiles.ListKeys(store_, text);
    if (!pieces.ok()) return pieces.status();
  }
  const auto erase = [&](const storage::Reader& store, storage::WriteBatch& batch,
                         Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name = ResourceName::Parse(kKindOf<Resource>, text, "name");
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->process());
    if (!process.ok()) return process.status();
    absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, name->text());
    if (!stored.ok()) return stored.status();
    if (!stored->has_value()) return ResourceNotFound(name->text());
    if (absl::Status unused = CheckUnused(store, *name); !unused.ok()) return unused;
    absl::StatusOr<std::uint64_t> children =
        CountChildren(store, kKindOf<Resource>, name->parent());
    if (!children.ok()) return children.status();
    RemoveChild(batch, *name, (*stored)->creation_order, *children);
    kRollFiles.DeleteOthers(name->text(), *pieces, {}, batch);
    if constexpr (kKindOf<Resource> == Kind::kProject) {
      Resource removed;
      removed.set_name(name->text());
      return TellProjectRemoved(removed, acts, batch);
    }
    return absl::OkStatus();
  };
  return changes_.ApplyActs(call, request, response, erase);
}

#define URNA_INSTANTIATE_DRAFT(Resource)                                                          \
  template absl::Status Drafts::Create(const Call&, const google::protobuf::Message&,             \
                                       std::string_view, std::string_view, const Resource&,       \
                                       Resource&);                                                \
  template absl::Status Drafts::Get(std::string_view, Resource&) const;                           \
  template absl::Status Drafts::List(std::string_view, const PageRequest&,                        \
                                     google::protobuf::RepeatedPtrField<Resource>&, std::string&) \
      const;                                                                                      \
  template absl::Status Drafts::Delete<Resource>(const Call&, const google::protobuf::Message&,   \
                                                 std::string_view, google::protobuf::Empty&);

URNA_INSTANTIATE_DRAFT(v1::Area)
URNA_INSTANTIATE_DRAFT(v1::Contest)
URNA_INSTANTIATE_DRAFT(v1::Project)
URNA_INSTANTIATE_DRAFT(v1::Electorate)
URNA_INSTANTIATE_DRAFT(v1::Registrar)
URNA_INSTANTIATE_DRAFT(v1::Authority)
URNA_INSTANTIATE_DRAFT(v1::Trustee)
#undef URNA_INSTANTIATE_DRAFT

template absl::Status Drafts::Update(const Call&, const google::protobuf::Message&,
                                     const v1::Contest&, const google::protobuf::FieldMask&,
                                     v1::Contest&);
template absl::Status Drafts::Update(const Call&, const google::protobuf::Message&,
                                     const v1::Project&, const google::protobuf::FieldMask&,
                                     v1::Project&);

}  // namespace urna::services
