// The journal's log and its documents: cut, forked, signed by others, or with texts that are not
// those that its acts name.
#include <fmt/format.h>

#include <algorithm>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/bundle_paths.h"
#include "tampering/rows/all.h"
#include "tampering/rows/journals.h"
#include "tampering/rows/wire_fields.h"

namespace urna::ledger {
namespace {

constexpr auto kReason = v1::DOCUMENT_KIND_REASON;

const v1::Config& Config() { return WithJournal().config(); }
const JournalRun& Journal() { return WithJournal().journal(); }

PublishedBundle WithNote(const std::string& note) {
  PublishedBundle bundle = WithJournal().Publish();
  bundle.files[std::string(kJournalCheckpointFile)] = BytesOf(note);
  return bundle;
}

// The honest journal, brought together with this checkpoint of it.
PublishedBundle Keeping(const std::string& note) {
  PublishedBundle bundle = WithJournal().Publish();
  bundle.BringCheckpoint(note);
  return bundle;
}

PublishedBundle OfLeaves(const std::function<void(std::vector<crypto::Bytes>&)>& change) {
  std::vector<crypto::Bytes> leaves = Journal().leaves();
  change(leaves);
  return WithJournal().Publish(JournalOf(Journal(), Config(), leaves));
}

// The mandate is published a second later: nobody would see it in the acts.
void Fork(std::vector<crypto::Bytes>& leaves) {
  Act mandate = ParseAct(leaves[1]).value();
  ++mandate.time;
  leaves[1] = SerializeAct(mandate);
}

crypto::Checkpoint FinalCheckpoint() {
  const std::size_t size = Journal().leaves().size();
  return {Config().journal().origin(), size, Journal().RootAt(size)};
}

Rows Logs() {
  return {
      {"journal_shorter_than_what_was_sealed",
       [] { return OfLeaves([](auto& leaves) { leaves.pop_back(); }); }},
      {"journal_forked_before_it_was_sealed", [] { return OfLeaves(Fork); }},
      {"journal_of_another_root",
       [] {
         crypto::Checkpoint other = FinalCheckpoint();
         other.root[0] ^= 1;
         return WithNote(crypto::SignCheckpoint(other, JournalRun::KeyOf(Config())));
       }},
      {"journal_signed_by_the_log",
       [] {
         return WithNote(crypto::SignCheckpoint(FinalCheckpoint(),
                                                WithJournal().course().election().LogSigningKey()));
       }},
      {"journal_of_the_log_s_origin",
       [] {
         crypto::Checkpoint other = FinalCheckpoint();
         other.origin = Config().log().origin();
         return WithNote(crypto::SignCheckpoint(other, JournalRun::KeyOf(Config())));
       }},
      {"journal_kept_and_forked_since",
       [] {
         std::vector<crypto::Bytes> leaves(Journal().leaves().begin(),
                                           Journal().leaves().begin() + 4);
         Fork(leaves);
         return Keeping(JournalOf(Journal(), Config(), leaves).Note(Config(), 4));
       }},
      {"journal_kept_and_shorter_since",
       [] {
         JournalRun longer = Journal();
         longer.Append(longer.Phase(v1::PHASE_SEALED));
         return Keeping(longer.Note(Config(), longer.leaves().size()));
       }},
      {"journal_kept_and_signed_by_another",
       [] {
         return Keeping(crypto::SignCheckpoint(FinalCheckpoint(),
                                               WithJournal().course().election().LogSigningKey()));
       }},
      {"journal_with_a_wrong_witness",
       [] {
         PublishedBundle bundle = WithEverything().Publish();
         crypto::Append(
             bundle.files.at(std::string(kJournalCheckpointFile)),
             crypto::AsBytes(crypto::Cosign("x\n", ElectionFixture::WitnessName(0),
                                            WithEverything().course().election().witness(0), 1)));
         return bundle;
       }},
      {"journal_kept_with_a_wrong_witness", [] {
         PublishedBundle bundle = WithEverything().Publish();
         bundle.BringCheckpoint(WithEverything().journal().Note(WithEverything().config(), 3) +
                                crypto::Cosign("x\n", ElectionFixture::WitnessName(0),
                                               WithEverything().course().election().witness(0), 1));
         return bundle;
       }}};
}

// Another document in the place of a hiding's reason, which the act names.
Row HidingSays(std::string name, std::function<crypto::Bytes(const v1::JournalDocument&)> say) {
  return {std::move(name), [say = std::move(say)] {
            JournalRun run = Journal();
            v1::JournalDocument document;
            auto& text = *document.mutable_reason()->add_text();
            text.set_language("en");
            text.set_text("Not for children");
            document.set_salt(std::string(16, 's'));
            Act act = run.Hidden(1);
            act.documents = {run.Keep(kReason, say(document))};
            run.Append(act);
            return WithJournal().Publish(run);
          }};
}

crypto::Bytes Serialized(const v1::JournalDocument& document) {
  return BytesOf(document.SerializeAsString());
}

// A document in the place of a form, whose act says that two persons must support a proposal.
Row FormIs(std::string name, std::function<crypto::Bytes(v1::JournalDocument)> say) {
  return {std::move(name), [say = std::move(say)] {
            return JournalCourse(
                       {},
                       [&](const v1::Config& config) {
                         JournalRun run(ElectionIdOf(config));
                         run.Append(run.Created());
                         Act act = run.Form(2);
                         v1::JournalDocument document;
                         document.set_salt(std::string(16, 's'));
                         document.mutable_form()->set_support_needed(2);
                         act.documents = {run.Keep(v1::DOCUMENT_KIND_FORM, say(document))};
                         run.Append(act);
                         for (const auto& project : config.contests(0).projects()) {
                           run.Append(run.Project("contest-0", project, 0));
                         }
                         run.Append(run.Phase(v1::PHASE_SEALING));
                         return run;
                       })
                .Publish();
          }};
}
Row FormSays(std::string name, std::function<void(v1::SubmissionForm&)> change) {
  return FormIs(std::move(name), [change = std::move(change)](v1::JournalDocument document) {
    change(*document.mutable_form());
    return Serialized(document);
  });
}

// What is withheld or erased, published all the same.
PublishedBundle Leaked(const std::function<void(JournalRun&, const crypto::Hash256& text)>& hide) {
  JournalRun run = Journal();
  const crypto::Hash256 text =
      ActAt(run, IndexOf(run, v1::JOURNAL_ACT_RECEIVED)).documents[0].sha256;
  hide(run, text);
  PublishedBundle bundle = WithJournal().Publish(run);
  bundle.files[DocumentPath(text)] = run.documents().at(text);
  return bundle;
}

Rows Documents() {
  return {HidingSays("document_that_is_right", Serialized),
          HidingSays("document_of_another_kind",
                     [](v1::JournalDocument document) {
                       document.mutable_mandate();
                       return Serialized(document);
                     }),
          HidingSays("document_of_no_content",
                     [](v1::JournalDocument document) {
                       document.clear_reason();
                       return Serialized(document);
                     }),
          HidingSays("document_with_a_short_salt",
                     [](v1::JournalDocument document) {
                       document.set_salt(std::string(15, 's'));
                       return Serialized(document);
                     }),
          HidingSays("document_without_salt",
                     [](v1::JournalDocument document) {
                       document.clear_salt();
                       return Serialized(document);
                     }),
          HidingSays("document_with_an_unknown_field",
                     [](const v1::JournalDocument& document) {
                       auto fields = FieldsOf(Serialized(document));
                       fields.push_back(VarintField(40, {1}));
                       return JoinFields(fields);
                     }),
          HidingSays("document_out_of_order",
                     [](const v1::JournalDocument& document) {
                       auto fields = FieldsOf(Serialized(document));
                       std::ranges::reverse(fields);
                       return JoinFields(fields);
                     }),
          HidingSays("document_beyond_1_mib",
                     [](v1::JournalDocument document) {
                       document.mutable_reason()->mutable_text(0)->set_text(
                           std::string((std::size_t{1} << 20) + 1, 'x'));
                       return Serialized(document);
                     }),
          HidingSays("document_that_is_none", [](auto&) { return BytesOf("Not for children"); }),
          FormSays("form_of_other_support",
                   [](v1::SubmissionForm& form) { form.set_support_needed(3); }),
          FormSays("form_that_is_open",
                   [](v1::SubmissionForm& form) { form.set_open_submission(true); }),
          FormSays("form_of_a_negative_enumeration",
                   [](v1::SubmissionForm& form) {
                     form.set_support_by(static_cast<v1::SupportBy>(-1));
                   }),
          // 2^31 in five bytes, where a library writes ten.
          FormIs("form_of_an_enumeration_beyond_31_bits",
                 [](v1::JournalDocument document) {
                   document.mutable_form()->set_support_by(v1::SUPPORT_BY_PROVIDER);
                   auto fields = FieldsOf(Serialized(document));
                   WireField& form = fields[FindField(fields, 3)];
                   auto inner = FieldsOf(form.block);
                   inner[FindField(inner, 7)] = VarintField(7, {0x80, 0x80, 0x80, 0x80, 0x08});
                   form = BlockField(3, JoinFields(inner));
                   return JoinFields(fields);
                 }),
          {"document_that_is_withheld",
           [] { return Leaked([](JournalRun& run, auto&) { run.Append(run.Hidden(1)); }); }},
          {"document_that_was_erased", [] {
             return Leaked([](JournalRun& run, const crypto::Hash256& text) {
               run.Append(run.Erased(1, {text}));
             });
           }}};
}

}  // namespace

Rows JournalFileRows() {
  Rows rows = Logs();
  const Rows documents = Documents();
  rows.insert(rows.end(), documents.begin(), documents.end());
  return rows;
}

}  // namespace urna::ledger
