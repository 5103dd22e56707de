#!/usr/bin/env bash
# Runs buf, the checker of the API's contract, from the npm registry: `tools/buf.sh lint`.
set -euo pipefail
cd "$(dirname "$0")/.."
version=1.75.0
home=build/tools/buf-$version
if [ ! -x "$home/node_modules/.bin/buf" ]; then
  command -v npm >/dev/null || {
    echo "buf needs npm; install Debian's packages nodejs and npm" >&2
    exit 1
  }
  mkdir -p "$home"
  npm install --prefix "$home" --no-save --no-package-lock --ignore-scripts --loglevel error --no-fund --no-audit \
    "@bufbuild/buf@$version" >&2
fi
exec "$home/node_modules/.bin/buf" "$@"
