// Photographs as telephones make them, with what these say of the place and of their owner, and a look into what is made of them.
import { crc32, deflateSync } from "node:zlib";

const be16 = (number) => Buffer.from([number >> 8, number & 255]);
const be32 = (number) => Buffer.from([number >>> 24, (number >> 16) & 255, (number >> 8) & 255, number & 255]);
const le16 = (number) => be16(number).reverse();
const le32 = (number) => be32(number).reverse();

// The same for the same seed, and like nothing else.
function grains(seed, count) {
  const out = Buffer.alloc(count);
  let state = seed >>> 0;
  for (let i = 0; i < count; ++i) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = state >>> 24;
  }
  return out;
}

// A directory of TIFF that begins at `at`: entries of tag, type, count, and a value of four bytes or the bytes that do not fit into them.
function directory(at, entries) {
  let beyond = at + 2 + 12 * entries.length + 4;
  const long = [];
  const rows = entries.map(([tag, type, count, value]) => {
    let field = value;
    if (value.length > 4) {
      long.push(value);
      field = le32(beyond);
      beyond += value.length;
    }
    return Buffer.concat([le16(tag), le16(type), le32(count), Buffer.concat([field, Buffer.alloc(4)]).subarray(0, 4)]);
  });
  return Buffer.concat([le16(entries.length), ...rows, le32(0), ...long]);
}

const ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5, UNDEFINED = 7;

// Degrees, minutes and seconds, these in hundredths.
const degrees = (d, m, s) => Buffer.concat([d, 1, m, 1, s, 100].map(le32));
export const latitude = degrees(43, 36, 1621);
export const longitude = degrees(1, 26, 3837);

// Lying on its side, taken there, by a camera that notes `note`.
function exif(note) {
  const first = 8;
  const ownAt = first + 2 + 12 * 3 + 4;
  const own = directory(ownAt, [[0x927c, UNDEFINED, note.length, Buffer.from(note)]]);
  const placeAt = ownAt + own.length;
  const place = directory(placeAt, [
    [1, ASCII, 2, Buffer.from("N\0")],
    [2, RATIONAL, 3, latitude],
    [3, ASCII, 2, Buffer.from("E\0")],
    [4, RATIONAL, 3, longitude],
  ]);
  return Buffer.concat([
    Buffer.from("Exif\0\0II*\0"),
    le32(first),
    directory(first, [
      [0x0112, SHORT, 1, le16(6)],
      [0x8769, LONG, 1, le32(ownAt)],
      [0x8825, LONG, 1, le32(placeAt)],
    ]),
    own,
    place,
  ]);
}

const segment = (marker, bytes) => Buffer.concat([Buffer.from([0xff, marker]), be16(bytes.length + 2), bytes]);

// Of the categories of differences of baseline JPEG, by the usual table.
const dcCodes = ["00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110", "11111110", "111111110"];

// A grey mosaic of 8 by 8 pixels, each of one shade: a block is its mean, and nothing more.
function shades(seed, count) {
  let before = 0;
  let bits = "";
  for (const grain of grains(seed, count)) {
    const mean = grain - 128;
    const difference = mean - before;
    before = mean;
    const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
    const value = difference > 0 ? difference : difference + (1 << size) - 1;
    bits += dcCodes[size] + (size > 0 ? value.toString(2).padStart(size, "0") : "") + "0";
  }
  const bytes = (bits.padEnd(Math.ceil(bits.length / 8) * 8, "1").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])));
}

export function jpeg({ width, height, seed, note }) {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, exif(note)),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 8)])),
    segment(0xc0, Buffer.concat([Buffer.from([8]), be16(height), be16(width), Buffer.from([1, 1, 0x11, 0])])),
    segment(0xc4, Buffer.from([0x00, 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])),
    segment(0xc4, Buffer.from([0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    segment(0xda, Buffer.from([1, 1, 0x00, 0, 63, 0])),
    shades(seed, (width / 8) * (height / 8)),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([be32(data.length), named, be32(crc32(named))]);
}

export function png({ width, height, seed, note }) {
  const shade = grains(seed, width * height);
  const rows = Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.from([0]), shade.subarray(y * width, (y + 1) * width)]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", Buffer.concat([be32(width), be32(height), Buffer.from([8, 0, 0, 0, 0])])),
    chunk("tEXt", Buffer.from(`Comment\0${note}`, "latin1")),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

// The names of the parts that a WebP is made of.
export function partsOfWebp(file) {
  const parts = [];
  for (let at = 12; at + 8 <= file.length; ) {
    parts.push(file.toString("latin1", at, at + 4));
    const size = file.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  return parts;
}
