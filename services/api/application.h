// The server without its doors: everything that answers calls, over one store. gRPC, or whatever
// else carries calls, stands in front of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/api/dispatcher.h"
#include "services/api/method_table.h"
#include "services/base/incidents.h"
#include "services/messages/link_sender.h"
#include "services/messages/mail_options.h"
#include "services/messages/mailed_links.h"
#include "services/messages/postbox.h"
#include "services/people/fetcher.h"
#include "services/people/people_options.h"
#include "services/proposals/proposal_texts.h"
#include "services/publishing/process_files.h"
#include "services/records/log_opener.h"
#include "services/search/search.h"

namespace urna::services {

struct ApplicationOptions {
  // What clients and observers see; it begins the name of every log.
  std::string name;
  // What all files that are being handed in may hold together.
  std::uint64_t upload_bytes;
  // Threads of the quick lane, and how many calls may wait in a lane of milliseconds.
  std::size_t threads;
  std::size_t queue;
  // Of the pages that it serves (Pages::digest), 32 bytes; empty where there are none. What is frozen states it.
  std::string pages_sha256 = "";
  // How people log in.
  PeopleOptions people = {};
  // Of images and documents: by default none are taken.
  Attaching::Options attachments = {};
  // Nothing where it sends no mail.
  std::optional<MailOptions> mail = std::nullopt;
  // Where the indexes of searches lie; empty for none, and nothing is found then.
  std::string search_folder = "";
};

// Thread-safe. Whoever destroys it waits first until no call is under way.
class Application {
 public:
  // Both must outlive it, and all that it has handed out. `link_sender` mails links instead of what the options say.
  Application(const ApplicationOptions& options, storage::Store& store, const Clock& clock,
              std::unique_ptr<LinkSender> link_sender = nullptr);
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  // Opens what the store holds; once, before anything is served.
  absl::Status Open();

  const std::vector<Method>& methods() const { return methods_; }
  Dispatcher& dispatcher() { return dispatcher_; }
  SignIns& sign_ins() { return sign_ins_; }
  SignInLinks& sign_in_links() { return sign_in_links_; }
  // By the threads of Lane::kRead: to find and to read one may take the disk's time.
  PublicFiles& public_files() { return files_; }

  // What sends mail: by a thread that has nothing else to do.
  Postbox& postbox() { return postbox_; }

  // What calls and logs have to do.
  void Measure(Measurements& out) const;

  // Is told again and again whether the store writes: while it does not, whoever waits to be appended
  // to a log is refused, to send it again, rather than held until it does.
  void TellWhetherStoreWrites(bool writes);

  // Does what the clock asks for: openings, closings and other phases whose time has come, and what is
  // there only for a while.
  void CatchUp() ABSL_LOCKS_EXCLUDED(catching_up_);

 private:
  // Null where nothing can be mailed.
  LinkSender* SenderOfLinks(const ApplicationOptions& options);

  storage::Store& store_;
  const Clock& clock_;
  const std::string pages_sha256_;
  CallMeter meter_;
  Incidents incidents_;
  Histogram batch_records_{kBatchBounds};
  // What a log answers at its end still names its method.
  std::vector<Method> methods_;
  Documents documents_;
  LogRegistry logs_;
  Journals journals_;
  Tokens tokens_;
  Accounts accounts_;
  StaffDirectory staff_;
  Changes changes_;
  CreationOrders orders_;
  LogOpener opener_;
  Uploads uploads_;
  TokenAdministration token_administration_;
  StoredProposalTexts proposal_texts_;
  Search search_;
  Drafts drafts_;
  PhasePlan plan_;
  Mandates mandates_;
  Calendars calendars_;
  Forms forms_;
  Duplicates duplicates_;
  RollImports imports_;
  SlotFinder slots_;
  Sealing sealing_;
  Ceremonies ceremonies_;
  Schedule schedule_;
  Revocations revocations_;
  Casting casting_;
  LiveCounts counts_;
  ClosingSignatures closings_;
  ArtefactUploads artefacts_;
  Tallies tallies_;
  TallyReports reports_;
  Simulations simulations_;
  LogReading reading_;
  JournalReading journal_reading_;
  Postbox postbox_;
  ProposalBooks books_;
  ProposalChanges proposals_;
  Authoring authoring_;
  Reviewing reviewing_;
  Moderating moderating_;
  Admitting admitting_;
  ProposalListing proposal_listing_;
  ProjectListing project_listing_;
  OwnedProposals own_proposals_;
  OwnFollows own_follows_;
  Sessions sessions_;
  CurlFetcher fetcher_;
  // Null where mail goes out as the options say.
  const std::unique_ptr<LinkSender> link_sender_;
  MailedLinks mailed_links_;
  SignIns sign_ins_;
  SignInLinks sign_in_links_;
  AccountAdministration account_administration_;
  Attaching attaching_;
  Following following_;
  StaffAddresses staff_addresses_;
  TextAdministration text_administration_;
  MessageAdministration message_administration_;
  ProcessFiles files_;
  const Handlers handlers_;
  Mutex catching_up_;
  absl::Time next_housekeeping_ ABSL_GUARDED_BY(catching_up_) = absl::InfinitePast();
  // Its threads end first.
  Dispatcher dispatcher_;
};

}  // namespace urna::services
