import { concat, demand, le32, le64, Reader } from "./bytes.js";

export const leafVersion = 2;
export const wholeProcess = 0xffffffff;

export const LeafType = { manifest: 0x01, ballot: 0x03, revocation: 0x07, open: 0x08, close: 0x09, artefact: 0x10 } as const;

interface Header {
  readonly manifestHash: Uint8Array;
  readonly contest: number;
}

export interface ManifestLeaf extends Header {
  readonly type: typeof LeafType.manifest;
  readonly configLength: bigint;
  readonly dkgLength: bigint;
  readonly configDigest: Uint8Array;
  readonly dkgDigest: Uint8Array;
}

export interface BallotLeaf extends Header {
  readonly type: typeof LeafType.ballot;
  readonly vk: Uint8Array;
  readonly seq: bigint;
  readonly prev: Uint8Array;
  readonly width: number;
  readonly a: Uint8Array;
  /** B_1..B_k. */
  readonly b: readonly Uint8Array[];
  /** The leaf bytes before T: what is proven, and what the tracker is of. */
  readonly head: Uint8Array;
  /** `T || R || s || z`. */
  readonly proof: Uint8Array;
}

/** A signature of an authority, by its number. */
export interface NumberedSignature {
  readonly number: number;
  readonly signature: Uint8Array;
}

interface Signed extends Header {
  /** The leaf bytes before the number of signatures. */
  readonly body: Uint8Array;
  readonly signatures: readonly NumberedSignature[];
}

export interface RevocationLeaf extends Signed {
  readonly type: typeof LeafType.revocation;
  readonly tag: Uint8Array;
  readonly gen: number;
  readonly reason: number;
}

export interface TimeLeaf extends Signed {
  readonly type: typeof LeafType.open | typeof LeafType.close;
  /** Unix seconds. */
  readonly time: bigint;
}

/** Kinds of artefacts of section 8.2. */
export const ArtefactKind = { mix: 1, decryption: 2, ballots: 3, pabulib: 4, outcome: 5, lot: 6 } as const;

export interface ArtefactLeaf extends Header {
  readonly type: typeof LeafType.artefact;
  readonly kind: number;
  readonly index: number;
  readonly length: bigint;
  readonly digest: Uint8Array;
  readonly trustee: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

export type Leaf = ManifestLeaf | BallotLeaf | RevocationLeaf | TimeLeaf | ArtefactLeaf;

/** The header of section 8.2: 38 bytes. */
export function leafHeader(type: number, manifestHash: Uint8Array, contest: number): Uint8Array {
  return concat(Uint8Array.of(type, leafVersion), manifestHash, le32(contest));
}

/** The leaf bytes of a ballot before its `k`: what its randomness is bound to (6.3). */
export function ballotPrefix(manifestHash: Uint8Array, contest: number, vk: Uint8Array, seq: number | bigint, prev: Uint8Array): Uint8Array {
  return concat(leafHeader(LeafType.ballot, manifestHash, contest), vk, le64(seq), prev);
}

/** The leaf bytes of a ballot before T. */
export function ballotHead(prefix: Uint8Array, width: number, ciphertext: Uint8Array): Uint8Array {
  return concat(prefix, Uint8Array.of(width), ciphertext);
}

/** The length of a ballot's leaf at width k. */
export function ballotLeafBytes(width: number): number {
  return 239 + 32 * (width + 1);
}

/** Reads a leaf of a type that is in use, by its form alone; throws a ProtocolError on all others. */
export function parseLeaf(bytes: Uint8Array): Leaf {
  const reader = new Reader(bytes, "a leaf");
  const type = reader.u8();
  demand(Object.values<number>(LeafType).includes(type), `a leaf has type ${type}, which is not in use`);
  const version = reader.u8();
  demand(version === leafVersion, `a leaf has version ${version}, expected ${leafVersion}`);
  const header = { manifestHash: reader.take(32), contest: reader.u32() };
  const leaf = parseBody(type, header, reader, bytes);
  reader.end();
  const ofContest = type === LeafType.ballot || type === LeafType.artefact;
  demand(ofContest || header.contest === wholeProcess, "a leaf of the whole process names a contest");
  return leaf;
}

function parseBody(type: number, header: Header, reader: Reader, bytes: Uint8Array): Leaf {
  switch (type) {
    case LeafType.manifest:
      return {
        type, ...header, configLength: reader.u64(), dkgLength: reader.u64(), configDigest: reader.take(32), dkgDigest: reader.take(32),
      };
    case LeafType.ballot:
      return parseBallot(header, reader, bytes);
    case LeafType.revocation: {
      const fields = { tag: reader.take(32), gen: reader.u32(), reason: reader.u8() };
      demand(fields.reason >= 1 && fields.reason <= 4, "a revocation's reason is none of 1 to 4");
      return { type, ...header, ...fields, ...signatures(reader, bytes) };
    }
    case LeafType.open:
    case LeafType.close:
      return { type, ...header, time: reader.u64(), ...signatures(reader, bytes) };
    default: {
      const fields = { kind: reader.u8(), index: reader.u32(), length: reader.u64(), digest: reader.take(32), trustee: reader.u8() };
      demand(fields.kind >= 1 && fields.kind <= 6, "an artefact's kind is none of 1 to 6");
      const body = bytes.subarray(0, reader.offset);
      return { type: LeafType.artefact, ...header, ...fields, body, signature: reader.take(64) };
    }
  }
}

function parseBallot(header: Header, reader: Reader, bytes: Uint8Array): BallotLeaf {
  const vk = reader.take(32);
  const seq = reader.u64();
  const prev = reader.take(32);
  const width = reader.u8();
  const a = reader.take(32);
  const b = Array.from({ length: width }, () => reader.take(32));
  const head = bytes.subarray(0, reader.offset);
  return { type: LeafType.ballot, ...header, vk, seq, prev, width, a, b, head, proof: reader.take(128) };
}

function signatures(reader: Reader, bytes: Uint8Array): Pick<Signed, "body" | "signatures"> {
  const body = bytes.subarray(0, reader.offset);
  const count = reader.u8();
  demand(count >= 1 && count <= 16, "a leaf has not 1 to 16 signatures");
  const list: NumberedSignature[] = [];
  for (let i = 0; i < count; i++) {
    const number = reader.u8();
    demand(i === 0 || number > (list[i - 1] as NumberedSignature).number, "the signers of a leaf are not ascending");
    list.push({ number, signature: reader.take(64) });
  }
  return { body, signatures: list };
}
