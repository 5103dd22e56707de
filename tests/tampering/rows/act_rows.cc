// Acts that a server appends to the journal once the process is frozen: it signs whatever it likes,
// and step 13 names each. Act 21 is the first after what was sealed.
#include <algorithm>

#include "tampering/rows/all.h"
#include "tampering/rows/journals.h"

namespace urna::ledger {
namespace {

// Appends these bytes to the honest journal.
Row Appended(std::string name, std::function<crypto::Bytes(JournalRun&)> make) {
  return {std::move(name), [make = std::move(make)] {
            JournalRun run = WithJournal().journal();
            run.AppendUnchecked(make(run));
            return WithJournal().Publish(run);
          }};
}

// An act that would be right, changed.
Row Changed(std::string name, std::function<Act(JournalRun&)> make,
            std::function<void(Act&)> change) {
  return Appended(std::move(name), [make = std::move(make), change = std::move(change)](auto& run) {
    Act act = make(run);
    change(act);
    return SerializeAct(act);
  });
}

Act Sealed(JournalRun& run) { return run.Phase(v1::PHASE_SEALED); }
Act Hidden(JournalRun& run) { return run.Hidden(1); }

Row Bytes(std::string name, std::function<void(crypto::Bytes&)> change) {
  return Appended(std::move(name), [change = std::move(change)](auto& run) {
    crypto::Bytes bytes = SerializeAct(Sealed(run));
    change(bytes);
    return bytes;
  });
}

// Of an act without resource: type, version, election, time, act, role, actor, two lengths of the
// resource and the facts; then the facts.
constexpr std::size_t kAct = 26, kRole = 27, kActor = 28, kFactsSize = 45, kFacts = 47;

// The facts of a phase, written otherwise.
Row Facts(std::string name, crypto::Bytes facts) {
  return Bytes(std::move(name), [facts = std::move(facts)](crypto::Bytes& bytes) {
    const std::size_t old = bytes[kFactsSize];
    bytes.erase(bytes.begin() + kFacts, bytes.begin() + static_cast<std::ptrdiff_t>(kFacts + old));
    bytes.insert(bytes.begin() + kFacts, facts.begin(), facts.end());
    bytes[kFactsSize] = static_cast<std::uint8_t>(facts.size());
  });
}

Rows Layouts() {
  return {
      Appended("act_of_no_bytes", [](auto&) { return crypto::Bytes(); }),
      Bytes("act_of_another_type", [](crypto::Bytes& b) { b[0] = 0x03; }),
      Bytes("act_of_version_1", [](crypto::Bytes& b) { b[1] = 1; }),
      Bytes("act_cut", [](crypto::Bytes& b) { b.pop_back(); }),
      Bytes("act_with_a_byte_more", [](crypto::Bytes& b) { b.push_back(0); }),
      Bytes("act_with_a_signature",
            [](crypto::Bytes& b) {
              b.back() = 1;
              b.resize(b.size() + 65, 5);
            }),
      Bytes("act_of_another_election", [](crypto::Bytes& b) { b[2] ^= 1; }),
      Bytes("act_of_an_unknown_number", [](crypto::Bytes& b) { b[kAct] = 6; }),
      Bytes("act_of_a_reserved_number", [](crypto::Bytes& b) { b[kAct] = 48; }),
      Bytes("act_of_an_unknown_role", [](crypto::Bytes& b) { b[kRole] = 4; }),
      Bytes("act_of_the_server_with_an_actor", [](crypto::Bytes& b) { b[kRole] = 0; }),
      Bytes("act_of_somebody_without_an_actor",
            [](crypto::Bytes& b) { std::fill_n(b.begin() + kActor, 16, 0); }),
      Changed("act_about_something_else", Sealed, [](Act& act) { act.resource = "proposals/p1"; }),
      Changed("act_about_proposal_0", Hidden, [](Act& act) { act.resource = "proposals/p0"; }),
      Changed("act_about_a_number_spelled_otherwise", Hidden,
              [](Act& act) { act.resource = "proposals/p01"; }),
      Changed("act_about_a_proposal_beyond_2_to_20", Hidden,
              [](Act& act) { act.resource = "proposals/p1048577"; }),
      Changed("act_about_what_no_process_has", Hidden,
              [](Act& act) { act.resource = "drafts/d1"; }),
      Facts("act_without_its_facts", {}),
      Facts("act_with_facts_of_another", {0x32, 0x02, 0x08, 0x05}),
      Facts("act_with_facts_of_two", {0x0a, 0x02, 0x08, 0x03, 0x42, 0x00}),
      Facts("act_with_facts_unknown", {0x0a, 0x02, 0x08, 0x03, 0xf8, 0x01, 0x01}),
      Facts("act_with_facts_in_a_long_spelling", {0x0a, 0x03, 0x08, 0x83, 0x00}),
      Facts("act_with_facts_that_end_within_a_field", {0x0a, 0x02, 0x08}),
      Facts("act_of_an_unknown_phase", {0x0a, 0x02, 0x08, 0x63}),
      Facts("act_of_phase_0", {0x0a, 0x00}),
      Changed("act_earlier_than_the_one_before", Sealed,
              [](Act& act) { act.time = SpringDays::At(0); })};
}

Rows Documents() {
  return {Appended("act_without_its_reason",
                   [](JournalRun& run) {
                     Act act = run.Hidden(1);
                     act.documents.clear();
                     return SerializeAct(act);
                   }),
          Appended("act_with_a_document_of_another_kind",
                   [](JournalRun& run) {
                     Act act = run.Hidden(1);
                     act.documents.insert(act.documents.begin(),
                                          run.Document(v1::DOCUMENT_KIND_MANDATE));
                     return SerializeAct(act);
                   }),
          Appended("act_with_a_document_of_no_kind",
                   [](JournalRun& run) {
                     Act act = run.Hidden(1);
                     act.documents[0].kind = static_cast<v1::DocumentKind>(6);
                     return SerializeAct(act);
                   }),
          Appended("act_with_two_reasons",
                   [](JournalRun& run) {
                     Act act = run.Hidden(1);
                     act.documents.push_back(run.Document(v1::DOCUMENT_KIND_REASON));
                     return SerializeAct(act);
                   }),
          Appended("act_with_a_reason_that_another_act_has", [](JournalRun& run) {
            Act act = run.Hidden(1);
            const Act verdict = ActAt(run, IndexOf(run, v1::JOURNAL_ACT_VERDICT));
            act.documents = verdict.documents;
            return SerializeAct(act);
          })};
}

Rows AfterTheFreezing() {
  const auto serialized = [](std::string name, std::function<Act(JournalRun&)> make) {
    return Appended(std::move(name),
                    [make = std::move(make)](JournalRun& run) { return SerializeAct(make(run)); });
  };
  const auto first_received = [](const JournalRun& run) {
    return ActAt(run, IndexOf(run, v1::JOURNAL_ACT_RECEIVED)).documents[0].sha256;
  };
  return {serialized("act_created_again", [](auto& run) { return run.Created(); }),
          serialized("act_phase_that_is", [](auto& run) { return run.Phase(v1::PHASE_SEALING); }),
          serialized("act_phase_before_the_one_that_was_left",
                     [](auto& run) { return run.Phase(v1::PHASE_REVIEW); }),
          serialized("act_phase_by_an_agent",
                     [](auto& run) { return run.Phase(v1::PHASE_SEALED, v1::JOURNAL_ROLE_AGENT); }),
          serialized("act_mandate_after_the_freezing", [](auto& run) { return run.Mandate(); }),
          serialized("act_calendar_after_the_freezing", [](auto& run) { return run.Calendar(); }),
          serialized("act_received_after_the_freezing",
                     [](auto& run) { return run.Received(3, v1::JOURNAL_ROLE_AGENT); }),
          serialized("act_verdict_after_the_freezing",
                     [](auto& run) { return run.Verdict(1, v1::REVIEW_STEP_SUBSTANTIVE, false); }),
          serialized("act_project_removed_after_the_freezing",
                     [](auto& run) { return run.ProjectRemoved("contest-0", "p0"); }),
          serialized("act_hides_what_is_not", [](auto& run) { return run.Hidden(3); }),
          Changed("act_hidden_by_an_agent", Hidden,
                  [](Act& act) { act.role = v1::JOURNAL_ROLE_AGENT; }),
          serialized("act_restores_what_is_not_hidden", [](auto& run) { return run.Restored(1); }),
          serialized("act_erases_nothing", [](auto& run) { return run.Erased(1, {}); }),
          serialized("act_erases_of_another",
                     [=](auto& run) { return run.Erased(2, {first_received(run)}); }),
          serialized("act_erases_what_nobody_named",
                     [](auto& run) { return run.Erased(1, {crypto::Hash256{7}}); }),
          Appended("act_erases_out_of_order",
                   [](JournalRun& run) {
                     const Act received = ActAt(run, IndexOf(run, v1::JOURNAL_ACT_RECEIVED));
                     Act act = run.Erased(
                         1, {received.documents[0].sha256, received.documents[1].sha256});
                     act.facts.mutable_erasure()->mutable_documents()->SwapElements(0, 1);
                     return SerializeAct(act);
                   }),
          Appended("act_erased_by_a_moderator",
                   [=](JournalRun& run) {
                     Act act = run.Erased(1, {first_received(run)});
                     act.role = v1::JOURNAL_ROLE_MODERATOR;
                     return SerializeAct(act);
                   }),
          // Legal before it.
          Appended("act_erases_twice",
                   [=](JournalRun& run) {
                     run.Append(run.Erased(1, {first_received(run)}));
                     return SerializeAct(run.Erased(1, {first_received(run)}));
                   }),
          Appended("act_hides_twice",
                   [](JournalRun& run) {
                     run.Append(run.Hidden(2));
                     return SerializeAct(run.Hidden(2));
                   }),
          Appended("act_falls_back_once_it_was_sealed",
                   [](JournalRun& run) {
                     run.Append(run.Phase(v1::PHASE_SEALED));
                     return SerializeAct(run.Phase(v1::PHASE_APPEAL));
                   }),
          {"acts_of_many_faults", [] {
             JournalRun run = WithJournal().journal();
             for (int i = 0; i < 3; ++i) {
               run.AppendUnchecked(crypto::Bytes{0x20});
               run.Append(run.Hidden(1));
               run.Append(run.Restored(1));
             }
             return WithJournal().Publish(run);
           }}};
}

}  // namespace

Rows ActRows() {
  Rows rows = Layouts();
  for (const Rows& more : {Documents(), AfterTheFreezing()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
