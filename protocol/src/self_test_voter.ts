import { EdwardsPoint } from "./edwards.js";
import { ballotChallenge, decodeBallotProof, holdsForKey, holdsForRandomness, proveBallotWith } from "./ballot_proof.js";
import { concat, fromHex, toHex, utf8 } from "./bytes.js";
import { keyPart, votingKey, type Code, type KeyPart } from "./codes.js";
import { isGoodSigningKey, verifySig } from "./ed25519_strict.js";
import { encodeCiphertext, encrypt } from "./elgamal.js";
import { embed, unembed } from "./embedding.js";
import { basePoint, decodePoint, decodeScalar, encodePoint, encodeScalar, multiply, order, scalarOf } from "./group.js";
import { ballotHead, ballotPrefix } from "./leaves.js";
import { manifestHash } from "./manifest.js";
import { leafHash } from "./merkle.js";
import { nonceFrom } from "./nonces.js";

const manifest = new Uint8Array(32).fill(0x11);
const trusteeKey = fromHex("c050c5637a44fa8629fff3cccce2300cb362a63d99d95fc54145266f4332445a");
const manifestOk = fromHex("5f8b0b73cb1536f1f70f057ebe79ae56cd7f3b0a5187c4f54bb3db67adc9c71895ccf4729365eea203a86d779ae9f4993782115531ea46a38170b241d3bc7602");

/** What is computed for a vector of section 18, and its value, by the name of tests/data/protocol_vectors.txt. */
export type Vectors = Readonly<Record<string, readonly [compute: () => Uint8Array, value: string]>>;

const vectors: Vectors = {
  "embed counting": [() => encodePoint(embed(Uint8Array.from({ length: 30 }, (_, i) => i))), "08000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d00"],
  "manifest_hash": [() => manifestHash(utf8('{"election":"test"}'), utf8("dkg-record")), "32dca23b7e6dfec722f06439c85a275e3b72e480f29659d51c4b4aeba18576e7"],
  "vk": [() => encodePoint(bothCodes().point), "76ea5e1ed8a6cfa3de574f467292807a7639e72d4db365189db3824153ec9271"],
  // Of the whole ballot: codes, payload's points, encryption, transcript, proof.
  "leaf hash 1": [() => leafHash(concat(...ballot())), "7179b009afa5a0b134b2ef5201e87bd1f98882425d2198d2ee125fae2e5c765c"],
  "nonce w": [() => encodeScalar(nonceFrom("w", bothCodes().secret, ballot()[0], new Uint8Array(64).fill(0x44))), "072d2ca0220c144873909c5b3b903ead7fdafc5f3eab38ed3e4f440e259ab60d"],
};

function bothCodes(): KeyPart {
  const election = fromHex("00112233445566778899aabbccddeeff");
  return votingKey(["V4KJ2G0NBB7AGC1FTVGA", "3XV4AZC0VJNVRFGEBJNN"].map((code, i) => keyPart(election, i + 1, code as Code)));
}

type Ballot = readonly [head: Uint8Array, proof: Uint8Array];

let made: Ballot | undefined;

/** Head and proof of ballot 1 of the vectors, made once. */
function ballot(): Ballot {
  made ??= makeBallot();
  return made;
}

function makeBallot(): Ballot {
  const { point, secret } = bothCodes();
  const payload = new Uint8Array(60);
  payload.set([1, 9]);
  const [r, w, u] = [101, 102, 103].map(scalarOf) as [ReturnType<typeof scalarOf>, ReturnType<typeof scalarOf>, ReturnType<typeof scalarOf>];
  const keys = [7, 14].map((y) => multiply(basePoint, scalarOf(y)));
  const prefix = ballotPrefix(manifest, 7, encodePoint(point), 1, new Uint8Array(32));
  const head = ballotHead(prefix, 2, encodeCiphertext(encrypt(keys, payload, r)));
  return [head, proveBallotWith(manifest, head, r, secret, { w, u })];
}

function verifiesProofs(): boolean {
  const [head, bytes] = ballot();
  const proof = decodeBallotProof(bytes);
  if (proof === undefined) return false;
  const c = ballotChallenge(manifest, head, bytes.subarray(0, 32), bytes.subarray(32, 64));
  const [a, vk] = [multiply(basePoint, scalarOf(101)), bothCodes().point];
  return holdsForRandomness(proof, c, a) && holdsForKey(proof, c, vk) && !holdsForKey({ ...proof, z: scalarOf(proof.z + 1n) }, c, vk);
}

function refusesBadKeys(): boolean {
  const orderTwo = EdwardsPoint.fromAffine({ x: 0n, y: EdwardsPoint.Fp.ORDER - 1n });
  const mixed = EdwardsPoint.fromBytes(trusteeKey).add(orderTwo).toBytes();
  return isGoodSigningKey(trusteeKey) && !isGoodSigningKey(mixed) && !isGoodSigningKey(orderTwo.toBytes());
}

function verifiesSignatures(): boolean {
  const holds = (signature: Uint8Array): boolean => verifySig(trusteeKey, "manifest-ok", manifest, new Uint8Array(0), signature);
  return holds(manifestOk) && !holds(manifestOk.map((byte, i) => (i === 63 ? byte ^ 1 : byte)));
}

/** A test of this platform by its name. */
export type Checks = Readonly<Record<string, () => boolean>>;

const checks: Checks = {
  "32 zero bytes are a point": () => decodePoint(new Uint8Array(32))?.is0() === true,
  "1 + L is no scalar": () => decodeScalar(Uint8Array.from({ length: 32 }, (_, i) => Number(((order + 1n) >> BigInt(8 * i)) & 255n))) === undefined,
  "keys outside the subgroup of prime order are refused": refusesBadKeys,
  "signatures are verified": verifiesSignatures,
  "a ballot's proof is verified": verifiesProofs,
  "a chunk comes back": () => unembed(embed(new Uint8Array(30).fill(7)))?.every((byte) => byte === 7) === true,
};

/** The names of what is wrong here. */
export function failures(of: Vectors, and: Checks): string[] {
  const isRight = [
    ...Object.entries(of).map(([name, [compute, value]]): [string, () => boolean] => [name, () => toHex(compute()) === value]),
    ...Object.entries(and),
  ];
  return isRight.filter(([, check]) => !succeeds(check)).map(([name]) => name);
}

/** The test of section 17 for whoever makes ballots and checks receipts: the names of what fails here, none where all is well. */
export function voterSelfTest(): string[] {
  return failures(vectors, checks);
}

function succeeds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
