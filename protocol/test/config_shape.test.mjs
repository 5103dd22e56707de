// The small reader of configurations against protobuf-es, which knows the .proto file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { equals, ScalarType } from "@bufbuild/protobuf";
import { decodeCanonical, encodeCanonical } from "../dist/canonical.js";
import { decodeShape } from "../dist/canonical_shape.js";
import { configShape } from "../dist/config_shape.js";
import { ConfigSchema } from "../dist/gen/urna/v1/config_pb.js";

const exchange = readFileSync(new URL("../../tests/data/ballot_exchange.txt", import.meta.url), "utf8");
const configs = [...exchange.matchAll(/^config \| ([0-9a-f]+)$/gm)].map(([, hex]) => Uint8Array.from(Buffer.from(hex, "hex")));

const scalars = {
  [ScalarType.UINT32]: "uint32", [ScalarType.UINT64]: "uint64", [ScalarType.INT64]: "int64", [ScalarType.BOOL]: "bool",
  [ScalarType.STRING]: "string", [ScalarType.BYTES]: "bytes",
};

function compareWithProto(shape, desc) {
  assert.equal(shape.typeName, desc.typeName);
  assert.deepEqual(Object.keys(shape.fields).map(Number), desc.fields.map(({ number }) => number).sort((a, b) => a - b), desc.typeName);
  for (const field of desc.fields) {
    const { name, kind, repeated } = shape.fields[field.number];
    const where = `${desc.typeName}.${field.name}`;
    assert.equal(name, field.localName, where);
    assert.equal(repeated, field.fieldKind === "list", where);
    assert.equal(shape.oneof, field.oneof?.localName, where);
    const of = field.fieldKind === "list" ? field.listKind : field.fieldKind;
    if (of === "message") compareWithProto(kind, field.message);
    else assert.equal(kind, of === "enum" ? "enum" : scalars[field.scalar], where);
  }
}

test("the shape of a configuration is that of config.proto", () => compareWithProto(configShape, ConfigSchema));

test("what it reads is what protobuf-es reads", () => {
  assert.equal(configs.length, 3);
  for (const bytes of configs) {
    const read = decodeShape(configShape, bytes, "it");
    assert.ok(equals(ConfigSchema, read, decodeCanonical(ConfigSchema, bytes, "it")));
    assert.deepEqual(encodeCanonical(ConfigSchema, read), bytes);
  }
});

// A generator of its own, so that a failure comes again: xorshift32.
function numbers(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutated(bytes, draw) {
  const out = [...bytes];
  for (let changes = 1 + draw(3); changes > 0; changes--) {
    const at = draw(Math.min(out.length, 600));
    switch (draw(5)) {
      case 0: out[at] ^= 1 << draw(8); break;
      case 1: out[at] = draw(256); break;
      case 2: out.splice(at, 1); break;
      case 3: out.splice(at, 0, draw(256)); break;
      default: out.splice(at, draw(8), ...out.slice(at, at + draw(8)));
    }
  }
  return Uint8Array.from(out);
}

const verdict = (read) => { try { return read(); } catch (error) { assert.equal(error.name, "ProtocolError"); return undefined; } };

test("of damaged bytes both refuse the same, and read the same of the rest", () => {
  const draw = numbers(20260101);
  let accepted = 0;
  for (let round = 0; round < 2000; round++) {
    const bytes = mutated(configs[round % 2], draw);
    const ours = verdict(() => decodeShape(configShape, bytes, "it"));
    const theirs = verdict(() => decodeCanonical(ConfigSchema, bytes, "it"));
    assert.equal(ours === undefined, theirs === undefined, Buffer.from(bytes).toString("hex"));
    if (ours === undefined) continue;
    accepted++;
    assert.ok(equals(ConfigSchema, { ...ours }, theirs), Buffer.from(bytes).toString("hex"));
  }
  assert.ok(accepted > 30, `only ${accepted} were read at all`);
});

test("each rule of canonical bytes is kept by itself", () => {
  const hex = (text) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
  const cases = {
    "a field at its default": "3800",
    "an empty string": "0a00",
    "a number in a longer form": "388100",
    "a key in a longer form": "b88000 01",
    "fields in another order": "4001 3801",
    "a single field twice": "3801 3801",
    "a number beyond 32 bits": "388080808010",
    "an unknown field": "a00601",
    "a group": "3b3c",
    "a wire type of another kind": "3d00000000",
    "text that is not UTF-8": "0a01ff",
    "text with a surrogate": "0a03eda080",
    "a message cut short": "0a05 41",
    "an empty packed list": "8a01 04 0a00 1a00",
    "numbers that are not packed": "8a01 02 1801",
    "a bool of 2": "a80102",
  };
  for (const [what, bytes] of Object.entries(cases)) {
    assert.throws(() => decodeShape(configShape, hex(bytes), "it"), { name: "ProtocolError" }, what);
    assert.equal(verdict(() => decodeCanonical(ConfigSchema, hex(bytes), "it")), undefined, what);
  }
  assert.equal(decodeShape(configShape, hex("3801"), "it").currencyDigits, 1);
  const twoOfAOneof = hex("9a01 06 3204 0a00 1200");
  assert.throws(() => decodeShape(configShape, twoOfAOneof, "it"), { name: "ProtocolError" });
});
