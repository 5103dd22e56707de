#include "cli/town_sheet.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/client/time_text.h"

namespace urna::cli {
namespace {

using nlohmann::ordered_json;

ordered_json JsonOf(const HeldVote& vote) {
  ordered_json out;
  out["id"] = vote.id;
  out["contest"] = vote.contest;
  out["manifest_hash"] = vote.manifest_hash;
  out["log_vkey"] = vote.log_vkey;
  out["closing"] = vote.closing;
  out["counted"] = vote.is_counted;
  out["ballots"] = vote.ballots;
  out["unused"] = vote.unused;
  return out;
}

HeldVote VoteOf(const ordered_json& json) {
  HeldVote vote;
  json.at("id").get_to(vote.id);
  json.at("contest").get_to(vote.contest);
  json.at("manifest_hash").get_to(vote.manifest_hash);
  json.at("log_vkey").get_to(vote.log_vkey);
  json.at("closing").get_to(vote.closing);
  json.at("counted").get_to(vote.is_counted);
  json.at("ballots").get_to(vote.ballots);
  json.at("unused").get_to(vote.unused);
  return vote;
}

ordered_json JsonOf(const HeldProposals& proposals) {
  ordered_json out;
  out["id"] = proposals.id;
  out["proposals"] = proposals.proposals;
  out["returned"] = proposals.returned;
  out["edit_key"] = proposals.edit_key;
  return out;
}

HeldProposals ProposalsOf(const ordered_json& json) {
  HeldProposals proposals;
  json.at("id").get_to(proposals.id);
  json.at("proposals").get_to(proposals.proposals);
  json.at("returned").get_to(proposals.returned);
  json.at("edit_key").get_to(proposals.edit_key);
  return proposals;
}

}  // namespace

std::string TownSheet::ToJson() const {
  ordered_json out;
  out["votes"] = ordered_json::array();
  for (const HeldVote& vote : votes) out["votes"].push_back(JsonOf(vote));
  out["proposals"] = ordered_json::array();
  for (const HeldProposals& held : proposals) out["proposals"].push_back(JsonOf(held));
  return out.dump(2) + "\n";
}

absl::StatusOr<TownSheet> TownSheet::Parse(const std::string& json) {
  try {
    const ordered_json in = ordered_json::parse(json);
    TownSheet sheet;
    for (const ordered_json& vote : in.at("votes")) sheet.votes.push_back(VoteOf(vote));
    for (const ordered_json& held : in.at("proposals")) {
      sheet.proposals.push_back(ProposalsOf(held));
    }
    return sheet;
  } catch (const nlohmann::json::exception& error) {
    return absl::InvalidArgumentError(fmt::format("is no sheet of a town: {}", error.what()));
  }
}

const HeldVote* TownSheet::OpenVote(std::int64_t now) const {
  for (const HeldVote& vote : votes) {
    if (!vote.is_counted && now < vote.closing) return &vote;
  }
  return nullptr;
}

std::string VotingLink(const std::string& url, const HeldVote& vote,
                       const std::vector<std::string>& codes) {
  return fmt::format("{}/vote/{}#c={}&m={}", url, vote.id, codes.at(0), vote.manifest_hash);
}

std::string CodesText(const std::string& url, const TownSheet& sheet) {
  std::string out =
      "# Codes of voters who have not voted yet. The link holds the first code; the page asks for "
      "the\n"
      "# others. Whoever has all codes of a voter can vote as that voter.\n";
  for (const HeldVote& vote : sheet.votes) {
    if (vote.is_counted) continue;
    out += fmt::format("\n# {}, until {}\n", vote.id,
                       client::TimeText(static_cast<std::uint64_t>(vote.closing)));
    for (const std::vector<std::string>& codes : vote.unused) {
      out += fmt::format("\n{}\n", VotingLink(url, vote, codes));
      for (std::size_t i = 0; i < codes.size(); ++i) {
        out += fmt::format("code {}  {}\n", i + 1, codes[i]);
      }
    }
  }
  for (const HeldProposals& held : sheet.proposals) {
    if (held.edit_key.empty()) continue;
    out += fmt::format(
        "\n# The key of the author of {}, which was returned for completion\nkey     {}\n",
        held.returned, held.edit_key);
  }
  return out;
}

}  // namespace urna::cli
