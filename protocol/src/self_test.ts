import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, equalBytes, fromHex, le64, toHex } from "./bytes.js";
import { ballotChallenge, decodeBallotProof, holdsForKey, holdsForRandomness } from "./ballot_proof.js";
import { codeSeed, keyPart, slotSecret, votingKey, type Code } from "./codes.js";
import { isGoodSigningKey, verifySig } from "./ed25519_strict.js";
import { embed, unembed } from "./embedding.js";
import { decodePoint, decodeScalar, encodePoint, encodeScalar, order, scalarOf } from "./group.js";
import { generator } from "./generators.js";
import { vectorChallenge } from "./hashes.js";
import { lotPoint, lotSeed } from "./lots.js";
import { multiplyPublic } from "./group.js";
import { configHash, manifestHash } from "./manifest.js";
import { electionHash, slotTag } from "./roll_parts.js";
import { nonceFrom } from "./nonces.js";
import { leafHash } from "./merkle.js";
import { utf8 } from "./bytes.js";
import * as vectors from "./self_test_vectors.js";

/** What the cryptographic library computes, against section 18; each gives hexadecimal. */
const computed: Readonly<Record<keyof typeof vectors.values, () => Uint8Array>> = {
  "Gen(0)": () => encodePoint(generator(0)),
  "Gen(1)": () => encodePoint(generator(1)),
  "embed counting": () => encodePoint(embed(Uint8Array.from({ length: 30 }, (_, i) => i))),
  "embed 00": () => encodePoint(embed(new Uint8Array(30))),
  "embed ff": () => encodePoint(embed(new Uint8Array(30).fill(0xff))),
  "VecChallenge shuffle-u": () => encodeScalar(vectorChallenge("shuffle-u", new Uint8Array(64).fill(1), 1)),
  "config_hash": () => configHash(utf8('{"election":"test"}')),
  "manifest_hash": () => manifestHash(utf8('{"election":"test"}'), utf8("dkg-record")),
  "seed_1": () => codeSeed(vectors.electionId, 1, vectors.codes[0] as Code),
  "x": () => encodeScalar(bothCodes().secret),
  "vk": () => encodePoint(bothCodes().point),
  "slot_secret": () => slotSecret(new Uint8Array(32).fill(0x22), vectors.electionId, "P-0001"),
  "tag": () => slotTag(vectors.electionId, fromHex(vectors.values.slot_secret)),
  "Hash election": () => electionHash(vectors.electionId),
  "challenge 1": () => encodeScalar(leafChallenge()),
  "leaf hash 1": () => leafHash(vectors.leaf),
  "nonce w": () => encodeScalar(nonceFrom("w", bothCodes().secret, vectors.leaf.subarray(0, 207), new Uint8Array(64).fill(0x44))),
  "Q tie:7": () => encodePoint(lotPoint(vectors.manifest, "tie:7")),
  "lot_seed": () => lotSeed(vectors.manifest, "tie:7", multiplyPublic(lotPoint(vectors.manifest, "tie:7"), scalarOf(9))),
};

function bothCodes(): ReturnType<typeof votingKey> {
  return votingKey(vectors.codes.map((code, i) => keyPart(vectors.electionId, i + 1, code as Code)));
}

function leafChallenge(): ReturnType<typeof ballotChallenge> {
  return ballotChallenge(vectors.manifest, vectors.leaf.subarray(0, 207), vectors.leaf.subarray(207, 239), vectors.leaf.subarray(239, 271));
}

function proofHolds(): boolean {
  const proof = decodeBallotProof(vectors.leaf.subarray(207));
  const a = decodePoint(vectors.leaf.subarray(111, 143));
  const vk = decodePoint(vectors.leaf.subarray(38, 70));
  if (proof === undefined || a === undefined || vk === undefined) return false;
  const c = leafChallenge();
  return holdsForRandomness(proof, c, a) && holdsForKey(proof, c, vk) && !holdsForKey({ ...proof, z: scalarOf(proof.z + 1n) }, c, vk);
}

function refusesBadKeys(): boolean {
  const key = fromHex(vectors.registrarKey);
  const orderTwo = ed25519.Point.fromAffine({ x: 0n, y: ed25519.Point.Fp.ORDER - 1n });
  const mixed = ed25519.Point.fromBytes(key).add(orderTwo).toBytes();
  return isGoodSigningKey(key) && !isGoodSigningKey(mixed) && !isGoodSigningKey(orderTwo.toBytes());
}

function verifiesSignatures(): boolean {
  const file = concat(fromHex(vectors.trusteeKey));
  const signature = fromHex(vectors.manifestOkSignature);
  const holds = verifySig(file, "manifest-ok", vectors.manifest, new Uint8Array(0), signature);
  signature[63] = (signature[63] as number) ^ 1;
  return holds && !verifySig(file, "manifest-ok", vectors.manifest, new Uint8Array(0), signature);
}

const checks: Readonly<Record<string, () => boolean>> = {
  "32 zero bytes are a point": () => decodePoint(new Uint8Array(32))?.is0() === true,
  "1 + L is no scalar": () => decodeScalar(concat(bytesOf(order + 1n))) === undefined,
  "keys outside the subgroup of prime order are refused": refusesBadKeys,
  "signatures are verified": verifiesSignatures,
  "a ballot's proof is verified": proofHolds,
  "a chunk comes back": () => equalBytes(unembed(embed(new Uint8Array(30).fill(7))) ?? new Uint8Array(0), new Uint8Array(30).fill(7)),
};

function bytesOf(value: bigint): Uint8Array {
  return concat(...[0n, 64n, 128n, 192n].map((shift) => le64(BigInt.asUintN(64, value >> shift))));
}

/** The test that every program runs when it starts (17): the names of what this platform computes wrongly, none where all is well. */
export function selfTest(): string[] {
  const wrong: string[] = [];
  for (const [name, compute] of Object.entries(computed)) {
    if (!succeeds(() => toHex(compute()) === vectors.values[name as keyof typeof vectors.values])) wrong.push(name);
  }
  for (const [name, check] of Object.entries(checks)) if (!succeeds(check)) wrong.push(name);
  return wrong;
}

function succeeds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
