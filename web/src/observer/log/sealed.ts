import { call } from "../../api/call.js";
import { logKeyType, parseVkey, type Vkey } from "@urna/protocol/notes";
import { FetchSource, Folder, readManifest } from "@urna/verifier";
import { type Election, electionOf, zoneOf } from "../audit/election.js";

/** What tells one log from another: who signs it, and what was sealed in it. */
export interface SealedVote {
  readonly election: Election;
  readonly logKey: Vkey;
  readonly witnesses: readonly Vkey[];
  readonly journal: JournalIdentity | undefined;
}

export interface JournalIdentity {
  readonly key: Vkey;
  readonly witnesses: readonly Vkey[];
  /** As it stood when the vote was sealed, signed by every party; undefined before. */
  readonly head: { readonly size: bigint; readonly root: Uint8Array } | undefined;
}

/** There is no log yet, or none that is published here. */
export class NotSealed extends Error {
  override readonly name = "NotSealed";
}

const beforeSealing = new Set(["PHASE_DRAFT", "PHASE_SUBMISSION", "PHASE_REVIEW", "PHASE_APPEAL", "PHASE_SEALING"]);

/** Whether the server of the page says that there is no log yet; where it says nothing, its files do. */
async function isTooEarly(process: string): Promise<boolean> {
  try {
    return beforeSealing.has((await call("Processes", "getProcess", { name: `processes/${process}` })).phase ?? "");
  } catch {
    return false;
  }
}

/** Reads what was sealed and verifies all signatures under it (step 2); `server` is empty for that of the page. */
export async function readSealed(server: string, process: string): Promise<SealedVote> {
  if (server === "" && await isTooEarly(process)) throw new NotSealed();
  const source = new FetchSource(`${server === "" ? location.origin : server}/bundle/${process}/`);
  const entries = await source.entries().catch((problem: unknown) => {
    if (problem instanceof Error && problem.message.endsWith(" 404")) throw new NotSealed();
    throw problem;
  });
  const { folder } = Folder.of(source, entries);
  if (!folder.has("config") || !folder.has("checkpoint")) throw new NotSealed();
  const manifest = await readManifest(folder);
  const { sealed } = manifest;
  const { journal } = sealed.config;
  return {
    election: electionOf(manifest, await zoneOf(folder)), logKey: sealed.logKey, witnesses: sealed.witnesses,
    journal: journal === undefined || sealed.journalKey === undefined ? undefined
      : { key: sealed.journalKey, witnesses: sealed.witnesses, head: { size: journal.size, root: journal.root } },
  };
}

/** The journal of a vote that is not sealed yet: its key is the server's word, which this device keeps from the first visit on. */
export async function readUnsealedJournal(process: string): Promise<JournalIdentity> {
  const { vkey } = await call("Journal", "getJournal", { process: `processes/${process}` });
  return { key: parseVkey(vkey ?? "", logKeyType, "the journal's key"), witnesses: [], head: undefined };
}
