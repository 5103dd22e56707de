// Not part of the package's exports: nobody but the tests of this package can give it other bytes than the platform's.
import { nonceFrom, type NonceName } from "@urna/protocol/nonces";
import { randomBytes } from "@urna/protocol/random";
import type { Scalar } from "@urna/protocol/group";
import { UrnaError } from "./errors.js";

type Source = (length: number) => Uint8Array;

const platform: Source = (length) => {
  try {
    return randomBytes(length);
  } catch (error) {
    throw new UrnaError("NO_RANDOMNESS", {}, (error as Error).message);
  }
};
let source = platform;

/** Draws from `other` until the function that it gives is called. */
export function drawFrom(other: Source): () => void {
  source = other;
  return () => {
    source = platform;
  };
}

/** Throws NO_RANDOMNESS where the platform has none, or gives the same bytes twice. */
export function checkRandomness(): void {
  const draw = (): string => platform(16).join();
  if (draw() === draw()) throw new UrnaError("NO_RANDOMNESS", {}, "the same bytes came twice");
}

/** Nonce(name, x, m) of section 1.3: drawn anew with each call, never 0. */
export function freshNonce(name: NonceName, x: Scalar, message: Uint8Array): Scalar {
  for (;;) {
    const fresh = source(64);
    const value = nonceFrom(name, x, message, fresh);
    fresh.fill(0);
    if (value !== 0n) return value;
  }
}
