#include "services/resource_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/config.h"
#include "services/errors.h"

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
             ? "1 to 64 bytes without \"/\", \",\", \";\", quotes or control characters"
             : "1 to 63 lower-case letters, digits and hyphens, beginning with a letter";
}

// `processes/{process}/contests/{contest}`.
std::string Form(Kind kind) {
  std::string form = kind == Kind::kProcess ? "" : Form(ParentOf(kind)) + "/";
  return form + fmt::format("{}/{{{}}}", Plural(kind), Singular(kind));
}

std::string_view Head(std::string_view name) {
  const std::size_t id = name.rfind('/');
  if (id == std::string_view::npos || id == 0) return "";
  const std::size_t collection = name.rfind('/', id - 1);
  return collection == std::string_view::npos ? "" : name.substr(0, collection);
}

bool IsName(Kind kind, std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos || !IsId(kind, name.substr(slash + 1))) return false;
  const std::string_view head = Head(name);
  std::string_view collection = name.substr(0, slash);
  if (kind == Kind::kProcess) return collection == Plural(kind);
  if (head.empty() || !IsName(ParentOf(kind), head)) return false;
  return collection.substr(head.size() + 1) == Plural(kind);
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

std::string_view ResourceName::parent() const { return Head(text_); }

std::string_view ResourceName::id() const {
  return std::string_view(text_).substr(text_.rfind('/') + 1);
}

}  // namespace urna::services
