// A reader of transparent logs, who knows their specification and the log's key, and nothing of Urna.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { Ballots } from "./gen/urna/v1/ballots_service_pb.js";
import { ConfigSchema } from "./gen/urna/v1/config_pb.js";
import { Processes } from "./gen/urna/v1/processes_service_pb.js";
import { ask } from "./support/http.mjs";
import { readCheckpoint, readEntries, readKey, readLog, tilePath } from "./support/tlog.mjs";
import { ballot, election, http } from "./support/world.mjs";

const transport = createConnectTransport({ baseUrl: http, httpVersion: "1.1" });
const ballots = createClient(Ballots, transport);
const get = (path, fields = []) => ask({ method: "GET", path: `/log/test/${path}`, fields });
async function read(path) {
  const answer = await get(path);
  assert.equal(answer.status, 200, `${path}: ${answer.body}`);
  return answer.body;
}
let key;
const checkpoint = async () => readCheckpoint(await read("checkpoint"), key);

before(async () => {
  const { config } = await createClient(Processes, transport).getManifest({ name: election });
  key = readKey(fromBinary(ConfigSchema, config).log.vkey);
});

describe("the log over HTTP", () => {
  test("is what its checkpoint says, while it grows past a tile", async () => {
    const first = await checkpoint();
    const entries = await readLog(read, first);
    const cast = [];
    for (let voter = 40; voter < 300; ++voter) {
      await ballots.castBallot({ process: election, ballot: ballot(voter) });
      cast.push(ballot(voter));
    }
    const second = await checkpoint();
    assert.ok(second.size > 256);
    const more = await readLog(read, second);
    assert.deepEqual(more.slice(0, first.size), entries, "the log has changed what was in it");
    for (const one of cast) assert.ok(more.some((entry) => entry.equals(one)));
  });

  test("keeps the partial tiles of earlier checkpoints", async () => {
    const { size } = await checkpoint();
    const all = readEntries(await read(tilePath("entries", 0)), 256);
    for (const count of [1, 7, 255]) {
      assert.ok(size > count);
      assert.deepEqual(readEntries(await read(tilePath("entries", 0, count)), count), all.slice(0, count));
      assert.equal((await read(tilePath(0, 0, count))).length, 32 * count);
    }
  });

  test("says what may be kept", async () => {
    const full = await get(tilePath(0, 0));
    assert.match(full.fields["cache-control"][0], /immutable/);
    const newest = await get("checkpoint");
    assert.doesNotMatch(newest.fields["cache-control"][0], /immutable/);
    assert.equal(newest.fields["content-type"][0].split(";")[0], "text/plain");
    assert.equal(full.fields["content-type"][0], "application/octet-stream");
  });

  test("is not sent again to who has it", async () => {
    const { fields } = await get(tilePath(0, 0));
    const again = await get(tilePath(0, 0), [["if-none-match", fields.etag[0]]]);
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
  });

  test("is sent in part", async () => {
    const whole = await read(tilePath(0, 0));
    const part = await get(tilePath(0, 0), [["range", "bytes=32-63"]]);
    assert.equal(part.status, 206);
    assert.equal(part.fields["content-range"][0], `bytes 32-63/${whole.length}`);
    assert.deepEqual(part.body, whole.subarray(32, 64));
  });

  for (const path of [
    "tile/0/001.p/255",
    "tile/0/999",
    "tile/1/001",
    "tile/0/0",
    "tile/0/x000/000",
    "tile/00/000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/64/000",
    "tile/-1/000",
    "tile/entries/000/",
    "tile/entries/../0/000",
    "tile",
    "",
    "other",
    "checkpoint/",
  ]) {
    test(`has no ${path || "empty path"}`, async () => assert.equal((await get(path)).status, 404));
  }

  test("is no other process's", async () => {
    for (const process of ["none", "", "..", "test%2F..", "TEST"]) {
      assert.equal((await ask({ method: "GET", path: `/log/${process}/checkpoint` })).status, 404, process);
    }
  });
});

describe("the reader itself", () => {
  test("finds a changed entry, a changed hash and another key's signature", async () => {
    const newest = await checkpoint();
    const changed = (wanted, at) => async (path) => {
      const bytes = Buffer.from(await read(path));
      if (path.startsWith(wanted)) bytes[at] ^= 1;
      return bytes;
    };
    await assert.rejects(readLog(changed("tile/entries/", 40), newest), /not those of the checkpoint/);
    await assert.rejects(readLog(changed("tile/0/", 0), newest), /other hashes/);
    const note = await read("checkpoint");
    note[note.length - 10] ^= 1;
    assert.throws(() => readCheckpoint(note, key));
  });

  test("names tiles as the specification does", () => {
    assert.equal(tilePath(0, 1234067), "tile/0/x001/x234/067");
    assert.equal(tilePath("entries", 0, 112), "tile/entries/000.p/112");
  });
});
