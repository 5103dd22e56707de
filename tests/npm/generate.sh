#!/usr/bin/env bash
# Makes the TypeScript of the protobuf messages that the workspace uses, into protocol/src/gen, which git ignores.
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")
out=$root/protocol/src/gen
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
(cd "$root/proto" && protoc --plugin=protoc-gen-es="$root/node_modules/.bin/protoc-gen-es" \
  --es_out="$made" --es_opt=target=ts,import_extension=js,json_types=true -I . urna/v1/*.proto google/rpc/*.proto)
# What did not change keeps its time, so that nothing is compiled again for it.
diff -rq "$made" "$out" > /dev/null 2>&1 || { rm -rf "$out" && cp -r "$made" "$out"; }
