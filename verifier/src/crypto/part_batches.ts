import { basePoint, decodePoint, decodeScalar, encodePoint, identity, scalarOf, type Point, type Scalar } from "@urna/protocol/group";
import { partChallenge, partRecord, partRecordBytes, partHeaderBytes } from "@urna/protocol/roll_parts";
import { Terms } from "./msm.js";
import { drawWeights } from "./weights.js";

interface Statement {
  readonly place: number;
  readonly v: Point;
  readonly r: Point;
  readonly z: Scalar;
  readonly e: Scalar;
}

export interface CheckedParts {
  /** The first record, by its place in the range, that is wrong, and whose part it is; undefined where all hold. */
  readonly wrong: { readonly place: number; readonly j: number } | undefined;
  /** `slot_tag || vk` of each record, as the roll file has it. */
  readonly roll: Uint8Array;
}

/** Checks the records of a range of slots in all parts of an electorate; `parts[j - 1]` is those of code registrar j. */
export function checkParts(parts: readonly Uint8Array[], electionHash: Uint8Array): CheckedParts {
  const count = (parts[0] as Uint8Array).length / partRecordBytes;
  const roll = new Uint8Array(64 * count);
  const sums: (Point | undefined)[] = new Array(count);
  for (let j = 1; j <= parts.length; j++) {
    const statements: Statement[] = [];
    const bytes = withoutHeader(parts[j - 1] as Uint8Array);
    for (let place = 0; place < count; place++) {
      const record = partRecord(bytes, place);
      if (j === 1) roll.set(record.tag, 64 * place);
      if (record.empty) continue;
      const v = decodePoint(record.v);
      const r = decodePoint(record.r);
      const z = decodeScalar(record.z);
      if (v === undefined || r === undefined || z === undefined || v.is0() || r.is0()) return { wrong: { place, j }, roll };
      statements.push({ place, v, r, z, e: partChallenge(electionHash, j, record.tag, record.v, record.r) });
      sums[place] = (sums[place] ?? identity).add(v);
    }
    const wrong = firstFalse(statements);
    if (wrong !== undefined) return { wrong: { place: wrong, j }, roll };
  }
  for (let place = 0; place < count; place++) {
    const sum = sums[place];
    if (sum === undefined) continue;
    if (sum.is0()) return { wrong: { place, j: parts.length }, roll };
    roll.set(encodePoint(sum), 64 * place + 32);
  }
  return { wrong: undefined, roll };
}

/** Records are read where a header would stand before them. */
function withoutHeader(records: Uint8Array): Uint8Array {
  const file = new Uint8Array(partHeaderBytes + records.length);
  file.set(records, partHeaderBytes);
  return file;
}

function firstFalse(statements: readonly Statement[]): number | undefined {
  if (statements.length === 0) return undefined;
  if (statements.length > 1 && vanishes(statements)) return undefined;
  if (statements.length === 1) {
    const { place, v, r, z, e } = statements[0] as Statement;
    const terms = new Terms();
    terms.add(basePoint, z);
    terms.add(r.negate(), scalarOf(1));
    terms.add(v.negate(), e);
    return terms.sum().is0() ? undefined : place;
  }
  const half = statements.length >> 1;
  return firstFalse(statements.slice(0, half)) ?? firstFalse(statements.slice(half));
}

/** `0 = sum v_i (z_i G - R_i - e_i V_i)`. */
function vanishes(statements: readonly Statement[]): boolean {
  const weights = drawWeights(statements.length);
  const terms = new Terms();
  let base = 0n;
  statements.forEach(({ v, r, z, e }, i) => {
    const weight = weights[i] as Scalar;
    base += weight * z;
    terms.add(r.negate(), weight);
    terms.add(v.negate(), scalarOf(weight * e));
  });
  terms.add(basePoint, scalarOf(base));
  return terms.sum().is0();
}
