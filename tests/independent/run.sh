#!/usr/bin/env bash
# Holds a small election with the given program and checks its log with verify_log.py, which shares no
# code with it; then damages copies of the log, each of which must be refused.
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
./verify_log.py "$work/bundle" --vkey "$vkey" --receipts-from-log

# One process for all the damage: starting Python for each case would take most of the time.
python3 -B - "$work" "$vkey" <<'PY'
import base64, contextlib, io, pathlib, shutil, sys
import verify_log as v

work, vkey = pathlib.Path(sys.argv[1]), sys.argv[2]
bundle, copy = work / "bundle", work / "copy"
note = (bundle / "checkpoint").read_bytes()
size = int(note.split(b"\n")[1])
bundles = list(v.tile_paths("entries", size))
bundle_0, hashes_0 = bundles[0][0], next(v.tile_paths(0, size))[0]
passed = failed = 0


def count(name, good, got):
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    print(f"{'ok   ' if good else 'WRONG'} {name}: {got}")


def verdict(folder, *options):
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            v.main([str(folder), "--vkey", vkey, *map(str, options)])
        except (v.Failure, OSError) as error:
            return str(error).replace(str(work), "")
    return "accepted"


def check(name, reason, folder, *options):
    """The reason counts: a verifier that refuses everything would otherwise pass."""
    got = verdict(folder, *options)
    count(name, reason in got, got)


def damaged(name, reason, damage):
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(bundle / "tile", copy / "tile")
    shutil.copy(bundle / "checkpoint", copy)
    damage()
    check(name, reason, copy)


def flip(file, at):
    data = bytearray((copy / file).read_bytes())
    data[at] ^= 1  # the lowest bit, so that text stays text
    (copy / file).write_bytes(data)


# The verifier must itself be right: RFC 8032 test 2 and the examples of C2SP tlog-tiles.
key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
sig = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
good = v.ed25519_verify(key, b"\x72", sig) and not v.ed25519_verify(key, b"\x73", sig)
count("Ed25519 of RFC 8032", good, good)
widths = [w for level in range(3) for _, w in v.tile_paths(level, 70000 // 256**level)]
count("tiles of 70000 entries", widths == [256] * 273 + [112, 256, 17, 1], len(widths))
name = v.tile_index(1234067)
count("name of tile 1234067", name == "x001/x234/067", name)

check("the log", "accepted", bundle, "--receipts-from-log")

entries = [e for n, w in bundles for e in v.read_entries((bundle / n).read_bytes(), w, n)]
path = v.Tree(entries).path(3, 0, size)
lines = ["c2sp.org/tlog-proof@v1", "index 3"] + [base64.b64encode(h).decode() for h in path]
proof, leaf = work / "proof", work / "leaf"
proof.write_bytes("\n".join(lines).encode() + b"\n\n" + note)
leaf.write_bytes(entries[3])
receipt = (bundle, "--receipt", proof, "--leaf", leaf)
check("a receipt", "accepted", *receipt)
leaf.write_bytes(entries[4])
check("a receipt with another leaf", "not in its tree", *receipt)
leaf.write_bytes(entries[3])
proof.write_bytes(proof.read_bytes().replace(b"index 3", b"index 2"))
check("a receipt with another index", "not in its tree", *receipt)

damaged("a flipped bit in an entry", "root of the entries", lambda: flip(bundle_0, 40))
damaged("a flipped bit in an entry's length", bundle_0, lambda: flip(bundle_0, 0))
damaged("a flipped bit in a hash tile", "not the hashes", lambda: flip(hashes_0, 0))
damaged("a flipped bit in the origin", "signature is wrong", lambda: flip("checkpoint", 0))
damaged("a flipped bit in the size", "signature is wrong", lambda: flip("checkpoint", note.index(b"\n") + 1))
# Some characters of base64 become ones that are none.
damaged("a flipped bit in the signature", "signature", lambda: flip("checkpoint", -20))
damaged("a signature of another key", "accepted", lambda: (copy / "checkpoint").write_bytes(
    note + note.splitlines(True)[-1].replace(b"localhost", b"witness")))
damaged("a dropped entry bundle", "No such file", lambda: (copy / bundle_0).unlink())
damaged("a dropped hash tile", "No such file", lambda: (copy / hashes_0).unlink())
damaged("an extra tile", "missing or extra", lambda: shutil.copy(copy / hashes_0, copy / "tile/0/001"))

print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
PY
