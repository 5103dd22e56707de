#include "services/planning/phase_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/act_rules.h"
#include "ledger/journal_state.h"
#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/events.h"
#include "services/base/resource_name.h"
#include "services/records/draft_process.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

struct PlannedPhase {
  v1::Phase phase;
  v1::WindowKind window;
};
// In their order.
constexpr PlannedPhase kPlanned[] = {
    {v1::PHASE_SUBMISSION, v1::WINDOW_KIND_SUBMISSION},
    {v1::PHASE_REVIEW, v1::WINDOW_KIND_REVIEW},
    {v1::PHASE_APPEAL, v1::WINDOW_KIND_APPEAL},
};

bool IsPlanned(v1::Phase phase) {
  return std::ranges::find(kPlanned, phase, &PlannedPhase::phase) != std::end(kPlanned);
}

// When the calendar begins the phase; nothing where it does not, or the phase is behind the process.
std::optional<std::int64_t> BeginOf(const PlannedPhase& planned,
                                    const ledger::JournalState& state) {
  const v1::Window* window = state.window(planned.window);
  const bool is_ahead =
      ledger::RankOf(planned.phase) > ledger::RankOf(state.phase() == v1::PHASE_SEALING
                                                         ? state.phase_before_sealing()
                                                         : state.phase());
  if (window == nullptr || !is_ahead) return std::nullopt;
  return static_cast<std::int64_t>(window->start_time());
}

// The first phase that is ahead.
std::optional<std::int64_t> NextBegin(const ledger::JournalState& state) {
  std::optional<std::int64_t> next;
  for (const PlannedPhase& planned : kPlanned) {
    const std::optional<std::int64_t> begin = BeginOf(planned, state);
    if (begin) next = std::min(next.value_or(*begin), *begin);
  }
  return next;
}

// What must be there before citizens propose.
std::vector<std::string_view> MissingIn(const ledger::JournalState& state) {
  std::vector<std::string_view> missing;
  if (!state.mandate()) missing.push_back("mandate");
  if (!state.calendar()) missing.push_back("calendar");
  if (!state.form()) missing.push_back("form");
  return missing;
}

absl::Status CheckComplete(const ledger::JournalState& state) {
  FieldViolations missing;
  for (const std::string_view part : MissingIn(state)) {
    missing.Add(std::string(part), "is not published yet");
  }
  return missing.ToStatus(absl::StatusCode::kFailedPrecondition, "PROCESS_INCOMPLETE");
}

absl::Status TellPhase(v1::Phase phase, Acts& acts, storage::WriteBatch& batch) {
  v1::ActFacts facts;
  facts.mutable_phase()->set_phase(phase);
  return acts.Add(v1::JOURNAL_ACT_PHASE, "", facts, {}, batch);
}

absl::Status PutPhase(const storage::Reader& store, v1::Phase phase, v1::Process& process,
                      storage::WriteBatch& batch) {
  absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, process.name());
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return ResourceNotFound(process.name());
  process.set_phase(phase);
  RenewEtag(process);
  PutResource(batch, process.name(), (*stored)->creation_order, process.SerializeAsString());
  return absl::OkStatus();
}

void TellOperatorOf(v1::Phase phase, std::string_view process) {
  TellOperator(Severity::kInfo, "phase begun",
               {{"process", process}, {"phase", ledger::PhaseWord(phase)}});
}

}  // namespace

absl::Status PhasePlan::Open() {
  absl::StatusOr<std::vector<v1::Process>> processes = ReadResources<v1::Process>(store_, "");
  if (!processes.ok()) return processes.status();
  for (const v1::Process& process : *processes) {
    if (ledger::RankOf(process.phase()) <= ledger::RankOf(v1::PHASE_SEALING)) {
      Look(process.name());
    }
  }
  return absl::OkStatus();
}

absl::Status PhasePlan::BeginPhase(const Call& call, const v1::BeginPhaseRequest& request,
                                   v1::Process& response) {
  const auto begin = [&](const storage::Reader& store, storage::WriteBatch& batch,
                         Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name =
        ResourceName::Parse(Kind::kProcess, request.process(), "process");
    if (!name.ok()) return name.status();
    if (!IsPlanned(request.phase())) {
      return FieldError("phase", "expected PHASE_SUBMISSION, PHASE_REVIEW or PHASE_APPEAL");
    }
    absl::StatusOr<v1::Process> process = ReadDraft(store, name->text());
    if (!process.ok()) return process.status();
    absl::StatusOr<const ledger::JournalState*> state = acts.state();
    if (!state.ok()) return state.status();
    if (absl::Status complete = CheckComplete(**state); !complete.ok()) return complete;
    absl::Status told = TellPhase(request.phase(), acts, batch);
    if (told.ok()) told = PutPhase(store, request.phase(), *process, batch);
    if (told.ok()) response = *std::move(process);
    return told;
  };
  const absl::Status done = changes_.ApplyActs(call, request, response, begin);
  if (!done.ok()) return done;
  Look(call.process);
  return done;
}

std::optional<std::int64_t> PhasePlan::DueOf(const ledger::JournalState& state,
                                             std::int64_t now) const {
  if (ledger::RankOf(state.phase()) > ledger::RankOf(v1::PHASE_SEALING)) return std::nullopt;
  const std::optional<std::int64_t> next = NextBegin(state);
  if (!next || *next > now) return next;
  const bool must_wait = state.phase() == v1::PHASE_SEALING || !MissingIn(state).empty();
  return must_wait ? now + absl::ToInt64Seconds(kPatience) : *next;
}

void PhasePlan::Look(std::string_view process) {
  const std::int64_t now = absl::ToUnixSeconds(clock_.Now());
  // Opening one takes its time, and nobody waits for that here.
  const absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals_.Get(process);
  const MutexLock lock(mutex_);
  // One that cannot be read now is tried again.
  std::optional<std::int64_t> due = now;
  if (absl::IsNotFound(journal.status())) due = std::nullopt;
  if (journal.ok()) {
    due =
        (*journal)->WithState([&](const ledger::JournalState& state) { return DueOf(state, now); });
  }
  if (due) {
    due_[std::string(process)] = *due;
  } else {
    due_.erase(std::string(process));
  }
}

void PhasePlan::AdvanceAll() {
  const absl::Time time = clock_.Now();
  const std::int64_t now = absl::ToUnixSeconds(time);
  std::vector<std::string> due;
  {
    const MutexLock lock(mutex_);
    for (const auto& [process, begin] : due_) {
      if (begin <= now) due.push_back(process);
    }
  }
  std::ranges::sort(due);
  for (const std::string& process : due) {
    if (const absl::Status advanced = Advance(process, now); !advanced.ok()) {
      incidents_.Of(
          absl::Status(advanced.code(),
                       fmt::format("{}: its calendar begins a phase, which cannot begin: {}",
                                   process, std::string(advanced.message()))),
          time);
    }
    Look(process);
  }
}

absl::Status PhasePlan::Advance(const std::string& name, std::int64_t now) {
  std::vector<v1::Phase> begun;
  const auto advance = [&](const storage::Reader& store, storage::WriteBatch& batch,
                           Acts& acts) -> absl::Status {
    absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store, name);
    if (absl::IsNotFound(process.status())) return absl::OkStatus();
    if (!process.ok()) return process.status();
    if (!IsUnfrozen(process->phase())) return absl::OkStatus();
    for (const PlannedPhase& planned : kPlanned) {
      absl::StatusOr<const ledger::JournalState*> state = acts.state();
      if (!state.ok()) return state.status();
      const std::optional<std::int64_t> begin = BeginOf(planned, **state);
      if (!begin || *begin > now) continue;
      if (const auto missing = MissingIn(**state); !missing.empty()) {
        return absl::FailedPreconditionError(
            fmt::format("not published yet: {}", fmt::join(missing, ", ")));
      }
      if (absl::Status told = TellPhase(planned.phase, acts, batch); !told.ok()) return told;
      begun.push_back(planned.phase);
    }
    return begun.empty() ? absl::OkStatus() : PutPhase(store, begun.back(), *process, batch);
  };
  absl::Status done = changes_.ApplyOwnActs(name, advance);
  if (done.ok()) {
    for (const v1::Phase phase : begun) TellOperatorOf(phase, name);
  }
  return done;
}

}  // namespace urna::services
