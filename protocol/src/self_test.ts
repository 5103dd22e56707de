import { fromHex } from "./bytes.js";
import { codeSeed, slotSecret, type Code } from "./codes.js";
import { embed } from "./embedding.js";
import { encodePoint, encodeScalar, multiplyPublic, scalarOf } from "./group.js";
import { generator } from "./generators.js";
import { vectorChallenge } from "./hashes.js";
import { lotPoint, lotSeed } from "./lots.js";
import { electionHash, slotTag } from "./roll_parts.js";
import { failures, voterSelfTest, type Vectors } from "./self_test_voter.js";

const election = fromHex("00112233445566778899aabbccddeeff");
const manifest = new Uint8Array(32).fill(0x11);

/** What a voter's program does not compute. */
const vectors: Vectors = {
  "Gen(0)": [() => encodePoint(generator(0)), "a2f509d1edf691b9a8c2796e622420f378c21681bb46f15b06f088699fb81b2e"],
  "Gen(1)": [() => encodePoint(generator(1)), "f05c063f2a238f1d5a2a89b2b70b744982f03d6929e22344edafa1d8836fe457"],
  "embed 00": [() => encodePoint(embed(new Uint8Array(30))), "0400000000000000000000000000000000000000000000000000000000000000"],
  "embed ff": [() => encodePoint(embed(new Uint8Array(30).fill(0xff))), "06ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00"],
  "VecChallenge shuffle-u": [() => encodeScalar(vectorChallenge("shuffle-u", new Uint8Array(64).fill(1), 1)), "3cbdc8821d081d35021bca9884b78ec600000000000000000000000000000000"],
  "seed_1": [() => codeSeed(election, 1, "V4KJ2G0NBB7AGC1FTVGA" as Code), "5aedd0cf3e5856fd06dc04478111b2556e4871e0e6ed8e2d581d5730f0932663"],
  "slot_secret": [() => slotSecret(new Uint8Array(32).fill(0x22), election, "P-0001"), "d13bf2e4f447da06183d7f44a2c2f260"],
  "tag": [() => slotTag(election, fromHex("d13bf2e4f447da06183d7f44a2c2f260")), "674966d5f2dd2b48bd77fef70b082fb731df4fb36dd167dd4b8f17602b062a8d"],
  "Hash election": [() => electionHash(election), "ced2850d7f415781c7f4bce7c0a12bb8535bc31176a293964078d9b909ec4f7b"],
  "Q tie:7": [() => encodePoint(lotPoint(manifest, "tie:7")), "5c147ff1e932f595bcad449c9e7e1dbd55504fb7b55498ab604547aa2ce9ae05"],
  "lot_seed": [() => lotSeed(manifest, "tie:7", multiplyPublic(lotPoint(manifest, "tie:7"), scalarOf(9))), "78f1857990a32ce9308c942d4773af13b32baf0de57215a1dd4e29403547d68a"],
};

/** The test that every program runs when it starts (17): the names of what this platform computes wrongly, none where all is well. */
export function selfTest(): string[] {
  return [...voterSelfTest(), ...failures(vectors, {})];
}
