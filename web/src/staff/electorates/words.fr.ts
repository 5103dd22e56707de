export default {
  title: "Collèges électoraux", lead: "Qui vote à quels scrutins. Chaque personne est d’un seul collège. Un collège ne se modifie pas : on l’ôte et on le refait.", back: "Étapes",
  none: "Aucun collège", add: "Ajouter un collège", name: "Nom", submit: "Ajouter le collège", frozen: "Le processus est figé : les collèges ne changent plus.",
  contests: "Scrutins où il vote", noContests: "Ajoutez d’abord un scrutin.", toContests: "Ouvrir les scrutins", codes: "Combien de codes reçoit chaque personne", codesHint: "Avec deux ou trois greffiers, aucun ne peut voter à lui seul pour quelqu’un.",
  code: (n: number) => (n === 1 ? "Un code, d’un greffier : seulement pour un petit lieu" : `${n} codes, de ${n} greffiers`),
  votes: (contests: string) => `Vote à : ${contests}`, codesOf: (n: number) => (n < 2 ? "Un code" : `${n} codes`), slots: (count: string, n: number) => (n < 2 ? `${count} place` : `${count} places`), roll: "Liste",
};
