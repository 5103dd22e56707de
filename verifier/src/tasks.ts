import { checkBallots, type BallotProblem } from "./crypto/ballot_batches.js";
import { readPlaintexts, sumDecryptionSlice, type DecryptionSlice, type PlaintextSlice } from "./crypto/decryptions.js";
import { sumMixSlice, type MixSlice, type MixSliceResult } from "./crypto/mix_slices.js";
import { checkParts, type CheckedParts } from "./crypto/part_batches.js";

/** What workers do: each a pure function of what is sent to it, but for the private random weights of batches. */
const tasks = {
  /** `leaves` are ballots of one length, one after the other. */
  ballots: ({ leaves, length, manifestHash }: { readonly leaves: Uint8Array; readonly length: number; readonly manifestHash: Uint8Array }): Map<number, BallotProblem> =>
    checkBallots(Array.from({ length: leaves.length / length }, (_, i) => leaves.subarray(i * length, (i + 1) * length)), manifestHash),
  parts: ({ parts, electionHash }: { readonly parts: readonly Uint8Array[]; readonly electionHash: Uint8Array }): CheckedParts =>
    checkParts(parts, electionHash),
  mix: (slice: MixSlice): MixSliceResult => sumMixSlice(slice),
  decryption: (slice: DecryptionSlice): Uint8Array[] | undefined => sumDecryptionSlice(slice),
  plaintexts: (slice: PlaintextSlice): Uint8Array => readPlaintexts(slice),
};

export type TaskName = keyof typeof tasks;
export type Input<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0];
export type Output<Name extends TaskName> = ReturnType<(typeof tasks)[Name]>;

export function runTask<Name extends TaskName>(name: Name, input: Input<Name>): Output<Name> {
  const task = tasks[name] as unknown as (input: Input<Name>) => Output<Name>;
  return task(input);
}
