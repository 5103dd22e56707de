"""The test vectors of docs/protocol.md 18, read from the document itself and computed anew."""
import pathlib
import re
import types

import protobuf
from verify_log import *

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "protocol.md"


def read_vectors():
    """Label -> its values, in their order; the texts between dashes have the label `note`."""
    section = DOCUMENT.read_text().split("## 18. Test vectors")[1].split("\n## 19.")[0]
    found = {}
    for block in re.findall(r"```\n(.*?)```", section, re.DOTALL):
        if block.startswith("-----\n"):
            found.setdefault("note", []).append(block[6:].split("-----\n")[0])
            continue
        label = None
        for line in block.splitlines():
            parts = re.split(r"  +| (?=[0-9a-f]{64}$)", line.strip())
            if label and line.startswith("    "):  # a long value, broken into lines
                found[label][-1] += line.strip()
            elif len(parts) == 1:
                label = parts[0]
                found.setdefault(label, []).append("")
            else:
                label = None
                found.setdefault(parts[0], []).append(parts[1])
    return found


def self_test():
    """How many values of section 18 came out as the document has them."""
    vectors, used = read_vectors(), {}

    def expect(label, value, which=0):
        expected = vectors[label][which]
        padding = re.fullmatch(r"([0-9a-f]+) \|\| (\d+) x 00", expected)
        expected = padding[1] + "00" * int(padding[2]) if padding else expected
        value = value.hex() if isinstance(value, bytes) else value
        require(value == expected, f"vector {label}: {value}, not {expected}")
        used[label, which] = True

    def seed(byte):
        return bytes([byte]) * 32

    def sign(key, purpose, context, body):
        return ed25519_sign(seed(key), signed_bytes(purpose, context, body))

    # Labels, group, embedding.
    expect("Gen(0) = H", encode(generator(0)))
    for i in (1, 2, 3):
        expect(f"Gen({i})", encode(generator(i)))
    expect("embed(00 01 .. 1d)", embed(bytes(range(30))))
    expect("embed(30 x 00)", embed(bytes(30)))
    expect("embed(30 x ff)", embed(b"\xff" * 30))
    require(unembed(embed(bytes(range(30)))) == bytes(range(30)), "unembed")
    for purpose in ("shuffle-u", "decrypt-rho"):
        expect(f'VecChallenge("{purpose}", 64 x 01, 1)', scalar_bytes(vec_challenge(purpose, b"\x01" * 64, 1)))
    config = b'{"election":"test"}'
    expect('config = {"election":"test"}, config_hash', label_hash("config", config))
    expect('with dkg_record = "dkg-record", manifest_hash', label_hash("manifest", config, b"dkg-record"))

    # Codes.
    election, manifest = bytes.fromhex("00112233445566778899aabbccddeeff"), seed(0x11)
    printed = {1: "V4KJ2-G0NBB-7AGC1-FTVGA-W", 2: "3xv4a-zcOvj nvrfg-ebjnn-w"}
    codes = {j: read_code(text, j) for j, text in printed.items()}
    x = {}
    for j, code in codes.items():
        secret = hashlib.blake2b(labelled("code-key") + frame(election) + frame(le64(j)) + frame(code.encode()),
                                 digest_size=32).digest()
        expect(f"seed_{j}", secret)
        x[j] = secret_of(code, j, election)
        expect(f"x_{j}", scalar_bytes(x[j]))
        expect(f"V_{j}", encode(mul(x[j], G)))
    both = (x[1] + x[2]) % L
    vk = encode(mul(both, G))
    for label, value in (("m = 1: x", x[1]), ("m = 2: x", both)):
        expect(label, scalar_bytes(value))
        expect(label.replace("x", "vk"), encode(mul(value, G)))
    try:
        read_code(printed[1], 2)
    except Failure:
        pass
    else:
        raise Failure("code 1 was taken for code 2")

    # Slot and parts.
    secret, tag = slot_of(seed(0x22), election, "P-0001")
    election_hash = label_hash("election", election)
    expect("slot_secret", secret)
    expect("slot_tag", tag)
    expect("on letters", base32(tag)[:16])
    expect('Hash("election", id)', election_hash)
    parts = {}
    for j, u in ((1, 4), (2, 5)):
        record = make_part_record(election_hash, j, tag, x[j], u)
        expect(f"part record {j}", record)
        parts[j] = b"URNAPRT2" + le64(j) + le64(1) + record
        expect(f"header of part file {j}", parts[j][:24])
        expect(f"SHA-256(part file {j})", sha256(parts[j]))
    expect("e of part 2", scalar_bytes(Transcript("roll-part", election_hash).u64(2).frame(tag)
                                       .frame(parts[2][56:88]).frame(parts[2][88:120]).challenge()))
    expect("SHA-256(roll file)", sha256(tag + vk))
    expect("with part 1 alone", sha256(tag + encode(mul(x[1], G))))
    electorate = types.SimpleNamespace(id="e", code_registrars=2, slots=1, contests=[7],
                                       part_sha256=[sha256(parts[1]), sha256(parts[2])], roll_sha256=sha256(tag + vk))
    files = {0: tag + vk, **parts}
    config = types.SimpleNamespace(election_id=election, electorates=[electorate])
    voters, _ = check_rolls(config, lambda e, j: files[j])
    require(voters[vk][0] == tag, "check_rolls")
    expect("public key", ed25519_public(seed(0x72)))
    handed_in = frame(b"processes/p/electorates/e") + le64(2) + le64(152) + sha256(parts[2])
    expect('signature "roll"', sign(0x72, "roll", sha256(election), handed_in))

    # A chain of two ballots.
    keys = [mul(7, G), mul(14, G)]
    contest = types.SimpleNamespace(
        projects=[types.SimpleNamespace(cost=1) for _ in range(20)],
        ballot_format=types.SimpleNamespace(
            approval=types.SimpleNamespace(min_length=0, max_length=5, min_sum_cost=0, max_sum_cost=0),
            cumulative=None, scoring=None, ordinal=None, choose_one=None))
    prev, ballots = bytes(32), []
    for seq, choices in ((1, [(0, 1), (3, 1)]), (2, [(4, 1)])):
        payload = make_payload(contest, choices, 2)
        expect(f"payload {seq}", payload)
        r, w, u = (100 * seq + i for i in (1, 2, 3))
        statement, _ = ballot_statement(manifest, 7, vk, seq, prev, payload, keys, both, r=r)
        leaf = prove_ballot(manifest, statement, both, r, w, u)
        ballot = Ballot(leaf, 2)
        ballot.check_proof(manifest)
        expect(f"leaf {seq}", leaf)
        expect(f"leaf hash {seq}", ballot.hash)
        expect(f"tracker {seq}", ballot.tracker)
        expect(f"QR code {seq}", "urna2:" + ballot.full_tracker)
        c = Transcript("ballot", manifest).frame(statement).frame(ballot.t).frame(ballot.r).challenge()
        expect("c" if seq == 1 else "c of ballot 2", scalar_bytes(c))
        ballots.append(ballot)
        prev = ballot.hash
    first = ballots[0]
    a, b_1, b_2 = first.points
    for label, value in (("A", a), ("B_1", b_1), ("B_2", b_2), ("T", first.t), ("R", first.r), ("s", first.s),
                         ("z", first.z), ("Y_1", encode(keys[0])), ("Y_2", encode(keys[1]))):
        expect(label, value)
    for at in (40, 72, 90, 112, 150, -100, -70, -40, -10):  # a changed ballot is none
        damaged = bytearray(first.leaf)
        damaged[at] ^= 1
        try:
            Ballot(bytes(damaged), 2).check_proof(manifest)
        except Failure:
            continue
        raise Failure(f"a ballot with a flipped bit at {at} was taken")
    fresh, before_k = b"\x44" * 64, first.leaf[:110]
    for name, secret, message in (("w", both, first.statement), ("u", both, first.statement),
                                  ("r", both, before_k + make_payload(contest, [(0, 1), (3, 1)], 2) + le64(1)),
                                  ("part", x[2], le64(2) + tag + encode(mul(x[2], G)))):
        expect(f'Nonce("{name}", ..)', scalar_bytes(nonce(name, secret, message, fresh)))

    # Log and receipt.
    vkey = NoteKey(vectors["vkey"][0])
    key = base64.b64encode(b"\1" + ed25519_public(seed(0x42))).decode()
    expect("vkey", f"urna.example/test+{vkey.id.hex()}+{key}")
    trees = [Tree([b"a", b"bb", b"ccc"]), Tree([b"a", first.leaf, ballots[1].leaf])]
    expect('leaves "a", "bb", "ccc": root', trees[0].root(0, 3))
    expect('leaves "a", leaf 1, leaf 2: root', trees[1].root(0, 3))
    note, receipt = (text.encode() for text in vectors["note"][:2])
    require(open_checkpoint(note, vkey) == (3, trees[0].root(0, 3), 0), "the note")
    require(check_receipt(receipt, first.leaf, vkey) == (1, 3, trees[1].root(0, 3)), "the receipt")
    text = note.decode().split("\n\n")[0] + "\n"
    line = base64.b64encode(vkey.id + ed25519_sign(seed(0x42), text.encode())).decode()
    require(note.decode() == f"{text}\n\u2014 urna.example/test {line}\n", "the note's signature")
    block = next(label for label in vectors if label.startswith("witness.example/w1+"))
    witness = NoteKey(block, WITNESS)
    cosigned = receipt.split(b"\n\n", 1)[1] + (next(v for v in vectors if v.startswith("\u2014")) + "\n").encode()
    require(open_checkpoint(cosigned, vkey, [witness])[2] == 1, "the witness's line")

    # Closing.
    closing = closing_hash_of(manifest, 5, seed(0x33))
    expect("closing_hash", closing)
    expect("read aloud", read_aloud(closing))
    signers = {(2, 1): 0x51, (2, 2): 0x52, (2, 3): 0x53, (3, 0): 0x61, (3, 1): 0x62, (3, 2): 0x63}
    public = {who: ed25519_public(seed(byte)) for who, byte in signers.items()}
    for (role, number), key in public.items():
        expect(f"{'trustee' if role == 2 else 'authority'} {number}", key)
    close = b"URNACLS2" + b"".join(
        bytes(who) + sign(signers[who], "close", manifest, le64(5) + seed(0x33)) for who in signers if who != (3, 1))
    expect("file close", close)
    expect("SHA-256(close)", sha256(close))
    signed = check_close_file(close, lambda *who: public.get(who), manifest, 5, seed(0x33), 3, 2)
    require(signed == (3, 2), "check_close_file")
    expect('signature "manifest-ok" of trustee 1, body empty', sign(0x51, "manifest-ok", manifest, b""))
    artefact = (header(0x10, manifest, 7) + b"\x01" + le32(0) + le64(856) + seed(0x77) + b"\x01")
    artefact += sign(0x51, "leaf-10", closing, artefact)
    expect("leaf", artefact)
    check_artefact(artefact, types.SimpleNamespace(
        hash=manifest, config=types.SimpleNamespace(contests=[None] * 8), key_of=lambda *who: public.get(who)), closing)

    # Lots.
    def lot(purpose, *digest):
        parts = b"".join(map(frame, (manifest, purpose, *digest)))
        q = from_hash(hashlib.sha512(labelled("lot") + parts).digest())
        return q, label_hash("lot-seed", manifest, purpose, *digest, encode(mul(9, q)))

    q, lot_seed = lot(b"tie:7")
    expect("Q of tie:7", encode(q))
    expect("Z", encode(mul(9, q)))
    expect("lot_seed", lot_seed)
    for project in ("p1", "p2", "p3"):
        expect(f'rank("{project}")', label_hash("lot-rank", lot_seed, project.encode()))
    expect('SHA-256("call")', sha256(b"call"))
    q, lot_seed = lot(b"panel:jury:1", sha256(b"call"))
    expect("Q of panel:jury:1", encode(q))
    expect("lot_seed", lot_seed, 1)

    # The journal.
    def act(number, role, actor, time, resource=b"", facts=b"", documents=b"\0"):
        return (b"\x20\x02" + election + le64(time) + bytes([number, role]) + bytes([actor]) * 16 +
                bytes([len(resource)]) + resource + len(facts).to_bytes(2, "little") + facts + documents + b"\0")

    def text(value):
        return protobuf.encode("LocalizedText", language="en", text=value)

    document = protobuf.encode("JournalDocument", salt=b"\x55" * 16,
                               mandate=protobuf.encode("Mandate", title=text("Citizen budget")))
    expect("mandate's document", document)
    expect("its SHA-256", sha256(document))
    project = protobuf.encode("ProjectConfig", id="p1", title=text("Trees"), cost=100)
    expect("project", project)
    expect('Hash("project", ..)', label_hash("project", project))
    listed = protobuf.encode("ActFacts", project=protobuf.encode(
        "ProjectFacts", cost=100, config_hash=label_hash("project", project)))
    frozen = protobuf.encode("ActFacts", phase=protobuf.encode("PhaseFacts", phase=2))
    acts = [act(1, 1, 0x66, 1600000000), act(3, 1, 0x66, 1600000060, documents=b"\1\1" + sha256(document)),
            act(32, 2, 0x67, 1600000120, b"contests/c/projects/p1", listed), act(2, 0, 0, 1600000180, b"", frozen)]
    for i, leaf in enumerate(acts):
        expect(f"act {i}", leaf)
    journal = Tree(acts).root(0, 4)
    expect("root of the four acts", journal)
    key = NoteKey(vectors["journal's vkey"][0])
    expect("journal's vkey", f"urna.example/test/journal+{key.id.hex()}+" +
           base64.b64encode(b"\1" + ed25519_public(seed(0x45))).decode())
    note = vectors["note"][2]
    text = f"urna.example/test/journal\n4\n{base64.b64encode(journal).decode()}\n"
    line = base64.b64encode(key.id + ed25519_sign(seed(0x45), text.encode())).decode()
    require(note == f"{text}\n\u2014 urna.example/test/journal {line}\n", f"the journal's note: {line}")
    require(open_checkpoint(note.encode(), key) == (4, journal, 0), "the journal's note")

    missed = {(label, i) for label, values in vectors.items() for i in range(len(values))} - set(used)
    missed = {label for label, _ in missed if label not in ("note", block) and not label.startswith("\u2014")}
    missed -= {"roll file, m = 2"}  # its value is a formula
    require(not missed, f"vectors that were not computed: {sorted(missed)}")
    return len(used) + 4  # the notes and the witness's line
