import { demand, Reader, textOf } from "./bytes.js";

/** What a field holds. A message is named by its shape. */
export type Kind = "uint32" | "enum" | "uint64" | "int64" | "bool" | "string" | "bytes" | Shape;

export interface Field {
  /** Its member of the message, as protobuf-es names it. */
  readonly name: string;
  readonly kind: Kind;
  readonly repeated: boolean;
}

/** A message as its .proto file defines it: enough to read its one canonical spelling, without descriptors. */
export interface Shape {
  readonly typeName: string;
  readonly fields: Readonly<Record<number, Field>>;
  /** The oneof that all fields are members of, where there is one. */
  readonly oneof: string | undefined;
}

export function field(name: string, kind: Kind): Field {
  return { name, kind, repeated: false };
}

export function list(name: string, kind: Kind): Field {
  return { name, kind, repeated: true };
}

export function shape(typeName: string, fields: Readonly<Record<number, Field>>, oneof?: string): Shape {
  return { typeName, fields, oneof };
}

type Value = number | bigint | boolean | string | Uint8Array | Members | readonly Value[] | undefined;
interface Members { [name: string]: Value | { readonly case: string | undefined; readonly value?: Value } }

const noBytes = new Uint8Array(0);
const defaults = { uint32: 0, enum: 0, uint64: 0n, int64: 0n, bool: false, string: "", bytes: noBytes } as const;

function defaultOf({ kind, repeated }: Field): Value {
  return repeated ? [] : typeof kind === "string" ? defaults[kind] : undefined;
}

function isLengthDelimited(kind: Kind): boolean {
  return typeof kind !== "string" || kind === "string" || kind === "bytes";
}

/** A varint in its shortest form, of at most 64 bits. */
function varint(reader: Reader, what: string): bigint {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.u8();
    demand(shift < 63n || byte <= 1, `${what} has a number of more than 64 bits`);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      demand(byte !== 0 || shift === 0n, `${what} is not canonical`);
      return value;
    }
  }
}

const mostOf = { uint32: 0xffffffffn, enum: 0x7fffffffn, uint64: (1n << 64n) - 1n, int64: (1n << 64n) - 1n, bool: 1n } as const;

function number(reader: Reader, kind: keyof typeof mostOf, what: string): number | bigint | boolean {
  const value = varint(reader, what);
  demand(value <= mostOf[kind], `${what} has a number that is out of its range`);
  switch (kind) {
    case "uint64": return value;
    case "int64": return BigInt.asIntN(64, value);
    case "bool": return value === 1n;
    default: return Number(value);
  }
}

function delimited(reader: Reader, what: string): Uint8Array {
  const length = varint(reader, what);
  demand(length <= BigInt(reader.left), `${what} ends too early`);
  return reader.take(Number(length));
}

function single(reader: Reader, kind: Kind, what: string): Value {
  if (typeof kind !== "string") return members(kind, delimited(reader, what), what);
  if (kind === "string") return textOf(delimited(reader, what), what);
  return kind === "bytes" ? delimited(reader, what).slice() : number(reader, kind, what);
}

function packed(bytes: Uint8Array, kind: keyof typeof mostOf, what: string): Value[] {
  const reader = new Reader(bytes, what);
  const values: Value[] = [];
  while (reader.left > 0) values.push(number(reader, kind, what));
  return values;
}

function isDefault(value: Value): boolean {
  return value === 0 || value === 0n || value === false || value === "" || (value instanceof Uint8Array && value.length === 0);
}

function members({ typeName, fields, oneof }: Shape, bytes: Uint8Array, what: string): Members {
  const out: Members = { $typeName: typeName };
  if (oneof !== undefined) out[oneof] = { case: undefined };
  else for (const each of Object.values(fields)) out[each.name] = defaultOf(each);
  const reader = new Reader(bytes, what);
  let last = 0n;
  while (reader.left > 0) {
    const key = varint(reader, what);
    const tag = key >> 3n;
    const known = tag <= 0xffffn ? fields[Number(tag)] : undefined;
    demand(known !== undefined, `${what} has a field that it may not have`);
    const { name, kind, repeated } = known;
    const isPacked = repeated && !isLengthDelimited(kind);
    demand(key === ((tag << 3n) | (isPacked || isLengthDelimited(kind) ? 2n : 0n)), `${what} has a field of another type`);
    const again = tag === last && repeated && !isPacked;
    demand((tag > last || again) && (oneof === undefined || last === 0n), `${what} is not canonical`);
    last = tag;
    if (isPacked) {
      const values = packed(delimited(reader, what), kind as keyof typeof mostOf, what);
      demand(values.length > 0, `${what} is not canonical`);
      out[name] = values;
      continue;
    }
    const value = single(reader, kind, what);
    if (repeated) {
      (out[name] as Value[]).push(value);
    } else {
      demand(!isDefault(value) || typeof kind !== "string", `${what} is not canonical`);
      if (oneof === undefined) out[name] = value;
      else out[oneof] = { case: name, value };
    }
  }
  return out;
}

/**
 * Reads the canonical bytes of a message (section 3), and refuses all others with a ProtocolError that begins with `what`. The
 * result is what protobuf-es would read; `Message` is its generated type for this shape. It needs no descriptor, which would be
 * more than the rest of a voter's program.
 */
export function decodeShape<Message>(of: Shape, bytes: Uint8Array, what: string): Message {
  return members(of, bytes, what) as Message;
}
