// What a configuration may say (section 3 of the protocol), beside its rules and its shape.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { decodeCanonical, encodeCanonical } from "../dist/canonical.js";
import { parseConfig } from "../dist/config.js";
import { CategoryConfigSchema, ConfigSchema } from "../dist/gen/urna/v1/config_pb.js";

const exchange = readFileSync(new URL("../../tests/data/ballot_exchange.txt", import.meta.url), "utf8");
const sealed = Uint8Array.from(Buffer.from(/^config \| ([0-9a-f]+)$/m.exec(exchange)[1], "hex"));

function withPages(size) {
  const config = decodeCanonical(ConfigSchema, sealed, "it");
  config.pagesSha256 = new Uint8Array(size).fill(0x70);
  return parseConfig(encodeCanonical(ConfigSchema, config)).config;
}

function withCategories(...categories) {
  const config = decodeCanonical(ConfigSchema, sealed, "it");
  config.categories.push(...categories.map(([id, ...texts]) => create(CategoryConfigSchema, { id, title: texts.map((text, i) => ({ language: config.languages[i] ?? "xx", text })) })));
  return parseConfig(encodeCanonical(ConfigSchema, config)).config.categories.map(({ id, title }) => `${id}: ${title.map(({ text }) => text).join(", ")}`);
}

test("a configuration of before categories had titles has none; with them each has an id of its own, and words", () => {
  assert.deepEqual(parseConfig(sealed).config.categories, []);
  assert.deepEqual(withCategories(["roads", "Roads"], ["parks", "Parks"]), ["roads: Roads", "parks: Parks"]);
  assert.throws(() => withCategories(["parks", "Parks"], ["parks", "Parks"]), /two categories have one id/);
  assert.throws(() => withCategories(["Parks", "Parks"]), /a category's id is none/);
  assert.throws(() => withCategories(["parks"]), /the title of a category has no text/);
  assert.throws(() => withCategories(["parks", ...Array.from({ length: 25 }, () => "Parks")]), /the title of a category has/);
  assert.throws(() => withCategories(...Array.from({ length: 101 }, (_, i) => [`c${i}`, "Parks"])), /more than 100 categories/);
});

test("the digest of the pages has 32 bytes or is absent", () => {
  assert.equal(withPages(0).pagesSha256.length, 0);
  assert.equal(withPages(32).pagesSha256.length, 32);
  for (const size of [1, 31, 33, 64]) assert.throws(() => withPages(size), /the digest of the pages has not 32 bytes/, `${size}`);
});
