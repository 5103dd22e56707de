import { le64, concat } from "./bytes.js";
import { pointFromHash, type Point } from "./group.js";
import { frameLabel, sha512 } from "./hashes.js";

/** Gen(i) of section 1.3; H is Gen(0). */
export function generator(i: number): Point {
  return pointFromHash(sha512(concat(frameLabel("generator"), le64(i))));
}
