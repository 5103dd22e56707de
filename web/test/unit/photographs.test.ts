// How a picture is cropped, what a file is, and how it is written for the line.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { corners, type Crop, isWhole, moved, sized, typed, wholeOf } from "../../src/citizen/photos/crop.ts";
import { kindOf } from "../../src/citizen/photos/file_kind.ts";
import { bytesOfField, concatenated, messageOfField, textOfField, uintOfField } from "../../src/citizen/photos/wire.ts";

const size = { width: 800, height: 600 };
const middle: Crop = { left: 200, top: 150, width: 400, height: 300 };

describe("the part of a picture that is shown", () => {
  it("moves as far as the picture goes, and stays as large", () => {
    assert.deepEqual(moved(middle, 50, -20, size), { ...middle, left: 250, top: 130 });
    assert.deepEqual(moved(middle, 9999, -9999, size), { ...middle, left: 400, top: 0 });
  });
  it("is sized by a corner, while the one across stays", () => {
    assert.deepEqual(sized(middle, "topLeft", 100, 50, size), { left: 300, top: 200, width: 300, height: 250 });
    assert.deepEqual(sized(middle, "bottomRight", 9999, 9999, size), { left: 200, top: 150, width: 600, height: 450 });
  });
  it("stays within the picture, and something, whatever is done to it", () => {
    let [crop, state] = [wholeOf(size), 11];
    for (let i = 0; i < 2000; i++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      const [dx, dy, what] = [(state % 1601) - 800, (Math.floor(state / 1601) % 1201) - 600, state % 9];
      if (what < 4) crop = sized(crop, corners[what] ?? "topLeft", dx, dy, size);
      else if (what < 5) crop = moved(crop, dx, dy, size);
      else crop = typed(crop, (["left", "top", "width", "height"] as const)[what - 5] ?? "left", dx, size);
      const { left, top, width, height } = crop;
      assert.ok(left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height && width >= 48 && height >= 48, JSON.stringify(crop));
      assert.ok([left, top, width, height].every(Number.isInteger), JSON.stringify(crop));
    }
  });
  it("may be all of a picture that is smaller than any part", () => {
    const tiny = { width: 20, height: 10 };
    assert.ok(isWhole(sized(wholeOf(tiny), "bottomRight", -15, -5, tiny), tiny));
  });
  it("is left as it is by a field that is empty", () => {
    assert.deepEqual(typed(middle, "width", Number.NaN, size), middle);
  });
});

describe("a file", () => {
  it("is what its first bytes say", async () => {
    const kind = (...parts: readonly (string | number[])[]) => kindOf(new Blob(parts.map((part) => (typeof part === "string" ? part : Uint8Array.from(part)))));
    assert.equal(await kind([0xff, 0xd8, 0xff, 0xe0]), "jpeg");
    assert.equal(await kind([0x89], "PNG\r\n"), "png");
    assert.equal(await kind("RIFF", [1, 0, 0, 0], "WEBPVP8 "), "webp");
    assert.equal(await kind("%PDF-1.7\n"), "pdf");
    assert.equal(await kind([0, 0, 0, 24], "ftypheic"), "heic");
    assert.equal(await kind("GIF89a"), "other");
    assert.equal(await kind(), "other");
  });
  it("is written as Protocol Buffers have it", () => {
    assert.deepEqual([...uintOfField(6, 300)], [0x30, 0xac, 0x02]);
    assert.deepEqual([...uintOfField(6, 2 ** 32 + 1)], [0x30, 0x81, 0x80, 0x80, 0x80, 0x10]);
    assert.deepEqual([...uintOfField(4, 0)], []);
    assert.deepEqual([...textOfField(1, "é")], [0x0a, 2, 0xc3, 0xa9]);
    assert.deepEqual([...textOfField(1, "")], []);
    assert.deepEqual([...messageOfField(8, [textOfField(1, "fr"), textOfField(2, "a")])], [0x42, 7, 0x0a, 2, 102, 114, 0x12, 1, 97]);
    assert.deepEqual([...bytesOfField(2, new Uint8Array(0), 200)], [0x12, 0xc8, 0x01]);
    assert.deepEqual([...concatenated([Uint8Array.from([1]), Uint8Array.from([2, 3])])], [1, 2, 3]);
  });
});
