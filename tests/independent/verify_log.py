#!/usr/bin/env python3
"""Checks the public log of a bundle: docs/protocol.md 8, 13 and step 4 of 14, and nothing else.

Written from the documents alone (the protocol, C2SP signed-note, tlog-checkpoint, tlog-tiles and
tlog-proof, RFC 6962, 8032 and 9162) with the standard library alone, so that a mistake in the
programs of this repository is not made here too. Prints a line per check; exits 1 with the reason
at the first that fails.
"""
import argparse
import base64
import hashlib
import json
import pathlib
import re
import struct
import sys
import unicodedata

TILE = 256
MAX_SIZE = 1 << 63  # an inclusion proof has at most 63 hashes
MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 64


class Failure(Exception):
    """The log, or what the caller gave, is not what it should be."""


def require(condition, reason):
    if not condition:
        raise Failure(reason)


def sha256(data):
    return hashlib.sha256(data).digest()


# Ed25519 (RFC 8032, 5.1), points in extended coordinates (X, Y, Z, T).

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def ed_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def ed_mul(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = ed_add(result, point)
        point, scalar = ed_add(point, point), scalar >> 1
    return result


def ed_decode(data):
    """The point, or None where the 32 bytes are not its canonical encoding."""
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if x * x % P != x2:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != x2 or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = ed_decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519_verify(key, message, signature):
    if len(signature) != 64:
        return False
    a, r, s = ed_decode(key), ed_decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    # Without the cofactor: it accepts nothing that the equation with the cofactor refuses.
    left, right = ed_mul(s, BASE), ed_add(r, ed_mul(k, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# Text formats.


def from_base64(text, what):
    """Standard, padded and canonical: one spelling per value, or a note could be altered unseen."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Failure(f"{what}: not base64") from None
    require(base64.b64encode(data).decode() == text, f"{what}: base64 is not canonical")
    return data


def from_decimal(text, what):
    require(re.fullmatch("0|[1-9][0-9]{0,18}", text), f"{what} is not a canonical decimal")
    require(int(text) < MAX_SIZE, f"{what} is too large")
    return int(text)


def is_name(text):
    return 1 <= len(text.encode()) <= 255 and not any(
        c == "+" or c.isspace() or unicodedata.category(c) == "Cc" for c in text)


def decode_utf8(data, what):
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Failure(f"{what} is not UTF-8") from None


class LogKey:
    def __init__(self, vkey):
        parts = vkey.split("+", 2)  # base64 may hold further plus signs, a name none
        require(len(parts) == 3 and is_name(parts[0]), "vkey: not <origin>+<keyid>+<key>")
        self.text, self.origin, key = vkey, parts[0], from_base64(parts[2], "vkey")
        require(len(key) == 33 and key[0] == 1, "vkey: not an Ed25519 key of a log")
        self.public = key[1:]
        self.id = sha256(self.origin.encode() + b"\n" + key)[:4]
        require(parts[1] == self.id.hex(), "vkey: the key id is not that of the key")
        require(ed_decode(self.public) is not None, "vkey: the key is not a point")


def open_checkpoint(note, key):
    """Size and root of a note that the log has signed."""
    require(len(note) <= MAX_NOTE, "note: too long")
    note = decode_utf8(note, "note")
    require(not any(c < " " and c != "\n" for c in note), "note: control character")
    split = note.rfind("\n\n")
    require(split > 0 and note.endswith("\n"), "note: no signatures, or no newline at the end")
    text, lines = note[:split + 1], note[split + 2:-1].split("\n")
    require(len(lines) <= MAX_SIGNATURES, "note: too many signatures")
    signed = False
    for line in lines:
        parts = line.split(" ")
        require(len(parts) == 3 and parts[0] == "\u2014" and is_name(parts[1]), "note: malformed signature line")
        signature = from_base64(parts[2], "note: signature")
        require(len(signature) > 4, "note: signature too short")
        if parts[1] == key.origin and signature[:4] == key.id:
            require(ed25519_verify(key.public, text.encode(), signature[4:]), "note: the log's signature is wrong")
            signed = True
    require(signed, "note: not signed by the log")
    fields = text[:-1].split("\n")
    require(len(fields) == 3, "checkpoint: not exactly three lines")
    require(fields[0] == key.origin, "checkpoint: of another log")
    root = from_base64(fields[2], "checkpoint: root")
    require(len(root) == 32, "checkpoint: the root is not 32 bytes")
    return from_decimal(fields[1], "checkpoint: size"), root


# The tree (RFC 6962, 2.1).


def node(left, right):
    return sha256(b"\x01" + left + right)


def split_point(n):
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


class Tree:
    def __init__(self, entries):
        self.leaves = [sha256(b"\x00" + e) for e in entries]
        self.known = {}  # every index asks for the same subtrees

    def root(self, begin, end):
        if end - begin < 2:
            return self.leaves[begin] if end > begin else sha256(b"")
        if (begin, end) not in self.known:
            middle = begin + split_point(end - begin)
            self.known[begin, end] = node(self.root(begin, middle), self.root(middle, end))
        return self.known[begin, end]

    def path(self, index, begin, end):
        """PATH of RFC 6962, 2.1.1: the siblings, that of the leaf first."""
        if end - begin == 1:
            return []
        middle = begin + split_point(end - begin)
        if index < middle:
            return self.path(index, begin, middle) + [self.root(middle, end)]
        return self.path(index, middle, end) + [self.root(begin, middle)]


def verify_inclusion(leaf_hash, index, size, path, root):
    """RFC 9162, 2.1.3.2: it walks the path and shares no code with Tree."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf_hash
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


# Tiles (C2SP tlog-tiles).


def tile_index(n):
    digits = f"{n:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    return "/".join(["x" + g for g in groups[:-1]] + groups[-1:])


def tile_paths(level, count):
    """Name and width of every tile that holds `count` hashes or entries."""
    for n in range((count + TILE - 1) // TILE):
        width = min(TILE, count - n * TILE)
        yield f"tile/{level}/{tile_index(n)}" + (f".p/{width}" if width < TILE else ""), width


def read_entries(data, width, name):
    entries, at = [], 0
    for _ in range(width):
        require(at + 2 <= len(data), f"{name}: cut short")
        length = struct.unpack_from(">H", data, at)[0]
        require(at + 2 + length <= len(data), f"{name}: cut short")
        entries.append(data[at + 2:at + 2 + length])
        at += 2 + length
    require(at == len(data), f"{name}: bytes after the last entry")
    return entries


def hash_tiles(tree, size):
    """Every hash tile of a tree of this size: name and bytes."""
    level, span = 0, 1
    while size // span:
        first = 0
        for name, width in tile_paths(level, size // span):
            yield name, b"".join(tree.root(i * span, (i + 1) * span) for i in range(first, first + width))
            first += width
        level, span = level + 1, span * TILE


# Receipts (C2SP tlog-proof).


def parse_proof(data):
    head, separator, note = data.partition(b"\n\n")
    lines = decode_utf8(head, "receipt").split("\n")
    require(separator and len(lines) >= 2 and lines[0] == "c2sp.org/tlog-proof@v1", "receipt: not a tlog-proof")
    require(lines[1].startswith("index "), "receipt: no index")
    require(len(lines) <= 2 + 63, "receipt: too many hashes")
    path = [from_base64(line, "receipt: hash") for line in lines[2:]]
    require(all(len(p) == 32 for p in path), "receipt: a hash is not 32 bytes")
    return from_decimal(lines[1][6:], "receipt: index"), path, note


def tracker_of(leaf):
    """6.4, for the leaf of a ballot, whose last 128 bytes are the proof."""
    frames = [b"urna/v2/tracker", leaf[:-128]]
    digest = sha256(b"".join(struct.pack("<Q", len(f)) + f for f in frames))
    return base64.b32encode(digest).decode().lower()[:20]


def unwrap(data, key):
    """The proof and the leaf in the JSON file that a voter's client saves."""
    saved = json.loads(decode_utf8(data, "receipt"))
    texts = [saved.get(name) for name in ("receipt", "leaf", "log_vkey", "tracker")]
    require(all(isinstance(text, str) for text in texts), "receipt: a member is missing")
    leaf = from_base64(texts[1], "receipt: leaf")
    require(texts[2] == key.text, "receipt: of another log")
    require(texts[3] == tracker_of(leaf), "receipt: the tracker is not that of the leaf")
    return texts[0].encode(), leaf


def check_receipt(proof, leaf, key, entries, tree):
    index, path, note = parse_proof(proof)
    size, root = open_checkpoint(note, key)
    require(verify_inclusion(sha256(b"\x00" + leaf), index, size, path, root), "receipt: the leaf is not in its tree")
    require(size <= len(entries), "receipt: its tree is larger than the final one")
    require(tree.root(0, size) == root, "receipt: its tree is not a prefix of the final one (a fork)")
    require(entries[index] == leaf, "receipt: the log has another leaf at its index")
    return index, size


def main(argv):
    parser = argparse.ArgumentParser(description="Check the log of a bundle.")
    parser.add_argument("bundle", type=pathlib.Path)
    parser.add_argument("--vkey", required=True)
    parser.add_argument("--receipt", action="append", default=[], type=pathlib.Path,
                        help="a tlog-proof, or the file a client saved; repeatable")
    parser.add_argument("--leaf", action="append", default=[], type=pathlib.Path,
                        help="the leaf's bytes, one file per bare tlog-proof, in their order")
    parser.add_argument("--receipts-from-log", action="store_true",
                        help="verify an inclusion proof of every entry")
    args = parser.parse_args(argv)

    key = LogKey(args.vkey)
    size, root = open_checkpoint((args.bundle / "checkpoint").read_bytes(), key)
    print(f"checkpoint: signed by {key.origin}, size {size}")

    names = list(tile_paths("entries", size))
    entries = [e for name, width in names for e in read_entries((args.bundle / name).read_bytes(), width, name)]
    tree = Tree(entries)
    require(tree.root(0, size) == root, "the root of the entries is not that of the checkpoint")
    print(f"entries: {len(names)} bundles, root {root.hex()}")

    wanted = {name for name, _ in names}
    for name, data in hash_tiles(tree, size):
        wanted.add(name)
        require((args.bundle / name).read_bytes() == data, f"{name}: not the hashes of the entries")
    present = {p.relative_to(args.bundle).as_posix() for p in (args.bundle / "tile").rglob("*") if not p.is_dir()}
    require(present == wanted, f"tiles missing or extra: {sorted(present ^ wanted)}")
    print(f"tiles: {len(wanted) - len(names)} hash tiles equal byte for byte, none missing, none extra")

    if args.receipts_from_log:
        for i, leaf_hash in enumerate(tree.leaves):
            require(verify_inclusion(leaf_hash, i, size, tree.path(i, 0, size), root), f"entry {i}: no inclusion")
        print(f"inclusion: proofs of all {size} entries hold")

    leaves = iter(args.leaf)
    for file in args.receipt:
        data = file.read_bytes()
        if data.startswith(b"{"):
            proof, leaf = unwrap(data, key)
        else:
            bare = next(leaves, None)
            require(bare, f"{file}: a bare tlog-proof needs a --leaf")
            proof, leaf = data, bare.read_bytes()
        index, at = check_receipt(proof, leaf, key, entries, tree)
        print(f"receipt {file.name}: entry {index} in the tree of size {at}, a prefix of the final one")
    require(next(leaves, None) is None, "more --leaf than bare tlog-proofs")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Failure, OSError, ValueError) as error:
        sys.exit(f"FAILED: {error}")
