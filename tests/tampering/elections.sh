#!/usr/bin/env bash
# Holds every Pabulib election of a folder from its codes to its outcome, and leaves the bundles for verifiers to
# compare: OUT/<file>/bundle of each.
#
#   tests/tampering/elections.sh URNA OUT
#
# The folder is that of URNA_PABULIB, or the project's own elections. Those of more than 3,000 voters are left out, and
# so are those that no process can hold, with the reason.
set -euo pipefail
[ $# = 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
urna=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
most=3000
folder=$(realpath "${URNA_PABULIB:-$here/../data}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work  # the program's own temporary files go with it

held=0
for file in "$folder"/*.pb; do
  [ -f "$file" ] || { echo "$folder holds no Pabulib file" >&2; exit 1; }
  name=$(basename "$file" .pb)
  voters=$(tr -d '\r' < "$file" | sed -n 's/^num_votes *; *\([0-9]*\).*/\1/p' | head -1)
  if [ -z "$voters" ] || [ "$voters" -gt "$most" ]; then
    echo "$name: left out, ${voters:-an unknown number of} voters"
    continue
  fi
  if ! "$urna" demo "$file" --out "$out/$name/bundle" > "$work/demo" 2> "$work/why"; then
    # A verdict of the audit is no reason to leave an election out.
    if grep -q 'does not hold' "$work/why" "$work/demo"; then cat "$work/why" "$work/demo" >&2; exit 1; fi
    echo "$name: left out, $(tail -1 "$work/why")"
    rm -rf "${out:?}/$name"
    continue
  fi
  held=$((held + 1))
  echo "$name: $voters voters"
done
[ "$held" -gt 0 ] || { echo "no election was held" >&2; exit 1; }
