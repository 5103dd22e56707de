/** Whoever wants to hear of a proposal, or of a budget, by mail. */
export default {
  title: "Recevoir des nouvelles par courriel",
  proposal: "Un message à chaque étape de cette proposition : rien d’autre.",
  process: "Un message quand les habitants proposent, quand le vote s’ouvre et se termine, quand il y a un résultat : rien d’autre.",
  confirm: "Nous vous demandons d’abord de confirmer, par courriel. Chaque message a un lien pour arrêter.",
  label: "Votre adresse",
  send: "Suivre",
  sent: "Un courriel vient de partir.",
  sentText: (address: string) => `Confirmez d’un geste, dans le message envoyé à ${address}. Sans réponse sous sept jours, rien ne se passe.`,
  before: (day: string) => `Vous l’avez déjà demandé d’ici, le ${day}.`,
  empty: "Indiquez votre adresse, comme marie@exemple.fr.",
  wrong: "Ce n’est pas une adresse. On attend quelque chose comme marie@exemple.fr.",
  tooMany: "Trop de demandes viennent d’ici. Revenez dans une heure.",
  off: "Ce serveur n’envoie plus de messages.",
  failed: "La demande n’est pas partie. Vérifiez la connexion, puis réessayez.",
};
