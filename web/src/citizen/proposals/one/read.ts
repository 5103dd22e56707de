import { call } from "../../../api/call.js";
import { ApiError } from "../../../api/error.js";
import { readAll } from "../../../api/lists.js";
import type { ProcessReader } from "../../process.svelte.js";
import { type Context, readContext } from "../parts/context.js";
import { type Proposal, proposalOf } from "../parts/model.js";

export interface Shown {
  readonly context: Context;
  readonly proposal: Proposal;
  /** That of its author, where this device has it and it opens the proposal. */
  readonly key: string | undefined;
  /** The key of this device opens nothing. */
  readonly isKeyWrong: boolean;
}

/** Reads a proposal as this device may see it. A key that opens nothing takes nothing away from what everybody sees. */
export async function readProposal(reader: ProcessReader, id: string, key: string | undefined): Promise<Shown> {
  const name = `${reader.name}/proposals/${id}`;
  const context = readContext(reader);
  if (key !== undefined) {
    try {
      return { context: await context, proposal: proposalOf(await call("Proposals", "getProposal", { name, editKey: key })), key, isKeyWrong: false };
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.reason !== "EDIT_KEY_WRONG") throw problem;
    }
  }
  return { context: await context, proposal: proposalOf(await call("Proposals", "getProposal", { name })), key: undefined, isKeyWrong: key !== undefined };
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
