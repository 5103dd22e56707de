import type { ErrorCode, Facts, UrnaError } from "./errors.js";
import type { ElectionInfo, Texts } from "./info.js";

export { errorCodes, kindOf } from "./error_codes.js";

export type Language = "en" | "fr";

/** What each code means to a voter: what happened, and what to do. `{name}` is filled in from the error's facts. */
const words: Readonly<Record<ErrorCode, Readonly<Record<Language, string>>>> = {
  CODE_CHARACTER: {
    en: "Code {number} has a character that no code has. Codes have digits and letters, without U.",
    fr: "Le code {number} contient un caractère qu’aucun code ne contient. Les codes ont des chiffres et des lettres, sans U.",
  },
  CODE_LENGTH: {
    en: "Code {number} is too short or too long. A code has 21 characters; spaces and hyphens do not matter.",
    fr: "Le code {number} est trop court ou trop long. Un code a 21 caractères ; les espaces et les tirets ne comptent pas.",
  },
  CODE_TYPING_ERROR: {
    en: "There is a typing error in code {number}. Compare it with the letter, character by character.",
    fr: "Il y a une faute de frappe dans le code {number}. Comparez-le avec la lettre, caractère par caractère.",
  },
  CODE_OF_ANOTHER_FIELD: {
    en: "This is code {field}, or it has a typing error. Code {number} is asked for here; it is in another letter.",
    fr: "C’est le code {field}, ou il y a une faute de frappe. Ici, c’est le code {number} qui est demandé ; il est dans une autre lettre.",
  },
  CODE_UNKNOWN: {
    en: "Code {number} is not a code of this vote. Is the letter that of this election?",
    fr: "Le code {number} n’est pas un code de ce vote. La lettre est-elle bien celle de cette élection ?",
  },
  CODE_MISSING: {
    en: "Code {number} is missing. You need {needed} codes, each from a letter of its own.",
    fr: "Il manque le code {number}. Il vous faut {needed} codes, chacun d’une lettre différente.",
  },
  TOO_MANY_CODES: {
    en: "You need {needed} codes only.",
    fr: "Il ne vous faut que {needed} code(s).",
  },
  CODES_OF_TWO_PEOPLE: {
    en: "These codes are from letters of two people: {first} and {second}. Use the letters that show the same 16 characters.",
    fr: "Ces codes viennent de lettres de deux personnes : {first} et {second}. Utilisez les lettres qui portent les mêmes 16 caractères.",
  },
  NOT_IDENTIFIED: { en: "Enter your codes first.", fr: "Saisissez d’abord vos codes." },
  NO_SUCH_CONTEST: { en: "There is no such vote.", fr: "Ce vote n’existe pas." },
  NOT_ENTITLED: { en: "You cannot vote in this one: it is for other people or another area.", fr: "Vous ne pouvez pas participer à ce vote : il concerne d’autres personnes ou un autre secteur." },
  NO_SUCH_PROJECT: { en: "There is no project {project} in this vote.", fr: "Il n’y a pas de projet {project} dans ce vote." },
  PROJECT_TWICE: { en: "You have chosen project {project} twice.", fr: "Vous avez choisi deux fois le projet {project}." },
  POINTS_NOT_ALLOWED: { en: "In this vote projects are chosen without points.", fr: "Dans ce vote, on choisit des projets sans leur donner de points." },
  POINTS_OUT_OF_RANGE: { en: "Give project {project} 1 to {most} points, or leave it out.", fr: "Donnez de 1 à {most} points au projet {project}, ou ne le choisissez pas." },
  TOO_FEW_PROJECTS: { en: "You have chosen {chosen} projects. Choose at least {least}, or none at all.", fr: "Vous avez choisi {chosen} projets. Choisissez-en au moins {least}, ou aucun." },
  TOO_MANY_PROJECTS: { en: "You have chosen {chosen} projects. Choose at most {most}.", fr: "Vous avez choisi {chosen} projets. Choisissez-en au plus {most}." },
  COST_TOO_LOW: { en: "The projects that you have chosen cost less than a ballot must come to.", fr: "Les projets choisis coûtent moins que le minimum d’un bulletin." },
  COST_TOO_HIGH: { en: "The projects that you have chosen cost more than a ballot may come to.", fr: "Les projets choisis coûtent plus que le maximum d’un bulletin." },
  TOO_FEW_POINTS: { en: "You have given {points} points. Give at least {least}.", fr: "Vous avez donné {points} points. Donnez-en au moins {least}." },
  TOO_MANY_POINTS: { en: "You have given {points} points. Give at most {most}.", fr: "Vous avez donné {points} points. Donnez-en au plus {most}." },
  NO_SUCH_DRAFT: { en: "This ballot is no longer there: prepare it again.", fr: "Ce bulletin n’existe plus : préparez-le à nouveau." },
  MALFORMED_TRUST: { en: "What was given to check with is not complete. The fingerprint of an election has 64 digits and letters a to f; the key of a log is a name, +, 8 digits and letters, +, and a longer text, without any gap.", fr: "Ce qui a été donné pour vérifier n’est pas complet. L’empreinte d’une élection a 64 chiffres et lettres de a à f ; la clé d’un registre est un nom, +, 8 chiffres et lettres, +, puis un texte plus long, sans espace." },
  MALFORMED_TRACKER: { en: "This is not a tracking number: it has 20 characters, or 52 in the QR code.", fr: "Ce n’est pas un numéro de suivi : il a 20 caractères, ou 52 dans le code QR." },
  MALFORMED_RECEIPT_FILE: { en: "This file is not a receipt, or it is damaged: try the original file.", fr: "Ce fichier n’est pas un reçu, ou il est endommagé : essayez le fichier d’origine." },
  MALFORMED_OPENING: { en: "This file is not an opened ballot.", fr: "Ce fichier n’est pas un bulletin ouvert." },
  NO_SUCH_PROCESS: { en: "There is no such vote on this server.", fr: "Ce vote n’existe pas sur ce serveur." },
  BALLOT_NOT_FOUND: { en: "The server says that it does not know your ballot, of which you have the receipt. Keep the receipt and tell the town hall.", fr: "Le serveur dit ne pas connaître votre bulletin, dont vous avez le reçu. Gardez le reçu et prévenez la mairie." },
  ALREADY_VOTED: { en: "You have voted already, and in this election the first ballot counts: a further one is not cast.", fr: "Vous avez déjà voté, et dans cette élection c’est le premier bulletin qui compte : un autre n’est pas déposé." },
  CHOICE_GROUP_FULL: { en: "You may not vote here as well: you have voted in {contests}, which is as many as you may choose. This ballot was not cast.", fr: "Vous ne pouvez pas voter ici en plus : vous avez voté dans {contests}, et c’est le nombre autorisé. Ce bulletin n’a pas été déposé." },
  KEY_REVOKED: { en: "Your codes were cancelled by the authorities (record {record} of the public log). This ballot was not cast. Ask the town hall.", fr: "Vos codes ont été annulés par les autorités (enregistrement {record} du registre public). Ce bulletin n’a pas été déposé. Adressez-vous à la mairie." },
  VOTING_CLOSED: { en: "Voting is closed. This ballot was not cast and can no longer be.", fr: "Le vote est clos. Ce bulletin n’a pas été déposé et ne peut plus l’être." },
  TOO_MANY_BALLOTS: { en: "You have voted {most} times here, which is as often as one may. This further ballot was not cast; the last one before it counts.", fr: "Vous avez voté {most} fois ici, c’est le maximum. Ce nouveau bulletin n’a pas été déposé ; c’est le dernier avant lui qui compte." },
  VOTING_NOT_OPEN: { en: "Voting is not open at this moment.", fr: "Le vote n’est pas ouvert en ce moment." },
  UNANSWERED: {
    en: "Your ballot {tracker} was sent and the answer is missing. It is not lost: it is kept on this device, and sent again when you come back to this page here. Do not vote on another device meanwhile.",
    fr: "Votre bulletin {tracker} a été envoyé et la réponse manque. Il n’est pas perdu : il est gardé sur cet appareil et sera renvoyé quand vous reviendrez ici. Ne votez pas sur un autre appareil en attendant.",
  },
  SERVER_UNREACHABLE: { en: "The server does not answer. Try again in a moment.", fr: "Le serveur ne répond pas. Réessayez dans un instant." },
  SERVER_REFUSED: { en: "The server refused, without a proof ({reason}). Try again later; if it stays so, tell the town hall.", fr: "Le serveur a refusé, sans preuve ({reason}). Réessayez plus tard ; si cela persiste, prévenez la mairie." },
  CANCELLED: { en: "Stopped, as you asked.", fr: "Arrêté, comme vous l’avez demandé." },
  NUMBER_TAKEN: { en: "Another ballot was cast with your codes meanwhile. This one was not cast: prepare it again.", fr: "Un autre bulletin a été déposé avec vos codes entre-temps. Celui-ci n’a pas été déposé : préparez-le à nouveau." },
  MANIFEST_MALFORMED: { en: "What the server says of the election is not in order. Nothing was signed. Tell the town hall.", fr: "Ce que le serveur dit de l’élection n’est pas en ordre. Rien n’a été signé. Prévenez la mairie." },
  MANIFEST_OF_ANOTHER_PROCESS: { en: "The server shows another election than the one that was asked for. Nothing was signed. Tell the town hall.", fr: "Le serveur montre une autre élection que celle demandée. Rien n’a été signé. Prévenez la mairie." },
  MANIFEST_UNSIGNED: { en: "{missing} of those responsible have not signed this election. Nothing was signed here. Tell the town hall.", fr: "{missing} responsable(s) n’ont pas signé cette élection. Rien n’a été signé ici. Prévenez la mairie." },
  MANIFEST_NOT_EXPECTED: { en: "This is not the election of your letter: its fingerprint is another one. Nothing was signed. Tell the town hall.", fr: "Ce n’est pas l’élection de votre lettre : son empreinte est différente. Rien n’a été signé. Prévenez la mairie." },
  MANIFEST_CHANGED: { en: "The server shows another election than at your last visit. Nothing was signed. Tell the town hall.", fr: "Le serveur montre une autre élection qu’à votre dernière visite. Rien n’a été signé. Prévenez la mairie." },
  LOG_NOT_EXPECTED: { en: "The public log is not the one that was announced. Nothing was signed. Tell the town hall.", fr: "Le registre public n’est pas celui qui a été annoncé. Rien n’a été signé. Prévenez la mairie." },
  SLOT_NOT_PROVEN: { en: "What the server says of your place on the roll is not proven. Nothing was signed. Tell the town hall.", fr: "Ce que le serveur dit de votre inscription n’est pas prouvé. Rien n’a été signé. Prévenez la mairie." },
  ROLL_NOT_AS_SEALED: { en: "The roll is not the one that was sealed. Nothing was signed. Tell the town hall.", fr: "La liste électorale n’est pas celle qui a été scellée. Rien n’a été signé. Prévenez la mairie." },
  RECEIPT_MALFORMED: { en: "What the server gave is no receipt. Tell the town hall.", fr: "Ce que le serveur a donné n’est pas un reçu. Prévenez la mairie." },
  RECEIPT_OF_ANOTHER_LOG: { en: "The receipt is of another log than that of this election. Tell the town hall.", fr: "Le reçu est d’un autre registre que celui de cette élection. Prévenez la mairie." },
  RECEIPT_NOT_SIGNED: { en: "The signature of the log does not hold. Tell the town hall.", fr: "La signature du registre n’est pas valable. Prévenez la mairie." },
  RECEIPT_OF_ANOTHER_RECORD: { en: "The receipt is of another ballot than this one. Tell the town hall.", fr: "Le reçu est celui d’un autre bulletin. Prévenez la mairie." },
  RECEIPTS_CONTRADICT: { en: "The receipts {first} and {second} contradict each other. Keep both: together they prove that somebody lied.", fr: "Les reçus {first} et {second} se contredisent. Gardez les deux : ensemble, ils prouvent que quelqu’un a menti." },
  CHECKPOINT_MALFORMED: { en: "What the server says of the public log is not in order. Tell the town hall.", fr: "Ce que le serveur dit du registre public n’est pas en ordre. Prévenez la mairie." },
  LOG_FORKED: { en: "The public log was changed: what it shows now does not continue what this device has seen. Nothing more is signed. Tell the town hall, and keep this device’s data as proof.", fr: "Le registre public a été modifié : ce qu’il montre ne prolonge pas ce que cet appareil a vu. Plus rien n’est signé. Prévenez la mairie et gardez les données de cet appareil comme preuve." },
  LOG_STALE: { en: "The server shows an older state of the public log than this device has seen. Try again; if it stays so, tell the town hall.", fr: "Le serveur montre un état du registre public plus ancien que celui vu par cet appareil. Réessayez ; si cela persiste, prévenez la mairie." },
  REFUSAL_NOT_PROVEN: { en: "The server refuses with a proof that does not hold. Tell the town hall.", fr: "Le serveur refuse avec une preuve qui n’est pas valable. Prévenez la mairie." },
  HONEST_BALLOT_REFUSED: { en: "The server refuses this ballot for a reason that no honest server has ({reason}). Tell the town hall, and keep this device’s data as proof.", fr: "Le serveur refuse ce bulletin pour une raison qu’aucun serveur honnête n’invoque ({reason}). Prévenez la mairie et gardez les données de cet appareil comme preuve." },
  LOG_NOT_AS_SIGNED: { en: "The public log is not the one that was signed. Tell the town hall.", fr: "Le registre public n’est pas celui qui a été signé. Prévenez la mairie." },
  OPENING_WRONG: { en: "The first device encrypted something else than it showed. Do not vote on it, and tell the town hall.", fr: "Le premier appareil a chiffré autre chose que ce qu’il a montré. Ne votez pas avec lui et prévenez la mairie." },
  OPENING_OF_ANOTHER_TRACKER: { en: "The first device opened another ballot than the one whose tracking number it showed. Do not vote on it, and tell the town hall.", fr: "Le premier appareil a ouvert un autre bulletin que celui dont il a montré le numéro de suivi. Ne votez pas avec lui et prévenez la mairie." },
  DEVICE_UNFIT: { en: "This browser does not compute what this page needs, or computes it wrongly. Load the page again; if it stays so, use another browser or device.", fr: "Ce navigateur ne fait pas les calculs nécessaires, ou les fait mal. Rechargez la page ; si cela persiste, utilisez un autre navigateur ou un autre appareil." },
  NO_RANDOMNESS: { en: "This browser has no secure random numbers. Use another one, or another device.", fr: "Ce navigateur n’a pas de nombres aléatoires sûrs. Utilisez-en un autre, ou un autre appareil." },
  STORAGE_FAILED: { en: "This browser cannot keep anything (full, or a private window). Nothing was sent. Use another window or browser.", fr: "Ce navigateur ne peut rien conserver (plein, ou fenêtre privée). Rien n’a été envoyé. Utilisez une autre fenêtre ou un autre navigateur." },
  STORAGE_DAMAGED: { en: "What this device kept of your votes is damaged. Use another device, with the same codes.", fr: "Ce que cet appareil a gardé de vos votes est endommagé. Utilisez un autre appareil, avec les mêmes codes." },
  DEVICE_BUSY: { en: "You are voting in another window already. Close it first.", fr: "Vous votez déjà dans une autre fenêtre. Fermez-la d’abord." },
};

/** Of a receipt that was read from a file, and not just given by a server: whoever has only a damaged copy accuses nobody. */
const fileWords = {
  damaged: {
    en: "This receipt does not hold. The file is damaged or false: try the original file first. If that one does not hold either, keep it and tell the town hall.",
    fr: "Ce reçu n’est pas valable. Le fichier est endommagé ou faux : essayez d’abord le fichier d’origine. S’il n’est pas valable non plus, gardez-le et prévenez la mairie.",
  },
  otherLog: {
    en: "This receipt is of another log than the one whose key was given. Compare the key with the published one, and see that the receipt is of this vote. If both are right, keep it and tell the town hall.",
    fr: "Ce reçu est d’un autre registre que celui dont la clé a été donnée. Comparez la clé avec celle qui est publiée, et voyez si le reçu est bien de ce vote. Si tout est juste, gardez-le et prévenez la mairie.",
  },
} as const;

const fault: Readonly<Record<Language, string>> = {
  en: "This page has a fault ({message}). Load it again; if it stays so, tell whoever runs it.",
  fr: "Cette page a un défaut ({message}). Rechargez-la ; si cela persiste, prévenez ses responsables.",
};

const quotes: Readonly<Record<Language, readonly [string, string]>> = { en: ["\u201c", "\u201d"], fr: ["\u00ab\u00a0", "\u00a0\u00bb"] };

/** What of an election's `info` names contests and projects. */
export type Titles = Pick<ElectionInfo, "languages"> & {
  readonly contests: readonly { readonly id: string; readonly title: Texts; readonly projects: readonly { readonly id: string; readonly title: Texts }[] }[];
};

/**
 * Whatever was thrown, in words for a voter; of an unanswered ballot what was wrong with the answer comes after it. `language` is one
 * as browsers name them; where there are no words in it they are English. With `info` contests and projects have their titles, without
 * it their ids.
 */
export function explain(error: unknown, language: string, info?: Titles): string {
  const spoken: Language = /^fr\b/i.test(language) ? "fr" : "en";
  // By its name: a page and its parts may have been bundled with a class each.
  if (!isUrnaError(error)) return fill(fault[spoken], { message: messageOf(error) });
  const text = fill(wordsOf(error)[spoken], named(error.facts, spoken, info));
  return error.why === undefined ? text : `${text} ${explain(error.why, language, info)}`;
}

function isUrnaError(error: unknown): error is UrnaError {
  return error instanceof Error && error.name === "UrnaError" && Object.hasOwn(words, (error as UrnaError).code);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === "string" ? error : typeof error;
}

function wordsOf({ code, facts }: UrnaError): Readonly<Record<Language, string>> {
  if (facts["source"] !== "file") return words[code];
  return code === "RECEIPT_OF_ANOTHER_LOG" && facts["vkey"] !== undefined ? fileWords.otherLog : fileWords.damaged;
}

/** The facts, with titles for ids. */
function named(facts: Facts, language: Language, info: Titles | undefined): Facts {
  if (info === undefined) return facts;
  const contestOf = (id: unknown): Titles["contests"][number] | undefined => info.contests.find((contest) => contest.id === id);
  const titled = (of: { readonly title: Texts } | undefined, id: string): string => {
    const title = of?.title[language] ?? of?.title[info.languages[0] ?? ""];
    return title === undefined ? id : `${quotes[language][0]}${title}${quotes[language][1]}`;
  };
  const { project, contests } = facts;
  return {
    ...facts,
    ...(project === undefined ? {} : { project: titled(contestOf(facts["contest"])?.projects.find(({ id }) => id === project), String(project)) }),
    ...(contests === undefined ? {} : { contests: String(contests).split(", ").map((id) => titled(contestOf(id), id)).join(", ") }),
  };
}

function fill(text: string, facts: Facts): string {
  return text.replace(/\{([a-z]+)\}/g, (_, name: string) => String(facts[name] ?? "?"));
}
