#include "end_to_end/spring/citizens.h"

#include <fmt/format.h>

#include <array>

namespace urna::end_to_end {
namespace {

using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

constexpr std::array kThings = {"Un banc ombragé",      "Un verger partagé",
                                "Un abri à vélos",      "Une fontaine d'eau potable",
                                "Une fresque d'élèves", "Un jardin de pluie"};
constexpr std::array kPlaces = {"rue des Lilas",        "place du Marché",      "quai de l'Orb",
                                "école Jean-Moulin",    "chemin des Garrigues", "parvis de la gare",
                                "allée des Platanes",   "berges du Lez",        "cour du collège",
                                "esplanade de la plage"};
constexpr std::array kAreas = {"departement", "nord", "centre", "sud"};
constexpr std::array kCategories = {"nature", "mobilite", "solidarite"};

std::string CategoryOf(int n) { return kCategories[static_cast<std::size_t>(n) % 3]; }
std::string SummaryOf(int n) {
  return fmt::format("Pour que chacune et chacun en profite, proposition {}.", n);
}

void Say(const std::string& text, Texts& out) {
  out.Clear();
  v1::LocalizedText& one = *out.Add();
  one.set_language("fr");
  one.set_text(text);
}

}  // namespace

std::string AreaOf(int n) { return kAreas[static_cast<std::size_t>(n) % kAreas.size()]; }

std::string TitleOf(int n) {
  const auto i = static_cast<std::size_t>(n - 1);
  return fmt::format("{}, {}", kThings[i % kThings.size()],
                     kPlaces[(i / kThings.size()) % kPlaces.size()]);
}

int EurosOf(int n) { return 1'000 + 250 * n; }

v1::ProposalContent Content(int n, const std::string& author) {
  v1::ProposalContent content;
  v1::ProposalText& text = *content.mutable_text();
  text.set_language("fr");
  text.set_title(TitleOf(n));
  text.set_summary(SummaryOf(n));
  text.set_description("Le lieu est public, et l'entretien a été discuté avec les voisins.");
  text.set_area(AreaOf(n));
  text.set_category(CategoryOf(n));
  text.set_place(fmt::format(R"({{"type":"Point","coordinates":[3.{0},43.{0}]}})", 10 + n));
  text.set_estimated_cost(100 * EurosOf(n));
  v1::FieldAnswer& upkeep = *text.add_answers();
  upkeep.set_field("entretien");
  upkeep.set_value("commune");
  content.set_author_name(author);
  content.set_contact(fmt::format("auteur{}@example.org", n));
  return content;
}

std::string Toml(int n, const std::string& author) {
  return fmt::format(R"(title = "{}"
summary = "{}"
description = """
Le lieu est public,
et l'entretien a été discuté avec les voisins."""
area = "{}"
category = "{}"
cost = "{}.00"
lat = "43.{}"
lon = "3.{}"
author = "{}"
contact = "auteur{}@example.org"

[answers]
entretien = "commune"
)",
                     TitleOf(n), SummaryOf(n), AreaOf(n), CategoryOf(n), EurosOf(n), 10 + n, 10 + n,
                     author, n);
}

std::string PaperTable(int first, int last) {
  std::string table = "title;summary;area;category;cost;author;contact;field.entretien\n";
  for (int n = first; n <= last; ++n) {
    table += fmt::format("\"{}\";\"{}\";{};{};{};\"\";\"reçu au guichet {}\";association\n",
                         TitleOf(n), SummaryOf(n), AreaOf(n), CategoryOf(n), EurosOf(n), n);
  }
  return table;
}

v1::SubmissionForm Form() {
  v1::SubmissionForm form;
  v1::FormField& upkeep = *form.add_fields();
  upkeep.set_id("entretien");
  Say("Qui entretiendra ?", *upkeep.mutable_label());
  upkeep.set_type(v1::FIELD_TYPE_CHOICE);
  upkeep.set_required(true);
  for (const char* choice : {"commune", "association", "habitants"}) upkeep.add_choices(choice);
  for (const char* id : kCategories) {
    v1::FormCategory& category = *form.add_categories();
    category.set_id(id);
    Say(id, *category.mutable_title());
  }
  form.set_cost_required(true);
  form.set_support_needed(3);
  form.set_support_by(v1::SUPPORT_BY_PAPER_LISTS);
  form.set_open_submission(true);
  return form;
}

v1::Mandate MandateVersion(int version) {
  v1::Mandate mandate;
  Say("Budget citoyen de l'Hérault 2027", *mandate.mutable_title());
  Say("Des projets d'intérêt général imaginés par les habitants", *mandate.mutable_purpose());
  Say("Le Département de l'Hérault", *mandate.mutable_promoter());
  Say("Les secteurs Nord, Centre et Sud, et tout le département", *mandate.mutable_territory());
  mandate.set_envelope(version == 1 ? 20'000'000 : 21'000'000);
  Say("Budget d'investissement 2027", *mandate.mutable_financing());
  Say("Toute personne qui habite le département", *mandate.mutable_who_may_submit());
  Say("Toute personne de onze ans et plus", *mandate.mutable_who_may_vote());
  for (const char* id : {"interet-general", "investissement"}) {
    v1::Criterion& criterion = *mandate.add_criteria();
    criterion.set_id(id);
    Say(id, *criterion.mutable_text());
  }
  Say("Dépôt en février, instruction au printemps, vote en été", *mandate.mutable_calendar());
  Say(version < 3 ? "Les projets lauréats sont réalisés"
                  : "Les projets lauréats sont réalisés dans les deux ans",
      *mandate.mutable_commitment());
  Say("Ni les collèges privés, ni le fonctionnement", *mandate.mutable_limits());
  return mandate;
}

}  // namespace urna::end_to_end
