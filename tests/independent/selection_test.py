"""Select and the fates of verify_log.py, on records made here: docs/protocol.md 8.2, 10 and 14."""
import types
import unittest

from verify_log import *

HASH = b"\x11" * 32
KEYS = [mul(7, G)]
SEEDS = [bytes([0x61 + i]) * 32 for i in range(3)]
TAGS = [bytes([0xa0 + i]) * 32 for i in range(2)]
SECRETS = [1001, 1002]
VKS = [encode(mul(x, G)) for x in SECRETS]


def manifest(**changes):
    contest = {"minimum_ballots": 1, "count_anyway": False}
    config = {"width": 1, "authority_threshold": 2, "opening_time": 100, "closing_time": 200, "ballots_per_key": 3,
              "revote": 1, "choice_groups": [],
              "contests": [types.SimpleNamespace(number=i, id=f"c{i}", **contest) for i in range(3)], **changes}
    public = [ed25519_public(seed) for seed in SEEDS]
    return types.SimpleNamespace(config=types.SimpleNamespace(**config), hash=HASH, leaf=header(1, HASH, WHOLE_PROCESS),
                                 key_of=lambda role, number: public[number] if role == 3 and number < 3 else None)


def signed(kind, body, signers=(0, 2)):
    before = header(kind, HASH, WHOLE_PROCESS) + body
    return before + bytes([len(signers)]) + b"".join(
        bytes([i]) + ed25519_sign(SEEDS[i], signed_bytes(f"leaf-{kind:02x}", HASH, before)) for i in signers)


def ballot(voter=0, contest=0, seq=1, prev=bytes(32), r=None):
    statement, r = ballot_statement(HASH, contest, VKS[voter], seq, prev, bytes(30), KEYS, SECRETS[voter], r=r)
    return prove_ballot(HASH, statement, SECRETS[voter], r)


def after(leaf):
    return sha256(b"\0" + leaf)


OPEN = signed(8, le64(100))


class SelectionTest(unittest.TestCase):
    def run_on(self, *leaves, sealed=None):
        sealed = sealed or manifest()
        electorate = types.SimpleNamespace(contests=[0, 1], slots=2)
        selection = Selection(sealed, {vk: (tag, electorate) for vk, tag in zip(VKS, TAGS)}, set(TAGS))
        for i, leaf in enumerate([sealed.leaf, OPEN, *leaves]):
            selection.read(i, leaf)
        return selection

    def assert_fault(self, reason, *leaves, **options):
        """The last one of the leaves is a FAULT and the only one."""
        faults = self.run_on(*leaves, **options).faults
        self.assertEqual(list(faults), [len(leaves) + 1], faults)
        self.assertIn(reason, faults[len(leaves) + 1])

    def test_the_last_ballot_of_a_chain_is_selected(self):
        first = ballot()
        second = ballot(seq=2, prev=after(first))
        selection = self.run_on(first, ballot(voter=1), ballot(contest=1), second)
        self.assertEqual(selection.faults, {})
        self.assertEqual(selection.lists(), [[3, 5], [4], []])
        self.assertEqual(selection.fate(2, first), "replaced by record 5, cast with the same key")
        self.assertEqual(selection.fate(5, second), "counted")

    def test_breaks_in_the_chain(self):
        first = ballot()
        self.assert_fault("number 2 after number 0", ballot(seq=2))
        self.assert_fault("number 3 after number 1", first, ballot(seq=3, prev=after(first)))
        self.assert_fault("number 1 after number 1", first, first)
        self.assert_fault("number 1 after number 1", first, ballot())
        self.assert_fault("prev", first, ballot(seq=2))
        self.assert_fault("prev", ballot(prev=after(first)))
        self.assert_fault("prev", ballot(voter=1), first, ballot(seq=2, prev=after(ballot(voter=1))))

    def test_a_fault_changes_nothing(self):
        first = ballot(r=5)
        broken = first[:-1] + bytes([first[-1] ^ 1])
        selection = self.run_on(broken, first)
        self.assertEqual(list(selection.faults), [2])
        self.assertEqual(selection.lists()[0], [3])
        self.assertIn("not admitted: FAULT", selection.fate(2, broken))

    def test_what_is_not_admitted(self):
        chain = [ballot()]
        for seq in (2, 3, 4):
            chain.append(ballot(seq=seq, prev=after(chain[-1])))
        self.assert_fault("too many", *chain)
        self.assert_fault("copied A", ballot(r=5), ballot(voter=1, r=5))
        self.assert_fault("entitled", ballot(contest=2))
        self.assert_fault("no contest", ballot(contest=3))
        self.assert_fault("unknown", ballot()[:38] + VKS[0][:31] + b"\0" + ballot()[70:])
        self.assert_fault("version", ballot()[:1] + b"\1" + ballot()[2:])
        self.assert_fault("not in use", b"\2" + ballot()[1:])
        self.assert_fault("length", ballot() + b"\0")
        first = ballot()
        self.assert_fault("only the first", first, ballot(seq=2, prev=after(first)), sealed=manifest(revote=2))
        group = types.SimpleNamespace(contests=[0, 1], max=1)
        self.assert_fault("choice group", first, ballot(seq=2, prev=after(first)), ballot(contest=1),
                          sealed=manifest(choice_groups=[group]))

    def test_revocations(self):
        first, revocation = ballot(), signed(7, TAGS[0] + le32(0) + b"\1")
        selection = self.run_on(first, revocation, ballot(seq=2, prev=after(first)))
        self.assertEqual(selection.faults, {4: "a revoked key"})
        self.assertEqual(selection.lists()[0], [])
        self.assertEqual(selection.fate(2, first),
                         "cancelled by the revocation in record 3, signed by authorities [0, 2]")
        self.assert_fault("second revocation", revocation, revocation)
        self.assert_fault("no key", signed(7, b"\xff" * 32 + le32(0) + b"\1"))
        self.assert_fault("no key", signed(7, TAGS[0] + le32(1) + b"\1"))
        self.assert_fault("reason", signed(7, TAGS[0] + le32(0) + b"\5"))
        for signers, reason in (((1,), "too few"), ((2, 0), "ascending"), ((1, 1), "ascending")):
            self.assert_fault(reason, signed(7, TAGS[0] + le32(0) + b"\1", signers))
        self.assert_fault("authority 2", revocation[:-1] + bytes([revocation[-1] ^ 1]))

    def test_openings_and_closings(self):
        self.assert_fault("second opening", OPEN)
        selection = Selection(manifest(), {}, set())
        for time in (99, 200):
            selection.read(1, signed(8, le64(time)))
            self.assertIn("time", selection.faults.pop(1))
        self.assertFalse(selection.is_closing(1, signed(9, le64(150))))  # before the opening
        selection = self.run_on()
        self.assertFalse(selection.is_closing(2, signed(9, le64(99))))
        self.assertFalse(selection.is_closing(3, signed(9, le64(150), (0,))))
        self.assertTrue(selection.is_closing(4, signed(9, le64(150))))

    def test_a_contest_that_is_too_small(self):
        sealed = manifest()
        sealed.config.contests[0].minimum_ballots = 2
        first = ballot()
        self.assertEqual(self.run_on(first, sealed=sealed).fate(2, first), "in a contest that was not counted")
        sealed.config.contests[0].count_anyway = True
        self.assertEqual(self.run_on(first, sealed=sealed).fate(2, first), "counted")


class ConsistencyTest(unittest.TestCase):
    @staticmethod
    def path(tree, old, begin, end, whole):
        """SUBPROOF of RFC 6962, 2.1.2."""
        if old == end - begin:
            return [] if whole else [tree.root(begin, end)]
        middle = split_point(end - begin)
        if old <= middle:
            return ConsistencyTest.path(tree, old, begin, begin + middle, whole) + [tree.root(begin + middle, end)]
        return ConsistencyTest.path(tree, old - middle, begin + middle, end, False) + [tree.root(begin, begin + middle)]

    def test_all_small_trees(self):
        tree = Tree([bytes([i]) for i in range(20)])
        for size in range(1, 21):
            for old in range(1, size + 1):
                path = self.path(tree, old, 0, size, True)
                self.assertTrue(verify_consistency(old, tree.root(0, old), size, tree.root(0, size), path), (old, size))
                self.assertFalse(verify_consistency(old, ZERO, size, tree.root(0, size), path))
                self.assertFalse(verify_consistency(old, tree.root(0, old), size, ZERO, path))
                self.assertFalse(verify_consistency(old, tree.root(0, old), size, tree.root(0, size), path + [ZERO]))


if __name__ == "__main__":
    unittest.main()
