// Resource names, such as `processes/paris-2026/contests/north/projects/17`.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

enum class Kind {
  kProcess,
  kArea,
  kContest,
  kProject,
  kElectorate,
  kRegistrar,
  kAuthority,
  kTrustee,
};

// The word for one, such as "area", and the part of a name that holds many, such as "areas".
std::string_view Singular(Kind kind);
std::string_view Plural(Kind kind);
// The kind that a resource of `kind` belongs to: kContest for projects, kProcess for the others.
Kind ParentOf(Kind kind);

// A well-formed name; whether there is such a resource is another question.
class ResourceName {
 public:
  // INVALID_ARGUMENT at `field` unless `name` has the form of `kind`, with valid ids.
  static absl::StatusOr<ResourceName> Parse(Kind kind, std::string_view name,
                                            std::string_view field);
  // The name of a child of `parent`, or of a process where `parent` is empty. INVALID_ARGUMENT at
  // "parent" or at `id_field`.
  static absl::StatusOr<ResourceName> Child(Kind kind, std::string_view parent, std::string_view id,
                                            std::string_view id_field);

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }
  // `processes/{process}`.
  std::string_view process() const;
  // The name without its last two parts; empty for a process.
  std::string_view parent() const;
  // The last part.
  std::string_view id() const;

 private:
  ResourceName(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}
  Kind kind_;
  std::string text_;
};

// The id in a name of `kind`; empty where it is none.
std::string IdOf(Kind kind, std::string_view name);

// The id in `processes/{process}`.
std::string_view ProcessId(std::string_view process_name);

// Which kind a message is.
template <typename Resource>
inline constexpr Kind kKindOf = Kind::kProcess;
template <>
inline constexpr Kind kKindOf<v1::Area> = Kind::kArea;
template <>
inline constexpr Kind kKindOf<v1::Contest> = Kind::kContest;
template <>
inline constexpr Kind kKindOf<v1::Project> = Kind::kProject;
template <>
inline constexpr Kind kKindOf<v1::Electorate> = Kind::kElectorate;
template <>
inline constexpr Kind kKindOf<v1::Registrar> = Kind::kRegistrar;
template <>
inline constexpr Kind kKindOf<v1::Authority> = Kind::kAuthority;
template <>
inline constexpr Kind kKindOf<v1::Trustee> = Kind::kTrustee;

}  // namespace urna::services
