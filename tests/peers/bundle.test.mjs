// An observer who takes a bundle home by its list, with whatever fetches files.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { ask } from "./support/http.mjs";
import { election, rollBytes } from "./support/world.mjs";

const get = (path, fields = []) => ask({ method: "GET", path: `/bundle/test/${path}`, fields });

test("every file of the list is there, as the list says", async () => {
  const list = JSON.parse((await get("")).body.toString());
  assert.equal(list.process, election);
  assert.ok(list.files.length >= 8);
  for (const { path, size, sha256 } of list.files) {
    const { status, body, fields } = await get(path);
    assert.equal(status, 200, path);
    assert.equal(fields["content-length"][0], String(body.length), path);
    // The checkpoint and its tiles may have grown since.
    if (size !== undefined && path !== "checkpoint") assert.equal(body.length, size, path);
    if (sha256 !== undefined && path !== "checkpoint") {
      assert.equal(createHash("sha256").update(body).digest("hex"), sha256, path);
    }
  }
});

test("a large file is taken in parts", async () => {
  const path = "roll/electorate-0.roll";
  const whole = (await get(path)).body;
  assert.equal(whole.length, rollBytes);
  const parts = [];
  for (let at = 0; at < rollBytes; at += 6000) {
    const part = await get(path, [["range", `bytes=${at}-${at + 5999}`]]);
    assert.equal(part.status, 206);
    parts.push(part.body);
  }
  assert.deepEqual(Buffer.concat(parts), whole);
  const beyond = await get(path, [["range", `bytes=${rollBytes}-`]]);
  assert.equal(beyond.status, 416);
  assert.deepEqual(beyond.fields["content-range"], [`bytes */${rollBytes}`]);
});

test("HEAD says what GET would send", async () => {
  const got = await get("config");
  const told = await ask({ method: "HEAD", path: "/bundle/test/config" });
  assert.equal(told.status, 200);
  assert.equal(told.body.length, 0);
  for (const name of ["content-length", "content-type", "etag", "cache-control"]) {
    assert.deepEqual(told.fields[name], got.fields[name], name);
  }
});

test("nothing else of the server is there", async () => {
  for (const path of [
    "../../etc/passwd",
    "../test/config",
    "..%2Ftest%2Fconfig",
    "%2e%2e/config",
    "roll/../config",
    "config%00",
    "config/",
    "/config",
    "./config",
  ]) {
    assert.equal((await get(path)).status, 404, path);
  }
});
