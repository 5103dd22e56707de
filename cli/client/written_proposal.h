// A proposal as somebody writes it down: in TOML, in JSON, as a row of a table, as a project of a past
// edition. What it becomes is checked against the rules of its process before anything is sent.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/proposals_client.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::client {

struct WrittenProposal {
  // The process's first language where empty.
  std::string language;
  std::string title;
  std::string summary;
  std::string description;
  // The last part of an area's name.
  std::string area;
  std::string category;
  // In units of the currency, such as "12000.50".
  std::string cost;
  // A GeoJSON geometry; or else a point, in degrees of WGS 84.
  std::string place;
  std::string latitude;
  std::string longitude;
  // As the author wants to be named; empty for not.
  std::string author;
  std::string contact;
  // By the field's id, in any order; empty ones are none.
  std::vector<std::pair<std::string, std::string>> answers;
};

// INVALID_ARGUMENT, naming the file and the place, for what is no such file or has a key without a
// meaning. Keys are those of WrittenProposal, with a table `answers`.
absl::StatusOr<WrittenProposal> ParseProposalToml(std::string_view text, const std::string& file);
absl::StatusOr<WrittenProposal> ParseProposalJson(std::string_view text, const std::string& file);
// JSON where the name ends in ".json"; NOT_FOUND where it cannot be read.
absl::StatusOr<WrittenProposal> ReadProposalFile(const std::string& path);

// A proposal of a file of many, and where it stands there.
struct ProposalLine {
  std::size_t line;
  WrittenProposal proposal;
};
// Columns: title; summary, description, area, category, cost, place, lat, lon, author, contact,
// language, and field.ID for an answer. INVALID_ARGUMENT for a table without titles or with another
// column.
absl::StatusOr<std::vector<ProposalLine>> ParseProposalTable(std::string_view csv);
// The projects of a Pabulib file, with its costs; of those that have no summary it is the title. The
// line is the project's place, from 1.
absl::StatusOr<std::vector<ProposalLine>> ParseProposalPabulib(std::string_view text,
                                                               const std::string& file);

struct CheckedProposal {
  v1::ProposalContent content;
  // What is wrong, each in a clause; empty where a server will take it.
  std::vector<std::string> faults;
};
// `complete`: whether all that the form asks for must be there, as for what is handed in.
CheckedProposal CheckProposal(const WrittenProposal& written, const ProposalRules& rules,
                              bool complete);

}  // namespace urna::client
