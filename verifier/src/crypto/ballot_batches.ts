import { ballotChallenge, decodeBallotProof, holdsForKey, holdsForRandomness, type BallotProof } from "@urna/protocol/ballot_proof";
import { basePoint, decodePoint, scalarOf, type Point, type Scalar } from "@urna/protocol/group";
import { LeafType, parseLeaf } from "@urna/protocol/leaves";
import { Terms } from "./msm.js";
import { drawWeights } from "./weights.js";

interface Statement {
  readonly index: number;
  readonly proof: BallotProof;
  readonly c: Scalar;
  readonly a: Point;
  readonly vk: Point;
}

/** Why a ballot is none, by itself: a point, a scalar, or the proof. */
export type BallotProblem = "points" | "randomness" | "key";

/** Checks the proofs of well-formed ballot leaves (6.4), at once where all hold; gives the problems by place in the list. */
export function checkBallots(leaves: readonly Uint8Array[], manifestHash: Uint8Array): Map<number, BallotProblem> {
  const problems = new Map<number, BallotProblem>();
  const statements: Statement[] = [];
  leaves.forEach((bytes, index) => {
    const statement = statementOf(bytes, index, manifestHash);
    if (statement === undefined) problems.set(index, "points");
    else statements.push(statement);
  });
  findFalse(statements, problems);
  return problems;
}

function statementOf(bytes: Uint8Array, index: number, manifestHash: Uint8Array): Statement | undefined {
  const leaf = parseLeaf(bytes);
  if (leaf.type !== LeafType.ballot) return undefined;
  const a = decodePoint(leaf.a);
  const vk = decodePoint(leaf.vk);
  const proof = decodeBallotProof(leaf.proof);
  if (a === undefined || vk === undefined || proof === undefined || a.is0() || vk.is0()) return undefined;
  if (leaf.b.some((point) => decodePoint(point) === undefined)) return undefined;
  const c = ballotChallenge(manifestHash, leaf.head, leaf.proof.subarray(0, 32), leaf.proof.subarray(32, 64));
  return { index, proof, c, a, vk };
}

/** A batch that does not vanish is split, down to the single checks, which decide. */
function findFalse(statements: readonly Statement[], problems: Map<number, BallotProblem>): void {
  if (statements.length === 0) return;
  if (statements.length <= 2) {
    for (const { index, proof, c, a, vk } of statements) {
      if (!holdsForRandomness(proof, c, a)) problems.set(index, "randomness");
      else if (!holdsForKey(proof, c, vk)) problems.set(index, "key");
    }
    return;
  }
  if (vanishes(statements)) return;
  const half = statements.length >> 1;
  findFalse(statements.slice(0, half), problems);
  findFalse(statements.slice(half), problems);
}

/** `0 = sum y_i (s_i G - T_i - c_i A_i) + v_i (z_i G - R_i - c_i vk_i)`. */
function vanishes(statements: readonly Statement[]): boolean {
  const weights = drawWeights(2 * statements.length);
  const terms = new Terms();
  let base = 0n;
  statements.forEach(({ proof, c, a, vk }, i) => {
    const y = weights[2 * i] as Scalar;
    const v = weights[2 * i + 1] as Scalar;
    base += y * proof.s + v * proof.z;
    terms.add(proof.t.negate(), y);
    terms.add(a.negate(), scalarOf(y * c));
    terms.add(proof.r.negate(), v);
    terms.add(vk.negate(), scalarOf(v * c));
  });
  terms.add(basePoint, scalarOf(base));
  return terms.sum().is0();
}
