import type { BallotFindings, JournalFindings } from "@urna/verifier";
import { countText, percentText } from "../../words/amounts.ts";
import type fr from "./words.fr.js";

const n = (count: number) => countText(count, "en");
const many = (count: number, one: string, more: string) => `${n(count)} ${count === 1 ? one : more}`;
const ordinal = (count: number) => ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"][count - 1] ?? `${n(count)}th`;

/** What became of the ballots that were cast, after a colon: `4 replaced by their voters: 93 count`. */
function ballots({ cast, refused, replaced, cancelled, selected }: BallotFindings): string {
  const taken = [
    replaced > 0 ? many(replaced, "replaced by its voter", "replaced by their voters") : "",
    cancelled > 0 ? `${n(cancelled)} cancelled by the authorities` : "",
    refused > 0 ? `${n(refused)} that should not have entered` : "",
  ].filter((one) => one !== "");
  const counting = selected === 0 ? "none counts" : selected === 1 ? "1 counts" : `${n(selected)} count`;
  if (cast === 0) return "No ballot was cast.";
  return `${many(cast, "ballot cast", "ballots cast")}${taken.length > 0 ? `, ${taken.join(", ")}` : ""}: ${counting}.`;
}

function journal({ acts, proposals, withheld, erased }: JournalFindings): string {
  const aside = [withheld > 0 ? many(withheld, "text withheld", "texts withheld") : "", erased > 0 ? `${n(erased)} erased` : ""].filter((one) => one !== "");
  return `${many(acts, "act", "acts")} of the administration, ${proposals === 0 ? "no proposal" : many(proposals, "proposal", "proposals")}${aside.length > 0 ? ` (${aside.join(", ")})` : ""}: each in its turn, nothing left unanswered.`;
}

export default {
  title: "Verify a count",
  headline: ["Nothing to believe.", "Everything to check."],
  lead: "Your browser does the whole count again, and asks the server nothing.",
  leadServed: "Your browser downloads what was published, then does the whole count again. It believes nothing that the server says.",
  droppedFolder: "A folder on this device",
  seal: "Seal of the vote, to be compared with the poster in the town hall",
  sealPicture: "Seal of the vote, drawn from its fingerprint",

  looking: "Looking at what there is to verify…",
  running: (step: number) => `Step ${step}.`,
  holding: (holding: number) => (holding === 0 ? "None has failed." : holding === 1 ? "One step holds, none has failed." : `${n(holding)} steps hold, none has failed.`),
  progress: "Steps verified",
  allHolds: "All of it holds.",
  allHoldsMore: (seconds: string) => `All fourteen steps hold. Done again here in ${seconds}.`,
  receiptsDoNot: "The count holds, but one of the receipts that you brought is not of a ballot that was counted: see what became of it.",
  fails: (step: number) => `Step ${step} does not hold.`,
  failsMore: "Keep this report, with the folder that was verified.",
  cancelled: "Stopped. Nothing was concluded.",
  cancel: "Stop",
  again: "Begin again",
  long: (records: number | undefined, megabytes: number, minutes: number) => `This vote is large: ${records === undefined ? "" : `${many(records, "record", "records")}, `}${n(megabytes)} MB. To verify it here will take about ${many(minutes, "minute", "minutes")}, more on a phone. The program urna verify does the same much faster.`,
  longStart: "Verify here all the same",
  command: "urna verify FOLDER",

  nothing: {
    "no-bundle": "This folder is not that of a vote: it has neither rules of the game nor a register. Choose the whole folder, as it was published.",
    "unreadable": "What was published could not be read.",
    "failed": "The verification did not come to its end. That proves nothing against the vote: try another browser, or the program urna verify.",
  },
  notYet: "This vote is not counted yet.",
  notYetMore: "There is no count to do again before that. Its register can be followed from now on.",
  follow: "Follow the register",
  tryAnyway: "Verify what is published so far",

  stepsTitle: "The fourteen steps",
  todo: "to do",
  notDone: "not verified",
  stepBad: "does not hold",
  seconds: (seconds: number) => (seconds < 0.05 ? "< 0.1 s" : `${new Intl.NumberFormat("en-GB", { minimumFractionDigits: seconds < 10 ? 1 : 0, maximumFractionDigits: seconds < 10 ? 1 : 0 }).format(seconds)} s`),
  duration: (seconds: number) => (seconds < 60 ? many(Math.max(1, Math.round(seconds)), "second", "seconds") : `${many(Math.floor(seconds / 60), "minute", "minutes")}${Math.round(seconds % 60) === 0 ? "" : ` ${n(Math.round(seconds % 60))}`}`),
  share: (share: number) => percentText(share, "en"),
  stepProgress: "How far the step is",
  technical: "Technical detail",
  technicalSays: "What the verifier says, in the words of the protocol",

  steps: {
    0: { title: "The folder is complete", what: "All that is needed to count again, and nothing else.", found: (files: number) => `${many(files, "file", "files")}: all that is needed to count again, and nothing else.`, bad: "The folder is not what it should be" },
    1: { title: "The verifier checks itself", what: "Your browser computes rightly: known trials give known results.", bad: "Your browser computes wrongly" },
    2: { title: "The rules of the game are signed", what: "Projects, costs, envelope, rule, tie-break, roll: everybody has signed the same.", bad: "The rules of the game are not those that everybody signed" },
    3: {
      title: "Nobody can open it alone", what: "Several trustees must come together to read ballots.", bad: "The key of the urn was not made as it must be",
      aloneTitle: "The key of the urn is well made",
      found: (threshold: number, trustees: number) => threshold < 2
        ? (trustees < 2 ? "One trustee alone has the key, and can read the ballots." : `One of the ${n(trustees)} trustees is enough to read the ballots.`)
        : `${n(threshold)} of ${n(trustees)} trustees are needed to read the ballots. ${threshold === 2 ? "One alone is not enough" : `${n(threshold - 1)} are not enough`}.`,
    },
    4: { title: "The register is whole", what: "Its records are in their order. Nothing added, taken away or moved.", found: (records: number) => `${many(records, "record", "records")}, in their order. Nothing added, taken away or moved.`, bad: "The register is not whole" },
    5: { title: "The vote kept its hours", what: "Nothing before the opening, nothing after the closing.", found: (open: string, close: string) => `Nothing before ${open}, nothing after ${close}.`, bad: "The opening or the closing does not hold" },
    6: { title: "The rolls are those from before", what: "The rolls of voters have not changed since they were sealed.", found: (entitled: number) => `The rolls of voters, ${many(entitled, "person", "persons")}, have not changed since they were sealed.`, bad: "The rolls are not those from before" },
    7: { title: "One person, one vote", what: "Each ballot is of a person on the roll, and one of each counts.", found: ballots, bad: "Not all ballots are in order" },
    8: { title: "The mixes only mixed", what: "Each mix has its proof.", found: (mixes: number) => (mixes === 0 ? "There was nothing to mix." : mixes === 1 ? "One mix, one proof." : `${n(mixes)} mixes, ${n(mixes)} proofs.`), now: (mix: number, mixes: number) => (mixes === 1 ? "One mix, one proof." : `${n(mixes)} mixes, ${n(mixes)} proofs. The ${ordinal(mix)} is being checked.`), bad: "The mixes did more than mix" },
    9: { title: "Each trustee opened their share", what: "Each share has its proof.", found: (shares: number) => (shares === 0 ? "There was nothing to open." : shares === 1 ? "One share, with its proof." : `${n(shares)} shares, each with its proof.`), bad: "A share was not opened as it must be" },
    10: {
      title: "The ballots read are the ballots mixed", what: "Byte for byte.",
      found: (valid: number, invalid: number) => `${many(valid, "ballot read", "ballots read")}, byte for byte${invalid === 0 ? "" : `. ${many(invalid, "other says nothing valid, and does not count", "others say nothing valid, and do not count")}`}.`,
      bad: "The ballots published are not those that were mixed",
    },
    11: { title: "The rule gives this result", what: "The count is done again here, exactly.", bad: "The rule does not give the result that was published" },
    12: { title: "The published data are the same", what: "The file that is open to all holds these ballots.", bad: "The published data are not the same" },
    13: { title: "What was at stake was decided in the open", what: "The journal of the administration leads to what stood on the ballot.", found: journal, none: "This vote is of before there were journals: there is nothing to compare.", bad: "The journal of the administration does not lead to this ballot" },
  },
  broken: {
    0: "A file does not belong there, or a folder is empty.",
    1: "Known trials do not give the known results. That is no fault of the vote: try another browser, or the program urna verify.",
    2: "A signature is missing, or what is published is not what was signed: projects, costs, envelope, rule, tie-break or roll.",
    3: "A trustee did not keep to the rules when the key was made. Ballots could be read by fewer trustees than planned, or by nobody.",
    4: "The records that were published are not those that the register signed: one was added, taken away, changed or moved.",
    5: "A ballot entered outside the hours, or opening and closing have too few signatures.",
    6: "The rolls that were published are not those that were sealed: somebody may have been added or taken off.",
    7: "More ballots count than there are persons on the rolls.",
    8: "There are too few mixes whose proof holds: a ballot may have been added, taken away or changed between the urn and the count.",
    9: "There are too few shares whose proof holds: what was read may not be what was in the urn.",
    10: "The ballots that were published in the clear are not those that come out of the urn.",
    11: "The same count, done again here on the same ballots, gives something else than the result that was published.",
    12: "The file that is open to all does not hold the ballots that were counted.",
    13: "What was voted on is not what the journal had decided, or an act of the journal should not have been.",
  },
  unproven: (title: string) => `Not proven: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
  broughtTitle: "What you brought does not go with this vote",
  takenBackTitle: "The register took back what it had signed",
  why: {
    "unlisted": "A file does not belong in this folder. It may have fallen in on the way: download the folder again. If this comes back, keep this report.",
    "missing": "A file is missing, or could not be read. It may have been lost on the way: download the folder again. If this comes back, keep this report.",
    "damaged": "A file is not the one that the register announces. It may have been damaged on the way: download the folder again. If this comes back, keep this report.",
    "brought-manifest": "The fingerprint that you gave is not that of this vote. Read it again on the letter or the poster. If it is right, these rules of the game are not those that you know: keep this report.",
    "brought-key": "The key of the register that you gave is not that of this vote. Read it again. If it is right, this register is not the one that you know: keep this report.",
    "brought-receipt": "A receipt that you brought is damaged, or is none. Take it away and begin again; if it is as you were given it, keep it with this report.",
    "brought-receipt-elsewhere": "A receipt that you brought is of another register: of another vote, or of another folder than this. If it was given to you when you voted here, keep it with this report: it is proof.",
    "brought-checkpoint": "A checkpoint that you brought is not of this register, or its signature is wrong. If it does come from here, keep it with this report.",
    "taken-back": "The register had signed something else: what you kept is not there any more. That is proof that you can show to anybody. Keep this report, what you brought, and this folder.",
    "false": "",
  },

  outcomeTitle: "What the ballots come to",
  outcomeLead: "Computed here, from the ballots. The result that was published is the same.",
  funded: (count: number) => (count === 0 ? "No project is funded" : many(count, "project funded", "projects funded")),
  spent: (cost: string, budget: string) => `${cost} of ${budget}`,
  left: (amount: string) => `${amount} left`,
  allSpent: "Nothing is left.",
  envelope: (amount: string) => `Envelope: ${amount}`,
  turnout: (counted: number, entitled: number) => `${many(counted, "ballot", "ballots")} for ${many(entitled, "person on the roll", "persons on the roll")}.`,
  tooFew: "Too few ballots: they were not opened, so that nobody can guess a vote.",
  moneyPicture: (cost: string, budget: string) => `${cost} spent of ${budget}`,

  aside: {
    receipt: "What became of a ballot",
    tracker: "Tracker of the ballot",
    trackerHint: "Twenty letters and digits, in five groups.",
    trackerBad: "A tracker has twenty letters from a to z and digits from 2 to 7.",
    find: "What became of it?",
    wait: "Available when the verification is over.",
    files: "Files that you kept",
    filesHint: "The receipt that you saved when you voted, or a checkpoint of the register.",
    choose: "Add files",
    notKept: (name: string) => `${name} is neither a receipt nor a checkpoint.`,
    receiptOf: (tracker: string) => `Receipt ${tracker}`,
    checkpointOf: (name: string) => `Checkpoint ${name}`,
    remove: (what: string) => `Remove: ${what}`,
    checkpointHolds: "The register continues it.",
    notFound: "No record of the register has this tracker. Check what you typed. If you have a receipt, bring its file: it is proof.",
    notReached: "The verification did not come so far: a step before does not hold.",
    other: "Another urn",
    report: "The report",
    reportWait: "Available at the end, to be printed or put with the minutes.",
    reportReady: "To be printed, or put with the minutes. The file is the verifier’s, word for word.",
    print: "Print the report",
    save: "Save the file",
    known: "What you know from elsewhere",
    knownLead: "A letter, the official journal, a poster: what does not come from this folder. Without it the count is right, but you do not know which vote it is of.",
    manifest: "Fingerprint of the vote",
    manifestHint: "64 digits and letters from a to f.",
    manifestBad: "A fingerprint has 64 digits and letters from a to f.",
    vkey: "Key of the register",
    vkeyHint: "In the form name+digits+letters.",
    vkeyBad: "This is no key of a register: compare each sign.",
    compare: "Compare",
    compared: "Compared: it is this vote.",
  },
  fate: {
    in: (record: number) => `Entered, line ${n(record)} of the register`,
    inMore: "The record is in the register, in its place.",
    "counted": "Counted",
    "countedMore": "This ballot went into the mix, then into the count. What it holds, nobody can tell.",
    "replaced": (by: number) => `Replaced, line ${n(by)}`,
    "replacedMore": "By a ballot cast with the same codes. Was it you?",
    "replacedBest": (by: number) => `The one in line ${n(by)} counts`,
    "replacedBestMore": "One ballot counts, and one alone.",
    "cancelled": (by: number) => `Cancelled, line ${n(by)}`,
    "cancelledMore": (authorities: string) => `The codes were revoked, signed by ${authorities}. Ask why.`,
    authority: (number: number) => `authority ${number + 1}`,
    "not-counted": "Not opened",
    "not-countedMore": "Too few ballots in this question: none was opened.",
    "not_admitted": "Not admitted",
    "not_admittedMore": "It is in the register, and should not have entered: that is a fault of the server. Keep this report.",
  },

  faultsTitle: "What should not have been",
  faultsLead: "These records changed nothing in the count: everybody must ignore them. Yet they show that somebody did not keep to the rules. Ask why.",
  faultRecord: (record: number) => `Line ${n(record)}`,
  faultOf: (name: string, what: "mix" | "decryption" | "other") => ({ mix: `The mix of ${name} does not hold; it was set aside.`, decryption: `The share opened by ${name} does not hold; it was set aside.`, other: `What ${name} published does not hold; it was set aside.` })[what],
  faultPlain: "Should not have been admitted; it does not count.",
  trustee: (number: number) => `Trustee ${number}`,
  revocationsTitle: "Revoked codes",
  revocation: (record: number, authorities: string, afterVote: boolean) => `Line ${n(record)}: codes revoked ${afterVote ? "after a vote" : "before any vote"}, signed by ${authorities}.`,
  revocationSlot: (slot: string) => `Letter ${slot}`,
  ignored: (count: number) => `${many(count, "file", "files")} ignored, which systems leave behind`,

  limitsTitle: "What this vote does not protect against",
  limits: {
    read: (together: number, trustees: number, alone: number, authorities: number) => `${n(together)} of ${n(trustees)} trustees, with the server and ${n(alone)} of ${many(authorities, "authority", "authorities")}, can read chosen ballots.`,
    readAll: (threshold: number, trustees: number) => (threshold < 2 ? `One of ${many(trustees, "trustee", "trustees")} can read all ballots, at any time.` : `${n(threshold)} of ${n(trustees)} trustees together can read all ballots, at any time.`),
    prevent: (count: number, trustees: number) => `${n(count)} of ${many(trustees, "trustee", "trustees")} can prevent the closing.`,
    codes: (count: number, electorate: string) => (count < 2 ? `Whoever makes the codes of “${electorate}” can vote in the place of its voters.` : `The ${n(count)} offices that make the codes of “${electorate}” can vote in the place of its voters only all together.`),
    noWitness: "No witness is asked for: that there is one register only, receipts and kept checkpoints show.",
  },

  neverTitle: "What no verification tells",
  never: [
    { title: "Who is behind a key", text: "That each line of the roll is a real person is for the electoral commission, which checks a sample of it." },
    { title: "What the phone encrypted", text: "Only the voter can put it to the test, before casting." },
    { title: "Whether somebody was forced", text: "Where people may vote again, the last ballot replaces the earlier ones. That is a help, not a proof." },
  ],

  drop: {
    title: "Drop a folder",
    or: "or choose it on this device",
    archive: (name: string) => `${name} is an archive. Open it first, then drop the folder that it holds.`,
    notAFolder: (name: string) => `${name} is a file. Drop the whole folder, as it was published.`,
    unreadable: "This folder could not be read.",
    empty: "This folder is empty.",
  },

  paper: {
    title: "Report of a verification",
    made: (when: string) => `Made on ${when}, in a browser, by Urna’s second verifier.`,
    process: "Vote",
    manifest: "Fingerprint of the vote",
    vkey: "Key of the register",
    root: "Root of the register",
    closing: "Fingerprint of the closing",
    result: "Fingerprint of the result",
    pages: "Fingerprint of the voting pages, when sealed",
    known: "Compared with what is known from elsewhere",
    knownNone: "nothing: fingerprint and key are the folder’s own",
    knownManifest: "the fingerprint of the vote",
    knownVkey: "the key of the register",
    knownReceipts: (count: number) => many(count, "receipt", "receipts"),
    knownCheckpoints: (count: number) => many(count, "checkpoint", "checkpoints"),
  },
} satisfies typeof fr;
