import type { BallotFormat, ContestConfig } from "./gen/urna/v1/config_pb.js";
import { chunkLength } from "./embedding.js";

/** How the body of a payload is written (6.1). */
export type Encoding = 1 | 2 | 3 | 4;

/** What a ballot of a contest may be, one shape for all formats. A maximum of 0 is no limit; amounts are in minor units. */
export interface Limits {
  readonly kind: "approval" | "cumulative" | "scoring" | "ordinal" | "choose-1";
  readonly minLength: number;
  readonly maxLength: number;
  readonly minSumCost: bigint;
  readonly maxSumCost: bigint;
  readonly maxPoints: number;
  readonly minSumPoints: number;
  readonly maxSumPoints: number;
}

const none: Limits = {
  kind: "approval", minLength: 0, maxLength: 0, minSumCost: 0n, maxSumCost: 0n, maxPoints: 0, minSumPoints: 0, maxSumPoints: 0,
};

/** The limits of a format, or undefined where none is set. */
export function limitsOf(format: BallotFormat | undefined): Limits | undefined {
  const chosen = format?.format;
  switch (chosen?.case) {
    case "approval": {
      const { minLength, maxLength, minSumCost, maxSumCost } = chosen.value;
      return { ...none, kind: "approval", minLength, maxLength, minSumCost, maxSumCost };
    }
    case "cumulative": {
      const { minLength, maxLength, maxPoints, minSumPoints, maxSumPoints } = chosen.value;
      return { ...none, kind: "cumulative", minLength, maxLength, maxPoints, minSumPoints, maxSumPoints };
    }
    case "scoring": {
      const { minLength, maxLength, maxPoints } = chosen.value;
      return { ...none, kind: "scoring", minLength, maxLength, maxPoints };
    }
    case "ordinal":
      return { ...none, kind: "ordinal", minLength: chosen.value.minLength, maxLength: chosen.value.maxLength };
    case "chooseOne":
      return { ...none, kind: "choose-1", maxLength: 1 };
    default:
      return undefined;
  }
}

/** The largest number of projects on a ballot, `m` of section 6.1. */
function mostProjects(limits: Limits, projects: number): number {
  let most = projects;
  if (limits.maxLength > 0) most = Math.min(most, limits.maxLength);
  if (limits.kind === "cumulative" && limits.maxSumPoints > 0) most = Math.min(most, limits.maxSumPoints);
  return most;
}

/** The encoding of a contest's ballots, and the bytes of the longest one with its format byte. */
export function encodingOf(limits: Limits, projects: number): { readonly encoding: Encoding; readonly longest: number } {
  const m = mostProjects(limits, projects);
  const sparse = { encoding: 4, longest: 1 + 3 * m } as const;
  const dense = denseOf(limits, projects, m);
  return dense !== undefined && dense.longest <= sparse.longest ? dense : sparse;
}

function denseOf(limits: Limits, projects: number, m: number): { readonly encoding: Encoding; readonly longest: number } | undefined {
  switch (limits.kind) {
    case "approval":
    case "choose-1":
      return { encoding: 1, longest: 1 + Math.ceil(projects / 8) };
    case "cumulative":
    case "scoring":
      return { encoding: 2, longest: 1 + projects };
    case "ordinal":
      return projects <= 255 ? { encoding: 3, longest: m + 2 } : undefined;
  }
}

/** The smallest width at which every ballot of a contest fits. */
export function neededWidth(contest: ContestConfig): number {
  const limits = limitsOf(contest.ballotFormat);
  return limits === undefined ? 1 : Math.ceil(encodingOf(limits, contest.projects.length).longest / chunkLength);
}
