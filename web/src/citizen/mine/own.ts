import { call } from "../../api/call.js";
import { ApiError } from "../../api/error.js";
import { readAll } from "../../api/lists.js";
import { type Account, session } from "../account/session.svelte.js";
import { readerOf } from "../process.svelte.js";
import { type Context, readContext } from "../proposals/parts/context.js";
import { ownProposals, processesWithKeys } from "../proposals/parts/keys.js";
import { type Proposal, proposalOf } from "../proposals/parts/model.js";
import { type Ask, askOf } from "./ask.js";
import { type Followed, readFollows } from "./follows.js";

/** A proposal of whoever reads: of their account, or one of which this device keeps the key. */
export interface Own {
  readonly process: string;
  readonly id: string;
  /** Undefined where nothing could be read. */
  readonly context: Context | undefined;
  /** Undefined where it is gone, or its key opens it no more. */
  readonly proposal: Proposal | undefined;
  readonly isOfAccount: boolean;
  /** Whether another try may well read it. */
  readonly isUnread: boolean;
  readonly ask: Ask | undefined;
}

export interface Mine {
  readonly account: Account | undefined;
  readonly own: readonly Own[];
  /** Undefined where nobody is logged in. */
  readonly follows: readonly Followed[] | undefined;
}

/** A name such as `processes/p/proposals/p17`, taken apart. */
function partsOf(name: string | undefined): { readonly process: string; readonly id: string } {
  const [, process = "", , id = ""] = (name ?? "").split("/");
  return { process, id };
}

type Found = Omit<Own, "context" | "ask">;

async function ofAccount(): Promise<readonly Found[]> {
  const all = await readAll((pageToken) => call("People", "listOwnProposals", { pageSize: 100, pageToken }, { isLoggedIn: true }), ({ proposals }) => proposals);
  return all.map((one) => ({ ...partsOf(one.name), proposal: proposalOf(one), isOfAccount: true, isUnread: false }));
}

async function byKey(process: string, id: string, key: string): Promise<Found> {
  const found = { process, id, isOfAccount: false };
  try {
    return { ...found, proposal: proposalOf(await call("Proposals", "getProposal", { name: `processes/${process}/proposals/${id}`, editKey: key })), isUnread: false };
  } catch (problem) {
    return { ...found, proposal: undefined, isUnread: !(problem instanceof ApiError) || problem.isPassing };
  }
}

function ofDevice(): Promise<readonly Found[]> {
  let processes: readonly string[];
  try {
    processes = processesWithKeys(localStorage);
  } catch {
    processes = [];
  }
  return Promise.all(processes.flatMap((process) => ownProposals(process).all.map(({ id, key }) => byKey(process, id, key))));
}

/** What asks something of its author comes first; then what changed last. */
function inOrder(own: readonly Own[]): readonly Own[] {
  const since = ({ proposal }: Own) => proposal?.updated ?? 0;
  const rank = ({ ask }: Own) => (ask === undefined ? 1 : 0);
  return own.toSorted((a, b) => rank(a) - rank(b) || since(b) - since(a));
}

export async function readMine(): Promise<Mine> {
  const account = await session.known();
  const whereKnown = <T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> => (account === undefined ? Promise.resolve([]) : read().catch((problem: unknown) => {
    if (!session.hears(problem)) throw problem;
    return [];
  }));
  const [mine, follows, kept] = await Promise.all([whereKnown(ofAccount), whereKnown(readFollows), ofDevice()]);
  const names = new Set(mine.map(({ process, id }) => `${process}/${id}`));
  const found = [...mine, ...kept.filter(({ process, id }) => !names.has(`${process}/${id}`))];
  const contexts = new Map(await Promise.all([...new Set(found.map(({ process }) => process))]
    .map(async (process) => [process, await readContext(readerOf(process)).catch(() => undefined)] as const)));
  const own = found.map((one) => {
    const context = contexts.get(one.process);
    return { ...one, context, ask: one.proposal === undefined || context === undefined ? undefined : askOf(one.proposal, context) };
  });
  return { account: session.account, own: inOrder(own), follows: session.account === undefined ? undefined : follows };
}
