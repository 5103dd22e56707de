// Voters of the elections of tests/npm/open_elections.cc at a real server, and what their authorities do.
import assert from "node:assert/strict";
import { createClient } from "@connectrpc/connect";
import { parseConfig } from "@urna/protocol/config";
import { keyPart, votingKey } from "@urna/protocol/codes";
import { encodePoint } from "@urna/protocol/group";
import { Eligibility } from "@urna/protocol/gen/urna/v1/eligibility_service_pb";
import { Processes } from "@urna/protocol/gen/urna/v1/processes_service_pb";
import { Booth, memoryStorage } from "../../dist/index.js";
import { connectServer, fetchTransport } from "../../dist/connect/index.js";
import { readTypedCode } from "../../dist/voter.js";
import { closingBody, codesOf, revocationBody, sig, signer } from "./parties.mjs";

export const fails = (promise, code, facts = {}) => assert.rejects(promise, (error) => {
  assert.equal(error.code, code, error);
  for (const [name, value] of Object.entries(facts)) assert.equal(error.facts[name], value, name);
  return true;
});

export async function vote(booth, contest, choices = [{ project: "p1" }]) {
  const ballot = await booth.prepare(contest, choices);
  return booth.cast(ballot.fullTracker);
}

/** Everybody at this server: `http` is its address. */
export function atServer(http) {
  const transport = fetchTransport(http);
  const server = connectServer(transport);
  const open = (name, options = {}) => Booth.open({ process: `processes/${name}`, server, storage: memoryStorage(), pause: async () => {}, ...options });

  async function voter(name, number, { codes = name === "once" ? 1 : 2, ...options } = {}) {
    const booth = await open(name, options);
    return { booth, who: await booth.identify(codesOf(name, number, codes)) };
  }

  /** The secret keys of a voter's codes, and their sum. */
  async function keysOf(name, number, count) {
    const { config } = parseConfig((await server.readManifest(`processes/${name}`)).config);
    const parts = codesOf(name, number, count).map((code, i) => keyPart(config.electionId, i + 1, readTypedCode(code, i + 1)));
    return [...parts, votingKey(parts)];
  }

  const manifestHash = async (name) => Buffer.from((await open(name)).info.manifestHash, "hex");

  /** Both authorities revoke the key of this voter. */
  async function revoke(name, number) {
    const [part] = await keysOf(name, number, 1);
    const slotTag = (await server.findSlot(`processes/${name}`, 1, encodePoint(part.point))).record.slice(0, 32);
    const hash = await manifestHash(name);
    for (const authority of [0, 1]) {
      const signature = sig(signer(name, "authority", authority), "leaf-07", hash, revocationBody(hash, slotTag));
      await createClient(Eligibility, transport).revokeKey({ name: `processes/${name}`, slotTag, generation: 0, reason: 1, authority, signature });
    }
  }

  /** Both authorities close the vote, now: gives the time that they sign, in Unix seconds. */
  async function close(name) {
    const hash = await manifestHash(name);
    const time = BigInt(Math.floor(Date.now() / 1000));
    for (const authority of [0, 1]) {
      const signature = sig(signer(name, "authority", authority), "leaf-09", hash, closingBody(hash, time));
      await createClient(Processes, transport).scheduleClosing({ name: `processes/${name}`, time: { seconds: time }, signature: { authority, signature } });
    }
    return time;
  }

  return { server, open, voter, keysOf, revoke, close };
}
