import type { BallotFindings, JournalFindings } from "@urna/verifier";
import { countText, percentText } from "../../words/amounts.ts";

const n = (count: number) => countText(count, "fr");
const many = (count: number, one: string, more: string) => `${n(count)} ${count < 2 ? one : more}`;

/** What became of the ballots that were cast, after a colon: `4 remplacés par leurs auteurs : 93 comptent`. */
function ballots({ cast, refused, replaced, cancelled, selected }: BallotFindings): string {
  const taken = [
    replaced > 0 ? `${many(replaced, "remplacé par son auteur", "remplacés par leurs auteurs")}` : "",
    cancelled > 0 ? many(cancelled, "annulé par les autorités", "annulés par les autorités") : "",
    refused > 0 ? many(refused, "qui n’aurait pas dû entrer", "qui n’auraient pas dû entrer") : "",
  ].filter((one) => one !== "");
  const counting = selected === 0 ? "aucun ne compte" : selected < 2 ? `${n(selected)} compte` : `${n(selected)} comptent`;
  if (cast === 0) return "Aucun bulletin n’a été déposé.";
  return `${many(cast, "bulletin déposé", "bulletins déposés")}${taken.length > 0 ? `, ${taken.join(", ")}` : ""} : ${counting}.`;
}

function journal({ acts, proposals, withheld, erased }: JournalFindings): string {
  const aside = [withheld > 0 ? many(withheld, "texte retenu", "textes retenus") : "", erased > 0 ? many(erased, "effacé", "effacés") : ""].filter((one) => one !== "");
  return `${many(acts, "acte", "actes")} de l’administration, ${proposals === 0 ? "aucune proposition" : many(proposals, "proposition", "propositions")}${aside.length > 0 ? ` (${aside.join(", ")})` : ""} : chacun à son tour, rien laissé sans réponse.`;
}

export default {
  title: "Vérifier un dépouillement",
  headline: ["Rien à croire.", "Tout à vérifier."],
  lead: "Votre navigateur refait tout le dépouillement, sans rien demander au serveur.",
  leadServed: "Votre navigateur télécharge ce qui a été publié, puis refait tout le dépouillement. Il ne croit rien de ce que dit le serveur.",
  droppedFolder: "Un dossier de cet appareil",
  seal: "Cachet du vote, à comparer avec l’affiche de la mairie",
  sealPicture: "Cachet du vote, dessiné à partir de son empreinte",

  looking: "On regarde ce qu’il y a à vérifier…",
  running: (step: number) => `Étape ${step}.`,
  holding: (holding: number) => (holding === 0 ? "Aucune n’a échoué." : holding === 1 ? "Une étape tient, aucune n’a échoué." : `${n(holding)} étapes tiennent, aucune n’a échoué.`),
  progress: "Étapes vérifiées",
  allHolds: "Tout tient.",
  allHoldsMore: (seconds: string) => `Les quatorze étapes tiennent. Refait ici en ${seconds}.`,
  receiptsDoNot: "Le dépouillement tient, mais l’un des reçus apportés n’est pas celui d’un bulletin compté : voyez son sort.",
  fails: (step: number) => `L’étape ${step} ne tient pas.`,
  failsMore: "Gardez ce rapport, avec le dossier qui a été vérifié.",
  cancelled: "Arrêté. Rien n’a été conclu.",
  cancel: "Arrêter",
  again: "Reprendre depuis le début",
  long: (records: number | undefined, megabytes: number, minutes: number) => `Ce vote est grand : ${records === undefined ? "" : `${many(records, "ligne", "lignes")}, `}${n(megabytes)} Mo. Le vérifier ici prendra environ ${many(minutes, "minute", "minutes")}, plus sur un téléphone. Le programme urna verify fait la même chose bien plus vite.`,
  longStart: "Vérifier ici quand même",
  command: "urna verify DOSSIER",

  nothing: {
    "no-bundle": "Ce dossier n’est pas celui d’un vote : il n’a ni règles du jeu, ni registre. Choisissez le dossier entier, tel qu’il a été publié.",
    "unreadable": "Ce qui a été publié n’a pas pu être lu.",
    "failed": "La vérification n’a pas pu aller au bout. Ce n’est pas une preuve contre le vote : essayez un autre navigateur, ou le programme urna verify.",
  },
  notYet: "Ce vote n’est pas encore dépouillé.",
  notYetMore: "Il n’y a pas de compte à refaire avant. Son registre, lui, peut être suivi dès maintenant.",
  follow: "Suivre le registre",
  tryAnyway: "Vérifier ce qui est déjà publié",

  stepsTitle: "Les quatorze étapes",
  todo: "à faire",
  notDone: "pas vérifiée",
  stepBad: "ne tient pas",
  seconds: (seconds: number) => (seconds < 0.05 ? "< 0,1 s" : `${new Intl.NumberFormat("fr-FR", { minimumFractionDigits: seconds < 10 ? 1 : 0, maximumFractionDigits: seconds < 10 ? 1 : 0 }).format(seconds)} s`),
  duration: (seconds: number) => (seconds < 60 ? many(Math.max(1, Math.round(seconds)), "seconde", "secondes") : `${many(Math.floor(seconds / 60), "minute", "minutes")}${Math.round(seconds % 60) === 0 ? "" : ` ${n(Math.round(seconds % 60))}`}`),
  share: (share: number) => percentText(share, "fr"),
  stepProgress: "Avancement de l’étape",
  technical: "Détail technique",
  technicalSays: "Ce que dit le vérificateur, dans les mots du protocole (en anglais)",

  steps: {
    0: { title: "Le dossier est complet", what: "Tout ce qu’il faut pour refaire le compte, et rien d’autre.", found: (files: number) => `${many(files, "fichier", "fichiers")} : tout ce qu’il faut pour refaire le compte, et rien d’autre.`, bad: "Le dossier n’est pas ce qu’il devrait être" },
    1: { title: "Le vérificateur se vérifie", what: "Votre navigateur calcule juste : les essais connus donnent les résultats connus.", bad: "Votre navigateur calcule faux" },
    2: { title: "Les règles du jeu sont signées", what: "Projets, coûts, enveloppe, règle, départage, liste : tous ont signé la même chose.", bad: "Les règles du jeu ne sont pas celles que tous ont signées" },
    3: {
      title: "Personne ne peut ouvrir seul", what: "Il faut plusieurs gardiens ensemble pour lire les bulletins.", bad: "La clé de l’urne n’a pas été faite comme il se doit",
      aloneTitle: "La clé de l’urne est bien faite",
      found: (threshold: number, trustees: number) => threshold < 2
        ? (trustees < 2 ? "Un seul gardien a la clé : il peut lire les bulletins à lui seul." : `Un seul des ${n(trustees)} gardiens suffit pour lire les bulletins.`)
        : `Il faut ${n(threshold)} gardiens sur ${n(trustees)} pour lire les bulletins. ${threshold === 2 ? "Un seul n’y suffit pas" : `${n(threshold - 1)} n’y suffisent pas`}.`,
    },
    4: { title: "Le registre est entier", what: "Ses lignes sont dans leur ordre. Rien d’ajouté, de retiré, de déplacé.", found: (records: number) => `${many(records, "ligne", "lignes")}, dans leur ordre. Rien d’ajouté, de retiré, de déplacé.`, bad: "Le registre n’est pas entier" },
    5: { title: "Le vote a eu ses heures", what: "Rien avant l’ouverture, rien après la clôture.", found: (open: string, close: string) => `Rien avant le ${open}, rien après le ${close}.`, bad: "L’ouverture ou la clôture ne tient pas" },
    6: { title: "Les listes sont celles d’avant", what: "Les listes de votants n’ont pas changé depuis le scellement.", found: (entitled: number) => `Les listes de votants, ${many(entitled, "personne", "personnes")}, n’ont pas changé depuis le scellement.`, bad: "Les listes de votants ne sont pas celles d’avant" },
    7: { title: "Une personne, une voix", what: "Chaque bulletin est celui d’une personne de la liste, et un seul de chacune compte.", found: ballots, bad: "Tous les bulletins ne sont pas en règle" },
    8: { title: "Le mélange n’a fait que mélanger", what: "Chaque mélange a sa preuve.", found: (mixes: number) => (mixes === 0 ? "Il n’y avait rien à mélanger." : mixes === 1 ? "Un mélange, une preuve." : `${n(mixes)} mélanges, ${n(mixes)} preuves.`), now: (mix: number, mixes: number) => `${mixes === 1 ? "Un mélange, une preuve." : `${n(mixes)} mélanges, ${n(mixes)} preuves. On vérifie le ${mix === 1 ? "premier" : `${n(mix)}e`}.`}`, bad: "Le mélange n’a pas fait que mélanger" },
    9: { title: "Chaque gardien a ouvert sa part", what: "Chaque part a sa preuve.", found: (shares: number) => (shares === 0 ? "Il n’y avait rien à ouvrir." : shares === 1 ? "Une part, avec sa preuve." : `${n(shares)} parts, chacune avec sa preuve.`), bad: "Une part n’a pas été ouverte comme il se doit" },
    10: {
      title: "Les bulletins lus sont les bulletins mélangés", what: "Octet pour octet.",
      found: (valid: number, invalid: number) => `${many(valid, "bulletin lu", "bulletins lus")}, octet pour octet${invalid === 0 ? "" : `. ${many(invalid, "autre ne dit rien de valable, et ne compte pas", "autres ne disent rien de valable, et ne comptent pas")}`}.`,
      bad: "Les bulletins publiés ne sont pas ceux qui ont été mélangés",
    },
    11: { title: "La règle donne ce résultat", what: "Le calcul est refait ici, exactement.", bad: "La règle ne donne pas le résultat publié" },
    12: { title: "Les données publiées sont les mêmes", what: "Le fichier ouvert à tous contient ces bulletins.", bad: "Les données publiées ne sont pas les mêmes" },
    13: { title: "Ce qui était en jeu a été décidé au grand jour", what: "Le journal de l’administration mène à ce qui était sur le bulletin.", found: journal, none: "Ce vote date d’avant les journaux : il n’y a rien à comparer.", bad: "Le journal de l’administration ne mène pas à ce bulletin" },
  },
  /** Of a step that does not hold: what that means, and whose turn it is. */
  broken: {
    0: "Un fichier n’a rien à faire là, ou le dossier est vide par endroits.",
    1: "Les essais connus ne donnent pas les résultats connus. Ce n’est pas la faute du vote : essayez un autre navigateur, ou le programme urna verify.",
    2: "Il manque une signature, ou ce qui est publié n’est pas ce qui a été signé : projets, coûts, enveloppe, règle, départage ou liste.",
    3: "Un gardien n’a pas suivi les règles en faisant la clé. Des bulletins pourraient être lus par moins de gardiens que prévu, ou par personne.",
    4: "Les lignes publiées ne sont pas celles que le registre a signées : une ligne a été ajoutée, retirée, changée ou déplacée.",
    5: "Un bulletin est entré hors des heures, ou l’ouverture et la clôture n’ont pas assez de signatures.",
    6: "Les listes publiées ne sont pas celles qui ont été scellées : quelqu’un a pu y être ajouté ou en être retiré.",
    7: "Plus de bulletins comptent qu’il n’y a de personnes sur les listes.",
    8: "Il manque des mélanges dont la preuve tienne : un bulletin a pu être ajouté, retiré ou changé entre l’urne et le compte.",
    9: "Il manque des parts dont la preuve tienne : ce qui a été lu n’est peut-être pas ce qui était dans l’urne.",
    10: "Les bulletins publiés en clair ne sont pas ceux qui sortent de l’urne.",
    11: "Le même calcul, refait ici sur les mêmes bulletins, donne autre chose que le résultat publié.",
    12: "Le fichier ouvert à tous ne contient pas les bulletins qui ont été comptés.",
    13: "Ce qui a été voté n’est pas ce que le journal avait décidé, ou un acte du journal n’avait pas le droit d’être.",
  },
  /** Titles in place of the step's, where what does not hold says nothing against the vote itself. */
  unproven: (title: string) => `Pas prouvé : ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
  broughtTitle: "Ce que vous avez apporté ne va pas avec ce vote",
  takenBackTitle: "Le registre a repris ce qu’il avait signé",
  /** What kind of thing it is, where that says more than the step. */
  why: {
    "unlisted": "Un fichier n’a rien à faire dans ce dossier. Il a pu y tomber en chemin : téléchargez le dossier à nouveau. Si cela recommence, gardez ce rapport.",
    "missing": "Un fichier manque, ou n’a pas pu être lu. Il a pu se perdre en chemin : téléchargez le dossier à nouveau. Si cela recommence, gardez ce rapport.",
    "damaged": "Un fichier n’est pas celui que le registre annonce. Il a pu s’abîmer en chemin : téléchargez le dossier à nouveau. Si cela recommence, gardez ce rapport.",
    "brought-manifest": "L’empreinte que vous avez donnée n’est pas celle de ce vote. Relisez-la sur la lettre ou sur l’affiche. Si elle est juste, ces règles du jeu ne sont pas celles que vous connaissez : gardez ce rapport.",
    "brought-key": "La clé du registre que vous avez donnée n’est pas celle de ce vote. Relisez-la. Si elle est juste, ce registre n’est pas celui que vous connaissez : gardez ce rapport.",
    "brought-receipt": "Un reçu apporté est abîmé, ou n’en est pas un. Retirez-le, puis reprenez ; s’il est tel que vous l’avez reçu, gardez-le avec ce rapport.",
    "brought-receipt-elsewhere": "Un reçu apporté est d’un autre registre : d’un autre vote, ou d’un autre dossier que celui-ci. Si vous l’avez reçu en votant ici, gardez-le avec ce rapport : c’est une preuve.",
    "brought-checkpoint": "Un point de contrôle apporté n’est pas de ce registre, ou sa signature ne va pas. S’il vient bien d’ici, gardez-le avec ce rapport.",
    "taken-back": "Le registre avait signé autre chose : ce que vous avez gardé n’y est plus. C’est une preuve que l’on peut montrer à tous. Gardez ce rapport, ce que vous avez apporté, et ce dossier.",
    "false": "",
  },

  outcomeTitle: "Ce que les bulletins donnent",
  outcomeLead: "Calculé ici, à partir des bulletins. Le résultat publié est le même.",
  funded: (count: number) => (count === 0 ? "Aucun projet n’est financé" : many(count, "projet financé", "projets financés")),
  spent: (cost: string, budget: string) => `${cost} sur ${budget}`,
  left: (amount: string) => `Reste ${amount}`,
  allSpent: "Rien ne reste.",
  envelope: (amount: string) => `Enveloppe : ${amount}`,
  turnout: (counted: number, entitled: number) => `${many(counted, "bulletin", "bulletins")} pour ${many(entitled, "personne inscrite", "personnes inscrites")}.`,
  tooFew: "Trop peu de bulletins : ils n’ont pas été ouverts, pour que personne ne puisse deviner un vote.",
  moneyPicture: (cost: string, budget: string) => `${cost} dépensés sur ${budget}`,

  aside: {
    receipt: "Le sort d’un reçu",
    tracker: "Suivi du bulletin",
    trackerHint: "Vingt lettres et chiffres, en cinq groupes.",
    trackerBad: "Un suivi a vingt lettres de a à z et chiffres de 2 à 7.",
    find: "Que devient-il ?",
    wait: "Disponible à la fin de la vérification.",
    files: "Fichiers gardés",
    filesHint: "Le reçu que vous avez enregistré en votant, ou un point de contrôle du registre.",
    choose: "Ajouter des fichiers",
    notKept: (name: string) => `${name} : ce n’est ni un reçu, ni un point de contrôle.`,
    receiptOf: (tracker: string) => `Reçu ${tracker}`,
    checkpointOf: (name: string) => `Point de contrôle ${name}`,
    remove: (what: string) => `Retirer : ${what}`,
    checkpointHolds: "Le registre le continue.",
    notFound: "Aucune ligne du registre n’a ce suivi. Vérifiez la saisie. Si vous avez un reçu, apportez son fichier : il est une preuve.",
    notReached: "La vérification ne va pas jusque-là : une étape d’avant ne tient pas.",
    other: "Une autre urne",
    report: "Le rapport",
    reportWait: "Disponible à la fin, à imprimer ou à joindre à un procès-verbal.",
    reportReady: "À imprimer, ou à joindre à un procès-verbal. Le fichier est celui du vérificateur, mot pour mot.",
    print: "Imprimer le rapport",
    save: "Enregistrer le fichier",
    known: "Ce que vous savez d’ailleurs",
    knownLead: "Une lettre, le journal officiel, une affiche : ce qui ne vient pas de ce dossier. Sans cela, le compte est juste, mais vous ne savez pas de quel vote il est.",
    manifest: "Empreinte du vote",
    manifestHint: "64 chiffres et lettres de a à f.",
    manifestBad: "Une empreinte a 64 chiffres et lettres de a à f.",
    vkey: "Clé du registre",
    vkeyHint: "De la forme nom+chiffres+lettres.",
    vkeyBad: "Ce n’est pas une clé de registre : comparez chaque signe.",
    compare: "Comparer",
    compared: "Comparé : c’est bien ce vote.",
  },
  fate: {
    in: (record: number) => `Entré, ligne ${n(record)} du registre`,
    inMore: "La ligne est dans le registre, à sa place.",
    "counted": "Compté",
    "countedMore": "Ce bulletin est allé dans le mélange, puis dans le compte. Ce qu’il contient, personne ne peut le dire.",
    "replaced": (by: number) => `Remplacé, ligne ${n(by)}`,
    "replacedMore": "Par un bulletin déposé avec les mêmes codes. Était-ce vous ?",
    "replacedBest": (by: number) => `C’est celui de la ligne ${n(by)} qui compte`,
    "replacedBestMore": "Un bulletin compte, un seul.",
    "cancelled": (by: number) => `Annulé, ligne ${n(by)}`,
    "cancelledMore": (authorities: string) => `Les codes ont été révoqués ; l’ont signé : ${authorities}. Demandez pourquoi.`,
    authority: (number: number) => `l’autorité ${number + 1}`,
    "not-counted": "Pas ouvert",
    "not-countedMore": "Trop peu de bulletins dans cette question : aucun n’a été ouvert.",
    "not_admitted": "Pas admis",
    "not_admittedMore": "Il est dans le registre, et n’aurait pas dû y entrer : c’est une faute du serveur. Gardez ce rapport.",
  },

  faultsTitle: "Ce qui n’aurait pas dû être",
  faultsLead: "Ces lignes n’ont rien changé au compte : tous doivent les ignorer. Elles montrent pourtant que quelqu’un n’a pas suivi les règles. Demandez pourquoi.",
  faultRecord: (record: number) => `Ligne ${n(record)}`,
  faultOf: (name: string, what: "mix" | "decryption" | "other") => ({ mix: `Le mélange de ${name} ne tient pas ; il a été écarté.`, decryption: `La part ouverte par ${name} ne tient pas ; elle a été écartée.`, other: `Ce que ${name} a publié ne tient pas ; cela a été écarté.` })[what],
  faultPlain: "N’aurait pas dû être admise ; elle ne compte pas.",
  trustee: (number: number) => `Gardien ${number}`,
  revocationsTitle: "Codes révoqués",
  revocation: (record: number, authorities: string, afterVote: boolean) => `Ligne ${n(record)} : codes révoqués ${afterVote ? "après un vote" : "avant tout vote"}, signé par ${authorities}.`,
  revocationSlot: (slot: string) => `Lettre ${slot}`,
  ignored: (count: number) => `${many(count, "fichier ignoré", "fichiers ignorés")}, que des systèmes laissent derrière eux`,

  limitsTitle: "Ce contre quoi ce vote ne protège pas",
  limits: {
    read: (together: number, trustees: number, alone: number, authorities: number) => `${many(together, "gardien", "gardiens")} sur ${n(trustees)}, avec le serveur et ${many(alone, "autorité", "autorités")} sur ${n(authorities)}, peuvent lire des bulletins choisis.`,
    readAll: (threshold: number, trustees: number) => (threshold < 2 ? `Un gardien sur ${n(trustees)} peut lire tous les bulletins, à tout moment.` : `${n(threshold)} gardiens sur ${n(trustees)}, ensemble, peuvent lire tous les bulletins, à tout moment.`),
    prevent: (count: number, trustees: number) => `${many(count, "gardien", "gardiens")} sur ${n(trustees)} ${count < 2 ? "peut" : "peuvent"} empêcher la clôture.`,
    codes: (count: number, electorate: string) => (count < 2 ? `Celui qui fait les codes de « ${electorate} » peut voter à la place de ses votants.` : `Les ${n(count)} bureaux qui font les codes de « ${electorate} » ne peuvent voter à la place des votants que tous ensemble.`),
    noWitness: "Aucun témoin n’est demandé : qu’il n’y ait qu’un registre, les reçus et les points de contrôle gardés le montrent.",
  },

  neverTitle: "Ce qu’aucune vérification ne dit",
  never: [
    { title: "Qui est derrière une clé", text: "Que chaque ligne de la liste soit une vraie personne relève de la commission électorale, qui en contrôle un échantillon." },
    { title: "Ce que le téléphone a chiffré", text: "Seul l’électeur peut le mettre à l’épreuve, avant de déposer." },
    { title: "Si quelqu’un a été contraint", text: "Là où l’on peut revoter, le dernier bulletin remplace les précédents. C’est une aide, pas une preuve." },
  ],

  drop: {
    title: "Déposez un dossier",
    or: "ou choisissez-le sur cet appareil",
    archive: (name: string) => `${name} est une archive. Ouvrez-la d’abord, puis déposez le dossier qu’elle contient.`,
    notAFolder: (name: string) => `${name} est un fichier. Déposez le dossier entier, tel qu’il a été publié.`,
    unreadable: "Ce dossier n’a pas pu être lu.",
    empty: "Ce dossier est vide.",
  },

  paper: {
    title: "Rapport de vérification",
    made: (when: string) => `Fait le ${when}, dans un navigateur, par le second vérificateur d’Urna.`,
    process: "Vote",
    manifest: "Empreinte du vote",
    vkey: "Clé du registre",
    root: "Racine du registre",
    closing: "Empreinte de la clôture",
    result: "Empreinte du résultat",
    pages: "Empreinte des pages de vote, au scellement",
    known: "Comparé à ce qui est connu d’ailleurs",
    knownNone: "rien : l’empreinte et la clé sont celles du dossier même",
    knownManifest: "l’empreinte du vote",
    knownVkey: "la clé du registre",
    knownReceipts: (count: number) => many(count, "reçu", "reçus"),
    knownCheckpoints: (count: number) => many(count, "point de contrôle", "points de contrôle"),
  },
};

