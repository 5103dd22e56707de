// Configurations that break one rule of section 3 of docs/protocol.md each, and that all parties
// have signed all the same: the audit is what stands between a city and its own parties.
#include <fmt/format.h>

#include "crypto/checkpoint.h"
#include "tampering/rows/all.h"
#include "tampering/rows/config_change.h"
#include "tampering/rows/journals.h"

namespace urna::ledger {
namespace {

const Course& Journaled() { return WithJournal().course(); }

std::string VkeyOf(const std::string& name, std::uint8_t seed) {
  std::array<std::uint8_t, 32> bytes;
  bytes.fill(seed);
  return crypto::LogKey{
      name, crypto::SigningKey::FromSeed(crypto::Secret<std::array<std::uint8_t, 32>>(bytes))
                .public_key()}
      .ToVkey();
}

Rows Parties() {
  return {
      SealedConfig("config_two_roles_of_one_key",
                   [](v1::Config& c) { c.set_authority_keys(1, c.registrar_keys(0)); }),
      SealedConfig("config_log_key_of_a_trustee",
                   [](v1::Config& c) {
                     c.mutable_trustees(0)->set_signing_key(std::string(crypto::AsText(
                         crypto::LogKey::FromVkey(c.log().vkey()).value().key.bytes())));
                   }),
      SealedConfig(
          "config_two_trustees_of_one_box",
          [](v1::Config& c) { c.mutable_trustees(1)->set_box_key(c.trustees(0).box_key()); }),
      SealedConfig("config_short_box_key",
                   [](v1::Config& c) { c.mutable_trustees(1)->set_box_key("box"); }),
      SealedConfig(
          "config_long_trustee_name",
          [](v1::Config& c) { c.mutable_trustees(0)->set_display_name(std::string(201, 'n')); }),
      SealedConfig("config_minority_of_authorities",
                   [](v1::Config& c) { c.set_authority_threshold(1); }),
      SealedConfig("config_more_authorities_than_there_are",
                   [](v1::Config& c) { c.set_authority_threshold(3); }),
      SealedConfig("config_fewer_registrars_than_codes",
                   [](v1::Config& c) { c.set_registrar_threshold(1); }),
      SealedConfig("config_no_trustee_threshold",
                   [](v1::Config& c) { c.set_trustee_threshold(0); }),
      SealedConfig("config_trustee_threshold_above_n",
                   [](v1::Config& c) { c.set_trustee_threshold(4); }),
      SealedConfig("config_closing_quorum_below_majority", Many,
                   [](v1::Config& c) { c.set_closing_quorum(2); }),
      SealedConfig("config_closing_quorum_above_n", [](v1::Config& c) { c.set_closing_quorum(4); }),
      SealedConfig("config_log_of_another_origin",
                   [](v1::Config& c) { c.mutable_log()->set_origin("urna.test/other"); }),
      SealedConfig("config_log_key_id_that_does_not_fit",
                   [](v1::Config& c) {
                     std::string vkey = c.log().vkey();
                     char& digit = vkey[vkey.find('+') + 1];
                     digit = digit == '0' ? '1' : '0';
                     c.mutable_log()->set_vkey(vkey);
                   }),
      SealedConfig("config_witness_quorum_above_witnesses", Witnessed,
                   [](v1::Config& c) { c.set_witness_quorum(4); }),
      SealedConfig("config_witness_of_a_log_key", Witnessed,
                   [](v1::Config& c) { c.set_witness_vkeys(2, VkeyOf("witness.test/w2", 7)); }),
      SealedConfig("config_two_witnesses_of_one_name", Witnessed,
                   [](v1::Config& c) { c.set_witness_vkeys(2, c.witness_vkeys(1)); }),
      SealedConfig("config_no_attempt", [](v1::Config& c) { c.set_attempt(0); })};
}

Rows Texts() {
  return {
      SealedConfig("config_protocol_version_1", [](v1::Config& c) { c.set_protocol("urna/v1"); }),
      SealedConfig("config_protocol_of_others", [](v1::Config& c) { c.set_protocol("urna/v3"); }),
      SealedConfig("config_short_election_id",
                   [](v1::Config& c) { c.set_election_id("fifteen bytes.."); }),
      SealedConfig("config_process_without_its_collection",
                   [](v1::Config& c) { c.set_process("small"); }),
      SealedConfig("config_process_of_upper_case",
                   [](v1::Config& c) { c.set_process("processes/Small"); }),
      SealedConfig("config_language_twice", [](v1::Config& c) { c.add_languages("en"); }),
      SealedConfig("config_title_in_no_language",
                   [](v1::Config& c) { c.mutable_title(0)->set_language("de"); }),
      SealedConfig("config_25_languages",
                   [](v1::Config& c) {
                     for (char letter = 'a'; letter < 'y'; ++letter) {
                       c.add_languages(fmt::format("x{}", letter));
                     }
                   }),
      SealedConfig("config_no_title", [](v1::Config& c) { c.clear_title(); }),
      SealedConfig("config_two_titles_in_one_language",
                   [](v1::Config& c) { *c.add_title() = c.title(0); }),
      SealedConfig("config_title_with_a_control_character",
                   [](v1::Config& c) { c.mutable_title(0)->set_text("A\u0085budget"); }),
      SealedConfig("config_title_with_a_carriage_return",
                   [](v1::Config& c) { c.mutable_title(0)->set_text("A\rbudget"); }),
      SealedConfig("config_title_too_long",
                   [](v1::Config& c) { c.mutable_title(0)->set_text(std::string(4001, 'x')); }),
      SealedConfig("config_currency_in_lower_case", [](v1::Config& c) { c.set_currency("eur"); }),
      SealedConfig("config_seven_digits", [](v1::Config& c) { c.set_currency_digits(7); }),
      SealedConfig("config_area_twice", [](v1::Config& c) { *c.add_areas() = c.areas(0); }),
      SealedConfig("config_reserved_online_closing_time",
                   [](v1::Config& c) { c.set_online_closing_time(1'750'000'000); }),
      SealedConfig("config_reserved_station",
                   [](v1::Config& c) { c.add_stations()->set_id("school"); })};
}

Rows Voting() {
  return {
      SealedConfig("config_no_electorate", [](v1::Config& c) { c.clear_electorates(); }),
      SealedConfig("config_contest_of_no_electorate", TwoContests,
                   [](v1::Config& c) {
                     for (auto& electorate : *c.mutable_electorates()) {
                       electorate.mutable_contests()->Truncate(1);
                     }
                   }),
      SealedConfig("config_electorate_of_a_contest_that_is_not",
                   [](v1::Config& c) { c.mutable_electorates(0)->add_contests(1); }),
      SealedConfig("config_electorate_of_a_contest_twice",
                   [](v1::Config& c) { c.mutable_electorates(0)->add_contests(0); }),
      SealedConfig("config_short_roll_digest",
                   [](v1::Config& c) { c.mutable_electorates(0)->set_roll_sha256("roll"); }),
      SealedConfig("config_four_codes",
                   [](v1::Config& c) {
                     for (int i = 0; i < 2; ++i) {
                       c.add_registrar_keys(std::string(crypto::AsText(
                           crypto::LogKey::FromVkey(VkeyOf("x", static_cast<std::uint8_t>(40 + i)))
                               .value()
                               .key.bytes())));
                       c.mutable_electorates(0)->add_part_sha256(std::string(32, 'p'));
                     }
                     c.set_registrar_threshold(4);
                     c.mutable_electorates(0)->set_code_registrars(4);
                   }),
      SealedConfig("config_short_part_digest",
                   [](v1::Config& c) { c.mutable_electorates(0)->set_part_sha256(0, "part"); }),
      SealedConfig(
          "config_a_part_too_few",
          [](v1::Config& c) { c.mutable_electorates(0)->mutable_part_sha256()->RemoveLast(); }),
      SealedConfig("config_too_many_slots",
                   [](v1::Config& c) { c.mutable_electorates(0)->set_slots((1ULL << 24) + 1); }),
      SealedConfig("config_choice_group_without_a_choice", ChoiceGroups,
                   [](v1::Config& c) { c.mutable_choice_groups(0)->set_max(3); }),
      SealedConfig("config_choice_group_of_one", ChoiceGroups,
                   [](v1::Config& c) {
                     c.mutable_choice_groups(0)->mutable_contests()->Truncate(1);
                     c.mutable_choice_groups(0)->set_max(1);
                   }),
      SealedConfig("config_no_revote_policy",
                   [](v1::Config& c) { c.set_revote(v1::REVOTE_POLICY_UNSPECIFIED); }),
      SealedConfig("config_no_ballots", [](v1::Config& c) { c.set_ballots_per_key(0); }),
      SealedConfig("config_1001_ballots", [](v1::Config& c) { c.set_ballots_per_key(1001); }),
      SealedConfig("config_short_pages_digest",
                   [](v1::Config& c) { c.set_pages_sha256(std::string(31, 'p')); }),
      SealedConfig("config_long_pages_digest",
                   [](v1::Config& c) { c.set_pages_sha256(std::string(64, 'p')); }),
      SealedConfig("config_closing_before_the_opening",
                   [](v1::Config& c) { c.set_closing_time(c.opening_time()); }),
      SealedConfig("config_closing_after_the_year_9999",
                   [](v1::Config& c) { c.set_closing_time(253402300800); })};
}

Rows Journals() {
  return {
      SealedConfig("config_mandate_without_a_journal",
                   [](v1::Config& c) { c.set_mandate_sha256(std::string(32, 'm')); }),
      SealedConfig("config_summary_without_a_journal",
                   [](v1::Config& c) { *FirstProject(c).add_summary() = c.title(0); }),
      SealedConfig("config_journal_of_another_origin", Journaled,
                   [](v1::Config& c) { c.mutable_journal()->set_origin("urna.test/test/other"); }),
      SealedConfig("config_journal_under_the_key_of_the_log", Journaled,
                   [](v1::Config& c) {
                     c.mutable_journal()->set_vkey(crypto::LogKey{
                         c.journal().origin(), crypto::LogKey::FromVkey(c.log().vkey()).value().key}
                                                       .ToVkey());
                   }),
      SealedConfig(
          "config_journal_whose_key_is_of_another_origin", Journaled,
          [](v1::Config& c) { c.mutable_journal()->set_vkey(VkeyOf("urna.test/other", 7)); }),
      SealedConfig("config_empty_journal", Journaled,
                   [](v1::Config& c) { c.mutable_journal()->set_size(0); }),
      SealedConfig("config_journal_of_a_short_root", Journaled,
                   [](v1::Config& c) { c.mutable_journal()->set_root("root"); }),
      SealedConfig("config_short_mandate_digest", Journaled,
                   [](v1::Config& c) { c.set_mandate_sha256("m"); }),
      SealedConfig("config_eleven_images", Journaled,
                   [](v1::Config& c) {
                     for (int i = 0; i < 11; ++i)
                       FirstProject(c).add_image_sha256(std::string(32, 'i'));
                   }),
      SealedConfig("config_place_too_long", Journaled,
                   [](v1::Config& c) { FirstProject(c).set_place(std::string(16'385, '1')); }),
      SealedConfig("config_short_description_digest", Journaled,
                   [](v1::Config& c) { FirstProject(c).set_description_sha256("d"); })};
}

}  // namespace

Rows ConfigRows() {
  Rows rows;
  for (const Rows& more : {Parties(), Texts(), Voting(), Journals()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
