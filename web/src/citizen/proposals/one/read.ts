import { call } from "../../../api/call.js";
import { ApiError } from "../../../api/error.js";
import { readAll } from "../../../api/lists.js";
import { byAuthor, session } from "../../account/session.svelte.js";
import { type Attached, readAttached } from "../../photos/model.js";
import type { ProcessReader } from "../../process.svelte.js";
import { type Context, readContext } from "../parts/context.js";
import { idOfProposal, type Proposal, proposalOf } from "../parts/model.js";

export interface Shown {
  readonly context: Context;
  readonly proposal: Proposal;
  /** That of its author, where this device has it and it opens the proposal; empty where the account of whoever is logged in is its author's. */
  readonly key: string | undefined;
  /** The key of this device opens nothing. */
  readonly isKeyWrong: boolean;
  /** Its photographs and documents; none where they cannot be read, and the page stands without them. */
  readonly attached: Promise<readonly Attached[]>;
}

/** Reads a proposal as this device may see it. A key that opens nothing takes nothing away from what everybody sees. */
export async function readProposal(reader: ProcessReader, id: string, key: string | undefined): Promise<Shown> {
  const name = `${reader.name}/proposals/${id}`;
  const context = readContext(reader);
  // Where the proposal itself cannot be read, that is told, and nothing else.
  context.catch(() => undefined);
  if (key !== undefined) {
    try {
      const proposal = proposalOf(await call("Proposals", "getProposal", { name, editKey: key }));
      return { context: await context, proposal, key, isKeyWrong: false, attached: attachedTo(name, proposal, key) };
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.reason !== "EDIT_KEY_WRONG") throw problem;
    }
  }
  const account = await session.known();
  const proposal = proposalOf(await call("Proposals", "getProposal", { name }, { isLoggedIn: account !== undefined }));
  const isOwn = account !== undefined && proposal.internal !== undefined && (!account.isStaff || (await isOfAccount(reader.name, id)));
  const own = isOwn ? "" : undefined;
  return { context: await context, proposal, key: own, isKeyWrong: key !== undefined && !isOwn, attached: attachedTo(name, proposal, own) };
}

/** What has no text shows nothing else either. */
async function attachedTo(name: string, { hasText, status }: Proposal, key: string | undefined): Promise<readonly Attached[]> {
  if (!hasText && status !== "DRAFT") return [];
  return readAttached(name, key, { isLoggedIn: key === "" }).catch(() => []);
}

/** The staff see what authors see: of whom a proposal is, only the list says. */
async function isOfAccount(process: string, id: string): Promise<boolean> {
  const own = await readAll((pageToken) => call("People", "listOwnProposals", { process, pageSize: 100, pageToken }, byAuthor("")), ({ proposals }) => proposals);
  return own.some(({ name }) => idOfProposal(name) === id);
}

/** What the journal tells of a proposal. */
export function readActs(process: string, id: string) {
  const resource = `${process}/proposals/${id}`;
  return readAll((pageToken) => call("Journal", "listActs", { process, resource, pageSize: 1000, pageToken }), ({ entries }) => entries);
}

/** The words of a reason that the journal names. */
export async function readReason(process: string, sha256: string) {
  return (await call("Journal", "getDocument", { process, sha256 })).document?.reason?.text;
}
