#!/usr/bin/env bash
# Brings the clients of tests/peers into build/peers, from the npm registry, and a Node that is new enough for them:
# Debian 12 has 18. Nothing is asked for when what the lockfile names is there.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
home=$(realpath "$here/../..")/build/peers
mkdir -p "$home"
if ! cmp -s "$here/package-lock.json" "$home/installed"; then
  command -v npm >/dev/null || {
    echo "the peers need npm; install Debian's packages nodejs and npm" >&2
    exit 1
  }
  cp "$here/package.json" "$here/package-lock.json" "$home/"
  # What asks for a newer Node is run by the one that comes with it.
  npm ci --prefix "$home" --ignore-scripts --engine-strict=false --loglevel error --no-fund --no-audit >&2
  cp "$here/package-lock.json" "$home/installed"
fi
