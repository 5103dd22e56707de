// Records before the closing that are no ballots and should not be there: revocations that nobody may
// have made, records of parts of the protocol that are not in use, and bytes of no record at all.
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"
#include "tampering/rows/records.h"

namespace urna::ledger {
namespace {

using Make = std::function<crypto::Bytes(const ElectionFixture&)>;

// Record 3 stands between two ballots of voter 0 and 1, and is a fault.
Row Of(std::string name, const Course& (*course)(), Make make) {
  return {std::move(name), [course, make = std::move(make)] {
            const ElectionFixture& election = course().election();
            ElectionRun run = course().Sealed();
            run.Append(election.OpenLeaf());
            run.Append(election.Ballot(0, {0}));
            run.AppendUnchecked(make(election));
            run.Append(election.Ballot(1, {1, 2}));
            run.Append(election.CloseLeaf());
            run.CountAll();
            return Publish(run);
          }};
}
Row Of(std::string name, Make make) { return Of(std::move(name), Small, std::move(make)); }

struct Revoked {
  SlotTag slot;
  std::uint32_t generation = 0;
  std::uint8_t reason = 1;
  std::vector<std::uint32_t> signers = {0, 1};
  std::uint32_t contest = 0xffffffff;
};

crypto::Bytes Revocation(const ElectionFixture& election, const Revoked& revoked) {
  crypto::Bytes body = HeaderOf(election, 0x07, revoked.contest);
  crypto::Append(body, revoked.slot.bytes);
  crypto::AppendLe32(body, revoked.generation);
  body.push_back(revoked.reason);
  return WithAuthorities(election, body, "leaf-07", revoked.signers);
}

// Of voter 0, who has voted and whose ballot must still count.
Row Revoking(std::string name, std::function<void(Revoked&)> change) {
  return Of(std::move(name), [change = std::move(change)](const ElectionFixture& election) {
    Revoked revoked{.slot = election.slot(0)};
    change(revoked);
    return Revocation(election, revoked);
  });
}

Rows Revocations() {
  return {Revoking("revocation_of_nobody", [](Revoked& r) { r.slot.bytes[0] ^= 1; }),
          Revoking("revocation_of_another_generation", [](Revoked& r) { r.generation = 1; }),
          Revoking("revocation_without_a_reason", [](Revoked& r) { r.reason = 0; }),
          Revoking("revocation_for_an_unknown_reason", [](Revoked& r) { r.reason = 5; }),
          Revoking("revocation_by_too_few", [](Revoked& r) { r.signers = {1}; }),
          Revoking("revocation_by_nobody", [](Revoked& r) { r.signers.clear(); }),
          Revoking("revocation_by_one_twice", [](Revoked& r) { r.signers = {1, 1}; }),
          Revoking("revocation_signed_in_another_order", [](Revoked& r) { r.signers = {1, 0}; }),
          Revoking("revocation_in_a_contest", [](Revoked& r) { r.contest = 0; }),
          Of("revocation_of_a_slot_without_a_key", ChoiceGroups,
             [](const ElectionFixture& election) {
               return Revocation(election, {.slot = election.slot(6)});
             }),
          Of("revocation_signed_wrongly",
             [](const ElectionFixture& election) {
               crypto::Bytes record = election.RevokeLeaf(0);
               record.back() ^= 1;
               return record;
             }),
          Of("revocation_signed_by_an_authority_that_is_not",
             [](const ElectionFixture& election) {
               crypto::Bytes record = election.RevokeLeaf(0);
               record[record.size() - 65] = 2;
               return record;
             }),
          Of("revocation_signed_as_a_closing",
             [](const ElectionFixture& election) {
               crypto::Bytes body = HeaderOf(election, 0x07);
               crypto::Append(body, election.slot(0).bytes);
               crypto::AppendLe32(body, 0);
               body.push_back(1);
               return WithAuthorities(election, body, "leaf-09", {0, 1});
             }),
          {"revocation_twice", [] {
             const Course course({.voters = 3},
                                 OpenAnd([](const ElectionFixture& election, ElectionRun& run) {
                                   run.Append(election.RevokeLeaf(0));
                                   run.AppendUnchecked(election.RevokeLeaf(0));
                                   run.Append(election.Ballot(1, {0}));
                                 }));
             return Publish(course.counted());
           }}};
}

// Records that a later version will know, filled in as section 8.2 has it.
Rows Reserved() {
  const auto reserved = [](std::string name, std::uint8_t type, std::size_t rest,
                           std::uint32_t contest = 0xffffffff) {
    return Of(std::move(name), [=](const ElectionFixture& election) {
      crypto::Bytes record = HeaderOf(election, type, contest);
      record.resize(record.size() + rest, 1);
      return record;
    });
  };
  return {reserved("record_of_a_credential", 0x02, 32 + 4 + 32 + 1 + 64 + 1 + 65),
          reserved("record_of_a_station_ballot", 0x04, 4 + 8 + 1 + 64 + 32 + 32 + 2 * 65, 0),
          reserved("record_of_a_check_off", 0x05, 4 + 32 + 1 + 2 * 65),
          reserved("record_of_a_station_s_closing", 0x06, 4 + 8 + 8 + 8 + 2 * 65),
          reserved("record_of_the_online_closing", 0x0a, 8 + 1 + 65),
          reserved("record_of_a_journal", 0x20, 60),
          reserved("record_of_type_0", 0x00, 8),
          reserved("record_of_type_255", 0xff, 8),
          Of("record_of_no_bytes", [](const ElectionFixture&) { return crypto::Bytes(); }),
          Of("record_of_half_a_header",
             [](const ElectionFixture& election) {
               crypto::Bytes record = HeaderOf(election, 0x03, 0);
               record.pop_back();
               return record;
             }),
          Of("record_of_a_header_alone",
             [](const ElectionFixture& election) { return HeaderOf(election, 0x03, 0); })};
}

}  // namespace

Rows OtherRecordRows() {
  Rows rows = Revocations();
  const Rows reserved = Reserved();
  rows.insert(rows.end(), reserved.begin(), reserved.end());
  return rows;
}

}  // namespace urna::ledger
