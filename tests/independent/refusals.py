#!/usr/bin/env python3
"""Sends a server ballots that section 7 of docs/protocol.md does not admit, and looks at what it proves.

  refusals.py SERVER PROCESS CONTEST CAST OTHER CODE..

CAST and OTHER are receipts of this server: CAST of the last ballot that the codes have cast in the contest,
OTHER of anybody else's. Whatever is sent, nothing may be appended.
"""
import sys

from cast_ballot import *


def main(address, process, contest_id, cast_file, other_file, *codes):
    import grpc
    server, wrong = Server(address, process), 0
    manifest = read_manifest(server, None)
    config, key = manifest.config, NoteKey(manifest.config.log.vkey)
    contest = next(c for c in config.contests if c.id == contest_id)
    cast = unwrap(pathlib.Path(cast_file).read_bytes())[1]
    other = Ballot(unwrap(pathlib.Path(other_file).read_bytes())[1], config.width)
    x, vk, tag, _ = find_slot(server, manifest, codes)
    chain = earlier_ballots(server, manifest, key, vk, tag, contest)[0]
    last, before = chain[-1], chain[-2].hash if len(chain) > 1 else bytes(32)
    require(last.leaf == cast, "the last ballot is another one")
    blank = make_payload(contest, [], config.width)

    def ballot(seq=last.seq + 1, prev=last.hash, number=contest.number, secret=x, manifest_hash=manifest.hash):
        statement, r = ballot_statement(manifest_hash, number, encode(mul(secret, G)), seq, prev, blank,
                                        manifest.encryption_keys, secret)
        return prove_ballot(manifest_hash, statement, secret, r)

    def check(name, good, got):
        nonlocal wrong
        wrong += not good
        print(f"{'ok   ' if good else 'WRONG'} {name}: {got}")

    def refused(name, status, leaf):
        try:
            got = f"cast as entry {server.cast(leaf).leaf_index}"
        except grpc.RpcError as error:
            got = f"{error.code().name}: {error.details()}"
        check(name, got.startswith(status + ":"), got)

    def flipped(at):
        data = bytearray(good)
        data[at] ^= 1
        return bytes(data)

    def unreduced(at):
        value = int.from_bytes(good[at:at + 32], "little") + L
        return good[:at] + value.to_bytes(32, "little") + good[at + 32:]

    good, a = ballot(), 111
    proof = len(good) - 128
    copied = good[:a] + b"".join(other.points) + good[proof:]
    refused("a flipped bit in s", "UNAUTHENTICATED", flipped(proof + 64))
    refused("a flipped bit in z", "UNAUTHENTICATED", flipped(proof + 96))
    refused("another B under the proof", "UNAUTHENTICATED", good[:a + 32] + other.points[1] + good[a + 64:])
    refused("the ciphertext of another", "ALREADY_EXISTS", copied)
    for name, at in (("A", a), ("T", proof), ("R", proof + 32)):
        refused(f"{name} the identity", "INVALID_ARGUMENT", good[:at] + ZERO + good[at + 32:])
        refused(f"{name} no point", "INVALID_ARGUMENT", good[:at] + b"\1" + bytes(31) + good[at + 32:])
    refused("s not reduced", "INVALID_ARGUMENT", unreduced(proof + 64))
    refused("z not reduced", "INVALID_ARGUMENT", unreduced(proof + 96))
    refused("a number twice", "ABORTED", ballot(last.seq, before))
    refused("a gap", "FAILED_PRECONDITION", ballot(last.seq + 2))
    refused("another ballot before it", "FAILED_PRECONDITION", ballot(prev=other.hash))
    refused("no ballot before it", "FAILED_PRECONDITION", ballot(prev=bytes(32)))
    refused("an unknown key", "PERMISSION_DENIED", ballot(1, bytes(32), secret=x + 1))
    refused("an unknown contest", "INVALID_ARGUMENT", ballot(number=len(config.contests)))
    refused("another manifest", "INVALID_ARGUMENT", ballot(manifest_hash=bytes(32)))
    refused("another type", "INVALID_ARGUMENT", b"\4" + good[1:])
    refused("another version", "INVALID_ARGUMENT", good[:1] + b"\1" + good[2:])
    refused("another width", "INVALID_ARGUMENT", good[:110] + bytes([config.width + 1]) + good[a:])
    refused("a byte more", "INVALID_ARGUMENT", good + b"\0")
    refused("a byte less", "INVALID_ARGUMENT", good[:-1])

    now = earlier_ballots(server, manifest, key, vk, tag, contest)[0]
    check("nothing was appended", [b.leaf for b in now] == [b.leaf for b in chain], f"{len(now)} ballots in the chain")
    for old in chain:
        answer = server.cast(old.leaf)
        check_answer(answer.receipt, old.leaf, key, answer.leaf_index)
    check("the same bytes again", True, f"receipts for all {len(chain)}")
    return wrong


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) != 0)
