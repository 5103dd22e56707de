#!/usr/bin/env bash
# Holds a small election with the given program and checks its bundle with verify_log.py, which shares no
# code with it; then damages copies of the bundle, each of which must be refused.
#
#   tests/independent/run.sh URNA
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 URNA" >&2; exit 2; }
urna=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work  # the program's own temporary files go with it

"$urna" demo ../data/toulouse_2022_mirail.pb --voters 12 --out "$work/bundle" > "$work/demo" ||
  { cat "$work/demo"; exit 1; }
vkey=$(sed -n 's/^ *urna verify .* --vkey \([^ ]*\).*/\1/p' "$work/demo")
manifest=$(sed -n 's/^ *urna verify .* --manifest \([^ ]*\).*/\1/p' "$work/demo")
./verify_log.py "$work/bundle" --vkey "$vkey" --manifest "$manifest" --receipts-from-log | tee "$work/check"
! grep FAULT "$work/check" || exit 1
export PYTHONDONTWRITEBYTECODE=1
python3 selection_test.py

# One process for all the damage: starting Python for each case would take most of the time.
python3 -B - "$work" "$vkey" <<'PY'
import base64, contextlib, io, pathlib, shutil, sys
import verify_log as v
import vectors

work, vkey = pathlib.Path(sys.argv[1]), sys.argv[2]
bundle, copy = work / "bundle", work / "copy"
note = (bundle / "checkpoint").read_bytes()
size = int(note.split(b"\n")[1])
bundles = list(v.tile_paths("entries", size))
part, roll = (sorted(bundle.glob(f"roll/*.{kind}"))[0].relative_to(bundle) for kind in ("part", "roll"))
bundle_0, hashes_0 = bundles[0][0], next(v.tile_paths(0, size))[0]
passed = failed = 0


def count(name, good, got):
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    print(f"{'ok   ' if good else 'WRONG'} {name}: {got}")


def verdict(folder, *options):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            v.main([str(folder), "--vkey", vkey, *map(str, options)])
        except (v.Failure, OSError) as error:
            return str(error).replace(str(work), "")
    return "accepted " + output.getvalue().splitlines()[-1]


def check(name, reason, folder, *options):
    """The reason counts: a verifier that refuses everything would otherwise pass."""
    got = verdict(folder, *options)
    count(name, reason in got, got)


def damaged(name, reason, damage, *options):
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(bundle, copy)
    damage()
    check(name, reason, copy, *options)


def log_damaged(name, reason, damage):
    damaged(name, reason, damage, "--log-only")


def flip(file, at):
    data = bytearray((copy / file).read_bytes())
    data[at] ^= 1  # the lowest bit, so that text stays text
    (copy / file).write_bytes(data)


# The verifier must itself be right: RFC 8032 test 2 and the examples of C2SP tlog-tiles.
key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
sig = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
hashes = vectors.self_test()
count("vectors of section 18", hashes > 80, hashes)
good = v.ed25519_verify(key, b"\x72", sig) and not v.ed25519_verify(key, b"\x73", sig)
count("Ed25519 of RFC 8032", good, good)
widths = [w for level in range(3) for _, w in v.tile_paths(level, 70000 // 256**level)]
count("tiles of 70000 entries", widths == [256] * 273 + [112, 256, 17, 1], len(widths))
name = v.tile_index(1234067)
count("name of tile 1234067", name == "x001/x234/067", name)

check("the log", "accepted", bundle, "--log-only", "--receipts-from-log")

entries = [e for n, w in bundles for e in v.read_entries((bundle / n).read_bytes(), w, n)]
ballots = [i for i, e in enumerate(entries) if e[0] == 3]
path = v.Tree(entries).path(ballots[0], 0, size)
lines = ["c2sp.org/tlog-proof@v1", f"index {ballots[0]}"] + [base64.b64encode(h).decode() for h in path]
proof, leaf = work / "proof", work / "leaf"
proof.write_bytes("\n".join(lines).encode() + b"\n\n" + note)
leaf.write_bytes(entries[ballots[0]])
receipt = (bundle, "--receipt", proof, "--leaf", leaf)
check("a receipt", "accepted receipt proof: counted", *receipt)
leaf.write_bytes(entries[ballots[1]])
check("a receipt with another leaf", "not in its tree", *receipt)
leaf.write_bytes(entries[ballots[0]])
proof.write_bytes(proof.read_bytes().replace(b"index %d" % ballots[0], b"index %d" % ballots[1]))
check("a receipt with another index", "not in its tree", *receipt)

log_damaged("a flipped bit in an entry", "root of the entries", lambda: flip(bundle_0, 40))
log_damaged("a flipped bit in an entry's length", bundle_0, lambda: flip(bundle_0, 0))
log_damaged("a flipped bit in a hash tile", "not the hashes", lambda: flip(hashes_0, 0))
log_damaged("a flipped bit in the origin", "signature", lambda: flip("checkpoint", 0))
log_damaged("a flipped bit in the size", "signature is wrong", lambda: flip("checkpoint", note.index(b"\n") + 1))
# Some characters of base64 become ones that are none.
log_damaged("a flipped bit in the signature", "signature", lambda: flip("checkpoint", -20))
log_damaged("a line of another key", "accepted", lambda: (copy / "checkpoint").write_bytes(
    note + note.splitlines(True)[-1].replace(b"localhost", b"witness")))
log_damaged("a second line of the log that is wrong", "signature is wrong", lambda: (copy / "checkpoint").write_bytes(
    note + note.splitlines(True)[-1][:-12] + b"AAAAAAAAAA=\n"))
log_damaged("a malformed line", "malformed", lambda: (copy / "checkpoint").write_bytes(note + b"- a b\n"))
log_damaged("a dropped entry bundle", "No such file", lambda: (copy / bundle_0).unlink())
log_damaged("a dropped hash tile", "No such file", lambda: (copy / hashes_0).unlink())
log_damaged("an extra tile", "missing or extra", lambda: shutil.copy(copy / hashes_0, copy / "tile/0/001"))

damaged("a flipped bit in the election id", "of another ceremony", lambda: flip("config", 12))
damaged("a config that is not canonical", "protocol stands twice", lambda: (copy / "config").write_bytes(
    b"\x0a\x07urna/v2" + (copy / "config").read_bytes()))
damaged("a flipped bit in dkg_record", "dkg_record", lambda: flip("dkg_record", -1))
damaged("a flipped bit in an approval", "manifest-ok", lambda: flip("manifest-ok", 40))
damaged("a dropped approval", "manifest-ok", lambda: (copy / "manifest-ok").write_bytes(
    (copy / "manifest-ok").read_bytes()[:-66]))
damaged("a flipped bit in a part", "not the one that was sealed", lambda: flip(part, 70))
damaged("a flipped bit in a roll", "not the sums", lambda: flip(roll, -1))
damaged("a flipped bit in the closing's signatures", "close: the signature", lambda: flip("close", 40))
damaged("too few trustees under the closing", "trustees have signed", lambda: (copy / "close").write_bytes(
    (copy / "close").read_bytes()[:8] + (copy / "close").read_bytes()[8 + 66:]))
damaged("a file more beside the rolls", "missing or extra", lambda: (copy / "roll/a.roll").write_bytes(b""))

print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
PY
