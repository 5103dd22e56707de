"""What an election is, before and beside its log: docs/protocol.md 3 to 6.

Written from the document alone, with the standard library alone.
"""
import hashlib
import re

import protobuf
from primitives import *

REVOTE_FIRST = 2  # RevotePolicy
NOBODY = ZERO  # the key in a roll record whose slot gets one later
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's
CHECKS = ALPHABET + "*~$=U"


# The manifest: 3.


class Manifest:
    """The config, the hashes and the keys that everything else is checked against."""

    def __init__(self, config, dkg_record):
        self.config = protobuf.decode("Config", config, canonical=True)
        require(self.config.protocol == "urna/v2", f"config: the protocol is {self.config.protocol!r}, not urna/v2")
        require(len(self.config.election_id) == 16, "config: the election id is not 16 bytes")
        require([c.number for c in self.config.contests] == list(range(len(self.config.contests))),
                "config: a contest's number is not its position")
        keys = (self.config.registrar_keys + self.config.authority_keys +
                [t.signing_key for t in self.config.trustees])
        require(len(set(keys)) == len(keys), "config: a key in two roles")
        require(all(ed25519_key(key) for key in keys), "config: a key is not of prime order")
        for contest in self.config.contests:
            require(longest_ballot(contest) <= 30 * self.config.width, f"contest {contest.id}: k is too small")
        self.config_hash = label_hash("config", config)
        self.hash = label_hash("manifest", config, dkg_record)
        self.leaf = (header(1, self.hash, WHOLE_PROCESS) + le64(len(config)) + le64(len(dkg_record)) +
                     sha256(config) + sha256(dkg_record))
        self.encryption_keys = read_dkg_record(dkg_record, self.config, self.config_hash)[:self.config.width]

    def key_of(self, role, number):
        """Of a registrar (1) or an authority (3) from 0, of a trustee (2) from 1; None if there is none."""
        keys = {1: self.config.registrar_keys, 2: [None] + [t.signing_key for t in self.config.trustees],
                3: self.config.authority_keys}.get(role, [])
        return keys[number] if number < len(keys) else None


def check_approvals(data, manifest):
    """The file manifest-ok."""
    config = manifest.config
    signers = ([(1, i) for i in range(len(config.registrar_keys))] +
               [(2, i + 1) for i in range(len(config.trustees))] +
               [(3, i) for i in range(len(config.authority_keys))])
    require(data[:8] == b"URNAOKS1" and len(data) == 8 + 66 * len(signers), "manifest-ok: not its format")
    for i, (role, number) in enumerate(signers):
        entry = data[8 + 66 * i:][:66]
        require(entry[:2] == bytes([role, number]), "manifest-ok: another signer is due")
        require(verify_sig(manifest.key_of(role, number), "manifest-ok", manifest.hash, b"", entry[2:]),
                f"manifest-ok: the signature of role {role}, number {number}")


# The record of the key generation: 4.4, with the public checks of 4.


def read_dkg_record(record, config, config_hash):
    """The keys Y_1 .. Y_K."""
    n, t, count = len(config.trustees), config.trustee_threshold, config.width + 1
    frames, starts, at = [], [], 0
    while at < len(record):
        require(at + 8 <= len(record), "dkg_record: cut short")
        length = int.from_bytes(record[at:at + 8], "little")
        require(length <= len(record) - at - 8, "dkg_record: cut short")
        starts.append(at)
        frames.append(record[at + 8:at + 8 + length])
        at += 8 + length
    require(len(frames) == 3 + 2 * n + (3 + n) * n + n, "dkg_record: another number of frames")
    require(frames[:3] == [b"urna/v2/dkg-record", config_hash, le64(n) + le64(t) + le64(count)],
            "dkg_record: of another ceremony")
    said = hashlib.sha512(record[:starts[-n]]).digest()
    keys = [[] for _ in range(count)]
    for j in range(1, n + 1):
        signing_key, what = config.trustees[j - 1].signing_key, f"dkg_record: trustee {j}"
        commitment, sig1 = frames[3 + 2 * (j - 1):][:2]
        first = 3 + 2 * n + (3 + n) * (j - 1)
        points, proofs, *boxes, sig2 = frames[first:first + 3 + n]
        reveal = record[starts[first]:starts[first + 2 + n]]
        for purpose, body, signature in (("dkg-1", le64(j) + commitment, sig1), ("dkg-2", le64(j) + reveal, sig2),
                                         ("dkg-3", said, frames[-n + j - 1])):
            require(verify_sig(signing_key, purpose, config_hash, body, signature), f"{what}: signature {purpose}")
        require(len(points) == 32 * count * t and len(proofs) == 64 * count, f"{what}: points or proofs")
        require(all(len(box) == 106 + 32 * count for box in boxes), f"{what}: the length of a share")
        rows = [points[32 * t * i:32 * t * (i + 1)] for i in range(count)]  # the F_{j,l,*}
        expected = Transcript("dkg-commit", config_hash).u64(j).u64(count)
        for row in rows:
            expected.frame(row)
        require(expected.digest() == commitment, f"{what}: not the points committed to")
        for i, row in enumerate(rows):
            for d in range(t):
                point(row[32 * d:32 * d + 32], what)
            possession = Transcript("dkg-pop", config_hash).u64(j).u64(i + 1).u64(count)
            for other in rows:
                possession.frame(other)
            commit, response = proofs[64 * i:64 * i + 32], scalar(proofs[64 * i + 32:64 * i + 64], what)
            key = point(row[:32], what)
            require(same(mul(response, G), add(point(commit, what), mul(possession.frame(commit).challenge(), key))),
                    f"{what}: the proof of possession")
            keys[i].append(key)
    keys = [total(parts) for parts in keys]
    encodings = [encode(key) for key in keys]
    require(ZERO not in encodings and len(set(encodings)) == count, "dkg_record: a key is the identity, or two are one")
    return keys


# Codes: 5.2.


def read_code(text, j):
    """The 20 characters of what was typed into the field of registrar j."""
    text = re.sub(r"[- \t\r\n]", "", text).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    require(len(text) == 21 and all(c in ALPHABET for c in text), f"code {j}: not 21 characters of a code")
    number = 0
    for character in text[:20]:
        number = 32 * number + ALPHABET.index(character)
    check = (number + j) % 37
    require(CHECKS[check] == text[20], f"code {j}: wrong check character (mistyped, or another registrar's code)")
    return text[:20]


def secret_of(code, j, election_id):
    seed = hashlib.blake2b(labelled("code-key") + frame(election_id) + frame(le64(j)) + frame(code.encode()),
                           digest_size=32).digest()
    x = reduce(hashlib.sha512(labelled("code-scalar") + seed).digest())
    require(x, f"code {j}: no secret")
    return x


# Parts and rolls: 5.1.


def slot_of(roll_key, election_id, person):
    secret = hashlib.blake2b(labelled("slot") + frame(election_id) + frame(person.encode()),
                             digest_size=16, key=roll_key).digest()
    return secret, label_hash("slot", election_id, secret)


def read_part(data, j, slots, what):
    """The records of a part file: tag -> (V, R, z)."""
    head = b"URNAPRT2" + le64(j) + le64(slots)
    require(len(data) == 24 + 128 * slots and data[:24] == head, f"{what}: not its format")
    records = [data[at:at + 128] for at in range(24, len(data), 128)]
    tags = [record[:32] for record in records]
    require(all(a < b for a, b in zip(tags, tags[1:])), f"{what}: tags are not ascending")
    return {record[:32]: (record[32:64], record[64:96], record[96:]) for record in records}


def check_part_record(election_hash, j, tag, record, what):
    """The point V of a record whose proof holds; None for one without a key."""
    v, r, z = record
    if v + r + z == bytes(96):
        return None
    e = Transcript("roll-part", election_hash).u64(j).frame(tag).frame(v).frame(r).challenge()
    key = point(v, what)
    require(same(mul(scalar(z, what), G), add(point(r, what), mul(e, key))), f"{what}: the proof of slot {tag.hex()}")
    return key


def make_part_record(election_hash, j, tag, x, u):
    v, r = encode(mul(x, G)), encode(mul(u, G))
    e = Transcript("roll-part", election_hash).u64(j).frame(tag).frame(v).frame(r).challenge()
    return tag + v + r + scalar_bytes((u + e * x) % L)


def check_rolls(config, read):
    """All parts and rolls, which `read(electorate, j)` returns (roll: j = 0): vk -> (tag, electorate), all tags."""
    election_hash = label_hash("election", config.election_id)
    voters, tags, parts_of = {}, set(), {}
    for electorate in config.electorates:
        parts, keys = [], {}
        require(len(electorate.part_sha256) == electorate.code_registrars, f"{electorate.id}: digests of parts")
        for j, digest in enumerate(electorate.part_sha256, 1):
            what, data = f"roll/{electorate.id}.{j}.part", read(electorate, j)
            require(sha256(data) == digest, f"{what}: not the one that was sealed")
            parts.append(read_part(data, j, electorate.slots, what))
            require(list(parts[0]) == list(parts[-1]), f"{what}: other slots than in part 1")
            for tag, record in parts[-1].items():
                key = check_part_record(election_hash, j, tag, record, what)
                keys.setdefault(tag, []).append(key)
                require(key is None or record[0] not in parts_of.setdefault(j, set()), f"{what}: a key stands twice")
                parts_of.setdefault(j, set()).add(record[0])
        roll = b""
        for tag, each in keys.items():
            require(None not in each or not any(each), f"{electorate.id}: a slot has a key in some parts only")
            key = encode(total(each)) if None not in each else NOBODY
            require(None in each or key != ZERO, f"{electorate.id}: a sum is the identity")
            require(tag not in tags, f"{electorate.id}: a slot stands twice")
            tags.add(tag)
            roll += tag + key
            if key != NOBODY:
                require(key not in voters, f"{electorate.id}: two slots have one key")
                voters[key] = (tag, electorate)
        require(read(electorate, 0) == roll, f"roll/{electorate.id}.roll: not the sums of the parts")
        require(sha256(roll) == electorate.roll_sha256, f"roll/{electorate.id}.roll: not the one that was sealed")
    return voters, tags


# Payloads: 6.1.


def limits(contest):
    """The kind of ballot, and its limits."""
    kinds = ("approval", "cumulative", "scoring", "ordinal", "choose_one")
    return next((kind, getattr(contest.ballot_format, kind)) for kind in kinds if getattr(contest.ballot_format, kind))


def payload_format(contest):
    """The format's number and the length of its longest ballot."""
    kind, limit = limits(contest)
    count = len(contest.projects)
    most = 1 if kind == "choose_one" else min(limit.max_length or count, count)
    if kind == "cumulative" and limit.max_sum_points:
        most = min(most, limit.max_sum_points)
    sparse = (1 + 3 * most, 4)
    if kind in ("approval", "choose_one"):
        dense = (1 + -(-count // 8), 1)
    elif kind == "ordinal":
        dense = (most + 2, 3) if count <= 255 else sparse
    else:
        dense = (1 + count, 2)
    length, number = min(dense, sparse)
    return number, length


def longest_ballot(contest):
    return payload_format(contest)[1]


def check_limits(contest, choices):
    kind, limit = limits(contest)
    points = [p for _, p in choices]
    if not choices:
        return
    fewest, most = (0, 1) if kind == "choose_one" else (limit.min_length, limit.max_length)
    require(len(choices) >= fewest and (not most or len(choices) <= most), "the number of projects is out of bounds")
    if kind == "approval":
        cost = sum(contest.projects[i].cost for i, _ in choices)
        require(cost >= limit.min_sum_cost and (not limit.max_sum_cost or cost <= limit.max_sum_cost),
                "the projects' cost is out of bounds")
    if kind in ("cumulative", "scoring"):
        require(max(points) <= limit.max_points, "too many points for a project")
    if kind == "cumulative":
        most = limit.max_sum_points
        require(sum(points) >= limit.min_sum_points and (not most or sum(points) <= most),
                "the sum of points is out of bounds")


def make_payload(contest, choices, k):
    """`choices` are (index of a project, points), the points all 1 for approvals; a ranking's are 1, 2, .."""
    require(len({i for i, _ in choices}) == len(choices), "a project stands twice")
    require(all(0 < p < 256 for _, p in choices), "points are 1 to 255")
    if limits(contest)[0] == "ordinal":
        require(sorted(p for _, p in choices) == list(range(1, len(choices) + 1)), "ranks are 1, 2, ..")
    check_limits(contest, choices)
    number, length = payload_format(contest)
    if number == 1:
        body = bytearray(-(-len(contest.projects) // 8))
        for i, _ in choices:
            body[i // 8] |= 1 << i % 8
    elif number == 2:
        body = bytearray(len(contest.projects))
        for i, p in choices:
            body[i] = p
    elif number == 3:
        body = bytes(i for i, _ in sorted(choices, key=lambda c: c[1])) + b"\xff"
    else:
        body = b"".join(i.to_bytes(2, "little") + bytes([p]) for i, p in sorted(choices))
    require(1 + len(body) <= length <= 30 * k, "the ballot does not fit")
    return (bytes([number]) + body).ljust(30 * k, b"\0")


# Ballots: 6.3 to 6.5 and 8.2.

WHOLE_PROCESS = 0xffffffff


def header(kind, manifest_hash, contest):
    return bytes([kind, 2]) + manifest_hash + le32(contest)


class Ballot:
    """A leaf 0x03, taken apart; check_proof() says whether it is whole."""

    def __init__(self, leaf, k):
        require(len(leaf) == 239 + 32 * (k + 1), "a ballot of another length")
        require(leaf[0] == 3 and leaf[1] == 2, "not a ballot of version 2")
        require(leaf[110] == k, "a ballot of another width")
        self.leaf, self.statement, proof = leaf, leaf[:-128], leaf[-128:]  # the statement is h of 6.4
        self.manifest_hash, self.contest = leaf[2:34], int.from_bytes(leaf[34:38], "little")
        self.vk, self.seq, self.prev = leaf[38:70], int.from_bytes(leaf[70:78], "little"), leaf[78:110]
        self.points = [leaf[at:at + 32] for at in range(111, len(leaf) - 128, 32)]  # A, B_1, ..
        self.t, self.r, self.s, self.z = (proof[at:at + 32] for at in range(0, 128, 32))
        self.hash = sha256(b"\0" + leaf)
        self.full_tracker = base32(label_hash("tracker", self.statement))
        self.tracker = self.full_tracker[:20]

    def check_proof(self, manifest_hash):
        vk, a, t, r = (point(data, name) for data, name in
                       ((self.vk, "vk"), (self.points[0], "A"), (self.t, "T"), (self.r, "R")))
        require(all(decode(b) is not None for b in self.points[1:]), "a B is not a point")
        c = Transcript("ballot", manifest_hash).frame(self.statement).frame(self.t).frame(self.r).challenge()
        require(same(mul(scalar(self.s, "s"), G), add(t, mul(c, a))), "the proof of r (sG = T + cA)")
        require(same(mul(scalar(self.z, "z"), G), add(r, mul(c, vk))), "the proof of x (zG = R + c vk)")


def ballot_statement(manifest_hash, contest, vk, seq, prev, payload, keys, x, attempt=1, r=None):
    """h, and r: the leaf before the proof. `attempt` counts the device's encryptions of this number."""
    before_k = header(3, manifest_hash, contest) + vk + le64(seq) + prev
    r = nonce("r", x, before_k + payload + le64(attempt)) if r is None else r
    chunks = [payload[at:at + 30] for at in range(0, len(payload), 30)]
    points = [encode(mul(r, G))] + [encode(add(mul(r, y), decode(embed(c)))) for y, c in zip(keys, chunks, strict=True)]
    return before_k + bytes([len(chunks)]) + b"".join(points), r


def prove_ballot(manifest_hash, statement, x, r, w=None, u=None):
    """The leaf."""
    w = nonce("w", x, statement) if w is None else w
    u = nonce("u", x, statement) if u is None else u
    t, big_r = encode(mul(w, G)), encode(mul(u, G))
    c = Transcript("ballot", manifest_hash).frame(statement).frame(t).frame(big_r).challenge()
    return statement + t + big_r + scalar_bytes((w + c * r) % L) + scalar_bytes((u + c * x) % L)


# The closing: 10.


def closing_hash_of(manifest_hash, index, root):
    return label_hash("closing", manifest_hash, le64(index) + root)


def read_aloud(closing_hash):
    text = base32(closing_hash)[:48]
    return " ".join(text[at:at + 4] for at in range(0, 48, 4))


def check_close_file(data, signing_key, manifest_hash, index, root, quorum, threshold):
    """The file `close`; `signing_key(role, number)` is a key or None."""
    require(data[:8] == b"URNACLS2" and len(data) % 66 == 8, "close: not its format")
    signers = []
    for at in range(8, len(data), 66):
        role, number, signature = data[at], data[at + 1], data[at + 2:at + 66]
        require(role in (2, 3) and (not signers or signers[-1] < (role, number)), "close: the order of signers")
        signers.append((role, number))
        key = signing_key(role, number)
        require(key, f"close: there is no role {role}, number {number}")
        require(verify_sig(key, "close", manifest_hash, le64(index) + root, signature),
                f"close: the signature of role {role}, number {number}")
    trustees = sum(role == 2 for role, _ in signers)
    require(trustees >= quorum, f"close: {trustees} trustees have signed, {quorum} must")
    require(len(signers) - trustees >= threshold, "close: too few authorities have signed")
    return trustees, len(signers) - trustees
