// The table of methods: every method of the API in one place. To find the code of one, look for its
// name in method_table.cc: the line says who may call it and which handler answers.
#pragma once

#include <string>
#include <vector>

#include "services/api/method.h"
#include "services/attaching/attaching.h"
#include "services/counting/artefact_uploads.h"
#include "services/counting/closing_signatures.h"
#include "services/counting/tallies.h"
#include "services/counting/tally_reports.h"
#include "services/drafting/drafts.h"
#include "services/drafting/project_listing.h"
#include "services/identity/token_administration.h"
#include "services/messages/message_administration.h"
#include "services/messages/staff_addresses.h"
#include "services/messages/text_administration.h"
#include "services/people/account_administration.h"
#include "services/people/own_follows.h"
#include "services/people/sign_in_links.h"
#include "services/people/sign_ins.h"
#include "services/planning/calendars.h"
#include "services/planning/duplicates.h"
#include "services/planning/forms.h"
#include "services/planning/mandates.h"
#include "services/planning/phase_plan.h"
#include "services/proposals/admitting.h"
#include "services/proposals/authoring.h"
#include "services/proposals/following.h"
#include "services/proposals/listing.h"
#include "services/proposals/moderating.h"
#include "services/proposals/owned_proposals.h"
#include "services/proposals/reviewing.h"
#include "services/publishing/journal_reading.h"
#include "services/publishing/log_reading.h"
#include "services/rolls/roll_import.h"
#include "services/rolls/slot_finder.h"
#include "services/sealing/ceremonies.h"
#include "services/sealing/sealing.h"
#include "services/simulating/simulations.h"
#include "services/voting/casting.h"
#include "services/voting/revocations.h"
#include "services/voting/schedule.h"

namespace urna::services {

// What answers the methods.
struct Handlers {
  const storage::Reader& store;
  LogRegistry& logs;
  TokenAdministration& tokens;
  Drafts& drafts;
  PhasePlan& plan;
  Mandates& mandates;
  Calendars& calendars;
  Forms& forms;
  Duplicates& duplicates;
  RollImports& imports;
  SlotFinder& slots;
  Sealing& sealing;
  Ceremonies& ceremonies;
  Schedule& schedule;
  Revocations& revocations;
  Casting& casting;
  ClosingSignatures& closings;
  ArtefactUploads& artefacts;
  Tallies& tallies;
  TallyReports& reports;
  Simulations& simulations;
  LogReading& reading;
  JournalReading& journal;
  Authoring& authoring;
  Reviewing& reviewing;
  Moderating& moderating;
  Admitting& admitting;
  ProposalListing& proposal_listing;
  SignIns& sign_ins;
  SignInLinks& sign_in_links;
  AccountAdministration& accounts;
  OwnedProposals& own_proposals;
  OwnFollows& own_follows;
  Attaching& attaching;
  Following& following;
  StaffAddresses& staff_addresses;
  TextAdministration& text_administration;
  MessageAdministration& message_administration;
  ProjectListing& project_listing;
};

// Of all methods of the API, such as "CreateArea".
std::vector<std::string> MethodNames();

// All handlers must outlive the table.
std::vector<Method> MakeMethodTable(const Handlers& handlers);

}  // namespace urna::services
