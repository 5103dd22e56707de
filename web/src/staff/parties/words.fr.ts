export default {
  title: "Greffiers, autorités, gardiens", back: "Étapes",
  lead: "Ceux qui signent. Chacun fait sa clé sur sa machine et ne transmet que la partie publique, que vous collez ici.",
  frozen: "Le processus est figé : les clés ne changent plus.",
  kinds: {
    registrars: { title: "Greffiers", text: "Ils font les codes et les lettres, et signent la liste. Les premiers font les codes, dans cet ordre.", none: "Aucun greffier", add: "Ajouter un greffier", command: "urna registrar keygen --key registrar.key", fallback: "greffier" },
    authorities: { title: "Autorités", text: "Elles signent l’ouverture, la clôture et les révocations.", none: "Aucune autorité", add: "Ajouter une autorité", command: "urna authority keygen --key authority.key", fallback: "autorite" },
    trustees: { title: "Gardiens", text: "Ils ont la clé de l’urne, en parts : il en faut plusieurs ensemble pour lire les bulletins.", none: "Aucun gardien", add: "Ajouter un gardien", command: "urna trustee keygen --key trustee.key", fallback: "gardien" },
  },
  number: (n: number) => `n° ${n}`,
  key: "Clé", name: "Nom", nameHint: "Tel que tout le monde le lira.", keys: "Clé publique", keysHint: "Collez ce que la commande affiche.", submit: "Ajouter", how: "Sur la machine de cette personne :",
  noKey: "Il n’y a pas de clé publique là-dedans : 64 chiffres hexadécimaux.", noBox: "Il manque la seconde clé : un gardien en a deux, signing_key et box_key.", secret: "Ceci ressemble à un secret. N’en collez jamais ici : seulement ce que « keygen » affiche.",
  thresholds: "Combien il en faut", submitThresholds: "Enregistrer", savedThresholds: "C’est enregistré.",
  trusteeThreshold: "Gardiens qui lisent ensemble", trusteeHint: (n: number) => `De 1 à ${n}. Ce nombre de gardiens peut lire les bulletins, et doit être là pour dépouiller. Deux sur quatre, par exemple.`,
  closingQuorum: "Gardiens qui signent la clôture", closingHint: (usual: number) => `Vide : ${usual}, de sorte que deux clôtures ne puissent pas exister.`,
  authorityThreshold: "Autorités qui ouvrent et ferment", authorityHint: (usual: number) => `Vide : ${usual}, plus de la moitié.`,
  registrarThreshold: "Greffiers qui signent un justificatif", registrarHint: (usual: number) => `Vide : ${usual}, autant que de codes par personne.`,
};
