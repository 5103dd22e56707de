import { edwards } from "@noble/curves/abstract/edwards.js";
import { order } from "./group.js";

const p = 2n ** 255n - 19n;

/**
 * The curve of Ed25519, for the rule of 1.2, which the library's own `verify` does not keep: with `ed25519` would come all that signs,
 * in a program that never signs with it.
 */
export const EdwardsPoint = /* @__PURE__ */ edwards({
  p,
  n: order,
  h: 8n,
  a: p - 1n,
  d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n,
});
