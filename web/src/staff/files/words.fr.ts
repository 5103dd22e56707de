export default {
  images: "Photographies", documents: "Documents", noText: "Sans description",
  notPublic: "Pas encore public", unseen: "L’image n’a pas pu être lue.",
  ofVerdict: (number: number) => `Avis n° ${number}`,
  remove: "Supprimer", removeTitle: (what: string) => `Supprimer « ${what} » ?`, removeText: "Le fichier disparaît tout de suite, des versions passées aussi. Cela ne se défait pas.", removed: "Le fichier est supprimé.",
  add: "Joindre un document ou une photo", addText: "Un PDF, tel que l’étude ou le plan, ou une photo. Tout le monde le voit avec ce à quoi il est joint.", file: "Fichier", fileHint: "PDF, JPEG, PNG ou WebP.",
  title: "Titre du document, ou ce que l’on voit sur la photo", submit: "Joindre", added: "Le fichier est joint.",
  fileNeeded: "Choisissez un fichier.", fileKind: "Ce fichier n’est ni un PDF, ni une image JPEG, PNG ou WebP, quel que soit son nom.", titleNeeded: "Dites ce que c’est dans au moins une langue.", toWhich: "Joint à",
};
