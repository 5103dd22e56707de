#include "end_to_end/spring/read_journal.h"

#include <algorithm>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "pch.h"

namespace urna::end_to_end {
namespace {

using Stub = v1::Journal::Stub;

crypto::Hash256 HashIn(const std::string& bytes) {
  crypto::Hash256 hash{};
  EXPECT_EQ(bytes.size(), hash.size());
  std::copy_n(crypto::AsBytes(bytes).begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return hash;
}

v1::DocumentVisibility VisibilityOf(const ledger::JournalState& state,
                                    const ledger::JournalDocumentState& document) {
  switch (state.VisibilityOf(document)) {
    case ledger::Visibility::kPublic:
      return v1::DOCUMENT_VISIBILITY_PUBLIC;
    case ledger::Visibility::kWithheld:
      return v1::DOCUMENT_VISIBILITY_WITHHELD;
    case ledger::Visibility::kErased:
      return v1::DOCUMENT_VISIBILITY_ERASED;
  }
  return v1::DOCUMENT_VISIBILITY_UNSPECIFIED;
}

}  // namespace

ReadJournal::ReadJournal(const Caller& caller, Visits& visits)
    : caller_(caller), state_(visits.process) {
  ReadActs();
  CheckCheckpoints(visits);
  CheckDocuments();
}

void ReadJournal::ReadActs() {
  v1::ListActsRequest request;
  request.set_process(Department::kProcess);
  request.set_page_size(1000);
  do {
    const auto page = caller_.Call(By::kAdministrator, &Stub::ListActs, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::JournalEntry& entry : page->entries()) {
      EXPECT_EQ(entry.index(), entries_.size());
      const absl::Status folded = state_.Fold(crypto::AsBytes(entry.record()));
      EXPECT_TRUE(folded.ok()) << "act " << entry.index() << ": " << folded;
      entries_.push_back(entry);
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
}

void ReadJournal::CheckCheckpoints(Visits& visits) const {
  v1::GetJournalRequest request;
  request.set_process(Department::kProcess);
  const auto journal = caller_.Call(By::kAdministrator, &Stub::GetJournal, request);
  ASSERT_TRUE(journal.ok()) << journal.status();
  if (visits.vkey.empty()) visits.vkey = journal->vkey();
  EXPECT_EQ(journal->vkey(), visits.vkey);
  EXPECT_EQ(journal->phase(), state_.phase());
  crypto::MerkleTree tree;
  for (const v1::JournalEntry& entry : entries_) {
    tree.Append(crypto::LeafHash(crypto::AsBytes(entry.record())));
  }
  const auto key = crypto::LogKey::FromVkey(visits.vkey);
  ASSERT_TRUE(key.ok()) << key.status();
  visits.checkpoints.push_back(journal->checkpoint());
  for (const std::string& note : visits.checkpoints) {
    const auto checkpoint = crypto::VerifyCheckpoint(note, *key);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    const auto root = tree.Root(checkpoint->size);
    ASSERT_TRUE(root.ok()) << "the journal has " << entries_.size() << " acts, and had signed for "
                           << checkpoint->size;
    EXPECT_EQ(*root, checkpoint->root) << "another journal than at act " << checkpoint->size;
  }
  const auto newest = crypto::VerifyCheckpoint(journal->checkpoint(), *key);
  EXPECT_EQ(newest->size, entries_.size());
}

void ReadJournal::CheckDocuments() {
  std::size_t named = 0;
  for (const v1::JournalEntry& entry : entries_) {
    for (const v1::NamedDocument& one : entry.documents()) {
      const crypto::Hash256 hash = HashIn(one.sha256());
      const auto found = state_.documents().find(hash);
      ASSERT_NE(found, state_.documents().end());
      ++named;
      EXPECT_EQ(one.visibility(), VisibilityOf(state_, found->second));
      v1::GetDocumentRequest request;
      request.set_process(Department::kProcess);
      request.set_sha256(one.sha256());
      const auto document = caller_.Call(By::kAdministrator, &Stub::GetDocument, request);
      if (one.visibility() != v1::DOCUMENT_VISIBILITY_PUBLIC) {
        EXPECT_TRUE(absl::IsNotFound(document.status())) << document.status();
        continue;
      }
      ASSERT_TRUE(document.ok()) << "act " << entry.index() << ": " << document.status();
      EXPECT_EQ(crypto::Sha256(crypto::AsBytes(document->bytes())), hash);
      texts_ += document->bytes();
    }
  }
  EXPECT_EQ(named, state_.documents().size());
}

std::size_t ReadJournal::ActsAbout(const std::string& resource) const {
  const std::string name = std::string(Department::kProcess) + "/" + resource;
  return static_cast<std::size_t>(std::ranges::count(entries_, name, &v1::JournalEntry::resource));
}

}  // namespace urna::end_to_end
