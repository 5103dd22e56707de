#!/usr/bin/env python3
"""Checks a bundle up to the count: docs/protocol.md 14, most of steps 2 to 7, and the fate of receipts.

That is the config (though not most of the rules for what stands in it) and what was signed, the record
of the key generation, the log with its tiles and receipts, the closing, parts and rolls, and every
ballot with its proof and its chain. Mixes, decryptions and results are not looked at. Written from the
documents alone (the protocol, C2SP signed-note, tlog-checkpoint, tlog-tiles, tlog-proof and
tlog-cosignature, RFC 6962, 8032, 9162 and 9496) with the standard library alone, so that a mistake in
the programs of this repository is not made here too. Prints a line per check; exits 1 with the reason
at the first that fails.
"""
import argparse
import base64
import json
import pathlib
import re
import struct
import sys
import unicodedata

from election import *

TILE = 256
MAX_SIZE = 1 << 63  # an inclusion proof has at most 63 hashes
MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 64


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


LOG, WITNESS = 1, 4  # types of keys


class NoteKey:
    def __init__(self, vkey, kind=LOG):
        parts = vkey.split("+", 2)  # base64 may hold further plus signs, a name none
        require(len(parts) == 3 and is_name(parts[0]), "vkey: not <name>+<keyid>+<key>")
        self.text, self.name, key = vkey, parts[0], from_base64(parts[2], "vkey")
        require(len(key) == 33 and key[0] == kind, f"vkey: not a key of type {kind}")
        self.public = key[1:]
        self.id = sha256(self.name.encode() + b"\n" + key)[:4]
        require(parts[1] == self.id.hex(), "vkey: the key id is not that of the key")
        require(ed25519_key(self.public), "vkey: the key is not a point of prime order")


def cosigned_bytes(text, time):
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def open_checkpoint(note, key, witnesses=()):
    """Size, root and how many of the witnesses have cosigned, of a note that the log has signed."""
    require(len(note) <= MAX_NOTE, "note: too long")
    note = decode_utf8(note, "note")
    require(not any(c < " " and c != "\n" for c in note), "note: control character")
    split = note.rfind("\n\n")
    require(split > 0 and note.endswith("\n"), "note: no signatures, or no newline at the end")
    text, lines = note[:split + 1], note[split + 2:-1].split("\n")
    require(len(lines) <= MAX_SIGNATURES, "note: too many signatures")
    signed, cosigned = False, set()
    for line in lines:
        parts = line.split(" ")
        require(len(parts) == 3 and parts[0] == "\u2014" and is_name(parts[1]), "note: malformed signature line")
        signature = from_base64(parts[2], "note: signature")
        require(len(signature) > 4, "note: signature too short")
        signer = parts[1], signature[:4]
        if signer == (key.name, key.id):
            require(ed25519_verify(key.public, text.encode(), signature[4:]), "note: the log's signature is wrong")
            signed = True
        for witness in witnesses:
            if signer == (witness.name, witness.id):
                require(len(signature) == 76, f"note: the length of the line of {witness.name}")
                time = int.from_bytes(signature[4:12], "big")
                require(time < MAX_SIZE and ed25519_verify(witness.public, cosigned_bytes(text, time), signature[12:]),
                        f"note: the signature of {witness.name} is wrong")
                cosigned.add(signer)
    require(signed, "note: not signed by the log")
    fields = text[:-1].split("\n")
    require(len(fields) == 3, "checkpoint: not exactly three lines")
    require(fields[0] == key.name, "checkpoint: of another log")
    root = from_base64(fields[2], "checkpoint: root")
    require(len(root) == 32, "checkpoint: the root is not 32 bytes")
    return from_decimal(fields[1], "checkpoint: size"), root, len(cosigned)


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


def verify_consistency(old_size, old_root, size, root, path):
    """RFC 9162, 2.1.4.2."""
    if old_size == size or not 0 < old_size <= size:
        return old_size == size and old_root == root and not path
    path = path if old_size & old_size - 1 else [old_root] + path
    if not path:
        return False
    fn, sn = old_size - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == root


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


def unwrap(data):
    """The proof and the leaf in the JSON file that a voter's client saves."""
    saved = json.loads(decode_utf8(data, "receipt"))
    texts = [saved.get(name) for name in ("receipt", "leaf")]
    require(all(isinstance(text, str) for text in texts), "receipt: a member is missing")
    return texts[0].encode(), from_base64(texts[1], "receipt: leaf"), saved


def check_receipt(proof, leaf, key, witnesses=()):
    """Index, size and root: what the receipt says, if it is one for this leaf."""
    index, path, note = parse_proof(proof)
    size, root, _ = open_checkpoint(note, key, witnesses)
    require(verify_inclusion(sha256(b"\0" + leaf), index, size, path, root), "receipt: the leaf is not in its tree")
    return index, size, root


def check_receipt_in(proof, leaf, key, witnesses, entries, tree):
    index, size, root = check_receipt(proof, leaf, key, witnesses)
    require(size <= len(entries), "receipt: its tree is larger than the final one")
    require(tree.root(0, size) == root, "receipt: its tree is not a prefix of the final one (a fork)")
    require(entries[index] == leaf, "receipt: the log has another leaf at its index")
    return index, size


# The records: 8.2, 10.


def signers_of(leaf, at, purpose, manifest):
    """The authorities that have signed a leaf whose list of signatures begins at `at`."""
    config = manifest.config
    require(len(leaf) > at and len(leaf) == at + 1 + 65 * leaf[at], "signatures: cut short, or bytes after them")
    entries = [leaf[i:i + 65] for i in range(at + 1, len(leaf), 65)]
    signers = [entry[0] for entry in entries]
    require(len(signers) <= 16 and signers == sorted(set(signers)), "signatures: not ascending, or more than 16")
    require(len(signers) >= max(1, config.authority_threshold), "signatures: too few")
    for entry in entries:
        key = manifest.key_of(3, entry[0])
        require(key and verify_sig(key, purpose, manifest.hash, leaf[:at], entry[1:]),
                f"the signature of authority {entry[0]}")
    return signers


class Selection:
    """Select of section 10. Feed it every leaf before the close; then ask."""

    def __init__(self, manifest, voters, tags):
        self.manifest, self.config = manifest, manifest.config
        self.voters, self.tags = voters, tags  # vk -> (slot, electorate)
        self.last, self.best, self.of_slot = {}, {}, {}
        self.revoked, self.seen_a = {}, set()
        self.opened = None
        self.faults = {}  # index -> why

    def read(self, index, leaf):
        try:
            self.check_header(index, leaf)
            {1: self.read_manifest, 3: self.read_ballot, 7: self.read_revocation, 8: self.read_opening}[leaf[0]](
                index, leaf)
        except Failure as reason:
            self.faults[index] = str(reason)

    def check_header(self, index, leaf):
        require(len(leaf) >= 38 and leaf[0] in (1, 3, 7, 8, 9), "of a type that is not in use")
        require(leaf[1] == 2 and leaf[2:34] == self.manifest.hash, "of another version or manifest")
        require(leaf[0] == 3 or leaf[34:38] == le32(WHOLE_PROCESS), "of one contest")

    def read_manifest(self, index, leaf):
        require(index == 0 and leaf == self.manifest.leaf, "a second manifest")

    def read_time(self, leaf):
        require(len(leaf) >= 46, "cut short")
        signers_of(leaf, 46, f"leaf-{leaf[0]:02x}", self.manifest)
        return int.from_bytes(leaf[38:46], "little")

    def read_opening(self, index, leaf):
        time = self.read_time(leaf)
        require(self.opened is None, "a second opening")
        require(self.config.opening_time <= time < self.config.closing_time, "the time of the opening")
        self.opened = time

    def is_closing(self, index, leaf):
        """Whether it is the valid 0x09. One that is not valid is a FAULT."""
        try:
            self.check_header(index, leaf)
            require(self.opened is not None, "a close before the opening")
            require(self.read_time(leaf) >= self.opened, "the close is dated before the opening")
            return True
        except Failure as reason:
            self.faults[index] = str(reason)
            return False

    def read_revocation(self, index, leaf):
        require(len(leaf) >= 75, "cut short")
        slot, gen, reason = leaf[38:70], int.from_bytes(leaf[70:74], "little"), leaf[74]
        require(1 <= reason <= 4, "the reason of a revocation")
        signers = signers_of(leaf, 75, "leaf-07", self.manifest)
        require(slot in {s for s, _ in self.voters.values()} and gen == 0, "a revocation of no key")
        require(slot not in self.revoked, "a second revocation")
        self.revoked[slot] = index, signers

    def read_ballot(self, index, leaf):
        require(self.opened is not None, "a ballot before the opening")
        ballot = Ballot(leaf, self.config.width)
        require(ballot.contest < len(self.config.contests), "a ballot of no contest")
        require(ballot.vk in self.voters, "an unknown voting key")
        slot, electorate = self.voters[ballot.vk]
        require(ballot.contest in electorate.contests, "not entitled to the contest")
        require(slot not in self.revoked, "a revoked key")
        seq, prev = self.last.get((ballot.vk, ballot.contest), (0, bytes(32)))
        require(ballot.seq == seq + 1, f"ballot number {ballot.seq} after number {seq}")
        require(ballot.prev == prev, "prev is not the ballot before")
        require(ballot.seq <= self.config.ballots_per_key, "too many ballots")
        used = self.of_slot.setdefault(slot, set())
        for group in self.config.choice_groups:
            if ballot.contest in group.contests and ballot.contest not in used:
                require(len(used & set(group.contests)) < group.max, "a choice group is full")
        require(self.config.revote != REVOTE_FIRST or ballot.contest not in used, "only the first ballot counts")
        ballot.check_proof(self.manifest.hash)
        require(ballot.points[0] not in self.seen_a, "a copied A")
        self.last[ballot.vk, ballot.contest] = ballot.seq, ballot.hash
        self.best[slot, ballot.contest] = index
        used.add(ballot.contest)
        self.seen_a.add(ballot.points[0])

    def lists(self):
        """For each contest the indexes of the ballots that are mixed."""
        return [sorted(index for (slot, contest), index in self.best.items()
                       if contest == c.number and slot not in self.revoked) for c in self.config.contests]

    def too_small(self, contest):
        return len(self.lists()[contest.number]) < contest.minimum_ballots and not contest.count_anyway

    def fate(self, index, leaf):
        if index in self.faults:
            return f"not admitted: FAULT, {self.faults[index]}"
        ballot = Ballot(leaf, self.config.width)
        slot = self.voters[ballot.vk][0]
        if slot in self.revoked:
            record, signers = self.revoked[slot]
            return f"cancelled by the revocation in record {record}, signed by authorities {signers}"
        if self.best[slot, ballot.contest] != index:
            return f"replaced by record {self.best[slot, ballot.contest]}, cast with the same key"
        if self.too_small(self.config.contests[ballot.contest]):
            return "in a contest that was not counted"
        return "counted"


def check_artefact(leaf, manifest, closing):
    """As far as a 0x10 leaf can be judged without its file: its form and its signature."""
    require(len(leaf) == 148 and leaf[:2] == b"\x10\x02" and leaf[2:34] == manifest.hash, "an artefact of another form")
    require(int.from_bytes(leaf[34:38], "little") < len(manifest.config.contests), "an artefact of no contest")
    require(1 <= leaf[38] <= 6, "an artefact of no kind")
    key = manifest.key_of(2, leaf[83])
    require(key and verify_sig(key, "leaf-10", closing, leaf[:84], leaf[84:]), "the signature of an artefact")


# The bundle: 13, 14.


def read_log(bundle, key, witnesses):
    size, root, _ = open_checkpoint((bundle / "checkpoint").read_bytes(), key, witnesses)
    print(f"checkpoint: signed by {key.name}, size {size}")
    names = list(tile_paths("entries", size))
    entries = [e for name, width in names for e in read_entries((bundle / name).read_bytes(), width, name)]
    tree = Tree(entries)
    require(tree.root(0, size) == root, "the root of the entries is not that of the checkpoint")
    print(f"entries: {len(names)} bundles, root {root.hex()}")
    wanted = {name for name, _ in names}
    for name, data in hash_tiles(tree, size):
        wanted.add(name)
        require((bundle / name).read_bytes() == data, f"{name}: not the hashes of the entries")
    present = {p.relative_to(bundle).as_posix() for p in (bundle / "tile").rglob("*") if not p.is_dir()}
    require(present == wanted, f"tiles missing or extra: {sorted(present ^ wanted)}")
    print(f"tiles: {len(wanted) - len(names)} hash tiles equal byte for byte, none missing, none extra")
    return entries, tree


def read_rolls(bundle, manifest):
    wanted = set()

    def read(electorate, j):
        name = f"{electorate.id}.{j}.part" if j else f"{electorate.id}.roll"
        wanted.add(name)
        return (bundle / "roll" / name).read_bytes()

    voters, tags = check_rolls(manifest.config, read)
    present = {p.name for p in (bundle / "roll").iterdir()}
    require(present == wanted, f"roll: files missing or extra: {sorted(present ^ wanted)}")
    print(f"rolls: {len(wanted)} files, {len(tags)} slots, {len(voters)} keys, the proofs of all parts")
    return voters, tags


def check_records(bundle, manifest, voters, tags, entries, tree, key, witnesses):
    require(entries and entries[0] == manifest.leaf, "entry 0 is not this manifest")
    selection = Selection(manifest, voters, tags)
    close_index = None
    for i, leaf in enumerate(entries):
        if leaf[:1] == b"\x03":
            require(selection.opened is not None, f"entry {i}: a ballot before a valid opening")
        if leaf[:1] == b"\x09" and selection.is_closing(i, leaf):
            close_index = i
            break
        if leaf[:1] != b"\x09":
            selection.read(i, leaf)
    require(close_index is not None, "no valid close")
    root, config = tree.root(0, close_index + 1), manifest.config
    closing = closing_hash_of(manifest.hash, close_index, root)
    signed = check_close_file((bundle / "close").read_bytes(), manifest.key_of, manifest.hash, close_index, root,
                              config.closing_quorum, config.authority_threshold)
    print(f"close: at entry {close_index}, signed by {signed[0]} trustees and {signed[1]} authorities")
    print(f"closing hash: {read_aloud(closing)}")
    if config.witness_quorum:
        note = (bundle / "close-checkpoint").read_bytes()
        size, of_note, cosigned = open_checkpoint(note, key, witnesses)
        require((size, of_note) == (close_index + 1, root), "close-checkpoint: not of the closed log")
        require(cosigned >= config.witness_quorum, "close-checkpoint: too few witnesses")
        print(f"close-checkpoint: cosigned by {cosigned} witnesses")
    for i, leaf in enumerate(entries[close_index + 1:], close_index + 1):
        require(leaf[:1] == b"\x10", f"entry {i}: no artefact, after the close")
        try:
            check_artefact(leaf, manifest, closing)
        except Failure as reason:
            selection.faults[i] = str(reason)
    for contest, chosen in zip(config.contests, selection.lists()):
        entitled = sum(e.slots for e in config.electorates if contest.number in e.contests)
        require(len(chosen) <= entitled, f"contest {contest.id}: more ballots than slots")
        print(f"contest {contest.id}: {len(chosen)} ballots selected{', too small' * selection.too_small(contest)}")
    for i, reason in sorted(selection.faults.items()):
        print(f"FAULT: entry {i}: {reason}")
    return selection


def main(argv):
    parser = argparse.ArgumentParser(description="Check a bundle up to the count.")
    parser.add_argument("bundle", type=pathlib.Path)
    parser.add_argument("--vkey", required=True, help="the log's key")
    parser.add_argument("--manifest", help="the manifest hash, in hexadecimal")
    parser.add_argument("--receipt", action="append", default=[], type=pathlib.Path,
                        help="a tlog-proof, or the file a client saved; repeatable")
    parser.add_argument("--leaf", action="append", default=[], type=pathlib.Path,
                        help="the leaf's bytes, one file per bare tlog-proof, in their order")
    parser.add_argument("--receipts-from-log", action="store_true",
                        help="verify an inclusion proof of every entry")
    parser.add_argument("--log-only", action="store_true",
                        help="step 4 alone: the checkpoint, the entries, the tiles, the receipts")
    args = parser.parse_args(argv)

    key, witnesses, manifest = NoteKey(args.vkey), [], None
    if not args.log_only:
        config, record = (args.bundle / "config").read_bytes(), (args.bundle / "dkg_record").read_bytes()
        manifest = Manifest(config, record)
        require(args.manifest in (None, manifest.hash.hex()), "the manifest is another one")
        require(manifest.config.log.vkey == key.text and manifest.config.log.origin == key.name,
                "the log's key is not the one of the config")
        witnesses = [NoteKey(vkey, WITNESS) for vkey in manifest.config.witness_vkeys]
        check_approvals((args.bundle / "manifest-ok").read_bytes(), manifest)
        print(f"manifest: {manifest.hash.hex()}, signed by all parties")

    entries, tree = read_log(args.bundle, key, witnesses)
    if args.receipts_from_log:
        root = tree.root(0, len(entries))
        for i, leaf_hash in enumerate(tree.leaves):
            path = tree.path(i, 0, len(entries))
            require(verify_inclusion(leaf_hash, i, len(entries), path, root), f"entry {i}: no inclusion")
        print(f"inclusion: proofs of all {len(entries)} entries hold")

    receipts, leaves = [], iter(args.leaf)
    for file in args.receipt:
        data = file.read_bytes()
        if data.startswith(b"{"):
            proof, leaf, saved = unwrap(data)
            if saved.get("log_vkey", key.text) != key.text:
                print(f"note: {file.name} names another log")
            if manifest and saved.get("tracker") != Ballot(leaf, manifest.config.width).tracker:
                print(f"note: {file.name} names another tracker than that of its leaf")
        else:
            bare = next(leaves, None)
            require(bare, f"{file}: a bare tlog-proof needs a --leaf")
            proof, leaf = data, bare.read_bytes()
        index, at = check_receipt_in(proof, leaf, key, witnesses, entries, tree)
        receipts.append((file.name, index, leaf))
        print(f"receipt {file.name}: entry {index} in the tree of size {at}, a prefix of the final one")
    require(next(leaves, None) is None, "more --leaf than bare tlog-proofs")

    if manifest:
        voters, tags = read_rolls(args.bundle, manifest)
        selection = check_records(args.bundle, manifest, voters, tags, entries, tree, key, witnesses)
        for name, index, leaf in receipts:
            print(f"receipt {name}: {selection.fate(index, leaf)}")
        return selection


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Failure, OSError, ValueError) as error:
        sys.exit(f"FAILED: {error}")
