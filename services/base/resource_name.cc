#include "services/base/resource_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/config.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

struct KindWords {
  std::string_view singular;
  std::string_view plural;
};

// By Kind.
constexpr KindWords kWords[] = {
    {"process", "processes"},      {"area", "areas"},
    {"contest", "contests"},       {"project", "projects"},
    {"electorate", "electorates"}, {"registrar", "registrars"},
    {"authority", "authorities"},  {"trustee", "trustees"},
};

// Longer names cannot be well-formed: three ids and their collections.
constexpr std::size_t kMaxNameSize = 256;

bool IsId(Kind kind, std::string_view id) {
  return kind == Kind::kProject ? ledger::IsProjectId(id) : ledger::IsResourceId(id);
}

std::string IdRule(Kind kind) {
  return kind == Kind::kProject
             ? "1 to 64 bytes without \",\", \";\", quotes or control characters"
             : "1 to 63 lower-case letters, digits and hyphens, beginning with a letter";
}

// `processes/{process}/contests/{contest}`.
std::string Form(Kind kind) {
  std::string form = kind == Kind::kProcess ? "" : Form(ParentOf(kind)) + "/";
  return form + fmt::format("{}/{{{}}}", Plural(kind), Singular(kind));
}

// Slashes before the id: one for a process, two more for each level below it. What follows is the
// id, which for a project may hold slashes of its own.
int SlashesBeforeId(Kind kind) {
  return kind == Kind::kProcess ? 1 : SlashesBeforeId(ParentOf(kind)) + 2;
}

// Where the n-th slash stands, from 1; npos when there are fewer.
std::size_t SlashAt(std::string_view name, int n) {
  std::size_t at = name.find('/');
  while (--n > 0 && at != std::string_view::npos) at = name.find('/', at + 1);
  return at;
}

std::string_view ParentName(Kind kind, std::string_view name) {
  return kind == Kind::kProcess ? "" : name.substr(0, SlashAt(name, SlashesBeforeId(kind) - 1));
}

bool IsName(Kind kind, std::string_view name) {
  const std::size_t slash = SlashAt(name, SlashesBeforeId(kind));
  if (slash == std::string_view::npos || !IsId(kind, name.substr(slash + 1))) return false;
  const std::string_view collection = name.substr(0, slash);
  if (kind == Kind::kProcess) return collection == Plural(kind);
  const std::string_view parent = ParentName(kind, name);
  return IsName(ParentOf(kind), parent) && collection.substr(parent.size() + 1) == Plural(kind);
}

}  // namespace

std::string_view Singular(Kind kind) { return kWords[static_cast<int>(kind)].singular; }
std::string_view Plural(Kind kind) { return kWords[static_cast<int>(kind)].plural; }
Kind ParentOf(Kind kind) { return kind == Kind::kProject ? Kind::kContest : Kind::kProcess; }

absl::StatusOr<ResourceName> ResourceName::Parse(Kind kind, std::string_view name,
                                                 std::string_view field) {
  if (name.size() > kMaxNameSize || !IsName(kind, name)) {
    return FieldError(
        field, fmt::format("\"{}\" is not a name of the form {}", name.substr(0, 100), Form(kind)));
  }
  return ResourceName(kind, std::string(name));
}

absl::StatusOr<ResourceName> ResourceName::Child(Kind kind, std::string_view parent,
                                                 std::string_view id, std::string_view id_field) {
  std::string text;
  if (kind != Kind::kProcess) {
    absl::StatusOr<ResourceName> checked = Parse(ParentOf(kind), parent, "parent");
    if (!checked.ok()) return checked.status();
    text = checked->text() + "/";
  }
  if (!IsId(kind, id)) {
    return FieldError(
        id_field, fmt::format("\"{}\" is not an id; expected {}", id.substr(0, 100), IdRule(kind)));
  }
  return ResourceName(kind, fmt::format("{}{}/{}", text, Plural(kind), id));
}

std::string_view ResourceName::process() const {
  const std::size_t id = text_.find('/') + 1;
  return std::string_view(text_).substr(0, text_.find('/', id));
}

std::string_view ResourceName::parent() const { return ParentName(kind_, text_); }

std::string_view ResourceName::id() const {
  return std::string_view(text_).substr(SlashAt(text_, SlashesBeforeId(kind_)) + 1);
}

std::string IdOf(Kind kind, std::string_view name) {
  const absl::StatusOr<ResourceName> parsed = ResourceName::Parse(kind, name, "name");
  return parsed.ok() ? std::string(parsed->id()) : std::string();
}

std::string_view ProcessId(std::string_view process_name) {
  return process_name.substr(process_name.find('/') + 1);
}

}  // namespace urna::services
