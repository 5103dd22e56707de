import { voterSelfTest } from "@urna/protocol/self_test_voter";
import { insist } from "./errors.js";
import { checkRandomness } from "./fresh.js";

let isFit = false;

/** The test of this platform (17), once; throws NO_RANDOMNESS or DEVICE_UNFIT. */
export function checkPlatform(): void {
  checkRandomness();
  if (isFit) return;
  const failed = voterSelfTest();
  insist(failed.length === 0, "DEVICE_UNFIT", {}, failed.join(", "));
  isFit = true;
}
