#include "services/api/application.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "services/api/log_boot.h"
#include "services/base/events.h"
#include "services/proposals/deadlines.h"
#include "services/proposals/old_drafts.h"
#include "services/proposals/owed_purges.h"
#include "services/records/child_index.h"
#include "services/records/phases.h"

namespace urna::services {
namespace {

// How often what is only there for a while is looked through.
constexpr absl::Duration kHousekeeping = absl::Hours(1);

}  // namespace

Application::Application(const ApplicationOptions& options, storage::Store& store,
                         const Clock& clock, std::unique_ptr<LinkSender> link_sender)
    : store_(store),
      clock_(clock),
      pages_sha256_(options.pages_sha256),
      meter_(MethodNames()),
      logs_(clock),
      journals_(store, clock),
      tokens_(store, clock),
      accounts_(store, clock),
      staff_(tokens_, accounts_),
      changes_(store, logs_, journals_, clock),
      orders_(store),
      opener_(store, documents_, clock, batch_records_),
      uploads_(clock, options.upload_bytes),
      token_administration_(tokens_, clock),
      proposal_texts_(store, journals_),
      search_(options.search_folder, store, journals_, proposal_texts_),
      drafts_(store, changes_, logs_, journals_, orders_, clock, options.name),
      plan_(store, changes_, journals_, clock),
      mandates_(store, changes_, journals_, plan_),
      calendars_(changes_, journals_, plan_, clock),
      forms_(changes_, journals_, plan_),
      duplicates_(store, changes_, journals_, orders_, clock, options.name),
      imports_(store, changes_, uploads_),
      slots_(store),
      sealing_(store, changes_, documents_, logs_, opener_, clock, options.pages_sha256),
      ceremonies_(store, changes_, documents_),
      schedule_(store, changes_, logs_, clock),
      revocations_(changes_, logs_),
      casting_(logs_),
      counts_(store),
      closings_(store, changes_, logs_, clock),
      artefacts_(store, logs_, counts_, uploads_, clock),
      tallies_(store, logs_, counts_),
      reports_(logs_, tallies_, clock),
      simulations_(store, clock),
      reading_(store, logs_),
      journal_reading_(journals_),
      postbox_(store, changes_, clock, options.name, options.mail),
      books_(store, clock),
      proposals_(store, changes_, journals_, books_, postbox_.outbox(), clock),
      authoring_(proposals_),
      reviewing_(proposals_, staff_),
      moderating_(proposals_, store, search_),
      admitting_(proposals_, orders_),
      proposal_listing_(proposals_, search_),
      project_listing_(store, search_),
      own_proposals_(proposals_),
      own_follows_(proposals_, accounts_),
      sessions_(store, accounts_, clock, options.people.times),
      link_sender_(std::move(link_sender)),
      mailed_links_(store, postbox_.outbox(), clock, SignInLinks::kTime),
      sign_ins_(store, accounts_, sessions_, fetcher_, clock, options.people),
      sign_in_links_(store, accounts_, sessions_, SenderOfLinks(options), clock, options.people),
      account_administration_(store, accounts_, sessions_, own_proposals_, own_follows_),
      attaching_(proposals_, uploads_, options.attachments),
      following_(proposals_),
      staff_addresses_(store, changes_, staff_),
      text_administration_(store, changes_, postbox_.outbox()),
      message_administration_(store, changes_, postbox_, clock),
      files_(store, logs_, journals_),
      handlers_{.store = store,
                .logs = logs_,
                .tokens = token_administration_,
                .drafts = drafts_,
                .plan = plan_,
                .mandates = mandates_,
                .calendars = calendars_,
                .forms = forms_,
                .duplicates = duplicates_,
                .imports = imports_,
                .slots = slots_,
                .sealing = sealing_,
                .ceremonies = ceremonies_,
                .schedule = schedule_,
                .revocations = revocations_,
                .casting = casting_,
                .closings = closings_,
                .artefacts = artefacts_,
                .tallies = tallies_,
                .reports = reports_,
                .simulations = simulations_,
                .reading = reading_,
                .journal = journal_reading_,
                .authoring = authoring_,
                .reviewing = reviewing_,
                .moderating = moderating_,
                .admitting = admitting_,
                .proposal_listing = proposal_listing_,
                .sign_ins = sign_ins_,
                .sign_in_links = sign_in_links_,
                .accounts = account_administration_,
                .own_proposals = own_proposals_,
                .own_follows = own_follows_,
                .attaching = attaching_,
                .following = following_,
                .staff_addresses = staff_addresses_,
                .text_administration = text_administration_,
                .message_administration = message_administration_,
                .project_listing = project_listing_},
      dispatcher_(store, logs_, tokens_, sessions_, meter_, {options.threads, options.queue}) {
  methods_ = MakeMethodTable(handlers_);
  changes_.WhenWritten([this](std::string_view process) { search_.Notice(process); });
}

LinkSender* Application::SenderOfLinks(const ApplicationOptions& options) {
  if (link_sender_ != nullptr) return link_sender_.get();
  return options.mail ? &mailed_links_ : nullptr;
}

absl::Status Application::Open() {
  if (absl::Status opened = postbox_.Open(); !opened.ok()) return opened;
  changes_.Watch(postbox_.phase_news());
  if (absl::Status indexed = EnsureChildIndex(store_); !indexed.ok()) return indexed;
  if (absl::Status begun = BeginJournals(store_, changes_); !begun.ok()) return begun;
  if (absl::Status planned = plan_.Open(); !planned.ok()) return planned;
  if (absl::Status people = sign_ins_.Open(); !people.ok()) return people;
  if (absl::Status opened = OpenLogs(store_, opener_, logs_); !opened.ok()) return opened;
  TellOfOtherPages(logs_, pages_sha256_);
  search_.Open();
  return absl::OkStatus();
}

void Application::Measure(Measurements& out) const {
  dispatcher_.Measure(out);
  search_.Measure(out);
  out.histograms.push_back({"urna_append_batch_records",
                            "Records that shared one write, one fsync and one checkpoint.",
                            {{{}, batch_records_.Read()}}});
  postbox_.Measure(out);
}

void Application::TellWhetherStoreWrites(bool writes) {
  for (const std::shared_ptr<ProcessLog>& log : logs_.Active()) {
    if (writes) {
      log->Resume();
    } else {
      log->Suspend();
    }
  }
}

void Application::CatchUp() {
  const MutexLock lock(catching_up_);
  plan_.AdvanceAll();
  schedule_.AdvanceAll();
  logs_.CloseIdle();
  journals_.CloseIdle();
  books_.CloseIdle();
  meter_.Tell(clock_.Now());
  for (const std::shared_ptr<ProcessLog>& log : logs_.Active()) {
    const std::string& process = log->manifest().config().process();
    // What fails is tried again the next time.
    absl::Status told = TellPhase(journals_, changes_, *log);
    if (told.ok() && log->WithState(PhaseOf) == v1::PHASE_TALLIED) {
      told = NoteTallied(changes_, opener_, logs_, process);
    }
    if (!told.ok()) {
      incidents_.Of(absl::Status(told.code(), fmt::format("{}: its phase is not noted: {}", process,
                                                          std::string(told.message()))),
                    clock_.Now());
    }
  }
  counts_.ForgetTallied(logs_);
  if (clock_.Now() < next_housekeeping_) return;
  next_housekeeping_ = clock_.Now() + kHousekeeping;
  if (absl::Status s = PayPurges(store_); !s.ok()) {
    TellOperator(Severity::kWarning, "what was erased is not gone from the files yet",
                 {{"code", absl::StatusCodeToString(s.code())}});
  }
  for (absl::Status s : {accounts_.PayPurge(), sessions_.ForgetOld(), sign_ins_.ForgetOld(),
                         sign_in_links_.ForgetOld()}) {
    if (s.ok()) continue;
    TellOperator(Severity::kWarning, "what is over of people's log-ins was not forgotten",
                 {{"code", absl::StatusCodeToString(s.code())}});
  }
  if (absl::Status s = ForgetOldDrafts(store_, changes_, clock_.Now()); !s.ok()) {
    TellOperator(Severity::kWarning, "old drafts of proposals were not forgotten",
                 {{"code", absl::StatusCodeToString(s.code())}});
  }
  if (absl::Status s = TellDeadlines(store_, changes_, postbox_.outbox(), clock_.Now()); !s.ok()) {
    TellOperator(Severity::kWarning, "nobody was reminded of what is due",
                 {{"code", absl::StatusCodeToString(s.code())}});
  }
  if (absl::Status s = postbox_.KeepHouse(); !s.ok()) {
    TellOperator(Severity::kWarning, "old mail was not forgotten",
                 {{"code", absl::StatusCodeToString(s.code())}});
  }
  if (absl::Status s = changes_.ForgetOldRequests(); !s.ok()) {
    TellOperator(Severity::kWarning, "old requests were not forgotten",
                 {{"code", absl::StatusCodeToString(s.code())}});
  }
}

}  // namespace urna::services
