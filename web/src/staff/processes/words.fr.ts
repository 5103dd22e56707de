export default {
  title: "Processus",
  lead: (count: number) => (count === 0 ? "Il n’y a pas encore de budget participatif sur ce serveur." : count === 1 ? "Un budget participatif." : `${count} budgets participatifs.`),
  create: "Nouveau processus",
  running: "En cours",
  over: "Terminés",
  nothing: "Rien n’est en cours.",
  waits: (who: string) => `On attend ${who}`,
  toDo: (what: string) => `À faire : ${what}`,
  missing: (what: string) => `Il manque : ${what}`,
  openUntil: (when: string) => `Vote ouvert jusqu’au ${when}`,
  unknown: "On ne sait pas ce qui attend : le serveur n’a pas répondu.",
  columns: { process: "Processus", phase: "Phase", waits: "Ce qui attend", created: "Créé" },
};
