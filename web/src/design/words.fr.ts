export default {
  optional: "facultatif",
  faults: (count: number) => (count < 2 ? "Une chose est à revoir" : `${count} choses sont à revoir`),
  choose: "Choisir",
  chosen: "Choisi",
  close: "Fermer",
  more: (count: string) => `Afficher ${count} de plus`,
  shown: (shown: string, all: string) => `${shown} sur ${all}`,
  seal: "Cachet dessiné à partir du suivi",
  gone: "Retiré : ",
  added: "Ajouté : ",
  allLoading: "La suite arrive…",
};
