/** What all pages of proposals say alike. */
export default {
  states: { received: "Déposée", returned: "À compléter", studied: "À l’étude", kept: "Retenue", refused: "Refusée", merged: "Regroupée", withdrawn: "Retirée", hidden: "Masquée" },
  draft: "Brouillon",
  onBallot: "Sur le bulletin",
  number: (number: number) => `n° ${number}`,
  proposalNumber: (number: number) => `Proposition n° ${number}`,
  support: (count: number, needed: number, text: string, neededText: string) => `${text} ${count < 2 ? "soutien" : "soutiens"}${needed > 0 ? ` sur ${neededText} demandés` : ""}`,
};
