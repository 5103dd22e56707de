#!/usr/bin/env bash
# From a bare Debian 12 to a verified citizen budget: installs what is needed, builds, holds a real
# election (Toulouse 2022, one district) through the API on this machine, and verifies what is published.
# Idempotent.
#
#   deploy/quickstart.sh            the whole life of one citizen budget
#   deploy/quickstart.sh --serve    makes a demonstration town once, and leaves its server running for use:
#                                   HTTP on 127.0.0.1:9480, gRPC on 127.0.0.1:9440
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n== %s\n' "$*"; }

serve=no
case "${1:-}" in
  "") ;;
  --serve) serve=yes ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

say "Dependencies (Debian packages)"
deploy/dependencies.sh

say "Build (about ten minutes on two cores the first time)"
mkdir -p build
cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
cmake --build --preset release --target urna
urna=$PWD/build/release/urna

if [ $serve = yes ]; then
  data=${URNA_DATA:-$PWD/build/quickstart}
  say "A server of your own, with a demonstration town in it (made once)"
  mkdir -p "$data"
  chmod 700 "$data"
  if [ ! -f "$data/urna.toml" ]; then
    printf 'name = "localhost"\ndata_dir = "%s/store"\nlisten = ["127.0.0.1:9440"]\nhttp_listen = ["127.0.0.1:9480"]\n' "$data" >"$data/urna.toml"
  fi
  "$urna" town deploy/town --config "$data/urna.toml" --out "$data"
  cat <<TEXT
Configuration       $data/urna.toml
As administrator, in another terminal:
  export URNA_SERVER=127.0.0.1:9440 URNA_TOKEN=\$(cat "$data/admin.token")
  $urna process list
The server runs until you press Ctrl-C; this command starts it again, with what is in it.
TEXT
  exec "$urna" serve --config "$data/urna.toml"
fi

election=tests/data/toulouse_2022_mirail.pb
bundle=build/quickstart-bundle
rm -rf "$bundle"

say "One citizen budget: $election"
"$urna" demo "$election" --out "$bundle"

say "Verified again, by the program that trusts nobody"
"$urna" verify "$bundle"

say "Done"
echo "The bundle, with all that an observer needs: $PWD/$bundle"
