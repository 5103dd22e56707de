#include "ledger/journal_document.h"

#include <functional>

#include "crypto/hash.h"
#include "ledger/limits.h"

namespace urna::ledger {
namespace {

constexpr v1::DocumentKind kKinds[] = {v1::DOCUMENT_KIND_MANDATE, v1::DOCUMENT_KIND_FORM,
                                       v1::DOCUMENT_KIND_PROPOSAL, v1::DOCUMENT_KIND_AUTHORS,
                                       v1::DOCUMENT_KIND_REASON};

v1::JournalDocument Content(v1::DocumentKind kind, const std::string& text = "Trees") {
  v1::JournalDocument content;
  switch (kind) {
    case v1::DOCUMENT_KIND_MANDATE:
      content.mutable_mandate()->add_title()->set_text(text);
      break;
    case v1::DOCUMENT_KIND_FORM:
      content.mutable_form()->add_fields()->set_id(text);
      break;
    case v1::DOCUMENT_KIND_PROPOSAL:
      content.mutable_proposal()->set_title(text);
      break;
    case v1::DOCUMENT_KIND_AUTHORS:
      content.mutable_authors()->add_names(text);
      break;
    default:
      content.mutable_reason()->add_text()->set_text(text);
  }
  return content;
}

crypto::Bytes BytesOf(const v1::JournalDocument& document) {
  const std::string text = document.SerializeAsString();
  return {text.begin(), text.end()};
}

absl::Status Refusal(v1::DocumentKind kind, crypto::ByteView bytes) {
  return ParseDocument(kind, bytes).status();
}

RC_GTEST_PROP(JournalDocument, IsReadAsItWasMade, (const std::string& text)) {
  const auto kind = *rc::gen::elementOf(std::vector(std::begin(kKinds), std::end(kKinds)));
  const v1::JournalDocument content = Content(kind, crypto::ToHex(crypto::AsBytes(text)));
  const MadeDocument made = MakeDocument(content);
  RC_ASSERT(made.kind == kind);
  RC_ASSERT(made.sha256 == crypto::Sha256(made.bytes));
  const auto read = ParseDocument(kind, made.bytes);
  RC_ASSERT(read.ok());
  RC_ASSERT(read->salt().size() == 16u);
  v1::JournalDocument unsalted = *read;
  unsalted.clear_salt();
  RC_ASSERT(BytesOf(unsalted) == BytesOf(content));
}

// So that whoever guesses a text that was erased cannot see that it was this one.
TEST(JournalDocument, HasAnotherHashEachTimeThatItIsMade) {
  const v1::JournalDocument content = Content(v1::DOCUMENT_KIND_AUTHORS);
  EXPECT_NE(MakeDocument(content).sha256, MakeDocument(content).sha256);
}

TEST(JournalDocument, IsOfTheKindThatItsActNames) {
  for (const auto made : kKinds) {
    const crypto::Bytes bytes = MakeDocument(Content(made)).bytes;
    for (int asked = 0; asked < 8; ++asked) {
      EXPECT_EQ(ParseDocument(static_cast<v1::DocumentKind>(asked), bytes).ok(), asked == made)
          << made << " " << asked;
    }
  }
  EXPECT_EQ(KindOf({}), v1::DOCUMENT_KIND_UNSPECIFIED);
}

TEST(JournalDocument, HasContent) {
  v1::JournalDocument document;
  document.set_salt(std::string(16, 's'));
  for (const auto kind : kKinds) EXPECT_FALSE(ParseDocument(kind, BytesOf(document)).ok());
  EXPECT_FALSE(ParseDocument(v1::DOCUMENT_KIND_UNSPECIFIED, {}).ok());
}

TEST(JournalDocument, HasSixteenBytesOfSalt) {
  v1::JournalDocument document = Content(v1::DOCUMENT_KIND_REASON);
  for (std::size_t size = 0; size < 40; ++size) {
    document.set_salt(std::string(size, 's'));
    const absl::Status status = Refusal(v1::DOCUMENT_KIND_REASON, BytesOf(document));
    EXPECT_EQ(status.ok(), size == 16) << size;
    if (!status.ok()) EXPECT_THAT(status.message(), testing::HasSubstr("salt"));
  }
}

TEST(JournalDocument, HasOneSpelling) {
  const crypto::Bytes good = MakeDocument(Content(v1::DOCUMENT_KIND_REASON)).bytes;
  crypto::Bytes unknown = good;
  crypto::Append(unknown, crypto::Bytes{0xf8, 0x07, 1});
  crypto::Bytes twice = good;
  crypto::Append(twice, crypto::Bytes{0x32, 0});
  crypto::Bytes other = good;
  crypto::Append(other, crypto::Bytes{0x2a, 0});
  // The content before the salt.
  crypto::Bytes turned(good.begin() + 18, good.end());
  crypto::Append(turned, crypto::ByteView(good).first(18));
  for (const crypto::Bytes& wrong : {unknown, twice, other, turned}) {
    const absl::Status status = Refusal(v1::DOCUMENT_KIND_REASON, wrong);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(Refusal(v1::DOCUMENT_KIND_REASON, good).ok());
}

RC_GTEST_PROP(JournalDocument, IsReadOrRefusedWhateverTheBytesAre, (crypto::Bytes bytes)) {
  for (const auto kind : kKinds) {
    const absl::Status status = Refusal(kind, bytes);
    RC_ASSERT(status.ok() || absl::IsInvalidArgument(status));
  }
}

TEST(JournalDocument, HasAtMostAMebibyte) {
  const std::size_t beside =
      MakeDocument(Content(v1::DOCUMENT_KIND_PROPOSAL, std::string(1 << 20, 'x'))).bytes.size() -
      (std::size_t{1} << 20);
  const auto with = [&](std::size_t size) {
    const MadeDocument made =
        MakeDocument(Content(v1::DOCUMENT_KIND_PROPOSAL, std::string(size - beside, 'x')));
    EXPECT_EQ(made.bytes.size(), size);
    return Refusal(v1::DOCUMENT_KIND_PROPOSAL, made.bytes);
  };
  EXPECT_TRUE(with(kMaxDocumentSize).ok());
  EXPECT_THAT(with(kMaxDocumentSize + 1).message(), testing::HasSubstr("too large"));
}

// --- What acts know of projects, and what the journal is called ---

TEST(ProjectHash, IsOfEverythingThatIsSealedOfAProject) {
  v1::ProjectConfig project;
  project.set_id("p");
  project.set_cost(100);
  const crypto::Hash256 hash = ProjectHash(project);
  EXPECT_EQ(hash, crypto::LabelledHash("project", {crypto::AsBytes(project.SerializeAsString())}));
  using Change = std::function<void(v1::ProjectConfig&)>;
  const Change changes[] = {
      [](auto& p) { p.set_id("q"); },
      [](auto& p) { p.add_title()->set_text("Title"); },
      [](auto& p) { p.set_cost(101); },
      [](auto& p) { p.add_categories("green"); },
      [](auto& p) { p.add_summary()->set_text("Text"); },
      [](auto& p) { p.set_place("{}"); },
      [](auto& p) { p.set_description_sha256("d"); },
      [](auto& p) { p.add_image_sha256("i"); },
      [](auto& p) { p.set_authors_sha256("a"); },
  };
  EXPECT_EQ(std::size(changes), static_cast<std::size_t>(project.GetDescriptor()->field_count()));
  for (const Change& change : changes) {
    v1::ProjectConfig other = project;
    change(other);
    EXPECT_NE(ProjectHash(other), hash);
  }
}

TEST(JournalOrigin, IsBelowTheLogs) {
  EXPECT_EQ(JournalOrigin("urna.example/test"), "urna.example/test/journal");
}

}  // namespace
}  // namespace urna::ledger
