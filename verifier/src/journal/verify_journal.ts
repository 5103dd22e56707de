import { demand, equalBytes, ProtocolError, toHex } from "@urna/protocol/bytes";
import { decodeCanonical, encodeCanonical } from "@urna/protocol/canonical";
import { ProjectConfigSchema, type ProjectConfig } from "@urna/protocol/gen/urna/v1/config_pb";
import { DocumentKind, JournalDocumentSchema } from "@urna/protocol/gen/urna/v1/journal_pb";
import { Phase } from "@urna/protocol/gen/urna/v1/resources_pb";
import { labelledHash, sha256 } from "@urna/protocol/hashes";
import type { JournalFindings } from "../findings.js";
import type { Folder } from "../folder.js";
import type { KeptCheckpoint } from "../options.js";
import { compareCheckpoint } from "../steps/kept.js";
import { readCheckpoint, rebuildLog, tileFiles } from "../steps/log.js";
import type { Manifest } from "../steps/manifest.js";
import { parseAct } from "./act.js";
import { Fold, isFromSealingOn, isPublic, type DocumentFacts } from "./fold.js";

const mostDocumentBytes = 1 << 20;
const mostProblems = 100;

/** All that is wrong, up to a hundred things. */
class Problems {
  readonly #said: string[] = [];

  add(what: string): void {
    if (this.#said.length < mostProblems) this.#said.push(what);
  }

  /** Runs `work`; what does not hold in it is one problem more. */
  watch(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.add(`${what}: ${error.message}`);
    }
  }

  demandNone(): void {
    demand(this.#said.length === 0, this.#said.join("; "));
  }
}

/** Step 13: the journal (20). `demandListed` is asked whether the folder holds other files below one than those that there are. */
export async function verifyJournal(
  folder: Folder, manifest: Manifest, kept: readonly KeptCheckpoint[], demandListed: (below: readonly string[], expected: ReadonlySet<string>) => void,
): Promise<{ readonly detail: string; readonly found?: JournalFindings }> {
  const { config, journalKey, witnesses } = manifest.sealed;
  const head = config.journal;
  if (head === undefined || journalKey === undefined) {
    demandListed(["journal/"], new Set());
    return { detail: "this election is of before there were journals" };
  }
  const checkpoint = await readCheckpoint(folder, "journal/", journalKey, witnesses);
  demandListed(["journal/tile/"], tileFiles("journal/", Number(checkpoint.size)));
  demand(checkpoint.size >= head.size, "journal/checkpoint: is of fewer acts than the configuration names");
  const log = await rebuildLog(folder, "journal/", checkpoint);
  demand(equalBytes(log.rootAt(Number(head.size)), head.root), "journal: does not continue the one that was sealed");
  for (const one of kept) compareCheckpoint(one, log, journalKey, witnesses);

  const problems = new Problems();
  const fold = new Fold(config.electionId);
  log.leaves.forEach((bytes, i) => {
    const before = fold.phase;
    problems.watch(`act ${i}`, () => fold.take(parseAct(bytes)));
    if (i + 1 === Number(head.size)) compareSealed(fold, manifest, problems);
    if (i + 1 > Number(head.size) && isFromSealingOn(before) && !isFromSealingOn(fold.phase)) problems.add(`act ${i}: goes back from SEALING after it was sealed`);
  });
  const files = new Set<string>();
  const count = { public: 0, withheld: 0, erased: 0 };
  for (const [digest, document] of fold.documents) {
    if (!isPublic(document, fold.proposals)) {
      count[document.erased ? "erased" : "withheld"]++;
      continue;
    }
    count.public++;
    const path = `journal/doc/${digest}`;
    files.add(path);
    await checkDocument(folder, path, digest, document, problems);
  }
  problems.demandNone();
  demandListed(["journal/doc/"], files);
  const detail = `${log.leaves.length} acts, ${fold.proposals.size} proposals, ${count.public} documents, ${count.withheld} withheld, ${count.erased} erased`;
  const found = { acts: log.leaves.length, proposals: fold.proposals.size, readable: count.public, withheld: count.withheld, erased: count.erased };
  return { detail, found };
}

/** That what was sealed is what the acts up to the head have decided. */
function compareSealed(fold: Fold, manifest: Manifest, problems: Problems): void {
  const { config } = manifest.sealed;
  if (fold.phase !== Phase.SEALING) problems.add("the journal was not in SEALING when this was sealed");
  const undecided = fold.undecided();
  if (undecided !== undefined) problems.add(`this was sealed while ${undecided}`);
  if (!equalBytes(config.mandateSha256, fold.mandate ?? new Uint8Array(0))) problems.add("the mandate that was sealed is not the journal's last");
  const sealed = new Set<string>();
  for (const contest of config.contests) {
    for (const project of contest.projects) {
      const name = `${contest.id}/${project.id}`;
      sealed.add(name);
      problems.watch(`project ${name}`, () => compareProject(fold, name, project));
    }
  }
  for (const name of fold.projects.keys()) if (!sealed.has(name)) problems.add(`project ${name}: is on the journal's list and was not sealed`);
}

function compareProject(fold: Fold, name: string, project: ProjectConfig): void {
  const facts = fold.projects.get(name);
  demand(facts !== undefined, "is not on the journal's list");
  demand(facts.cost === project.cost, "has another cost than in the journal");
  const hash = labelledHash("project", encodeCanonical(ProjectConfigSchema, project));
  demand(equalBytes(facts.configHash, hash), "is not as the journal has it");
  const named = (digest: Uint8Array, kind: DocumentKind, what: string): void => {
    if (digest.length === 0) return;
    const document = fold.documents.get(toHex(digest));
    demand(facts.proposal !== 0 && document?.kind === kind && document.proposal === facts.proposal, `names ${what} that no act on its proposal has named`);
  };
  named(project.descriptionSha256, DocumentKind.PROPOSAL, "a description");
  named(project.authorsSha256, DocumentKind.AUTHORS, "authors");
}

const contents: Readonly<Record<number, string>> = {
  [DocumentKind.MANDATE]: "mandate", [DocumentKind.FORM]: "form", [DocumentKind.PROPOSAL]: "proposal", [DocumentKind.AUTHORS]: "authors",
  [DocumentKind.REASON]: "reason",
};

async function checkDocument(folder: Folder, path: string, digest: string, facts: DocumentFacts, problems: Problems): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = await folder.read(path, mostDocumentBytes);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    problems.add(error.message);
    return;
  }
  problems.watch(path, () => {
    demand(toHex(sha256(bytes)) === digest, "is not the document that its name says");
    const { salt, content } = decodeCanonical(JournalDocumentSchema, bytes, "a document");
    demand(salt.length === 16, "has a salt that has not 16 bytes");
    demand(content.case === contents[facts.kind], "is of another kind than its act says");
    if (content.case !== "form") return;
    const same = content.value.supportNeeded === facts.form?.supportNeeded && content.value.openSubmission === facts.form.openSubmission;
    demand(same, "is not as the facts of its act say");
  });
}
