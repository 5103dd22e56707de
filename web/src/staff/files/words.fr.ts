export default {
  images: "Photographies", documents: "Documents", noText: "Sans description",
  notPublic: "Pas encore public", unseen: "L’image n’a pas pu être lue.",
  ofVerdict: (number: number) => `Avis n° ${number}`,
  remove: "Supprimer", removeTitle: (what: string) => `Supprimer « ${what} » ?`, removeText: "Le fichier disparaît tout de suite, des versions passées aussi. Cela ne se défait pas.", removed: "Le fichier est supprimé.",
  add: "Joindre un document", addText: "Un PDF, tel que l’étude ou le plan. Tout le monde le lit avec ce à quoi il est joint.", file: "Fichier PDF", title: "Titre du document", submit: "Joindre", added: "Le document est joint.",
  fileNeeded: "Choisissez un fichier PDF.", titleNeeded: "Donnez un titre dans au moins une langue.", toWhich: "Joint à",
};
