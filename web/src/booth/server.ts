import { ServerError, type VotingServer } from "@urna/client";
import { fromBase64, toBase64 } from "@urna/protocol/base_text";
import { call, type CallOptions, type MethodName, type Request, type Response, type ServiceName } from "../api/call.js";
import { ApiError } from "../api/error.js";

const castTime = 10_000;
const downloadTime = 600_000;

/** Is told each time that a ballot leaves, and that its answer is there. */
export type CastWatcher = (stage: "sent" | "answered") => void;

/**
 * The server that the page comes from, for the voter's library. Messages are JSON, by the pages' own calls: the runtime of Protocol Buffers would weigh
 * as much again as the page. Only a roll, which is megabytes, is read by the library's own client.
 */
export function pageServer(watch: CastWatcher = () => {}): VotingServer {
  return {
    readManifest: async (name, signal) => {
      const { config, keyRecord, signatures } = await (takeManifest(name) ?? ask("Processes", "getManifest", { name }, { signal, timeoutMs: downloadTime }));
      return {
        config: bytes(config), keyRecord: bytes(keyRecord),
        signatures: (signatures ?? []).map(({ role, index, signature }) => ({ role: roles.indexOf(String(role)), index: index ?? 0, signature: bytes(signature) })),
      };
    },
    isVoting: async (name, signal) => (await ask("Processes", "getProcess", { name }, { signal })).phase === "PHASE_VOTING",
    findSlot: async (process, codeRegistrar, key, signal) => {
      const { electorate, record } = await ask("Eligibility", "findSlot", { process, codeRegistrar, key: toBase64(key) }, { signal });
      return { electorate: electorate ?? "", record: bytes(record) };
    },
    readRoll: async (...given) => (await wholeServer()).readRoll(...given),
    castBallot: async (process, ballot, signal) => {
      watch("sent");
      const { leafIndex, receipt } = await ask("Ballots", "castBallot", { process, ballot: toBase64(ballot) }, { signal, timeoutMs: castTime });
      watch("answered");
      return { leafIndex: BigInt(leafIndex ?? 0), receipt: bytes(receipt) };
    },
    proveRefusal: async (process, votingKey, contest, sequence, signal) => {
      const { reason, records } = await ask("Ballots", "proveRefusal", { process, votingKey: toBase64(votingKey), contest, sequence: String(sequence) }, { signal });
      return { reason: Math.max(0, refusals.indexOf(String(reason))), records: (records ?? []).map(({ record, receipt }) => ({ record: bytes(record), receipt: bytes(receipt) })) };
    },
    getBallot: async (process, tracker, signal) => {
      const { ballot, leafIndex, receipt } = await ask("Ballots", "getBallot", { name: `${process}/ballots/${tracker}` }, { signal });
      return { ballot: bytes(ballot), leafIndex: BigInt(leafIndex ?? 0), receipt: bytes(receipt) };
    },
    readCheckpoint: async (process, signal) => bytes((await ask("Ledger", "getCheckpoint", { process }, { signal })).checkpoint),
    readConsistency: async (process, oldSize, size, signal) =>
      ((await ask("Ledger", "getConsistencyProof", { process, oldSize: String(oldSize), size: String(size) }, { signal })).hashes ?? []).map(bytes),
    listEntries: async (process, start, signal) => {
      const { entries, size } = await ask("Ledger", "listEntries", { process, start: String(start), pageSize: 2000 }, { signal });
      return { entries: (entries ?? []).map(bytes), size: BigInt(size ?? 0) };
    },
  };
}

let manifest: { readonly name: string; readonly answer: Promise<Response<"Processes", "getManifest">> } | undefined;

/** Asks for the manifest before the library does, which is still on its way. It is verified as any other is. */
export function askForManifest(name: string): void {
  manifest = { name, answer: ask("Processes", "getManifest", { name }, { signal: undefined, timeoutMs: downloadTime }) };
  manifest.answer.catch(() => undefined);
}

/** What was asked for, once: another try asks anew. */
function takeManifest(name: string): Promise<Response<"Processes", "getManifest">> | undefined {
  const taken = manifest?.name === name ? manifest.answer : undefined;
  manifest = undefined;
  return taken;
}

// By their numbers in the .proto files.
const roles = ["MANIFEST_ROLE_UNSPECIFIED", "MANIFEST_ROLE_REGISTRAR", "MANIFEST_ROLE_TRUSTEE", "MANIFEST_ROLE_AUTHORITY"];
const refusals = [
  "REFUSAL_REASON_UNSPECIFIED", "REFUSAL_REASON_SEQUENCE", "REFUSAL_REASON_CHOICE_GROUP", "REFUSAL_REASON_REVOKED", "REFUSAL_REASON_ALREADY_VOTED",
  "REFUSAL_REASON_CLOSED",
];

async function wholeServer(): Promise<VotingServer> {
  try {
    const { connectServer, fetchTransport } = await import("@urna/client/connect");
    return connectServer(fetchTransport(location.origin));
  } catch (problem) {
    throw new ServerError("unavailable", "", String(problem));
  }
}

/** Calls, and says in the library's own errors what came of it. */
async function ask<S extends ServiceName, M extends MethodName<S>>(
  service: S, method: M, request: Request<S, M>, { signal, timeoutMs }: { readonly signal: AbortSignal | undefined; readonly timeoutMs?: number },
): Promise<Response<S, M>> {
  const options: CallOptions = { ...(signal === undefined ? {} : { signal }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  try {
    return await call(service, method, request, options);
  } catch (problem) {
    if (problem instanceof ApiError) throw new ServerError(problem.code, problem.reason, problem.detail);
    throw problem;
  }
}

function bytes(text: string | undefined): Uint8Array {
  try {
    return fromBase64(text ?? "");
  } catch {
    throw new ServerError("internal", "", "the answer has bytes that are no Base64");
  }
}
