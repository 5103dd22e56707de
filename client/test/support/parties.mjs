// The secrets of the elections that the C++ test fixture makes, the same in every run: tests/support/election_fixture.cc.
import { createHash, createPrivateKey, sign } from "node:crypto";

const seedOf = (process, role, index) => createHash("sha256").update(`${process}/${role}/${index}`).digest();

/** Signs as the party, or as the log (`role` "log", 0), whose key comes from this seed. */
export function signer(process, role, index) {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seedOf(process, role, index)]);
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  return (message) => new Uint8Array(sign(null, message, key));
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Code j, from 1, of voter v, from 0. */
export function codeOf(process, v, j) {
  for (let attempt = 0; ; attempt++) {
    const digits = [...seedOf(process, `code/${v}/${j}`, attempt).subarray(0, 20)].map((byte) => byte % 32);
    const check = (digits.reduce((sum, digit) => (sum * 32 + digit) % 37, 0) + j) % 37;
    if (check < 32) return [...digits, check].map((digit) => crockford[digit]).join("");
  }
}

export const codesOf = (process, v, count) => Array.from({ length: count }, (_, i) => codeOf(process, v, i + 1));

const le = (size, value) => {
  const bytes = Buffer.alloc(size);
  if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
  else bytes.writeUInt32LE(value);
  return bytes;
};

/** Sig(sk, purpose, manifest hash, body) of section 1.4. */
export const sig = (sign, purpose, context, body) => sign(Buffer.concat([Buffer.from(`urna/v2/sig/${purpose}\0`), context, body]));

const header = (type, manifestHash) => Buffer.concat([Buffer.of(type, 2), manifestHash, le(4, 0xffffffff)]);

/** The bytes of a revocation or a closing before their signatures (8.2). */
export const revocationBody = (manifestHash, tag, gen = 0) => Buffer.concat([header(7, manifestHash), tag, le(4, gen), Buffer.of(1)]);
export const closingBody = (manifestHash, time) => Buffer.concat([header(9, manifestHash), le(8, time)]);

/** The record that these authorities sign. */
export function signedRecord(process, manifestHash, body, authorities) {
  const purpose = `leaf-0${body[0]}`;
  const signatures = authorities.map((i) => Buffer.concat([Buffer.of(i), sig(signer(process, "authority", i), purpose, manifestHash, body)]));
  return Buffer.concat([body, Buffer.of(authorities.length), ...signatures]);
}
