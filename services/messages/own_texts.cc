#include "services/messages/own_texts.h"

namespace urna::services {
namespace {

struct Row {
  v1::Occasion occasion;
  OwnText french;
  OwnText english;
};

constexpr Row kRows[] = {
    {v1::OCCASION_RECEIVED,
     {"Votre proposition est bien arrivée : {title}",
     "Bonjour,\n"
     "\n"
     "votre proposition « {title} » est bien arrivée. Elle porte le numéro {proposal} dans « {process} ».\n"
     "\n"
     "Elle sera relue, puis publiée. Vous serez prévenu par courriel à chaque étape.\n"
     "\n"
     "{url}\n"},
     {"We have your proposal: {title}",
     "Hello,\n"
     "\n"
     "your proposal “{title}” has arrived. It is number {proposal} of “{process}”.\n"
     "\n"
     "It will be looked through and then published. We write to you at each step.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_REVISED,
     {"Votre nouvelle version est bien arrivée : {title}",
     "Bonjour,\n"
     "\n"
     "la nouvelle version de votre proposition « {title} » est bien arrivée.\n"
     "\n"
     "{url}\n"},
     {"We have your new version: {title}",
     "Hello,\n"
     "\n"
     "the new version of your proposal “{title}” has arrived.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_SCREENED,
     {"En ligne : {title}",
     "Bonjour,\n"
     "\n"
     "la proposition « {title} » (n° {proposal}) est visible par tous dans « {process} ».\n"
     "\n"
     "{url}\n"},
     {"Online: {title}",
     "Hello,\n"
     "\n"
     "the proposal “{title}” (no. {proposal}) can be read by everybody in “{process}”.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_RETURNED,
     {"À compléter : {title}",
     "Bonjour,\n"
     "\n"
     "votre proposition « {title} » a besoin d'être complétée. Voici pourquoi :\n"
     "\n"
     "{reason}\n"
     "\n"
     "Vous pouvez la compléter jusqu'au {due} : avec le lien que vous avez reçu en l'écrivant, ou\n"
     "en vous connectant, si vous l'avez écrite avec un compte.\n"
     "\n"
     "{url}\n"},
     {"To be completed: {title}",
     "Hello,\n"
     "\n"
     "your proposal “{title}” needs to be completed. This is why:\n"
     "\n"
     "{reason}\n"
     "\n"
     "You can complete it until {due}: with the link that you got when you wrote it, or logged in,\n"
     "if you wrote it with an account.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_COMPLETION_DUE,
     {"Bientôt la fin du délai : {title}",
     "Bonjour,\n"
     "\n"
     "il reste peu de temps pour compléter votre proposition « {title} » : jusqu'au {due}.\n"
     "\n"
     "{url}\n"},
     {"Little time left: {title}",
     "Hello,\n"
     "\n"
     "there is little time left to complete your proposal “{title}”: until {due}.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_SUPPORTED,
     {"Assez de soutiens : {title}",
     "Bonjour,\n"
     "\n"
     "la proposition « {title} » a réuni {count} soutiens : c'est assez pour qu'elle soit étudiée.\n"
     "\n"
     "{url}\n"},
     {"Enough support: {title}",
     "Hello,\n"
     "\n"
     "{count} persons support the proposal “{title}”: that is enough for it to be reviewed.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_ACCEPTED,
     {"Étape franchie : {title}",
     "Bonjour,\n"
     "\n"
     "la proposition « {title} » a franchi une étape : {step}.\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"},
     {"One step further: {title}",
     "Hello,\n"
     "\n"
     "the proposal “{title}” has passed a step: {step}.\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_REJECTED,
     {"Proposition non retenue : {title}",
     "Bonjour,\n"
     "\n"
     "la proposition « {title} » n'est pas retenue. Étape : {step}. Voici pourquoi :\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"},
     {"Not accepted: {title}",
     "Hello,\n"
     "\n"
     "the proposal “{title}” is not accepted. Step: {step}. This is why:\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_APPEALED,
     {"Recours déposé : {title}",
     "Bonjour,\n"
     "\n"
     "le recours sur la proposition « {title} » est bien arrivé. Vous serez prévenu de la décision.\n"
     "\n"
     "{url}\n"},
     {"Appeal filed: {title}",
     "Hello,\n"
     "\n"
     "the appeal about the proposal “{title}” has arrived. You will be told what is decided.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_APPEAL_UPHELD,
     {"Recours accepté : {title}",
     "Bonjour,\n"
     "\n"
     "le recours sur la proposition « {title} » est accepté : elle est étudiée à nouveau.\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"},
     {"Appeal upheld: {title}",
     "Hello,\n"
     "\n"
     "the appeal about the proposal “{title}” is upheld: it is reviewed again.\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_APPEAL_DISMISSED,
     {"Recours rejeté : {title}",
     "Bonjour,\n"
     "\n"
     "le recours sur la proposition « {title} » est rejeté. Voici pourquoi :\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"},
     {"Appeal dismissed: {title}",
     "Hello,\n"
     "\n"
     "the appeal about the proposal “{title}” is dismissed. This is why:\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_MERGED,
     {"Réunie à une autre : {title}",
     "Bonjour,\n"
     "\n"
     "la proposition « {title} » est réunie à « {other} ».\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"},
     {"Merged: {title}",
     "Hello,\n"
     "\n"
     "the proposal “{title}” is now part of “{other}”.\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_WITHDRAWN,
     {"Proposition retirée : {title}",
     "Bonjour,\n"
     "\n"
     "la proposition « {title} » est retirée.\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"},
     {"Withdrawn: {title}",
     "Hello,\n"
     "\n"
     "the proposal “{title}” is withdrawn.\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_HIDDEN,
     {"Proposition masquée : {title}",
     "Bonjour,\n"
     "\n"
     "votre proposition « {title} » n'est plus visible. Voici pourquoi :\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"},
     {"Hidden: {title}",
     "Hello,\n"
     "\n"
     "your proposal “{title}” can no longer be read. This is why:\n"
     "\n"
     "{reason}\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_RESTORED,
     {"De nouveau visible : {title}",
     "Bonjour,\n"
     "\n"
     "votre proposition « {title} » est de nouveau visible.\n"
     "\n"
     "{url}\n"},
     {"Shown again: {title}",
     "Hello,\n"
     "\n"
     "your proposal “{title}” can be read again.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_ON_THE_BALLOT,
     {"Sur le bulletin de vote : {title}",
     "Bonjour,\n"
     "\n"
     "la proposition « {title} » sera soumise au vote dans « {process} ».\n"
     "\n"
     "{url}\n"},
     {"On the ballot: {title}",
     "Hello,\n"
     "\n"
     "the proposal “{title}” will stand on the ballot of “{process}”.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_ASSIGNED,
     {"À instruire : {count} dans {process}",
     "Bonjour,\n"
     "\n"
     "propositions qui vous sont confiées dans « {process} » : {count}.\n"
     "\n"
     "Avis attendu avant le {due}.\n"
     "\n"
     "{url}\n"},
     {"To review: {count} of {process}",
     "Hello,\n"
     "\n"
     "proposals of “{process}” that were given to you: {count}.\n"
     "\n"
     "A verdict is awaited by {due}.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_REVIEW_DUE,
     {"Échéance proche : {count} dans {process}",
     "Bonjour,\n"
     "\n"
     "propositions de « {process} » qui attendent votre avis avant le {due} : {count}.\n"
     "\n"
     "{url}\n"},
     {"Due soon: {count} of {process}",
     "Hello,\n"
     "\n"
     "proposals of “{process}” that await your verdict by {due}: {count}.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_PHASE,
     {"{process} : {phase}",
     "Bonjour,\n"
     "\n"
     "nouvelle étape de « {process} » : {phase}.\n"
     "\n"
     "{url}\n"},
     {"{process}: {phase}",
     "Hello,\n"
     "\n"
     "“{process}” has come to a new step: {phase}.\n"
     "\n"
     "{url}\n"}},
    {v1::OCCASION_CONFIRM_FOLLOW,
     {"Voulez-vous suivre « {what} » ?",
     "Bonjour,\n"
     "\n"
     "quelqu'un a demandé à recevoir à cette adresse des nouvelles de « {what} ».\n"
     "\n"
     "Si c'est vous, confirmez-le ici dans les sept jours :\n"
     "\n"
     "{link}\n"
     "\n"
     "Sinon, ne faites rien : vous ne recevrez pas d'autre message.\n"},
     {"Do you want to follow “{what}”?",
     "Hello,\n"
     "\n"
     "somebody asked for news of “{what}” at this address.\n"
     "\n"
     "If it was you, say so here within seven days:\n"
     "\n"
     "{link}\n"
     "\n"
     "If not, do nothing: no other message will come.\n"}},
    {v1::OCCASION_SIGN_IN,
     {"Votre lien de connexion à {site}",
     "Bonjour,\n"
     "\n"
     "voici votre lien de connexion à {site}. Il ne sert qu'une fois.\n"
     "\n"
     "{link}\n"
     "\n"
     "Il expire le {until}.\n"
     "\n"
     "Si vous n'avez rien demandé, ne faites rien et ne donnez ce lien à personne.\n"},
     {"Your link to sign in to {site}",
     "Hello,\n"
     "\n"
     "this is your link to sign in to {site}. It works once.\n"
     "\n"
     "{link}\n"
     "\n"
     "It expires on {until}.\n"
     "\n"
     "If you did not ask for it, do nothing, and give the link to nobody.\n"}},
    {v1::OCCASION_TEST,
     {"Message d'essai de {site}",
     "Bonjour,\n"
     "\n"
     "ce message d'essai de {site} est bien arrivé : é à ç œ — “ ” €.\n"},
     {"Test message of {site}",
     "Hello,\n"
     "\n"
     "this test message of {site} has arrived: é à ç œ — “ ” €.\n"}},
};

}  // namespace

OwnText OwnTextOf(v1::Occasion occasion, std::string_view own_language) {
  for (const Row& row : kRows) {
    if (row.occasion == occasion) return own_language == "fr" ? row.french : row.english;
  }
  return {};
}

std::string_view StopText(std::string_view own_language) {
  return own_language == "fr" ? "Pour ne plus recevoir ces messages : {unsubscribe}\n"
                              : "To get no more of these messages: {unsubscribe}\n";
}

}  // namespace urna::services
