import { frame, frameLabel, sha512 } from "./hashes.js";
import { encodeScalar, reduce, type Scalar } from "./group.js";
import { concat, demand } from "./bytes.js";
import { randomBytes } from "./random.js";

export type NonceName = "w" | "u" | "r" | "part" | "cred";

/** The nonce for given fresh bytes, which may be 0: for test vectors. Others call `nonce`. */
export function nonceFrom(name: NonceName, x: Scalar, message: Uint8Array, fresh: Uint8Array): Scalar {
  demand(fresh.length === 64, "a nonce takes 64 fresh bytes");
  const secret = encodeScalar(x);
  const input = concat(frameLabel(`nonce-${name}`), frame(secret), frame(fresh), frame(message));
  const value = reduce(sha512(input));
  input.fill(0);
  secret.fill(0);
  return value;
}

/** Nonce(name, x, m) of section 1.3: hedged, drawn anew with each call, never 0. */
export function nonce(name: NonceName, x: Scalar, message: Uint8Array): Scalar {
  for (;;) {
    const fresh = randomBytes(64);
    const value = nonceFrom(name, x, message, fresh);
    fresh.fill(0);
    if (value !== 0n) return value;
  }
}
