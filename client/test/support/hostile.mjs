// A booth between a liar and a real server, for the tests of lies.
import assert from "node:assert/strict";
import { Booth, memoryStorage } from "../../dist/index.js";
import { connectServer, fetchTransport } from "../../dist/connect/index.js";
import { explain } from "../../dist/words.js";
import { codesOf } from "./parties.mjs";
import { lying } from "./liar.mjs";
import { startServer } from "./world.mjs";

/** That an error has this code, says what was wrong with an answer, and has words without gaps. */
export const codeIs = (code, why) => (error) => {
  assert.equal(error.code, code, error);
  assert.equal(error.why?.code, why, error.why);
  for (const language of ["en", "fr"]) assert.doesNotMatch(explain(error, language), / \?[ .)]/);
  return true;
};

/** The bytes with one bit changed. */
export const flip = (bytes, at) => {
  const out = Uint8Array.from(bytes);
  out.set([out.at(at) ^ 1], at < 0 ? out.length + at : at);
  return out;
};

export const prepare = (booth, contest = "contest-0", choices = [{ project: "p1" }]) => booth.prepare(contest, choices);
export const vote = async (booth, ...what) => booth.cast((await prepare(booth, ...what)).fullTracker);

/** A server of its own with the election `again`, and what its tests need: its log's key, its hash, booths that are lied to. */
export async function startHostile() {
  const world = await startServer();
  const server = connectServer(fetchTransport(world.http));
  const honest = { process: "processes/again", pause: async () => {} };
  const { info } = await Booth.open({ ...honest, server, storage: memoryStorage() });
  const open = (lies, options = {}) => Booth.open({ ...honest, server: lying(server, lies), storage: memoryStorage(), ...options });

  // Even numbers vote in contests 0 to 2; each test takes voters of its own.
  let next = 0;
  const anybody = () => codesOf("again", (next += 2) - 2, 2);

  /** A booth of a voter, with the lies that are told to it, which may change, and the ballots that it has sent. */
  async function identified(lies = {}, options = {}, codes = anybody()) {
    const said = { ...lies };
    const booth = await open(said, { ...options, server: lying(server, said) });
    await booth.identify(codes);
    const sent = [];
    const cast = said.castBallot;
    said.castBallot = (honestly, process, bytes, ...rest) => {
      sent.push(Buffer.from(bytes).toString("base64"));
      return cast === undefined ? honestly() : cast(honestly, process, bytes, ...rest);
    };
    return { booth, said, sent, codes };
  }

  return { server, vkey: info.logVkey, hash: Buffer.from(info.manifestHash, "hex"), open, anybody, identified, stop: world.stop };
}
