#!/usr/bin/env python3
"""Casts a ballot of one or more codes over gRPC: docs/protocol.md 5.2, 6 and 7, from the document alone.

Apart from gRPC itself (Debian's python3-grpcio) only the standard library is used. Not for real votes:
nothing here runs in constant time, and codes stand on the command line.
"""
import argparse
import base64
import json
import os
import pathlib
import sys

import protobuf
import vectors
from verify_log import *

REASONS = ["", "SEQUENCE", "CHOICE_GROUP", "REVOKED", "ALREADY_VOTED", "CLOSED"]


class Server:
    """The calls of the API that a voter needs. Whatever they return is to be verified."""

    def __init__(self, address, process):
        import grpc  # here, so that the self-test needs none
        self.process, unlimited = process, [("grpc.max_receive_message_length", -1)]
        self.channel = grpc.insecure_channel(address, options=unlimited)

    def call(self, method, request, answer, /, **values):
        call = self.channel.unary_unary(f"/urna.v1.{method}")  # without serialisers: bytes in, bytes out
        return protobuf.decode(answer, call(protobuf.encode(request, **values), timeout=60))

    def manifest(self):
        return self.call("Processes/GetManifest", "GetManifestRequest", "Manifest", name=self.process)

    def part(self, electorate, j):
        call = self.channel.unary_stream("/urna.v1.Eligibility/ReadRoll")
        name = f"{self.process}/electorates/{electorate.id}"
        request = protobuf.encode("ReadRollRequest", electorate=name, code_registrar=j)
        return b"".join(protobuf.decode("ReadRollResponse", piece).data for piece in call(request, timeout=60))

    def why_not(self, vk, contest, seq):
        return self.call("Ballots/ProveRefusal", "ProveRefusalRequest", "ProveRefusalResponse",
                         process=self.process, voting_key=vk, contest=contest, sequence=seq)

    def cast(self, leaf):
        return self.call("Ballots/CastBallot", "CastBallotRequest", "CastBallotResponse",
                         process=self.process, ballot=leaf)

    def consistency(self, old_size, size):
        return self.call("Ledger/GetConsistencyProof", "GetConsistencyProofRequest", "GetConsistencyProofResponse",
                         process=self.process, old_size=old_size, size=size).hashes

    def find(self, tracker):
        return self.call("Ballots/GetBallot", "GetBallotRequest", "Ballot", name=f"{self.process}/ballots/{tracker}")


def read_manifest(server, wanted_hash):
    """What was sealed, with the signatures of all parties: 3."""
    answer = server.manifest()
    manifest = Manifest(answer.config, answer.key_record)
    require(wanted_hash in (None, manifest.hash.hex()), "the manifest is another one")
    require(answer.manifest_hash == manifest.hash, "the server's manifest hash is not that of its manifest")
    require(manifest.config.process == server.process, "the config is of another process")
    signatures = sorted(answer.signatures, key=lambda s: (s.role, s.index))
    check_approvals(b"URNAOKS1" + b"".join(bytes([s.role, s.index]) + s.signature for s in signatures), manifest)
    return manifest


def find_slot(server, manifest, codes):
    """The secret, the voting key, the slot's tag and the electorate of the codes: 5.2."""
    config = manifest.config
    parts = {}  # (electorate, j) -> tag -> record

    def part(electorate, j):
        if (electorate.id, j) not in parts:
            what, data = f"part {j} of {electorate.id}", server.part(electorate, j)
            require(sha256(data) == electorate.part_sha256[j - 1], f"{what}: not the one that was sealed")
            parts[electorate.id, j] = read_part(data, j, electorate.slots, what)
        return parts[electorate.id, j]

    secrets_of = [secret_of(read_code(code, j), j, config.election_id) for j, code in enumerate(codes, 1)]
    found = []
    for j, x in enumerate(secrets_of, 1):
        v = encode(mul(x, G))
        slots = [(tag, e) for e in config.electorates if j <= e.code_registrars
                 for tag, record in part(e, j).items() if record[0] == v]
        require(slots, f"code {j} is wrong: its key is in no part {j}")
        found.append(slots[0])
    tag, electorate = found[0]
    require(len(codes) == electorate.code_registrars, f"this electorate has {electorate.code_registrars} codes")
    require(all(slot == (tag, electorate) for slot in found), "the codes are of different people")
    election_hash = label_hash("election", config.election_id)
    keys = [check_part_record(election_hash, j, tag, part(electorate, j)[tag], f"part {j}")
            for j in range(1, electorate.code_registrars + 1)]
    x = sum(secrets_of) % L
    vk = encode(mul(x, G))
    require(vk == encode(total(keys)) and vk != ZERO, "the sum of the keys")
    roll = server.part(electorate, 0)
    require(sha256(roll) == electorate.roll_sha256, "the roll is not the one that was sealed")
    require(tag + vk in [roll[at:at + 64] for at in range(0, len(roll), 64)], "the roll has another key for the slot")
    return x, vk, tag, electorate


def read_choices(contest, texts):
    """PROJECT or PROJECT=POINTS; a ranking's points are its order."""
    ids = [project.id for project in contest.projects]
    choices = []
    for rank, text in enumerate(texts, 1):
        name, separator, points = text.partition("=")
        require(name in ids, f"there is no project {name}")
        ordinal = limits(contest)[0] == "ordinal"
        choices.append((ids.index(name), rank if ordinal else int(points) if separator else 1))
    return choices


def why_not(server, manifest, key, vk, contest):
    """What the server proves from the log about the key's first ballot in the contest: 6.6 and 7.

    Returns the reason, the ballots or the bytes of the one other record, and the size and root of the log.
    """
    answer = server.why_not(vk, contest.number, 1)
    reason = REASONS[answer.reason]
    records, checkpoints, last = [], set(), -1
    for proven in answer.records:
        index, size, root = check_receipt(proven.receipt, proven.record, key)
        require(index > last, "the records are not in the order of the log")
        last = index
        records.append(proven.record)
        checkpoints.add((size, root))
    require(len(checkpoints) == (1 if reason else 0), "the records are not at one checkpoint, or there are none")
    if reason in ("SEQUENCE", "ALREADY_VOTED", "CHOICE_GROUP"):
        records = [Ballot(record, manifest.config.width) for record in records]
        for ballot in records:
            ballot.check_proof(manifest.hash)
            require((ballot.manifest_hash, ballot.vk) == (manifest.hash, vk), "a ballot of another key or manifest")
    if reason == "SEQUENCE":
        prev = bytes(32)
        for number, ballot in enumerate(records, 1):
            require(ballot.contest == contest.number and ballot.seq == number, "a gap in the numbers of the ballots")
            require(ballot.prev == prev, "a ballot that does not name the one before")
            prev = ballot.hash
    elif reason == "ALREADY_VOTED":
        require(len(records) == 1 and records[0].contest == contest.number, "not the ballot of this contest")
        require(manifest.config.revote == REVOTE_FIRST, "the last ballot counts, not the first")
    elif reason == "CHOICE_GROUP":
        used = {ballot.contest for ballot in records}
        require(contest.number not in used, "a ballot of this contest")
        require(any(contest.number in group.contests and len(used & set(group.contests)) >= group.max
                    for group in manifest.config.choice_groups), "no choice group is full")
    elif reason:
        require(len(records) == 1, "more than one record")
        leaf, kind = records[0], {"REVOKED": 7, "CLOSED": 9}[reason]
        require(leaf[:38] == header(kind, manifest.hash, WHOLE_PROCESS), "another record")
        signers_of(leaf, {7: 75, 9: 46}[kind], f"leaf-{kind:02x}", manifest)
    return reason, records, next(iter(checkpoints), None)


def earlier_ballots(server, manifest, key, vk, tag, contest):
    """The chain of the key in the contest so far, and the log that it is in."""
    reason, records, checkpoint = why_not(server, manifest, key, vk, contest)
    require(reason != "REVOKED" or records[0][38:74] == tag + le32(0), "a revocation of another key")
    require(reason in ("", "SEQUENCE"), f"nothing can be cast, and the log proves why: {reason}")
    return records, checkpoint


def check_opening(file, manifest, tracker):
    """What the second device does with a challenged ballot: 6.5. Returns the payload."""
    saved = json.loads(file.read_text())
    statement, payload, r = (from_base64(saved[name], name) for name in ("head", "payload", "randomness"))
    k = manifest.config.width
    require(len(statement) == 111 + 32 * (k + 1) and len(payload) == 30 * k, "the opening's lengths")
    vk, seq, prev = statement[38:70], int.from_bytes(statement[70:78], "little"), statement[78:110]
    made, _ = ballot_statement(manifest.hash, int.from_bytes(statement[34:38], "little"), vk, seq, prev, payload,
                               manifest.encryption_keys, None, r=scalar(r, "randomness"))
    require(made == statement, "the ballot holds something else")
    require(base32(label_hash("tracker", made)) == tracker, "the tracker is another ballot's")
    return payload


def check_answer(receipt, leaf, key, index):
    found, *checkpoint = check_receipt(receipt, leaf, key)
    require(found == index, "the answer has another index than its receipt")
    return checkpoint


def check_consistency(server, old, new):
    require(old[0] <= new[0] and verify_consistency(*old, *new, server.consistency(old[0], new[0])),
            "the log does not continue the one that was seen before (a fork)")


def main(argv):
    parser = argparse.ArgumentParser(description="Cast a ballot.")
    parser.add_argument("--self-test", action="store_true", help="compute the vectors of section 18 and stop")
    parser.add_argument("--server", help="host:port, without TLS")
    parser.add_argument("--process", help="processes/..")
    parser.add_argument("--manifest", help="the manifest hash, in hexadecimal")
    parser.add_argument("--code", action="append", default=[], help="of registrar 1, then of registrar 2, ..")
    parser.add_argument("--contest", help="the contest's id")
    parser.add_argument("--choice", action="append", default=[], help="PROJECT or PROJECT=POINTS; blank without")
    parser.add_argument("--payload", type=bytes.fromhex,
                        help="instead of choices: the payload, right or wrong, up to its zeros, in hexadecimal")
    parser.add_argument("--opening", type=pathlib.Path, help="check this challenged ballot instead of casting one")
    parser.add_argument("--tracker", help="all 52 characters that were shown before the challenge")
    parser.add_argument("--out", type=pathlib.Path, help="where ballot and receipt go")
    args = parser.parse_args(argv)
    if args.self_test:
        print(f"{vectors.self_test()} values of section 18 hold")
        return
    require(args.server and args.process, "an option is missing; see --help")
    server = Server(args.server, args.process)
    manifest = read_manifest(server, args.manifest)
    if args.opening:
        print(f"opened: {check_opening(args.opening, manifest, args.tracker).hex()}")
        return
    require(args.code and args.contest and args.out, "an option is missing; see --help")
    config, key = manifest.config, NoteKey(manifest.config.log.vkey)
    print(f"manifest {manifest.hash.hex()}")
    contest = next((c for c in config.contests if c.id == args.contest), None)
    require(contest, f"there is no contest {args.contest}")

    seen = None
    if args.out.exists():  # a ballot that was sent and not answered: only the same bytes may be sent again (7)
        saved = json.loads(args.out.read_text())
        require("receipt" not in saved, f"{args.out} holds a ballot that is cast")
        leaf = from_base64(saved["leaf"], "leaf")
    else:
        x, vk, tag, electorate = find_slot(server, manifest, args.code)
        print(f"slot {base32(tag)[:16]}, to be compared with the letters")
        require(contest.number in electorate.contests, "not entitled to this contest")
        before, seen = earlier_ballots(server, manifest, key, vk, tag, contest)
        for ballot in before:
            print(f"earlier ballot {ballot.seq}: {ballot.tracker}")
        if args.payload:
            payload = args.payload.ljust(30 * config.width, b"\0")
        else:
            payload = make_payload(contest, read_choices(contest, args.choice), config.width)
        prev = before[-1].hash if before else bytes(32)
        statement, r = ballot_statement(manifest.hash, contest.number, vk, len(before) + 1, prev, payload,
                                        manifest.encryption_keys, x)
        leaf = prove_ballot(manifest.hash, statement, x, r)
        saved = {"process": config.process, "leaf": base64.b64encode(leaf).decode(), "log_vkey": key.text,
                 "tracker": Ballot(leaf, config.width).tracker}
        with args.out.open("x") as file:
            file.write(json.dumps(saved))
            file.flush()
            os.fsync(file.fileno())

    ballot = Ballot(leaf, config.width)
    ballot.check_proof(manifest.hash)
    print(f"tracker {ballot.tracker}")
    print(f"QR code urna2:{ballot.full_tracker}")
    answer = server.cast(leaf)
    cast_in = check_answer(answer.receipt, leaf, key, answer.leaf_index)
    if seen:
        check_consistency(server, seen, cast_in)
    require(answer.name == f"{config.process}/ballots/{ballot.tracker}", "the server names another ballot")
    args.out.write_text(json.dumps({**saved, "receipt": answer.receipt.decode()}, indent=2) + "\n")
    print(f"cast: entry {answer.leaf_index} in the tree of size {cast_in[0]}")

    again = server.cast(leaf)  # the same bytes get their receipt, always (7)
    check_consistency(server, cast_in, check_answer(again.receipt, leaf, key, answer.leaf_index))
    found = server.find(ballot.tracker)
    require(found.ballot == leaf and found.contest == contest.number, "the tracker finds another ballot")
    check_answer(found.receipt, leaf, key, answer.leaf_index)
    print("found by its tracker")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Failure, OSError, ValueError) as error:
        sys.exit(f"FAILED: {error}")
