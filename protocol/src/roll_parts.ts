import { demand, isZero, Reader, textOf } from "./bytes.js";
import { basePoint, encodePoint, identity, multiplyPublic, parseNonIdentity, parseScalar, type Point, type Scalar } from "./group.js";
import { labelledHash, Transcript } from "./hashes.js";

export const partRecordBytes = 128;
export const partHeaderBytes = 24;
export const rollRecordBytes = 64;
/** Most slots of all electorates together. */
export const mostSlots = 1 << 24;

/** A record of a part file: views, nothing validated. */
export interface PartRecord {
  readonly tag: Uint8Array;
  readonly v: Uint8Array;
  readonly r: Uint8Array;
  readonly z: Uint8Array;
  /** The slot gets its key later: 96 zero bytes stand after the tag. */
  readonly empty: boolean;
}

/** The number of records of the part file of code registrar j; throws a ProtocolError where header and length are not those of one. */
export function parsePartHeader(file: Uint8Array, j: number): number {
  const reader = new Reader(file, "a part of the roll");
  demand(textOf(reader.take(8), "a part of the roll") === "URNAPRT2", "a part of the roll does not begin with URNAPRT2");
  demand(reader.u64() === BigInt(j), "a part of the roll is another registrar's");
  const count = reader.u64();
  demand(count <= BigInt(mostSlots) && BigInt(reader.left) === count * BigInt(partRecordBytes), "a part of the roll has not the length that it says");
  return Number(count);
}

/** Record i of a part file whose header was read. */
export function partRecord(file: Uint8Array, i: number): PartRecord {
  const at = partHeaderBytes + partRecordBytes * i;
  const bytes = file.subarray(at, at + partRecordBytes);
  return {
    tag: bytes.subarray(0, 32), v: bytes.subarray(32, 64), r: bytes.subarray(64, 96), z: bytes.subarray(96, 128),
    empty: isZero(bytes.subarray(32)),
  };
}

/** `e` of section 5.1; `electionHash` is Hash("election", election_id). */
export function partChallenge(electionHash: Uint8Array, j: number, tag: Uint8Array, v: Uint8Array, r: Uint8Array): Scalar {
  return new Transcript("roll-part", electionHash).u64(j).frame(tag).frame(v).frame(r).challenge();
}

/** Verifies one record that is not empty (`zG = R + e V`) and gives V_j; throws a ProtocolError where it does not hold. */
export function verifyPartRecord(electionHash: Uint8Array, j: number, record: PartRecord): Point {
  const v = parseNonIdentity(record.v, "the key of a part's record");
  const r = parseNonIdentity(record.r, "the commitment of a part's record");
  const z = parseScalar(record.z, "the response of a part's record");
  const e = partChallenge(electionHash, j, record.tag, record.v, record.r);
  const rest = multiplyPublic(basePoint, z).subtract(r).subtract(multiplyPublic(v, e));
  demand(rest.equals(identity), "the proof of a part's record does not hold");
  return v;
}

/** The voting key of a slot, from its parts: 32 bytes; throws a ProtocolError where the sum is the identity. */
export function sumOfParts(parts: readonly Point[]): Uint8Array {
  const sum = parts.reduce((total, part) => total.add(part));
  demand(!sum.is0(), "the parts of a voting key add up to the identity");
  return encodePoint(sum);
}

/** Hash("election", election_id): the context of parts. */
export function electionHash(electionId: Uint8Array): Uint8Array {
  return labelledHash("election", electionId);
}

/** `slot_tag` of section 5.1. */
export function slotTag(electionId: Uint8Array, secret: Uint8Array): Uint8Array {
  return labelledHash("slot", electionId, secret);
}
