#include "services/messages/phase_news.h"

#include <string>

#include "ledger/act_rules.h"
#include "services/base/resource_name.h"
#include "services/messages/occasions.h"
#include "services/records/resources.h"

namespace urna::services {

absl::Status AddProcess(const storage::Reader& store, std::string_view process,
                        internal::v1::StoredNews& news) {
  const absl::StatusOr<v1::Process> its_process = ReadResource<v1::Process>(store, process);
  if (!its_process.ok()) return its_process.status();
  news.set_process(std::string(ProcessId(process)));
  AddField(news, "process", its_process->title());
  return absl::OkStatus();
}

absl::Status PhaseNews::Saw(const storage::Reader& store, std::string_view process,
                            const ledger::Act& act, storage::WriteBatch& batch) const {
  if (!outbox_.is_on() || act.act != v1::JOURNAL_ACT_PHASE) return absl::OkStatus();
  const v1::Phase phase = act.facts.phase().phase();
  if (PhaseText(phase, "fr").empty()) return absl::OkStatus();
  const absl::StatusOr<v1::Process> before = ReadResource<v1::Process>(store, process);
  if (!before.ok()) return before.status();
  if (ledger::RankOf(phase) < ledger::RankOf(before->phase())) return absl::OkStatus();
  internal::v1::StoredNews news;
  news.set_occasion(v1::OCCASION_PHASE);
  news.set_process(std::string(ProcessId(process)));
  news.set_tells_followers(true);
  AddField(news, "process", before->title());
  internal::v1::StoredField& words = *news.add_fields();
  words.set_name("phase");
  for (const std::string_view language : kLanguages) {
    v1::LocalizedText& text = *words.add_texts();
    text.set_language(std::string(language));
    text.set_text(PhaseText(phase, language));
  }
  outbox_.Tell(batch, std::move(news));
  return absl::OkStatus();
}

}  // namespace urna::services
