import { demand } from "./bytes.js";
import { chunkLength } from "./embedding.js";
import { encodingOf, type Limits } from "./ballot_formats.js";

/** A project on a ballot: its place in the contest's list, and its points (1 for approvals, the rank from 1 for rankings). */
export interface Mark {
  readonly project: number;
  readonly points: number;
}

/** What a ballot says: ascending by project, a ranking as ranked. No mark at all is a blank ballot. */
export type Vote = readonly Mark[];

/** The payload of 30 k bytes; throws a ProtocolError where the vote is none of this contest. */
export function encodePayload(vote: Vote, limits: Limits, costs: readonly bigint[], width: number): Uint8Array {
  demand(isForm(vote, limits.kind, costs.length) && keepsLimits(vote, limits, costs), "this ballot is beyond the limits of its contest");
  const { encoding } = encodingOf(limits, costs.length);
  const payload = new Uint8Array(chunkLength * width);
  payload[0] = encoding;
  const ascending = [...vote].sort((a, b) => a.project - b.project);
  if (encoding === 1) {
    for (const { project } of vote) payload[1 + (project >> 3)] = (payload[1 + (project >> 3)] as number) | (1 << (project & 7));
  } else if (encoding === 2) {
    for (const { project, points } of vote) payload[1 + project] = points;
  } else if (encoding === 3) {
    vote.forEach(({ project }, rank) => { payload[1 + rank] = project; });
    payload[1 + vote.length] = 0xff;
  } else {
    ascending.forEach(({ project, points }, i) => payload.set([project & 0xff, project >> 8, points], 1 + 3 * i));
  }
  return payload;
}

/** The vote of a payload, or undefined where it is not canonical, of another format, or beyond the contest's limits. */
export function decodePayload(payload: Uint8Array, limits: Limits, costs: readonly bigint[]): Vote | undefined {
  const { encoding } = encodingOf(limits, costs.length);
  if (payload[0] !== encoding) return undefined;
  const body = payload.subarray(1);
  const vote = readers[encoding](body, costs.length, limits.kind);
  return vote !== undefined && isForm(vote, limits.kind, costs.length) && keepsLimits(vote, limits, costs) ? vote : undefined;
}

type BodyReader = (body: Uint8Array, projects: number, kind: Limits["kind"]) => Vote | undefined;

const readers: Readonly<Record<1 | 2 | 3 | 4, BodyReader>> = {
  1: (body, projects) => {
    const vote: Mark[] = [];
    for (let bit = 0; bit < body.length * 8; bit++) {
      if ((((body[bit >> 3] as number) >> (bit & 7)) & 1) === 0) continue;
      if (bit >= projects) return undefined;
      vote.push({ project: bit, points: 1 });
    }
    return vote;
  },
  2: (body, projects) => {
    const vote: Mark[] = [];
    for (let i = 0; i < body.length; i++) {
      const points = body[i] as number;
      if (points === 0) continue;
      if (i >= projects) return undefined;
      vote.push({ project: i, points });
    }
    return vote;
  },
  3: (body) => {
    const end = body.indexOf(0xff);
    if (end < 0 || body.subarray(end + 1).some((byte) => byte !== 0)) return undefined;
    return Array.from(body.subarray(0, end), (project, rank) => ({ project, points: rank + 1 }));
  },
  4: (body, _projects, kind) => {
    const vote: Mark[] = [];
    let at = 0;
    for (; at + 3 <= body.length; at += 3) {
      const project = (body[at] as number) | ((body[at + 1] as number) << 8);
      const points = body[at + 2] as number;
      if (project === 0 && points === 0) break;
      const before = vote.at(-1);
      if (points === 0 || (before !== undefined && before.project >= project)) return undefined;
      vote.push({ project, points });
    }
    if (body.subarray(at).some((byte) => byte !== 0)) return undefined;
    return kind === "ordinal" ? vote.sort((a, b) => a.points - b.points) : vote;
  },
};

/** Whether marks are such as this kind of ballot has: projects that there are, each once, points in their range, ranks without gaps. */
function isForm(vote: Vote, kind: Limits["kind"], projects: number): boolean {
  const seen = new Set<number>();
  return vote.every(({ project, points }, i) => {
    if (project < 0 || project >= projects || seen.has(project)) return false;
    seen.add(project);
    if (kind === "ordinal") return points === i + 1;
    if (kind === "approval" || kind === "choose-1") return points === 1;
    return points >= 1 && points <= 255;
  });
}

function within(value: number | bigint, least: number | bigint, most: number | bigint): boolean {
  return value >= least && (BigInt(most) === 0n || value <= most);
}

/** Whether a vote keeps the limits that `config.proto` states; a blank one always does. */
function keepsLimits(vote: Vote, limits: Limits, costs: readonly bigint[]): boolean {
  if (vote.length === 0) return true;
  if (!within(vote.length, limits.minLength, limits.maxLength)) return false;
  if (limits.kind === "approval") {
    const cost = vote.reduce((sum, { project }) => sum + (costs[project] as bigint), 0n);
    return within(cost, limits.minSumCost, limits.maxSumCost);
  }
  if (limits.kind !== "cumulative" && limits.kind !== "scoring") return true;
  const points = vote.reduce((sum, mark) => sum + mark.points, 0);
  return vote.every((mark) => within(mark.points, 0, limits.maxPoints)) && within(points, limits.minSumPoints, limits.maxSumPoints);
}
