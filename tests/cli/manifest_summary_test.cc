#include "cli/manifest_summary.h"

#include "pch.h"
#include "support/election_fixture.h"

namespace urna::cli {
namespace {

using testing::HasSubstr;

std::string SummaryWithPages(const std::string& pages_sha256) {
  const auto election = ledger::ElectionFixture::Make(
      {.voters = 1, .adjust = [&](v1::Config& config) { config.set_pages_sha256(pages_sha256); }});
  return Summarize(*election.manifest());
}

TEST(ManifestSummary, SaysWhichPagesTheManifestStates) {
  EXPECT_THAT(SummaryWithPages(std::string(32, '\x7a')),
              HasSubstr("\n  pages             7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a"));
  EXPECT_THAT(SummaryWithPages(""), HasSubstr("\n  pages             none are stated\n"));
}

TEST(ManifestSummary, SaysWhatVotersReadForACategory) {
  const auto election =
      ledger::ElectionFixture::Make({.voters = 1, .adjust = [](v1::Config& config) {
                                       v1::CategoryConfig& category = *config.add_categories();
                                       category.set_id("parks");
                                       *category.mutable_title() = config.title();
                                       category.mutable_title(0)->set_text("Parks and gardens");
                                     }});
  EXPECT_THAT(Summarize(*election.manifest()),
              HasSubstr("\n  category          parks: Parks and gardens\n"));
}

}  // namespace
}  // namespace urna::cli
