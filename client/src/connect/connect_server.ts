import { Code, ConnectError, createClient, type CallOptions, type Transport } from "@connectrpc/connect";
import { ErrorInfoSchema } from "@urna/protocol/gen/google/rpc/error_details_pb";
import { Ballots } from "@urna/protocol/gen/urna/v1/ballots_service_pb";
import { Eligibility } from "@urna/protocol/gen/urna/v1/eligibility_service_pb";
import { Ledger } from "@urna/protocol/gen/urna/v1/ledger_service_pb";
import { Processes } from "@urna/protocol/gen/urna/v1/processes_service_pb";
import { Phase } from "@urna/protocol/gen/urna/v1/resources_pb";
import { ServerError, type VotingServer } from "../server.js";

/** How long an answer is waited for, in milliseconds. */
const readTime = 30_000;
const castTime = 10_000;
const downloadTime = 600_000;

/** A server behind a Connect transport: of `fetchTransport`, or of whatever else speaks to it. */
export function connectServer(transport: Transport): VotingServer {
  const ballots = createClient(Ballots, transport);
  const eligibility = createClient(Eligibility, transport);
  const ledger = createClient(Ledger, transport);
  const processes = createClient(Processes, transport);
  const within = (timeoutMs: number, signal: AbortSignal | undefined): CallOptions => ({ timeoutMs, ...(signal === undefined ? {} : { signal }) });
  return {
    readManifest: (name, signal) => call(processes.getManifest({ name }, within(downloadTime, signal))),
    isVoting: async (name, signal) => (await call(processes.getProcess({ name }, within(readTime, signal)))).phase === Phase.VOTING,
    findSlot: (process, codeRegistrar, key, signal) => call(eligibility.findSlot({ process, codeRegistrar, key }, within(readTime, signal))),
    readRoll: (electorate, codeRegistrar, mostBytes, signal) =>
      call(collect(eligibility.readRoll({ electorate, codeRegistrar }, within(downloadTime, signal)), mostBytes)),
    castBallot: (process, ballot, signal) => call(ballots.castBallot({ process, ballot }, within(castTime, signal))),
    proveRefusal: (process, votingKey, contest, sequence, signal) =>
      call(ballots.proveRefusal({ process, votingKey, contest, sequence }, within(readTime, signal))),
    getBallot: (process, tracker, signal) => call(ballots.getBallot({ name: `${process}/ballots/${tracker}` }, within(readTime, signal))),
    readCheckpoint: async (process, signal) => (await call(ledger.getCheckpoint({ process }, within(readTime, signal)))).checkpoint,
    readConsistency: async (process, oldSize, size, signal) => (await call(ledger.getConsistencyProof({ process, oldSize, size }, within(readTime, signal)))).hashes,
    listEntries: (process, start, signal) => call(ledger.listEntries({ process, start, pageSize: 2000 }, within(readTime, signal))),
  };
}

async function collect(pieces: AsyncIterable<{ readonly data: Uint8Array }>, mostBytes: number): Promise<Uint8Array> {
  const file = new Uint8Array(mostBytes);
  let at = 0;
  for await (const { data } of pieces) {
    if (data.length > mostBytes - at) throw new ServerError("out_of_range", "", "the file is longer than it may be");
    file.set(data, at);
    at += data.length;
  }
  return file.subarray(0, at);
}

/** The answer, or a ServerError with the reason that the server gives (docs/api.md). */
async function call<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (problem) {
    if (problem instanceof ServerError) throw problem;
    const error = ConnectError.from(problem);
    const [info] = error.findDetails(ErrorInfoSchema);
    // What fetch throws where nobody answers has no code of its own.
    const code = error.code === Code.Unknown && info === undefined ? Code.Unavailable : error.code;
    throw new ServerError(statusOf(code), info?.reason ?? "", error.rawMessage);
  }
}

/** As Connect spells a code: `not_found`. */
function statusOf(code: Code): string {
  return Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
}
