#include "services/planning/duplicates.h"

#include <fmt/format.h>
#include <sodium.h>

#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "ledger/ids.h"
#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/resource_name.h"
#include "services/base/times.h"
#include "services/drafting/references.h"
#include "services/planning/forms.h"
#include "services/planning/plan_store.h"
#include "services/records/child_index.h"
#include "services/records/draft_process.h"
#include "services/records/resources.h"
#include "services/records/sealed_project.h"

namespace urna::services {
namespace {

// Names below one process, said of another.
class Renaming {
 public:
  Renaming(std::string_view from, std::string_view to) : from_(from), to_(to) {}
  std::string operator()(std::string_view name) const {
    return fmt::format("{}{}", to_, name.substr(from_.size()));
  }

 private:
  std::string from_, to_;
};

// What of a resource belongs to the life of the earlier process, and which others it names.
void Renew(v1::Area&, const Renaming&) {}
void Renew(v1::Contest& contest, const Renaming& rename) {
  contest.clear_number();
  contest.set_area(rename(contest.area()));
}
void Renew(v1::Electorate& electorate, const Renaming& rename) {
  electorate.clear_slots();
  electorate.clear_roll_sha256();
  electorate.clear_part_sha256();
  for (std::string& contest : *electorate.mutable_contests()) contest = rename(contest);
}
void Renew(v1::Registrar&, const Renaming&) {}
void Renew(v1::Authority&, const Renaming&) {}
void Renew(v1::Trustee& trustee, const Renaming&) { trustee.clear_index(); }

template <typename Resource>
absl::Status CopyAll(const storage::Reader& source_store, std::string_view source,
                     const Renaming& rename, CreationOrders& orders, storage::WriteBatch& batch) {
  absl::StatusOr<std::vector<Resource>> resources = ReadResources<Resource>(source_store, source);
  if (!resources.ok()) return resources.status();
  if (resources->empty()) return absl::OkStatus();
  absl::StatusOr<std::uint64_t> order = orders.Take(resources->size());
  if (!order.ok()) return order.status();
  std::uint64_t children = 0;
  for (Resource& resource : *resources) {
    resource.set_name(rename(resource.name()));
    Renew(resource, rename);
    absl::StatusOr<ResourceName> name =
        ResourceName::Parse(kKindOf<Resource>, resource.name(), "source");
    if (!name.ok()) return ResourceDamaged(resource.name());
    AddChild(batch, *name, *order + children, resource.SerializeAsString(), children);
    ++children;
  }
  return absl::OkStatus();
}

absl::Status CopyContents(const storage::Reader& source_store, std::string_view source,
                          const Renaming& rename, CreationOrders& orders,
                          storage::WriteBatch& batch) {
  absl::Status copied = CopyAll<v1::Area>(source_store, source, rename, orders, batch);
  if (copied.ok()) copied = CopyAll<v1::Contest>(source_store, source, rename, orders, batch);
  if (copied.ok()) copied = CopyAll<v1::Electorate>(source_store, source, rename, orders, batch);
  if (copied.ok()) copied = CopyAll<v1::Registrar>(source_store, source, rename, orders, batch);
  if (copied.ok()) copied = CopyAll<v1::Authority>(source_store, source, rename, orders, batch);
  if (copied.ok()) copied = CopyAll<v1::Trustee>(source_store, source, rename, orders, batch);
  return copied;
}

// What of a process is decided once and for every edition.
v1::Process NextEdition(const v1::Process& earlier, const Renaming& rename,
                        std::string_view server_name, absl::Time now) {
  v1::Process process;
  const std::string name = rename(earlier.name());
  process.set_name(name);
  *process.mutable_title() = earlier.title();
  process.set_currency(earlier.currency());
  process.set_currency_digits(earlier.currency_digits());
  process.set_log_origin(fmt::format("{}/{}", server_name, ProcessId(name)));
  process.set_trustee_threshold(earlier.trustee_threshold());
  process.set_registrar_threshold(earlier.registrar_threshold());
  process.set_authority_threshold(earlier.authority_threshold());
  process.set_revote(earlier.revote());
  process.set_ballots_per_key(earlier.ballots_per_key());
  if (earlier.has_complaint_seconds()) {
    process.set_complaint_seconds(earlier.complaint_seconds());
  }
  for (const v1::ContestGroup& group : earlier.contest_groups()) {
    v1::ContestGroup& copy = *process.add_contest_groups();
    for (const std::string& contest : group.contests()) copy.add_contests(rename(contest));
    copy.set_max(group.max());
  }
  process.set_closing_quorum(earlier.closing_quorum());
  *process.mutable_witness_vkeys() = earlier.witness_vkeys();
  process.set_witness_quorum(earlier.witness_quorum());
  process.set_phase(v1::PHASE_DRAFT);
  std::string election_id(std::tuple_size_v<ledger::ElectionId>, '\0');
  randombytes_buf(election_id.data(), election_id.size());
  process.set_election_id(election_id);
  *process.mutable_create_time() = ToProto(now);
  RenewEtag(process);
  return process;
}

absl::StatusOr<std::optional<v1::Mandate>> MandateOf(const storage::Reader& store,
                                                     Journals& journals, std::string_view source) {
  const auto versions = ReadPublishedMandates(store, source);
  if (!versions.ok()) return versions.status();
  if (versions->empty()) return ReadMandateDraft(store, source);
  absl::StatusOr<v1::Mandate> last = ReadMandateText(journals, source, versions->back());
  if (!last.ok()) return last.status();
  return *std::move(last);
}

// That the server has no such process yet, and none with a log of the same name.
absl::Status CheckNew(const storage::Reader& store, const v1::Process& process) {
  absl::StatusOr<bool> exists = ResourceExists(store, process.name());
  if (!exists.ok()) return exists.status();
  if (*exists) {
    return Error(absl::StatusCode::kAlreadyExists, "RESOURCE_EXISTS",
                 fmt::format("there is a {} already", process.name()));
  }
  v1::Process alone = process;
  // They name contests that are written with it.
  alone.clear_contest_groups();
  FieldViolations violations;
  absl::Status referred = CheckReferences(store, alone, violations);
  if (!referred.ok()) return referred;
  return violations.empty()
             ? absl::OkStatus()
             : FieldError("process_id", "another process of this server has a log of that name");
}

}  // namespace

absl::Status Duplicates::DuplicateProcess(const Call& call,
                                          const v1::DuplicateProcessRequest& request,
                                          v1::Process& response) {
  const auto duplicate = [&](const storage::Reader& store, storage::WriteBatch& batch,
                             Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> source =
        ResourceName::Parse(Kind::kProcess, request.source(), "source");
    if (!source.ok()) return source.status();
    absl::StatusOr<ResourceName> name =
        ResourceName::Child(Kind::kProcess, "", request.process_id(), "process_id");
    if (!name.ok()) return name.status();
    // Others may change the earlier process at the same time: all that is copied is of one moment.
    const absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
    if (!snapshot.ok()) return snapshot.status();
    absl::StatusOr<v1::Process> earlier = ReadResource<v1::Process>(**snapshot, source->text());
    if (!earlier.ok()) return earlier.status();
    const Renaming rename(source->text(), name->text());
    v1::Process process = NextEdition(*earlier, rename, server_name_, clock_.Now());
    if (absl::Status is_new = CheckNew(store, process); !is_new.ok()) return is_new;
    absl::StatusOr<std::uint64_t> order = orders_.Take(1);
    if (!order.ok()) return order.status();
    acts.set_process(process.name());
    if (absl::Status begun = BeginJournal(store, process, acts, batch); !begun.ok()) return begun;
    PutResource(batch, process.name(), *order, process.SerializeAsString());
    absl::Status copied = CopyContents(**snapshot, source->text(), rename, orders_, batch);
    if (!copied.ok()) return copied;
    absl::StatusOr<std::optional<FormText>> form = ReadFormText(journals_, source->text());
    if (!form.ok()) return form.status();
    if (form->has_value()) {
      absl::Status told = TellForm((*form)->form, acts, batch).status();
      if (!told.ok()) return told;
    }
    absl::StatusOr<std::optional<v1::Mandate>> mandate =
        MandateOf(**snapshot, journals_, source->text());
    if (!mandate.ok()) return mandate.status();
    if (mandate->has_value()) PutMandateDraft(batch, process.name(), **mandate);
    response = std::move(process);
    return absl::OkStatus();
  };
  return changes_.ApplyActs(call, request, response, duplicate, Changes::Reach::kServer);
}

}  // namespace urna::services
