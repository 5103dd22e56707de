"""Protocol buffers, as far as the project's .proto files use them; the .proto files are read as they stand.

A message is a SimpleNamespace. With `canonical`, decode() refuses whatever section 3 of docs/protocol.md
refuses in a config.
"""
import pathlib
import re
import types

from primitives import require

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "proto"
VARINTS = {"uint32": 1 << 32, "int32": 1 << 64, "uint64": 1 << 64, "int64": 1 << 64, "bool": 2}
messages, enums = {}, set()  # name -> {number: (field, type, repeated, oneof)}


def load():
    for file in sorted(FOLDER.glob("urna/v1/*.proto")):
        message = oneof = None
        for line in file.read_text().splitlines():
            line = line.split("//")[0].strip()
            if opened := re.match(r"(message|enum|oneof) (\w+) \{", line):
                kind, name = opened.groups()
                if kind == "message":
                    message = messages.setdefault(name, {})
                elif kind == "enum":
                    enums.add(name)
                else:
                    oneof = name
            if field := re.match(r"(repeated |optional )?([\w.]+) (\w+) = (\d+);", line):
                label, kind, name, number = field.groups()
                if message is not None:
                    message[int(number)] = (name, kind, label == "repeated ", oneof)
            if line.endswith("}"):
                message, oneof = (message, None) if oneof else (None, None)


load()


def is_varint(kind):
    return kind in VARINTS or kind in enums


def default(kind):
    return 0 if is_varint(kind) else "" if kind == "string" else b"" if kind == "bytes" else None


def write_varint(value):
    out = bytearray()
    while value > 0x7f:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def read_varint(data, at, canonical):
    value = shift = 0
    while True:
        require(at < len(data) and shift < 70, "protobuf: a number is cut short or too long")
        byte = data[at]
        value, shift, at = value | (byte & 0x7f) << shift, shift + 7, at + 1
        if byte < 0x80:
            break
    require(not canonical or byte or shift == 7, "protobuf: a number is not in its shortest form")
    return value, at


def encode(name, /, **values):
    out = b""
    fields = {field[0]: (number, field[1]) for number, field in messages[name].items()}
    for field in sorted(values, key=lambda f: fields[f][0]):
        number, kind = fields[field]
        if is_varint(kind):
            out += write_varint(number << 3) + write_varint(int(values[field])) if values[field] else b""
        else:
            value = values[field].encode() if kind == "string" else values[field]
            out += write_varint(number << 3 | 2) + write_varint(len(value)) + value if value else b""
    return out


def decode(name, data, canonical=False):
    def fail_unless(condition, reason):
        require(condition, f"{name}: {reason}")

    known, seen, oneofs = messages[name], set(), set()
    result = types.SimpleNamespace(
        **{field: [] if repeated else default(kind) for field, kind, repeated, _ in known.values()})
    at = last = 0
    while at < len(data):
        key, at = read_varint(data, at, canonical)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = read_varint(data, at, canonical)
        else:
            fail_unless(wire == 2, "a wire type that is not in use")
            length, at = read_varint(data, at, canonical)
            fail_unless(length <= len(data) - at, "cut short")
            value, at = data[at:at + length], at + length
        if number not in known:
            fail_unless(not canonical, "an unknown field")
            continue
        field, kind, repeated, oneof = known[number]
        numbers = is_varint(kind)
        if canonical:
            fail_unless(number >= last, f"{field} is out of order")
            fail_unless(number not in seen or (repeated and not numbers), f"{field} stands twice")
            fail_unless(wire == (0 if numbers and not repeated else 2), f"{field} has another wire type")
            fail_unless(oneof not in oneofs or oneof is None, f"two of {oneof}")
            fail_unless(value or (kind in messages) or repeated and not numbers, f"{field} is written and empty")
        last = number
        seen.add(number)
        oneofs.add(oneof)
        if numbers:
            values, i = [value] if wire == 0 else [], 0
            while wire == 2 and i < len(value):
                one, i = read_varint(value, i, canonical)
                values.append(one)
            fail_unless(all(v < VARINTS.get(kind, 1 << 32) for v in values), f"{field} is out of range")
            values = [v - (1 << 64) if v >> 63 and kind in ("int64", "int32") else v for v in values]
        elif kind == "string":
            try:
                values = [value.decode()]
            except UnicodeDecodeError:
                fail_unless(False, f"{field} is not UTF-8")
        else:
            values = [decode(kind, value, canonical) if kind in messages else value]
        if repeated:
            getattr(result, field).extend(values)
        elif values:
            setattr(result, field, values[-1])
    return result
